//! What a log tells of the activations it names: which step each of them stands for, and for whom it was opened.
//! It folds only what words need; the instance is the engine's.

use std::collections::BTreeMap;

use engine::{Activation, ActivationId, Event, Instance, Name, OperatorAct, Pass, ProposalId};
use program::NodeIx;

/// One activation of a log.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Its step.
    pub node: NodeIx,
    /// The agency it was done for, one of a list.
    pub item: Option<Name>,
    /// True if it held branches or items.
    pub holds: bool,
}

/// What a log names by number: its activations and what operators proposed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    seen: BTreeMap<ActivationId, Seen>,
    proposals: BTreeMap<ProposalId, OperatorAct>,
}

impl Past {
    /// Reads a whole log.
    pub fn of(history: &[Pass]) -> Self {
        let mut past = Self::default();
        history.iter().for_each(|pass| past.see(pass));
        past
    }

    /// Takes what is open in an instance.
    pub fn open(instance: &Instance) -> Self {
        let mut past = Self::default();
        instance.activations.iter().for_each(|one| past.open_one(one));
        past.proposals.extend(instance.proposals.iter().map(|one| (one.id, one.act.clone())));
        past
    }

    /// Adds what one pass opened, parked or proposed.
    pub fn see(&mut self, pass: &Pass) {
        for event in &pass.events {
            match event {
                Event::Opened { activation, .. } => self.open_one(activation),
                Event::VersionChanged { state, .. } => {
                    state.activations.iter().for_each(|one| self.open_one(one));
                    for one in &state.closed {
                        let seen = Seen { node: one.node, item: one.item.clone(), holds: false };
                        self.seen.insert(one.id, seen);
                    }
                }
                Event::IncidentRaised { parked: Some(parked), .. } => {
                    let seen = Seen { node: parked.node, item: None, holds: false };
                    self.seen.insert(parked.activation, seen);
                }
                Event::Proposed { id, act, .. } => {
                    self.proposals.insert(*id, act.clone());
                }
                _ => {}
            }
        }
    }

    fn open_one(&mut self, one: &Activation) {
        let seen = Seen { node: one.node, item: one.item.clone(), holds: one.scope.is_some() };
        self.seen.insert(one.id, seen);
    }

    /// Returns what is known of an activation.
    pub fn seen(&self, id: ActivationId) -> Option<&Seen> {
        self.seen.get(&id)
    }

    /// Returns the step of an activation.
    pub fn node(&self, id: ActivationId) -> Option<NodeIx> {
        self.seen(id).map(|seen| seen.node)
    }

    /// Returns what an operator proposed.
    pub fn proposal(&self, id: ProposalId) -> Option<&OperatorAct> {
        self.proposals.get(&id)
    }
}
