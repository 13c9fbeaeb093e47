//! M020 runs-off: a side step, or the last step, has no following step.
//! It does not ask whether the way makes sense.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, MESSAGE, Via, way};
use crate::files::{Ending, StepDef, StepKind};

/// Describes M020.
pub const RULE: Rule = Rule {
    code: Code::new("M020", "runs-off", Severity::Error),
    explain: include_str!("m020_runs_off.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let side = subject.outline.is_side(at);
        if subject.outline.following(at).or(subject.outline.joins(at)).is_some() {
            continue;
        }
        out.extend(onward(step, side).into_iter().map(|via| {
            let way = way(subject.definition, &Edge { from: at, to: at, via, joins: None, exit: false });
            report(&way.words, way.span, step, side)
        }));
    }
}

/// Lists what leads on to the following step. A start event among the side steps is misplaced, which is M128.
fn onward(step: &StepDef, side: bool) -> Vec<Via> {
    let mut ways: Vec<Via> = match &step.kind {
        StepKind::Start(_) if side => Vec::new(),
        StepKind::Start(_) => vec![Via::Start],
        StepKind::Exclusive(gateway) => {
            let open =
                gateway.branches.iter().enumerate().filter(|(_, branch)| branch.to.is_none() && branch.exit.is_none());
            open.filter(|(_, branch)| !branch.otherwise).map(|(n, _)| Via::Branch(n)).collect()
        }
        StepKind::Parallel(_) => vec![Via::Done],
        StepKind::User(_) | StepKind::Receive(_) | StepKind::Service(_) | StepKind::Wait(_) => endings(step),
        StepKind::End(_) => Vec::new(),
    };
    let listed = step.user().is_some_and(|user| user.for_each.is_some());
    ways.extend((step.when.is_some() || listed).then_some(Via::Skip));
    ways
}

/// Lists the ways to complete a step that lead on; a button that enters a message leaves the way to the outcomes.
fn endings(step: &StepDef) -> Vec<Via> {
    let buttons = step.actions().len();
    let on = step.endings().into_iter().enumerate().filter_map(|(n, ending)| match ending {
        Ending::Button(button) if button.ask.iter().any(|ask| ask.value == MESSAGE) => None,
        Ending::Button(button) => (button.next.is_none() && button.exit.is_none()).then_some(Via::Action(n)),
        Ending::Outcome(outcome) => (outcome.to.is_none() && outcome.exit.is_none()).then(|| Via::Outcome(n - buttons)),
        Ending::Word(_) => Some(Via::Done),
    });
    on.collect()
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
