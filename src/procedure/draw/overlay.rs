//! What is laid over the bare graph: a dossier's situation, or what tests have tried.
//! It draws nothing.

use calendar::{Instant, Phase};
use engine::{Activation, ActivationState, Cause, Event, Instance, Life, Pass};
use program::{FlowIx, FlowKind, NodeIx, Program, RuleIx, Work};

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
            if let Event::Taken { flow, .. } = event
                && !taken.contains(flow)
            {
                taken.push(*flow);
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

fn count(program: &Program, past: &Past, event: &Event, counts: &mut Counts) {
    match event {
        Event::Submitted { .. } => counts.nodes[program.start.index()] += 1,
        Event::Taken { flow, .. } => {
            counts.flows[flow.index()] += 1;
            let target = program.target(*flow);
            if matches!(program.node(target).work, Work::None) {
                counts.nodes[target.index()] += 1;
            }
        }
        Event::Opened { node, .. } | Event::Ended { node, .. } => counts.nodes[node.index()] += 1,
        Event::Cancelled { id, cause: Cause::Timeout, .. } | Event::Completed { id, silence: true, .. } => {
            if let Some(node) = past.node(*id) {
                counts.timeouts[node.index()] += 1;
            }
        }
        Event::RightUsed { anytime } => counts.anytime[anytime.at()] += 1,
        _ => {}
    }
}

fn node_state(teller: &Teller<'_>, instance: &Instance, (node, now): (NodeIx, Instant), taken: &[FlowIx]) -> NodeState {
    let program = teller.program();
    if let Some(one) = instance.activations.iter().find(|one| one.node == node) {
        return open_state(teller, instance, one, now);
    }
    let done = match &program.node(node).work {
        Work::Submit { .. } => true,
        Work::None => taken.iter().any(|&flow| program.source(flow) == node),
        Work::End(_) => matches!(instance.life, Life::Ended { node: end, .. } if end == node),
        Work::Person(_) => passed(program, instance, node),
    };
    let standing = if done { Standing::Done } else { Standing::Ahead };
    let skipped = instance.step(node).skipped;
    let note = if skipped { teller.say("Đã bỏ qua", "Skipped").to_owned() } else { String::new() };
    NodeState { standing, note }
}

/// Tells whether a step was left forward: by a button that does not lead back, or by its timeout.
fn passed(program: &Program, instance: &Instance, node: NodeIx) -> bool {
    let step = instance.step(node);
    let action = step.action.filter(|_| step.done).zip(program.person(node));
    let forward = action.is_some_and(|(action, person)| {
        !goes_back(program, node, program.target(person.actions[action.at()].flow)) || only_back(program, node)
    });
    forward || step.timed_out
}

/// Tells whether a step hands back by its very purpose, as a supplement does: none of its ways leads on.
fn only_back(program: &Program, node: NodeIx) -> bool {
    let pressed = |flow: &&FlowIx| program.flow(**flow).kind != FlowKind::Timeout;
    program.node(node).out.iter().filter(pressed).all(|&flow| goes_back(program, node, program.target(flow)))
}

fn open_state(teller: &Teller<'_>, instance: &Instance, one: &Activation, now: Instant) -> NodeState {
    if let ActivationState::Parked { .. } = one.state {
        let note = teller.say("Chờ người vận hành", "Waits for the operator").to_owned();
        return NodeState { standing: Standing::Parked, note };
    }
    let chip = one.clock.as_ref().and_then(|clock| teller.chip(clock.limit, &clock.state, now));
    let late = chip.as_ref().is_some_and(|chip| chip.class == "late");
    let rest = chip.map(|chip| chip.label).unwrap_or_default();
    let since = instance.clock(RuleIx(0)).and_then(|clock| match clock.state.phase {
        Phase::Paused { since, .. } => Some(since),
        Phase::Running | Phase::Stopped => None,
    });
    let holds = teller.program().node(one.node).hold.is_some();
    let (standing, word) = match since {
        _ if late => (Standing::Late, String::new()),
        Some(since) if holds => {
            let day = teller.moment(since);
            (Standing::Held, teller.say(format!("Đồng hồ dừng từ {day}"), format!("Clock stopped since {day}")))
        }
        _ => (Standing::Now, teller.say("Đang làm", "Open").to_owned()),
    };
    let note = match (late, rest.is_empty()) {
        (true, _) => teller.say(rest.replacen("quá", "Quá hạn", 1), format!("Late, {rest}")),
        (false, true) => word,
        (false, false) => format!("{word}, {rest}"),
    };
    NodeState { standing, note }
}
