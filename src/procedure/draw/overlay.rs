//! What is laid over the bare graph: a dossier's situation, or what tests have tried.
//! It draws nothing.

use calendar::{Instant, Phase};
use engine::{Activation, ActivationState, Cause, Event, Incident, IncidentKind, Instance, Life, Pass, Scope, Slot};
use program::{FlowIx, FlowKind, NodeIx, Program, RuleIx, Work};

use super::level::ways_in;
use super::plan::goes_back;
use crate::explain::{Past, Teller};

/// What is laid over the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// State of each node, by its index; empty for a bare graph.
    pub nodes: Vec<NodeState>,
    /// The way taken.
    pub taken: Vec<FlowIx>,
    /// What was tried, for coverage.
    pub counts: Option<Counts>,
}

/// State of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeState {
    /// Where the dossier stands with it.
    pub standing: Standing,
    /// What is written in its box about the state; may be empty.
    pub note: String,
    /// How many tasks of it are open: of a list one for each agency.
    pub open: usize,
}

/// Where a dossier stands with a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Not reached, or left by a way back.
    #[default]
    Ahead,
    /// Done.
    Done,
    /// Open.
    Now,
    /// Open and past its due.
    Late,
    /// Open, and it stops the dossier's clock.
    Held,
    /// A token waits before it for an operator.
    Parked,
}

impl Standing {
    /// Returns the class of its box; the badge follows it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ahead => "",
            Self::Done => "done",
            Self::Now => "now",
            Self::Late | Self::Parked => "late",
            Self::Held => "hold",
        }
    }
}

/// How often each thing was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By node.
    pub nodes: Vec<u32>,
    /// By flow.
    pub flows: Vec<u32>,
    /// Timeouts fired, by node.
    pub timeouts: Vec<u32>,
    /// By `anytime` entry.
    pub anytime: Vec<u32>,
}

impl Overlay {
    /// Lays nothing over the graph.
    pub fn plain() -> Self {
        Self::default()
    }

    /// Lays a dossier over the graph as it stands at an instant.
    pub fn live(teller: &Teller<'_>, instance: &Instance, history: &[Pass], now: Instant) -> Self {
        let program = teller.program();
        let mut taken: Vec<FlowIx> = Vec::new();
        for event in history.iter().flat_map(|pass| &pass.events) {
            for flow in entered(program, event) {
                if !taken.contains(&flow) {
                    taken.push(flow);
                }
            }
        }
        let state = |node| node_state(teller, instance, (node, now), &taken);
        Self { nodes: program.graph.node_indices().map(state).collect(), taken, counts: None }
    }

    /// Lays over the graph how often the logs of several dossiers tried each part of it.
    pub fn coverage(program: &Program, logs: &[&[Pass]]) -> Self {
        let mut counts = Counts {
            nodes: vec![0; program.graph.node_count()],
            flows: vec![0; program.graph.edge_count()],
            timeouts: vec![0; program.graph.node_count()],
            anytime: vec![0; program.anytime.len()],
        };
        for log in logs {
            let past = Past::of(log);
            for event in log.iter().flat_map(|pass| &pass.events) {
                count(program, &past, event, &mut counts);
            }
        }
        Self { counts: Some(counts), ..Self::default() }
    }

    /// Returns the state of a node.
    pub(super) fn state(&self, node: NodeIx) -> NodeState {
        self.nodes.get(node.index()).cloned().unwrap_or_default()
    }
}

/// Lists the flows a fact took: one, or those into every branch of a block.
fn entered(program: &Program, event: &Event) -> Vec<FlowIx> {
    match event {
        Event::Taken { flow, .. } => vec![*flow],
        Event::Opened { activation, .. } => ways_in(program, activation.node)
            .filter(|_| matches!(program.node(activation.node).work, Work::Open(_)))
            .collect(),
        _ => Vec::new(),
    }
}

fn count(program: &Program, past: &Past, event: &Event, counts: &mut Counts) {
    for flow in entered(program, event) {
        counts.flows[flow.index()] += 1;
        let target = program.target(flow);
        if matches!(program.node(target).work, Work::None) {
            counts.nodes[target.index()] += 1;
        }
    }
    match event {
        Event::Submitted { .. } => counts.nodes[program.start.index()] += 1,
        // Of a list the step was tried once, whatever the number of agencies.
        Event::Opened { activation, .. } if activation.item.is_none() && activation.node != program.start => {
            counts.nodes[activation.node.index()] += 1;
        }
        Event::Ended { node, .. } => counts.nodes[node.index()] += 1,
        Event::Cancelled { id, cause: Cause::Timeout, .. } | Event::Completed { id, silence: true, .. } => {
            if let Some(node) = past.node(*id) {
                counts.timeouts[node.index()] += 1;
            }
        }
        Event::RightUsed { anytime, .. } => counts.anytime[anytime.at()] += 1,
        _ => {}
    }
}

fn node_state(teller: &Teller<'_>, instance: &Instance, (node, now): (NodeIx, Instant), taken: &[FlowIx]) -> NodeState {
    let program = teller.program();
    let here: Vec<&Activation> = instance.activations.iter().filter(|one| one.node == node).collect();
    if let Some(first) = here.first() {
        return match &first.scope {
            Some(scope) => shared_state(teller, instance, (&here, scope), now),
            None => open_state(teller, instance, first, now),
        };
    }
    let done = match &program.node(node).work {
        Work::Submit { .. } => true,
        Work::None => taken.iter().any(|&flow| program.source(flow) == node),
        Work::End(_) => matches!(instance.life, Life::Ended { node: end, .. } if end == node),
        Work::Open(_) => instance.step(node).done,
        Work::Person(_) | Work::Message(_) | Work::Payment(_) | Work::Job(_) | Work::Wait(_) => {
            passed(program, instance, node)
        }
    };
    let standing = if done { Standing::Done } else { Standing::Ahead };
    let skipped = instance.step(node).skipped;
    let note = if skipped { teller.say("Đã bỏ qua", "Skipped").to_owned() } else { String::new() };
    NodeState { standing, note, open: 0 }
}

/// Tells the state of a block or a list: how much of it has arrived, and the most urgent of what is open.
fn shared_state(
    teller: &Teller<'_>,
    instance: &Instance,
    (here, scope): (&[&Activation], &Scope),
    now: Instant,
) -> NodeState {
    let tasks: Vec<NodeState> =
        here.iter().filter(|one| one.scope.is_none()).map(|one| open_state(teller, instance, one, now)).collect();
    let own = open_state(teller, instance, here[0], now);
    let urgent = tasks.iter().find(|one| one.standing == Standing::Late).or(tasks.first()).unwrap_or(&own);
    let arrived = scope.slots.iter().filter(|slot| **slot == Slot::Arrived).count();
    let all = scope.slots.iter().filter(|slot| **slot != Slot::Dead).count();
    let told = match scope.items.is_empty() {
        true => teller.say(format!("{arrived}/{all} nhánh đã xong"), format!("{arrived}/{all} branches done")),
        false => teller.say(format!("{arrived}/{all} đã trả lời"), format!("{arrived}/{all} answered")),
    };
    let note = match tasks.is_empty() && here[0].clock.is_none() {
        true => told,
        false => format!("{told}, {}", urgent.note.to_lowercase()),
    };
    NodeState { standing: urgent.standing, note, open: tasks.len() }
}

/// Tells whether a step was left forward: by a way that does not lead back, or by its timeout.
fn passed(program: &Program, instance: &Instance, node: NodeIx) -> bool {
    let step = instance.step(node);
    let back = |flow: FlowIx| goes_back(program, node, program.target(flow)) && !only_back(program, node);
    let taken = step.action.and_then(|action| program.action(node, action).flow);
    (step.done && !taken.is_some_and(back)) || step.timed_out
}

/// Tells whether a step hands back by its very purpose, as a supplement does: none of its ways leads on.
fn only_back(program: &Program, node: NodeIx) -> bool {
    let timed = |flow: FlowIx| matches!(program.flow(flow).kind, FlowKind::Timeout | FlowKind::Error(_));
    let mut pressed = program.node(node).out.iter().copied().filter(|&flow| !timed(flow));
    pressed.all(|flow| goes_back(program, node, program.target(flow)))
}

fn open_state(teller: &Teller<'_>, instance: &Instance, one: &Activation, now: Instant) -> NodeState {
    let stuck = |incident: &Incident| incident.activation == Some(one.id) && !is_notice(incident.kind);
    if matches!(one.state, ActivationState::Parked { .. }) || instance.incidents.iter().any(stuck) {
        let note = teller.say("Chờ người vận hành", "Waits for the operator").to_owned();
        return NodeState { standing: Standing::Parked, note, open: 1 };
    }
    let chip = one.clock.as_ref().and_then(|clock| teller.chip(clock.limit, &clock.state, now));
    let late = chip.as_ref().is_some_and(|chip| chip.class == "late");
    let rest = chip.map(|chip| chip.label).unwrap_or_default();
    let since = instance.clock(RuleIx(0)).and_then(|clock| match clock.state.phase {
        Phase::Paused { since, .. } => Some(since),
        Phase::Running | Phase::Stopped => None,
    });
    let node = teller.program().node(one.node);
    let holds = node.hold.is_some() && (node.holds.is_empty() || node.holds.contains(&RuleIx(0)));
    let (vi, en) = match node.work {
        Work::Message(_) | Work::Payment(_) | Work::Job(_) | Work::Wait(_) => ("Đang chờ", "Waiting"),
        _ => ("Đang làm", "Open"),
    };
    let (standing, word) = match since {
        _ if late => (Standing::Late, String::new()),
        Some(since) if holds => {
            let day = teller.moment(since);
            (Standing::Held, teller.say(format!("Đồng hồ dừng từ {day}"), format!("Clock stopped since {day}")))
        }
        _ => (Standing::Now, teller.say(vi, en).to_owned()),
    };
    let note = match (late, rest.is_empty()) {
        (true, _) => teller.say(rest.replacen("quá", "Quá hạn", 1), format!("Late, {rest}")),
        (false, true) => word,
        (false, false) => format!("{word}, {rest}"),
    };
    NodeState { standing, note, open: 1 }
}

/// Tells whether an incident stops nothing (sem 8.2).
fn is_notice(kind: IncidentKind) -> bool {
    matches!(kind, IncidentKind::MessageAmbiguous | IncidentKind::CalendarGap | IncidentKind::NoActor)
}
