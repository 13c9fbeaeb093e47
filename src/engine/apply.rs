//! Folds one fact into an instance. Looks at nothing else: no clock, no guard, no calendar, no program.

use calendar::{Act, Instant};
use program::{ActionIx, NodeIx};

use crate::{
    Activation, ActivationId, ActivationState, Actor, Cause, Closed, Event, Filing, Incident, Instance, LegVerdict,
    LegalClock, Life, Pass, Right, StepHistory,
};

/// How many nodes, clocks and rights an instance has room for: the only thing a fold needs to know of its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Nodes of the program.
    pub nodes: usize,
    /// Deadline rules of the program.
    pub rules: usize,
    /// `anytime` entries of the program.
    pub rights: usize,
}

impl Shape {
    /// Returns the shape of a program's instances.
    pub fn of(program: &program::Program) -> Self {
        Self { nodes: program.graph.node_count(), rules: program.rules.len(), rights: program.anytime.len() }
    }
}

/// Folds a whole log; none if it does not begin with a filing.
pub fn fold<'a>(shape: Shape, passes: impl IntoIterator<Item = &'a Pass>) -> Option<Instance> {
    let mut instance = None;
    for pass in passes {
        for event in &pass.events {
            match (&mut instance, event) {
                (None, Event::Submitted { filing }) => instance = Some(file(shape, filing.clone(), pass.at)),
                (None, _) => return None,
                (Some(instance), event) => apply(instance, event, pass.at),
            }
        }
    }
    instance
}

/// Makes the instance of a dossier filed at this instant.
pub(crate) fn file(shape: Shape, filing: Filing, at: Instant) -> Instance {
    Instance {
        life: Life::Alive,
        filing,
        submitted_at: at,
        activations: Vec::new(),
        closed: Vec::new(),
        steps: vec![StepHistory::default(); shape.nodes],
        clocks: vec![None; shape.rules],
        taken: Vec::new(),
        supplements: 0,
        made: Vec::new(),
        rights: vec![Right::default(); shape.rights],
        incidents: Vec::new(),
        status: 0,
        interrupted_at: None,
        next_id: 1,
        data: crate::DataVersion(0),
        last_at: at,
    }
}

/// Folds one fact that took effect at `at`.
pub fn apply(instance: &mut Instance, event: &Event, at: Instant) {
    instance.last_at = instance.last_at.max(at);
    match event {
        Event::Submitted { .. } | Event::Printed { .. } | Event::Returned { .. } => {}
        Event::Signed { result, .. } => {
            if !instance.made.contains(result) {
                instance.made.push(*result);
            }
        }
        Event::DataWritten { version } => instance.data = *version,
        Event::Opened { .. } => open(instance, event, at),
        Event::Skipped { node, .. } => skip(instance, *node),
        Event::Completed { id, button, people, silence, verdict } => {
            let action = button.map(|button| button.action);
            let by = if *silence { None } else { people.first().cloned() };
            if let Some(node) = close(instance, *id) {
                complete(&mut instance.steps[node.index()], action, people, at);
                instance.closed.push(Closed { id: *id, node, at, action, by, verdict: *verdict });
            }
        }
        Event::Cancelled { id, cause, verdict } => cancel(instance, *id, *cause, *verdict, at),
        Event::Taken { flow, counted, .. } => {
            if *counted {
                match instance.taken.iter_mut().find(|(taken, _)| taken == flow) {
                    Some((_, times)) => *times += 1,
                    None => instance.taken.push((*flow, 1)),
                }
            }
        }
        Event::ClockChanged { .. } => change_clock(instance, event, at),
        Event::DossierOverdue { clock, due } => {
            if let Some(clock) = &mut instance.clocks[clock.at()] {
                clock.overdue = Some((at, *due));
                clock.timers.clear();
            }
        }
        Event::StepOverdue { id, ordinal } => {
            disarm(instance, *id, *ordinal);
            if let Some(clock) = activation_mut(instance, *id).and_then(|activation| activation.clock.as_mut()) {
                clock.overdue = true;
            }
        }
        Event::Reminded { id, ordinal } => disarm(instance, *id, *ordinal),
        Event::Escalated { id, ordinal, assign, .. } => {
            disarm(instance, *id, *ordinal);
            if let (Some(role), Some(activation)) = (assign, activation_mut(instance, *id)) {
                activation.role = Some(*role);
            }
        }
        Event::RightOffered { anytime } => instance.rights[anytime.at()].offered = true,
        Event::RightEnded { anytime } => instance.rights[anytime.at()].ended = true,
        Event::RightUsed { anytime } => {
            instance.rights[anytime.at()].used += 1;
            instance.interrupted_at = Some(at);
        }
        Event::StatusSet { status } => instance.status = *status,
        Event::IncidentRaised { .. } => raise(instance, event, at),
        Event::IncidentClosed { id } => instance.incidents.retain(|incident| incident.id != *id),
        Event::Ended { node, result } => instance.life = Life::Ended { node: *node, result: *result, at },
    }
}

fn open(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::Opened { id, node, round, role, clock, timers, supplement } = event else { return };
    let step = &mut instance.steps[node.index()];
    *step = StepHistory {
        entries: step.entries + 1,
        rounds: step.rounds,
        ever: step.ever,
        actors: std::mem::take(&mut step.actors),
        latest: Vec::new(),
        ..StepHistory::default()
    };
    instance.supplements += u16::from(*supplement);
    instance.next_id = id.0 + 1;
    instance.activations.push(Activation {
        id: *id,
        node: *node,
        round: *round,
        opened_at: at,
        role: *role,
        clock: clock.clone(),
        timers: timers.clone(),
        state: ActivationState::Open,
    });
}

fn skip(instance: &mut Instance, node: NodeIx) {
    let step = &mut instance.steps[node.index()];
    step.action = None;
    step.done = false;
    step.timed_out = false;
    step.at = None;
    step.skipped = true;
    step.latest.clear();
}

/// Removes an activation and returns its node.
fn close(instance: &mut Instance, id: ActivationId) -> Option<NodeIx> {
    let position = instance.activations.iter().position(|activation| activation.id == id)?;
    Some(instance.activations.remove(position).node)
}

fn complete(step: &mut StepHistory, action: Option<ActionIx>, people: &[Actor], at: Instant) {
    step.action = action;
    step.done = true;
    step.at = Some(at);
    step.rounds += 1;
    if let Some(action) = action {
        step.ever |= 1 << action.0;
    }
    for person in people {
        if !step.actors.contains(person) {
            step.actors.push(person.clone());
        }
    }
    step.latest = people.to_vec();
}

fn cancel(instance: &mut Instance, id: ActivationId, cause: Cause, verdict: Option<LegVerdict>, at: Instant) {
    let parked = instance.activation(id).is_some_and(|activation| activation.state != ActivationState::Open);
    let Some(node) = close(instance, id) else { return };
    if parked {
        return;
    }
    let step = &mut instance.steps[node.index()];
    step.action = None;
    step.at = None;
    step.done = false;
    step.timed_out = cause == Cause::Timeout;
    instance.closed.push(Closed { id, node, at, action: None, by: None, verdict });
}

fn change_clock(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::ClockChanged { clock, limit, act, state, timers, verdict } = event else { return };
    let slot = &mut instance.clocks[clock.at()];
    let kept = slot.get_or_insert_with(|| LegalClock {
        limit: *limit,
        state: *state,
        original_due: state.due,
        started_at: at,
        stopped_at: None,
        overdue: None,
        verdict: None,
        timers: Vec::new(),
    });
    kept.state = *state;
    kept.timers.clone_from(timers);
    match act {
        Act::Stopped => {
            kept.stopped_at = Some(at);
            kept.verdict = *verdict;
        }
        Act::Reopened => {
            kept.stopped_at = None;
            kept.verdict = None;
        }
        Act::Started { .. }
        | Act::Held
        | Act::Released
        | Act::Restarted { .. }
        | Act::Extended { .. }
        | Act::Recomputed
        | Act::CaseChanged { .. } => {}
    }
}

fn raise(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::IncidentRaised { id, kind, activation, parked, detail, attempt } = event else { return };
    instance.next_id = instance.next_id.max(id.0 + 1);
    let mut about = *activation;
    if let Some((token, node)) = parked {
        instance.next_id = instance.next_id.max(token.0 + 1);
        about = Some(*token);
        instance.activations.push(Activation {
            id: *token,
            node: *node,
            round: 0,
            opened_at: at,
            role: None,
            clock: None,
            timers: Vec::new(),
            state: ActivationState::Parked { incident: *id },
        });
    }
    let detail = detail.clone();
    instance.incidents.push(Incident { id: *id, kind: *kind, activation: about, detail, at, attempt: *attempt });
}

fn activation_mut(instance: &mut Instance, id: ActivationId) -> Option<&mut Activation> {
    instance.activations.iter_mut().find(|activation| activation.id == id)
}

fn disarm(instance: &mut Instance, id: ActivationId, ordinal: u8) {
    if let Some(activation) = activation_mut(instance, id) {
        activation.timers.retain(|armed| armed.ordinal != ordinal);
    }
}
