//! M078 status: a national status that does not exist, or that cannot follow.
//! What the law sets by itself is not looked at (language.md b7).

use std::ops::RangeInclusive;

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{StepAt, Via};
use crate::files::StepDef;

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
    let anytime = definition.anytime.iter().filter_map(|one| one.status.as_ref());
    let all = definition.steps.iter().flat_map(written).chain(anytime);
    out.extend(all.filter(|status| !STATUSES.contains(&status.value)).map(unknown));
    let finals = finals(subject);
    for (at, step) in definition.steps.iter().enumerate() {
        let Some((span, _)) = finals.iter().find(|(_, after)| after[at]) else { continue };
        let other = |status: &&Spanned<u8>| status.value != FINAL && STATUSES.contains(&status.value);
        out.extend(written(step).filter(other).map(|status| late(status, *span)));
    }
}

/// Iterates over the statuses written on a step and its buttons.
fn written(step: &StepDef) -> impl Iterator<Item = &Spanned<u8>> {
    step.status.iter().chain(step.actions().iter().filter_map(|action| action.status.as_ref()))
}

/// Lists where the last status is set, each with the steps that come after.
fn finals(subject: &Subject<'_>) -> Vec<(Span, Vec<bool>)> {
    let (definition, outline) = (subject.definition, subject.outline);
    let is_final = |status: &&Spanned<u8>| status.value == FINAL;
    let mut finals: Vec<(Span, StepAt)> = Vec::new();
    for (at, step) in definition.steps.iter().enumerate() {
        finals.extend(step.status.iter().find(is_final).map(|status| (status.span, at)));
        for edge in outline.out(at) {
            let Via::Action(n) = edge.via else { continue };
            let action = &step.actions()[n];
            let by_default = action.returns.first().filter(|_| action.status.is_none()).map(|paper| paper.span);
            let span = action.status.iter().find(is_final).map(|status| status.span).or(by_default);
            finals.extend(span.map(|span| (span, edge.to)));
        }
    }
    for (one, target) in definition.anytime.iter().zip(&outline.anytime) {
        finals.extend(one.status.iter().find(is_final).and_then(|status| Some((status.span, (*target)?))));
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
