//! The ways out of each step: what takes them, where they lead, which blocks they leave.

use program::{ActionIx, BlockIx, Bound, FlowKind};
use source::Spanned;

use super::super::guards::Place;
use super::super::outline::{LoopBound, Via};
use super::Lowering;
use crate::files::{ErrorDef, StepAt, StepDef, StepKind, StepLevel};

/// Where a way leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// A step.
    Step(StepAt),
    /// The join of a block.
    Join(StepAt),
}

/// One way out of a step, or out of the join of a block.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// What people read on it.
    pub name: String,
    /// What it belongs to.
    pub kind: FlowKind,
    /// Where its guard stands.
    pub guard: Option<Place>,
    /// Where it leads.
    pub to: To,
    /// The outermost block it leaves early.
    pub exits: Option<BlockIx>,
    /// What takes it in the outline, which knows its bound.
    pub via: Via,
}

impl Lowering<'_> {
    /// Returns where a step leads without a word: the following step of its level, or the join of its block.
    pub(super) fn following(&self, at: StepAt) -> Option<To> {
        let join = || self.outline.joins(at).map(To::Join);
        self.outline.following(at).map(To::Step).or_else(join)
    }

    /// Lists the ways out of a step, in the order in which they are tried or offered.
    pub(super) fn ways(&self, at: StepAt, step: &StepDef) -> Vec<Way> {
        let mut ways = Vec::new();
        let following = self.following(at);
        match &step.kind {
            StepKind::Start(_) => ways.extend(following.map(|to| proceed(to, Via::Start))),
            StepKind::Exclusive(gateway) => {
                for (n, branch) in gateway.branches.iter().enumerate() {
                    let name = branch.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
                    let guard = Some(Place::Branch(at, n)).filter(|_| !branch.otherwise);
                    let parts = Parts { name, kind: FlowKind::Branch, guard, via: Via::Branch(n) };
                    ways.extend(self.way(at, parts, (&branch.to, &branch.exit)));
                }
            }
            StepKind::Parallel(block) => {
                for (n, branch) in block.branches.iter().enumerate() {
                    let first = self.definition.children(at, n).first().copied();
                    let name = branch.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
                    let to = first.map(To::Step);
                    let via = Via::Enter(n);
                    ways.extend(to.map(|to| Way { name, kind: FlowKind::Branch, guard: None, to, exits: None, via }));
                }
                self.errors(at, &block.errors, &mut ways);
            }
            StepKind::Service(service) => {
                self.outcomes(at, step, &mut ways);
                self.errors(at, &service.errors, &mut ways);
            }
            StepKind::User(_) | StepKind::Receive(_) | StepKind::Wait(_) => self.outcomes(at, step, &mut ways),
            StepKind::End(_) => {}
        }
        if let Some(timeout) = step.time.timeout.as_ref().filter(|timeout| timeout.action.is_none()) {
            let parts = Parts { name: String::new(), kind: FlowKind::Timeout, guard: None, via: Via::Timeout };
            ways.extend(self.way(at, parts, (&timeout.next, &timeout.exit)));
        }
        let is_list = step.user().is_some_and(|user| user.for_each.is_some());
        let is_block = matches!(step.kind, StepKind::Parallel(_));
        if (step.when.is_some() || is_list) && !is_block {
            ways.extend(following.map(|to| proceed(to, Via::Skip)));
        }
        ways
    }

    /// Lists the ways of buttons and outcomes, in the order of the step's actions. Buttons that enter a message lead
    /// nowhere themselves; those of a list lead on only when the whole list is done.
    fn outcomes(&self, at: StepAt, step: &StepDef, ways: &mut Vec<Way>) {
        let is_list = step.user().is_some_and(|user| user.for_each.is_some());
        let buttons = step.actions();
        for (n, action) in buttons.iter().enumerate() {
            let enters = action.ask.iter().any(|one| one.value == "tin");
            let waits = is_list && action.exit.is_none();
            if !enters && !waits {
                let kind = FlowKind::Action(action_ix(n));
                let parts = Parts { name: action.name.value.clone(), kind, guard: None, via: Via::Action(n) };
                ways.extend(self.way(at, parts, (&action.next, &action.exit)));
            }
        }
        let declared = step.receive().map(|receive| receive.outcomes.as_slice()).unwrap_or_default();
        for (n, outcome) in declared.iter().enumerate() {
            let kind = FlowKind::Action(action_ix(buttons.len() + n));
            let parts = Parts { name: outcome.name.value.clone(), kind, guard: None, via: Via::Outcome(n) };
            ways.extend(self.way(at, parts, (&outcome.to, &outcome.exit)));
        }
        if declared.is_empty() && step.user().is_none() {
            let kind = FlowKind::Action(action_ix(buttons.len()));
            let parts = Parts { name: String::new(), kind, guard: None, via: Via::Done };
            ways.extend(self.way(at, parts, (&None, &None)));
        }
    }

    fn errors(&self, at: StepAt, errors: &[ErrorDef], ways: &mut Vec<Way>) {
        for (n, error) in errors.iter().enumerate() {
            let kind = FlowKind::Error(u8::try_from(n).unwrap_or(u8::MAX));
            let parts = Parts { name: String::new(), kind, guard: None, via: Via::Error(n) };
            ways.extend(self.way(at, parts, (&error.to, &error.exit)));
        }
    }

    fn way(
        &self,
        at: StepAt,
        parts: Parts,
        (next, exit): (&Option<Spanned<String>>, &Option<Spanned<String>>),
    ) -> Option<Way> {
        let to = match next.as_ref().or(exit.as_ref()) {
            Some(target) => To::Step(self.outline.find(&target.value)?),
            None => self.following(at)?,
        };
        let exits = match (exit, to) {
            (Some(_), To::Step(target)) => self.leaves(at, target),
            _ => None,
        };
        let Parts { name, kind, guard, via } = parts;
        Some(Way { name, kind, guard, to, exits, via })
    }

    /// Returns the outermost block that a way from a step to another leaves.
    fn leaves(&self, from: StepAt, to: StepAt) -> Option<BlockIx> {
        let level = self.definition.level(to);
        let left =
            self.definition.ancestors(from).take_while(|(block, branch)| StepLevel::Branch(*block, *branch) != level);
        left.last().and_then(|(block, _)| self.block_ix(block))
    }

    /// Returns the bound of a way, as the outline knows it.
    pub(super) fn bound_of(&self, at: StepAt, way: &Way) -> Option<Bound> {
        let To::Step(_) = way.to else { return None };
        let edge = self.outline.out(at).find(|edge| edge.via == way.via)?;
        Some(match self.outline.bound(self.definition, edge)? {
            LoopBound::Supplements(most) => Bound::Supplements(most),
            LoopBound::Rounds(most) => Bound::Rounds(most),
        })
    }
}

/// What a way is, before its target is known.
struct Parts {
    name: String,
    kind: FlowKind,
    guard: Option<Place>,
    via: Via,
}

/// Makes the way to the following step.
pub(super) fn proceed(to: To, via: Via) -> Way {
    Way { name: String::new(), kind: FlowKind::Proceed, guard: None, to, exits: None, via }
}

/// Numbers an action; beyond the limits of `language.md` (g) the step itself is refused (M009).
pub(super) fn action_ix(n: usize) -> ActionIx {
    ActionIx(u8::try_from(n).unwrap_or(u8::MAX))
}
