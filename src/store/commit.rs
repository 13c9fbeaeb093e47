//! What one accepted command writes. Bodies are opaque here; nothing in this file knows a database.

use std::fmt;

use engine::{ActivationId, RowChange};

/// Identifies a dossier inside one store; people know it by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DossierId(pub i64);

impl fmt::Display for DossierId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Holds all that one accepted command writes: it is kept whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The dossier it belongs to.
    pub dossier: Target,
    /// Hash of the program the dossier runs under from now on, in hexadecimal digits; none if it stays on its own.
    pub program: Option<String>,
    /// What is appended to the log, at least one record, in order (`sem` §10 invariant 4).
    pub records: Vec<NewRecord>,
    /// The dossier as it stands after the last record.
    pub state: State,
    /// Form data written, each under a version the dossier did not have.
    pub data: Vec<NewData>,
    /// Changes of the task table, in order.
    pub rows: Vec<RowChange>,
    /// What is to be sent outside.
    pub outbox: Vec<NewEffect>,
    /// Letters printed, each under the name of an effect.
    pub letters: Vec<NewLetter>,
    /// The answer kept under the sender's key, if he gave one (`sem 2.9`).
    pub answer: Option<NewAnswer>,
}

impl Commit {
    /// Returns the changes of the task table without those of a task that this commit both opens and closes, as a
    /// chain of timers does after a standstill: such a row is never written.
    pub(crate) fn lasting_rows(&self) -> impl Iterator<Item = &RowChange> {
        self.rows.iter().filter(|change| !self.passes(activation(change)))
    }

    fn passes(&self, task: ActivationId) -> bool {
        let mut changes = self.rows.iter().filter(|change| activation(change) == task);
        matches!(changes.next(), Some(RowChange::TaskOpened(_)))
            && matches!(changes.next_back(), Some(RowChange::TaskClosed { .. }))
    }
}

/// Names the task a change is of.
pub(crate) fn activation(change: &RowChange) -> ActivationId {
    match change {
        RowChange::TaskOpened(task) => task.activation,
        RowChange::TaskMoved { activation, .. }
        | RowChange::TaskHeld { activation, .. }
        | RowChange::TaskDue { activation, .. }
        | RowChange::TaskClosed { activation } => *activation,
    }
}

/// Says which dossier a commit is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A dossier that begins with this commit.
    New(NewDossier),
    /// A dossier the store has.
    Existing {
        /// Which.
        id: DossierId,
        /// Sequence number of its last record as the writer knows it; another one found is a conflict.
        version: u64,
    },
}

/// Describes a dossier that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDossier {
    /// Everything of the code before its number, `H26.00.01-260608-`; the store appends the next number of that
    /// prefix with at least four digits, and never gives it again.
    pub code_prefix: String,
    /// Code of the procedure.
    pub procedure: String,
    /// Hash of the program it runs under, in hexadecimal digits.
    pub program: String,
    /// The competent agency.
    pub agency: String,
    /// The agency that received it.
    pub receiving: String,
    /// The applicant.
    pub applicant: String,
    /// Milliseconds.
    pub created_at: i64,
}

/// Is one record to be appended to a dossier's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Legal time, milliseconds.
    pub at: i64,
    /// Time of recording, milliseconds.
    pub recorded_at: i64,
    /// Who acted, as JSON text.
    pub author: String,
    /// Kind of the act.
    pub kind: String,
    /// The events, as the engine wrote them.
    pub body: Vec<u8>,
}

/// Is the dossier as it stands after a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The marking.
    pub snapshot: Vec<u8>,
    /// National status, 1 to 10.
    pub status: u8,
    /// Whether the dossier is over.
    pub ended: bool,
    /// When the next of its timers is due, milliseconds.
    pub wake_at: Option<i64>,
    /// The instant after which it is overdue by its legal clock, milliseconds; none while no time counts.
    pub due_at: Option<i64>,
}

/// Is one version of a dossier's form data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewData {
    /// Its number within the dossier.
    pub version: u32,
    /// The data.
    pub body: Vec<u8>,
}

/// Is one effect on the outside; `dossier/seq/ordinal` names it for ever (`sem 1.2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEffect {
    /// Sequence number of the record that caused it.
    pub seq: u64,
    /// Its number among the effects of that record.
    pub ordinal: u32,
    /// Whom it is for.
    pub target: String,
    /// What is sent.
    pub body: Vec<u8>,
}

/// Is a letter as it was printed; `dossier/seq/ordinal` is the name of the effect that printed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// Sequence number of the record that printed it.
    pub seq: u64,
    /// Its number among the effects of that record.
    pub ordinal: u32,
    /// Its meaning.
    pub letter: String,
    /// Number of the form, if it has one.
    pub form: Option<String>,
    /// The text that issued the form.
    pub legal: Option<String>,
    /// Whether it was signed digitally.
    pub signed: bool,
    /// SHA-256 of the body.
    pub sha256: [u8; 32],
    /// The page, as it was printed.
    pub body: Vec<u8>,
}

/// Is an answer to be given again when the same request comes again (`sem 2.9`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnswer {
    /// Who asked.
    pub client: String,
    /// The key he gave, unique to him.
    pub key: String,
    /// Hash of the request's body.
    pub fingerprint: [u8; 32],
    /// The answer.
    pub body: Vec<u8>,
}

/// Says where a commit stands once it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The dossier.
    pub id: DossierId,
    /// Its code, which never changes.
    pub code: String,
    /// Sequence number of its last record.
    pub version: u64,
}

/// Writes the code of the `number`-th dossier of a prefix.
pub(crate) fn code_of(prefix: &str, number: u64) -> String {
    format!("{prefix}{number:04}")
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn a_code_has_at_least_four_digits() {
        for (number, code) in [(1, "T-0001"), (9_999, "T-9999"), (10_000, "T-10000")] {
            assert_eq!(code_of("T-", number), code);
        }
    }
}
