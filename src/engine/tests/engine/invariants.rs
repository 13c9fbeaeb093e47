//! The invariants of `semantics` §10 that concern the engine, each a function that cites its number.
//! They recompute from the log what the engine says; they must not call what they judge.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Phase;
use motcua_engine::record::v1;
use motcua_engine::{
    ActivationState, Author, Cause, Command, Event, Instance, Life, Rejection, STEPS_MAX, Shape, Until, apply, decide,
    fold,
};
use program::{Hold, RuleIx};

use crate::run::{Seen, Turned, parked};
use crate::{clocks, flows, people};

/// What an invariant answers: nothing, or what is wrong.
pub type Holds = Result<(), String>;

/// Says what is wrong unless it holds.
pub fn ensure(holds: bool, wrong: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(wrong()) }
}

/// Checks every invariant after a command.
///
/// # Errors
/// The first that does not hold.
pub fn hold(seen: &Seen<'_>) -> Holds {
    type Named = (&'static str, fn(&Seen<'_>) -> Holds);
    let all: [Named; 30] = [
        ("1: the fold of the log is the snapshot", fold_is_the_snapshot),
        ("2: a refusal leaves nothing behind", refusal_leaves_nothing),
        ("3: time never goes back", time_never_goes_back),
        ("5: ids ascend in the order of opening", ids_ascend),
        ("6: one opening, one closing, nothing after it", one_closing),
        ("7: what is armed or raised belongs to what is open", all_belongs_to_the_open),
        ("8, 10: at most one token", one_token),
        ("12: an ended dossier holds nothing", ended_holds_nothing),
        ("13: an alive dossier can go on", alive_goes_on),
        ("14: no timer is late or fires twice", timers_are_punctual),
        ("15: an act is in time, a timeout exact", timeouts_are_exact),
        ("16, 17: the clock stands still exactly while held", clocks::held_while_held),
        ("18: the first due is written once, a clock starts once", clocks::starts_once),
        ("19: the due follows from anchor and remainder", clocks::due_follows),
        ("22: between acts a due does not move", clocks::due_rests),
        ("24: overdue is recorded once per due, and judged by", clocks::overdue_is_recorded),
        ("25: legs are judged by their own due", clocks::legs_are_judged),
        ("26: guards are recorded as they were", flows::guards_are_recorded),
        ("27: four eyes", people::four_eyes),
        ("28: the author held the role", people::author_held_the_role),
        ("29: counts are those of the log", flows::counts_are_those_of_the_log),
        ("29: no cycle beyond its bound", flows::bounds_hold),
        ("29: every arrival came by a flow", flows::arrivals_came_by_a_flow),
        ("34: limits", limits),
        ("36: all at once or one by one", one_by_one),
        ("record/v1 reads what it wrote", records_return),
        ("rows are the open tasks", rows_are_the_open_tasks),
        ("6.8: tasks without people are noted", people::tasks_without_people_are_noted),
        ("8.5: attempts", flows::attempts_are_counted),
        ("b7: the national status", flows::status_is_lawful),
    ];
    for (name, check) in all {
        check(seen).map_err(|why| format!("invariant {name}\n  {why}"))?;
    }
    people::effects_are_true(seen).map_err(|why| format!("effects tell the truth\n  {why}"))?;
    people::buttons_keep_their_word(seen).map_err(|why| format!("buttons keep their word\n  {why}"))
}

fn fold_is_the_snapshot(seen: &Seen<'_>) -> Holds {
    let folded = fold(Shape::of(seen.program()), seen.log);
    ensure(folded.as_ref() == Some(seen.after), || format!("folded {folded:?}\n  snapshot {:?}", seen.after))
}

fn refusal_leaves_nothing(seen: &Seen<'_>) -> Holds {
    let same = seen.before == Some(seen.after) && seen.data_before == seen.data;
    ensure(seen.result.is_ok() || same, || format!("before {:?}\n  after {:?}", seen.before, seen.after))
}

fn time_never_goes_back(seen: &Seen<'_>) -> Holds {
    let ordered =
        seen.log.windows(2).all(|pair| pair[0].at <= pair[1].at && pair[0].recorded_at <= pair[1].recorded_at);
    ensure(ordered, || "a pass lies before its predecessor".to_owned())?;
    let future = seen.log.iter().find(|pass| pass.at > pass.recorded_at);
    ensure(future.is_none(), || format!("recorded before it took effect: {future:?}"))?;
    let last = seen.log.last().map(|pass| pass.at);
    ensure(last == Some(seen.after.last_at), || format!("last {last:?}, kept {:?}", seen.after.last_at))
}

fn ids_ascend(seen: &Seen<'_>) -> Holds {
    let ids = seen.log.iter().flat_map(|pass| &pass.events).flat_map(|event| match event {
        Event::Opened { id, .. } => vec![id.0],
        Event::IncidentRaised { id, parked, .. } => {
            std::iter::once(id.0).chain(parked.map(|(token, _)| token.0)).collect()
        }
        _ => Vec::new(),
    });
    let ids: Vec<u64> = ids.collect();
    ensure(ids.windows(2).all(|pair| pair[0] < pair[1]), || format!("{ids:?}"))?;
    ensure(ids.last().is_none_or(|last| *last < seen.after.next_id), || format!("next is {}", seen.after.next_id))
}

fn one_closing(seen: &Seen<'_>) -> Holds {
    let (mut opened, mut closed) = (BTreeSet::new(), BTreeMap::new());
    for (number, event) in seen.log.iter().enumerate().flat_map(|(n, pass)| pass.events.iter().map(move |one| (n, one)))
    {
        match event {
            Event::Opened { id, .. } => ensure(opened.insert(*id), || format!("{id} opened twice"))?,
            Event::IncidentRaised { parked: Some((id, _)), .. } => {
                ensure(opened.insert(*id), || format!("{id} parked twice"))?;
            }
            Event::Completed { id, .. } | Event::Cancelled { id, .. } => {
                ensure(opened.contains(id), || format!("{id} closed, never opened"))?;
                ensure(closed.insert(*id, number).is_none(), || format!("{id} closed twice"))?;
            }
            Event::Reminded { id, .. } | Event::StepOverdue { id, .. } | Event::Escalated { id, .. } => {
                ensure(opened.contains(id) && !closed.contains_key(id), || format!("{event:?} of a closed task"))?;
            }
            // The act that closes a task goes on to sign and print in its name.
            Event::Printed { activation: Some(id), .. }
            | Event::Signed { activation: id, .. }
            | Event::Returned { activation: id, .. } => {
                ensure(closed.get(id).is_none_or(|in_pass| *in_pass == number), || format!("{event:?} after closing"))?;
            }
            _ => {}
        }
    }
    let open: BTreeSet<_> = opened.into_iter().filter(|id| !closed.contains_key(id)).collect();
    let kept: BTreeSet<_> = seen.after.activations.iter().map(|one| one.id).collect();
    ensure(open == kept, || format!("open by the log {open:?}, kept {kept:?}"))
}

fn all_belongs_to_the_open(seen: &Seen<'_>) -> Holds {
    for one in &seen.after.activations {
        let mut ordinals: Vec<u8> = one.timers.iter().map(|armed| armed.ordinal).collect();
        ordinals.dedup();
        ensure(ordinals.len() == one.timers.len() && ordinals.is_sorted(), || format!("ordinals of {one:?}"))?;
        match one.state {
            ActivationState::Open => {
                let task = seen.program().person(one.node).is_some() && one.role.is_some();
                let clocked =
                    seen.program().node(one.node).deadline == one.clock.as_ref().map(|clock| clock.limit.rule);
                ensure(task && clocked, || format!("an open task without person or clock: {one:?}"))?;
            }
            ActivationState::Parked { incident } => {
                let raised = seen.after.incidents.iter().any(|raised| raised.id == incident);
                let bare = one.timers.is_empty() && one.clock.is_none() && one.role.is_none();
                ensure(raised && bare, || format!("a parked token without incident, or with a task: {one:?}"))?;
            }
        }
    }
    for incident in &seen.after.incidents {
        let known = incident.activation.is_none_or(|id| seen.after.activation(id).is_some());
        ensure(known, || format!("an incident of a closed task: {incident:?}"))?;
    }
    Ok(())
}

fn one_token(seen: &Seen<'_>) -> Holds {
    seen.turned
        .iter()
        .map(|turned| &turned.after.activations)
        .chain([&seen.after.activations])
        .try_for_each(|tokens| ensure(tokens.len() <= 1, || format!("{tokens:?}")))
}

fn ended_holds_nothing(seen: &Seen<'_>) -> Holds {
    if seen.after.is_alive() {
        return Ok(());
    }
    let bare = seen.after.activations.is_empty() && seen.after.incidents.is_empty() && seen.after.wake_at().is_none();
    ensure(bare, || format!("{:?} {:?}", seen.after.activations, seen.after.incidents))?;
    let mut clocks = seen.after.clocks.iter().flatten();
    ensure(clocks.all(|clock| clock.state.phase == Phase::Stopped), || format!("{:?}", seen.after.clocks))?;
    let after_end =
        seen.log.iter().flat_map(|pass| &pass.events).skip_while(|event| !matches!(event, Event::Ended { .. }));
    ensure(after_end.count() == 1, || "something happened after the end".to_owned())?;
    let before = seen.before.is_some_and(|before| !before.is_alive());
    let person = matches!(seen.command, Command::Act { .. } | Command::Trigger { .. });
    let refused = matches!(seen.result, Err(Rejection::DossierEnded { .. }));
    ensure(!(before && person) || refused, || format!("sem 2.8: {:?}", seen.result))
}

fn alive_goes_on(seen: &Seen<'_>) -> Holds {
    let alive = seen.after.is_alive();
    ensure(!alive || !seen.after.activations.is_empty(), || "alive without a token".to_owned())?;
    let ended = matches!(seen.after.life, Life::Ended { .. });
    let raised = seen.log.iter().any(|pass| pass.events.iter().any(|event| matches!(event, Event::Ended { .. })));
    ensure(ended == raised, || format!("life {:?}", seen.after.life))
}

fn timers_are_punctual(seen: &Seen<'_>) -> Holds {
    let armed = seen.after.wake_at();
    let now = seen.town.now.get().at;
    let late = match seen.command {
        Command::FireDue(Until::UpTo(at)) => armed.is_some_and(|due| due <= *at),
        _ => armed.is_some_and(|due| due < now),
    };
    ensure(!late, || format!("armed {armed:?}, now {now:?}"))?;
    let timers: Vec<&Turned<'_>> = seen.turned.iter().filter(|turned| turned.pass.author == Author::Timer).collect();
    let fire = matches!(seen.command, Command::FireDue(_));
    ensure(fire || timers.is_empty(), || "a timer fired in an act".to_owned())?;
    ensure(!fire || timers.len() == seen.turned.len(), || "FireDue did something else".to_owned())?;
    for turned in &timers {
        let before = turned.before.as_ref().ok_or("a timer before the filing")?;
        let due = first_due(before);
        ensure(due == Some(turned.pass.at), || format!("due {due:?}, fired {:?}", turned.pass))?;
        ensure(first_event_is_of_the_first_timer(before, turned), || format!("order of 2.16: {:?}", turned.pass))?;
    }
    Ok(())
}

fn first_due(before: &Instance) -> Option<calendar::Instant> {
    before.wake_at()
}

/// Works out independently which of the timers due at one instant comes first (sem 2.16).
fn first_event_is_of_the_first_timer(before: &Instance, turned: &Turned<'_>) -> bool {
    use motcua_engine::TimerKind::{Due, Overdue, Remind, Timeout};
    let at = turned.pass.at;
    let step = before.activations.iter().flat_map(|one| one.timers.iter().map(|timer| (one.id, timer)));
    let mine: Vec<_> = step.filter(|(_, timer)| timer.at == at).collect();
    let of =
        |wanted: &dyn Fn(motcua_engine::TimerKind) -> bool| mine.iter().find(|(_, timer)| wanted(timer.kind)).copied();
    let dossier = before.clocks.iter().flatten().any(|clock| clock.timers.iter().any(|timer| timer.at == at));
    let event = turned.pass.events.first();
    if let Some((id, _)) = of(&|kind| kind == Timeout) {
        return matches!(event, Some(Event::Cancelled { id: of, cause: Cause::Timeout, .. } | Event::Completed { id: of, silence: true, .. }) if *of == id);
    }
    if let Some((id, timer)) = of(&|kind| matches!(kind, Due | Overdue { .. })) {
        return match event {
            Some(Event::StepOverdue { id: of, ordinal }) => timer.kind == Due && (*of, *ordinal) == (id, timer.ordinal),
            Some(Event::Escalated { id: of, ordinal, .. }) => {
                timer.kind != Due && (*of, *ordinal) == (id, timer.ordinal)
            }
            _ => false,
        };
    }
    if dossier {
        return matches!(event, Some(Event::DossierOverdue { .. }));
    }
    let remind = of(&|kind| kind == Remind);
    remind.is_some_and(|(id, timer)| event == Some(&Event::Reminded { id, ordinal: timer.ordinal }))
}

fn timeouts_are_exact(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let Some(before) = &turned.before else { continue };
        for event in &turned.pass.events {
            let (id, by_time) = match event {
                Event::Completed { id, silence, .. } => (id, *silence),
                Event::Cancelled { id, cause, .. } => (id, *cause == Cause::Timeout),
                _ => continue,
            };
            let Some(open) = before.activation(*id) else { continue };
            let due =
                open.timers.iter().find(|timer| timer.kind == motcua_engine::TimerKind::Timeout).map(|timer| timer.at);
            let at = turned.pass.at;
            let right = if by_time { due == Some(at) } else { due.is_none_or(|due| at <= due) };
            ensure(right, || format!("{event:?} at {at:?}, timeout due {due:?}"))?;
        }
    }
    Ok(())
}

fn limits(seen: &Seen<'_>) -> Holds {
    let most = seen.turned.iter().map(|turned| turned.pass.events.len()).max().unwrap_or_default();
    ensure(most <= 10_000, || format!("{most} events"))?;
    let entries =
        |turned: &Turned<'_>| turned.pass.events.iter().filter(|event| matches!(event, Event::Taken { .. })).count();
    let most = seen.turned.iter().map(entries).max().unwrap_or_default();
    ensure(most <= STEPS_MAX as usize + 1, || format!("{most} entries"))
}

/// Fires instant by instant, reading the dossier back from its snapshot in between as after a crash.
fn one_by_one(seen: &Seen<'_>) -> Holds {
    let (Command::FireDue(until), Some(before)) = (seen.command, seen.before) else { return Ok(()) };
    let (program, mut now, mut passes) = (seen.program(), before.clone(), Vec::new());
    while let Some(due) = now.wake_at() {
        let reached = match until {
            Until::Before(at) => due < *at,
            Until::UpTo(at) => due <= *at,
        };
        if !reached {
            break;
        }
        now = v1::decode_snapshot(program, &v1::encode_snapshot(program, &now)).map_err(|why| why.to_string())?;
        let (after, result) = decide(program, now, seen.data, &Command::FireDue(Until::UpTo(due)), seen.town);
        now = after;
        passes.extend(result.map_err(|why| format!("{why:?}"))?.passes);
    }
    let batch: Vec<_> = seen.turned.iter().map(|turned| turned.pass.clone()).collect();
    ensure(passes == batch && now == *seen.after, || format!("batch {batch:?}\n  one by one {passes:?}"))
}

fn records_return(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for turned in seen.turned {
        let body = v1::encode_events(program, "0123456789ab", &turned.pass.events);
        let read = v1::decode_events(program, &body);
        ensure(read.as_ref() == Ok(&turned.pass.events), || {
            format!("wrote {:?}\n  read {read:?}", turned.pass.events)
        })?;
    }
    let read = v1::decode_snapshot(program, &v1::encode_snapshot(program, seen.after));
    ensure(read.as_ref() == Ok(seen.after), || format!("wrote {:?}\n  read {read:?}", seen.after))?;
    let read = v1::decode_data(program, &v1::encode_data(program, seen.data));
    ensure(read.as_ref() == Ok(seen.data), || format!("wrote {:?}\n  read {read:?}", seen.data))
}

fn rows_are_the_open_tasks(seen: &Seen<'_>) -> Holds {
    let open: Vec<_> = seen
        .after
        .open()
        .map(|one| {
            let role = seen.program().role(one.role.expect("an open task has a role"));
            motcua_engine::TaskRow {
                activation: one.id,
                step: seen.program().node(one.node).id.clone(),
                role: role.id.clone(),
                agency: seen.after.agency(role.at).clone(),
                applicant: seen
                    .program()
                    .role(role_at_opening(seen, one))
                    .applicant
                    .then(|| seen.after.filing.applicant.clone()),
                due: one.clock.as_ref().and_then(|clock| clock.state.due.instant()).map(calendar::Instant::millis),
                opened_at: one.opened_at.millis(),
            }
        })
        .collect();
    let rows: Vec<_> = seen.rows.values().cloned().collect();
    ensure(rows == open, || format!("rows {rows:?}\n  open {open:?}"))
}

/// An escalation moves the task to another role and leaves whose task it was at the opening.
fn role_at_opening(seen: &Seen<'_>, one: &motcua_engine::Activation) -> program::RoleIx {
    seen.program().person(one.node).expect("an open task has a person").role
}

/// Tells whether any open step holds the clocks.
pub fn is_held(seen: &Seen<'_>, instance: &Instance) -> bool {
    let holds = |one: &motcua_engine::Activation| {
        matches!(seen.program().node(one.node).hold, Some(Hold::Pause | Hold::Restart))
    };
    instance.activations.iter().filter(|one| !parked(one.state)).any(holds)
}

/// The dossier's own clock.
pub const DOSSIER: RuleIx = RuleIx(0);

/// Folds one pass event by event and shows each with the dossier just before it.
pub fn each_event(turned: &Turned<'_>, mut look: impl FnMut(&Instance, &Event) -> Holds) -> Holds {
    let Some(before) = &turned.before else { return Ok(()) };
    let mut now = before.clone();
    for event in &turned.pass.events {
        look(&now, event)?;
        apply(&mut now, event, turned.pass.at);
    }
    Ok(())
}
