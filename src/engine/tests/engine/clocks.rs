//! Invariants of clocks and verdicts (sem 3B–3F, §10 16–25). They must not ask the engine what time it is.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{
    Act, Bearer, ClockAct, ClockState, ClockTime, Instant, Length, Limit, Phase, Rule, Unit, Verdict, due_of,
};
use motcua_engine::{Activation, Cause, Event, Instance, LegVerdict, LegalClock, TimerKind, World};
use program::{AnytimeKind, EndResult, NodeIx, RuleIx, Work};

use crate::calendars::zone;
use crate::invariants::{Holds, each_event, ensure, is_open};
use crate::run::Seen;

fn clocks(instance: &Instance) -> impl Iterator<Item = &LegalClock> {
    instance.clocks.iter().flatten()
}

/// 16, 17.
pub fn held_while_held(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after) {
        for clock in clocks(after) {
            let held = is_held(seen, after, clock.limit.rule);
            let right = match clock.state.phase {
                Phase::Running => !held,
                Phase::Paused { .. } => held,
                Phase::Stopped => true,
            };
            ensure(right, || format!("held {held}, {:?}", clock.state))?;
        }
    }
    Ok(())
}

/// Tells whether anything holds a clock: a suspension, an open step that says so, or, where that is declared, all of
/// them (sem 3.35, 3.61).
fn is_held(seen: &Seen<'_>, instance: &Instance, rule: RuleIx) -> bool {
    let holds = |one: &Activation| {
        let node = seen.program().node(one.node);
        node.hold.is_some() && (node.holds.is_empty() || node.holds.contains(&rule))
    };
    let mut open = instance.activations.iter().filter(|one| is_open(one));
    if instance.suspended.is_some() {
        return true;
    }
    if !seen.program().clocks[rule.at()].pauses_when_all {
        return open.any(holds);
    }
    let leaves: Vec<&Activation> = open.filter(|one| one.is_leaf()).collect();
    let covered = |leaf: &&Activation| holds(leaf) || instance.around(leaf.place).any(holds);
    !leaves.is_empty() && leaves.iter().all(covered)
}

/// 18.
pub fn starts_once(seen: &Seen<'_>) -> Holds {
    for (at, described) in seen.program().clocks.iter().enumerate() {
        let rule = RuleIx(u16::try_from(at).unwrap());
        let acts = seen.log.iter().flat_map(|pass| &pass.events).filter_map(|event| match event {
            Event::ClockChanged { clock, act, state, .. } if *clock == rule => Some((act, state)),
            _ => None,
        });
        let acts: Vec<_> = acts.collect();
        let started: Vec<_> = acts.iter().filter(|(act, _)| matches!(act, Act::Started { .. })).collect();
        ensure(started.len() <= 1, || format!("{started:?}"))?;
        let first = acts.first().is_none_or(|(act, _)| matches!(act, Act::Started { .. }));
        ensure(first, || format!("{} begins with {:?}", described.id, acts[0]))?;
        let first = started.first().map(|(_, state)| state.due);
        let kept = seen.after.clock(rule).map(|clock| clock.original_due);
        ensure(first == kept, || format!("started {first:?}, kept {kept:?}"))?;
        let filing = &seen.after.filing;
        let exists = described.channels.is_empty() || described.channels.contains(&filing.channel);
        ensure(exists || kept.is_none(), || format!("{} runs where it does not exist", described.id))?;
    }
    Ok(())
}

/// 19.
pub fn due_follows(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after) {
        for clock in clocks(after) {
            let counting = seen.program().rules[clock.limit.rule.at()].counting(clock.limit.entry);
            let by = seen.town.recorded(clock.state.calendar);
            let (due, nominal) = due_of(counting, clock.state.anchor, &clock.state.remaining, by);
            let follows = (due, nominal) == (clock.state.due, clock.state.nominal);
            ensure(clock.state.phase != Phase::Running || follows, || format!("{:?}, due_of {due:?}", clock.state))?;
            let dues = clock.timers.iter().filter(|timer| timer.kind == TimerKind::Due).map(|timer| timer.at);
            let right = dues.clone().all(|at| clock.state.due.instant().is_some_and(|due| due <= at));
            ensure(right && dues.count() <= 1, || format!("a timer that is not the due: {clock:?}"))?;
            let runs = clock.state.phase == Phase::Running;
            ensure(runs || clock.armed().count() == 0, || format!("armed while standing still: {clock:?}"))?;
            let known = clock.state.due.instant().is_some();
            ensure(known || clock.timers.is_empty(), || format!("armed for a due nobody knows: {clock:?}"))?;
        }
    }
    Ok(())
}

/// 20: an office's due lies in a session, at its close, or at a day's end, as its unit says; the applicant's days end
/// at 24:00.
pub fn due_is_of_its_unit(seen: &Seen<'_>) -> Holds {
    let of_dossier = clocks(seen.after).map(|clock| (clock.limit, &clock.state));
    let of_steps = seen.after.activations.iter().filter_map(|one| one.clock.as_ref());
    let of_steps = of_steps.map(|clock| (clock.limit, &clock.state));
    for (limit, state) in of_dossier.chain(of_steps) {
        let rule = &seen.program().rules[limit.rule.at()];
        let counting = rule.counting(limit.entry);
        let Some(due) = state.due.instant() else { continue };
        let date = zone().date(due);
        let sessions = seen.town.recorded(state.calendar).sessions(date).unwrap_or_default();
        let at = |time| zone().at(date, time);
        let is_close = sessions.iter().any(|session| at(session.close) == due);
        let is_day_end = sessions.last().is_some_and(|last| at(last.close) == due);
        let is_midnight = due == zone().at(date, ClockTime::MIDNIGHT);
        let office = rule.bearer == Bearer::Office;
        let right = match counting.limit {
            Limit::None => false,
            Limit::Of(Length { unit: Unit::Minute | Unit::Hour, .. }) => true,
            Limit::Of(Length { unit: Unit::ConsecutiveDay, .. }) => is_midnight,
            _ if !office => is_midnight || is_close || counting.rule == Rule::SameTime || minutes(counting.limit),
            limit if minutes(limit) => sessions.iter().any(|one| at(one.open) < due && due <= at(one.close)),
            Limit::Of(Length { unit: Unit::HalfWorkingDay, .. }) => is_close,
            Limit::Of(Length { unit: Unit::WorkingDay, .. }) if counting.rule == Rule::EndOfSession => is_close,
            Limit::Of(Length { unit: Unit::WorkingDay, .. }) if counting.rule == Rule::SameTime => {
                sessions.iter().any(|one| at(one.open) <= due && due < at(one.close))
            }
            Limit::Of(_) | Limit::SameDay => is_day_end,
        };
        ensure(right, || format!("{:?} {:?} is due {due:?}", counting.limit, counting.rule))?;
    }
    Ok(())
}

fn minutes(limit: Limit) -> bool {
    matches!(limit, Limit::Of(Length { unit: Unit::WorkingMinute | Unit::WorkingHour, .. }))
}

/// 21: to pause and resume at once changes nothing, to resume later gives no earlier due, and none that is past.
pub fn pauses_take_nothing(seen: &Seen<'_>) -> Holds {
    let now = seen.town.now.get().at;
    for clock in clocks(seen.after).filter(|clock| clock.state.phase == Phase::Running) {
        let step = |state: &ClockState, at, act| seen.town.clock(clock.limit, Some(state), &ClockAct { at, act });
        let held = step(&clock.state, now, Act::Held);
        let late = clock.state.due.is_past(now);
        let published = clock.state.calendar == seen.town.calendar(clock.limit.rule).hash();
        let at_once = step(&held, now, Act::Released);
        ensure(at_once.due == clock.state.due || !published, || format!("{:?} became {at_once:?}", clock.state))?;
        let later = now.plus_millis(26 * 3_600_000);
        let resumed = step(&held, later, Act::Released);
        let (before, after) = (clock.state.due.instant(), resumed.due.instant());
        let right = before.is_none() || after.is_none() || (after >= before && (late || after >= Some(later)));
        ensure(right || !published, || format!("{:?} became {resumed:?}", clock.state))?;
        ensure(!late || after == before, || format!("sem 3.32: {:?} became {resumed:?}", clock.state))?;
    }
    Ok(())
}

/// 22, and 19 for the pause: holding, stopping and reopening leave the due as it was.
pub fn due_rests(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        each_event(turned, |before, event| {
            let Event::ClockChanged { clock, act: Act::Held | Act::Stopped | Act::Reopened, state, .. } = event else {
                return Ok(());
            };
            let due = before.clock(*clock).map(|clock| clock.state.due);
            ensure(due == Some(state.due), || format!("{due:?} became {:?} by {event:?}", state.due))
        })?;
        let Some(before) = &turned.before else { continue };
        for (rule, (before, after)) in before.clocks.iter().zip(&turned.after.clocks).enumerate() {
            let changed = |event: &Event| matches!(event, Event::ClockChanged { clock, .. } if clock.at() == rule);
            let moved = turned.pass.events.iter().any(changed);
            let state = |clock: &Option<LegalClock>| clock.as_ref().map(|clock| clock.state);
            ensure(moved || state(before) == state(after), || format!("{before:?} became {after:?} by nothing"))?;
        }
    }
    Ok(())
}

/// Sem 3.37, 3.38, 4.1: a step clock runs from its opening, stands still while the dossier is legally suspended, and
/// moves by nothing else but a calendar or an outage.
pub fn step_clocks_run(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        for (one, clock) in turned.after.activations.iter().filter_map(|one| Some((one, one.clock.as_ref()?))) {
            let paused = matches!(clock.state.phase, Phase::Paused { .. });
            let suspended = turned.after.suspended.is_some();
            ensure(paused == suspended, || format!("suspended {suspended}: {one:?}"))?;
            ensure(clock.state.phase != Phase::Stopped, || format!("{one:?}"))?;
            let own: Vec<_> = one.timers.iter().filter(|timer| timer.kind != TimerKind::Retry).collect();
            let known = clock.state.due.instant();
            ensure(known.is_some() || own.is_empty(), || format!("sem 4.20: {one:?}"))?;
            let settle = match seen.program().node(one.node).work {
                Work::Payment(_) => seen.town.settle.get(),
                _ => 0,
            };
            let due = |kind| own.iter().filter(move |timer| timer.kind == kind);
            let timeout =
                due(TimerKind::Timeout).all(|timer| known.is_some_and(|due| due.plus_millis(settle) <= timer.at));
            ensure(timeout, || format!("a timeout before the due: {one:?}"))?;
            let overdue = due(TimerKind::Due).all(|timer| known.is_some_and(|due| due <= timer.at));
            ensure(overdue, || format!("overdue before the due: {one:?}"))?;
        }
    }
    Ok(())
}

/// 23.
pub fn extensions_are_capped(seen: &Seen<'_>) -> Holds {
    for (at, described) in seen.program().extensions.iter().enumerate() {
        let given = seen.log.iter().flat_map(|pass| &pass.events).filter_map(|event| match event {
            Event::ClockChanged { extension: Some((one, count)), act, clock, .. } if one.at() == at => {
                Some((*count, matches!(act, Act::Extended { .. }) && clock.0 == 0))
            }
            _ => None,
        });
        let given: Vec<(u32, bool)> = given.collect();
        let sum: u32 = given.iter().map(|(count, _)| count).sum();
        let right = given.iter().all(|(count, extends)| *extends && (1..=described.by.count).contains(count));
        let fixed = described.up_to || given.iter().all(|(count, _)| *count == described.by.count);
        let capped = given.len() <= usize::from(described.times) && sum <= described.total;
        ensure(right && fixed && capped, || format!("{given:?} of {described:?}"))?;
        let kept: Vec<_> = seen.after.extended.iter().filter(|one| one.extension.at() == at).collect();
        let same = kept.first().map_or((0, 0), |one| (usize::from(one.times), one.total)) == (given.len(), sum);
        ensure(same && kept.len() <= 1, || format!("by the log {given:?}, kept {kept:?}"))?;
    }
    for turned in seen.turned {
        each_event(turned, |before, event| {
            let Event::ClockChanged { extension: Some(_), clock, state, .. } = event else { return Ok(()) };
            let live = before.clock(*clock).is_some_and(|clock| clock.state.phase != Phase::Stopped);
            ensure(live, || format!("before the start or after the stop: {event:?}"))?;
            ensure(!state.due.is_past(turned.pass.at), || format!("sem 3.42: a new due that is past: {event:?}"))
        })?;
    }
    Ok(())
}

/// 24.
pub fn overdue_is_recorded(seen: &Seen<'_>) -> Holds {
    let mut recorded = BTreeSet::new();
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        if let Event::ClockOverdue { clock, due } = event {
            ensure(recorded.insert((*clock, due.instant())), || format!("recorded twice for {due:?}"))?;
        }
    }
    let grace = matches!(seen.command, motcua_engine::Command::OutageGrace { .. });
    for clock in clocks(seen.after).filter(|clock| clock.state.phase == Phase::Running) {
        let passed = clock.state.due.instant().filter(|due| *due < seen.town.now.get().at);
        let known = passed.is_none_or(|due| recorded.contains(&(clock.limit.rule, Some(due))));
        let armed = clock.timers.iter().any(|timer| timer.kind == TimerKind::Due);
        let idle = seen.after.halted.is_some() || grace;
        ensure(known || armed || idle, || format!("not recorded: {clock:?}"))?;
    }
    for turned in seen.turned {
        let at = turned.pass.at;
        let mut reopened = false;
        each_event(turned, |before, event| match event {
            Event::ClockChanged { act: Act::Reopened, .. } => {
                reopened = true;
                Ok(())
            }
            Event::ClockOverdue { clock, due } => {
                let clock = before.clock(*clock).ok_or("overdue, never started")?;
                let running = clock.state.phase == Phase::Running && clock.state.due == *due;
                // A due that was in the past when it became known fires at that instant.
                let armed = clock.timers.iter().any(|timer| timer.kind == TimerKind::Due && timer.at == at);
                let right = running && if reopened { due.is_past(at) } else { armed };
                ensure(right, || format!("{event:?} at {at:?}"))
            }
            Event::ClockChanged { clock, act: Act::Stopped, verdict, .. } => {
                let end = turned.pass.events.iter().find_map(|event| match event {
                    Event::Ended { result, .. } => Some(*result),
                    _ => None,
                });
                // Only what the end itself stops is judged by the request.
                let by_end = !before.activations.is_empty();
                let stopped = before.clock(*clock).ok_or("stopped, never started")?;
                let by_request = end.filter(|end| !by_end && by_request(*end));
                let asked = before.interrupted_at.filter(|asked| by_request.is_some() && stands(seen, *asked));
                let expected = judged(stopped, asked, at);
                ensure(*verdict == expected, || format!("{event:?} at {at:?}, expected {expected:?} for {stopped:?}"))
            }
            _ => Ok(()),
        })?;
    }
    Ok(())
}

fn by_request(end: EndResult) -> bool {
    matches!(end, EndResult::Withdrawn | EndResult::Stopped)
}

/// Reads from the log that nobody has turned a request down: nothing was closed later to which the filing leads and from
/// which it could have come to another end, but for what the request itself leads to (3.56).
fn stands(seen: &Seen<'_>, asked: Instant) -> bool {
    let program = seen.program();
    let leads = |from: NodeIx| {
        let (mut reached, mut todo) = (BTreeSet::new(), vec![from]);
        while let Some(node) = todo.pop() {
            if reached.insert(node) {
                todo.extend(program.graph.neighbors(node));
            }
        }
        reached
    };
    let usual = leads(program.start);
    let elsewhere = |node: NodeIx| {
        leads(node)
            .into_iter()
            .any(|node| matches!(&program.node(node).work, Work::End(end) if !by_request(end.result)))
    };
    let confirms = |node| program.anytime.iter().any(|entry| entry.does == AnytimeKind::Next(node));
    let mut nodes = BTreeMap::new();
    for pass in seen.log {
        for event in &pass.events {
            match event {
                Event::Opened { activation: one, .. } => drop(nodes.insert(one.id, one.node)),
                Event::Completed { id, .. } | Event::Cancelled { id, .. } if pass.at > asked => {
                    let node = nodes.get(id).copied();
                    if node.is_some_and(|node| usual.contains(&node) && !confirms(node) && elsewhere(node)) {
                        return false;
                    }
                }
                _ => {}
            }
        }
    }
    true
}

/// Judges a stopped clock: while paused by the pause's beginning, withdrawn or stopped by the request (3.53, 3.56).
fn judged(clock: &LegalClock, asked: Option<Instant>, at: Instant) -> Option<Verdict> {
    let due = clock.state.due.instant()?;
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

/// 25.
pub fn legs_are_judged(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let at = turned.pass.at;
        // What times out goes last; what lies inside it goes with it.
        let timed_out = turned.pass.events.iter().rev().find_map(|event| match event {
            Event::Cancelled { id, cause: Cause::Timeout, .. } => Some(*id),
            _ => None,
        });
        each_event(turned, |before, event| {
            let (id, found) = match event {
                Event::Completed { id, verdict, .. } | Event::Cancelled { id, verdict, .. } => (id, verdict),
                _ => return Ok(()),
            };
            let Some(open) = before.activation(*id) else { return Ok(()) };
            let expected = match event {
                Event::Completed { silence: true, .. } => leg(seen, open, at, None).map(|_| LegVerdict::Silent),
                Event::Completed { given_at, .. } => leg(seen, open, at, *given_at),
                Event::Cancelled { cause: Cause::Operator | Cause::Retried | Cause::Recalled, .. } => None,
                Event::Cancelled { .. } => cancelled(seen, open, at, timed_out == Some(*id)),
                _ => None,
            };
            ensure(*found == expected, || format!("{event:?}, expected {expected:?}"))
        })?;
    }
    Ok(())
}

/// Overdue if it was taken away after its due or by its own timeout; no verdict else, and none for the applicant.
fn cancelled(seen: &Seen<'_>, open: &Activation, at: Instant, by_own: bool) -> Option<LegVerdict> {
    let clock = open.clock.as_ref()?;
    let office = seen.program().rules[clock.limit.rule.at()].bearer == Bearer::Office;
    let late = by_own || leg(seen, open, at, None) == Some(LegVerdict::Overdue);
    (office && late).then_some(LegVerdict::Overdue)
}

/// Judges a leg at an instant, at the one at which the answer was given, or at the one at which its clock was held.
fn leg(seen: &Seen<'_>, open: &Activation, at: Instant, given_at: Option<Instant>) -> Option<LegVerdict> {
    let clock = open.clock.as_ref().filter(|_| !matches!(seen.program().node(open.node).work, Work::Wait(_)))?;
    let due = clock.state.due.instant()?;
    let at = given_at.unwrap_or(at);
    let at = match clock.state.phase {
        Phase::Paused { since, .. } => at.min(since),
        Phase::Running | Phase::Stopped => at,
    };
    let mut events = seen.log.iter().flat_map(|pass| &pass.events);
    let recorded = events.any(|event| matches!(event, Event::StepOverdue { id, .. } if *id == open.id));
    Some(verdict(at, due, recorded && given_at.is_none()).into())
}
