//! M022 id-syntax: an id that is not made of small ASCII letters, digits and single underscores.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use crate::files::id_for;

use super::{Check, Rule};

/// Describes M022.
pub const RULE: Rule = Rule {
    code: Code::new("M022", "id-syntax", Severity::Error),
    explain: include_str!("m022_id_syntax.md"),
    check: Check::Reader,
};

/// Reports an id of another form.
pub(crate) fn report(id: &Spanned<String>) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(
        format!("`{found}` chưa đúng dạng tên: 2 đến 48 chữ thường không dấu, chữ số và dấu `_`, bắt đầu bằng chữ"),
        format!("`{found}` is no id: 2 to 48 small ASCII letters, digits and `_`, beginning with a letter"),
    );
    let diagnostic = Diagnostic::new(RULE.code, id.span, message);
    match id_for(found) {
        Some(proposal) => diagnostic
            .help(Words::new(format!("viết `{proposal}`"), format!("write `{proposal}`")))
            .fix(id.span, proposal),
        None => diagnostic,
    }
}
