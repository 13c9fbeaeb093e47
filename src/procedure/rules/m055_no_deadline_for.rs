//! M055 no-deadline-for: reminders, escalations or a timeout on a step without a deadline.
//! It does not judge the times themselves.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};

/// Describes M055.
pub const RULE: Rule = Rule {
    code: Code::new("M055", "no-deadline-for", Severity::Error),
    explain: include_str!("m055_no_deadline_for.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for step in subject.definition.steps.iter().filter(|step| step.time.deadline.is_none()) {
        let keys = [
            ("remind", step.time.remind.first().map(|remind| remind.span)),
            ("overdue", step.time.overdue.first().map(|overdue| overdue.span)),
            ("timeout", step.time.timeout.as_ref().map(|timeout| timeout.span)),
        ];
        for (key, span) in keys {
            out.extend(span.map(|span| report(span, key, &step.id.value)));
        }
    }
}

fn report(span: Span, key: &str, step: &str) -> Diagnostic {
    let message = Words::new(
        format!("bước `{step}` có `{key}` mà không có thời hạn"),
        format!("step `{step}` has `{key}` but no deadline"),
    );
    Diagnostic::new(RULE.code, span, message).help(Words::new(
        format!("thêm `deadline` cho bước, hoặc bỏ `{key}`"),
        format!("give the step a `deadline`, or remove `{key}`"),
    ))
}
