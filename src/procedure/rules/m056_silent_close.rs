//! M056 silent-close: a timer ends the dossier although nobody looked at it.
//! It does not judge whether the end is the right one.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, Via};
use crate::files::{StepKind, TimeoutDef};

/// Describes M056.
pub const RULE: Rule = Rule {
    code: Code::new("M056", "silent-close", Severity::Warning),
    explain: include_str!("m056_silent_close.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for edge in &subject.outline.edges {
        let step = &subject.definition.steps[edge.from];
        let Some(timeout) = step.user().and_then(|user| user.timeout.as_ref()) else { continue };
        if !by_timer(subject, edge, timeout) || !ends_alone(subject, edge) {
            continue;
        }
        let target = timeout.next.as_ref().or(timeout.action.as_ref());
        let message = Words::new(
            format!("hết hạn bước `{}` thì hồ sơ tự kết thúc, không ai xem lại", step.id.value),
            format!("at the due of step `{}` the dossier ends by itself, unseen", step.id.value),
        );
        let help =
            Words::new("dẫn tới một bước của cơ quan để xem lại", "lead to a step of an office that looks at it");
        let span = target.map_or(timeout.span, |target| target.span);
        out.push(Diagnostic::new(RULE.code, span, message).help(help).at(&step.id.value));
    }
}

fn by_timer(subject: &Subject<'_>, edge: &Edge, timeout: &TimeoutDef) -> bool {
    let pressed = subject.button(edge).map(|button| &button.id.value);
    edge.via == Via::Timeout || pressed.is_some() && pressed == timeout.action.as_ref().map(|action| &action.value)
}

/// Tells whether an end can follow without a person: only gateways lie between, or steps that are skipped.
fn ends_alone(subject: &Subject<'_>, edge: &Edge) -> bool {
    let alone = |way: &Edge| matches!(way.via, Via::Branch(_) | Via::Skip);
    let reached = subject.outline.reach(&[edge.to], alone);
    let steps = subject.definition.steps.iter().zip(reached);
    steps.filter(|(_, reached)| *reached).any(|(step, _)| matches!(step.kind, StepKind::End(_)))
}
