//! Where tokens go: leaving a step, splits, arrival, the end, and what is settled at the end of a pass.

use program::{AnytimeKind, Bound, End, FlowIx, FlowKind, GuardIx, Join, NodeIx, Program, Split, Work};

use crate::turn::{EVENTS_MAX, STEPS_MAX, TOKENS_MAX, Token, Turn, trouble};
use crate::{
    Activation, ActivationId, Actor, Cause, Event, Incident, IncidentKind, Instance, Outcome, Place, act, bill, clock,
    job, message, open, scope, status, wait,
};

/// Opens and completes the start event (sem 1.33), and lets the token go.
pub(crate) fn begin(turn: &mut Turn<'_>) {
    let program = turn.program;
    let start = program.start;
    let Work::Submit { role } = program.node(start).work else { return };
    status::at_filing(turn);
    let id = ActivationId(turn.next_id());
    let people = vec![Actor::Applicant(turn.instance.filing.applicant.clone())];
    let bare = Activation::bare(id, start, Place::MAIN, turn.at());
    let activation = Box::new(Activation { role: Some(role), round: 1, ..bare });
    turn.emit(Event::Opened { activation, clears: Vec::new() });
    turn.emit(Event::Completed { id, button: None, people, silence: false, given_at: None, verdict: None });
    act::follow(turn, &program.node(start).on_pass);
    status::after_pass(turn, &program.node(start).on_pass);
    leave(turn, Token { node: start, place: Place::MAIN }, program.node(start).out.first().copied());
    settle(turn);
}

/// Returns the flow to the following step of the file.
pub(crate) fn proceeding(program: &Program, node: NodeIx) -> Option<FlowIx> {
    program.node(node).out.iter().copied().find(|&flow| program.flow(flow).kind == FlowKind::Proceed)
}

/// Lets a token leave a node by a flow that was chosen.
pub(crate) fn leave(turn: &mut Turn<'_>, token: Token, flow: Option<FlowIx>) {
    match flow {
        Some(flow) => take(turn, token.place, flow, Vec::new()),
        None => turn.park(token, IncidentKind::NoBranch, String::new()),
    }
}

/// Takes a flow that no person chose: at its bound the token parks before the target instead (sem 1.10).
pub(crate) fn take_automatic(turn: &mut Turn<'_>, place: Place, flow: FlowIx, guards: Vec<(GuardIx, bool)>) {
    match exhausted(turn.program, &turn.instance, flow) {
        Some(most) => {
            let token = Token { node: turn.program.target(flow), place };
            turn.park_on(token, Some(flow), IncidentKind::RoundsExhausted, most.to_string());
        }
        None => take(turn, place, flow, guards),
    }
}

fn take(turn: &mut Turn<'_>, place: Place, flow: FlowIx, guards: Vec<(GuardIx, bool)>) {
    let program = turn.program;
    let counted = matches!(program.flow(flow).bound, Some(Bound::Rounds(_)));
    turn.emit(Event::Taken { flow, guards, counted });
    let place = match program.flow(flow).exits {
        Some(block) => scope::exit(turn, place, block),
        None => scope::leave_list(turn, place),
    };
    turn.arriving.push_back(Token { node: program.target(flow), place });
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
pub(crate) fn resume(turn: &mut Turn<'_>, token: Token, via: Option<FlowIx>, attempt: u16) {
    turn.attempt = attempt;
    match via {
        Some(flow) => take_automatic(turn, token.place, flow, Vec::new()),
        None => turn.arriving.push_back(token),
    }
}

/// Works off every token on its way, then settles holds and looks for what is stuck (sem 10, steps 6 to 12).
pub(crate) fn settle(turn: &mut Turn<'_>) {
    while let Some(token) = turn.arriving.pop_front() {
        turn.entered += 1;
        // Half of what a pass may record is left for what one arrival can bring.
        let full = turn.instance.activations.len() >= TOKENS_MAX || turn.recorded() >= EVENTS_MAX / 2;
        if turn.entered > STEPS_MAX || full {
            turn.park(token, IncidentKind::StepLimit, STEPS_MAX.to_string());
        } else {
            arrive(turn, token);
        }
        // Only the repaired node is tried again; what follows it is tried for the first time.
        turn.attempt = 1;
    }
    if let Some(node) = turn.instance.ending.filter(|_| turn.instance.activations.is_empty()) {
        conclude(turn, node);
    }
    if turn.instance.is_alive() {
        clock::settle(turn);
        staff(turn);
        if !moves(turn) {
            turn.note(IncidentKind::Quiescent, None, String::new());
        }
    }
}

/// Tells whether anything is left that can move the dossier: what waits, or what an operator has to repair (sem 8.12).
fn moves(turn: &Turn<'_>) -> bool {
    let instance = &turn.instance;
    instance.activations.iter().any(Activation::is_leaf)
        || instance.incidents.iter().any(|one| one.kind == IncidentKind::Quiescent)
}

fn arrive(turn: &mut Turn<'_>, token: Token) {
    let program = turn.program;
    let step = program.node(token.node);
    if step.join == Join::Scope {
        return scope::join(turn, token);
    }
    if let Work::Payment(payment) = &step.work
        && !bill::assess(turn, token, payment)
    {
        return;
    }
    if let Some(guard) = step.when {
        match turn.guard(guard) {
            Outcome::True => {}
            Outcome::False => return skip(turn, token, Some(guard)),
            outcome @ (Outcome::Missing(_) | Outcome::Arithmetic(_) | Outcome::Limit) => {
                let (kind, detail) = trouble(program, guard, outcome);
                return turn.park(token, kind, detail);
            }
        }
    }
    match &step.work {
        Work::None => split(turn, token),
        Work::Person(person) => match person.each {
            Some(each) => scope::open_list(turn, token, each),
            None => open::task(turn, token, |_| {}),
        },
        Work::Message(message) => message::open(turn, token, message),
        Work::Payment(payment) => bill::open(turn, token, payment),
        Work::Job(job) => job::open(turn, token, job),
        Work::Wait(wait) => wait::open(turn, token, *wait),
        Work::Open(block) => scope::open_block(turn, token, *block),
        Work::End(end) => finish(turn, token, *end),
        Work::Submit { .. } => {}
    }
}

/// Passes a step by: its `when` was false, or its list is empty (sem 1.24, 1.28).
pub(crate) fn skip(turn: &mut Turn<'_>, token: Token, guard: Option<GuardIx>) {
    let program = turn.program;
    turn.emit(Event::Skipped { node: token.node, guard });
    act::follow(turn, &program.node(token.node).on_pass);
    status::after_pass(turn, &program.node(token.node).on_pass);
    pass(turn, token);
}

/// Lets a token go on behind a step that did not open; behind a block that is its join.
pub(crate) fn pass(turn: &mut Turn<'_>, token: Token) {
    let program = turn.program;
    let from = match program.node(token.node).work {
        Work::Open(block) => program.blocks[block.at()].closes,
        _ => token.node,
    };
    leave(turn, token, proceeding(program, from));
}

/// Chooses the first flow whose guard is true; all guards see one snapshot (sem 5.1, 5.2).
fn split(turn: &mut Turn<'_>, token: Token) {
    let program = turn.program;
    let node = token.node;
    debug_assert_eq!(program.node(node).split, Split::FirstTrue);
    let mut seen = Vec::new();
    for &flow in &program.node(node).out {
        let holds = match program.flow(flow).guard {
            // What a skipped gateway would take is no branch.
            None => program.flow(flow).kind == FlowKind::Branch,
            Some(guard) => match turn.guard(guard) {
                outcome @ (Outcome::True | Outcome::False) => {
                    seen.push((guard, outcome == Outcome::True));
                    outcome == Outcome::True
                }
                outcome @ (Outcome::Missing(_) | Outcome::Arithmetic(_) | Outcome::Limit) => {
                    let (kind, detail) = trouble(program, guard, outcome);
                    return turn.park(token, kind, detail);
                }
            },
        };
        if holds {
            return match exhausted(turn.program, &turn.instance, flow) {
                Some(most) => turn.park(token, IncidentKind::RoundsExhausted, most.to_string()),
                None => take(turn, token.place, flow, seen),
            };
        }
    }
    turn.park(token, IncidentKind::NoBranch, program.node(node).id.clone());
}

/// A token reaches an end: side work is over; on the main level the dossier ends when nothing else is left.
fn finish(turn: &mut Turn<'_>, token: Token, end: End) {
    let side = turn.instance.around(token.place).find(|outer| is_side(turn.program, outer.node)).map(|one| one.id);
    if let Some(side) = side {
        scope::cancel_below(turn, side, Cause::Terminated);
        return scope::finish(turn, side);
    }
    if end.terminate {
        scope::cancel_all(turn, Cause::Terminated);
    }
    if turn.instance.activations.is_empty() && turn.arriving.is_empty() {
        conclude(turn, token.node);
    } else {
        turn.emit(Event::EndReached { node: token.node });
    }
}

fn is_side(program: &Program, node: NodeIx) -> bool {
    program.anytime.iter().any(|one| one.does == AnytimeKind::Steps(node))
}

/// Ends the dossier: every clock not yet stopped stops (sem 10, step 9).
fn conclude(turn: &mut Turn<'_>, node: NodeIx) {
    let Work::End(end) = turn.program.node(node).work else { return };
    clock::stop_all(turn, end.result);
    status::at_end(turn, end.result);
    if turn.instance.suspended.is_some() {
        turn.emit(Event::Resumed { legally: true });
    }
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
    let bare = |one: &&Activation| !noted(one.id) && !open::staffed(turn, one);
    let bare: Vec<_> = turn.instance.open().filter(bare).map(|one| (one.id, one.node)).collect();
    for (id, node) in bare {
        turn.note(IncidentKind::NoActor, Some(id), turn.program.node(node).id.clone());
    }
}

/// Tells of every node whether a flow, or several, lead to it from some of them, themselves included.
pub(crate) fn reach(program: &Program, mut from: Vec<NodeIx>) -> Vec<bool> {
    let mut seen = vec![false; program.graph.node_count()];
    while let Some(at) = from.pop() {
        if !std::mem::replace(&mut seen[at.index()], true) {
            from.extend(program.node(at).out.iter().map(|flow| program.target(*flow)));
        }
    }
    seen
}
