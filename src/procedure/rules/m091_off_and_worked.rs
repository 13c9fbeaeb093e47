//! M091 off-and-worked: a date both off and worked.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M091.
pub const RULE: Rule = Rule {
    code: Code::new("M091", "off-and-worked", Severity::Error),
    explain: include_str!("m091_off_and_worked.md"),
    check: Check::Reader,
};

/// Reports a date that is in both maps.
pub(crate) fn report(worked: Span, off: Span) -> Diagnostic {
    let message = Words::new("ngày này vừa nghỉ vừa làm bù", "this date is both off and worked");
    Diagnostic::new(RULE.code, worked, message)
        .related(off, Words::new("ngày nghỉ khai ở đây", "declared off here"))
        .help(Words::new("bỏ một trong hai dòng", "remove one of the two lines"))
}
