//! M067 no-decision: no decision announces the procedure or approves the process.
//! It does not judge the decision.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M067.
pub const RULE: Rule = Rule {
    code: Code::new("M067", "no-decision", Severity::Warning),
    explain: include_str!("m067_no_decision.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    if definition.announced.is_none() && definition.approved.is_none() {
        let message = Words::new(
            "chưa ghi quyết định công bố thủ tục hay phê duyệt quy trình nội bộ",
            "no decision announces the procedure or approves the internal process",
        );
        let help = Words::new("thêm `announced` hoặc `approved`", "add `announced` or `approved`");
        out.push(Diagnostic::new(RULE.code, definition.id.span, message).help(help).at("top"));
    }
}
