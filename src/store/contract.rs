//! The contract every store fulfils. It names no database; the conformance suite holds every store to it.

use std::fmt;
use std::pin::Pin;

use engine::ActivationId;

use crate::chain::{Broken, Chain};
use crate::commit::{Commit, Committed, DossierId, NewLetter};
use crate::error::StoreError;
use crate::rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DutyQuery, DutyRow, EffectRow, LogRow, NewUnmatched,
    OverdueRow, ProgramRow, PublicationRow, RecordRow, Settled, Standing, TaskQuery, TaskView, UnmatchedKey,
    UnmatchedQuery, UnmatchedRow,
};

/// How many records [`Store::verify`] reads at once.
const VERIFY_PAGE: u32 = 500;

/// What a store will answer.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Says what a store is for; fixed when it is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For trying out: its dossiers have no legal effect.
    Rehearsal,
    /// For dossiers of people.
    Production,
}

impl Kind {
    /// Returns the word the store keeps.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rehearsal => "rehearsal",
            Self::Production => "production",
        }
    }

    /// Reads the word the store keeps.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Rehearsal, Self::Production].into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// Keeps dossiers.
///
/// Everything read after an acknowledged commit shows that commit. Every method fails with what the database reports
/// ([`StoreError`]); further errors are named at the method.
pub trait Store: Send + Sync {
    /// Says what the store is for.
    fn kind(&self) -> Kind;

    /// Keeps a batch in one transaction: all of it, or nothing and an error.
    ///
    /// Several commits of one dossier follow each other, each naming the version after the one before. On an error
    /// the caller runs the members alone, so that one cannot take the others with it.
    ///
    /// Errors: [`StoreError::Conflict`], [`StoreError::NoSuchDossier`], [`StoreError::NoRecord`],
    /// [`StoreError::AlreadyAnswered`], [`StoreError::Duplicate`].
    fn commit<'a>(&'a self, batch: &'a [Commit]) -> Reply<'a, Vec<Committed>>;

    /// Finds one dossier.
    fn dossier<'a>(&'a self, key: DossierKey<'a>) -> Reply<'a, Option<DossierRow>>;

    /// Reads some dossiers as whoever goes on with them needs them, in any order; those that are not there are left out.
    fn standing<'a>(&'a self, ids: &'a [DossierId]) -> Reply<'a, Vec<Standing>>;

    /// Lists dossiers, the newest first.
    fn dossiers<'a>(&'a self, query: &'a DossierQuery) -> Reply<'a, Vec<DossierRow>>;

    /// Finds one version of a dossier's form data.
    fn data(&self, dossier: DossierId, version: u32) -> Reply<'_, Option<DataRow>>;

    /// Lists records of a dossier with a sequence number above `after`, ascending.
    fn records(&self, dossier: DossierId, after: u64, limit: u32) -> Reply<'_, Vec<RecordRow>>;

    /// Lists records of all dossiers placed behind `after`, ascending; 0 is before the first. A record that is committed
    /// later has a higher place.
    fn log(&self, after: i64, limit: u32) -> Reply<'_, Vec<LogRow>>;

    /// Returns the time of recording of the last record of all, milliseconds.
    fn last_recorded(&self) -> Reply<'_, Option<i64>>;

    /// Lists dossiers with a timer due at or before `now` (milliseconds), the earliest first, with that instant.
    fn due(&self, now: i64, limit: u32) -> Reply<'_, Vec<(DossierId, i64)>>;

    /// Returns the earliest instant at which a dossier has a timer due, milliseconds.
    fn next_wake(&self) -> Reply<'_, Option<i64>>;

    /// Lists open tasks.
    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Reply<'a, Vec<TaskView>>;

    /// Finds one open task.
    fn task(&self, dossier: DossierId, activation: ActivationId) -> Reply<'_, Option<TaskView>>;

    /// Finds the answer kept under a client's key (`sem 2.9`).
    fn answer<'a>(&'a self, client: &'a str, key: &'a str) -> Reply<'a, Option<AnswerRow>>;

    /// Lists effects of all dossiers placed behind `after`, ascending; 0 is before the first.
    fn outbox(&self, after: i64, limit: u32) -> Reply<'_, Vec<EffectRow>>;

    /// Lists the effects of one dossier, ascending.
    fn effects(&self, dossier: DossierId) -> Reply<'_, Vec<EffectRow>>;

    /// Finds a letter as it was printed, by its effect; none if it was erased.
    fn letter(&self, dossier: DossierId, seq: u64, ordinal: u32) -> Reply<'_, Option<NewLetter>>;

    /// Finds a setting of this store.
    fn setting<'a>(&'a self, name: &'a str) -> Reply<'a, Option<String>>;

    /// Keeps a setting, in place of what it was.
    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> Reply<'a, ()>;

    /// Keeps a program; one already kept under that hash stays as it is.
    fn put_program<'a>(&'a self, program: &'a ProgramRow) -> Reply<'a, ()>;

    /// Lists the programs by the instant they were put into force.
    fn programs(&self) -> Reply<'_, Vec<ProgramRow>>;

    /// Keeps versions put into force with their files and what they close, all of it in one transaction.
    ///
    /// Errors: [`StoreError::Duplicate`] if a version was published before; nothing is kept then.
    fn publish<'a>(&'a self, versions: &'a [PublicationRow]) -> Reply<'a, ()>;

    /// Lists the publications in their order.
    fn publications(&self) -> Reply<'_, Vec<PublicationRow>>;

    /// Lists what an agency has to settle and was due before `now` (milliseconds): dossiers, and steps of officials;
    /// the longest overdue first, then by code.
    fn overdue<'a>(&'a self, agency: &'a str, now: i64) -> Reply<'a, Vec<OverdueRow>>;

    /// Notes that a duty is done for a unit from `since` (milliseconds) on, unless it is noted; returns the last slot
    /// that is done, or since when.
    fn begin_duty<'a>(&'a self, duty: &'a str, unit: &'a str, since: i64) -> Reply<'a, i64>;

    /// Keeps what a duty found, all of it in one transaction; what is kept for a slot already stays as it is.
    fn keep_duties<'a>(&'a self, found: &'a [DutyRow]) -> Reply<'a, ()>;

    /// Lists what duties found.
    fn duties<'a>(&'a self, query: &'a DutyQuery) -> Reply<'a, Vec<DutyRow>>;

    /// Keeps a message that matched nothing, once by source and id, and returns it as it is kept; one that is there stays
    /// as it is.
    fn keep_unmatched<'a>(&'a self, message: &'a NewUnmatched) -> Reply<'a, UnmatchedRow>;

    /// Finds a message of the queue, settled or not.
    fn unmatched<'a>(&'a self, key: UnmatchedKey<'a>) -> Reply<'a, Option<UnmatchedRow>>;

    /// Lists messages of the queue.
    fn list_unmatched<'a>(&'a self, query: &'a UnmatchedQuery) -> Reply<'a, Vec<UnmatchedRow>>;

    /// Says what became of a message of the queue; false if that is said already, or there is none.
    fn settle_unmatched<'a>(&'a self, number: i64, settled: &'a Settled) -> Reply<'a, bool>;

    /// Counts the messages that wait and had waited too long at or before `now` (milliseconds).
    fn alarming_unmatched(&self, now: i64) -> Reply<'_, u64>;

    /// Folds everything written into the one place and lets go of it; nothing can be asked of the store afterwards.
    fn close(&self) -> Reply<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    /// Recomputes the hash chain of a dossier from its stored records up to the head the dossier names.
    ///
    /// Errors: [`StoreError::NoSuchDossier`].
    fn verify(&self, dossier: DossierId) -> Reply<'_, Result<(), Broken>> {
        Box::pin(async move {
            let Some(row) = self.dossier(DossierKey::Id(dossier)).await? else {
                return Err(StoreError::NoSuchDossier { dossier });
            };
            let mut chain = Chain::new(&row.code);
            while chain.seq() < row.version {
                let page = self.records(dossier, chain.seq(), VERIFY_PAGE).await?;
                // A commit since the row was read is not this check's matter.
                let known = page.iter().filter(|record| record.seq <= row.version);
                let before = chain.seq();
                if let Err(broken) = chain.follow(known) {
                    return Ok(Err(broken));
                }
                if chain.seq() == before {
                    break;
                }
            }
            Ok(chain.ends(row.version, &row.head))
        })
    }
}
