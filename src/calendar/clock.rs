//! The legal clock: its state, the acts that move it, and the one pure step (`sem` 3B–3D).
//!
//! It must not judge whether an act is allowed (`engine` does) and keeps no history: an act that
//! means nothing in a state leaves it as it is.

use serde::{Deserialize, Serialize};

use crate::counting::Counting;
use crate::due::{Due, Reckoning, due_of};
use crate::length::Amount;
use crate::moved::{Move, moved};
use crate::time::{Date, Instant};
use crate::year::{Calendar, CalendarHash};

/// Is what a clock is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Time counts.
    Running,
    /// Time stands still.
    Paused {
        /// Is when the pause began, exact.
        since: Instant,
        /// Says that the due had passed by then: the pause moves nothing (`sem 3.32`).
        late: bool,
    },
    /// The clock has ended.
    Stopped,
}

/// Is the state of a legal clock, recorded whole in each of its events (`sem 3.15`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClockState {
    /// Is what the clock is doing.
    pub phase: Phase,
    /// Is the instant from which `remaining` counts while running.
    pub anchor: Instant,
    /// Is what is left, from the anchor while running, from the resumption while paused.
    pub remaining: Amount,
    /// Is the date of the due before the roll, where days are counted (`sem 3.6`).
    pub nominal: Option<Date>,
    /// Is the due in force; while paused it is provisional (`sem 3.34`).
    pub due: Due,
    /// Names the calendar that computed the due.
    pub calendar: CalendarHash,
}

/// Is something that happens to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Starts it (`sem 3.16`).
    Started {
        /// Is the full amount.
        full: Amount,
        /// Says that a hold is open already: it starts paused (`sem 3.33`).
        held: bool,
    },
    /// Opens the first hold (`sem 3.21`).
    Held,
    /// Closes the last hold.
    Released,
    /// Counts the full amount anew (`sem 3.22`).
    Restarted {
        /// Is the full amount.
        full: Amount,
        /// Says that a hold is still open.
        held: bool,
    },
    /// Adds to what is left (`sem 3.40`).
    Extended {
        /// Is what is added.
        by: Amount,
    },
    /// Applies a changed calendar to an open due (`sem 3.43`).
    Recomputed,
    /// Changes the limit mid-way; the counting given is the one before the change (`sem 3.45`).
    CaseChanged {
        /// Is the full amount of the new case.
        full: Amount,
    },
    /// Ends it (`sem 3.19`).
    Stopped,
    /// Lets it run on as if never stopped (`sem 3.20`).
    Reopened,
}

/// Is an act with its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClockAct {
    /// Is when it takes legal effect.
    pub at: Instant,
    /// Is what happens.
    pub act: Act,
}

/// Computes the state of a clock after an act.
///
/// Total: an act that is impossible in a state leaves it as it is, and the first act of a clock,
/// whatever it is, starts it.
pub fn step(counting: &Counting, state: Option<&ClockState>, act: &ClockAct, calendar: &Calendar) -> ClockState {
    let turn = Turn { reckoning: Reckoning { counting, calendar }, at: act.at };
    let Some(state) = state else {
        return turn.first(act.act);
    };
    match (state.phase, act.act) {
        (Phase::Stopped, Act::Reopened) => ClockState { phase: Phase::Running, ..*state },
        (Phase::Stopped, _) | (_, Act::Reopened | Act::Started { .. }) => *state,
        (_, Act::Stopped) => stopped(state),
        (_, Act::Restarted { full, held }) => turn.begun(full, held),
        (_, Act::Extended { by }) => turn.extended(state, &by),
        (_, Act::CaseChanged { full }) => turn.case_changed(state, &full),
        (Phase::Running, Act::Held) => turn.held(state),
        (Phase::Running, Act::Recomputed) => turn.recomputed(state),
        (Phase::Paused { since, late }, Act::Released) => turn.released(state, since, late),
        (Phase::Running, Act::Released) | (Phase::Paused { .. }, Act::Held | Act::Recomputed) => *state,
    }
}

/// Computes the state of the applicant's running clock whose due fell into an outage, both ends
/// included: it ends with the effective day of the outage's end (rule 2.19).
///
/// `None` where there is nothing to make good: the clock does not run, or its due lies elsewhere.
pub fn after_outage(
    counting: &Counting,
    state: &ClockState,
    outage: (Instant, Instant),
    calendar: &Calendar,
) -> Option<ClockState> {
    let (from, to) = outage;
    let due = state.due.instant().filter(|due| (from..=to).contains(due));
    due.filter(|_| state.phase == Phase::Running)?;
    let turn = Turn { reckoning: Reckoning { counting, calendar }, at: to };
    let (anchor, remaining) = turn.reckoning.day_of(to);
    Some(turn.running(anchor, remaining))
}

/// Ends a clock. A pause has then counted from its beginning, so that its due stays true.
fn stopped(state: &ClockState) -> ClockState {
    let anchor = match state.phase {
        Phase::Paused { since, late: false } => since,
        Phase::Paused { late: true, .. } | Phase::Running | Phase::Stopped => state.anchor,
    };
    ClockState { phase: Phase::Stopped, anchor, ..*state }
}

/// Is one act at work.
struct Turn<'a> {
    reckoning: Reckoning<'a>,
    at: Instant,
}

impl Turn<'_> {
    fn first(&self, act: Act) -> ClockState {
        match act {
            Act::Started { full, held } | Act::Restarted { full, held } => self.begun(full, held),
            Act::CaseChanged { full } => self.begun(full, false),
            Act::Held => self.begun(self.reckoning.counting.full(), true),
            Act::Released | Act::Extended { .. } | Act::Recomputed | Act::Stopped | Act::Reopened => {
                self.begun(self.reckoning.counting.full(), false)
            }
        }
    }

    /// Starts with the full amount; held, a same-day limit is kept as its working days (`sem 3.33`).
    fn begun(&self, full: Amount, held: bool) -> ClockState {
        let running = self.running(self.at, full);
        match held {
            false => running,
            true if full.floor => self.held(&running),
            true => ClockState { phase: self.pause(), ..running },
        }
    }

    /// Makes the state of a clock that runs from an anchor.
    fn running(&self, anchor: Instant, remaining: Amount) -> ClockState {
        let Reckoning { counting, calendar } = self.reckoning;
        let (due, nominal) = due_of(counting, anchor, &remaining, calendar);
        ClockState { phase: Phase::Running, anchor, remaining, nominal, due, calendar: calendar.hash() }
    }

    fn pause(&self) -> Phase {
        Phase::Paused { since: self.at, late: false }
    }

    fn held(&self, state: &ClockState) -> ClockState {
        if state.due.is_past(self.at) {
            return ClockState { phase: Phase::Paused { since: self.at, late: true }, ..*state };
        }
        let remaining = self.reckoning.kept(state, self.at);
        ClockState { phase: self.pause(), remaining, ..*state }
    }

    fn released(&self, state: &ClockState, since: Instant, late: bool) -> ClockState {
        if late {
            return ClockState { phase: Phase::Running, ..*state };
        }
        let (anchor, remaining) = self.reckoning.resumed(state, since, self.at);
        self.running(anchor, remaining)
    }

    fn extended(&self, state: &ClockState, by: &Amount) -> ClockState {
        match state.phase {
            Phase::Paused { late: true, .. } => {
                // What is still past after the extension stays as it was (`sem 3.42`).
                let extended = self.grown(state, by);
                if extended.due.is_past(self.at) { *state } else { self.held(&extended) }
            }
            Phase::Paused { .. } | Phase::Running | Phase::Stopped => self.grown(state, by),
        }
    }

    /// Adds to what is left; a pause in time keeps its beginning, everything else runs.
    fn grown(&self, state: &ClockState, by: &Amount) -> ClockState {
        let remaining = state.remaining.plus(by);
        match state.phase {
            Phase::Paused { since, late: false } => {
                ClockState { phase: state.phase, anchor: state.anchor, ..self.running(since, remaining) }
            }
            Phase::Paused { late: true, .. } | Phase::Running | Phase::Stopped => self.running(state.anchor, remaining),
        }
    }

    /// Moves an open due to the calendar at hand, never earlier and never one that is past.
    fn recomputed(&self, state: &ClockState) -> ClockState {
        let Reckoning { counting, calendar } = self.reckoning;
        match moved(counting, state, self.at, calendar) {
            Move::Unchanged | Move::Later(_) | Move::Determined(_) | Move::Undetermined(_) => {
                self.running(state.anchor, state.remaining)
            }
            Move::Earlier(_) | Move::Past(_) | Move::Withdrawn(_) | Move::Paused | Move::Ended => *state,
        }
    }

    /// Replaces the limit's amount; the result is not before the day end of today (`sem 3.45`).
    fn case_changed(&self, state: &ClockState, full: &Amount) -> ClockState {
        let old = self.reckoning.counting.full();
        let by = Amount {
            months: full.months - old.months,
            days: full.days - old.days,
            minutes: full.minutes - old.minutes,
            floor: false,
        };
        let changed = self.grown(state, &by);
        let (anchor, remaining) = self.reckoning.day_of(self.at);
        let today = self.running(anchor, remaining);
        let earliest = today.due.instant();
        let early = changed.due.instant().is_some_and(|due| Some(due) < earliest);
        let running = if early { today } else { changed };
        match state.phase {
            // What is left counts from the release all the same; only the provisional due is not
            // to lie in the past.
            Phase::Paused { late: false, .. } => ClockState { due: running.due, nominal: running.nominal, ..changed },
            Phase::Paused { late: true, .. } => self.held(&running),
            Phase::Running | Phase::Stopped => running,
        }
    }
}
