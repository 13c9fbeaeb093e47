//! M048 never-taken: a branch, button or step whose guard is never true, or a branch behind others that take all of
//! its cases. Only what is proven is reported; a last branch with `otherwise` may wait for nothing.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::{Check, Rule, Subject};
use crate::compiler::{Place, StepAt};
use crate::files::{BranchDef, StepKind};
use crate::guard::Guard;

/// Describes M048.
pub const RULE: Rule = Rule {
    code: Code::new("M048", "never-taken", Severity::Error),
    explain: include_str!("m048_never_taken.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let id = &step.id.value;
        if let Some(when) = step.when.as_ref().filter(|_| is_never(subject, &inquiry, Place::Step(at))) {
            out.push(report(when, format!("bước `{id}` không bao giờ mở"), format!("the step `{id}` never opens")));
        }
        for (n, action) in step.actions().iter().enumerate() {
            if let Some(when) = action.when.as_ref().filter(|_| is_never(subject, &inquiry, Place::Action(at, n))) {
                let button = format!("{id}.{}", action.id.value);
                let vi = format!("nút `{button}` không bao giờ bấm được");
                out.push(report(when, vi, format!("the button `{button}` is never on")));
            }
        }
        for (n, outcome) in step.outcomes().iter().enumerate() {
            if let Some(when) = outcome.when.as_ref().filter(|_| is_never(subject, &inquiry, Place::Outcome(at, n))) {
                let outcome = format!("{id}.{}", outcome.id.value);
                let vi = format!("kết quả `{outcome}` không bao giờ xảy ra");
                out.push(report(when, vi, format!("the outcome `{outcome}` never happens")));
            }
        }
        if let StepKind::Exclusive(gateway) = &step.kind {
            branches(subject, &inquiry, at, &gateway.branches, out);
        }
    }
}

/// Tells whether the guard of a place is never true there.
pub(super) fn is_never(subject: &Subject<'_>, inquiry: &Inquiry<'_>, place: Place) -> bool {
    let guard = subject.guards.get(place);
    guard.is_some_and(|guard| inquiry.ask(place, &[(guard, true)]).is_never())
}

fn branches(
    subject: &Subject<'_>,
    inquiry: &Inquiry<'_>,
    at: StepAt,
    branches: &[BranchDef],
    out: &mut Vec<Diagnostic>,
) {
    let id = &subject.definition.steps[at].id.value;
    for (n, branch) in branches.iter().enumerate() {
        let place = Place::Branch(at, n);
        let (Some(when), Some(guard)) = (&branch.when, subject.guards.get(place)) else { continue };
        let title = title(branch, n);
        let (vi, en) = (
            format!("nhánh {title} của `{id}` không bao giờ được chọn"),
            format!("branch {title} of `{id}` is never taken"),
        );
        if is_never(subject, inquiry, place) {
            out.push(report(when, vi, en));
        } else if is_covered(subject, inquiry, at, n) {
            let alone = (0..n).find(|earlier| {
                let earlier = subject.guards.get(Place::Branch(at, *earlier));
                earlier.is_some_and(|earlier| inquiry.ask(place, &[(earlier, false), (guard, true)]).is_never())
            });
            out.push(covered(when, vi, en, alone.and_then(|earlier| branches[earlier].when.as_ref())));
            if takes_all(subject, inquiry, at, n) {
                return;
            }
        }
    }
}

/// Tells whether a branch is true only where one before it is.
pub(super) fn is_covered(subject: &Subject<'_>, inquiry: &Inquiry<'_>, at: StepAt, n: usize) -> bool {
    let mut wanted = before(subject, at, n);
    wanted.extend(subject.guards.get(Place::Branch(at, n)).map(|guard| (guard, true)));
    inquiry.ask(Place::Branch(at, n), &wanted).is_never()
}

/// Tells whether one of the branches before another is always true: what follows is one fault, said once.
fn takes_all(subject: &Subject<'_>, inquiry: &Inquiry<'_>, at: StepAt, n: usize) -> bool {
    inquiry.ask(Place::Branch(at, n), &before(subject, at, n)).is_never()
}

/// Says that no branch before another is true; guards with faults are left out, and nothing is proven by them.
pub(super) fn before<'a>(subject: &Subject<'a>, at: StepAt, n: usize) -> Vec<(&'a Guard, bool)> {
    (0..n).filter_map(|earlier| Some((subject.guards.get(Place::Branch(at, earlier))?, false))).collect()
}

/// Names a branch: its name, else its place in the list.
pub(super) fn title(branch: &BranchDef, n: usize) -> String {
    branch.name.as_ref().map_or_else(|| (n + 1).to_string(), |name| format!("«{}»", name.value))
}

fn report(when: &Spanned<String>, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(RULE.code, when.span, Words::new(vi, en))
        .label(Words::new("ở đây điều kiện này không bao giờ đúng", "this is never true here"))
        .help(Words::new("sửa điều kiện, hoặc bỏ phần này", "correct the condition, or remove what it guards"))
}

fn covered(when: &Spanned<String>, vi: String, en: String, by: Option<&Spanned<String>>) -> Diagnostic {
    let label = Words::new(
        "hễ điều kiện này đúng thì một nhánh phía trước đã đúng rồi",
        "whenever this is true, a branch before it is",
    );
    let diagnostic = Diagnostic::new(RULE.code, when.span, Words::new(vi, en)).label(label).help(Words::new(
        "chuyển nhánh này lên trước, thu hẹp điều kiện của nhánh phía trước, hoặc bỏ nhánh này",
        "move the branch up, narrow the condition of the earlier one, or remove the branch",
    ));
    match by {
        Some(by) => diagnostic.related(by.span, Words::new("nhánh này nhận hết", "this branch takes all of it")),
        None => diagnostic,
    }
}
