//! M060 office-pause: an office's own step holds the dossier's clock without a ground.
//! It does not judge the ground.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M060.
pub const RULE: Rule = Rule {
    code: Code::new("M060", "office-pause", Severity::Warning),
    explain: include_str!("m060_office_pause.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for step in &subject.definition.steps {
        let Some(clock) = step.time.clock.as_ref().filter(|_| step.legal.is_empty() && subject.is_office(step)) else {
            continue;
        };
        let id = &step.id.value;
        let message = Words::new(
            format!("bước `{id}` của cơ quan làm dừng thời hạn hồ sơ mà không có căn cứ"),
            format!("step `{id}` of an office holds the dossier's clock without a ground"),
        );
        let help = Words::new(
            "chờ nội bộ không dừng thời hạn: bỏ `clock`, hoặc thêm `legal`",
            "internal waiting stops no clock: remove `clock`, or add `legal`",
        );
        out.push(Diagnostic::new(RULE.code, clock.span, message).help(help).at(id));
    }
}
