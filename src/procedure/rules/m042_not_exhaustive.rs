//! M042 not-exhaustive: no branch of a gateway may be true, or `otherwise` is not the last.
//! Guards are looked at by their form only: x and !x of one boolean, or every option of one choice once.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::compiler::Place;
use crate::files::{BranchDef, StepKind};
use crate::guard::covers;

/// Describes M042.
pub const RULE: Rule = Rule {
    code: Code::new("M042", "not-exhaustive", Severity::Error),
    explain: include_str!("m042_not_exhaustive.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let StepKind::Exclusive(gateway) = &step.kind else { continue };
        match gateway.branches.iter().position(|branch| branch.otherwise) {
            Some(n) if n + 1 < gateway.branches.len() => out.push(not_last(&gateway.branches[n])),
            Some(_) => {}
            None if leaves_out(subject, at, gateway.branches.len()) => out.push(report(&step.id.value, step.id.span)),
            None => {}
        }
    }
}

fn leaves_out(subject: &Subject<'_>, at: usize, branches: usize) -> bool {
    let guards: Option<Vec<_>> = (0..branches).map(|n| subject.guards.get(Place::Branch(at, n))).collect();
    guards.is_some_and(|guards| !guards.is_empty() && !covers(guards))
}

fn report(id: &str, span: Span) -> Diagnostic {
    let message = Words::new(
        format!("ở `{id}` có thể không nhánh nào đúng, hồ sơ không biết đi đâu"),
        format!("at `{id}` it may be that no branch is true, and the dossier has no way on"),
    );
    Diagnostic::new(RULE.code, span, message).help(Words::new(
        "thêm nhánh cuối `{ name: …, otherwise: <bước> }` cho mọi trường hợp còn lại",
        "add a last branch `{ name: …, otherwise: <step> }` for all other cases",
    ))
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
