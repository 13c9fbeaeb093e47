//! Invariants of clocks and verdicts (sem 3B, 3E, §10 16–25). They must not ask the engine what time it is.

use std::collections::BTreeSet;

use calendar::{Act, Bearer, Due, Instant, Phase, Verdict, due_of};
use motcua_engine::{Activation, Cause, Event, Instance, LegVerdict, LegalClock};
use program::{EndResult, RuleIx};

use crate::calendars::zone;
use crate::invariants::{DOSSIER, Holds, each_event, ensure, is_held};
use crate::run::Seen;

fn clock(instance: &Instance) -> Option<&LegalClock> {
    instance.clock(DOSSIER)
}

/// 16, 17.
pub fn held_while_held(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after) {
        let Some(clock) = clock(after) else { continue };
        let held = is_held(seen, after);
        let right = match clock.state.phase {
            Phase::Running => !held,
            Phase::Paused { .. } => held,
            Phase::Stopped => true,
        };
        ensure(right, || format!("held {held}, {:?}", clock.state))?;
    }
    Ok(())
}

/// 18.
pub fn starts_once(seen: &Seen<'_>) -> Holds {
    let acts = seen.log.iter().flat_map(|pass| &pass.events).filter_map(|event| match event {
        Event::ClockChanged { act, state, .. } => Some((act, state)),
        _ => None,
    });
    let started: Vec<_> = acts.filter(|(act, _)| matches!(act, Act::Started { .. })).collect();
    ensure(started.len() <= 1, || format!("{started:?}"))?;
    let first = started.first().map(|(_, state)| state.due);
    let kept = clock(seen.after).map(|clock| clock.original_due);
    ensure(first == kept, || format!("started {first:?}, kept {kept:?}"))
}

/// 19.
pub fn due_follows(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after) {
        let Some(clock) = clock(after) else { continue };
        let counting = seen.program().rules[0].counting(clock.limit.entry);
        let (due, nominal) =
            due_of(counting, clock.state.anchor, &clock.state.remaining, seen.town.calendar(RuleIx(0)));
        let follows = (due, nominal) == (clock.state.due, clock.state.nominal);
        ensure(clock.state.phase != Phase::Running || follows, || format!("{:?}, due_of {due:?}", clock.state))?;
        let armed = clock.timers.iter().map(|timer| timer.at);
        let one = armed.clone().all(|at| Due::At(at) == clock.state.due) && armed.count() <= 1;
        ensure(one, || format!("a timer that is not the due: {clock:?}"))?;
        let runs = clock.state.phase == Phase::Running;
        ensure(runs || clock.timers.is_empty(), || format!("armed while standing still: {clock:?}"))?;
    }
    Ok(())
}

/// 22, and 19 for the pause: holding, stopping and reopening leave the due as it was.
pub fn due_rests(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        each_event(turned, |before, event| {
            let Event::ClockChanged { act: Act::Held | Act::Stopped | Act::Reopened, state, .. } = event else {
                return Ok(());
            };
            let due = clock(before).map(|clock| clock.state.due);
            ensure(due == Some(state.due), || format!("{due:?} became {:?} by {event:?}", state.due))
        })?;
        let moved = turned.pass.events.iter().any(|event| matches!(event, Event::ClockChanged { .. }));
        let before = turned.before.as_ref().and_then(|before| clock(before)).map(|clock| clock.state);
        let after = clock(&turned.after).map(|clock| clock.state);
        ensure(moved || before == after, || format!("{before:?} became {after:?} by nothing"))?;
    }
    Ok(())
}

/// 24.
pub fn overdue_is_recorded(seen: &Seen<'_>) -> Holds {
    let mut recorded = BTreeSet::new();
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        if let Event::DossierOverdue { due, .. } = event {
            ensure(recorded.insert(due.instant()), || format!("recorded twice for {due:?}"))?;
        }
    }
    if let Some(clock) = clock(seen.after).filter(|clock| clock.state.phase == Phase::Running) {
        let passed = clock.state.due.instant().filter(|due| *due < seen.town.now.get().at);
        ensure(passed.is_none_or(|due| recorded.contains(&Some(due))), || format!("not recorded: {clock:?}"))?;
    }
    for turned in seen.turned {
        let at = turned.pass.at;
        let mut reopened = false;
        each_event(turned, |before, event| match event {
            Event::ClockChanged { act: Act::Reopened, .. } => {
                reopened = true;
                Ok(())
            }
            Event::DossierOverdue { due, .. } => {
                let running = clock(before).is_some_and(|clock| clock.state.phase == Phase::Running);
                let right = running && if reopened { due.is_past(at) } else { *due == Due::At(at) };
                ensure(right, || format!("{event:?} at {at:?}"))
            }
            Event::ClockChanged { act: Act::Stopped, verdict, .. } => {
                let end = turned.pass.events.iter().find_map(|event| match event {
                    Event::Ended { result, .. } => Some(*result),
                    _ => None,
                });
                let stopped = clock(before).ok_or("stopped, never started")?;
                let expected = judged(before, stopped, end, at);
                ensure(*verdict == expected, || format!("{event:?} at {at:?}, expected {expected:?} for {stopped:?}"))
            }
            _ => Ok(()),
        })?;
    }
    Ok(())
}

/// Judges a stopped clock: while paused by the pause's beginning, withdrawn or stopped by the request (3.53, 3.56).
fn judged(before: &Instance, clock: &LegalClock, end: Option<EndResult>, at: Instant) -> Option<Verdict> {
    let due = clock.state.due.instant()?;
    let asked = before.interrupted_at.filter(|_| matches!(end, Some(EndResult::Withdrawn | EndResult::Stopped)));
    let paused = match clock.state.phase {
        Phase::Paused { since, .. } => Some(since),
        Phase::Running | Phase::Stopped => None,
    };
    let at = [asked, paused].into_iter().flatten().min().unwrap_or(at);
    Some(verdict(at, due, clock.overdue.is_some()))
}

fn verdict(at: Instant, due: Instant, recorded: bool) -> Verdict {
    match (recorded || at > due, zone().date(at) < zone().date(due)) {
        (true, _) => Verdict::Overdue,
        (false, true) => Verdict::Early,
        (false, false) => Verdict::OnTime,
    }
}

/// What a leg closed at an instant is worth.
type Judge = fn(&Seen<'_>, &Activation, Instant) -> Option<LegVerdict>;

/// 25.
pub fn legs_are_judged(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        each_event(turned, |before, event| {
            let (id, found, expected): (_, _, Judge) = match event {
                Event::Completed { id, silence: false, verdict, .. } => (id, verdict, by_act),
                Event::Completed { id, verdict, .. } => {
                    (id, verdict, |_, open, _| open.clock.as_ref().map(|_| LegVerdict::Silent))
                }
                Event::Cancelled { id, cause: Cause::Timeout, verdict } => {
                    (id, verdict, |seen, open, _| office(seen, open).then_some(LegVerdict::Overdue))
                }
                Event::Cancelled { id, verdict, .. } => (id, verdict, |seen, open, at| {
                    by_act(seen, open, at).filter(|one| *one == LegVerdict::Overdue && office(seen, open))
                }),
                _ => return Ok(()),
            };
            let Some(open) = before.activation(*id) else { return Ok(()) };
            let expected = expected(seen, open, turned.pass.at);
            ensure(*found == expected, || format!("{event:?}, expected {expected:?}"))
        })?;
    }
    Ok(())
}

fn by_act(seen: &Seen<'_>, open: &Activation, at: Instant) -> Option<LegVerdict> {
    let due = open.clock.as_ref()?.state.due.instant()?;
    let mut events = seen.log.iter().flat_map(|pass| &pass.events);
    let recorded = events.any(|event| matches!(event, Event::StepOverdue { id, .. } if *id == open.id));
    Some(verdict(at, due, recorded).into())
}

fn office(seen: &Seen<'_>, open: &Activation) -> bool {
    let rule = open.clock.as_ref().map(|clock| &seen.program().rules[clock.limit.rule.at()]);
    rule.is_some_and(|rule| rule.bearer == Bearer::Office)
}
