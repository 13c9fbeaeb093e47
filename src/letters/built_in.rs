//! The built-in letters: templates like any department's, embedded. What they look like is in `templates/`.

use std::sync::LazyLock;

use source::SourceFile;

use crate::Template;

/// Reads an embedded template.
macro_rules! embedded {
    ($name:literal) => {
        LazyLock::new(|| read($name, include_str!(concat!("templates/", $name, ".html"))))
    };
}
/// State, agency, form, place and date on top of a letter.
pub(crate) static HEAD: LazyLock<Template> = embedded!("dau_van_ban");
/// Recipients and signature of an agency.
pub(crate) static SIGNATURE: LazyLock<Template> = embedded!("ky_duyet");

static TIEP_NHAN: LazyLock<Template> = embedded!("tiep_nhan");
static BO_SUNG: LazyLock<Template> = embedded!("bo_sung");
static TU_CHOI: LazyLock<Template> = embedded!("tu_choi");
static XIN_LOI: LazyLock<Template> = embedded!("xin_loi");
static DUNG: LazyLock<Template> = embedded!("dung");
static KIEM_SOAT: LazyLock<Template> = embedded!("kiem_soat");
static GIAY_KHAC: LazyLock<Template> = embedded!("giay_khac");
static SO_THEO_DOI: LazyLock<Template> = embedded!("so_theo_doi");

fn read(name: &str, text: &str) -> Template {
    Template::read(&SourceFile::new(name, text), &[]).expect("an embedded template is fit: a test reads them all")
}

/// Finds the built-in template of a meaning: `tiep_nhan`, `bo_sung`, `tu_choi`, `xin_loi`, `dung`, `kiem_soat`,
/// `so_theo_doi`. A letter of own meaning has none; its department draws it.
pub fn built_in(meaning: &str) -> Option<&'static Template> {
    Some(match meaning {
        "tiep_nhan" => &TIEP_NHAN,
        "bo_sung" => &BO_SUNG,
        "tu_choi" => &TU_CHOI,
        "xin_loi" => &XIN_LOI,
        "dung" => &DUNG,
        "kiem_soat" => &KIEM_SOAT,
        "so_theo_doi" => &SO_THEO_DOI,
        _ => return None,
    })
}

/// Gives the template of a letter of own meaning whose department has drawn none.
pub fn general() -> &'static Template {
    &GIAY_KHAC
}

/// Names the file of a department's own template, beside its procedure: the letter `tu_choi` of
/// `dang-ky-thuong-tru.tthc.yaml` is drawn by `dang-ky-thuong-tru.tu_choi.letter.html`.
pub fn file_name(procedure: &str, meaning: &str) -> String {
    let stem = procedure.strip_suffix(".tthc.yaml").unwrap_or(procedure);
    format!("{stem}.{meaning}.letter.html")
}
