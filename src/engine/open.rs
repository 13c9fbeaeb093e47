//! Opening an activation: its id, its clock, its timers, who may do it (sem 10, step 8).

use calendar::{Act, Bearer, ClockAct};
use program::{NodeIx, Person, RoleAt, RoleIx, RuleIx, Value, Work};

use crate::turn::{Token, Turn};
use crate::{
    Activation, ActivationId, Actor, Event, IncidentKind, LimitRef, Name, StepClock, TimerKind, clock, status, timer,
};

/// Least outage the applicant is made good for, in milliseconds (**S:** `outage_min`, sem 2.18, 2.19).
pub(crate) const OUTAGE_MIN: i64 = 30 * 60 * 1_000;

/// Opens a task of a person, alone or for one agency of a list.
pub(crate) fn task(turn: &mut Turn<'_>, token: Token, with: impl FnOnce(&mut Activation)) {
    open(turn, token, Vec::new(), with);
}

/// Opens an activation of a node, and returns its id. Its timers are armed after it was completed by `with`.
pub(crate) fn open(
    turn: &mut Turn<'_>,
    token: Token,
    clears: Vec<NodeIx>,
    with: impl FnOnce(&mut Activation),
) -> ActivationId {
    let program = turn.program;
    let node = program.node(token.node);
    let id = ActivationId(turn.next_id());
    let mut activation = Activation::bare(id, token.node, token.place, turn.at());
    activation.role = program.role_of(token.node);
    activation.round = turn.instance.step(token.node).entries + 1;
    activation.supplement = program.person(token.node).is_some_and(|person| person.supplement.is_some());
    with(&mut activation);
    activation.agency = activation.role.and_then(|role| agency(turn, role, activation.item.as_ref()));
    // A list has no clock of its own: its items have (sem 1.29).
    let is_list = activation.scope.as_ref().is_some_and(|scope| !scope.items.is_empty());
    let is_paid = activation.bill.as_ref().is_some_and(|bill| bill.due() == 0);
    if !is_list && !is_paid {
        activation.clock = node.deadline.map(|rule| start(turn, rule));
        activation.timers.extend(timers(turn, token.node, activation.clock.as_ref()));
    }
    let supplement = activation.supplement.then(|| program.person(token.node).and_then(|one| one.supplement)).flatten();
    let gap = activation.clock.as_ref().and_then(|clock| timer::missing_year(clock.state.due));
    turn.emit(Event::Opened { activation: Box::new(activation), clears });
    let reopened = clock::reopen(turn, &node.reopens);
    status::at_opening(turn, token.node, is_paid, reopened);
    if let Some(letter) = supplement {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: false });
    }
    if let Some(year) = gap {
        turn.note(IncidentKind::CalendarGap, Some(id), year.to_string());
    }
    id
}

/// Starts the clock of a step: the applicant's from when he could see it (sem 2.18), held while the dossier is
/// legally suspended (sem 3.38).
fn start(turn: &Turn<'_>, rule: RuleIx) -> StepClock {
    let described = &turn.program.rules[rule.at()];
    let entry = described.entry(turn.instance.filing.case, turn.instance.filing.channel);
    let limit = LimitRef { rule, entry };
    let unseen = turn.now.recorded_at.millis() - turn.now.at.millis() > OUTAGE_MIN;
    let at = if unseen && described.bearer == Bearer::Applicant { turn.now.recorded_at } else { turn.at() };
    let act = Act::Started { full: described.counting(entry).full(), held: turn.instance.suspended.is_some() };
    let state = turn.world.clock(limit, None, &ClockAct { at, act });
    StepClock { limit, state, overdue: false }
}

/// Arms the timers of a step's clock: of a wait its end; money is waited for a little longer (sem 2.15a, 4.21).
pub(crate) fn timers(turn: &Turn<'_>, node: NodeIx, clock: Option<&StepClock>) -> Vec<crate::Armed> {
    let Some(clock) = clock else { return Vec::new() };
    let node = turn.program.node(node);
    let mut armed = timer::arm(turn, clock.limit.rule, clock.state.due, &node.boundary);
    match node.work {
        Work::Wait(_) => {
            armed.retain(|one| one.kind == TimerKind::Due);
            armed.iter_mut().for_each(|one| one.kind = TimerKind::Wait);
        }
        Work::Payment(_) => {
            let settle = turn.world.payment_settle();
            let timeouts = armed.iter_mut().filter(|one| one.kind == TimerKind::Timeout);
            timeouts.for_each(|one| one.at = one.at.plus_millis(settle));
        }
        _ => {}
    }
    armed
}

/// Returns where a role lives for one activation, if the dossier itself does not say it.
pub(crate) fn agency(turn: &Turn<'_>, role: RoleIx, item: Option<&Name>) -> Option<Name> {
    match &turn.program.role(role).at {
        RoleAt::Item => item.cloned(),
        RoleAt::Agency(id) => Some(Name::from(id.as_str())),
        RoleAt::Named(field) => match turn.data.field(*field) {
            Some(Value::Text(id)) => Some(Name::from(id.as_str())),
            _ => None,
        },
        RoleAt::Competent | RoleAt::Receiving | RoleAt::Assisting | RoleAt::Outside => None,
    }
}

/// Tells whether anyone may do an open task; the applicant and the outside always may.
pub(crate) fn staffed(turn: &Turn<'_>, activation: &Activation) -> bool {
    let Some(person) = turn.program.person(activation.node).filter(|_| activation.is_leaf()) else { return true };
    let Some(role) = activation.role else { return true };
    let described = turn.program.role(role);
    if described.applicant {
        return true;
    }
    let agency = activation.agency.as_ref().unwrap_or_else(|| turn.instance.agency(&described.at));
    turn.world.anyone(role, agency, &excluded(turn, person))
}

/// Returns the people four eyes keep away from a task (sem 6.6).
pub(crate) fn excluded(turn: &Turn<'_>, person: &Person) -> Vec<Actor> {
    let of = |rule: &program::FourEyes| {
        let step = turn.instance.step(rule.node);
        if rule.latest { step.latest.clone() } else { step.actors.clone() }
    };
    person.not_same_as.iter().flat_map(of).collect()
}
