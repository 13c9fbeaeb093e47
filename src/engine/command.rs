//! What may be asked of a dossier.

use std::collections::BTreeMap;

use calendar::Instant;
use program::{AnytimeIx, CaseIx, Channel, Subject};

use crate::{ActivationId, Actor, IncidentId, Name};

/// A command. A person may be told no; for timers and retries the engine is total.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Files a dossier (sem 1.33).
    Submit(Submission),
    /// Presses a button.
    Act {
        /// Who.
        actor: Actor,
        /// The open task.
        activation: ActivationId,
        /// Id of the button.
        action: String,
        /// What it asks.
        answers: Answers,
    },
    /// Uses an `anytime` entry.
    Trigger {
        /// Who.
        actor: Actor,
        /// Which.
        anytime: AnytimeIx,
        /// What it asks.
        answers: Answers,
    },
    /// Fires every timer that is due, one by one (sem 2.16).
    FireDue(Until),
    /// Tries a parked token again (sem 8.5).
    Retry {
        /// The incident that parked it.
        incident: IncidentId,
        /// The operator.
        operator: Name,
    },
}

/// How far [`Command::FireDue`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Timers due before the instant: sent before every act at it (sem 2.2, 2.3).
    Before(Instant),
    /// Timers due up to and including it.
    UpTo(Instant),
}

/// A filled-in application.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Facts of the filing that never change.
    pub filing: Filing,
    /// The applicant's answers and papers.
    pub answers: Answers,
}

/// Facts of the filing that never change; the case may, by an officer's act (L2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The applicant's account.
    pub applicant: Name,
    /// How it arrived.
    pub channel: Channel,
    /// The case chosen.
    pub case: Option<CaseIx>,
    /// Kind of applicant.
    pub subject: Subject,
    /// The agency that settles it.
    pub competent: Name,
    /// The agency that received it.
    pub receiving: Name,
    /// The agency that helped.
    pub assisting: Option<Name>,
}

/// Raw answers by address: `section.field`, `giay_to.<document>`, `ly_do`, `noi_dung`, `ghi_chu`.
///
/// They are read against the form inside `decide`, so that every edge is refused alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub BTreeMap<String, Answer>);

/// One raw answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One value as text; empty is not answered.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

impl Answers {
    /// Adds one answer.
    pub fn with(mut self, address: &str, text: impl Into<String>) -> Self {
        self.0.insert(address.to_owned(), Answer::One(text.into()));
        self
    }
}
