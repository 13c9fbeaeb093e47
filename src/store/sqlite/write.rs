//! Writing: one transaction for a batch of commits, its rows kind by kind, in as few portions as can be.

use std::collections::HashSet;

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{Connection, SqliteConnection};

use super::Writer;
use super::fault::{fault, violated};
use super::known::{Head, Known};
use super::rows::{self, Placed};
use super::sql;
use crate::chain::{Chain, ORIGIN};
use crate::commit::{Commit, Committed, DossierId, NewAnswer, NewDossier, Target, activation, code_of};
use crate::error::StoreError;
use crate::rows::{DutyRow, ProgramRow};

/// Keeps a batch, all of it or nothing.
pub(super) async fn commit(writer: &Writer, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
    let mut connection = writer.connection().await?;
    let result = attempt(&mut connection, writer, batch).await;
    if matches!(&result, Err(error) if broken(error)) {
        // SQLite may have ended the transaction by itself, and then the driver's count of them is wrong for good; a
        // new connection begins clean.
        connection.close_on_drop();
    } else {
        writer.give_back(connection);
    }
    result
}

fn broken(error: &StoreError) -> bool {
    !matches!(
        error,
        StoreError::Conflict { .. }
            | StoreError::NoSuchDossier { .. }
            | StoreError::NoRecord
            | StoreError::AlreadyAnswered { .. }
            | StoreError::Duplicate { .. }
    )
}

async fn attempt(
    connection: &mut SqliteConnection,
    writer: &Writer,
    batch: &[Commit],
) -> Result<Vec<Committed>, StoreError> {
    if batch.len() > 1 && goes_together(batch) {
        match transact(connection, writer, batch, batch.len()).await {
            // One member cannot be written; written one by one, it is found and named.
            Err(error) if !broken(&error) => {}
            done => return done,
        }
    }
    transact(connection, writer, batch, 1).await
}

/// Tells whether the rows of a batch may be written kind by kind: no dossier comes twice, and no task changes twice.
fn goes_together(batch: &[Commit]) -> bool {
    let mut dossiers = HashSet::new();
    batch.iter().all(|commit| {
        let first = match &commit.dossier {
            Target::New(_) => true,
            Target::Existing { id, .. } => dossiers.insert(*id),
        };
        let mut tasks = HashSet::new();
        first && commit.lasting_rows().all(|change| tasks.insert(activation(change)))
    })
}

/// Writes a batch in one transaction, so many commits at once.
async fn transact(
    connection: &mut SqliteConnection,
    writer: &Writer,
    batch: &[Commit],
    at_once: usize,
) -> Result<Vec<Committed>, StoreError> {
    // A deferred transaction would take the write lock too late and could fail in the middle.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    // Taken away for as long as the commit runs: one that fails or is interrupted leaves nothing that may be wrong.
    let (time, mut known) = writer.known.take();
    let mut committed = Vec::with_capacity(batch.len());
    for commits in batch.chunks(at_once) {
        if commits.iter().any(|commit| commit.records.is_empty()) {
            return Err(StoreError::NoRecord);
        }
        known.learn(&mut transaction, commits).await?;
        let placed = commits.iter().map(|commit| place(&mut known, commit)).collect::<Result<Vec<_>, _>>()?;
        let script = rows::of(&placed);
        for portion in if at_once == 1 { script.whole() } else { script.portions() } {
            #[cfg(feature = "tape")]
            writer.tape.keep(&portion);
            portion.run(&mut transaction).await.map_err(|error| refused(error, commits))?;
        }
        committed.extend(placed.into_iter().map(|placed| placed.committed));
    }
    transaction.commit().await.map_err(fault)?;
    #[cfg(feature = "tape")]
    writer.tape.end();
    known.bound();
    writer.known.put((time, known));
    Ok(committed)
}

/// Says which row was there already.
fn refused(error: sqlx::Error, commits: &[Commit]) -> StoreError {
    match (violated(&error), commits) {
        (Some("answers"), [Commit { answer: Some(NewAnswer { client, key, .. }), .. }]) => {
            StoreError::AlreadyAnswered { client: client.clone(), key: key.clone() }
        }
        (Some(table), _) => StoreError::Duplicate { table },
        (None, _) => fault(error),
    }
}

/// Finds a commit its place, and moves what is known to it.
fn place<'a>(known: &mut Known, commit: &'a Commit) -> Result<Placed<'a>, StoreError> {
    let (id, number) = match &commit.dossier {
        Target::New(new) => begin(known, new),
        Target::Existing { id, version } => (expect(known, *id, *version)?, 0),
    };
    let head = known.heads.get_mut(&id).expect("it was begun or learnt just now");
    let mut chain = Chain::at(&head.code, head.version, head.hash);
    let link = |record| {
        chain.append(record);
        (chain.seq() as i64, chain.head())
    };
    let links = commit.records.iter().map(link).collect();
    (head.version, head.hash) = (chain.seq(), chain.head());
    let committed = Committed { id, code: head.code.clone(), version: head.version };
    Ok(Placed { commit, committed, number, links })
}

/// Gives the next id and the next number of the prefix.
fn begin(known: &mut Known, new: &NewDossier) -> (DossierId, i64) {
    let last = known.last_id.as_mut().expect("it was learnt just now");
    *last += 1;
    let id = DossierId(*last);
    let number = known.numbers.get_mut(&new.code_prefix).expect("it was learnt just now");
    *number += 1;
    let code = code_of(&new.code_prefix, *number as u64);
    known.heads.insert(id, Head { code, version: 0, hash: ORIGIN });
    (id, *number)
}

fn expect(known: &Known, id: DossierId, expected: u64) -> Result<DossierId, StoreError> {
    match known.heads[&id].version {
        found if found == expected => Ok(id),
        found => Err(StoreError::Conflict { dossier: id, expected, found }),
    }
}

/// Keeps a setting, in place of what it was.
pub(super) async fn set_setting(writer: &Writer, name: &str, value: &str) -> Result<(), StoreError> {
    run(writer, sqlx::query(sql::SET_SETTING).bind(name).bind(value)).await.map(drop)
}

/// Keeps a program unless its hash is there.
pub(super) async fn put_program(writer: &Writer, program: &ProgramRow) -> Result<(), StoreError> {
    let put = sqlx::query(sql::PUT_PROGRAM)
        .bind(program.hash.as_str())
        .bind(program.procedure.as_str())
        .bind(program.source.as_str())
        .bind(program.activated_at);
    run(writer, put).await.map(drop)
}

/// Executes one statement; returns how many rows it changed.
pub(super) async fn run(writer: &Writer, statement: Query<'_, Sqlite, SqliteArguments>) -> Result<u64, StoreError> {
    let mut connection = writer.connection().await?;
    let done = statement.execute(&mut *connection).await;
    writer.give_back(connection);
    done.map(|done| done.rows_affected()).map_err(fault)
}

/// Notes since when a duty is done for a unit, unless it is noted; returns the last slot done, or since when.
pub(super) async fn begin_duty(writer: &Writer, duty: &str, unit: &str, since: i64) -> Result<i64, StoreError> {
    run(writer, sqlx::query(sql::BEGIN_DUTY).bind(duty).bind(unit).bind(since)).await?;
    let mut connection = writer.connection().await?;
    let done = sqlx::query_scalar(sql::DUTY_DONE).bind(duty).bind(unit).fetch_one(&mut *connection).await;
    writer.give_back(connection);
    done.map_err(fault)
}

/// Keeps what duties found, all of it or nothing.
pub(super) async fn keep_duties(writer: &Writer, found: &[DutyRow]) -> Result<(), StoreError> {
    let mut connection = writer.connection().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    for DutyRow { duty, unit, slot, as_of, recorded_at, body } in found {
        let keep = sqlx::query(sql::KEEP_DUTY).bind(duty.as_str()).bind(unit.as_str()).bind(*slot).bind(*as_of);
        let keep = keep.bind(*recorded_at).bind(body.as_slice());
        keep.execute(&mut *transaction).await.map_err(fault)?;
    }
    transaction.commit().await.map_err(fault)?;
    writer.give_back(connection);
    Ok(())
}
