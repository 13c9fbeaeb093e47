//! What may happen during several steps: withdraw, extend, side work (sem 7).

use crate::{Ask, CiteIx, Effects, ExtensionIx, GuardIx, LetterIx, NodeIx, RoleIx, Statuses};

/// Something that may happen during several steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Anytime {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Who may.
    pub role: RoleIx,
    /// True if it is available from filing on; else an effect offers it.
    pub from_start: bool,
    /// Off unless true.
    pub when: Option<GuardIx>,
    /// What it does.
    pub does: AnytimeKind,
    /// What is asked.
    pub ask: Vec<Ask>,
    /// Letters printed.
    pub print: Vec<LetterIx>,
    /// Statuses it sets.
    pub status: Statuses,
    /// Grounds.
    pub legal: Vec<CiteIx>,
    /// How often over the whole dossier; none for without limit (sem 7.10).
    pub times: Option<u8>,
    /// What it means for clocks and rights.
    pub effects: Effects,
}

/// What an `anytime` entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnytimeKind {
    /// Interrupts everything and goes there (sem 7.4).
    Next(NodeIx),
    /// Lengthens the dossier's clock (sem 7.5).
    Extend(ExtensionIx),
    /// Opens the side work of this node's block (sem 1.32).
    Steps(NodeIx),
}

impl Anytime {
    /// Returns the node it interrupts everything for, if it does.
    pub fn next(&self) -> Option<NodeIx> {
        match self.does {
            AnytimeKind::Next(node) => Some(node),
            AnytimeKind::Extend(_) | AnytimeKind::Steps(_) => None,
        }
    }
}
