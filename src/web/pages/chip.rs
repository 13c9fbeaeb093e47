//! The countdown chip of a line in a queue, where only the due is known. Server text; it never ticks.

use calendar::{Amount, ClockState, Due, Instant, Phase};
use engine::LimitRef;
use procedure::explain::{Chip, Teller};
use program::RuleIx;

/// Counts down to a due of a deadline rule, in the unit of its first limit.
pub(crate) fn until(teller: &Teller<'_>, rule: RuleIx, due: Instant, now: Instant) -> Option<Chip> {
    // A task row keeps the due alone; a step's clock runs as long as its task is open.
    let state = ClockState {
        phase: Phase::Running,
        anchor: due,
        remaining: Amount::default(),
        nominal: None,
        due: Due::At(due),
        calendar: teller.calendar(rule).hash(),
    };
    teller.chip(LimitRef { rule, entry: 0 }, &state, now)
}
