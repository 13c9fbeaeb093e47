//! M121 no-way-out: no end event can be reached from a step.
//! Leaving by an `anytime` is no way out; of several steps in one trap only the first is told.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::paths::{Goal, Mark, Paths};
use crate::compiler::{MESSAGE, Outline, StepAt};
use crate::files::{Ending, StepDef, StepKind};

/// Describes M121.
pub const RULE: Rule = Rule {
    code: Code::new("M121", "no-way-out", Severity::Error),
    explain: include_str!("m121_no_way_out.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (steps, outline) = (&subject.definition.steps, subject.outline);
    let paths = Paths::new(subject.definition, outline, subject.guards);
    let mut told = vec![false; steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let entered = [Mark::Entered(at).holds()];
        let found =
            |last: &dyn Fn(StepAt) -> bool| paths.find(&Goal { last: &|hop| last(hop.to), claims: &entered }).is_some();
        if told[at] || is_end(step) || !found(&|to| to == at) || found(&|to| is_end(&steps[to])) {
            continue;
        }
        let inside = outline.reach(&[at], |_| true);
        if (0..steps.len()).any(|at| inside[at] && loose(outline, at, &steps[at])) {
            continue;
        }
        told.iter_mut().zip(&inside).for_each(|(told, inside)| *told |= inside);
        out.push(report(step));
    }
}

fn is_end(step: &StepDef) -> bool {
    matches!(step.kind, StepKind::End(_))
}

/// Tells whether some way out of a step leads nowhere, which is reported as such.
fn loose(outline: &Outline, at: StepAt, step: &StepDef) -> bool {
    let decides = |ending: &Ending<'_>| match ending {
        Ending::Button(button) => button.ask.iter().all(|ask| ask.value != MESSAGE),
        Ending::Outcome(_) | Ending::Word(_) => true,
    };
    let ways = match &step.kind {
        StepKind::Exclusive(gateway) => gateway.branches.len().max(1),
        StepKind::Parallel(block) => block.branches.len().max(1),
        StepKind::End(_) => 0,
        _ => step.endings().iter().filter(|ending| decides(ending)).count().max(1),
    };
    let timeout = step.time.timeout.as_ref().is_some_and(|timeout| timeout.action.is_none());
    let skipped = step.when.is_some() || step.user().is_some_and(|user| user.for_each.is_some());
    outline.out(at).count() < ways + step.errors().len() + usize::from(timeout) + usize::from(skipped)
}

fn report(step: &StepDef) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("từ bước `{id}` hồ sơ không thể tới một kết thúc nào"),
        format!("from the step `{id}` no end event can be reached"),
    );
    Diagnostic::new(RULE.code, step.id.span, message).help(Words::new(
        "thêm một nút có `next` dẫn ra khỏi vòng này, hoặc sửa điều kiện chặn đường ra",
        "add a button whose `next` leads out of this loop, or correct the guard that shuts the way out",
    ))
}
