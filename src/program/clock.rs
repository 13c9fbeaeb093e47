//! Clocks of the dossier beside their counting: for whom they exist, what restarts and stops them, who is told.

use calendar::Length;

use crate::{Boundary, CaseIx, Channel};

/// A clock of the dossier (sem 3B, 3F).
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// ASCII id; `ho_so` for the dossier's own.
    pub id: String,
    /// The cases it exists in; empty for all.
    pub cases: Vec<CaseIx>,
    /// The channels it exists in; empty for all.
    pub channels: Vec<Channel>,
    /// True if `from` happening again starts it anew (`again: restart`, sem 3.17).
    pub restarts: bool,
    /// True if it pauses only while every open step holds it (`pause_while: all`, sem 3.35).
    pub pauses_when_all: bool,
    /// Reminders and escalations (sem 4.19).
    pub boundary: Vec<Boundary>,
}

impl Clock {
    /// Tells whether the clock exists for a dossier.
    pub fn exists(&self, case: Option<CaseIx>, channel: Channel) -> bool {
        (self.cases.is_empty() || case.is_some_and(|case| self.cases.contains(&case)))
            && (self.channels.is_empty() || self.channels.contains(&channel))
    }
}

/// What lengthens the dossier's clock (sem 3.40–3.42).
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    /// How much, or at most how much.
    pub by: Length,
    /// True if the officer says how much, up to `by`.
    pub up_to: bool,
    /// How often over the whole dossier.
    pub times: u8,
    /// Most of all together, in the unit of `by`.
    pub total: u32,
    /// Least notice before the due in force.
    pub before: Option<Length>,
}
