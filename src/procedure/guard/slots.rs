//! Where the value of a slot stands in a dossier, and that it may stand nowhere (`language.md` d2, "present").
//! It decides nothing about a missing value.

use calendar::{Due, Phase, Zone};
use engine::{Outcome, Paper, View, World};
use program::{ActionKind, BillLine, Channel, FeeIx, Level, NodeIx, OptionIx, RuleIx, Subject, Value};

use super::evaluate::Stop;
use super::tree::{ClockFact, DossierFact, FeesFact, Slot};

/// The dossier's own clock.
const DOSSIER: RuleIx = RuleIx(0);

/// Returns the value of a slot, none if it has none; the world is asked for amounts only.
pub(super) fn value(slot: Slot, view: &View<'_>, world: &dyn World, zone: Zone) -> Result<Option<Value>, Stop> {
    match slot {
        Slot::Fee(fee) => owed(BillLine::Fee(fee), view, world).map(|amount| Some(Value::Money(amount))),
        Slot::Fees(fact) => fees(fact, view, world).map(|amount| Some(Value::Money(amount))),
        other => Ok(known(other, view, zone)),
    }
}

fn known(slot: Slot, view: &View<'_>, zone: Zone) -> Option<Value> {
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
        Slot::Answer(node, at) => view.data.answer(node, at).filter(|_| brought(node, view)).cloned(),
        Slot::Count(node, action) => Some(Value::Integer(i64::from(step(node).count(action)))),
        Slot::Message(at) => view.message?.get(usize::from(at))?.clone(),
        Slot::Clock(rule, fact) => Some(Value::Boolean(clock(rule, fact, view))),
        Slot::Fee(_) | Slot::Fees(_) => None,
        Slot::Dossier(fact) => dossier(fact, view, zone),
        Slot::Today => Some(Value::Date(zone.date(view.at))),
        Slot::Now => Some(Value::Instant(view.at)),
    }
}

/// Tells whether what a step's answers say is of its latest activation; a button brings none, and leaves older ones.
fn brought(node: NodeIx, view: &View<'_>) -> bool {
    let step = view.instance.step(node);
    let outcome = |action| view.program.action(node, action).kind == ActionKind::Outcome;
    step.done && step.action.is_some_and(outcome)
}

fn clock(rule: RuleIx, fact: ClockFact, view: &View<'_>) -> bool {
    view.instance.clock(rule).is_some_and(|clock| match fact {
        ClockFact::Overdue => clock.overdue.is_some(),
        ClockFact::Runs => clock.state.phase == Phase::Running,
        ClockFact::Stands => matches!(clock.state.phase, Phase::Paused { .. }),
    })
}

/// Returns what is owed on a line; less than nothing is no amount, as in an assessment.
fn owed(line: BillLine, view: &View<'_>, world: &dyn World) -> Result<i64, Stop> {
    match view.owed(world, line) {
        Ok(amount) if amount < 0 => Err(Stop::Arithmetic(format!("{amount} < 0"))),
        Ok(amount) => Ok(amount),
        Err(Outcome::Missing(name)) => Err(Stop::Missing(name)),
        Err(Outcome::Arithmetic(what)) => Err(Stop::Arithmetic(what)),
        Err(Outcome::Limit) => Err(Stop::Limit),
        Err(other) => Err(Stop::Type(format!("amount: {other:?}"))),
    }
}

fn fees(fact: FeesFact, view: &View<'_>, world: &dyn World) -> Result<i64, Stop> {
    let too_much = || Stop::Arithmetic("phi".to_owned());
    let paid =
        || view.instance.paid.iter().try_fold(0_i64, |sum, (_, paid)| sum.checked_add(*paid)).ok_or_else(too_much);
    let total = || -> Result<i64, Stop> {
        let fees =
            (0..view.program.fees.len()).filter_map(|at| u8::try_from(at).ok().map(|at| BillLine::Fee(FeeIx(at))));
        // An amount that another office tells is owed once a bill asks for it.
        let told = view.instance.assessed.iter().map(|(line, _)| *line);
        let told = told.filter(|line| matches!(line, BillLine::Amount(_)));
        fees.chain(told).try_fold(0_i64, |sum, line| sum.checked_add(owed(line, view, world)?).ok_or_else(too_much))
    };
    match fact {
        FeesFact::Total => total(),
        FeesFact::Paid => paid(),
        FeesFact::Left => Ok(total()?.saturating_sub(paid()?).max(0)),
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
        DossierFact::Extensions => Value::Integer(instance.extended.iter().map(|one| i64::from(one.times)).sum()),
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
