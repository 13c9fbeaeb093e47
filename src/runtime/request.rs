//! What the writer is asked to do, and what it answers.

use calendar::Instant;
use engine::{Command, Submission};
use store::{Committed, DossierId};
use tokio::sync::oneshot;

use crate::Refusal;

/// Who asks, and under which idempotency key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Name of the client.
    pub name: String,
    /// The key and the fingerprint of the request's body; none for requests that may be repeated freely.
    pub key: Option<(String, [u8; 32])>,
}

/// An accepted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The dossier.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// Its version after the request.
    pub version: u64,
    /// True if this answers a repetition: nothing was done now.
    pub repeated: bool,
}

impl Done {
    /// Says where a commit stands.
    pub(crate) fn new(Committed { id, code, version }: Committed, repeated: bool) -> Self {
        Self { id, code, version, repeated }
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub(crate) enum Job {
    /// Files a dossier.
    Submit {
        /// Id of the procedure.
        procedure: String,
        /// The filled-in application.
        submission: Submission,
    },
    /// Does something to a dossier.
    Command {
        /// Which.
        dossier: DossierId,
        /// The version the client saw.
        expected: Option<u64>,
        /// What.
        command: Command,
    },
}

/// A job in the queue.
pub(crate) struct Ticket {
    pub job: Job,
    pub client: Client,
    /// Arrival at this node (sem 2.1).
    pub stamp: Instant,
    pub reply: oneshot::Sender<Result<Done, Refusal>>,
}

impl Ticket {
    /// Returns the beginning of the outage that is made good, if that is asked: it counts as done then (sem 2.19).
    pub fn made_good(&self) -> Option<Instant> {
        match &self.job {
            Job::Command { command: Command::OutageGrace { from, .. }, .. } => Some(*from),
            _ => None,
        }
    }
}

/// What the writer's queue holds.
pub(crate) enum Request {
    /// A client's job.
    Ticket(Box<Ticket>),
    /// Timers are due.
    FireDue,
    /// The clock of a rehearsal is moved.
    Advance { to: Instant, reply: oneshot::Sender<Result<Instant, Refusal>> },
}
