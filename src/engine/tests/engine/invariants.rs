//! The invariants of `semantics` §10 that concern the engine, each a function that cites its number.
//! They recompute from the log what the engine says; they must not call what they judge.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Instant, Phase};
use motcua_engine::record::v1;
use motcua_engine::{
    ActivationId, ActivationState, Armed, Author, CATCH_UP_MAX, Cause, Command, EVENTS_MAX, Event, Instance, Life,
    Operation, Rejection, STEPS_MAX, Shape, TOKENS_MAX, TimerKind, Until, apply, decide, fold,
};
use program::RuleIx;

use crate::run::{Seen, Turned};
use crate::{clocks, flows, money, people, rows, tree};

/// What an invariant answers: nothing, or what is wrong.
pub type Holds = Result<(), String>;

/// Says what is wrong unless it holds.
pub fn ensure(holds: bool, wrong: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(wrong()) }
}

type Named = (&'static str, fn(&Seen<'_>) -> Holds);

/// Every invariant, by its number in `semantics` §10 or by the rule it guards.
pub const ALL: [Named; 44] = [
    ("1: the fold of the log is the snapshot", fold_is_the_snapshot),
    ("2: a refusal leaves nothing behind", refusal_leaves_nothing),
    ("3: time never goes back", time_never_goes_back),
    ("5: ids ascend in the order of opening", ids_ascend),
    ("6: one opening, one closing, nothing after it", one_closing),
    ("7: what is armed or raised belongs to what is open", tree::all_belongs_to_the_open),
    ("8, 11: the open activations are one tree", tree::one_tree),
    ("9: a slot for every branch and item", tree::slots_are_true),
    ("10: one token a level", tree::one_token_a_level),
    ("1.22, 1.27: branches and items open in file order", tree::in_file_order),
    ("1.20: losers go innermost and youngest first", tree::losers_in_order),
    ("12: an ended dossier holds nothing", ended_holds_nothing),
    ("13: an alive dossier can go on", alive_goes_on),
    ("14: no timer is late or fires twice", timers_are_punctual),
    ("15: an act is in time, a timeout exact", timeouts_are_exact),
    ("16, 17: a clock stands still exactly while held", clocks::held_while_held),
    ("18: the first due is written once, a clock starts once", clocks::starts_once),
    ("19: the due follows from anchor and remainder", clocks::due_follows),
    ("20: a due lies where its unit says", clocks::due_is_of_its_unit),
    ("21: a pause takes nothing away", clocks::pauses_take_nothing),
    ("22: between acts a due does not move", clocks::due_rests),
    ("3.37, 4.1: a step clock stands still only while suspended", clocks::step_clocks_run),
    ("23: extensions keep their caps", clocks::extensions_are_capped),
    ("24: overdue is recorded once per due, and judged by", clocks::overdue_is_recorded),
    ("25: legs are judged by their own due", clocks::legs_are_judged),
    ("26: guards are recorded as they were", flows::guards_are_recorded),
    ("27: four eyes", people::four_eyes),
    ("28: the author held the role", people::author_held_the_role),
    ("29: counts are those of the log", flows::counts_are_those_of_the_log),
    ("29: no cycle beyond its bound", flows::bounds_hold),
    ("29: every arrival came by a flow", flows::arrivals_came_by_a_flow),
    ("30: money is booked once", money::booked_once),
    ("5.17: a bill asks what is owed and not paid", money::bills_ask_what_is_owed),
    ("33, 8.8: under technical suspension only what comes is kept", halted_is_quiet),
    ("34: limits", limits),
    ("36: all at once or one by one", one_by_one),
    ("35: what is named exists, and is read as it was written", records_return),
    ("rows are the open tasks", rows::are_the_open_tasks),
    ("6.8: tasks without people are noted", people::tasks_without_people_are_noted),
    ("8.5: attempts", flows::attempts_are_counted),
    ("4.14: attempts of a job", flows::jobs_are_tried),
    ("b7: statuses", flows::status_is_lawful),
    ("effects tell the truth", people::effects_are_true),
    ("buttons keep their word", people::buttons_keep_their_word),
];

/// Checks every invariant after a command.
///
/// # Errors
/// The first that does not hold.
pub fn hold(seen: &Seen<'_>) -> Holds {
    ALL.iter().try_for_each(|(name, check)| check(seen).map_err(|why| format!("invariant {name}\n  {why}")))
}

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

/// The dossier's own clock.
pub const DOSSIER: RuleIx = RuleIx(0);

fn fold_is_the_snapshot(seen: &Seen<'_>) -> Holds {
    let folded = fold(Shape::of(seen.program()), seen.log);
    ensure(folded.as_ref() == Some(seen.after), || format!("folded {folded:?}\n  snapshot {:?}", seen.after))
}

fn refusal_leaves_nothing(seen: &Seen<'_>) -> Holds {
    let same = seen.before == Some(seen.after) && seen.data_before == seen.data;
    ensure(seen.result.is_ok() || same, || format!("before {:?}\n  after {:?}", seen.before, seen.after))
}

/// But for the timers of a technical suspension that is lifted (8.8): they are dated within it.
fn time_never_goes_back(seen: &Seen<'_>) -> Holds {
    let (mut last, mut since, mut lifted) = (None, None, false);
    for pass in seen.log {
        lifted &= pass.author == Author::Timer;
        let floor = if lifted { since } else { last };
        ensure(floor.is_none_or(|floor| floor <= pass.at), || format!("before its predecessor: {pass:?}"))?;
        ensure(pass.at <= pass.recorded_at, || format!("recorded before it took effect: {pass:?}"))?;
        for event in &pass.events {
            match event {
                Event::Suspended { legally: false } => since = Some(pass.at),
                Event::Resumed { legally: false } => lifted = true,
                _ => {}
            }
        }
        last = last.max(Some(pass.at));
    }
    let recorded = seen.log.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at);
    ensure(recorded, || "written before its predecessor".to_owned())?;
    ensure(last == Some(seen.after.last_at), || format!("last {last:?}, kept {:?}", seen.after.last_at))
}

fn ids_ascend(seen: &Seen<'_>) -> Holds {
    let ids = seen.log.iter().flat_map(|pass| &pass.events).flat_map(|event| match event {
        Event::Opened { activation, .. } => vec![activation.id.0],
        Event::IncidentRaised { id, parked, .. } => {
            std::iter::once(id.0).chain(parked.map(|parked| parked.activation.0)).collect()
        }
        Event::MessageBuffered { id, .. } | Event::ReportKept { id, .. } => vec![id.0],
        Event::Proposed { id, .. } => vec![id.0],
        _ => Vec::new(),
    });
    let ids: Vec<u64> = ids.collect();
    ensure(ids.windows(2).all(|pair| pair[0] < pair[1]), || format!("{ids:?}"))?;
    ensure(ids.last().is_none_or(|last| *last < seen.after.next_id), || format!("next is {}", seen.after.next_id))
}

/// What an event says of an activation that must be open then.
fn about(event: &Event) -> Option<ActivationId> {
    match event {
        Event::Reminded { id, .. }
        | Event::StepOverdue { id, .. }
        | Event::Escalated { id, .. }
        | Event::StepClockChanged { id, .. }
        | Event::Paid { id, .. }
        | Event::JobFailed { id, .. }
        | Event::JobReady { id, .. }
        | Event::Held { id, .. }
        | Event::Delegated { id, .. }
        | Event::ItemAdded { id, .. }
        | Event::WaitArmed { id, .. }
        | Event::MessageTaken { by: Some(id), .. } => Some(*id),
        _ => None,
    }
}

fn one_closing(seen: &Seen<'_>) -> Holds {
    let (mut opened, mut closed) = (BTreeSet::new(), BTreeMap::new());
    let all = seen.log.iter().enumerate().flat_map(|(number, pass)| pass.events.iter().map(move |one| (number, one)));
    for (number, event) in all {
        if let Some(id) = about(event) {
            ensure(opened.contains(&id) && !closed.contains_key(&id), || format!("{event:?} of what is closed"))?;
        }
        match event {
            Event::Opened { activation: one, .. } => {
                ensure(opened.insert(one.id), || format!("{} opened twice", one.id))?;
            }
            Event::IncidentRaised { parked: Some(parked), .. } => {
                ensure(opened.insert(parked.activation), || format!("{parked:?} parked twice"))?;
            }
            Event::Completed { id, .. } | Event::Cancelled { id, .. } => {
                ensure(opened.contains(id), || format!("{id} closed, never opened"))?;
                ensure(closed.insert(*id, number).is_none(), || format!("{id} closed twice"))?;
            }
            Event::AnsweredLate { id, .. } | Event::SilenceReplaced { id, .. } => {
                ensure(closed.contains_key(id), || format!("{event:?} of what is open"))?;
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

fn ended_holds_nothing(seen: &Seen<'_>) -> Holds {
    if seen.after.is_alive() {
        return Ok(());
    }
    let after = seen.after;
    let bare = after.activations.is_empty() && after.incidents.is_empty() && after.wake_at().is_none();
    let kept = after.buffered.is_empty() && after.reports.is_empty();
    let still = kept && after.proposals.is_empty() && after.suspended.is_none();
    ensure(bare && still && after.ending.is_none(), || format!("{after:?}"))?;
    let mut clocks = after.clocks.iter().flatten();
    ensure(clocks.all(|clock| clock.state.phase == Phase::Stopped), || format!("{:?}", after.clocks))?;
    let events = seen.log.iter().flat_map(|pass| &pass.events);
    let mut later = events.skip_while(|event| !matches!(event, Event::Ended { .. })).skip(1);
    ensure(later.all(|event| matches!(event, Event::PaidLate { .. })), || {
        "something happened after the end".to_owned()
    })?;
    let before = seen.before.is_some_and(|before| !before.is_alive());
    let total = matches!(
        seen.command,
        Command::FireDue(_) | Command::OutageGrace { .. } | Command::Pay(_) | Command::Job { .. }
    );
    let refused = matches!(seen.result, Err(Rejection::DossierEnded { .. }));
    ensure(!before || total || refused, || format!("sem 2.8: {:?}", seen.result))
}

fn alive_goes_on(seen: &Seen<'_>) -> Holds {
    let alive = seen.after.is_alive();
    let waits = seen.after.activations.iter().any(motcua_engine::Activation::is_leaf);
    ensure(!alive || waits, || "alive, and nothing waits".to_owned())?;
    let ended = matches!(seen.after.life, Life::Ended { .. });
    let raised = seen.log.iter().any(|pass| pass.events.iter().any(|event| matches!(event, Event::Ended { .. })));
    ensure(ended == raised, || format!("life {:?}", seen.after.life))
}

/// Tells whether a command lifts a technical suspension: timers fire in it.
pub fn lifts(command: &Command) -> bool {
    matches!(command, Command::Operate { what: Operation::Halt { on: false }, .. })
}

fn timers_are_punctual(seen: &Seen<'_>) -> Holds {
    let armed = seen.after.wake_at();
    let now = seen.town.now.get();
    let late = match seen.command {
        Command::FireDue(Until::UpTo(at)) => armed.is_some_and(|due| due <= *at),
        Command::OutageGrace { .. } => false,
        _ => armed.is_some_and(|due| due < now.at),
    };
    ensure(!late || seen.turned.len() >= CATCH_UP_MAX, || format!("armed {armed:?}, now {now:?}"))?;
    let timers: Vec<&Turned<'_>> = seen.turned.iter().filter(|turned| turned.pass.author == Author::Timer).collect();
    let fire = matches!(seen.command, Command::FireDue(_));
    let grace = matches!(seen.command, Command::OutageGrace { .. });
    ensure(fire || grace || lifts(seen.command) || timers.is_empty(), || "a timer fired in an act".to_owned())?;
    ensure(!fire || timers.len() == seen.turned.len(), || "FireDue did something else".to_owned())?;
    for turned in timers.iter().filter(|_| !grace) {
        let before = turned.before.as_ref().ok_or("a timer before the filing")?;
        let due = before.wake_at();
        ensure(due == Some(turned.pass.at), || format!("due {due:?}, fired {:?}", turned.pass))?;
        ensure(first_is_first(before, turned), || format!("order of 2.16: {:?}", turned.pass))?;
    }
    Ok(())
}

/// Works out independently which of the timers due at one instant comes first (sem 2.16).
fn first_is_first(before: &Instance, turned: &Turned<'_>) -> bool {
    let at = turned.pass.at;
    let steps = before.activations.iter().flat_map(|one| one.armed().map(move |timer| (one, timer)));
    let steps: Vec<_> = steps.filter(|(_, timer)| timer.at == at).collect();
    let clocks: Vec<(RuleIx, &Armed)> = before
        .clocks
        .iter()
        .flatten()
        .flat_map(|clock| clock.armed().map(move |timer| (clock.limit.rule, timer)))
        .filter(|(_, timer)| timer.at == at)
        .collect();
    let interrupting = |kind| matches!(kind, TimerKind::Timeout | TimerKind::Wait);
    let depth = |one: &motcua_engine::Activation| before.around(one.place).count();
    let blocks = steps.iter().filter(|(one, timer)| interrupting(timer.kind) && !one.is_leaf());
    let outermost = blocks.min_by_key(|(one, _)| (depth(one), one.id));
    let leaves = || steps.iter().find(|(one, timer)| interrupting(timer.kind) && one.is_leaf());
    let overdue = |kind| matches!(kind, TimerKind::Due | TimerKind::Overdue { .. });
    let told = |kind| matches!(kind, TimerKind::Remind | TimerKind::Retry);
    let events = &turned.pass.events;
    if let Some((one, timer)) = outermost.or_else(leaves) {
        return events.iter().any(|event| match event {
            Event::Cancelled { id, cause: Cause::Timeout, .. } => *id == one.id,
            Event::Completed { id, silence, .. } => *id == one.id && *silence == (timer.kind == TimerKind::Timeout),
            _ => false,
        });
    }
    let first = events.first();
    let of_step = |id: ActivationId, ordinal: u8| match first {
        Some(
            Event::StepOverdue { id: of, ordinal: at }
            | Event::Escalated { id: of, ordinal: at, .. }
            | Event::Reminded { id: of, ordinal: at, .. }
            | Event::JobReady { id: of, ordinal: Some(at), .. },
        ) => (*of, *at) == (id, ordinal),
        _ => false,
    };
    let of_clock = |rule: RuleIx, timer: &Armed| match first {
        Some(Event::ClockOverdue { clock, .. }) => *clock == rule && timer.kind == TimerKind::Due,
        Some(Event::ClockReminded { clock, ordinal, .. } | Event::ClockEscalated { clock, ordinal, .. }) => {
            (*clock, *ordinal) == (rule, timer.ordinal)
        }
        _ => false,
    };
    let step = |wanted: &dyn Fn(TimerKind) -> bool| steps.iter().find(|(_, timer)| wanted(timer.kind));
    let clock = |wanted: &dyn Fn(TimerKind) -> bool| clocks.iter().find(|(_, timer)| wanted(timer.kind));
    if let Some((one, timer)) = step(&overdue) {
        of_step(one.id, timer.ordinal)
    } else if let Some((rule, timer)) = clock(&overdue) {
        of_clock(*rule, timer)
    } else if let Some((rule, timer)) = clock(&told) {
        of_clock(*rule, timer)
    } else {
        step(&told).is_some_and(|(one, timer)| of_step(one.id, timer.ordinal))
    }
}

fn timeouts_are_exact(seen: &Seen<'_>) -> Holds {
    let due = |one: &motcua_engine::Activation| -> Option<Instant> {
        one.armed().find(|timer| timer.kind == TimerKind::Timeout).map(|timer| timer.at)
    };
    for turned in seen.turned {
        let at = turned.pass.at;
        each_event(turned, |before, event| {
            let (id, by_time) = match event {
                Event::Completed { id, silence, .. } => (id, *silence),
                Event::Cancelled { id, cause: Cause::Timeout, .. } => (id, true),
                Event::Cancelled { id, .. } => (id, false),
                _ => return Ok(()),
            };
            let Some(open) = before.activation(*id) else { return Ok(()) };
            // What lies inside a block that is out of time goes with it, by the block's time.
            let own = std::iter::once(open).chain(before.around(open.place)).any(|one| due(one) == Some(at));
            let right = if by_time { own } else { due(open).is_none_or(|due| at <= due) };
            ensure(right || lifts(seen.command), || format!("{event:?} at {at:?}, due {:?}", due(open)))
        })?;
    }
    Ok(())
}

fn halted_is_quiet(seen: &Seen<'_>) -> Holds {
    let halted = seen.before.is_some_and(|before| before.halted.is_some()) && !lifts(seen.command);
    let mut events = seen.turned.iter().flat_map(|turned| &turned.pass.events);
    let quiet = events.all(|event| {
        let money = matches!(event, Event::Paid { .. } | Event::PaidLate { .. });
        money || matches!(event, Event::MessageBuffered { .. } | Event::ReportKept { .. } | Event::DataWritten { .. })
    });
    ensure(!halted || quiet, || format!("{:?} while halted", seen.command))?;
    reports_wait_for_the_lifting(seen)
}

/// Sem 8.8: what workers say, and that a bill is paid, is kept once for each, only while the suspension lasts, and of
/// what is open; what a worker said lies in the data as long as that.
fn reports_wait_for_the_lifting(seen: &Seen<'_>) -> Holds {
    let after = seen.after;
    ensure(after.halted.is_some() || after.reports.is_empty(), || format!("kept after it: {:?}", after.reports))?;
    let of: BTreeSet<_> = after.reports.iter().map(|kept| kept.activation).collect();
    ensure(of.len() == after.reports.len(), || format!("kept twice: {:?}", after.reports))?;
    for kept in &after.reports {
        let open = after.activation(kept.activation).filter(|one| is_open(one));
        let paid = open.is_some_and(|one| one.bill.as_ref().is_some_and(|bill| bill.paid >= bill.due()));
        let said = open.is_some_and(|one| one.job.is_some()) && seen.data.reports.contains_key(&kept.id);
        ensure(paid != said, || format!("{kept:?} of {open:?}"))?;
    }
    let paid = after.activations.iter().filter(|one| one.bill.as_ref().is_some_and(|bill| bill.paid >= bill.due()));
    ensure(paid.map(|one| one.id).all(|id| of.contains(&id)), || format!("paid, and forgotten: {:?}", after.reports))
}

fn limits(seen: &Seen<'_>) -> Holds {
    let most = seen.turned.iter().map(|turned| turned.pass.events.len()).max().unwrap_or_default();
    ensure(most <= EVENTS_MAX, || format!("{most} events"))?;
    let entries =
        |turned: &Turned<'_>| turned.pass.events.iter().filter(|event| matches!(event, Event::Taken { .. })).count();
    let most = seen.turned.iter().map(entries).max().unwrap_or_default();
    ensure(most <= 2 * STEPS_MAX as usize, || format!("{most} entries"))?;
    ensure(seen.after.activations.len() <= TOKENS_MAX, || format!("{} tokens", seen.after.activations.len()))?;
    let kept = seen.before.map_or(0, |before| before.buffered.len() + before.reports.len());
    ensure(seen.turned.len() <= CATCH_UP_MAX + 2 + kept, || format!("{} passes", seen.turned.len()))
}

/// Fires instant by instant, reading the dossier back from its snapshot in between as after a crash.
fn one_by_one(seen: &Seen<'_>) -> Holds {
    let (Command::FireDue(until), Some(before)) = (seen.command, seen.before) else { return Ok(()) };
    let (program, mut now, mut passes) = (seen.program(), before.clone(), Vec::new());
    let mut data = seen.data_before.clone();
    while let Some(due) = now.wake_at() {
        let reached = match until {
            Until::Before(at) => due < *at,
            Until::UpTo(at) => due <= *at,
        };
        if !reached {
            break;
        }
        now = v1::decode_snapshot(program, &v1::encode_snapshot(program, &now)).map_err(|why| why.to_string())?;
        let (after, result) = decide(program, now, &data, &Command::FireDue(Until::UpTo(due)), seen.town);
        let decision = result.map_err(|why| format!("{why:?}"))?;
        data = decision.data.unwrap_or(data);
        now = after;
        passes.extend(decision.passes);
    }
    let batch: Vec<_> = seen.turned.iter().map(|turned| turned.pass.clone()).collect();
    let same = passes == batch && now == *seen.after && data == *seen.data;
    ensure(same, || format!("batch {batch:?}\n  one by one {passes:?}"))
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

/// Tells whether an activation is open, not parked.
pub fn is_open(one: &motcua_engine::Activation) -> bool {
    one.state == ActivationState::Open
}
