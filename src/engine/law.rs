//! Acts on the dossier as a whole that have a ground in law: suspension, change of case, a list's agencies, what an
//! outage took from the applicant, a changed calendar (sem 1.30, 2.19, 3.38, 3.43, 3.45).

use calendar::{Act, Amount, Bearer, ClockAct, ClockState, Due, Instant, Phase};
use program::CaseIx;

use crate::open::OUTAGE_MIN;
use crate::turn::{TOKENS_MAX, Turn};
use crate::{
    Activation, ActivationId, Actor, Armed, Author, Cause, Event, Name, Rejection, Remark, RemarkKind, TimerKind, act,
    clock, flow, late, open, scope, timer, wait,
};

/// Suspends the dossier, or lifts that: every clock of it and of its steps stands still meanwhile (sem 3.38).
pub(crate) fn suspend(turn: &mut Turn<'_>, actor: &Actor, on: bool, ground: &str) -> Result<(), Rejection> {
    act::alive(turn)?;
    act::not_halted(turn)?;
    let competent = turn.instance.filing.competent.clone();
    if !turn.world.signs(actor, &competent) {
        return Err(Rejection::NotInRole { role: "signs".to_owned() });
    }
    if turn.instance.suspended.is_some() == on {
        return Err(if on { Rejection::AlreadyOpen } else { Rejection::NotAvailable { condition: None } });
    }
    turn.author = Author::Person { actor: actor.clone(), on_behalf: None };
    write_ground(turn, ground);
    turn.emit(if on { Event::Suspended { legally: true } } else { Event::Resumed { legally: true } });
    let act = if on { Act::Held } else { Act::Released };
    let clocked: Vec<ActivationId> = turn.instance.open().filter(|one| one.clock.is_some()).map(|one| one.id).collect();
    for id in clocked {
        step_clock(turn, id, act);
    }
    flow::settle(turn);
    Ok(())
}

/// Steps the clock of an activation, and arms its timers for the due it then has.
fn step_clock(turn: &mut Turn<'_>, id: ActivationId, act: Act) {
    let Some(activation) = turn.instance.activation(id) else { return };
    let Some(clock) = &activation.clock else { return };
    let state = turn.world.clock(clock.limit, Some(&clock.state), &ClockAct { at: turn.at(), act });
    let timers = rearmed(turn, activation, &state);
    turn.emit(Event::StepClockChanged { id, act, state, timers });
}

/// Returns the timers of a step for a due: kept for the same one, armed anew for another.
fn rearmed(turn: &Turn<'_>, activation: &Activation, state: &ClockState) -> Vec<Armed> {
    let Some(clock) = &activation.clock else { return activation.timers.clone() };
    if clock.state.due == state.due {
        let held = matches!(clock.state.phase, Phase::Paused { .. });
        return timer::kept(&activation.timers, turn.at(), held && state.phase == Phase::Running);
    }
    let moved = crate::StepClock { state: *state, ..clock.clone() };
    let mut timers = timer::not_before(turn.at(), open::timers(turn, activation.node, Some(&moved)));
    let retry = activation.timers.iter().find(|armed| armed.kind == TimerKind::Retry).copied();
    let ordinal = timers.last().map_or(0, |last| last.ordinal + 1);
    timers.extend(retry.map(|retry| Armed { ordinal, ..retry }));
    timers
}

fn write_ground(turn: &mut Turn<'_>, ground: &str) {
    let mut data = turn.data.clone().into_owned();
    data.remarks.push(Remark { activation: None, kind: RemarkKind::Ground, text: ground.to_owned() });
    turn.write(Some(data));
}

/// Changes the case: the clocks are counted as if it had been so from the start (sem 3.45).
pub(crate) fn change_case(turn: &mut Turn<'_>, actor: &Actor, case: CaseIx, ground: &str) -> Result<(), Rejection> {
    act::alive(turn)?;
    act::active(turn)?;
    works_on(turn, actor)?;
    let known = case.at() < turn.program.cases.len();
    if !known || turn.instance.filing.case == Some(case) {
        return Err(Rejection::NotAvailable { condition: None });
    }
    turn.author = Author::Person { actor: actor.clone(), on_behalf: None };
    write_ground(turn, ground);
    turn.emit(Event::CaseChanged { case });
    clock::change_case(turn);
    flow::settle(turn);
    Ok(())
}

/// Checks that an officer has a task of the dossier open.
fn works_on(turn: &Turn<'_>, actor: &Actor) -> Result<(), Rejection> {
    let may = |open: &Activation| {
        let role = open.role.filter(|role| !turn.program.role(*role).applicant);
        role.is_some_and(|role| act::admit(turn, actor, role, open).is_ok())
    };
    let works = turn.instance.open().filter(|one| one.is_leaf()).any(may);
    if works { Ok(()) } else { Err(Rejection::NotInRole { role: "open_task".to_owned() }) }
}

/// Adds an agency to a list that is being asked, or takes one off (sem 1.30).
pub(crate) fn change_item(
    turn: &mut Turn<'_>,
    actor: &Actor,
    (id, item): (ActivationId, &Name),
    add: bool,
    ground: &str,
) -> Result<(), Rejection> {
    act::alive(turn)?;
    act::active(turn)?;
    let list = turn.instance.activation(id).filter(|one| one.is_open() && !one.is_leaf());
    let list = list.ok_or_else(|| act::not_open(turn, id))?;
    let role = late::lister(turn.program, list.node).ok_or(Rejection::NoSuchAction)?;
    act::admit_at(turn, actor, role, open::agency(turn, role, None))?;
    let items = list.scope.as_ref().map(|scope| scope.items.as_slice()).unwrap_or_default();
    let count = items.len();
    let mut inside = turn.instance.activations.iter().filter(|one| one.place.parent == id);
    let task = inside.find(|one| one.item.as_ref() == Some(item)).map(|one| one.id);
    let branch = u16::try_from(count).unwrap_or(u16::MAX);
    if add && items.contains(item) {
        return Err(Rejection::AlreadyOpen);
    }
    if add && count >= scope::ITEMS_MAX {
        return Err(Rejection::Limit { name: "items_max", most: scope::ITEMS_MAX as u64 });
    }
    if add && turn.instance.activations.len() >= TOKENS_MAX {
        return Err(Rejection::Limit { name: "tokens_max", most: TOKENS_MAX as u64 });
    }
    turn.author = Author::Person { actor: actor.clone(), on_behalf: None };
    match (add, task) {
        (true, _) => {
            write_ground(turn, ground);
            turn.emit(Event::ItemAdded { id, item: item.clone() });
            let sequential = is_sequential(turn, id);
            if !sequential {
                scope::open_item(turn, id, branch);
            }
        }
        (false, Some(task)) => {
            write_ground(turn, ground);
            scope::cancel(turn, task, Cause::Removed);
            scope::check(turn, id);
        }
        (false, None) => return Err(Rejection::NotAvailable { condition: None }),
    }
    flow::settle(turn);
    Ok(())
}

fn is_sequential(turn: &Turn<'_>, id: ActivationId) -> bool {
    let each = turn.instance.activation(id).and_then(|list| turn.program.person(list.node)?.each);
    each.is_some_and(|each| each.sequential)
}

/// Makes good what an outage took from the applicant: a step of his that would have been taken away meanwhile is due
/// at the end of the day on which he could act again (sem 2.19).
pub(crate) fn make_good(turn: &mut Turn<'_>, from: Instant, to: Instant) {
    if to.millis() - from.millis() < OUTAGE_MIN || turn.instance.halted.is_some() {
        return;
    }
    let lost = |one: &&Activation| {
        let his = one
            .clock
            .as_ref()
            .is_some_and(|clock| turn.program.rules[clock.limit.rule.at()].bearer == Bearer::Applicant);
        let due = one.armed().any(|armed| armed.kind == TimerKind::Timeout && from <= armed.at && armed.at <= to);
        his && due
    };
    let lost: Vec<ActivationId> = turn.instance.open().filter(lost).map(|one| one.id).collect();
    for id in lost {
        let Some(activation) = turn.instance.activation(id) else { continue };
        let Some(clock) = &activation.clock else { continue };
        let due = turn.world.day_end(clock.limit.rule, to);
        if matches!((due, clock.state.due), (Due::At(new), Due::At(old)) if new <= old) {
            continue;
        }
        let full = Amount { floor: true, ..Amount::default() };
        let act = Act::Restarted { full, held: false };
        let anew = turn.world.clock(clock.limit, Some(&clock.state), &ClockAct { at: to, act });
        let state = ClockState { due, ..anew };
        let timers = rearmed(turn, activation, &state);
        turn.emit(Event::StepClockChanged { id, act, state, timers });
    }
}

/// Moves open dues to the calendar at hand, the dossier's and those of its steps (sem 3.43).
pub(crate) fn apply_calendar(turn: &mut Turn<'_>, decree: &str) {
    turn.emit(Event::CalendarApplied { decree: Name::from(decree) });
    clock::recompute(turn);
    let clocked: Vec<ActivationId> = turn.instance.open().filter(|one| one.clock.is_some()).map(|one| one.id).collect();
    for id in clocked {
        let Some(clock) = turn.instance.activation(id).and_then(|one| one.clock.as_ref()) else { continue };
        let act = ClockAct { at: turn.at(), act: Act::Recomputed };
        if turn.world.clock(clock.limit, Some(&clock.state), &act).due != clock.state.due {
            step_clock(turn, id, Act::Recomputed);
        }
    }
    wait::arm_all(turn);
    let gaps = turn.instance.incidents.iter().filter(|one| one.kind == crate::IncidentKind::CalendarGap);
    let gaps: Vec<_> = gaps.filter(|one| !still_unknown(turn, one.activation)).map(|one| one.id).collect();
    gaps.into_iter().for_each(|id| turn.emit(Event::IncidentClosed { id }));
    flow::settle(turn);
}

/// Tells whether a due is still not known for want of an announced year.
fn still_unknown(turn: &Turn<'_>, activation: Option<ActivationId>) -> bool {
    let unknown = |due| matches!(due, Due::Undetermined(_));
    match activation {
        Some(id) => {
            let open = turn.instance.activation(id);
            let untimed = |one: &Activation| one.timers.is_empty() && wait::date_of(turn, one.node).is_some();
            open.is_some_and(|one| one.clock.as_ref().map_or(untimed(one), |clock| unknown(clock.state.due)))
        }
        None => {
            let mut live = turn.instance.clocks.iter().flatten().filter(|clock| clock.state.phase != Phase::Stopped);
            live.any(|clock| unknown(clock.state.due))
        }
    }
}
