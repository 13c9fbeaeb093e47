//! M156 open-supplement: the applicant may complete the dossier without end.
//! It does not judge how long the deadline should be.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M156.
pub const RULE: Rule = Rule {
    code: Code::new("M156", "open-supplement", Severity::Warning),
    explain: include_str!("m156_open_supplement.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (_, step, user) in subject.tasks().filter(|(_, step, _)| step.time.deadline.is_none()) {
        let Some(span) = user.supplement else { continue };
        let id = &step.id.value;
        let message = Words::new(
            format!("bước bổ sung `{id}` không có thời hạn, hồ sơ có thể chờ mãi"),
            format!("supplement step `{id}` has no deadline; the dossier may wait for ever"),
        );
        let help = Words::new("thêm `deadline` và `timeout`", "add `deadline` and `timeout`");
        out.push(Diagnostic::new(RULE.code, span, message).help(help).at(id));
    }
}
