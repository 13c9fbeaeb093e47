//! M059 no-step-deadline: an office's step has no deadline of its own.
//! It does not judge the applicant's steps.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::StepDef;

/// Describes M059.
pub const RULE: Rule = Rule {
    code: Code::new("M059", "no-step-deadline", Severity::Note),
    explain: include_str!("m059_no_step_deadline.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let open = |step: &StepDef| step.time.deadline.is_none() && subject.is_office(step);
    for (_, step, _) in subject.tasks().filter(|(_, step, _)| open(step)) {
        let id = &step.id.value;
        let message = Words::new(
            format!("bước `{id}` không có thời hạn, phiếu kiểm soát sẽ không đánh giá bước này"),
            format!("step `{id}` has no deadline; the control slip will give no verdict on it"),
        );
        let help = Words::new(
            "thêm `deadline` nếu quy trình được duyệt có ghi",
            "add `deadline` if the approved process has one",
        );
        out.push(Diagnostic::new(RULE.code, step.id.span, message).help(help).at(id));
    }
}
