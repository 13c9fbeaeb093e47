//! The dossier's clocks: what events, holds and timers do to them (sem 3B, 3F). The arithmetic is the world's.

use calendar::{Act, ClockAct, ClockState, Counting, Due, Instant, Limit, Phase, Verdict};
use program::{EndResult, ExtensionIx, RuleIx};

use crate::turn::Turn;
use crate::{Activation, Armed, Event, IncidentKind, LegalClock, LimitRef, TimerKind, timer, withdrawal};

/// Starts a clock, once; a second `from` is ignored, or starts it anew where that is declared (sem 3.16, 3.17). With
/// a hold open it starts held (3.33).
pub(crate) fn start(turn: &mut Turn<'_>, rule: RuleIx) {
    let described = &turn.program.clocks[rule.at()];
    let filing = &turn.instance.filing;
    if !described.exists(filing.case, filing.channel) {
        return;
    }
    if turn.instance.clock(rule).is_some() {
        if described.restarts {
            reopen_one(turn, rule);
            restart_one(turn, rule);
        }
        return;
    }
    let limits = &turn.program.rules[rule.at()];
    let entry = limits.entry(filing.case, filing.channel);
    let full = limits.counting(entry).full();
    let held = held(turn, rule);
    change(turn, LimitRef { rule, entry }, Act::Started { full, held });
}

/// Stops a clock and judges it (sem 3.19, 3.53).
pub(crate) fn stop(turn: &mut Turn<'_>, rule: RuleIx) {
    let Some(clock) = live(turn, rule) else { return };
    let verdict = verdict(turn, clock, None);
    let change = Change { verdict, ..Change::new(clock.limit, Act::Stopped) };
    emit(turn, &change);
}

/// Stops what still runs at the end of the dossier. What was asked for by an `anytime` act, a withdrawal or a stop,
/// is judged by that act (sem 3.56).
pub(crate) fn stop_all(turn: &mut Turn<'_>, result: EndResult) {
    let asked = withdrawal::asked(turn.program, &turn.instance, result);
    for rule in rules(turn) {
        let Some(clock) = live(turn, rule) else { continue };
        let verdict = verdict(turn, clock, asked);
        let change = Change { verdict, ..Change::new(clock.limit, Act::Stopped) };
        emit(turn, &change);
    }
}

/// Counts the full amount anew from an act that completes a step with `clock: restart` (sem 3.22, 3.61).
pub(crate) fn restart(turn: &mut Turn<'_>, holds: &[RuleIx]) {
    for rule in rules(turn).filter(|rule| holds.is_empty() || holds.contains(rule)) {
        restart_one(turn, rule);
    }
}

fn restart_one(turn: &mut Turn<'_>, rule: RuleIx) {
    let Some(clock) = live(turn, rule) else { return };
    let limit = clock.limit;
    let full = turn.program.rules[rule.at()].counting(limit.entry).full();
    let held = held(turn, rule);
    change(turn, limit, Act::Restarted { full, held });
}

/// Lengthens a clock (sem 3.40).
pub(crate) fn lengthen(turn: &mut Turn<'_>, rule: RuleIx, act: Act, by: (ExtensionIx, u32)) {
    let Some(clock) = live(turn, rule) else { return };
    let change = Change { extension: Some(by), ..Change::new(clock.limit, act) };
    emit(turn, &change);
}

/// Changes the limit of every clock that has another one for the dossier's case now (sem 3.45).
pub(crate) fn change_case(turn: &mut Turn<'_>) {
    for rule in rules(turn) {
        let Some(clock) = live(turn, rule) else { continue };
        let limits = &turn.program.rules[rule.at()];
        let entry = limits.entry(turn.instance.filing.case, turn.instance.filing.channel);
        if entry == clock.limit.entry {
            continue;
        }
        let full = limits.counting(entry).full();
        let limit = LimitRef { rule, entry };
        let change = Change::new(limit, Act::CaseChanged { full });
        if alike(limits.counting(clock.limit.entry), limits.counting(entry)) {
            let counted_by = clock.limit;
            emit(turn, &Change { counted_by, ..change });
        } else {
            let anew = Some(counted_anew(turn, clock, limit));
            emit(turn, &Change { anew, ..change });
        }
    }
}

/// Tells whether two limits count the same thing, so that what is left by one can be told by the other.
fn alike(one: &Counting, other: &Counting) -> bool {
    let same = match (one.limit, other.limit) {
        (Limit::Of(one), Limit::Of(other)) => one.unit == other.unit,
        (Limit::SameDay, Limit::SameDay) | (Limit::None, Limit::None) => true,
        _ => false,
    };
    same && one.rule == other.rule
}

/// Counts a limit of another unit from the start of the clock, a pause that is open included: what earlier pauses and
/// extensions left in the old unit has no length in the new one.
fn counted_anew(turn: &Turn<'_>, clock: &LegalClock, limit: LimitRef) -> ClockState {
    let full = turn.program.rules[limit.rule.at()].counting(limit.entry).full();
    let started = ClockAct { at: clock.started_at, act: Act::Started { full, held: false } };
    let state = turn.world.clock(limit, None, &started);
    match clock.state.phase {
        Phase::Paused { since, .. } => turn.world.clock(limit, Some(&state), &ClockAct { at: since, act: Act::Held }),
        Phase::Running | Phase::Stopped => state,
    }
}

/// Moves open dues to the calendar at hand (sem 3.43); clocks whose due stays are left alone.
pub(crate) fn recompute(turn: &mut Turn<'_>) {
    for rule in rules(turn) {
        let Some(clock) = live(turn, rule) else { continue };
        let act = ClockAct { at: turn.at(), act: Act::Recomputed };
        if turn.world.clock(clock.limit, Some(&clock.state), &act).due != clock.state.due {
            let limit = clock.limit;
            change(turn, limit, Act::Recomputed);
        }
    }
}

/// Lets clocks run on whose `to` step opens again; overdue is recorded if the due has passed (sem 3.20). Tells
/// whether the dossier's own did.
pub(crate) fn reopen(turn: &mut Turn<'_>, reopens: &[RuleIx]) -> bool {
    let mut own = false;
    for &rule in reopens {
        own |= reopen_one(turn, rule) && rule == RuleIx(0);
    }
    own
}

fn reopen_one(turn: &mut Turn<'_>, rule: RuleIx) -> bool {
    let stopped = turn.instance.clock(rule).filter(|clock| clock.state.phase == Phase::Stopped);
    let Some(limit) = stopped.map(|clock| clock.limit) else { return false };
    change(turn, limit, Act::Reopened);
    let Some(clock) = turn.instance.clock(rule) else { return true };
    let due = clock.state.due;
    let recorded = clock.overdue.is_some_and(|(_, passed)| passed == due);
    if due.is_past(turn.at()) && !recorded {
        turn.emit(Event::ClockOverdue { clock: rule, due });
    }
    true
}

/// Settles holds once, at the end of a command: pause, resume or neither (sem 3.21).
pub(crate) fn settle(turn: &mut Turn<'_>) {
    for rule in rules(turn) {
        let Some(clock) = turn.instance.clock(rule) else { continue };
        let limit = clock.limit;
        match (clock.state.phase, held(turn, rule)) {
            (Phase::Running, true) => change(turn, limit, Act::Held),
            (Phase::Paused { .. }, false) => change(turn, limit, Act::Released),
            (Phase::Running, false) | (Phase::Paused { .. }, true) | (Phase::Stopped, _) => {}
        }
    }
}

/// Tells whether a clock is held: by a legal suspension, by an open step, or, where that is declared, only if every
/// open step holds it (sem 3.35, 3.61). Derived, never stored.
fn held(turn: &Turn<'_>, rule: RuleIx) -> bool {
    let instance = &turn.instance;
    if instance.suspended.is_some() {
        return true;
    }
    let holds = |activation: &Activation| {
        let node = turn.program.node(activation.node);
        node.hold.is_some() && (node.holds.is_empty() || node.holds.contains(&rule))
    };
    if !turn.program.clocks[rule.at()].pauses_when_all {
        return instance.open().any(holds);
    }
    let covered = |leaf: &Activation| holds(leaf) || instance.around(leaf.place).any(holds);
    let mut leaves = instance.open().filter(|one| one.is_leaf()).peekable();
    leaves.peek().is_some() && leaves.all(covered)
}

fn rules(turn: &Turn<'_>) -> impl Iterator<Item = RuleIx> + use<> {
    (0..turn.instance.clocks.len()).filter_map(|at| u16::try_from(at).ok().map(RuleIx))
}

/// Returns a clock that was started and has not stopped.
fn live<'t>(turn: &'t Turn<'_>, rule: RuleIx) -> Option<&'t LegalClock> {
    turn.instance.clock(rule).filter(|clock| clock.state.phase != Phase::Stopped)
}

/// One change of a clock, before its arithmetic.
struct Change {
    limit: LimitRef,
    /// The limit by which the change is counted: that of before, where it changes.
    counted_by: LimitRef,
    /// The state that is changed, if it is not that of the clock.
    anew: Option<ClockState>,
    act: Act,
    verdict: Option<Verdict>,
    extension: Option<(ExtensionIx, u32)>,
}

impl Change {
    fn new(limit: LimitRef, act: Act) -> Self {
        Self { limit, counted_by: limit, anew: None, act, verdict: None, extension: None }
    }
}

fn change(turn: &mut Turn<'_>, limit: LimitRef, act: Act) {
    emit(turn, &Change::new(limit, act));
}

fn emit(turn: &mut Turn<'_>, change: &Change) {
    let rule = change.limit.rule;
    let before = turn.instance.clock(rule);
    let starts = matches!(change.act, Act::Started { .. });
    let counted_from = turn.received_at.filter(|_| starts);
    let done = ClockAct { at: counted_from.unwrap_or(turn.at()), act: change.act };
    let state = change.anew.as_ref().or(before.map(|clock| &clock.state));
    let state = turn.world.clock(change.counted_by, state, &done);
    let unknown = |due| matches!(due, Due::Undetermined(_));
    let known = before.is_none_or(|clock| !unknown(clock.state.due));
    let gap = timer::missing_year(state.due).filter(|_| known);
    let timers = timers(turn, rule, before, state.due, state.phase);
    turn.emit(Event::ClockChanged {
        clock: rule,
        limit: change.limit,
        act: done.act,
        state,
        timers,
        verdict: change.verdict,
        extension: change.extension,
        counted_from,
    });
    if let Some(year) = gap {
        turn.note(IncidentKind::CalendarGap, None, year.to_string());
    }
}

/// Returns the timers of a clock after a change: armed anew for a new due, kept for the same one.
fn timers(turn: &Turn<'_>, rule: RuleIx, before: Option<&LegalClock>, due: Due, phase: Phase) -> Vec<Armed> {
    if phase == Phase::Stopped || due.instant().is_none() {
        return Vec::new();
    }
    let stopped = |clock: &&LegalClock| clock.state.phase == Phase::Stopped;
    let same = before.filter(|clock| clock.state.due == due && !stopped(clock));
    if let Some(clock) = same {
        return timer::kept(&clock.timers, turn.at(), matches!(clock.state.phase, Phase::Paused { .. }));
    }
    let armed = timer::arm(turn, rule, due, &turn.program.clocks[rule.at()].boundary);
    // A due that was not known before says late what it has to say; what a known one had to say is said.
    let is_new = before.is_none_or(|clock| matches!(clock.state.due, Due::Undetermined(_)));
    let recorded = before.and_then(|clock| clock.overdue).is_some_and(|(_, passed)| passed == due);
    let coming = |one: &Armed| match one.kind {
        TimerKind::Due => !recorded,
        _ => is_new || one.at >= turn.at(),
    };
    timer::not_before(turn.at(), armed.into_iter().filter(coming).collect())
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
