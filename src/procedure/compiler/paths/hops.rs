//! The hops a token can make, each with what must be so for it to happen.
//! Beside the ways of the outline there is one from every user task to where an `anytime` leads.

use super::super::guards::{Guards, Place};
use super::super::outline::{Edge, Outline, StepAt, Via};
use super::marks::{Claim, Events, Mark, claim};
use crate::files::{ActionDef, Definition, StepKind};

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
}

/// What makes a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A way of the outline.
    Way(Via),
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

    /// Returns its address, as `ky.tra_lai`.
    pub fn address(&self, definition: &Definition) -> String {
        let step = &definition.steps[self.from].id.value;
        match self.by {
            By::Way(Via::Skip) => format!("{step}.skipped"),
            By::Way(Via::Timeout) => format!("{step}.timeout"),
            By::Way(Via::Start | Via::Branch(_)) => step.clone(),
            By::Way(Via::Action(_)) => {
                self.action(definition).map_or_else(|| step.clone(), |action| format!("{step}.{}", action.id.value))
            }
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
        let ways = outline.edges.iter().map(|edge| self.way(edge));
        let users = (0..outline.steps).filter(|at| self.definition.steps[*at].user().is_some());
        let anytime = users.flat_map(|from| {
            let targets = outline.anytime.iter().enumerate();
            targets.filter_map(move |(n, to)| {
                Some(Hop { from, to: (*to)?, by: By::Anytime(n), needs: self.during(n, from) })
            })
        });
        ways.chain(anytime).collect()
    }

    fn way(self, edge: &Edge) -> Hop {
        let Edge { from, to, via } = *edge;
        let needs = match via {
            Via::Skip => self.entering(from, false),
            Via::Action(n) => [self.inside(from), self.implied(Place::Action(from, n), true)].concat(),
            Via::Branch(n) => [self.before(from, n), self.implied(Place::Branch(from, n), true)].concat(),
            Via::Start | Via::Timeout => self.inside(from),
        };
        Hop { from, to, by: By::Way(via), needs }
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
        facts.iter().filter_map(|fact| claim(self.definition, fact)).collect()
    }
}
