//! The dossiers the writer keeps in memory, so that a step need not read and parse what the step before it wrote.
//!
//! It is bounded by count and by bytes, and knows nothing of what it keeps.

use std::collections::HashMap;

use store::DossierId;

use crate::prepare::Held;

/// Most dossiers of a generation.
const COUNT_MAX: usize = 2_048;
/// Most bytes of a generation, as stored.
const BYTES_MAX: usize = 16 << 20;

/// Dossiers in two generations: what is not asked for while one fills up is forgotten with the other.
#[derive(Default)]
pub(crate) struct HeldDossiers {
    young: HashMap<DossierId, Held>,
    /// What the young ones take.
    bytes: usize,
    old: HashMap<DossierId, Held>,
}

impl HeldDossiers {
    /// Takes a dossier out; whoever takes it puts it back.
    pub fn remove(&mut self, id: DossierId) -> Option<Held> {
        let Some(young) = self.young.remove(&id) else { return self.old.remove(&id) };
        self.bytes -= young.bytes();
        Some(young)
    }

    /// Tells whether a dossier is here.
    pub fn contains(&self, id: DossierId) -> bool {
        self.young.contains_key(&id) || self.old.contains_key(&id)
    }

    /// Keeps a dossier as it now is.
    pub fn insert(&mut self, id: DossierId, held: Held) {
        self.bytes += held.bytes();
        self.young.insert(id, held);
    }

    /// Forgets everything: what is held may not be what is stored.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Keeps the memory bounded. Between batches only: until its commit, what is held is nowhere else.
    pub fn age(&mut self) {
        if self.young.len() >= COUNT_MAX || self.bytes >= BYTES_MAX {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}
