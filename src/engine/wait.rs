//! Waits for time to pass: a length, which is the step's own clock, or a date (sem 4.21).

use calendar::{Date, Instant};
use program::{NodeIx, Value, Wait, Work};

use crate::turn::{Token, Turn};
use crate::{Activation, ActivationId, Armed, Event, IncidentKind, TimerKind, act, open};

/// Opens a wait; a date that has come already ends it at once, but for a suspension (sem 3.38).
pub(crate) fn open(turn: &mut Turn<'_>, token: Token, wait: Wait) {
    if wait.date.is_none() {
        open::open(turn, token, Vec::new(), |_| {});
        return;
    }
    let Some(date) = date_of(turn, token.node) else {
        return turn.park(token, IncidentKind::GuardMissing, turn.program.node(token.node).id.clone());
    };
    let at = turn.world.opening(date);
    let timer = at.map(|at| armed(turn, at));
    let id = open::open(turn, token, Vec::new(), |one| one.timers.extend(timer));
    match at {
        Some(at) if at <= turn.at() && turn.instance.suspended.is_none() => {
            act::complete(turn, id, wait.at_end, act::By::nobody());
        }
        Some(_) => {}
        None => turn.note(IncidentKind::CalendarGap, Some(id), date.to_string()),
    }
}

/// Returns the date a step waits for, if it waits for one and it is known.
pub(crate) fn date_of(turn: &Turn<'_>, node: NodeIx) -> Option<Date> {
    let Work::Wait(Wait { date: Some(source), .. }) = turn.program.node(node).work else { return None };
    match turn.data.value(source) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

fn armed(turn: &Turn<'_>, at: Instant) -> Armed {
    Armed { at: at.max(turn.at()), kind: TimerKind::Wait, ordinal: 0 }
}

/// Arms the waits for dates in years that are announced by now (sem 3.13).
pub(crate) fn arm_all(turn: &mut Turn<'_>) {
    let known = |one: &Activation| {
        let date = date_of(turn, one.node).filter(|_| one.timers.is_empty())?;
        Some((one.id, armed(turn, turn.world.opening(date)?)))
    };
    let known: Vec<(ActivationId, Armed)> = turn.instance.open().filter_map(known).collect();
    for (id, timer) in known {
        turn.emit(Event::WaitArmed { id, timer });
    }
}
