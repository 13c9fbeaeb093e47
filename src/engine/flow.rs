//! Where tokens go: leaving a step, splits, arrival, opening, the end, and what is settled at the end of a pass.

use calendar::Due;
use program::{Bound, End, FlowIx, FlowKind, NodeIx, Program, Split, Work};

use crate::turn::{STEPS_MAX, Turn, trouble};
use crate::{ActivationId, Actor, Event, Incident, IncidentKind, Instance, Outcome, act, clock, open, status};

/// Opens and completes the start event (sem 1.33), and lets the token go.
pub(crate) fn begin(turn: &mut Turn<'_>) {
    let program = turn.program;
    let start = program.start;
    let Work::Submit { role } = program.node(start).work else { return };
    status::at_filing(turn);
    let id = ActivationId(turn.next_id());
    let people = vec![Actor::Applicant(turn.instance.filing.applicant.clone())];
    turn.emit(Event::Opened {
        id,
        node: start,
        round: 1,
        role: Some(role),
        clock: None,
        timers: Vec::new(),
        supplement: false,
    });
    turn.emit(Event::Completed { id, button: None, people, silence: false, verdict: None });
    act::follow(turn, &program.node(start).on_pass);
    status::after_pass(turn, &program.node(start).on_pass);
    leave(turn, start, program.node(start).out.first().copied());
    settle(turn);
}

/// Lets the token leave a node by a flow that was chosen.
pub(crate) fn leave(turn: &mut Turn<'_>, node: NodeIx, flow: Option<FlowIx>) {
    match flow {
        Some(flow) => take(turn, flow, Vec::new()),
        None => turn.park(node, IncidentKind::NoBranch, String::new(), 1),
    }
}

/// Takes a flow that no person chose: at its bound the token parks before the target instead (sem 1.10).
pub(crate) fn take_automatic(turn: &mut Turn<'_>, flow: FlowIx) {
    match exhausted(turn.program, &turn.instance, flow) {
        Some(most) => {
            let target = turn.program.target(flow);
            turn.park(target, IncidentKind::RoundsExhausted, most.to_string(), turn.attempt);
        }
        None => take(turn, flow, Vec::new()),
    }
}

fn take(turn: &mut Turn<'_>, flow: FlowIx, guards: Vec<(program::GuardIx, bool)>) {
    let counted = matches!(turn.program.flow(flow).bound, Some(Bound::Rounds(_)));
    turn.emit(Event::Taken { flow, guards, counted });
    let target = turn.program.target(flow);
    turn.arriving.push_back(target);
}

/// Tells whether a flow has reached its bound, and which bound that is (sem 1.10).
pub(crate) fn exhausted(program: &Program, instance: &Instance, flow: FlowIx) -> Option<u8> {
    let bound = program.flow(flow).bound?;
    let used = match bound {
        Bound::Rounds(_) => instance.times_taken(flow),
        Bound::Supplements(_) => instance.supplements,
    };
    (used >= u16::from(bound.most())).then(|| bound.most())
}

/// Lets the token of a repaired incident arrive again (sem 8.5); what was the matter with a bound still is.
pub(crate) fn resume(turn: &mut Turn<'_>, node: NodeIx, kind: IncidentKind, attempt: u16) {
    turn.attempt = attempt;
    match spent(turn, node).filter(|_| kind == IncidentKind::RoundsExhausted) {
        Some(most) => turn.park(node, kind, most.to_string(), attempt),
        None => turn.arriving.push_back(node),
    }
    settle(turn);
}

/// Tells whether a flow that silence or a timeout takes into a node has reached its bound, and which that is.
fn spent(turn: &Turn<'_>, node: NodeIx) -> Option<u8> {
    let program = turn.program;
    let mut flows = program.graph.node_weights().flat_map(|step| &step.out);
    flows.find_map(|&flow| {
        let into = program.target(flow) == node && program.flow(flow).kind != FlowKind::Branch;
        exhausted(program, &turn.instance, flow).filter(|_| into)
    })
}

/// Works off every token on its way, then settles holds and looks for what is stuck (sem 10, steps 6 to 12).
pub(crate) fn settle(turn: &mut Turn<'_>) {
    while let Some(node) = turn.arriving.pop_front() {
        turn.entered += 1;
        if turn.entered > STEPS_MAX {
            turn.park(node, IncidentKind::StepLimit, STEPS_MAX.to_string(), turn.attempt);
        } else {
            arrive(turn, node);
        }
        // Only the repaired node is tried again; what follows it is tried for the first time.
        turn.attempt = 1;
    }
    if turn.instance.is_alive() {
        clock::settle(turn);
        staff(turn);
        if turn.instance.activations.is_empty() {
            turn.note(IncidentKind::Quiescent, None, String::new());
        }
    }
}

fn arrive(turn: &mut Turn<'_>, node: NodeIx) {
    let step = turn.program.node(node);
    if let Some(guard) = step.when {
        match turn.guard(guard) {
            Outcome::True => {}
            Outcome::False => return skip(turn, node, guard),
            outcome @ (Outcome::Missing(_) | Outcome::Arithmetic(_) | Outcome::Limit) => {
                let (kind, detail) = trouble(turn.program, guard, outcome);
                return turn.park(node, kind, detail, turn.attempt);
            }
        }
    }
    match &step.work {
        Work::None => split(turn, node),
        Work::Person(person) => open::task(turn, node, person),
        Work::End(end) => finish(turn, node, *end),
        Work::Submit { .. } => {}
    }
}

fn skip(turn: &mut Turn<'_>, node: NodeIx, guard: program::GuardIx) {
    let program = turn.program;
    turn.emit(Event::Skipped { node, guard });
    act::follow(turn, &program.node(node).on_pass);
    status::after_pass(turn, &program.node(node).on_pass);
    let onward = program.node(node).out.iter().copied().find(|&flow| program.flow(flow).kind == FlowKind::Proceed);
    leave(turn, node, onward);
}

/// Chooses the first flow whose guard is true; all guards see one snapshot (sem 5.1, 5.2).
fn split(turn: &mut Turn<'_>, node: NodeIx) {
    let program = turn.program;
    debug_assert_eq!(program.node(node).split, Split::FirstTrue);
    let mut seen = Vec::new();
    for &flow in &program.node(node).out {
        let holds = match program.flow(flow).guard {
            None => true,
            Some(guard) => match turn.guard(guard) {
                outcome @ (Outcome::True | Outcome::False) => {
                    seen.push((guard, outcome == Outcome::True));
                    outcome == Outcome::True
                }
                outcome @ (Outcome::Missing(_) | Outcome::Arithmetic(_) | Outcome::Limit) => {
                    let (kind, detail) = trouble(program, guard, outcome);
                    return turn.park(node, kind, detail, turn.attempt);
                }
            },
        };
        if holds {
            return match exhausted(turn.program, &turn.instance, flow) {
                Some(most) => turn.park(node, IncidentKind::RoundsExhausted, most.to_string(), turn.attempt),
                None => take(turn, flow, seen),
            };
        }
    }
    turn.park(node, IncidentKind::NoBranch, program.node(node).id.clone(), turn.attempt);
}

fn finish(turn: &mut Turn<'_>, node: NodeIx, end: End) {
    clock::stop_all(turn, end.result);
    status::at_end(turn, end.result);
    let incidents: Vec<_> = turn.instance.incidents.iter().map(|incident| incident.id).collect();
    for id in incidents {
        turn.emit(Event::IncidentClosed { id });
    }
    turn.emit(Event::Ended { node, result: end.result });
}

/// Closes notes on tasks that are over or that somebody may do again; notes open tasks nobody may do (sem 6.8).
pub(crate) fn staff(turn: &mut Turn<'_>) {
    let over = |one: &&Incident| {
        let about = one.activation.map(|id| turn.instance.activation(id));
        about.is_some_and(|about| {
            about.is_none_or(|open| one.kind == IncidentKind::NoActor && open::staffed(turn, open))
        })
    };
    let over: Vec<_> = turn.instance.incidents.iter().filter(over).map(|one| one.id).collect();
    for id in over {
        turn.emit(Event::IncidentClosed { id });
    }
    let noted = |id| {
        let mut incidents = turn.instance.incidents.iter();
        incidents.any(|one| one.kind == IncidentKind::NoActor && one.activation == Some(id))
    };
    let bare = turn.instance.open().filter(|one| !noted(one.id) && !open::staffed(turn, one));
    let bare: Vec<_> = bare.map(|one| (one.id, one.node)).collect();
    for (id, node) in bare {
        turn.note(IncidentKind::NoActor, Some(id), turn.program.node(node).id.clone());
    }
}

/// Tells which year a due needs that is not announced.
pub(crate) fn missing_year(due: Due) -> Option<i32> {
    match due {
        Due::Undetermined(year) => Some(year),
        Due::At(_) | Due::NoLimit => None,
    }
}
