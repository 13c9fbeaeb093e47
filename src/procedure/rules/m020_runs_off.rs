//! M020 runs-off: a side step, or the last step, has no following step.
//! It does not ask whether the way makes sense.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, StepAt, Via, proceeds, way};
use crate::files::{StepDef, StepKind};

/// Describes M020.
pub const RULE: Rule = Rule {
    code: Code::new("M020", "runs-off", Severity::Error),
    explain: include_str!("m020_runs_off.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let side = subject.outline.is_side(at);
        if subject.outline.following(at).is_some() {
            continue;
        }
        out.extend(onward(step, side).into_iter().map(|via| {
            let way = way(subject.definition, &Edge { from: at, to: at, via });
            report(&way.words, way.span, step, side)
        }));
    }
}

/// Lists what leads on to the following step. A start event among the side steps is misplaced, which is M128.
fn onward(step: &StepDef, side: bool) -> Vec<Via> {
    let mut ways: Vec<Via> = match &step.kind {
        StepKind::Start(_) if side => Vec::new(),
        StepKind::Start(_) => vec![Via::Start],
        StepKind::User(user) => numbered(user.actions.iter().map(proceeds), Via::Action),
        StepKind::Exclusive(gateway) => {
            numbered(gateway.branches.iter().map(|branch| branch.to.is_none() && !branch.otherwise), Via::Branch)
        }
        StepKind::End(_) => return Vec::new(),
    };
    ways.extend(step.when.is_some().then_some(Via::Skip));
    ways
}

fn numbered(leads_on: impl Iterator<Item = bool>, via: fn(StepAt) -> Via) -> Vec<Via> {
    leads_on.enumerate().filter(|(_, leads_on)| *leads_on).map(|(n, _)| via(n)).collect()
}

fn report(what: &Words, span: Span, step: &StepDef, side: bool) -> Diagnostic {
    let id = &step.id.value;
    let (vi, en, help) = if side {
        let help = Words::new("viết `next:` và tên bước phải tới", "write `next:` and the step to go to");
        (format!("`{id}` là nhánh phụ"), format!("`{id}` is a side step"), help)
    } else {
        let help = Words::new(
            "thêm một `endEvent` ở cuối, hoặc viết `next:`",
            "add an `endEvent` at the end, or write `next:`",
        );
        (format!("`{id}` là bước cuối"), format!("`{id}` is the last step"), help)
    };
    let message = Words::new(
        format!("{} không dẫn tới bước nào: {vi}, không có bước kế tiếp", what.vi),
        format!("{} leads nowhere: {en} and has no following step", what.en),
    );
    Diagnostic::new(RULE.code, span, message).label(Words::new("đi đâu tiếp?", "where to?")).help(help)
}
