//! M082 test-time: a line of a scenario lies before the moment the test stands at.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M082.
pub const RULE: Rule = Rule {
    code: Code::new("M082", "test-time", Severity::Error),
    explain: include_str!("m082_test_time.md"),
    check: Check::Reader,
};

/// Reports a moment before the one the test stands at; `now` is that moment in both languages.
pub fn report(at: Span, now: &Words) -> Diagnostic {
    let message = Words::new(
        format!("thời gian lùi lại: lúc này kịch bản đã ở {}", now.vi),
        format!("time goes back: the scenario already stands at {}", now.en),
    );
    Diagnostic::new(RULE.code, at, message).help(Words::new(
        "viết một lúc không sớm hơn, hoặc bỏ khóa này",
        "write a moment not before it, or leave the key out",
    ))
}
