//! What a log tells of the activations it names: which step each of them stands for.
//! It folds only what words need; the instance is the engine's.

use std::collections::BTreeMap;

use engine::{ActivationId, Event, Instance, Pass};
use program::NodeIx;

/// The steps of the activations of a log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past(BTreeMap<ActivationId, NodeIx>);

impl Past {
    /// Reads a whole log.
    pub fn of(history: &[Pass]) -> Self {
        let mut past = Self::default();
        history.iter().for_each(|pass| past.see(pass));
        past
    }

    /// Takes what is open in an instance.
    pub fn open(instance: &Instance) -> Self {
        Self(instance.activations.iter().map(|one| (one.id, one.node)).collect())
    }

    /// Adds what one pass opened or parked.
    pub fn see(&mut self, pass: &Pass) {
        for event in &pass.events {
            let (id, node) = match event {
                Event::Opened { id, node, .. } => (*id, *node),
                Event::IncidentRaised { parked: Some(parked), .. } => *parked,
                _ => continue,
            };
            self.0.insert(id, node);
        }
    }

    /// Returns the step of an activation.
    pub fn node(&self, id: ActivationId) -> Option<NodeIx> {
        self.0.get(&id).copied()
    }
}
