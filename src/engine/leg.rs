//! Verdicts on legs: one activation with a step deadline, judged at its closing (sem 3.58).

use calendar::{Bearer, Instant, Phase};
use program::Work;

use crate::turn::Turn;
use crate::{Activation, LegVerdict, StepClock};

/// Judges an activation completed by an act: at the instant the answer was given, if that is known to be earlier, else
/// now; while held, at the instant the hold began.
pub(crate) fn closed(turn: &Turn<'_>, activation: &Activation, given_at: Option<Instant>) -> Option<LegVerdict> {
    let clock = judged(turn, activation)?;
    let at = given_at.unwrap_or(turn.at());
    let at = match clock.state.phase {
        Phase::Paused { since, .. } => at.min(since),
        Phase::Running | Phase::Stopped => at,
    };
    let overdue = clock.overdue && given_at.is_none();
    turn.world.judge(clock.limit.rule, at, clock.state.due, overdue).map(LegVerdict::from)
}

/// Judges an activation completed by silence: on time is not claimed.
pub(crate) fn silent(turn: &Turn<'_>, activation: &Activation) -> Option<LegVerdict> {
    judged(turn, activation).map(|_| LegVerdict::Silent)
}

/// Judges an activation taken away: overdue after its due or by its own timeout, unless the applicant bore it.
pub(crate) fn cancelled(turn: &Turn<'_>, activation: &Activation, by_timeout: bool) -> Option<LegVerdict> {
    let clock = judged(turn, activation)?;
    if turn.program.rules[clock.limit.rule.at()].bearer == Bearer::Applicant {
        return None;
    }
    let late = by_timeout || closed(turn, activation, None) == Some(LegVerdict::Overdue);
    late.then_some(LegVerdict::Overdue)
}

/// Returns the clock that is judged: a wait is nobody's leg.
fn judged<'a>(turn: &Turn<'_>, activation: &'a Activation) -> Option<&'a StepClock> {
    let waits = matches!(turn.program.node(activation.node).work, Work::Wait(_));
    activation.clock.as_ref().filter(|_| !waits)
}
