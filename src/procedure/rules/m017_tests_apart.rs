//! M017 tests-apart: tests stand in a file of their own.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M017.
pub const RULE: Rule = Rule {
    code: Code::new("M017", "tests-apart", Severity::Error),
    explain: include_str!("m017_tests_apart.md"),
    check: Check::Reader,
};

/// Reports `tests` in a procedure file.
pub(crate) fn report(span: Span) -> Diagnostic {
    let message = Words::new("kiểm thử không viết trong tệp thủ tục", "tests are not written in the procedure file");
    let help = Words::new(
        "chuyển các kịch bản sang tệp cùng tên `.test.yaml` bên cạnh, dưới khóa `scenarios`",
        "move the scenarios to the `.test.yaml` file of the same name beside it, under `scenarios`",
    );
    Diagnostic::new(RULE.code, span, message).help(help)
}
