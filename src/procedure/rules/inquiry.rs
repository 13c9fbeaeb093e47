//! What rules ask of guards: can they be true or false together, where they stand in the definition?
//! It gathers what the definition says of the values; it reports nothing.

use calendar::Calendar;
use program::{ActionIx, Channel, Level, OptionIx, Subject as Applicant, Value};

use super::Subject;
use crate::compiler::paths::{Claim, Events, Goal, Mark, Paths, may_be_empty, written};
use crate::compiler::{Field, Place, StepAt, bound_of, field_type, fields};
use crate::files::{Definition, FieldDef};
use crate::guard::{Answer, FieldRange, Ground, Guard, Slot, ask};

/// What `max` of a date may say instead of a date (`language.md` b3).
const TODAY: &str = "hôm nay";

/// Answers questions about the guards of one definition.
pub(super) struct Inquiry<'a> {
    subject: &'a Subject<'a>,
    calendar: &'a Calendar,
    ground: Ground,
    /// None where a token may not be alone: then its path says nothing about the other steps.
    paths: Option<Paths<'a>>,
}

impl<'a> Inquiry<'a> {
    /// Gathers what is known of the values; none without a calendar, which is a fault of its own.
    pub fn new(subject: &'a Subject<'a>) -> Option<Self> {
        let definition = subject.definition;
        let calendar = subject.calendar(&definition.calendar.as_ref()?.processing.value)?;
        let alone = definition.anytime.iter().all(|one| one.next.is_some())
            && definition
                .steps
                .iter()
                .all(|step| step.parallel().is_none() && step.user().is_none_or(|user| user.for_each.is_none()));
        let paths = alone.then(|| Paths::new(definition, subject.outline, subject.guards));
        Some(Self { subject, calendar, ground: ground(definition), paths })
    }

    /// Asks whether guards can give these results together where a guard of this place is evaluated.
    pub fn ask(&self, place: Place, wanted: &[(&Guard, bool)]) -> Answer {
        let spot = self.paths.as_ref().and_then(|paths| match place {
            Place::Step(at) => Some(Spot { paths, at, claims: Vec::new() }),
            Place::Action(at, _) | Place::Branch(at, _) | Place::Outcome(at, _) => {
                Some(Spot { paths, at, claims: paths.inside(at) })
            }
            _ => None,
        });
        let Some(spot) = spot else { return self.ask_of_any_way(place, wanted) };
        let mut ground = self.ground_at(place);
        let mut asked: Vec<Slot> = Vec::new();
        for slot in wanted.iter().flat_map(|(guard, _)| guard.reads()).map(|read| read.what) {
            if !asked.contains(&slot) {
                asked.push(slot);
                let cannot = spot.cannot_be(self.subject.definition, slot);
                ground.ruled_out.extend(cannot.into_iter().map(|value| (slot, value)));
            }
        }
        ask(wanted, &ground, self.calendar)
    }

    /// Asks whether guards can give these results together, wherever they stand.
    pub fn ask_anywhere(&self, wanted: &[(&Guard, bool)]) -> Answer {
        ask(wanted, &self.ground, self.calendar)
    }

    /// Asks whether guards of this place can give these results together, whatever the way there.
    pub fn ask_of_any_way(&self, place: Place, wanted: &[(&Guard, bool)]) -> Answer {
        ask(wanted, &self.ground_at(place), self.calendar)
    }

    /// Adds what is known of the message that is read at a place.
    fn ground_at(&self, place: Place) -> Ground {
        let message = match place {
            Place::Outcome(at, _) => self.subject.definition.steps[at].told().iter().map(told).collect(),
            _ => Vec::new(),
        };
        Ground { message, ..self.ground.clone() }
    }
}

/// A place on the way of the token, and what is sure there.
struct Spot<'p> {
    paths: &'p Paths<'p>,
    at: StepAt,
    claims: Vec<Claim>,
}

impl Spot<'_> {
    /// Lists the values a slot does not have on any path that leads here.
    fn cannot_be(&self, definition: &Definition, slot: Slot) -> Vec<Option<Value>> {
        let boolean = |mark: Mark| {
            let values = [(mark.holds(), true), (mark.lacks(), false)].into_iter();
            values
                .filter(|(claim, _)| !self.is_possible(*claim))
                .map(|(_, value)| Some(Value::Boolean(value)))
                .collect()
        };
        match slot {
            // Its own outcome is cleared while it is open; a guard of its arrival still sees it.
            Slot::Action(step) | Slot::At(step) | Slot::Done(step) | Slot::Skipped(step) if step.index() == self.at => {
                Vec::new()
            }
            Slot::Done(step) => boolean(Mark::Done(step.index())),
            Slot::Skipped(step) => boolean(Mark::Skipped(step.index())),
            Slot::Ever(step, ActionIx(button)) => boolean(Mark::Ever(step.index(), usize::from(button))),
            Slot::Action(step) => {
                let buttons = definition.steps[step.index()].actions().len();
                let pressed = (0_u8..).take(buttons).map(|button| (Mark::Latest(step.index(), button.into()), button));
                let never = pressed.filter(|(mark, _)| !self.is_possible(mark.holds()));
                let never = never.map(|(_, button)| Some(Value::Choice(OptionIx(button))));
                never.chain(self.cannot_be_absent(definition, slot).then_some(None)).collect()
            }
            _ => self.cannot_be_absent(definition, slot).then_some(None).into_iter().collect(),
        }
    }

    fn cannot_be_absent(&self, definition: &Definition, slot: Slot) -> bool {
        let mark = written(definition, slot).filter(|_| !may_be_empty(definition, slot));
        let judged = mark.filter(|mark| *mark != Mark::Happened(Events::From) || self.paths.all_exist(Events::From));
        judged.is_some_and(|mark| !self.is_possible(mark.lacks()))
    }

    fn is_possible(&self, claim: Claim) -> bool {
        let claims: Vec<Claim> = std::iter::once(claim).chain(self.claims.iter().copied()).collect();
        self.paths.find(&Goal { last: &|hop| hop.to == self.at, claims: &claims }).is_some()
    }
}

/// Gathers what a definition says of the values of its slots.
fn ground(definition: &Definition) -> Ground {
    let loose = (0_u16..).zip(&definition.documents).map(|(ix, _)| program::DocumentIx(ix));
    Ground {
        fields: fields(definition).map(|field| range(definition, &field)).collect(),
        loose_papers: loose.filter(|ix| is_loose(definition, Slot::PaperKind(*ix))).collect(),
        channels: options(Channel::ALL, definition.channels.iter().map(|channel| channel.value)),
        levels: options(Level::ALL, definition.level.iter().map(|level| level.value)),
        subjects: options(Applicant::ALL, definition.subjects.iter().map(|subject| subject.value)),
        message: Vec::new(),
        ruled_out: Vec::new(),
    }
}

fn told(field: &FieldDef) -> FieldRange {
    FieldRange { ty: (&field_type(field)).into(), least: None, most: None, past: false, absent: field.optional }
}

fn range(definition: &Definition, field: &Field<'_>) -> FieldRange {
    let ty = field_type(field.field);
    let bound = |text: &Option<source::Spanned<String>>| text.as_ref().and_then(|text| bound_of(&ty, &text.value));
    FieldRange {
        least: bound(&field.field.min),
        most: bound(&field.field.max),
        past: field.field.max.as_ref().is_some_and(|max| max.value == TODAY),
        absent: field.field.by.is_some() || is_loose(definition, Slot::Field(field.ix)),
        ty: (&ty).into(),
    }
}

/// Tells whether a slot may be without a value, on some path or on all.
fn is_loose(definition: &Definition, slot: Slot) -> bool {
    may_be_empty(definition, slot) || written(definition, slot).is_some()
}

/// Returns the words that are listed as options among all of their kind; all of them if none is listed.
fn options<T: PartialEq>(all: &[T], listed: impl Iterator<Item = T>) -> Vec<OptionIx> {
    let listed: Vec<T> = listed.collect();
    let each = (0_u8..).zip(all).filter(|(_, one)| listed.is_empty() || listed.contains(one));
    each.map(|(at, _)| OptionIx(at)).collect()
}
