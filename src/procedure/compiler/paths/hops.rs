//! The hops a token can make, each with what must be so for it to happen.
//! Beside the ways of the outline there is one from every user task to where an `anytime` leads.

use super::super::guards::{Guards, Place};
use super::super::outline::{Edge, Outline, StepAt, Via};
use super::marks::{Claim, Events, Mark, claim};
use crate::files::{ActionDef, Definition, Ending, StepKind};

/// One hop of the token from a step to another.
#[derive(Clone, Debug)]
pub struct Hop {
    /// Where it leaves.
    pub from: StepAt,
    /// Where it arrives.
    pub to: StepAt,
    /// What makes it.
    pub by: By,
    /// What must be so before it.
    pub needs: Vec<Claim>,
    /// Blocks that are over with it, the innermost first.
    pub joins: Vec<StepAt>,
    /// Whether it turns to another branch of a block, which is not over: the branch it leaves has ended.
    pub turns: bool,
}

/// What makes a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A way of the outline.
    Way(Via),
    /// A way of a block around the step: its timeout or its error, which cancels everything inside.
    Block(StepAt, Via),
    /// An `anytime`, by position.
    Anytime(usize),
}

impl Hop {
    /// Returns the position of the button that makes it.
    pub fn presses(&self) -> Option<usize> {
        match self.by {
            By::Way(Via::Action(n)) => Some(n),
            _ => None,
        }
    }

    /// Returns the button that makes it.
    pub fn action<'d>(&self, definition: &'d Definition) -> Option<&'d ActionDef> {
        definition.steps[self.from].actions().get(self.presses()?)
    }

    /// Returns the position of the ending that completes the step it leaves.
    pub fn completes(&self, definition: &Definition) -> Option<usize> {
        let behind = definition.steps[self.from].actions().len();
        match self.by {
            By::Way(Via::Action(n)) => Some(n),
            By::Way(Via::Outcome(n)) => Some(behind + n),
            By::Way(Via::Start | Via::Done) => Some(behind),
            _ => None,
        }
    }

    /// Returns the ending that completes the step it leaves.
    pub fn ending<'d>(&self, definition: &'d Definition) -> Option<Ending<'d>> {
        definition.steps[self.from].endings().get(self.completes(definition)?).copied()
    }

    /// Returns its address, as `ky.tra_lai`.
    pub fn address(&self, definition: &Definition) -> String {
        let id = |at: StepAt| &definition.steps[at].id.value;
        let step = id(self.from);
        match self.by {
            By::Way(Via::Skip) => format!("{step}.skipped"),
            By::Way(Via::Timeout) => format!("{step}.timeout"),
            By::Way(Via::Error(_)) => format!("{step}.failed"),
            By::Way(Via::Start | Via::Branch(_) | Via::Enter(_)) => step.clone(),
            By::Way(Via::Action(_) | Via::Outcome(_) | Via::Done) => {
                self.ending(definition).map_or_else(|| step.clone(), |ending| format!("{step}.{}", ending.id()))
            }
            By::Block(block, Via::Timeout) => format!("{}.timeout", id(block)),
            By::Block(block, _) => format!("{}.failed", id(block)),
            By::Anytime(n) => definition.anytime[n].id.value.clone(),
        }
    }
}

/// What is sure at the places of a definition.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub definition: &'a Definition,
    pub guards: &'a Guards,
}

impl Known<'_> {
    /// Draws every hop.
    pub fn hops(self, outline: &Outline) -> Vec<Hop> {
        let ways = outline.edges.iter().flat_map(|edge| self.ways(outline, edge));
        let blocks = outline.edges.iter().flat_map(|edge| self.around(edge));
        let waits = (0..outline.steps).filter(|at| self.definition.steps[*at].waits());
        let anytime = waits.flat_map(|from| {
            let targets = outline.anytime.iter().enumerate();
            targets.filter_map(move |(n, to)| Some(hop((from, (*to)?), By::Anytime(n), self.during(n, from))))
        });
        ways.chain(blocks).chain(anytime).collect()
    }

    /// Draws the hops of one way. One that ends a branch may lead into another branch of its block, or out of the
    /// block; and where the block ends a branch itself, likewise with the block around it.
    fn ways(self, outline: &Outline, edge: &Edge) -> Vec<Hop> {
        let needs = self.needs(edge);
        let by = By::Way(edge.via);
        let Some(mut block) = edge.joins else { return vec![hop((edge.from, edge.to), by, needs)] };
        let (mut hops, mut joins) = (Vec::new(), Vec::new());
        loop {
            let others = outline.out(block).filter(|way| matches!(way.via, Via::Enter(_)));
            let turn =
                |way: &Edge| Hop { joins: joins.clone(), turns: true, ..hop((edge.from, way.to), by, needs.clone()) };
            hops.extend(others.map(turn));
            joins.push(block);
            match outline.joins(block) {
                Some(outer) => block = outer,
                None => break,
            }
        }
        hops.push(Hop { joins, ..hop((edge.from, edge.to), by, needs) });
        hops
    }

    /// Draws the hops from the steps inside a block that its timeout, or its error, makes.
    fn around(self, edge: &Edge) -> Vec<Hop> {
        let block = edge.from;
        let inside = block + 1..self.definition.block_end(block);
        let fails = |at: &StepAt| {
            let unanswered = self.definition.steps[*at].service().is_some_and(|service| service.errors.is_empty());
            let answers = |(block, _): &(StepAt, usize)| {
                self.definition.steps[*block].parallel().is_some_and(|block| !block.errors.is_empty())
            };
            unanswered && self.definition.ancestors(*at).find(answers).is_some_and(|(nearest, _)| nearest == block)
        };
        let from: Vec<StepAt> = match edge.via {
            Via::Timeout => inside.collect(),
            Via::Error(_) => inside.filter(fails).collect(),
            _ => Vec::new(),
        };
        from.into_iter().map(|at| hop((at, edge.to), By::Block(block, edge.via), self.inside(at))).collect()
    }

    fn needs(self, edge: &Edge) -> Vec<Claim> {
        let from = edge.from;
        match edge.via {
            // An empty list skips too, whatever `when` says.
            Via::Skip if self.definition.steps[from].user().is_some_and(|user| user.for_each.is_some()) => Vec::new(),
            Via::Skip => self.entering(from, false),
            Via::Action(n) => [self.inside(from), self.implied(Place::Action(from, n), true)].concat(),
            Via::Branch(n) => [self.before(from, n), self.implied(Place::Branch(from, n), true)].concat(),
            Via::Start | Via::Outcome(_) | Via::Done | Via::Enter(_) | Via::Error(_) | Via::Timeout => {
                self.inside(from)
            }
        }
    }

    /// What is sure once a step has opened.
    pub fn inside(self, step: StepAt) -> Vec<Claim> {
        self.entering(step, true)
    }

    fn entering(self, step: StepAt, opens: bool) -> Vec<Claim> {
        let mut claims = self.implied(Place::Step(step), opens);
        // Its own outcome is cleared by the arrival, after the guard has seen it.
        claims.retain(|claim| claim.mark.latest_of() != Some(step));
        claims
    }

    /// What is sure when a gateway comes to a branch: none before it was true.
    pub fn before(self, gateway: StepAt, branch: usize) -> Vec<Claim> {
        let mut claims = self.inside(gateway);
        let others = match &self.definition.steps[gateway].kind {
            StepKind::Exclusive(all) if all.branches[branch].otherwise => all.branches.len(),
            _ => branch,
        };
        claims.extend((0..others).flat_map(|other| self.implied(Place::Branch(gateway, other), false)));
        claims
    }

    /// What is sure when an `anytime` happens during a step.
    pub fn during(self, anytime: usize, step: StepAt) -> Vec<Claim> {
        let mut claims = self.open(anytime, step);
        claims.extend(self.implied(Place::Anytime(anytime), true));
        claims
    }

    /// What is sure when the guard of an `anytime` is asked during a step.
    pub fn open(self, anytime: usize, step: StepAt) -> Vec<Claim> {
        let mut claims = self.inside(step);
        let written = |events: Events| !events.of(self.definition).is_empty();
        let (opens, shuts) = (Events::Opens(anytime), Events::Shuts(anytime));
        claims.extend(written(opens).then(|| Mark::Happened(opens).holds()));
        claims.extend(written(shuts).then(|| Mark::Happened(shuts).lacks()));
        claims
    }

    fn implied(self, place: Place, result: bool) -> Vec<Claim> {
        let facts = self.guards.get(place).map(|guard| guard.requires(result)).unwrap_or_default();
        facts.iter().filter_map(|fact| claim(self.definition, fact)).filter(|claim| self.followed(*claim)).collect()
    }

    /// Tells whether a path shows what is claimed: it follows one item of a `forEach`, and side work only from within.
    fn followed(self, claim: Claim) -> bool {
        let one = |step: StepAt| {
            let step = &self.definition.steps[step];
            step.side.is_none() && step.user().is_none_or(|user| user.for_each.is_none())
        };
        match claim.mark {
            Mark::Ever(step, _) | Mark::Latest(step, _) | Mark::Done(step) | Mark::Skipped(step) => one(step),
            _ => true,
        }
    }
}

fn hop((from, to): (StepAt, StepAt), by: By, needs: Vec<Claim>) -> Hop {
    Hop { from, to, by, needs, joins: Vec::new(), turns: false }
}
