//! M093 off-anyway: a day off that is a weekly rest day anyway.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M093.
pub const RULE: Rule = Rule {
    code: Code::new("M093", "off-anyway", Severity::Note),
    explain: include_str!("m093_off_anyway.md"),
    check: Check::Reader,
};

/// Notes a day off on a weekly rest day.
pub(crate) fn report(span: Span, day: &str) -> Diagnostic {
    let message = Words::new(
        format!("ngày này là {day}, vốn đã nghỉ hằng tuần"),
        format!("this date is {day}, a weekly rest day anyway"),
    );
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("kiểm lại ngày, hoặc bỏ dòng này", "check the date, or remove the line"))
}
