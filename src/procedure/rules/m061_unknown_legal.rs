//! M061 unknown-legal: a ground that `legal` does not list.
//! It does not read the law.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::files::{Definition, StepDef, StepKind};

/// Describes M061.
pub const RULE: Rule = Rule {
    code: Code::new("M061", "unknown-legal", Severity::Error),
    explain: include_str!("m061_unknown_legal.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = subject.definition.legal.iter().map(|legal| legal.id.value.as_str()).collect();
    out.extend(cited(subject.definition).into_iter().filter_map(|cited| unknown(cited, &known)));
}

/// Reports a ground that is not among the known ones; none if it is.
pub(crate) fn unknown(cited: &Spanned<String>, known: &[&str]) -> Option<Diagnostic> {
    let found = &cited.value;
    let message = Words::new(
        format!("căn cứ `{found}` chưa được khai ở `legal`"),
        format!("ground `{found}` is not declared in `legal`"),
    );
    let diagnostic = Diagnostic::new(RULE.code, cited.span, message);
    (!known.contains(&found.as_str())).then(|| propose(diagnostic, cited, known.iter().copied()))
}

/// Lists every ground that is named.
pub(super) fn cited(definition: &Definition) -> Vec<&Spanned<String>> {
    let clocks = definition.deadline.iter().chain(definition.clocks.iter().map(|clock| &clock.deadline));
    let clocks = clocks.flat_map(|deadline| &deadline.legal);
    let documents = definition.documents.iter().flat_map(|document| &document.legal);
    let letters = definition.letters.iter().flat_map(|letter| &letter.legal);
    let fees = definition.fees.iter().flat_map(|fee| {
        let exempt = fee.exempt.iter().flat_map(|exempt| &exempt.legal);
        fee.legal.iter().chain(exempt)
    });
    let anytime = definition.anytime.iter().flat_map(|anytime| &anytime.legal);
    let waive = definition.waive.iter().flat_map(|waive| &waive.legal);
    let steps = definition.steps.iter().flat_map(cited_in);
    clocks.chain(documents).chain(letters).chain(fees).chain(steps).chain(anytime).chain(waive).collect()
}

fn cited_in(step: &StepDef) -> Vec<&Spanned<String>> {
    let mut found: Vec<&Spanned<String>> = step.legal.iter().collect();
    found.extend(step.time.deadline.iter().flat_map(|deadline| &deadline.legal));
    found.extend(step.time.timeout.iter().flat_map(|timeout| &timeout.legal));
    found.extend(step.actions().iter().flat_map(|action| &action.legal));
    found.extend(step.outcomes().iter().flat_map(|outcome| &outcome.legal));
    if let StepKind::Exclusive(gateway) = &step.kind {
        found.extend(gateway.branches.iter().flat_map(|branch| &branch.legal));
    }
    found
}
