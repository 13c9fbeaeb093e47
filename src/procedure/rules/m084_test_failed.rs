//! M084 test-failed: what a scenario expects is not what happens.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M084.
pub const RULE: Rule = Rule {
    code: Code::new("M084", "test-failed", Severity::Error),
    explain: include_str!("m084_test_failed.md"),
    check: Check::Reader,
};

/// Says what was expected, what happened, and how a date was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is compared: a key of `then`, or the act itself.
    pub about: String,
    /// What the scenario expects.
    pub expected: Words,
    /// What happened.
    pub actual: Words,
    /// How the actual date is found.
    pub arithmetic: Option<Words>,
}

/// Reports an expectation that is not met, with both sides one under the other.
pub fn report(span: Span, difference: &Difference) -> Diagnostic {
    let Difference { about, expected, actual, arithmetic } = difference;
    let message = Words::new(
        format!("`{about}`: mong đợi {}, thực tế {}", expected.vi, actual.vi),
        format!("`{about}`: expected {}, got {}", expected.en, actual.en),
    );
    let label = Words::new(format!("thực tế: {}", actual.vi), format!("got: {}", actual.en));
    let diagnostic = Diagnostic::new(RULE.code, span, message).label(label);
    match arithmetic {
        Some(words) => {
            diagnostic.help(Words::new(format!("cách tính: {}", words.vi), format!("the arithmetic: {}", words.en)))
        }
        None => diagnostic,
    }
}
