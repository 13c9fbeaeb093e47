//! The shape of a planned program: which steps stand in which branch of which block, and where each may lead.
//! It must not know what a step is like, but that it opens a block.

use program::{NodeIx, Program, Quorum};

use crate::plan::{Kind, Step, Whole, pick};
use crate::sketch;

/// Most blocks inside each other.
const DEEPEST: usize = 3;

/// A step, or a block of branches, by its position among the planned steps.
pub enum Part {
    Step(usize),
    Block(usize, Vec<Vec<Part>>),
}

/// Where a step stands.
pub struct Spot {
    pub node: NodeIx,
    /// Its position among the planned steps.
    pub step: usize,
    /// Where it goes when it proceeds.
    pub next: NodeIx,
    /// Steps of its level, and what its level may end at.
    pub targets: Vec<NodeIx>,
    /// Steps of its level up to itself.
    pub before: Vec<NodeIx>,
    /// The first steps of its branches, if it opens a block.
    pub entries: Option<Vec<NodeIx>>,
    /// The levels around it, innermost first.
    pub outer: Vec<Level>,
}

/// A level that an exit may lead to.
#[derive(Clone)]
pub struct Level {
    /// The opening of the block that is left.
    pub gate: NodeIx,
    /// Steps of the level, and what it may end at.
    pub targets: Vec<NodeIx>,
}

/// Divides the steps between the main level and side work; the first is always on the main level.
pub fn parts(whole: &Whole, steps: &[Step]) -> (Vec<Part>, Vec<Part>) {
    let aside = pick(whole[22], &[0, 0, 1, 2]).min(steps.len().saturating_sub(2));
    let mut reading = Reading { steps, next: 0 };
    let main = reading.level(usize::MAX, aside, 0);
    let side = reading.level(usize::MAX, 0, DEEPEST);
    (main, side)
}

struct Reading<'a> {
    steps: &'a [Step],
    next: usize,
}

impl Reading<'_> {
    /// Reads so many parts, and leaves some steps to others.
    fn level(&mut self, most: usize, left: usize, depth: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        while parts.len() < most && self.next + left < self.steps.len() {
            let at = self.next;
            self.next += 1;
            let step = &self.steps[at];
            let branches = 2 + usize::from(step[2] % 2);
            let opens = Kind::of(step) == Kind::Block && depth < DEEPEST;
            let room = self.steps.len() - self.next >= left + branches;
            if !(opens && room) {
                parts.push(Part::Step(at));
                continue;
            }
            let branch = |n: usize| self.level(1 + usize::from(step[3 + n] % 2), left + branches - n - 1, depth + 1);
            parts.push(Part::Block(at, (0..branches).map(branch).collect()));
        }
        parts
    }
}

/// Returns the node of a part: of a block, its opening.
pub fn node_of(part: &Part, nodes: &[NodeIx]) -> NodeIx {
    match part {
        Part::Step(at) | Part::Block(at, _) => nodes[*at],
    }
}

fn of_level(parts: &[Part], nodes: &[NodeIx]) -> Vec<NodeIx> {
    parts.iter().map(|part| node_of(part, nodes)).collect()
}

/// Puts the blocks around their branches, the inner ones first.
pub fn enclose(program: &mut Program, steps: &[Step], parts: &[Part], nodes: &[NodeIx]) {
    for part in parts {
        let Part::Block(at, branches) = part else { continue };
        branches.iter().for_each(|branch| enclose(program, steps, branch, nodes));
        let inner: Vec<Vec<NodeIx>> = branches.iter().map(|branch| of_level(branch, nodes)).collect();
        let inner: Vec<&[NodeIx]> = inner.iter().map(Vec::as_slice).collect();
        let quorum = pick(steps[*at][20], &[Quorum::All, Quorum::AtLeast(1), Quorum::AtLeast(2)]);
        sketch::enclose(program, nodes[*at], quorum, &inner);
    }
}

/// Puts the side work together; returns its opening and its end.
pub fn enclose_side(program: &mut Program, side: &[Part], nodes: &[NodeIx]) -> Option<(NodeIx, NodeIx)> {
    let steps = of_level(side, nodes);
    (!steps.is_empty()).then(|| sketch::enclose_side(program, "viec_ben_le", &steps))
}

/// Tells of every step where it stands; a level may end at these nodes, the first of them by running off its end.
pub fn spots(program: &Program, parts: &[Part], nodes: &[NodeIx], ends: &[NodeIx]) -> Vec<Spot> {
    let mut spots = Vec::new();
    stand(program, (parts, nodes), (ends, &[]), &mut spots);
    spots
}

fn stand(
    program: &Program,
    (parts, nodes): (&[Part], &[NodeIx]),
    (ends, outer): (&[NodeIx], &[Level]),
    spots: &mut Vec<Spot>,
) {
    let level = of_level(parts, nodes);
    // A join is no step: only running off the end leads there.
    let named: &[NodeIx] = if outer.is_empty() { ends } else { &[] };
    let targets: Vec<NodeIx> = level.iter().chain(named).copied().collect();
    for (at, part) in parts.iter().enumerate() {
        let next = level.get(at + 1).copied().unwrap_or(ends[0]);
        let entries = match part {
            Part::Step(_) => None,
            Part::Block(_, branches) => Some(branches.iter().map(|branch| node_of(&branch[0], nodes)).collect()),
        };
        let (Part::Step(step) | Part::Block(step, _)) = part;
        spots.push(Spot {
            node: level[at],
            step: *step,
            next,
            targets: targets.clone(),
            before: level[..=at].to_vec(),
            entries,
            outer: outer.to_vec(),
        });
        if let Part::Block(_, branches) = part {
            let own = Level { gate: level[at], targets: targets.clone() };
            let around: Vec<Level> = std::iter::once(own).chain(outer.iter().cloned()).collect();
            let join = sketch::join_of(program, level[at]);
            branches.iter().for_each(|branch| stand(program, (branch, nodes), (&[join], &around), spots));
        }
    }
}
