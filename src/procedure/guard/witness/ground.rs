//! What values a slot can have at all, before there is a dossier: its type, its bounds, whether it may be empty.
//! It knows no guard. A slot it knows nothing of gets no range, and nothing is claimed about it.

use program::{DocumentIx, OptionIx, Value};

use super::super::names::Type;
use super::super::tree::{DossierFact, Path, Slot};

/// Most options of a field of several whose choices are all tried.
const OPTIONS_MAX: usize = 5;

/// Holds what is known of the values of a procedure's slots before there is a dossier.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// Fields, by number.
    pub fields: Vec<FieldRange>,
    /// Papers that may be absent.
    pub loose_papers: Vec<DocumentIx>,
    /// Channels that are offered.
    pub channels: Vec<OptionIx>,
    /// Levels at which it is offered.
    pub levels: Vec<OptionIx>,
    /// Subjects that may apply.
    pub subjects: Vec<OptionIx>,
    /// Fields of the message that is read where the guards stand.
    pub message: Vec<FieldRange>,
    /// Values, or the absence of one, that a slot cannot have where the guards stand.
    pub ruled_out: Vec<(Slot, Option<Value>)>,
}

/// Holds what is known of the answers of one field.
#[derive(Clone, Debug)]
pub struct FieldRange {
    /// Its type.
    pub ty: Type,
    /// Least value; for several options the least count.
    pub least: Option<Value>,
    /// Greatest value; for several options the greatest count.
    pub most: Option<Value>,
    /// True if no answer may lie after the day it is given.
    pub past: bool,
    /// True if it may be without an answer.
    pub absent: bool,
}

/// Holds the values a slot can have.
pub(super) struct Range {
    pub values: Values,
    /// True if it may have none.
    pub absent: bool,
}

/// The values a slot can have when it has one.
pub(super) enum Values {
    /// Each of them.
    Listed(Vec<Value>),
    /// Those of an ordered type, between bounds.
    Ordered(Scale, Bounds),
    /// Any text.
    Texts,
    /// Several of so many options, at least and at most so many.
    Several { options: usize, least: usize, most: usize },
}

/// An ordered type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    Integer,
    Decimal,
    Money,
    Date,
}

/// The least and the greatest value.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    pub least: Option<Value>,
    pub most: Option<Value>,
}

impl Ground {
    /// Returns what a slot can be; none if nothing is known of it.
    pub(super) fn range(&self, path: &Path) -> Option<Range> {
        let booleans = || Values::Listed(vec![Value::Boolean(true), Value::Boolean(false)]);
        let (values, absent) = match path.slot {
            Slot::Field(ix) => answers(self.fields.get(ix.at())?, path)?,
            Slot::Message(at) => answers(self.message.get(usize::from(at))?, path)?,
            Slot::Paper(_) | Slot::Done(_) | Slot::Skipped(_) | Slot::Ever(..) => (booleans(), false),
            Slot::PaperKind(document) => (options(path)?, self.loose_papers.contains(&document)),
            Slot::Action(_) => (options(path)?, true),
            Slot::Rounds(_) | Slot::Count(..) => (counted(), false),
            Slot::Clock(..) => (booleans(), false),
            Slot::Fee(_) | Slot::Fees(_) => (owed(), false),
            Slot::Today => (ordered(Scale::Date), false),
            Slot::Dossier(fact) => match fact {
                DossierFact::Channel => (chosen(&self.channels), false),
                DossierFact::Level => (chosen(&self.levels), false),
                DossierFact::Subject => (chosen(&self.subjects), false),
                DossierFact::Case => (options(path)?, false),
                DossierFact::SubmittedOn => (ordered(Scale::Date), false),
                DossierFact::ReceivedOn => (ordered(Scale::Date), true),
                DossierFact::Overdue | DossierFact::SameAgency => (booleans(), false),
                DossierFact::Supplements | DossierFact::Extensions => (counted(), false),
                DossierFact::Receiving | DossierFact::Competent => (Values::Texts, false),
                DossierFact::Assisting => (Values::Texts, true),
                _ => return None,
            },
            _ => return None,
        };
        Some(self.without(path.slot, Range { values, absent }))
    }

    /// Tells whether a date may not lie after the day of the turn.
    pub(super) fn is_past(&self, slot: Slot) -> bool {
        match slot {
            Slot::Field(ix) => self.fields.get(ix.at()).is_some_and(|field| field.past),
            Slot::Dossier(DossierFact::SubmittedOn | DossierFact::ReceivedOn) => true,
            _ => false,
        }
    }

    fn without(&self, slot: Slot, mut range: Range) -> Range {
        let is_out =
            |value: Option<&Value>| self.ruled_out.iter().any(|(other, out)| *other == slot && out.as_ref() == value);
        range.absent &= !is_out(None);
        if let Values::Listed(values) = &mut range.values {
            values.retain(|value| !is_out(Some(value)));
        }
        range
    }
}

/// Returns what a field can be, and whether it may be without an answer.
fn answers(field: &FieldRange, path: &Path) -> Option<(Values, bool)> {
    let bounded = |scale| {
        let bounds = Bounds { least: field.least.clone(), most: field.most.clone() };
        Values::Ordered(scale, bounds)
    };
    let values = match &field.ty {
        Type::Boolean => Values::Listed(vec![Value::Boolean(true), Value::Boolean(false)]),
        Type::Integer => bounded(Scale::Integer),
        Type::Decimal => bounded(Scale::Decimal),
        Type::Money => bounded(Scale::Money),
        Type::Date => bounded(Scale::Date),
        Type::Text | Type::Agency => Values::Texts,
        Type::Choice(_) => options(path)?,
        Type::List(_) => several(path.options.as_ref()?.len(), field),
        Type::Instant => return None,
    };
    Some((values, field.absent))
}

fn ordered(scale: Scale) -> Values {
    Values::Ordered(scale, Bounds::default())
}

/// Counts are never below 0 (sem 1.8, 1.9).
fn counted() -> Values {
    Values::Ordered(Scale::Integer, Bounds { least: Some(Value::Integer(0)), most: None })
}

/// What is owed or paid is never below 0 (sem 5.17).
fn owed() -> Values {
    Values::Ordered(Scale::Money, Bounds { least: Some(Value::Money(0)), most: None })
}

fn chosen(options: &[OptionIx]) -> Values {
    Values::Listed(options.iter().copied().map(Value::Choice).collect())
}

fn options(path: &Path) -> Option<Values> {
    let count = u8::try_from(path.options.as_ref()?.len()).ok()?;
    Some(Values::Listed((0..count).map(|at| Value::Choice(OptionIx(at))).collect()))
}

fn several(options: usize, field: &FieldRange) -> Values {
    let count = |bound: &Option<Value>| match bound {
        Some(Value::Integer(count)) => usize::try_from(*count).ok(),
        _ => None,
    };
    let (least, most) = (count(&field.least).unwrap_or(0), count(&field.most).unwrap_or(options));
    if options <= OPTIONS_MAX {
        let all: Vec<OptionIx> = (0_u8..).map(OptionIx).take(options).collect();
        let chosen = subsets(&all).into_iter().filter(|chosen| (least..=most).contains(&chosen.len()));
        return Values::Listed(chosen.map(Value::Choices).collect());
    }
    Values::Several { options, least, most }
}

/// Lists every subset of a few options, each ascending.
pub(super) fn subsets(options: &[OptionIx]) -> Vec<Vec<OptionIx>> {
    options.iter().rev().fold(vec![Vec::new()], |all, option| {
        let with = all.iter().map(|chosen| [&[*option], &chosen[..]].concat());
        with.chain(all.iter().cloned()).collect()
    })
}
