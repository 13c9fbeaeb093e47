//! Timers: when they are armed, which is next, and what it does (sem 2.16, 4). They are data of the instance; nothing
//! here waits.

use calendar::{Due, Instant};
use program::{Boundary, Escalation, NodeIx, RoleIx, RuleIx, Timeout};

use crate::turn::Turn;
use crate::{
    Activation, ActivationId, Armed, Cause, Event, Instance, TimerKind, act, flow, job, leg, open, scope, status,
};

/// A timer with its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueTimer {
    pub at: Instant,
    pub owner: Owner,
    pub kind: TimerKind,
    pub ordinal: u8,
    /// Blocks come first, the outermost before those inside it.
    depth: usize,
}

/// Who owns a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Clock(RuleIx),
    Step(ActivationId),
}

/// Returns the next timer of a dossier: by due instant, interrupting ones first, blocks before tasks, then by age of
/// their owner.
pub(crate) fn next(instance: &Instance) -> Option<DueTimer> {
    let of = |owner, depth| {
        move |armed: &Armed| DueTimer { at: armed.at, owner, kind: armed.kind, ordinal: armed.ordinal, depth }
    };
    // Only what interrupts is ordered by depth: an outer block would take the inner one away.
    let depth = |one: &Activation| if one.is_leaf() { usize::MAX } else { instance.around(one.place).count() };
    let steps = instance.armed().map(|(one, armed)| of(Owner::Step(one.id), depth(one))(armed));
    let clocks = instance.clocks.iter().flatten();
    let clocks = clocks.flat_map(|clock| clock.armed().map(of(Owner::Clock(clock.limit.rule), usize::MAX)));
    steps.chain(clocks).min_by_key(|due| {
        let rank = due.kind.rank(matches!(due.owner, Owner::Clock(_)));
        let depth = if rank == 0 { due.depth } else { 0 };
        (due.at, rank, depth, due.owner, due.ordinal)
    })
}

/// Arms what belongs to a due, in the order `remind`, due, `overdue`, `timeout`; nothing for a due nobody knows yet.
pub(crate) fn arm(turn: &Turn<'_>, rule: RuleIx, due: Due, boundary: &[Boundary]) -> Vec<Armed> {
    let Due::At(due) = due else { return Vec::new() };
    let mut armed = Vec::new();
    for one in boundary {
        if let Boundary::Remind(before) = one
            && let Some(at) = turn.world.reminder(rule, due, before, turn.at())
        {
            armed.push((at, TimerKind::Remind));
        }
    }
    if !boundary.iter().any(|one| matches!(one, Boundary::Timeout(_))) {
        armed.push((due, TimerKind::Due));
    }
    for (position, one) in (0_u8..).zip(boundary) {
        match one {
            Boundary::Overdue(escalation) => {
                let times = escalations(turn, rule, due, escalation);
                armed.extend(times.into_iter().map(|at| (at, TimerKind::Overdue { boundary: position })));
            }
            Boundary::Timeout(_) => armed.push((due, TimerKind::Timeout)),
            Boundary::Remind(_) | Boundary::Error(_) => {}
        }
    }
    (0_u8..).zip(armed).map(|(ordinal, (at, kind))| Armed { at, kind, ordinal }).collect()
}

/// Returns when an escalation is due, its repetitions included (sem 4.6).
fn escalations(turn: &Turn<'_>, rule: RuleIx, due: Instant, escalation: &Escalation) -> Vec<Instant> {
    let after = |from: Instant, length| match turn.world.escalation(rule, from, length) {
        Due::At(at) => Some(at),
        Due::Undetermined(_) | Due::NoLimit => None,
    };
    let first = match &escalation.after {
        Some(length) => after(due, length),
        None => Some(due),
    };
    let repeats = escalation.every.as_ref();
    let mut times: Vec<Instant> = first.into_iter().collect();
    for _ in 0..repeats.map_or(0, |(_, times)| *times) {
        let next = times.last().copied().zip(repeats).and_then(|(last, (every, _))| after(last, every));
        times.extend(next);
    }
    times
}

/// Returns the timers that stay when the due stays. What passed while they were held fires at the release (sem 3.38).
pub(crate) fn kept(timers: &[Armed], now: Instant, were_held: bool) -> Vec<Armed> {
    if were_held { not_before(now, timers.to_vec()) } else { timers.to_vec() }
}

/// Lets timers whose instant has passed already fire now (sem 3.13); a reminder would come too late (sem 4.4).
pub(crate) fn not_before(now: Instant, armed: Vec<Armed>) -> Vec<Armed> {
    let coming = armed.into_iter().filter(|armed| armed.kind != TimerKind::Remind || armed.at > now);
    coming.map(|armed| Armed { at: armed.at.max(now), ..armed }).collect()
}

/// Returns when the timer after one is due: of several reminders that are made up, one is told (sem 2.20).
fn next_after(timers: &[Armed], ordinal: u8) -> Option<Instant> {
    let later = timers.iter().filter(|armed| armed.ordinal != ordinal && armed.kind != TimerKind::Retry);
    later.map(|armed| armed.at).min()
}

/// Tells which year a due needs that is not announced.
pub(crate) fn missing_year(due: Due) -> Option<i32> {
    match due {
        Due::Undetermined(year) => Some(year),
        Due::At(_) | Due::NoLimit => None,
    }
}

/// Fires one timer, in a pass dated at its due.
pub(crate) fn fire(turn: &mut Turn<'_>, due: DueTimer) {
    match due.owner {
        Owner::Clock(clock) => fire_clock(turn, clock, due),
        Owner::Step(id) => fire_step(turn, id, due),
    }
}

fn fire_clock(turn: &mut Turn<'_>, clock: RuleIx, due: DueTimer) {
    let ordinal = due.ordinal;
    match due.kind {
        TimerKind::Remind => {
            let next = turn.instance.clock(clock).and_then(|clock| next_after(&clock.timers, ordinal));
            turn.emit(Event::ClockReminded { clock, ordinal, next });
        }
        TimerKind::Overdue { boundary } => {
            let role = escalation(&turn.program.clocks[clock.at()].boundary, boundary).and_then(|one| one.assign);
            let assign = role.map(|role| (role, office_tasks(turn)));
            let agency = role.and_then(|role| open::agency(turn, role, None));
            turn.emit(Event::ClockEscalated { clock, ordinal, boundary, assign, agency });
            flow::staff(turn);
        }
        _ => {
            if let Some(state) = turn.instance.clock(clock).map(|clock| clock.state.due) {
                turn.emit(Event::ClockOverdue { clock, due: state });
            }
        }
    }
}

/// Lists the open tasks of offices.
fn office_tasks(turn: &Turn<'_>) -> Vec<ActivationId> {
    let office = |role: RoleIx| !turn.program.role(role).applicant;
    let tasks = turn.instance.open().filter(|one| one.is_leaf() && turn.program.person(one.node).is_some());
    tasks.filter(|one| one.role.is_some_and(office)).map(|one| one.id).collect()
}

fn escalation(boundary: &[Boundary], at: u8) -> Option<&Escalation> {
    match boundary.get(usize::from(at)) {
        Some(Boundary::Overdue(escalation)) => Some(escalation),
        _ => None,
    }
}

fn fire_step(turn: &mut Turn<'_>, id: ActivationId, due: DueTimer) {
    let ordinal = due.ordinal;
    let Some(activation) = turn.instance.activation(id) else { return };
    let node = activation.node;
    match due.kind {
        TimerKind::Remind => {
            let next = next_after(&activation.timers, ordinal);
            turn.emit(Event::Reminded { id, ordinal, next });
        }
        TimerKind::Due => turn.emit(Event::StepOverdue { id, ordinal }),
        TimerKind::Overdue { boundary } => {
            let assign = escalation(&turn.program.node(node).boundary, boundary).and_then(|one| one.assign);
            let agency = assign.and_then(|role| open::agency(turn, role, activation.item.as_ref()));
            turn.emit(Event::Escalated { id, ordinal, boundary, assign, agency });
            flow::staff(turn);
        }
        TimerKind::Timeout => time_out(turn, id, node),
        TimerKind::Wait => {
            let program = turn.program;
            if let program::Work::Wait(wait) = program.node(node).work {
                act::complete(turn, id, wait.at_end, act::By::nobody());
                flow::settle(turn);
            }
        }
        TimerKind::Retry => job::ready(turn, id, ordinal),
    }
}

fn time_out(turn: &mut Turn<'_>, id: ActivationId, node: NodeIx) {
    let program = turn.program;
    let timeout = program.node(node).boundary.iter().find_map(|one| match one {
        Boundary::Timeout(timeout) => Some(timeout),
        _ => None,
    });
    match timeout {
        Some(Timeout::Next { flow, effects }) => {
            let Some(activation) = turn.instance.activation(id) else { return };
            let place = activation.place;
            let verdict = leg::cancelled(turn, activation, true);
            scope::cancel_below(turn, id, Cause::Timeout);
            turn.emit(Event::Cancelled { id, cause: Cause::Timeout, verdict });
            scope::close_incidents(turn, id);
            act::follow(turn, effects);
            status::after_interrupt(turn, &program::Statuses::default(), effects);
            flow::take_automatic(turn, place, *flow, Vec::new());
        }
        Some(Timeout::Press { action, .. }) => act::complete(turn, id, *action, act::By::silence()),
        None => {}
    }
    flow::settle(turn);
}
