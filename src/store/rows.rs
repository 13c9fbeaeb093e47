//! What can be read back, and the questions it is read by. Plain values: nothing here knows a database.

use std::cmp::Ordering;

use engine::{ActivationId, TaskRow};

use crate::chain::Hash;
use crate::commit::{Committed, DossierId};

/// Names one dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DossierKey<'a> {
    /// By its identity in this store.
    Id(DossierId),
    /// By the code people know.
    Code(&'a str),
}

/// Is a dossier as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierRow {
    /// Its identity in this store.
    pub id: DossierId,
    /// The code people know.
    pub code: String,
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
    /// Sequence number of its last record.
    pub version: u64,
    /// The marking.
    pub snapshot: Vec<u8>,
    /// National status, 1 to 10.
    pub status: u8,
    /// Whether it is over.
    pub ended: bool,
    /// When the next of its timers is due, milliseconds.
    pub wake_at: Option<i64>,
    /// Hash of its last record.
    pub head: Hash,
}

/// Is a dossier as whoever goes on with it needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its identity in this store.
    pub id: DossierId,
    /// The code people know.
    pub code: String,
    /// Hash of the program it runs under, in hexadecimal digits.
    pub program: String,
    /// Sequence number of its last record.
    pub version: u64,
    /// Time of recording of its last record, milliseconds.
    pub recorded_at: i64,
    /// The marking.
    pub snapshot: Vec<u8>,
    /// The last version of its form data, if it has any.
    pub data: Option<DataRow>,
}

/// Is one version of a dossier's form data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRow {
    /// Its number within the dossier.
    pub version: u32,
    /// The data.
    pub body: Vec<u8>,
}

/// Is one record of a dossier's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Its number within the dossier, from 1 without gaps.
    pub seq: u64,
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
    /// Hash of this record and, through the one before it, of the whole log so far.
    pub hash: Hash,
}

/// Is one record of the log of all dossiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its place in that log, ascending from 1.
    pub position: i64,
    /// Code of its dossier.
    pub code: String,
    /// Hash of the program the dossier runs under, in hexadecimal digits.
    pub program: String,
    /// The record.
    pub record: RecordRow,
}

/// Says whose tasks are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskScope {
    /// Those of some roles of one agency.
    Roles {
        /// The agency.
        agency: String,
        /// Ids of the roles.
        roles: Vec<String>,
    },
    /// Those the applicant must do.
    Applicant(String),
    /// Every open task.
    All,
}

/// Asks for open tasks by due instant (those without one last), then code, then activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskQuery {
    /// Whose.
    pub scope: TaskScope,
    /// How many at most.
    pub limit: u32,
    /// Goes on behind this place, that of the last task of the page before, be it still open or not.
    pub after: Option<TaskPlace>,
}

/// Is a task's place in the order of lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPlace {
    /// Its due instant, milliseconds; none is later than any.
    pub due: Option<i64>,
    /// The dossier's code.
    pub code: String,
    /// Its id in the dossier.
    pub activation: ActivationId,
}

/// Is an open task with what a list says of its dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// The dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: String,
    /// Code of its procedure.
    pub procedure: String,
    /// Hash of the program it runs under, in hexadecimal digits.
    pub program: String,
    /// The task.
    pub task: TaskRow,
}

/// Says whose dossiers are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DossierScope {
    /// Those of one applicant.
    Applicant(String),
    /// Those an agency received or has to settle.
    Agency(String),
    /// Every dossier.
    All,
}

/// Asks for dossiers, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierQuery {
    /// Whose.
    pub scope: DossierScope,
    /// Leaves out those that are over.
    pub open_only: bool,
    /// How many at most.
    pub limit: u32,
    /// Goes on behind this one, the last of the page before.
    pub after: Option<DossierId>,
}

/// Is an answer kept for a repeated request (`sem 2.9`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// Hash of the request's body; a request with another one is not the same request.
    pub fingerprint: [u8; 32],
    /// Where the commit that gave the answer stands; its body was written before the code was known.
    pub committed: Committed,
    /// The answer.
    pub body: Vec<u8>,
}

/// Is one effect on the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// Its place in the outbox, ascending; later effects have higher places.
    pub position: i64,
    /// The dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: String,
    /// Sequence number of the record that caused it.
    pub seq: u64,
    /// Its number among the effects of that record.
    pub ordinal: u32,
    /// Whom it is for.
    pub target: String,
    /// What is sent.
    pub body: Vec<u8>,
}

/// Is a program that was put into force, by its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramRow {
    /// Hash of its canonical form, in hexadecimal digits.
    pub hash: String,
    /// Code of the procedure.
    pub procedure: String,
    /// The text it is compiled from.
    pub source: String,
    /// Milliseconds.
    pub activated_at: i64,
}

/// Is a version of a procedure that was put into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationRow {
    /// Hash of its canonical form, in hexadecimal digits; its name for ever.
    pub hash: String,
    /// Code of the procedure.
    pub procedure: String,
    /// First day on which it applies, as `2026-07-01`.
    pub first_day: String,
    /// Last day by its own text; none if it is open.
    pub last_day: Option<String>,
    /// Milliseconds.
    pub published_at: i64,
    /// The post that published it.
    pub published_by: String,
    /// Its files as they were given, the procedure first: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// What it closed: hash of the version and the last day on which that applies, by hash.
    pub closes: Vec<(String, String)>,
}

/// Is one thing that is overdue: a dossier, or a step of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueRow {
    /// The dossier's code.
    pub code: String,
    /// Code of its procedure.
    pub procedure: String,
    /// When it was due, milliseconds.
    pub due: i64,
    /// The step and the role that has it; none if the dossier itself is overdue.
    pub step: Option<(String, String)>,
}

/// Is what a recurring duty found for a unit at one of its slots (`sem 2.21`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    /// Id of the duty.
    pub duty: String,
    /// Id of the agency.
    pub unit: String,
    /// The instant it is for, milliseconds; with duty and unit its name for ever.
    pub slot: i64,
    /// The instant whose state it shows, milliseconds.
    pub as_of: i64,
    /// Time of recording, milliseconds.
    pub recorded_at: i64,
    /// The list.
    pub body: Vec<u8>,
}

/// Asks for what duties found, the latest slot first, then by unit and duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyQuery {
    /// Of which agency.
    pub unit: String,
    /// How many at most.
    pub limit: u32,
    /// Goes on before this slot, milliseconds.
    pub before: Option<i64>,
}

/// Is a message that matched no dossier, or more than one (`sem 2.13`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnmatched {
    /// Who sent it.
    pub source: String,
    /// What its source calls it; with that its name for ever.
    pub id: String,
    /// Hash of the request that brought it; a request with another one is not the same request.
    pub fingerprint: [u8; 32],
    /// The agency of the post that brought it.
    pub agency: String,
    /// Name of the message.
    pub name: String,
    /// The code of a dossier it names.
    pub dossier: Option<String>,
    /// The value it gives for the key.
    pub key: Option<String>,
    /// What it says.
    pub body: Vec<u8>,
    /// Why it matched nothing, as a word.
    pub why: String,
    /// When it came, milliseconds.
    pub received_at: i64,
    /// When it has waited too long, milliseconds.
    pub alarm_at: i64,
}

/// Is a message of the queue, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedRow {
    /// Its place in the queue, ascending.
    pub number: i64,
    /// The message.
    pub message: NewUnmatched,
    /// What became of it; none while it waits.
    pub settled: Option<Settled>,
}

/// Says what became of a message that had matched nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When, milliseconds.
    pub at: i64,
    /// The post that decided it.
    pub by: String,
    /// The code of the dossier it was given to; none if it was left aside.
    pub dossier: Option<String>,
    /// Why it was left aside.
    pub ground: Option<String>,
}

/// Names one message of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnmatchedKey<'a> {
    /// By its place.
    Number(i64),
    /// By its name for ever.
    Name {
        /// Who sent it.
        source: &'a str,
        /// What its source calls it.
        id: &'a str,
    },
}

/// Asks for messages of the queue, the longest waiting first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedQuery {
    /// Of which agency.
    pub agency: String,
    /// Leaves out what is settled.
    pub open_only: bool,
    /// How many at most.
    pub limit: u32,
    /// Goes on behind this place; 0 is before the first.
    pub after: i64,
}

impl TaskView {
    /// Returns its place in the order of lists.
    pub fn place(&self) -> TaskPlace {
        TaskPlace { due: self.task.due, code: self.code.clone(), activation: self.task.activation }
    }
}

impl TaskPlace {
    fn key(&self) -> (i64, &str, ActivationId) {
        (self.due.unwrap_or(i64::MAX), &self.code, self.activation)
    }
}

impl Ord for TaskPlace {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for TaskPlace {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
