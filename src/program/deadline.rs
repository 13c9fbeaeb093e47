//! Deadline rules: which time limit counts for whom, on which calendar, with which warnings.

use calendar::{Bearer, Counting};

use crate::{CaseIx, Channel, CiteIx};

/// One `deadline:` of the file, of a clock of the dossier, of a step or block, or one `wait:`.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadlineRule {
    /// What people read.
    pub name: String,
    /// The limits, by case or channel; the last is the one for everything else.
    pub entries: Vec<Entry>,
    /// Id of the calendar that counts.
    pub calendar: String,
    /// Who must act (sem 0).
    pub bearer: Bearer,
    /// Grounds.
    pub legal: Vec<CiteIx>,
}

/// One line of a `within` table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Whom the line is for.
    pub on: On,
    /// How it is counted.
    pub counting: Counting,
}

/// Whom a line of a `within` table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Everything not named before.
    Otherwise,
    /// One case.
    Case(CaseIx),
    /// One channel.
    Channel(Channel),
}

impl On {
    /// Tells whether a line is for a dossier.
    pub fn fits(self, case: Option<CaseIx>, channel: Channel) -> bool {
        match self {
            Self::Otherwise => true,
            Self::Case(wanted) => case == Some(wanted),
            Self::Channel(wanted) => channel == wanted,
        }
    }
}

impl DeadlineRule {
    /// Chooses the line for a dossier; a table that covers its cases or channels always has one (M053).
    pub fn entry(&self, case: Option<CaseIx>, channel: Channel) -> u8 {
        let fits = |entry: &Entry| entry.on.fits(case, channel);
        self.entries.iter().position(fits).and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
    }

    /// Returns how a line counts.
    pub fn counting(&self, entry: u8) -> &Counting {
        &self.entries[usize::from(entry)].counting
    }
}
