//! What a changed calendar does to an open due, and why it may stay where it is (`sem 3.43`).
//!
//! It must not change a state; `step` does, by the act `Recomputed`.

use serde::{Deserialize, Serialize};

use crate::clock::{ClockState, Phase};
use crate::counting::Counting;
use crate::due::{Due, due_of};
use crate::time::Instant;
use crate::year::Calendar;

/// Is what a changed calendar does to one clock: a due is never moved earlier, and none that is past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The due is the same on both calendars.
    Unchanged,
    /// It moves to this later instant.
    Later(Instant),
    /// It was undetermined and is this instant now (`sem 3.13`).
    Determined(Instant),
    /// It stays undetermined: this year is not announced yet.
    Undetermined(i32),
    /// It is kept: it would be this earlier instant.
    Earlier(Instant),
    /// It is kept: it has passed already; it would have been this instant.
    Past(Instant),
    /// It is kept: the new calendar no longer announces this year.
    Withdrawn(i32),
    /// The clock is paused: what is left counts on the new calendar from the resumption.
    Paused,
    /// The clock has ended.
    Ended,
}

impl Move {
    /// Gives the new due, if it moves.
    pub fn to(self) -> Option<Instant> {
        match self {
            Self::Later(due) | Self::Determined(due) => Some(due),
            Self::Unchanged
            | Self::Undetermined(_)
            | Self::Earlier(_)
            | Self::Past(_)
            | Self::Withdrawn(_)
            | Self::Paused
            | Self::Ended => None,
        }
    }
}

/// Tells what a new calendar, applied at an instant, does to the due of a clock: the same amount is
/// counted from the same anchor.
pub fn moved(counting: &Counting, state: &ClockState, at: Instant, new: &Calendar) -> Move {
    match state.phase {
        Phase::Stopped => Move::Ended,
        Phase::Paused { late: false, .. } => Move::Paused,
        Phase::Paused { late: true, .. } | Phase::Running => {
            let (due, _) = due_of(counting, state.anchor, &state.remaining, new);
            compared(state.due, due, at)
        }
    }
}

fn compared(old: Due, new: Due, at: Instant) -> Move {
    match (old, new) {
        (Due::At(old), Due::At(new)) if old == new => Move::Unchanged,
        (Due::At(old), Due::At(new)) if old < at => Move::Past(new),
        (Due::At(old), Due::At(new)) if new < old => Move::Earlier(new),
        (Due::At(_), Due::At(new)) => Move::Later(new),
        (Due::At(_), Due::Undetermined(year)) => Move::Withdrawn(year),
        (Due::Undetermined(_), Due::At(new)) => Move::Determined(new),
        (Due::Undetermined(_), Due::Undetermined(year)) => Move::Undetermined(year),
        (Due::NoLimit, _) | (_, Due::NoLimit) => Move::Unchanged,
    }
}
