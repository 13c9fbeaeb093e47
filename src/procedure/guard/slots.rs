//! Where the value of a slot stands in a dossier, and that it may stand nowhere (`language.md` d2, "present").
//! It decides nothing about a missing value.

use calendar::{Due, Zone};
use engine::{Paper, View};
use program::{Channel, Level, NodeIx, OptionIx, RuleIx, Subject, Value};

use super::tree::{DossierFact, Slot};

/// The dossier's own clock.
const DOSSIER: RuleIx = RuleIx(0);

/// Returns the value of a slot, none if it has none.
pub(super) fn value(slot: Slot, view: &View<'_>, zone: Zone) -> Option<Value> {
    let step = |node: NodeIx| view.instance.step(node);
    match slot {
        Slot::Field(field) => view.data.field(field).cloned(),
        Slot::Paper(document) => Some(Value::Boolean(view.data.paper(document) != Paper::Absent)),
        Slot::PaperKind(document) => match view.data.paper(document) {
            Paper::OneOf(option) => Some(Value::Choice(option)),
            Paper::Absent | Paper::Given => None,
        },
        Slot::Action(node) => step(node).action.map(|action| Value::Choice(OptionIx(action.0))),
        Slot::At(node) => step(node).at.map(Value::Instant),
        Slot::Done(node) => Some(Value::Boolean(step(node).done)),
        Slot::Skipped(node) => Some(Value::Boolean(step(node).skipped)),
        Slot::Rounds(node) => Some(Value::Integer(i64::from(step(node).rounds))),
        Slot::Ever(node, action) => {
            let bits = step(node).ever.checked_shr(u32::from(action.0));
            Some(Value::Boolean(bits.is_some_and(|bits| bits & 1 == 1)))
        }
        Slot::Dossier(fact) => dossier(fact, view, zone),
        Slot::Today => Some(Value::Date(zone.date(view.at))),
        Slot::Now => Some(Value::Instant(view.at)),
    }
}

fn dossier(fact: DossierFact, view: &View<'_>, zone: Zone) -> Option<Value> {
    let (instance, filing) = (view.instance, &view.instance.filing);
    let text = |name: &engine::Name| Value::Text(name.as_str().to_owned());
    let clock = || instance.clock(DOSSIER);
    Some(match fact {
        DossierFact::Channel => among(Channel::ALL, filing.channel)?,
        DossierFact::Case => Value::Choice(OptionIx(filing.case?.0)),
        DossierFact::SubmittedAt => Value::Instant(instance.submitted_at),
        DossierFact::SubmittedOn => Value::Date(zone.date(instance.submitted_at)),
        DossierFact::ReceivedAt => Value::Instant(clock()?.started_at),
        DossierFact::ReceivedOn => Value::Date(zone.date(clock()?.started_at)),
        DossierFact::Due => match clock()?.state.due {
            Due::At(due) => Value::Instant(due),
            _ => return None,
        },
        DossierFact::Overdue => Value::Boolean(clock().is_some_and(|clock| clock.overdue.is_some())),
        DossierFact::Supplements => Value::Integer(i64::from(instance.supplements)),
        DossierFact::Level => among(Level::ALL, view.program.level)?,
        DossierFact::Receiving => text(&filing.receiving),
        DossierFact::Competent => text(&filing.competent),
        DossierFact::Assisting => text(filing.assisting.as_ref()?),
        DossierFact::SameAgency => Value::Boolean(filing.receiving == filing.competent),
        DossierFact::Subject => among(Subject::ALL, filing.subject)?,
    })
}

/// Returns a word as the option it is among all of its kind.
fn among<T: PartialEq>(all: &[T], one: T) -> Option<Value> {
    let at = all.iter().position(|member| *member == one)?;
    u8::try_from(at).ok().map(|at| Value::Choice(OptionIx(at)))
}
