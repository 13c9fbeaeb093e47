//! M081 test-target: a test file names another procedure than the one beside it.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M081.
pub const RULE: Rule = Rule {
    code: Code::new("M081", "test-target", Severity::Error),
    explain: include_str!("m081_test_target.md"),
    check: Check::Reader,
};

/// Reports facts of another procedure than the one beside them.
pub(crate) fn facts(named: &Spanned<String>, beside: &str) -> Diagnostic {
    let found = &named.value;
    let message = Words::new(
        format!("tệp này ghi căn cứ của `{found}`, nhưng thủ tục bên cạnh là `{beside}`"),
        format!("this file holds facts of `{found}`, but the procedure beside it is `{beside}`"),
    );
    Diagnostic::new(RULE.code, named.span, message)
        .help(Words::new(format!("viết `facts: {beside}`"), format!("write `facts: {beside}`")))
        .fix(named.span, beside)
}

/// Reports a target that is not the procedure beside the test file.
pub fn report(test: &Spanned<String>, beside: &str) -> Diagnostic {
    let found = &test.value;
    let message = Words::new(
        format!("tệp này kiểm thử `{found}`, nhưng thủ tục bên cạnh là `{beside}`"),
        format!("this file tests `{found}`, but the procedure beside it is `{beside}`"),
    );
    Diagnostic::new(RULE.code, test.span, message)
        .help(Words::new(format!("viết `test: {beside}`"), format!("write `test: {beside}`")))
        .fix(test.span, beside)
}
