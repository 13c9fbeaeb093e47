//! What the values of several slots have to do with each other, whatever the dossier.
//! A slot that was given no value is taken to agree.

use program::{ActionIx, Value};

use super::super::tree::{ClockFact, DossierFact, Slot};
use super::ground::Ground;

/// Gives what was chosen for a slot: a value or its absence; none if nothing was chosen.
pub(super) type Chosen<'a> = dyn Fn(Slot) -> Option<Option<Value>> + 'a;

/// Tells whether a value is at odds with others by what the engine does in any dossier; it may prove something.
pub(super) fn contradicts(slot: Slot, value: Option<&Value>, chosen: &Chosen<'_>) -> bool {
    let is = |slot, value| chosen(slot) == Some(Some(value));
    let (yes, no) = (Value::Boolean(true), Value::Boolean(false));
    match (slot, value) {
        // The outcome is that of the latest activation, and cleared when the step is skipped (sem 1.5, 1.8).
        (Slot::Action(step), Some(Value::Choice(button))) => {
            is(Slot::Done(step), no.clone())
                || is(Slot::Skipped(step), yes)
                || is(Slot::Rounds(step), Value::Integer(0))
                || is(Slot::Ever(step, ActionIx(button.0)), no)
        }
        (Slot::Action(step), None) => is(Slot::Done(step), yes),
        (Slot::Done(step), Some(Value::Boolean(true))) => {
            is(Slot::Skipped(step), yes) || is(Slot::Rounds(step), Value::Integer(0))
        }
        (Slot::Clock(clock, ClockFact::Runs), Some(Value::Boolean(true))) => {
            is(Slot::Clock(clock, ClockFact::Stands), yes)
        }
        // An overdue clock has started.
        (Slot::Dossier(DossierFact::Overdue), Some(Value::Boolean(true))) => {
            chosen(Slot::Dossier(DossierFact::ReceivedOn)) == Some(None)
        }
        _ => false,
    }
}

/// Tells whether a value is at odds with others in a dossier that people fill in; it makes an example unfit, no more.
pub(super) fn is_odd(slot: Slot, value: Option<&Value>, chosen: &Chosen<'_>, ground: &Ground) -> bool {
    let fact = |fact| chosen(Slot::Dossier(fact)).flatten();
    let after = |date: &Value, limit: Option<Value>| match (date, limit) {
        (Value::Date(date), Some(Value::Date(limit))) => *date > limit,
        _ => false,
    };
    match (slot, value) {
        (Slot::Paper(document), Some(Value::Boolean(false))) => !ground.loose_papers.contains(&document),
        (Slot::Ever(step, _), Some(Value::Boolean(true))) => {
            chosen(Slot::Rounds(step)) == Some(Some(Value::Integer(0)))
        }
        (Slot::Dossier(DossierFact::SubmittedOn), Some(date)) if after(date, fact(DossierFact::ReceivedOn)) => true,
        (Slot::Dossier(DossierFact::SameAgency), Some(Value::Boolean(same))) => {
            match (fact(DossierFact::Receiving), fact(DossierFact::Competent)) {
                (Some(receiving), Some(competent)) => (receiving == competent) != *same,
                _ => false,
            }
        }
        (slot, Some(date)) if ground.is_past(slot) => after(date, chosen(Slot::Today).flatten()),
        _ => false,
    }
}
