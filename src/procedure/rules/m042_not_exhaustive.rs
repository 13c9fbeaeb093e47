//! M042 not-exhaustive: no branch of a gateway, or outcome of a message, may be true, or `otherwise` is not the last.
//! An example that no branch takes is shown. Where none is found and none is excluded, guards are looked at by their
//! form: x and !x of one boolean, or every option of one choice once.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::inquiry::Inquiry;
use super::{Check, Rule, Subject};
use crate::compiler::{Place, StepAt};
use crate::files::{BranchDef, OutcomeDef, StepDef, StepKind};
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
        let ways: Vec<Way<'_>> = match &step.kind {
            StepKind::Exclusive(gateway) => {
                gateway.branches.iter().enumerate().map(|(n, branch)| of_branch(at, n, branch)).collect()
            }
            _ => step.outcomes().iter().enumerate().map(|(n, outcome)| of_outcome(at, n, outcome)).collect(),
        };
        match ways.iter().position(|way| way.otherwise) {
            Some(n) if n + 1 < ways.len() => out.push(not_last(ways[n].to.map_or(ways[n].span, |to| to.span))),
            Some(_) => {}
            None => {
                let left_out = left_out(subject, inquiry.as_ref(), &ways);
                out.extend(left_out.map(|witness| report(step, witness)));
            }
        }
        if let Some((_, before)) = step.errors().split_last() {
            let early = before.iter().find(|error| error.otherwise);
            out.extend(early.map(|error| not_last(error.to.as_ref().map_or(error.span, |to| to.span))));
        }
    }
}

/// One of several ways of which the first that is true is taken.
struct Way<'d> {
    place: Place,
    otherwise: bool,
    to: Option<&'d Spanned<String>>,
    span: Span,
    /// Whether it has no guard, so that it is always true.
    open: bool,
}

fn of_branch(at: StepAt, n: usize, branch: &BranchDef) -> Way<'_> {
    Way {
        place: Place::Branch(at, n),
        otherwise: branch.otherwise,
        to: branch.to.as_ref(),
        span: branch.span,
        open: false,
    }
}

fn of_outcome(at: StepAt, n: usize, outcome: &OutcomeDef) -> Way<'_> {
    let open = outcome.when.is_none() && !outcome.otherwise;
    Way {
        place: Place::Outcome(at, n),
        otherwise: outcome.otherwise,
        to: outcome.to.as_ref(),
        span: outcome.id.span,
        open,
    }
}

/// Tells whether some case takes no branch; an example is told if there is one.
fn left_out(subject: &Subject<'_>, inquiry: Option<&Inquiry<'_>>, ways: &[Way<'_>]) -> Option<Option<Witness>> {
    let first = ways.first().filter(|_| !ways.iter().any(|way| way.open))?;
    let guards: Option<Vec<&Guard>> = ways.iter().map(|way| subject.guards.get(way.place)).collect();
    let guards = guards.filter(|guards| !guards.is_empty())?;
    let none: Vec<(&Guard, bool)> = guards.iter().map(|guard| (*guard, false)).collect();
    match inquiry.map_or(Answer::Open, |inquiry| inquiry.ask(first.place, &none)) {
        Answer::Sometimes(witness) => Some(Some(witness)),
        Answer::Never => None,
        Answer::Open => (!covers(guards)).then_some(None),
    }
}

fn report(step: &StepDef, witness: Option<Witness>) -> Diagnostic {
    let id = &step.id.value;
    let (vi, en) = if step.receive().is_some() { ("kết quả", "outcome") } else { ("nhánh", "branch") };
    let message = Words::new(
        format!("ở `{id}` có thể không {vi} nào đúng, hồ sơ không biết đi đâu"),
        format!("at `{id}` it may be that no {en} is true, and the dossier has no way on"),
    );
    let diagnostic = Diagnostic::new(RULE.code, step.id.span, message).help(Words::new(
        format!("thêm {vi} cuối `{{ name: …, otherwise: <bước> }}` cho mọi trường hợp còn lại"),
        format!("add a last {en} `{{ name: …, otherwise: <step> }}` for all other cases"),
    ));
    match witness.map(|witness| witness.words()).filter(|words| !words.vi.is_empty()) {
        Some(words) => diagnostic
            .label(Words::new(format!("không {vi} nào đúng {}", words.vi), format!("no {en} is true {}", words.en))),
        None => diagnostic,
    }
}

fn not_last(span: Span) -> Diagnostic {
    let message = Words::new(
        "dòng `otherwise` phải đứng cuối, các dòng sau nó không bao giờ được xét",
        "`otherwise` must be the last; those behind it are never looked at",
    );
    Diagnostic::new(RULE.code, span, message).help(Words::new("chuyển dòng này xuống cuối", "move it to the end"))
}
