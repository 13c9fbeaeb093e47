//! Words about a dossier: what a button will do, why it is refused, how one came here, why a date is that date.
//!
//! It reads a program, an instance and its log and returns text, Vietnamese first. It decides nothing, and computes
//! no date that the calendar or the engine has not computed.

mod acts;
mod bar;
mod clause;
mod clocks;
mod consequence;
mod glue;
mod history;
mod incident;
mod limit;
mod moment;
mod money;
mod moved;
mod names;
mod outlook;
mod past;
mod refusal;
mod status;
mod timed;
mod value;
mod why_due;
mod why_here;

use calendar::{Calendar, Lang};
use program::{Program, RuleIx};

pub use bar::Bar;
pub(crate) use bar::escape;
pub use clause::Span;
pub use clocks::{ClockChange, ClockTold};
pub use glue::glue;
pub use history::{Line, LineKind};
pub use incident::{incident_repair, incident_words};
pub use limit::{limit_words, rule_words};
pub use moment::Chip;
pub use money::money_words;
pub use names::{account_words, agency_words, end_words};
pub use outlook::{Outlook, Prospect, Way, outlook};
pub(crate) use past::Past;
pub use status::{status_class, status_name};
pub use value::plain_words;

use crate::compiler::{Compiled, Library};
use crate::files::Directory;

/// Tells one reader about the dossiers of one procedure, in his language.
#[derive(Clone, Copy, Debug)]
pub struct Teller<'a> {
    /// The procedure.
    pub compiled: &'a Compiled,
    /// Its calendars.
    pub library: &'a Library,
    /// The agencies and posts that act.
    pub directory: &'a Directory,
    /// The reader's language.
    pub lang: Lang,
}

impl<'a> Teller<'a> {
    /// Returns the machine.
    pub fn program(&self) -> &'a Program {
        &self.compiled.program
    }

    /// Returns the calendar a deadline rule counts by.
    ///
    /// # Panics
    /// If the library lacks a calendar the procedure was compiled with; loading refuses that (M057).
    pub fn calendar(&self, rule: RuleIx) -> &'a Calendar {
        let id = &self.program().rules[rule.at()].calendar;
        self.library.calendar(id).expect("a program is loaded only with its calendars")
    }

    /// Chooses the words of the reader's language.
    pub(crate) fn say<T>(&self, vi: T, en: T) -> T {
        pick(self.lang, vi, en)
    }
}

/// Chooses the words of a language.
pub(crate) fn pick<T>(lang: Lang, vi: T, en: T) -> T {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}
