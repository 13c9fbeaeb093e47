//! What is drawn, before any place is known: the main way, the side steps, and the links between them.
//! It reads the program alone, so the same procedure is always drawn alike.

use calendar::Lang;
use program::{FlowIx, FlowKind, NodeIx, Program, Split, Work};

use crate::explain::pick;

/// A procedure, ordered for drawing.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The start, then the way a dossier takes when nothing goes wrong.
    pub main: Vec<NodeIx>,
    /// Everything else, in the order in which it is reached.
    pub side: Vec<NodeIx>,
    /// The links, in file order of their sources.
    pub links: Vec<Link>,
}

/// All flows between two nodes, drawn as one line.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub from: NodeIx,
    pub to: NodeIx,
    pub flows: Vec<FlowIx>,
    /// True on the main way.
    pub main: bool,
}

impl Plan {
    pub fn of(program: &Program) -> Self {
        let main = main_way(program);
        let links = links(program, &main);
        let mut side: Vec<NodeIx> = Vec::new();
        for &node in &main {
            reach(node, &links, &main, &mut side);
        }
        for root in program.anytime.iter().map(|entry| entry.next).chain(program.graph.node_indices()) {
            if !main.contains(&root) && !side.contains(&root) {
                side.push(root);
                reach(root, &links, &main, &mut side);
            }
        }
        Self { main, side, links }
    }
}

/// Follows the proceeding flow of each step, from the start to an end or to a step seen before.
fn main_way(program: &Program) -> Vec<NodeIx> {
    let mut way = vec![program.start];
    while let Some(next) = way.last().and_then(|&node| onward(program, node, &way)) {
        way.push(next);
    }
    way
}

/// Chooses where the main way goes on: the proceeding flow; else the way that stays on longest, in file order.
fn onward(program: &Program, node: NodeIx, way: &[NodeIx]) -> Option<NodeIx> {
    let new = |flow: &FlowIx| !way.contains(&program.target(*flow));
    let flows: Vec<FlowIx> = program.node(node).out.iter().copied().filter(new).collect();
    let proceeds = flows.iter().find(|&&flow| proceeds(program, node, flow));
    let ends = |flow: &&FlowIx| matches!(program.node(program.target(**flow)).work, Work::End(_));
    let branches = || flows.iter().filter(|&&flow| program.flow(flow).kind == FlowKind::Branch);
    let stays = branches().find(|flow| !ends(flow) && program.target(**flow) == next_in_file(node));
    let other = branches().find(|flow| !ends(flow)).or(flows.first());
    proceeds.or(stays).or(other).map(|&flow| program.target(flow))
}

fn next_in_file(node: NodeIx) -> NodeIx {
    NodeIx::new(node.index() + 1)
}

fn proceeds(program: &Program, node: NodeIx, flow: FlowIx) -> bool {
    match program.flow(flow).kind {
        FlowKind::Proceed => true,
        FlowKind::Action(action) => program.person(node).is_some_and(|person| person.actions[action.at()].proceeds),
        FlowKind::Branch | FlowKind::Timeout => false,
    }
}

/// Gathers the flows between each pair of nodes.
fn links(program: &Program, main: &[NodeIx]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for from in program.graph.node_indices() {
        let mut flows = program.node(from).out.clone();
        flows.sort_by_key(|&flow| program.flow(flow).kind == FlowKind::Timeout);
        for flow in flows {
            let to = program.target(flow);
            let main = main.windows(2).any(|pair| pair == [from, to]);
            match links.iter_mut().find(|link| (link.from, link.to) == (from, to)) {
                Some(link) => link.flows.push(flow),
                None => links.push(Link { from, to, flows: vec![flow], main }),
            }
        }
    }
    links
}

/// Adds what can be reached from a node and is not on the main way, depth first.
fn reach(node: NodeIx, links: &[Link], main: &[NodeIx], side: &mut Vec<NodeIx>) {
    for link in links.iter().filter(|link| link.from == node) {
        if !main.contains(&link.to) && !side.contains(&link.to) {
            side.push(link.to);
            reach(link.to, links, main, side);
        }
    }
}

/// Returns what is written on a link: the names of its buttons or branches; nothing where the way just goes on.
pub(super) fn label(program: &Program, link: &Link, lang: Lang) -> Vec<String> {
    let gateway = program.node(link.from).split == Split::FirstTrue;
    let named = link.flows.iter().filter_map(|&flow| match program.flow(flow).kind {
        FlowKind::Proceed => None,
        FlowKind::Action(_) if link.main => None,
        // The timer in the box says where it leads.
        FlowKind::Timeout => None,
        FlowKind::Action(_) => Some(program.flow(flow).name.clone()),
        FlowKind::Branch => Some(branch_name(program, flow, lang)),
    });
    let names: Vec<String> = named.collect();
    if link.main && !gateway { Vec::new() } else { names }
}

/// Names a branch: as its author did, else by its condition.
pub(super) fn branch_name(program: &Program, flow: FlowIx, lang: Lang) -> String {
    let branch = program.flow(flow);
    let condition = branch.guard.map(|guard| &program.guards[guard.at()]);
    let named = condition.map(|source| source.name.clone().unwrap_or_else(|| source.text.clone()));
    match (branch.name.is_empty(), named) {
        (false, _) => branch.name.clone(),
        (true, Some(condition)) => condition,
        (true, None) => pick(lang, "còn lại", "otherwise").to_owned(),
    }
}

/// Returns the number of a step in the officials' table.
pub(super) fn step_number(program: &Program, node: NodeIx) -> Option<u16> {
    program.node(node).number
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

/// Tells where a way leads: "sang bước 3", "về bước 2", "kết thúc: Đã giải quyết".
pub(super) fn way_to(program: &Program, from: NodeIx, to: NodeIx, lang: Lang) -> String {
    let target = program.node(to);
    let back = goes_back(program, from, to);
    match (&target.work, target.number) {
        (Work::End(_), _) => format!("{} “{}”", pick(lang, "kết thúc", "ends"), target.name),
        (_, Some(number)) if back => format!("{} {number}", pick(lang, "về bước", "back to step")),
        (_, Some(number)) => format!("{} {number}", pick(lang, "sang bước", "to step")),
        (_, None) => format!("{} “{}”", pick(lang, "sang", "to"), target.name),
    }
}
