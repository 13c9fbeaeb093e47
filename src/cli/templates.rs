//! Templates that departments have drawn for letters: found beside their procedures, judged against their forms.
//!
//! It prints no letter.

use std::path::Path;

use letters::Template;
use procedure::Compiled;
use procedure::rules::m175_letter_template as m175;
use procedure::shipped::TEMPLATES;
use source::{Diagnostic, SourceFile, Span, Words};

/// Ending of a template's file.
pub(crate) const TEMPLATE: &str = ".letter.html";

/// Gives the shipped templates as files.
pub(crate) fn shipped() -> impl Iterator<Item = SourceFile> {
    TEMPLATES.iter().map(|one| SourceFile::new(one.name, one.text))
}

/// Returns the last part of a file's name, by which templates are known.
pub(crate) fn base(file: &SourceFile) -> String {
    Path::new(file.name()).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Takes a template's name apart: the stem of its procedure's file, and the meaning of its letter.
pub(crate) fn parts(base: &str) -> Option<(&str, &str)> {
    base.strip_suffix(TEMPLATE)?.rsplit_once('.')
}

/// Reads a template for its procedure.
///
/// # Errors
/// Everything that is wrong with it; without its procedure nothing can be said of it.
pub(crate) fn read(file: &SourceFile, procedure: Option<&Compiled>) -> Result<Template, Vec<Diagnostic>> {
    let base = base(file);
    let (stem, meaning) = parts(&base).unwrap_or_default();
    let whole = |vi: String, en: String| vec![m175::fault(Span::new(0, 0), Words::new(vi, en))];
    let Some(program) = procedure.map(|procedure| &procedure.program) else {
        return Err(whole(
            format!("không có thủ tục đạt kiểm tra `{stem}.tthc.yaml` cạnh mẫu này"),
            format!("there is no procedure `{stem}.tthc.yaml` that passes beside this template"),
        ));
    };
    if program.letters.iter().all(|letter| letter.id != meaning) {
        return Err(whole(
            format!("thủ tục `{stem}` không in giấy tờ `{meaning}`"),
            format!("procedure `{stem}` prints no letter `{meaning}`"),
        ));
    }
    let paths: Vec<String> = program.form.field_ixs().map(|ix| program.form.path(ix)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    Template::read(file, &paths)
        .map_err(|faults| faults.into_iter().map(|fault| m175::fault(fault.span, fault.words)).collect())
}
