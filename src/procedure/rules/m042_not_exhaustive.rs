//! M042 not-exhaustive: no branch of a gateway may be true, or `otherwise` is not the last.
//! An example that no branch takes is shown. Where none is found and none is excluded, guards are looked at by their
//! form: x and !x of one boolean, or every option of one choice once.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::inquiry::Inquiry;
use super::{Check, Rule, Subject};
use crate::compiler::Place;
use crate::files::{BranchDef, StepKind};
use crate::guard::{Answer, Guard, Witness, covers};

/// Describes M042.
pub const RULE: Rule = Rule {
    code: Code::new("M042", "not-exhaustive", Severity::Error),
    explain: include_str!("m042_not_exhaustive.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let inquiry = Inquiry::new(subject);
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let StepKind::Exclusive(gateway) = &step.kind else { continue };
        match gateway.branches.iter().position(|branch| branch.otherwise) {
            Some(n) if n + 1 < gateway.branches.len() => out.push(not_last(&gateway.branches[n])),
            Some(_) => {}
            None => {
                let left_out = left_out(subject, inquiry.as_ref(), at, gateway.branches.len());
                out.extend(left_out.map(|witness| report(&step.id.value, step.id.span, witness)));
            }
        }
    }
}

/// Tells whether some case takes no branch; an example is told if there is one.
fn left_out(
    subject: &Subject<'_>,
    inquiry: Option<&Inquiry<'_>>,
    at: usize,
    branches: usize,
) -> Option<Option<Witness>> {
    let guards: Option<Vec<&Guard>> = (0..branches).map(|n| subject.guards.get(Place::Branch(at, n))).collect();
    let guards = guards.filter(|guards| !guards.is_empty())?;
    let none: Vec<(&Guard, bool)> = guards.iter().map(|guard| (*guard, false)).collect();
    match inquiry.map_or(Answer::Open, |inquiry| inquiry.ask(Place::Branch(at, 0), &none)) {
        Answer::Sometimes(witness) => Some(Some(witness)),
        Answer::Never => None,
        Answer::Open => (!covers(guards)).then_some(None),
    }
}

fn report(id: &str, span: Span, witness: Option<Witness>) -> Diagnostic {
    let message = Words::new(
        format!("ở `{id}` có thể không nhánh nào đúng, hồ sơ không biết đi đâu"),
        format!("at `{id}` it may be that no branch is true, and the dossier has no way on"),
    );
    let diagnostic = Diagnostic::new(RULE.code, span, message).help(Words::new(
        "thêm nhánh cuối `{ name: …, otherwise: <bước> }` cho mọi trường hợp còn lại",
        "add a last branch `{ name: …, otherwise: <step> }` for all other cases",
    ));
    match witness.map(|witness| witness.words()).filter(|words| !words.vi.is_empty()) {
        Some(words) => diagnostic
            .label(Words::new(format!("không nhánh nào đúng {}", words.vi), format!("no branch is true {}", words.en))),
        None => diagnostic,
    }
}

fn not_last(branch: &BranchDef) -> Diagnostic {
    let span = branch.to.as_ref().map_or(branch.span, |to| to.span);
    let message = Words::new(
        "nhánh `otherwise` phải đứng cuối, các nhánh sau nó không bao giờ được xét",
        "`otherwise` must be the last branch; those behind it are never looked at",
    );
    Diagnostic::new(RULE.code, span, message)
        .help(Words::new("chuyển nhánh này xuống cuối `branches`", "move this branch to the end of `branches`"))
}
