//! How the one token of a path goes through a block whose branches run together (sem 1.17–1.20).
//!
//! Nothing is sure of the order in which branches work, but at a join of all of them each has ended. So there are two
//! ways to go through. Through all branches, one after the other, and out at the join: what a branch has surely written
//! is sure behind. Or to be seen in one branch while the others may have come anywhere: some of them first, each as far
//! as one likes, then this one, which may be left by an exit, and at the join only where it can be over without the
//! others.

use super::super::outline::{Outline, StepAt, Via};
use super::hops::{By, Hop};
use crate::files::{Definition, JoinDef};

/// What is meant with a block on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Plan {
    /// To go through all branches and out at the join.
    All,
    /// To be seen in this branch.
    In(usize),
}

/// What the search asks of blocks.
pub(super) struct Blocks {
    /// Of each block the first step of every branch; nothing of other steps.
    firsts: Vec<Vec<(usize, StepAt)>>,
    /// Whether a block is over only when every branch is.
    all: Vec<bool>,
}

impl Blocks {
    pub fn new(definition: &Definition, outline: &Outline) -> Self {
        let firsts = (0..outline.steps).map(|at| {
            let branches = outline.out(at).filter_map(|edge| match edge.via {
                Via::Enter(n) => Some((n, edge.to)),
                _ => None,
            });
            branches.collect()
        });
        let all = definition.steps.iter().map(|step| {
            step.parallel().is_some_and(|block| match block.join.as_ref().map(|join| join.value) {
                None | Some(JoinDef::All) => true,
                Some(JoinDef::Any) => false,
                Some(JoinDef::Count(count)) => block.branches.len() <= count as usize,
            })
        });
        Self { firsts: firsts.collect(), all: all.collect() }
    }

    /// Lists where a branch that is gone through beforehand may be left standing at any step: the next ones.
    pub fn left_early(&self, definition: &Definition, step: StepAt, plans: &[Plan]) -> Vec<(StepAt, Vec<Plan>)> {
        let around = around(definition, step);
        let standing = around.iter().zip(plans).enumerate().flat_map(|(depth, ((block, branch), plan))| {
            let Plan::In(aim) = *plan else { return Vec::new() };
            let firsts = self.firsts[*block].iter();
            let next = firsts.filter(move |(other, _)| leads(*branch, *other, aim));
            next.map(|(_, first)| (*first, plans[..=depth].to_vec())).collect()
        });
        standing.collect()
    }

    /// Lists what may be meant with the blocks around the step a hop arrives at; nothing if the hop does not fit what
    /// was meant before.
    pub fn after(&self, definition: &Definition, hop: &Hop, plans: &[Plan]) -> Vec<Vec<Plan>> {
        if let By::Way(Via::Enter(branch)) = hop.by {
            let first = self.firsts[hop.from].first().is_some_and(|(first, _)| *first == branch);
            let through = (first && self.all[hop.from]).then_some(Plan::All);
            let seen = self.firsts[hop.from].iter().map(|(aim, _)| Plan::In(*aim));
            return through.into_iter().chain(seen).map(|plan| [plans, &[plan]].concat()).collect();
        }
        let around = around(definition, hop.from);
        let over = hop.joins.len();
        let ended = around.iter().zip(plans).rev().take(over);
        if !ended.clone().all(|((block, branch), plan)| self.may_join(*block, *branch, *plan)) {
            return Vec::new();
        }
        let left = around.len().min(plans.len()).saturating_sub(over);
        if hop.turns {
            let turned = left.checked_sub(1).filter(|depth| self.may_turn(around[*depth], plans[*depth], hop.to));
            return turned.map(|_| plans[..left].to_vec()).into_iter().collect();
        }
        // A wrong target inside a block is another rule's fault; it counts as seen there.
        let mut plans = plans.to_vec();
        plans.resize(definition.ancestors(hop.to).count(), Plan::All);
        vec![plans]
    }

    fn may_join(&self, block: StepAt, branch: usize, plan: Plan) -> bool {
        match plan {
            Plan::All => self.firsts[block].last().is_some_and(|(last, _)| *last == branch),
            Plan::In(aim) => aim == branch && !self.all[block],
        }
    }

    fn may_turn(&self, (block, branch): (StepAt, usize), plan: Plan, to: StepAt) -> bool {
        let firsts = &self.firsts[block];
        let Some(other) = firsts.iter().position(|(_, first)| *first == to) else { return false };
        match plan {
            Plan::All => firsts.get(other.wrapping_sub(1)).is_some_and(|(before, _)| *before == branch),
            Plan::In(aim) => leads(branch, firsts[other].0, aim),
        }
    }
}

/// Tells whether, on the way to be seen in one branch, another may follow this one: those before it in file order, then
/// the one itself.
fn leads(branch: usize, other: usize, aim: usize) -> bool {
    branch != aim && (other == aim || other > branch)
}

/// Lists the blocks around a step, the outermost first, each with the branch.
fn around(definition: &Definition, step: StepAt) -> Vec<(StepAt, usize)> {
    let mut around: Vec<_> = definition.ancestors(step).collect();
    around.reverse();
    around
}
