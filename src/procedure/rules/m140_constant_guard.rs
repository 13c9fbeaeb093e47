//! M140 constant-guard: a guard that is always true or always false, whatever the dossier.
//! What is never true where a step, button or branch hangs on it is M048, and so is a branch behind one that takes
//! all; a condition is told at its own place.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::m048_never_taken::is_never;
use super::ways::Ways;
use super::{Check, Rule, Subject};
use crate::compiler::{Place, places};
use crate::files::Definition;
use crate::guard::{Names, conditions_in};

/// Describes M140.
pub const RULE: Rule = Rule {
    code: Code::new("M140", "constant-guard", Severity::Warning),
    explain: include_str!("m140_constant_guard.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    let places = places(subject.definition);
    let constant: Vec<(Place, Spanned<&str>, bool)> = places
        .iter()
        .filter_map(|(place, text)| Some((*place, text.clone(), always(subject, &inquiry, *place)?)))
        .collect();
    let fixed: Vec<&str> = constant.iter().filter_map(|(place, ..)| condition(subject.definition, *place)).collect();
    for (place, text, result) in &constant {
        let told = match condition(subject.definition, *place) {
            Some(id) => places.iter().any(|(user, text)| {
                uses(subject.names, text.value, &[id]) && gates(*user) && is_never(subject, &inquiry, *user)
            }),
            None => uses(subject.names, text.value, &fixed) || is_told(subject, *place, *result),
        };
        if !told {
            out.push(report(subject.definition, *place, text, *result));
        }
    }
}

/// Returns what the guard of a place always gives, if it always gives the same.
fn always(subject: &Subject<'_>, inquiry: &Inquiry<'_>, place: Place) -> Option<bool> {
    // An amount is neither true nor false.
    let guard = subject.guards.get(place).filter(|_| !matches!(place, Place::FeeAmount(..)))?;
    let never = |result| inquiry.ask_of_any_way(place, &[(guard, result)]).is_never();
    if never(true) { Some(false) } else { never(false).then_some(true) }
}

fn condition(definition: &Definition, place: Place) -> Option<&str> {
    match place {
        Place::Condition(n) => Some(&definition.conditions[n].id.value),
        _ => None,
    }
}

fn uses(names: &Names, text: &str, conditions: &[&str]) -> bool {
    conditions_in(text, names).iter().any(|one| conditions.contains(&names.conditions[*one].id.as_str()))
}

/// Tells whether a step, button or branch hangs on the guard.
fn gates(place: Place) -> bool {
    matches!(place, Place::Step(_) | Place::Action(..) | Place::Branch(..) | Place::Outcome(..))
}

/// Tells whether M048 says it: at the place itself, or at those behind one that takes all.
fn is_told(subject: &Subject<'_>, place: Place, result: bool) -> bool {
    let behind = match place {
        Place::Branch(at, n) | Place::Outcome(at, n) => {
            let ways = Ways::new(at, &subject.definition.steps[at]);
            ways.each[n + 1..].iter().any(|way| way.when.is_some())
        }
        _ => false,
    };
    if result { behind } else { gates(place) }
}

/// Returns the address that a waiver names (language.md b8).
fn address(definition: &Definition, place: Place) -> String {
    match place {
        Place::Condition(_) => "conditions".to_owned(),
        Place::Step(at) | Place::Branch(at, _) | Place::Outcome(at, _) => definition.steps[at].id.value.clone(),
        Place::Action(at, n) => {
            let step = &definition.steps[at];
            format!("{}.{}", step.id.value, step.actions()[n].id.value)
        }
        Place::Anytime(n) => definition.anytime[n].id.value.clone(),
        Place::Field(..) => "form".to_owned(),
        Place::Document(n) => format!("documents.{}", definition.documents[n].id.value),
        Place::FeeWhen(n) | Place::FeeExempt(n) | Place::FeeAmount(n, _) => {
            format!("fees.{}", definition.fees[n].id.value)
        }
    }
}

fn report(definition: &Definition, place: Place, text: &Spanned<&str>, result: bool) -> Diagnostic {
    let (message, help) = match result {
        true => (
            Words::new(
                format!("điều kiện `{}` luôn đúng, với mọi hồ sơ", text.value),
                format!("`{}` is always true, whatever the dossier", text.value),
            ),
            match place {
                Place::Branch(..) | Place::Outcome(..) => Words::new(
                    "viết nhánh này bằng `otherwise`, hoặc sửa điều kiện",
                    "write it with `otherwise`, or correct it",
                ),
                _ => Words::new("bỏ điều kiện này, hoặc sửa lại", "remove the condition, or correct it"),
            },
        ),
        false => (
            Words::new(
                format!("điều kiện `{}` luôn sai, với mọi hồ sơ", text.value),
                format!("`{}` is always false, whatever the dossier", text.value),
            ),
            Words::new("sửa điều kiện, hoặc bỏ phần phụ thuộc vào nó", "correct it, or remove what hangs on it"),
        ),
    };
    Diagnostic::new(RULE.code, text.span, message).at(address(definition, place)).help(help)
}
