//! M004 first-key: a file begins with `tthc`, a step with its type.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M004.
pub const RULE: Rule = Rule {
    code: Code::new("M004", "first-key", Severity::Error),
    explain: include_str!("m004_first_key.md"),
    check: Check::Reader,
};

/// Reports a file that begins with another key.
pub(crate) fn file(first: &Spanned<String>) -> Diagnostic {
    let message = Words::new("dòng đầu của tệp phải là `tthc: 1`", "the first key of the file must be `tthc: 1`");
    Diagnostic::new(RULE.code, first.span, message).help(Words::new(
        format!("chuyển `tthc` lên trên `{}`", first.value),
        format!("move `tthc` above `{}`", first.value),
    ))
}

/// Reports a step that begins with another key than its type.
pub(crate) fn step(first: &Spanned<String>, kind: &Spanned<String>) -> Diagnostic {
    let (found, kind_word) = (&first.value, &kind.value);
    let message = Words::new(
        format!("bước phải bắt đầu bằng kiểu của nó, `{kind_word}`"),
        format!("a step must begin with its type, `{kind_word}`"),
    );
    Diagnostic::new(RULE.code, first.span, message)
        .related(kind.span, Words::new("kiểu của bước ở đây", "the type is here"))
        .help(Words::new(
            format!("chuyển `{kind_word}` lên trên `{found}`"),
            format!("move `{kind_word}` above `{found}`"),
        ))
}
