//! What one pass of a log has tried: the steps, ways and timers that its events name.
//! It counts nothing.

use calendar::{Due, Instant, Length};
use engine::{ActivationId, Armed, Cause, Event, World};
use program::{Action, ActionIx, ActionKind, Boundary, NodeIx, Program, RuleIx};

use crate::coverage::{Item, Kind, branch, escalation, failed, held_as, item, list, reminder, timeout, way};
use crate::{Rehearsal, spared, told};

/// Lists what a pass of the log has tried.
pub(crate) fn tried(rehearsal: &Rehearsal<'_>, pass: usize) -> Vec<Item> {
    let events = &rehearsal.log()[pass].events;
    let spared = events.iter().flat_map(|event| spared::spared(rehearsal, pass, event));
    events.iter().flat_map(|event| of_event(rehearsal, pass, event)).chain(spared).collect()
}

fn of_event(rehearsal: &Rehearsal<'_>, pass: usize, event: &Event) -> Vec<Item> {
    let program = rehearsal.stage().program();
    let id = |node: NodeIx| program.node(node).id.as_str();
    let of = |activation| told::opened(rehearsal.log(), activation).map(|opened| id(opened.node));
    match event {
        Event::Opened { activation, .. } => {
            let held = program.node(activation.node).when.map(|guard| held_as(program, guard, true));
            let items = activation.scope.as_ref().map_or(0, |scope| scope.items.len());
            let listed = (items > 0).then(|| list(id(activation.node), items));
            held.into_iter().chain(listed).chain([item(Kind::Step, id(activation.node))]).collect()
        }
        Event::Ended { node, .. } => vec![item(Kind::Step, id(*node))],
        Event::Skipped { node, guard } => {
            let held = guard.map(|guard| held_as(program, guard, false));
            vec![held.unwrap_or_else(|| list(id(*node), 0))]
        }
        Event::Completed { button: Some(pressed), silence, .. } => {
            let by_silence = silence.then(|| timeout(id(pressed.node)));
            completed(program, pressed.node, pressed.action).into_iter().chain(by_silence).collect()
        }
        Event::Cancelled { id: activation, cause: Cause::Timeout, .. } => {
            of(*activation).map(timeout).into_iter().collect()
        }
        Event::Cancelled { id: activation, cause: Cause::Failed, .. } => {
            failure(rehearsal, pass, *activation).into_iter().collect()
        }
        Event::Taken { flow, guards, .. } => {
            let gateway = branch(program, *flow).map(|branch| [branch, item(Kind::Step, id(program.source(*flow)))]);
            let guards = guards.iter().map(|(guard, held)| held_as(program, *guard, *held));
            gateway.into_iter().flatten().chain(guards).collect()
        }
        Event::RightUsed { anytime, .. } => vec![item(Kind::Anytime, &program.anytime[anytime.at()].id)],
        timer => of_timer(rehearsal, pass, timer).into_iter().collect(),
    }
}

/// Names the reminder or escalation that fired.
pub(crate) fn of_timer(rehearsal: &Rehearsal<'_>, pass: usize, event: &Event) -> Option<Item> {
    let program = rehearsal.stage().program();
    let of = |activation| {
        let opened = told::opened(rehearsal.log(), activation)?;
        Some(program.node(opened.node))
    };
    match event {
        Event::Reminded { id, ordinal, .. } => {
            let step = of(*id)?;
            let armed = armed(rehearsal, pass, Owner::Step(*id))?;
            reminded(rehearsal, &armed, *ordinal, (&step.id, &step.boundary))
        }
        Event::ClockReminded { clock, ordinal, .. } => {
            let described = &program.clocks[clock.at()];
            let armed = armed(rehearsal, pass, Owner::Clock(*clock))?;
            reminded(rehearsal, &armed, *ordinal, (&described.id, &described.boundary))
        }
        Event::Escalated { id, boundary, .. } => {
            Some(item(Kind::Escalation, &escalation(&of(*id)?.id, usize::from(*boundary))))
        }
        Event::ClockEscalated { clock, boundary, .. } => {
            let described = &program.clocks[clock.at()];
            Some(item(Kind::Escalation, &escalation(&described.id, usize::from(*boundary))))
        }
        Event::StepOverdue { id, .. } => Some(item(Kind::Escalation, &of(*id)?.id)),
        _ => None,
    }
}

/// Lists a way to complete a step, and the guards that chose it: of an outcome, those before it were false.
fn completed(program: &Program, node: NodeIx, taken: ActionIx) -> Vec<Item> {
    let actions = program.actions(node);
    let is_outcome = |action: &&Action| action.kind == ActionKind::Outcome;
    let mut items = vec![way(program, node, &actions[taken.at()])];
    if is_outcome(&&actions[taken.at()]) {
        let before = actions[..taken.at()].iter().filter(is_outcome).filter_map(|action| action.when);
        items.extend(before.map(|guard| held_as(program, guard, false)));
        items.extend(actions[taken.at()].when.map(|guard| held_as(program, guard, true)));
    }
    items
}

/// Names what became of a job that failed for good.
fn failure(rehearsal: &Rehearsal<'_>, pass: usize, job: ActivationId) -> Option<Item> {
    let step = rehearsal.stage().program().node(told::opened(rehearsal.log(), job)?.node);
    let code = rehearsal.log()[pass].events.iter().find_map(|event| match event {
        Event::JobFailed { id, code, .. } if *id == job => code.as_ref(),
        _ => None,
    });
    let named =
        |one: &&Boundary| matches!(one, Boundary::Error(error) if error.code.as_deref() == code.map(|it| it.as_str()));
    let known = step.boundary.iter().any(|one| named(&one));
    Some(failed(&step.id, code.filter(|_| known).map(|code| code.as_str())))
}

/// Whose timers they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Step(ActivationId),
    Clock(RuleIx),
}

/// Timers as they were armed.
struct Arming<'r> {
    rule: RuleIx,
    due: Due,
    timers: &'r [Armed],
    at: Instant,
}

/// Finds how the timers of a step or clock were armed last.
fn armed<'r>(rehearsal: &'r Rehearsal<'_>, until: usize, owner: Owner) -> Option<Arming<'r>> {
    let mut found: Option<Arming<'r>> = None;
    for pass in &rehearsal.log()[..=until] {
        for event in &pass.events {
            let armed = match event {
                Event::Opened { activation, .. } if owner == Owner::Step(activation.id) => {
                    let clock = activation.clock.as_ref();
                    clock.map(|clock| (clock.limit.rule, clock.state.due, &activation.timers))
                }
                Event::StepClockChanged { id, state, timers, .. } if owner == Owner::Step(*id) => {
                    found.as_ref().map(|before| (before.rule, state.due, timers))
                }
                Event::ClockChanged { clock, state, timers, .. } if owner == Owner::Clock(*clock) => {
                    Some((*clock, state.due, timers))
                }
                _ => None,
            };
            if let Some((rule, due, timers)) = armed {
                found = Some(Arming { rule, due, timers, at: pass.at });
            }
        }
    }
    found
}

/// Finds the reminder a timer was, by its instant: those that would come too early were never armed (sem 4.3).
fn reminded(
    rehearsal: &Rehearsal<'_>,
    armed: &Arming<'_>,
    ordinal: u8,
    (owner, boundary): (&str, &[Boundary]),
) -> Option<Item> {
    let fired = armed.timers.iter().find(|armed| armed.ordinal == ordinal)?.at;
    let due = armed.due.instant()?;
    let world = rehearsal.stage().world(armed.at);
    let fires = |before: &Length| world.reminder(armed.rule, due, before, armed.at) == Some(fired);
    boundary.iter().find_map(|one| match one {
        Boundary::Remind(before) if fires(before) => Some(item(Kind::Reminder, &reminder(owner, before))),
        _ => None,
    })
}
