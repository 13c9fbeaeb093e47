//! The SQLite store: one file, one writer, readers beside it. Statements are in [`sql`]; nothing outside this folder
//! names the driver.

mod fault;
mod known;
mod migrate;
mod open;
mod place;
mod publications;
mod queue;
mod read;
mod rows;
mod script;
mod sql;
#[cfg(feature = "tape")]
mod tape;
mod write;

use std::fs::File;
use std::sync::{Mutex, PoisonError};

use engine::ActivationId;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqlitePool};

use self::known::Known;
use self::place::Place;

pub use self::migrate::Migrations;
#[cfg(feature = "tape")]
pub use self::tape::{Bare, Recording};
use crate::commit::{Commit, Committed, DossierId, NewLetter};
use crate::contract::{Kind, Reply, Store};
use crate::error::StoreError;
use crate::rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DutyQuery, DutyRow, EffectRow, LogRow, NewUnmatched,
    OverdueRow, ProgramRow, PublicationRow, RecordRow, Settled, Standing, TaskQuery, TaskView, UnmatchedKey,
    UnmatchedQuery, UnmatchedRow,
};

/// Keeps dossiers in one SQLite file.
pub struct SqliteStore {
    kind: Kind,
    writer: Option<Writer>,
    readers: SqlitePool,
}

/// What writes, and the lock that keeps another server away.
struct Writer {
    pool: SqlitePool,
    /// The connection used last. The pool would ask it how it is after every use, which costs as much as a commit.
    idle: Mutex<Option<PoolConnection<Sqlite>>>,
    place: Place,
    known: Kept,
    #[cfg(feature = "tape")]
    tape: tape::Tape,
    /// Held, never read: the system lets go of it when this process ends, however it ends.
    _lock: File,
}

impl Writer {
    /// Takes a connection; whoever is done with it and leaves it in order gives it back.
    async fn connection(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
        match idle {
            Some(connection) => Ok(connection),
            None => self.pool.acquire().await.map_err(fault::fault),
        }
    }

    fn give_back(&self, connection: PoolConnection<Sqlite>) {
        // A second one goes to the pool.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(connection);
    }
}

/// A place for what is known from one commit to the next, and how often it was taken away.
#[derive(Default)]
struct Kept(Mutex<(u64, Known)>);

impl Kept {
    /// Takes it away with the number of the time; what is left knows nothing.
    fn take(&self) -> (u64, Known) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        (kept.0, std::mem::take(&mut kept.1))
    }

    /// Puts it back, unless somebody else has begun to write meanwhile and knows better.
    fn put(&self, (time, known): (u64, Known)) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 == time {
            kept.1 = known;
        }
    }
}

impl SqliteStore {
    fn writer(&self) -> Result<&Writer, StoreError> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        // What is written to a file that nobody can find again is lost, whatever SQLite answers.
        writer.place.check()?;
        Ok(writer)
    }
}

impl Store for SqliteStore {
    fn kind(&self) -> Kind {
        self.kind
    }

    /// The last connection to close is the writing one: it folds the log beside the file into the file.
    fn close(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
            drop(writer.connection().await);
            writer.pool.close().await;
            writer.place.check()
        })
    }

    fn commit<'a>(&'a self, batch: &'a [Commit]) -> Reply<'a, Vec<Committed>> {
        Box::pin(async move { write::commit(self.writer()?, batch).await })
    }

    fn dossier<'a>(&'a self, key: DossierKey<'a>) -> Reply<'a, Option<DossierRow>> {
        Box::pin(read::dossier(&self.readers, key))
    }

    fn standing<'a>(&'a self, ids: &'a [DossierId]) -> Reply<'a, Vec<Standing>> {
        Box::pin(read::standing(&self.readers, ids))
    }

    fn dossiers<'a>(&'a self, query: &'a DossierQuery) -> Reply<'a, Vec<DossierRow>> {
        Box::pin(read::dossiers(&self.readers, query))
    }

    fn data(&self, dossier: DossierId, version: u32) -> Reply<'_, Option<DataRow>> {
        Box::pin(read::data(&self.readers, dossier, version))
    }

    fn records(&self, dossier: DossierId, after: u64, limit: u32) -> Reply<'_, Vec<RecordRow>> {
        Box::pin(read::records(&self.readers, dossier, after, limit))
    }

    fn log(&self, after: i64, limit: u32) -> Reply<'_, Vec<LogRow>> {
        Box::pin(read::log(&self.readers, after, limit))
    }

    fn last_recorded(&self) -> Reply<'_, Option<i64>> {
        Box::pin(read::last_recorded(&self.readers))
    }

    fn due(&self, now: i64, limit: u32) -> Reply<'_, Vec<(DossierId, i64)>> {
        Box::pin(read::due(&self.readers, now, limit))
    }

    fn next_wake(&self) -> Reply<'_, Option<i64>> {
        Box::pin(read::next_wake(&self.readers))
    }

    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Reply<'a, Vec<TaskView>> {
        Box::pin(read::tasks(&self.readers, query))
    }

    fn task(&self, dossier: DossierId, activation: ActivationId) -> Reply<'_, Option<TaskView>> {
        Box::pin(read::task(&self.readers, dossier, activation))
    }

    fn answer<'a>(&'a self, client: &'a str, key: &'a str) -> Reply<'a, Option<AnswerRow>> {
        Box::pin(read::answer(&self.readers, client, key))
    }

    fn outbox(&self, after: i64, limit: u32) -> Reply<'_, Vec<EffectRow>> {
        Box::pin(read::outbox(&self.readers, after, limit))
    }

    fn effects(&self, dossier: DossierId) -> Reply<'_, Vec<EffectRow>> {
        Box::pin(read::effects(&self.readers, dossier))
    }

    fn letter(&self, dossier: DossierId, seq: u64, ordinal: u32) -> Reply<'_, Option<NewLetter>> {
        Box::pin(read::letter(&self.readers, dossier, seq, ordinal))
    }

    fn setting<'a>(&'a self, name: &'a str) -> Reply<'a, Option<String>> {
        Box::pin(read::setting(&self.readers, name))
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> Reply<'a, ()> {
        Box::pin(async move { write::set_setting(self.writer()?, name, value).await })
    }

    fn put_program<'a>(&'a self, program: &'a ProgramRow) -> Reply<'a, ()> {
        Box::pin(async move { write::put_program(self.writer()?, program).await })
    }

    fn publish<'a>(&'a self, versions: &'a [PublicationRow]) -> Reply<'a, ()> {
        Box::pin(async move { publications::publish(self.writer()?, versions).await })
    }

    fn publications(&self) -> Reply<'_, Vec<PublicationRow>> {
        Box::pin(publications::list(&self.readers))
    }

    fn overdue<'a>(&'a self, agency: &'a str, now: i64) -> Reply<'a, Vec<OverdueRow>> {
        Box::pin(read::overdue(&self.readers, agency, now))
    }

    fn begin_duty<'a>(&'a self, duty: &'a str, unit: &'a str, since: i64) -> Reply<'a, i64> {
        Box::pin(async move { write::begin_duty(self.writer()?, duty, unit, since).await })
    }

    fn keep_duties<'a>(&'a self, found: &'a [DutyRow]) -> Reply<'a, ()> {
        Box::pin(async move { write::keep_duties(self.writer()?, found).await })
    }

    fn keep_unmatched<'a>(&'a self, message: &'a NewUnmatched) -> Reply<'a, UnmatchedRow> {
        Box::pin(async move { queue::keep(self.writer()?, message).await })
    }

    fn unmatched<'a>(&'a self, key: UnmatchedKey<'a>) -> Reply<'a, Option<UnmatchedRow>> {
        Box::pin(queue::find(&self.readers, key))
    }

    fn list_unmatched<'a>(&'a self, query: &'a UnmatchedQuery) -> Reply<'a, Vec<UnmatchedRow>> {
        Box::pin(queue::list(&self.readers, query))
    }

    fn settle_unmatched<'a>(&'a self, number: i64, settled: &'a Settled) -> Reply<'a, bool> {
        Box::pin(async move { queue::settle(self.writer()?, number, settled).await })
    }

    fn alarming_unmatched(&self, now: i64) -> Reply<'_, u64> {
        Box::pin(queue::alarming(&self.readers, now))
    }

    fn duties<'a>(&'a self, query: &'a DutyQuery) -> Reply<'a, Vec<DutyRow>> {
        Box::pin(read::duties(&self.readers, query))
    }

    fn programs(&self) -> Reply<'_, Vec<ProgramRow>> {
        Box::pin(read::programs(&self.readers))
    }
}

#[cfg(test)]
mod tests;
