//! `motcua new`: writes a procedure and its tests from nothing. What is there already is never touched.
//!
//! It knows no text of a scaffold.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use calendar::Lang;
use procedure::new::{id_of, scaffold, slug_for};
use serde_json::json;

use crate::args_author::NewArgs;
use crate::ended::ended;
use crate::files::{PROCEDURE, Trouble};
use crate::output::{line, note, say};
use crate::{OK, USAGE};

pub(crate) fn run(args: &NewArgs) -> u8 {
    let lang = args.common.lang();
    let slug = args.slug.strip_suffix(PROCEDURE).unwrap_or(&args.slug);
    let Some(id) = id_of(slug) else { return refused(&args.slug, lang) };
    let name = args.name.as_deref().map(str::trim);
    if name == Some("") {
        note(&say(lang, "lỗi: `--name` không được để trống", "error: `--name` must not be empty"));
        return USAGE;
    }
    ended(written(args, &id, name, lang).map(|()| OK), lang)
}

fn refused(slug: &str, lang: Lang) -> u8 {
    let near = slug_for(slug).filter(|near| near != slug);
    let (vi, en) = near
        .map_or_else(Default::default, |near| (format!("; có phải `{near}`?"), format!("; did you mean `{near}`?")));
    note(&say(
        lang,
        format!(
            "lỗi: `{slug}` không dùng làm tên tệp được: viết không dấu, chữ thường, số và gạch nối, bắt đầu bằng chữ, \
             2 đến 48 ký tự, không trùng từ dành riêng{vi}"
        ),
        format!(
            "error: `{slug}` cannot name a file: small ASCII letters, digits and hyphens, a letter first, 2 to 48 \
             characters, no reserved word{en}"
        ),
    ));
    USAGE
}

fn written(args: &NewArgs, id: &str, name: Option<&str>, lang: Lang) -> Result<(), Trouble> {
    let made = scaffold(args.from, id, name);
    let (procedure, test) = (args.dir.join(&made.procedure_name), args.dir.join(&made.test_name));
    // Both are looked at first, so that a refusal leaves nothing half done.
    for path in [&procedure, &test] {
        if path.symlink_metadata().is_ok() {
            return Err(taken(path, lang));
        }
    }
    create(&procedure, &made.procedure, lang)?;
    create(&test, &made.test, lang)?;
    let (procedure, test) = (procedure.display().to_string(), test.display().to_string());
    if args.common.json {
        line(&json!({ "procedure": procedure, "test": test }).to_string());
        return Ok(());
    }
    line(&say(lang, format!("đã viết: {procedure}"), format!("written: {procedure}")));
    line(&say(lang, format!("đã viết: {test}"), format!("written: {test}")));
    note(&say(
        lang,
        format!(
            "Tiếp theo: mở tệp, sửa từ trên xuống theo lời nhắc; kiểm tra bằng `motcua check {procedure}`, chạy thử bằng `motcua test {procedure}`."
        ),
        format!(
            "Next: edit the file from top to bottom; then `motcua check {procedure}` and `motcua test {procedure}`."
        ),
    ));
    Ok(())
}

fn create(path: &Path, text: &str, lang: Lang) -> Result<(), Trouble> {
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(path, lang),
        ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(Path::new(".")).display();
            say(lang, format!("không có thư mục {folder}"), format!("there is no folder {folder}"))
        }
        _ => {
            let name = path.display();
            say(
                lang,
                format!("không ghi được {name}. Chi tiết: {error}"),
                format!("{name} cannot be written ({error})"),
            )
        }
    })
}

fn taken(path: &Path, lang: Lang) -> Trouble {
    let name = path.display();
    say(lang, format!("đã có {name}; không ghi đè, hãy đặt tên khác"), format!("{name} is there already; it is kept"))
}
