//! Verdicts on legs: one activation with a step deadline, judged at its closing (sem 3.58).

use calendar::Bearer;

use crate::turn::Turn;
use crate::{Activation, LegVerdict};

/// Judges an activation completed by an act, now.
pub(crate) fn closed(turn: &Turn<'_>, activation: &Activation) -> Option<LegVerdict> {
    let clock = activation.clock.as_ref()?;
    turn.world.judge(clock.limit.rule, turn.at(), clock.state.due, clock.overdue).map(LegVerdict::from)
}

/// Judges an activation completed by silence: on time is not claimed.
pub(crate) fn silent(activation: &Activation) -> Option<LegVerdict> {
    activation.clock.as_ref().map(|_| LegVerdict::Silent)
}

/// Judges an activation taken away: overdue after its due or by its own timeout, unless the applicant bore it.
pub(crate) fn cancelled(turn: &Turn<'_>, activation: &Activation, by_timeout: bool) -> Option<LegVerdict> {
    let clock = activation.clock.as_ref()?;
    if turn.program.rules[clock.limit.rule.at()].bearer == Bearer::Applicant {
        return None;
    }
    let late = by_timeout || closed(turn, activation) == Some(LegVerdict::Overdue);
    late.then_some(LegVerdict::Overdue)
}
