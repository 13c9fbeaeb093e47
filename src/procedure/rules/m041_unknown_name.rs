//! M041 unknown-name: a guard names a root, field, button or function that does not exist; a path of data, a fee of a
//! bill or a clock that is held likewise.
//! Guards are looked at while they are read; their words are in `guard/`.

use source::{Diagnostic, Spanned, Words};

use super::data_path::{DataPath, data_paths};
use super::proposal::propose;
use super::survey::told;
use super::{Check, Rule, Subject};
use crate::compiler::fields;
use crate::files::{PaymentDef, StepDef};
use crate::guard::{M043, compile};

/// Describes M041.
pub const RULE: Rule =
    Rule { code: crate::guard::M041, explain: include_str!("m041_unknown_name.md"), check: Check::Whole(check) };

/// Id of the dossier's own clock (language.md b1).
const OWN_CLOCK: &str = "ho_so";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    out.extend(data_paths(definition).iter().filter_map(|path| lost(subject, path)));
    for step in &definition.steps {
        let clocks = definition.clocks.iter().map(|clock| clock.id.value.as_str()).chain([OWN_CLOCK]);
        let clocks: Vec<&str> = clocks.collect();
        let held = step.time.holds.iter().filter(|id| !clocks.contains(&id.value.as_str()));
        let what = ("thời hạn", "clock");
        out.extend(held.map(|id| unlisted(id, what, "`clocks`", &clocks)));
        out.extend(unknown_fees(subject, step));
    }
}

/// Reports a path that names no data.
fn lost(subject: &Subject<'_>, path: &DataPath<'_>) -> Option<Diagnostic> {
    let found = path.path.value;
    if subject.data(found).is_some() {
        return None;
    }
    if path.facts && is_fact(subject, found) {
        return None;
    }
    let message = Words::new(format!("không có dữ liệu nào tên là `{found}`"), format!("no data are called `{found}`"));
    let forms = fields(subject.definition).map(|one| one.path());
    let told = subject
        .definition
        .steps
        .iter()
        .flat_map(|step| told(step).iter().map(|field| format!("{}.{}", step.id.value, field.id.value)));
    let known: Vec<String> = forms.chain(told).collect();
    let word = Spanned::new(found.to_owned(), path.path.span);
    Some(propose(Diagnostic::new(RULE.code, path.path.span, message), &word, known.iter().map(String::as_str)))
}

/// Tells whether a guard could read a path; of what kind the value is, does not matter here.
fn is_fact(subject: &Subject<'_>, path: &str) -> bool {
    let problems = compile(&format!("has({path})"), subject.names).err().unwrap_or_default();
    problems.iter().all(|problem| problem.code == M043)
}

fn unknown_fees(subject: &Subject<'_>, step: &StepDef) -> Vec<Diagnostic> {
    let known: Vec<&str> = subject.definition.fees.iter().map(|fee| fee.id.value.as_str()).collect();
    // Beside a message a payment is a fault of its own.
    let bill = step.receive().filter(|receive| receive.message.is_none());
    let lines = bill.map_or(&[][..], |receive| &receive.payment);
    let unknown = lines.iter().filter_map(|line| match line {
        PaymentDef::Fees(span) if known.is_empty() => Some(Spanned::new("fees".to_owned(), *span)),
        PaymentDef::Fee(id) if !known.contains(&id.value.as_str()) => Some(id.clone()),
        _ => None,
    });
    unknown.map(|id| unlisted(&id, ("khoản thu", "fee"), "`fees`", &known)).collect()
}

fn unlisted(id: &Spanned<String>, (vi, en): (&str, &str), list: &str, known: &[&str]) -> Diagnostic {
    let found = &id.value;
    let message =
        Words::new(format!("không có {vi} `{found}` trong {list}"), format!("there is no {en} `{found}` in {list}"));
    propose(Diagnostic::new(RULE.code, id.span, message), id, known.iter().copied())
}
