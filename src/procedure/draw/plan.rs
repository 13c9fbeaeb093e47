//! What is drawn of one level, before any place is known: its main way, its side steps, and the links between them.
//! It reads the program alone, so the same procedure is always drawn alike.

use program::{Block, FlowIx, FlowKind, Join, NodeIx, Program, Work};

use super::level::{Level, Levels};

/// A level, ordered for drawing.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// What stands before the first step: the filing, or the opening of a block.
    pub entry: NodeIx,
    /// The way a dossier takes when nothing goes wrong; in a branch the join is its last.
    pub main: Vec<NodeIx>,
    /// Everything else, in the order in which it is reached.
    pub side: Vec<NodeIx>,
    /// The links, in file order of their sources.
    pub links: Vec<Link>,
}

/// All flows between two nodes of a level, drawn as one line.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub from: NodeIx,
    pub to: NodeIx,
    pub flows: Vec<FlowIx>,
    /// True on the main way.
    pub main: bool,
}

impl Plan {
    /// Orders a level.
    pub fn of(program: &Program, levels: &Levels, level: &Level) -> Self {
        let mut links = links(program, levels, level);
        let way = main_way(program, level.entry, &links);
        for link in &mut links {
            link.main = way.windows(2).any(|pair| pair == [link.from, link.to]);
        }
        let mut side: Vec<NodeIx> = Vec::new();
        for &node in &way {
            reach(node, &links, &way, &mut side);
        }
        let rights = program.anytime.iter().filter_map(|entry| entry.next());
        let rights = rights.filter(|node| level.nodes.contains(node));
        for root in rights.chain(level.nodes.iter().copied()) {
            if !way.contains(&root) && !side.contains(&root) {
                side.push(root);
                reach(root, &links, &way, &mut side);
            }
        }
        Self { entry: level.entry, main: way[1..].to_vec(), side, links }
    }

    /// Lists the steps, the main way first.
    pub fn nodes(&self) -> impl Iterator<Item = NodeIx> {
        self.main.iter().chain(&self.side).copied()
    }
}

/// Gathers the flows between each pair of nodes of a level. What leaves a block from inside it leaves the block.
fn links(program: &Program, levels: &Levels, level: &Level) -> Vec<Link> {
    let mut found: Vec<(NodeIx, NodeIx, FlowIx)> = Vec::new();
    for flow in program.graph.node_weights().flat_map(|node| node.out.iter().copied()) {
        let ends = (source(program, levels, level, flow), target(program, levels, level, flow));
        if let (Some(from), Some(to)) = ends {
            found.push((from, to, flow));
        }
    }
    // What a button or branch takes comes first; timers and errors last.
    let late = |flow| matches!(program.flow(flow).kind, FlowKind::Timeout | FlowKind::Error(_));
    found.sort_by_key(|&(from, _, flow)| (from, late(flow)));
    let mut links: Vec<Link> = Vec::new();
    for (from, to, flow) in found {
        match links.iter_mut().find(|link| (link.from, link.to) == (from, to)) {
            Some(link) => link.flows.push(flow),
            None => links.push(Link { from, to, flows: vec![flow], main: false }),
        }
    }
    links
}

/// Returns where a flow comes from, as a level sees it.
fn source(program: &Program, levels: &Levels, level: &Level, flow: FlowIx) -> Option<NodeIx> {
    let node = program.source(flow);
    if level.way_in == Some(flow) {
        return Some(level.entry);
    }
    // What leaves a join leaves the block that it closes.
    let node = closed(program, node).map_or(node, |block| block.opens);
    levels.on(program, level, node)
}

/// Returns where a flow leads, if that is on the level: a step, or the join at its end.
fn target(program: &Program, levels: &Levels, level: &Level, flow: FlowIx) -> Option<NodeIx> {
    let node = program.target(flow);
    let own = match closed(program, node) {
        Some(block) => block.opens == level.entry && source(program, levels, level, flow).is_some(),
        None => level.nodes.contains(&node),
    };
    own.then_some(node)
}

/// Returns the block that a join closes.
pub(super) fn closed(program: &Program, node: NodeIx) -> Option<&Block> {
    let joins = program.node(node).join == Join::Scope;
    program.blocks.iter().find(|block| joins && block.closes == node)
}

/// Follows the proceeding flow of each step, from the entry to an end, a join, or a step seen before.
fn main_way(program: &Program, entry: NodeIx, links: &[Link]) -> Vec<NodeIx> {
    let mut way = vec![entry];
    while let Some(next) = way.last().and_then(|&node| onward(program, node, links, &way)) {
        way.push(next);
    }
    way
}

/// Chooses where the main way goes on: the proceeding flow; else the way that stays on longest, in file order.
fn onward(program: &Program, node: NodeIx, links: &[Link], way: &[NodeIx]) -> Option<NodeIx> {
    let new = links.iter().filter(|link| link.from == node && !way.contains(&link.to));
    let flows: Vec<(NodeIx, FlowIx)> = new.flat_map(|link| link.flows.iter().map(|&flow| (link.to, flow))).collect();
    let proceeds = flows.iter().find(|(_, flow)| proceeds(program, *flow));
    let ends = |node: NodeIx| matches!(program.node(node).work, Work::End(_));
    let branches = || flows.iter().filter(|(_, flow)| program.flow(*flow).kind == FlowKind::Branch);
    let follows = |to: NodeIx| to == next_in_file(node);
    let stays = branches().find(|(to, _)| !ends(*to) && follows(*to));
    let other = branches().find(|(to, _)| !ends(*to)).or_else(|| branches().find(|(to, _)| follows(*to)));
    let other = other.or(flows.first());
    proceeds.or(stays).or(other).map(|(to, _)| *to)
}

fn next_in_file(node: NodeIx) -> NodeIx {
    NodeIx::new(node.index() + 1)
}

fn proceeds(program: &Program, flow: FlowIx) -> bool {
    match program.flow(flow).kind {
        FlowKind::Proceed => true,
        FlowKind::Action(action) => program.action(program.source(flow), action).proceeds,
        FlowKind::Branch | FlowKind::Timeout | FlowKind::Error(_) => false,
    }
}

/// Adds what can be reached from a node and is not on the main way, depth first.
fn reach(node: NodeIx, links: &[Link], way: &[NodeIx], side: &mut Vec<NodeIx>) {
    for link in links.iter().filter(|link| link.from == node) {
        if !way.contains(&link.to) && !side.contains(&link.to) {
            side.push(link.to);
            reach(link.to, links, way, side);
        }
    }
}

/// Tells whether a flow leads back: to an earlier step of the file, from which its source can be reached again.
pub(crate) fn goes_back(program: &Program, from: NodeIx, to: NodeIx) -> bool {
    let (mut seen, mut next) = (vec![to], vec![to]);
    while let Some(node) = next.pop() {
        for target in program.node(node).out.iter().map(|&flow| program.target(flow)) {
            if !seen.contains(&target) {
                seen.push(target);
                next.push(target);
            }
        }
    }
    to.index() <= from.index() && seen.contains(&from)
}
