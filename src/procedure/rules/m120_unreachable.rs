//! M120 unreachable: no path leads to the step.
//! Guards are not looked at; nothing is said while a target is unknown (M021), nor behind an end in a branch (M023).

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject, m021_unknown_step};
use crate::compiler::{Outline, StepAt};
use crate::files::{Definition, StepDef, StepKind};

/// Describes M120.
pub const RULE: Rule = Rule {
    code: Code::new("M120", "unreachable", Severity::Error),
    explain: include_str!("m120_unreachable.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let steps = &subject.definition.steps;
    if m021_unknown_step::is_broken(subject.definition) {
        return;
    }
    let lost =
        roots(subject.outline).into_iter().filter(|at| !behind_end(subject.definition, *at)).map(|at| &steps[at]);
    out.extend(lost.filter(|step| !matches!(step.kind, StepKind::Start(_))).map(report));
}

/// Tells whether an end event stands before a step in its branch.
fn behind_end(definition: &Definition, at: StepAt) -> bool {
    let branch = definition.steps[at].parent;
    let before = definition.steps[..at].iter().filter(|step| branch.is_some() && step.parent == branch);
    before.into_iter().any(|step| matches!(step.kind, StepKind::End(_)))
}

/// Lists the unreachable steps from which all unreachable ones can be reached: the others only follow from them.
fn roots(outline: &Outline) -> Vec<StepAt> {
    let mut seen = outline.reachable();
    let lost: Vec<StepAt> = (0..outline.steps).filter(|at| !seen[*at]).collect();
    let entered =
        |at: StepAt| outline.edges.iter().any(|edge| edge.to == at && edge.from != at && lost.contains(&edge.from));
    let (inner, first): (Vec<StepAt>, Vec<StepAt>) = lost.iter().partition(|at| entered(**at));
    let mut roots = Vec::new();
    for at in first.into_iter().chain(inner) {
        if !seen[at] {
            let reach = outline.reach(&[at], |_| true);
            seen.iter_mut().zip(reach).for_each(|(seen, reached)| *seen |= reached);
            roots.push(at);
        }
    }
    roots
}

fn report(step: &StepDef) -> Diagnostic {
    let id = &step.id.value;
    let message =
        Words::new(format!("không có đường nào tới bước `{id}`"), format!("no path leads to the step `{id}`"));
    let help = Words::new(
        format!("thêm `next: {id}` ở nút dẫn tới nó, hoặc bỏ bước này"),
        format!("add `next: {id}` to the button that leads to it, or remove the step"),
    );
    Diagnostic::new(RULE.code, step.id.span, message).at(id).help(help)
}
