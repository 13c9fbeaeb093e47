//! M078 status: a status or axis that does not exist, or a national status that cannot follow.
//! What the law sets by itself is not looked at (language.md b7).

use std::ops::RangeInclusive;

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::compiler::StepAt;
use crate::files::{AxisCode, Definition, StatusDef, StepDef};

/// Describes M078.
pub const RULE: Rule = Rule {
    code: Code::new("M078", "status", Severity::Error),
    explain: include_str!("m078_status.md"),
    check: Check::Rule(check),
};

/// National statuses (language.md b4).
const STATUSES: RangeInclusive<u8> = 1..=10;
/// The status that is never left: the result was handed over (language.md b7).
const FINAL: u8 = 10;

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let every = definition.steps.iter().flat_map(set).chain(definition.anytime.iter().map(|one| &one.status));
    out.extend(every.clone().flat_map(|status| &status.axes).filter_map(|one| strange(definition, one)));
    let all = every.filter_map(|status| status.national.as_ref());
    out.extend(all.filter(|status| !STATUSES.contains(&status.value)).map(unknown));
    let finals = finals(subject);
    for (at, step) in definition.steps.iter().enumerate() {
        let Some((span, _)) = finals.iter().find(|(_, after)| after[at]) else { continue };
        let other = |status: &&Spanned<u8>| status.value != FINAL && STATUSES.contains(&status.value);
        out.extend(written(step).filter(other).map(|status| late(status, *span)));
    }
}

/// Iterates over what a step, its buttons and its outcomes set.
fn set(step: &StepDef) -> impl Iterator<Item = &StatusDef> + Clone {
    let buttons = step.actions().iter().map(|action| &action.status);
    std::iter::once(&step.status).chain(buttons).chain(step.outcomes().iter().map(|outcome| &outcome.status))
}

/// Iterates over the national statuses that are set there.
fn written(step: &StepDef) -> impl Iterator<Item = &Spanned<u8>> {
    set(step).filter_map(|status| status.national.as_ref())
}

/// Reports an axis, or a code of it, that is not declared.
fn strange(definition: &Definition, one: &AxisCode) -> Option<Diagnostic> {
    let Some(axis) = definition.statuses.iter().find(|axis| axis.id.value == one.axis.value) else {
        let found = &one.axis.value;
        let message = Words::new(
            format!("không có trục trạng thái `{found}` trong `statuses`"),
            format!("there is no axis `{found}` in `statuses`"),
        );
        let known = definition.statuses.iter().map(|axis| axis.id.value.as_str());
        return Some(propose(Diagnostic::new(RULE.code, one.axis.span, message), &one.axis, known));
    };
    let mut known = axis.codes.iter().map(|(code, _)| code.value.as_str());
    if known.any(|code| code == one.code.value) {
        return None;
    }
    let (found, id) = (&one.code.value, &axis.id.value);
    let message = Words::new(
        format!("trục trạng thái `{id}` không có mã `{found}`"),
        format!("the axis `{id}` has no code `{found}`"),
    );
    let diagnostic = Diagnostic::new(RULE.code, one.code.span, message)
        .related(axis.id.span, Words::new("trục ấy ở đây", "the axis is here"));
    Some(propose(diagnostic, &one.code, axis.codes.iter().map(|(code, _)| code.value.as_str())))
}

/// Lists where the last status is set, each with the steps that come after.
fn finals(subject: &Subject<'_>) -> Vec<(Span, Vec<bool>)> {
    let (definition, outline) = (subject.definition, subject.outline);
    let is_final = |status: &&Spanned<u8>| status.value == FINAL;
    let mut finals: Vec<(Span, StepAt)> = Vec::new();
    for (at, step) in definition.steps.iter().enumerate() {
        finals.extend(step.status.national.iter().find(is_final).map(|status| (status.span, at)));
        for edge in outline.out(at) {
            let (status, returns) = match (subject.button(edge), subject.outcome(edge)) {
                (Some(button), _) => (&button.status.national, button.returns.first()),
                (None, Some(outcome)) => (&outcome.status.national, None),
                (None, None) => continue,
            };
            let by_default = returns.filter(|_| status.is_none()).map(|paper| paper.span);
            let span = status.iter().find(is_final).map(|status| status.span).or(by_default);
            finals.extend(span.map(|span| (span, edge.to)));
        }
    }
    for (one, target) in definition.anytime.iter().zip(&outline.anytime) {
        finals.extend(one.status.national.iter().find(is_final).and_then(|status| Some((status.span, (*target)?))));
    }
    finals.into_iter().map(|(span, to)| (span, outline.reach(&[to], |_| true))).collect()
}

fn unknown(status: &Spanned<u8>) -> Diagnostic {
    let (found, first, last) = (status.value, STATUSES.start(), STATUSES.end());
    let message =
        Words::new(format!("không có trạng thái quốc gia số {found}"), format!("there is no national status {found}"));
    let help =
        Words::new(format!("viết một số từ {first} đến {last}"), format!("write a number from {first} to {last}"));
    Diagnostic::new(RULE.code, status.span, message).help(help)
}

fn late(status: &Spanned<u8>, before: Span) -> Diagnostic {
    let found = status.value;
    let message = Words::new(
        format!("trạng thái {found} không thể đến sau trạng thái {FINAL} (đã trả kết quả)"),
        format!("status {found} cannot follow status {FINAL} (result handed over)"),
    );
    Diagnostic::new(RULE.code, status.span, message)
        .related(before, Words::new(format!("đã là {FINAL} từ đây"), format!("{FINAL} is set here")))
        .help(Words::new("bỏ `status` ở đây", "remove this `status`"))
}
