//! The dossier's clocks: what events, holds and timers do to them (sem 3B). The arithmetic is the world's.

use calendar::{Act, ClockAct, Due, Instant, Phase, Verdict};
use program::{EndResult, Hold, RuleIx};

use crate::turn::Turn;
use crate::{Armed, Event, IncidentKind, LegalClock, LimitRef, TimerKind, flow};

/// Starts a clock, once; a second `from` is ignored (sem 3.16, 3.17). With a hold open it starts held (3.33).
pub(crate) fn start(turn: &mut Turn<'_>, rule: RuleIx) {
    if turn.instance.clock(rule).is_some() {
        return;
    }
    let described = &turn.program.rules[rule.at()];
    let entry = described.entry(turn.instance.filing.case, turn.instance.filing.channel);
    let full = described.counting(entry).full();
    let held = held(turn);
    change(turn, LimitRef { rule, entry }, Act::Started { full, held });
}

/// Stops a clock and judges it (sem 3.19, 3.53).
pub(crate) fn stop(turn: &mut Turn<'_>, rule: RuleIx) {
    let Some(clock) = turn.instance.clock(rule).filter(|clock| clock.state.phase != Phase::Stopped) else { return };
    change(turn, clock.limit, Act::Stopped);
}

/// Stops what still runs at the end of the dossier. What was asked for by an `anytime` act, a withdrawal or a stop,
/// is judged by that act (sem 3.56).
pub(crate) fn stop_all(turn: &mut Turn<'_>, result: EndResult) {
    let by_request = matches!(result, EndResult::Withdrawn | EndResult::Stopped);
    let asked = turn.instance.interrupted_at.filter(|_| by_request);
    for rule in rules(turn) {
        let Some(clock) = turn.instance.clock(rule).filter(|clock| clock.state.phase != Phase::Stopped) else {
            continue;
        };
        let limit = clock.limit;
        let verdict = verdict(turn, clock, asked);
        emit(turn, limit, Act::Stopped, verdict);
    }
}

/// Counts the full amount anew from an act that completes a step with `clock: restart` (sem 3.22).
pub(crate) fn restart(turn: &mut Turn<'_>) {
    for rule in rules(turn) {
        let Some(clock) = turn.instance.clock(rule).filter(|clock| clock.state.phase != Phase::Stopped) else {
            continue;
        };
        let limit = clock.limit;
        let full = turn.program.rules[rule.at()].counting(limit.entry).full();
        let held = held(turn);
        change(turn, limit, Act::Restarted { full, held });
    }
}

/// Lets clocks run on whose `to` step opens again; overdue is recorded if the due has passed (sem 3.20).
pub(crate) fn reopen(turn: &mut Turn<'_>, reopens: &[RuleIx]) -> bool {
    let mut any = false;
    for &rule in reopens {
        let Some(clock) = turn.instance.clock(rule).filter(|clock| clock.state.phase == Phase::Stopped) else {
            continue;
        };
        any = true;
        change(turn, clock.limit, Act::Reopened);
        let Some(clock) = turn.instance.clock(rule) else { continue };
        let due = clock.state.due;
        let recorded = clock.overdue.is_some_and(|(_, passed)| passed == due);
        if due.is_past(turn.at()) && !recorded {
            turn.emit(Event::DossierOverdue { clock: rule, due });
        }
    }
    any
}

/// Settles holds once, at the end of a command: pause, resume or neither (sem 3.21).
pub(crate) fn settle(turn: &mut Turn<'_>) {
    let held = held(turn);
    for rule in rules(turn) {
        let Some(clock) = turn.instance.clock(rule) else { continue };
        let limit = clock.limit;
        match (clock.state.phase, held) {
            (Phase::Running, true) => change(turn, limit, Act::Held),
            (Phase::Paused { .. }, false) => change(turn, limit, Act::Released),
            (Phase::Running, false) | (Phase::Paused { .. }, true) | (Phase::Stopped, _) => {}
        }
    }
}

/// Tells whether an open step holds the clocks: derived, never stored.
fn held(turn: &Turn<'_>) -> bool {
    turn.instance
        .open()
        .any(|activation| matches!(turn.program.node(activation.node).hold, Some(Hold::Pause | Hold::Restart)))
}

fn rules(turn: &Turn<'_>) -> impl Iterator<Item = RuleIx> + use<> {
    (0..turn.instance.clocks.len()).filter_map(|at| u16::try_from(at).ok().map(RuleIx))
}

fn change(turn: &mut Turn<'_>, limit: LimitRef, act: Act) {
    let verdict = match (&act, turn.instance.clock(limit.rule)) {
        (Act::Stopped, Some(clock)) => verdict(turn, clock, None),
        _ => None,
    };
    emit(turn, limit, act, verdict);
}

fn emit(turn: &mut Turn<'_>, limit: LimitRef, act: Act, verdict: Option<Verdict>) {
    let before = turn.instance.clock(limit.rule);
    let overdue = before.and_then(|clock| clock.overdue);
    let done = ClockAct { at: turn.at(), act };
    let state = turn.world.clock(limit, before.map(|clock| &clock.state), &done);
    let fired = overdue.is_some_and(|(_, due)| due == state.due);
    let timers = match (state.phase, state.due) {
        (Phase::Running, Due::At(at)) if !fired && at >= turn.at() => {
            vec![Armed { at, kind: TimerKind::Due, ordinal: 0 }]
        }
        _ => Vec::new(),
    };
    let unknown = |due| matches!(due, Due::Undetermined(_));
    let known = before.is_none_or(|clock| !unknown(clock.state.due));
    let gap = flow::missing_year(state.due).filter(|_| known);
    turn.emit(Event::ClockChanged { clock: limit.rule, limit, act: done.act, state, timers, verdict });
    if let Some(year) = gap {
        turn.note(IncidentKind::CalendarGap, None, year.to_string());
    }
}

/// Judges a clock by the act that asked for its end, or now; while paused not later than its pause began (sem 3.53).
fn verdict(turn: &Turn<'_>, clock: &LegalClock, asked: Option<Instant>) -> Option<Verdict> {
    let at = asked.unwrap_or(turn.at());
    let at = match clock.state.phase {
        Phase::Paused { since, .. } => at.min(since),
        Phase::Running | Phase::Stopped => at,
    };
    turn.world.judge(clock.limit.rule, at, clock.state.due, clock.overdue.is_some())
}
