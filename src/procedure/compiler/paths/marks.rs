//! What is so or not at a point of a path, one bit each, and how a hop changes it.
//! A guard of which nothing of this kind follows stays open both ways.

use program::{DocumentIx, FieldIx};

use super::super::asked::{Asked, asked};
use super::super::outline::{StepAt, Via, names_ending, names_step};
use super::hops::{By, Hop};
use crate::files::{Definition, Ending, EventRef, StepDef};
use crate::guard::{DossierFact, Fact, Premise, Slot};
use source::Spanned;

/// Is something that holds or does not at a point of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A button was pressed, in whatever round (sem 1.8).
    Ever(StepAt, usize),
    /// A button completed the latest activation of its step (sem 1.5).
    Latest(StepAt, usize),
    /// The latest activation of a step was completed (sem 1.5).
    Done(StepAt),
    /// The latest arrival at a step was skipped.
    Skipped(StepAt),
    /// What a step waits for has come in its latest activation: its message or its answer can be read.
    Told(StepAt),
    /// A field was asked.
    Field(FieldIx),
    /// A paper was demanded.
    Document(DocumentIx),
    /// One of some events has happened.
    Happened(Events),
    /// A result, by position, was signed and not handed over since.
    Unreturned(usize),
    /// A step was entered, and left by no `anytime` since.
    Entered(StepAt),
}

/// Names a list of events of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Events {
    /// `deadline.from`.
    From,
    /// `deadline.to`.
    To,
    /// `from` of a further clock, by position.
    Starts(usize),
    /// `to` of a further clock, by position.
    Stops(usize),
    /// `from` of an `anytime`, by position.
    Opens(usize),
    /// `until` of an `anytime`, by position.
    Shuts(usize),
}

/// Says that a mark holds or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What is said.
    pub mark: Mark,
    /// Whether it holds.
    pub holds: bool,
}

impl Mark {
    /// Claims that it holds.
    pub const fn holds(self) -> Claim {
        Claim { mark: self, holds: true }
    }

    /// Claims that it does not hold.
    pub const fn lacks(self) -> Claim {
        Claim { mark: self, holds: false }
    }

    /// Returns the step whose latest activation it speaks of.
    pub(super) const fn latest_of(self) -> Option<StepAt> {
        match self {
            Self::Latest(step, _) | Self::Done(step) | Self::Skipped(step) | Self::Told(step) => Some(step),
            _ => None,
        }
    }

    /// Returns what a hop makes of it; none if it leaves it as it was.
    pub(super) fn after(self, definition: &Definition, hop: &Hop) -> Option<bool> {
        match self {
            Self::Ever(step, n) => (hop.from == step && hop.completes(definition) == Some(n)).then_some(true),
            Self::Latest(step, _) | Self::Done(step) | Self::Skipped(step) | Self::Told(step)
                if opens_anew(definition, hop, step) =>
            {
                Some(false)
            }
            Self::Done(step) if hop.joins.contains(&step) => Some(true),
            Self::Latest(step, n) => (hop.from == step).then(|| hop.completes(definition) == Some(n)),
            Self::Done(step) => {
                let completes = hop.completes(definition).is_some() || matches!(hop.by, By::Way(Via::Branch(_)));
                (hop.from == step).then_some(completes)
            }
            Self::Skipped(step) => (hop.from == step).then(|| hop.by == By::Way(Via::Skip)),
            Self::Told(step) => (hop.from == step).then_some(matches!(hop.by, By::Way(Via::Outcome(_) | Via::Done))),
            Self::Field(ix) => asks(definition, hop, |one| matches!(one, Asked::Field(field) if field.ix == ix)),
            Self::Document(ix) => asks(definition, hop, |one| matches!(one, Asked::Document(of, _) if of == ix)),
            Self::Happened(events) => {
                events.of(definition).iter().any(|event| is(&event.value, definition, hop)).then_some(true)
            }
            Self::Unreturned(result) => unreturned(definition, hop, result),
            Self::Entered(step) if hop.to == step => Some(true),
            Self::Entered(_) => matches!(hop.by, By::Anytime(_)).then_some(false),
        }
    }
}

/// Tells whether a hop clears what a step's latest activation has left: it opens the step anew, or a block around it
/// (sem 1.5, 1.6).
fn opens_anew(definition: &Definition, hop: &Hop, step: StepAt) -> bool {
    hop.to == step || definition.ancestors(step).any(|(block, _)| block == hop.to)
}

impl Events {
    /// Returns the events as written.
    pub fn of(self, definition: &Definition) -> &[Spanned<EventRef>] {
        let deadline = definition.deadline.as_ref();
        match self {
            Self::From => deadline.map_or(&[], |deadline| &deadline.from),
            Self::To => deadline.map_or(&[], |deadline| &deadline.to),
            Self::Starts(n) => &definition.clocks[n].deadline.from,
            Self::Stops(n) => &definition.clocks[n].deadline.to,
            Self::Opens(n) => &definition.anytime[n].from,
            Self::Shuts(n) => &definition.anytime[n].until,
        }
    }
}

/// Tells whether a hop is an event (`language.md` c2, b7).
pub(in crate::compiler) fn is(event: &EventRef, definition: &Definition, hop: &Hop) -> bool {
    let step = &definition.steps[hop.from];
    let word = |step: &StepDef, word: &str| event.step == step.id.value && event.action.as_deref() == Some(word);
    let own = match hop.by {
        By::Way(Via::Action(_) | Via::Outcome(_) | Via::Start | Via::Done) => {
            hop.ending(definition).is_some_and(|ending| names_ending(event, step, ending))
        }
        By::Way(Via::Skip) => names_step(event, step),
        By::Way(Via::Timeout) => word(step, "timeout"),
        By::Way(Via::Error(_)) => word(step, "failed"),
        By::Way(Via::Branch(_) | Via::Enter(_)) => false,
        By::Block(block, Via::Timeout) => word(&definition.steps[block], "timeout"),
        By::Block(block, _) => word(&definition.steps[block], "failed"),
        By::Anytime(n) => event.action.is_none() && event.step == definition.anytime[n].id.value,
    };
    own || hop.joins.iter().any(|block| names_step(event, &definition.steps[*block]))
}

fn asks(definition: &Definition, hop: &Hop, is: impl Fn(Asked<'_>) -> bool) -> Option<bool> {
    let ask = match hop.by {
        By::Anytime(n) => &definition.anytime[n].ask,
        By::Way(_) | By::Block(..) => &hop.action(definition)?.ask,
    };
    ask.iter().filter_map(|name| asked(definition, &name.value)).any(is).then_some(true)
}

/// Returns what a hop makes of a result: it comes into being by being signed or produced, and is handed over; not by
/// what may come before it in another branch. What was signed before side work began is none of its own.
fn unreturned(definition: &Definition, hop: &Hop, result: usize) -> Option<bool> {
    let side = |at: StepAt| definition.steps[at].side;
    if side(hop.to).is_some() && side(hop.from) != side(hop.to) {
        return Some(false);
    }
    let id = &definition.results.get(result)?.id.value;
    let names = |list: &[Spanned<String>]| list.iter().any(|name| name.value == *id);
    let (made, returned) = match hop.ending(definition)? {
        Ending::Button(button) => (names(&button.sign), names(&button.returns)),
        Ending::Outcome(outcome) => (names(&outcome.produces), false),
        Ending::Word(_) => {
            let service = definition.steps[hop.from].service();
            (service.is_some_and(|service| names(&service.produces)), false)
        }
    };
    let steps = || definition.steps.iter().enumerate();
    let late = || !steps().any(|(at, step)| step.makes(id) && definition.beside(hop.from, at));
    if returned && late() { Some(false) } else { made.then_some(true) }
}

/// Returns what a fact of a guard says about the path.
pub fn claim(definition: &Definition, fact: &Fact) -> Option<Claim> {
    let mark = match fact.what {
        Premise::Action(step, action) => Mark::Latest(step.index(), action.at()),
        Premise::Done(step) => Mark::Done(step.index()),
        Premise::Skipped(step) => Mark::Skipped(step.index()),
        Premise::Ever(step, action) => Mark::Ever(step.index(), action.at()),
        Premise::Given(slot) => return given(definition, slot, fact.holds),
    };
    Some(Claim { mark, holds: fact.holds })
}

/// Returns the mark without which a slot has no value; none if it never waits for the path.
pub fn written(definition: &Definition, slot: Slot) -> Option<Mark> {
    let office = |by: &Option<Spanned<String>>| {
        let applicant = super::super::applicant(definition);
        by.as_ref().is_some_and(|by| applicant.is_none_or(|applicant| applicant.value != by.value))
    };
    match slot {
        Slot::Field(ix) => {
            super::super::asked::fields(definition).find(|one| one.ix == ix && office(&one.field.by))?;
            Some(Mark::Field(ix))
        }
        Slot::Paper(ix) | Slot::PaperKind(ix) => {
            office(&definition.documents.get(ix.at())?.by).then_some(Mark::Document(ix))
        }
        Slot::Action(step) | Slot::At(step) => Some(Mark::Done(step.index())),
        Slot::Answer(step, _) => Some(Mark::Told(step.index())),
        Slot::Dossier(DossierFact::ReceivedAt | DossierFact::ReceivedOn | DossierFact::Due) => {
            Some(Mark::Happened(Events::From))
        }
        _ => None,
    }
}

/// Tells whether a slot may be empty although the path came by: left out, not asked, of another case.
pub fn may_be_empty(definition: &Definition, slot: Slot) -> bool {
    match slot {
        Slot::Field(ix) => super::super::asked::fields(definition).any(|one| {
            one.ix == ix && (one.field.optional || one.field.when.is_some() || !one.section.cases.is_empty())
        }),
        Slot::Paper(ix) | Slot::PaperKind(ix) => definition
            .documents
            .get(ix.at())
            .is_some_and(|one| one.optional || one.when.is_some() || !one.cases.is_empty()),
        Slot::Answer(step, at) => definition.steps.get(step.index()).is_some_and(|step| may_be_left_out(step, at)),
        Slot::Dossier(DossierFact::Assisting) => true,
        _ => false,
    }
}

/// Tells whether a message or an answer may come without one of its fields.
pub fn may_be_left_out(step: &StepDef, field: u8) -> bool {
    step.told().get(usize::from(field)).is_some_and(|field| field.optional)
}

fn given(definition: &Definition, slot: Slot, holds: bool) -> Option<Claim> {
    let mark = written(definition, slot)?;
    // That it is empty says nothing about the path if it may be empty anyway; a due may be undetermined (sem 3.13).
    let certain = !may_be_empty(definition, slot) && slot != Slot::Dossier(DossierFact::Due);
    (holds || certain).then_some(Claim { mark, holds })
}
