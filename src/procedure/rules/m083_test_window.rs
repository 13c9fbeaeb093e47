//! M083 test-window: a dossier is filed outside the time in which the version applies.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M083.
pub const RULE: Rule = Rule {
    code: Code::new("M083", "test-window", Severity::Error),
    explain: include_str!("m083_test_window.md"),
    check: Check::Reader,
};

/// Reports a filing outside `effective`; the window is told in both languages.
pub fn report(at: Span, window: &Words) -> Diagnostic {
    let message = Words::new(
        format!("ngày nộp nằm ngoài thời gian áp dụng của thủ tục ({})", window.vi),
        format!("the day of filing lies outside the time in which the procedure applies ({})", window.en),
    );
    Diagnostic::new(RULE.code, at, message).help(Words::new(
        "sửa `given.at`, hoặc `effective` của thủ tục",
        "mend `given.at`, or `effective` of the procedure",
    ))
}
