//! M024 empty-step: a userTask without buttons, or a receiveTask without message and payment.
//! A missing `actions` is M110.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::StepDef;

/// Describes M024.
pub const RULE: Rule = Rule {
    code: Code::new("M024", "empty-step", Severity::Error),
    explain: include_str!("m024_empty_step.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for step in &subject.definition.steps {
        let idle = step.receive().is_some_and(|receive| receive.message.is_none() && receive.payment.is_empty());
        out.extend(idle.then(|| waits_for_nothing(step)));
        let empty = step.user().filter(|user| user.actions.is_empty());
        let Some(span) = empty.and_then(|user| user.actions_span) else { continue };
        let id = &step.id.value;
        let message = Words::new(
            format!("bước `{id}` không có nút nào, nên không ai làm xong được"),
            format!("the step `{id}` has no button, so nobody can finish it"),
        );
        let help =
            Words::new("thêm ít nhất một nút: `xong: Đã làm xong`", "add at least one button: `xong: Đã làm xong`");
        out.push(Diagnostic::new(RULE.code, span, message).at(id).help(help));
    }
}

fn waits_for_nothing(step: &StepDef) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("bước `{id}` không chờ tin, cũng không chờ tiền"),
        format!("the step `{id}` waits neither for a message nor for money"),
    );
    Diagnostic::new(RULE.code, step.id.span, message).at(id).help(Words::new(
        "thêm `message` (tin từ nơi khác) hoặc `payment` (khoản phải nộp)",
        "add a `message`, or a `payment`",
    ))
}
