//! The levels of a procedure: the main one, each branch of a block, each side work; and the line numbers that follow
//! from them. A level knows its steps, not their order on paper.

use program::{BlockIx, BlockKind, FlowIx, FlowKind, Join, NodeIx, Program, Work};

/// One level: steps between which a token moves without entering or leaving a block.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// The block it is a branch of; 0 for the main level.
    pub block: BlockIx,
    /// The node before its first step: the filing, or the opening of its block.
    pub entry: NodeIx,
    /// The flow from there.
    pub way_in: Option<FlowIx>,
    /// Its steps in file order, blocks among them, without joins.
    pub nodes: Vec<NodeIx>,
}

/// All levels of a procedure.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    all: Vec<Level>,
    /// The level of each node; none for joins and for what opens side work.
    home: Vec<Option<usize>>,
}

impl Levels {
    /// Finds the levels of a program; the main one is the first.
    pub fn of(program: &Program) -> Self {
        let mut all = Vec::new();
        for (at, block) in (0_u16..).map(BlockIx).zip(&program.blocks) {
            match block.kind {
                BlockKind::Root => {
                    let way_in = program.node(program.start).out.first().copied();
                    all.push(Level { block: at, entry: program.start, way_in, nodes: Vec::new() });
                }
                BlockKind::Branches | BlockKind::Side => {
                    let level = |flow| Level { block: at, entry: block.opens, way_in: Some(flow), nodes: Vec::new() };
                    all.extend(ways_in(program, block.opens).map(level));
                }
            }
        }
        let mut levels = Self { all, home: vec![None; program.graph.node_count()] };
        for node in program.graph.node_indices().filter(|&node| is_step(program, node)) {
            let own = levels.place(program, node);
            levels.home[node.index()] = own;
            if let Some(own) = own {
                levels.all[own].nodes.push(node);
            }
        }
        levels
    }

    /// Finds the level of a node: of the branches of its block the last that begins before it, for a file lists the
    /// steps of a branch one after the other.
    fn place(&self, program: &Program, node: NodeIx) -> Option<usize> {
        let block = program.node(node).block;
        let begins = |level: &Level| match program.blocks[block.at()].kind {
            BlockKind::Root => true,
            _ => level.way_in.is_some_and(|flow| program.target(flow) <= node),
        };
        let own = self.all.iter().enumerate().filter(|(_, level)| level.block == block && begins(level));
        own.map(|(at, _)| at).next_back()
    }

    /// Returns the main level.
    pub fn main(&self) -> &Level {
        &self.all[0]
    }

    /// Lists the branches of a block, or the one level of side work, by the node that opens it.
    pub fn inside(&self, opens: NodeIx) -> impl Iterator<Item = &Level> {
        self.all.iter().skip(1).filter(move |level| level.entry == opens)
    }

    /// Returns what stands for a node on a level: itself, or the block on it that the node is somewhere inside of.
    pub fn on(&self, program: &Program, level: &Level, node: NodeIx) -> Option<NodeIx> {
        let mut at = node;
        loop {
            let home = &self.all[self.home[at.index()]?];
            if home.entry == level.entry && home.way_in == level.way_in {
                return Some(at);
            }
            if program.blocks[home.block.at()].kind != BlockKind::Branches {
                return None;
            }
            at = home.entry;
        }
    }
}

/// Lists the flows into the branches of a block.
pub(super) fn ways_in(program: &Program, opens: NodeIx) -> impl Iterator<Item = FlowIx> {
    let flows = program.node(opens).out.iter().copied();
    flows.filter(|&flow| program.flow(flow).kind == FlowKind::Branch)
}

/// Returns the block that a node opens with its branches, if it does.
pub(super) fn block(program: &Program, node: NodeIx) -> Option<BlockIx> {
    match program.node(node).work {
        Work::Open(block) if program.blocks[block.at()].kind == BlockKind::Branches => Some(block),
        _ => None,
    }
}

/// Tells whether people meet a node as a step: joins and openings of side work they do not.
fn is_step(program: &Program, node: NodeIx) -> bool {
    let step = program.node(node);
    let opens_side = matches!(step.work, Work::Open(_)) && block(program, node).is_none();
    step.join != Join::Scope && !opens_side
}

/// Returns the line (TT) of a step in the officials' table: "3", "3a", "3a.2"; none for automatic steps
/// (`language.md` j).
pub fn line(program: &Program, node: NodeIx) -> Option<String> {
    lines(program).swap_remove(node.index())
}

/// Numbers all lines: a block is one line of its level, its branches have letters, and the steps of a branch numbers
/// if there are several.
pub(super) fn lines(program: &Program) -> Vec<Option<String>> {
    let levels = Levels::of(program);
    let mut lines = vec![None; program.graph.node_count()];
    let sides = program.blocks.iter().filter(|block| block.kind == BlockKind::Side);
    let sides = sides.flat_map(|block| levels.inside(block.opens));
    let mut nodes: Vec<NodeIx> =
        levels.main().nodes.iter().chain(sides.flat_map(|side| &side.nodes)).copied().collect();
    nodes.sort_unstable();
    number((program, &levels), &nodes, &|at| at.to_string(), &mut lines);
    lines
}

fn number(
    (program, levels): (&Program, &Levels),
    nodes: &[NodeIx],
    name: &dyn Fn(usize) -> String,
    lines: &mut [Option<String>],
) {
    let counted: Vec<NodeIx> = nodes.iter().copied().filter(|&node| counts(program, levels, node)).collect();
    for (at, node) in (1..).zip(counted) {
        let own = name(at);
        for (letter, branch) in ('a'..).zip(levels.inside(node)) {
            let several = branch.nodes.iter().filter(|&&node| counts(program, levels, node)).count() > 1;
            let inner = |at: usize| if several { format!("{own}{letter}.{at}") } else { format!("{own}{letter}") };
            number((program, levels), &branch.nodes, &inner, lines);
        }
        lines[node.index()] = Some(own);
    }
}

/// Tells whether a step has a line: it is no automatic one, or a block that holds one which is not.
fn counts(program: &Program, levels: &Levels, node: NodeIx) -> bool {
    let inner = || levels.inside(node).flat_map(|branch| &branch.nodes).any(|&node| counts(program, levels, node));
    program.node(node).number.is_some() || inner()
}
