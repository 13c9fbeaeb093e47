//! M056 silent-close: a timer ends the dossier although nobody looked at it.
//! It does not judge whether the end is the right one.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, Via};
use crate::files::{StepDef, StepKind};

/// Describes M056.
pub const RULE: Rule = Rule {
    code: Code::new("M056", "silent-close", Severity::Warning),
    explain: include_str!("m056_silent_close.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for edge in &subject.outline.edges {
        let step = &subject.definition.steps[edge.from];
        let timer = at_due(subject, step, edge).or_else(|| after_wait(subject, step, edge));
        let Some(span) = timer.filter(|_| ends_alone(subject, edge)) else { continue };
        let message = Words::new(
            format!("hết hạn bước `{}` thì hồ sơ tự kết thúc, không ai xem lại", step.id.value),
            format!("at the due of step `{}` the dossier ends by itself, unseen", step.id.value),
        );
        let help =
            Words::new("dẫn tới một bước của cơ quan để xem lại", "lead to a step of an office that looks at it");
        out.push(Diagnostic::new(RULE.code, span, message).help(help).at(&step.id.value));
    }
}

/// Finds where a timeout is written that takes a way, by itself or by the button that silence presses.
fn at_due(subject: &Subject<'_>, step: &StepDef, edge: &Edge) -> Option<Span> {
    let timeout = step.time.timeout.as_ref()?;
    let pressed = subject.button(edge).map(|button| &button.id.value);
    let silent = pressed.is_some() && pressed == timeout.action.as_ref().map(|action| &action.value);
    let target = timeout.next.as_ref().or(timeout.exit.as_ref()).or(timeout.action.as_ref());
    (edge.via == Via::Timeout || silent).then(|| target.map_or(timeout.span, |target| target.span))
}

/// Finds what stands for the end of a wait that takes a way.
fn after_wait(subject: &Subject<'_>, step: &StepDef, edge: &Edge) -> Option<Span> {
    let StepKind::Wait(wait) = &step.kind else { return None };
    let pressed = subject.button(edge).filter(|button| button.is_by_timer()).map(|button| button.id.span);
    pressed.or_else(|| wait.wait.as_ref().filter(|_| edge.via == Via::Done).map(|wait| wait.span))
}

/// Tells whether an end can follow without a person: only gateways lie between, or steps that are skipped.
fn ends_alone(subject: &Subject<'_>, edge: &Edge) -> bool {
    let alone = |way: &Edge| matches!(way.via, Via::Branch(_) | Via::Skip);
    let reached = subject.outline.reach(&[edge.to], alone);
    let steps = subject.definition.steps.iter().zip(reached);
    steps.filter(|(_, reached)| *reached).any(|(step, _)| step.end().is_some())
}
