//! M013 comma-in-braces: a comma inside braces or brackets has cut a value in two.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M013.
pub const RULE: Rule = Rule {
    code: Code::new("M013", "comma-in-braces", Severity::Error),
    explain: include_str!("m013_comma_in_braces.md"),
    check: Check::Reader,
};

/// Reports a value that was cut; the span covers both parts.
pub(crate) fn report(span: Span) -> Diagnostic {
    let message = Words::new(
        "dấu phẩy trong `{ }` hoặc `[ ]` đã cắt giá trị này làm hai",
        "the comma inside `{ }` or `[ ]` has cut this value in two",
    );
    let help = Words::new(
        "đặt cả giá trị trong ngoặc kép, viết mỗi khóa một dòng, hoặc viết `nửa ngày làm việc`",
        "put the whole value in quotes, write one key a line, or write `nửa ngày làm việc`",
    );
    Diagnostic::new(RULE.code, span, message).help(help)
}
