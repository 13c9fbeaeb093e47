//! M015 either-or: two keys that exclude each other.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M015.
pub const RULE: Rule = Rule {
    code: Code::new("M015", "either-or", Severity::Error),
    explain: include_str!("m015_either_or.md"),
    check: Check::Reader,
};

/// Reports two keys that cannot stand together.
pub(crate) fn report(one: &Spanned<String>, other: &Spanned<String>) -> Diagnostic {
    let (first, second) = (&one.value, &other.value);
    let message = Words::new(
        format!("`{first}` và `{second}` không đi cùng nhau được"),
        format!("`{first}` and `{second}` exclude each other"),
    );
    Diagnostic::new(RULE.code, other.span, message)
        .related(one.span, Words::new(format!("`{first}` ở đây"), format!("`{first}` is here")))
        .help(Words::new("giữ lại một khóa", "keep one of them"))
}
