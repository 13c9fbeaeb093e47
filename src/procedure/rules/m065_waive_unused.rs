//! M065 waive-unused: a waiver where there is nothing to waive.
//! It is found by the judgement; the words are here.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule};
use crate::files::WaiveDef;

/// Describes M065.
pub const RULE: Rule = Rule {
    code: Code::new("M065", "waive-unused", Severity::Note),
    explain: include_str!("m065_waive_unused.md"),
    check: Check::Judgement,
};

/// Reports a waiver that took nothing out.
pub(super) fn report(line: &WaiveDef) -> Diagnostic {
    let message = Words::new("không có cảnh báo nào để bỏ qua ở nơi này", "there is no such warning at this place");
    Diagnostic::new(RULE.code, line.span, message)
        .help(Words::new("bỏ dòng này, hoặc sửa `code`, `at`", "remove the line, or correct `code` or `at`"))
}
