//! Opening a task: its id, its clock, its timers, who may do it (sem 10, step 8).

use calendar::{Act, ClockAct, Due, Instant};
use program::{Boundary, Escalation, NodeIx, Person, RuleIx};

use crate::turn::Turn;
use crate::{
    Activation, ActivationId, Actor, Armed, Event, IncidentKind, LimitRef, StepClock, TimerKind, clock, flow, status,
};

/// Opens a task of a person.
pub(crate) fn task(turn: &mut Turn<'_>, node: NodeIx, person: &Person) {
    let program = turn.program;
    let id = ActivationId(turn.next_id());
    let step_clock = program.node(node).deadline.map(|rule| start(turn, rule));
    let timers = step_clock.as_ref().map(|clock| arm(turn, node, clock)).unwrap_or_default();
    let gap = step_clock.as_ref().and_then(|clock| flow::missing_year(clock.state.due));
    turn.emit(Event::Opened {
        id,
        node,
        round: turn.instance.step(node).entries + 1,
        role: Some(person.role),
        clock: step_clock,
        timers,
        supplement: person.supplement.is_some(),
    });
    let reopened = clock::reopen(turn, &program.node(node).reopens);
    status::at_opening(turn, node, reopened);
    if let Some(letter) = person.supplement {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: false });
    }
    if let Some(year) = gap {
        turn.note(IncidentKind::CalendarGap, Some(id), year.to_string());
    }
}

fn start(turn: &Turn<'_>, rule: RuleIx) -> StepClock {
    let described = &turn.program.rules[rule.at()];
    let entry = described.entry(turn.instance.filing.case, turn.instance.filing.channel);
    let limit = LimitRef { rule, entry };
    let act = Act::Started { full: described.counting(entry).full(), held: false };
    let state = turn.world.clock(limit, None, &ClockAct { at: turn.at(), act });
    StepClock { limit, state, overdue: false }
}

/// Arms the timers of a step in the order `remind`, due, `overdue`, `timeout`; none for a due nobody knows yet.
fn arm(turn: &Turn<'_>, node: NodeIx, clock: &StepClock) -> Vec<Armed> {
    let Due::At(due) = clock.state.due else { return Vec::new() };
    let rule = clock.limit.rule;
    let boundary = &turn.program.node(node).boundary;
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
            Boundary::Remind(_) => {}
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

/// Tells whether anyone may do an open task; the applicant always may.
pub(crate) fn staffed(turn: &Turn<'_>, activation: &Activation) -> bool {
    let Some(role) = activation.role else { return true };
    let described = turn.program.role(role);
    if described.applicant {
        return true;
    }
    let excluded = turn.program.person(activation.node).map(|person| excluded(turn, person)).unwrap_or_default();
    turn.world.anyone(role, turn.instance.agency(described.at), &excluded)
}

/// Returns the people four eyes keep away from a task (sem 6.6).
pub(crate) fn excluded(turn: &Turn<'_>, person: &Person) -> Vec<Actor> {
    let of = |rule: &program::FourEyes| {
        let step = turn.instance.step(rule.node);
        if rule.latest { step.latest.clone() } else { step.actors.clone() }
    };
    person.not_same_as.iter().flat_map(of).collect()
}
