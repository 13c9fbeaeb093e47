//! Writing: one transaction for a batch of commits. Order inside a commit does not matter to SQLite, only that all
//! of it is there.

use engine::{RowChange, TaskRow};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::fault::{fault, once};
use super::read::hash_of;
use super::sql;
use crate::chain::{Chain, Hash, ORIGIN};
use crate::commit::{Commit, Committed, DossierId, NewAnswer, NewDossier, NewRecord, State, Target, code_of};
use crate::error::StoreError;
use crate::rows::ProgramRow;

/// Keeps a batch, all of it or nothing.
pub(super) async fn commit(pool: &SqlitePool, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
    let mut connection = pool.acquire().await.map_err(fault)?;
    let result = transact(&mut connection, batch).await;
    if matches!(&result, Err(error) if broken(error)) {
        // SQLite may have ended the transaction by itself, and then the driver's count of them is wrong for good; a
        // new connection begins clean.
        connection.close_on_drop();
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

async fn transact(connection: &mut SqliteConnection, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
    // A deferred transaction would take the write lock too late and could fail in the middle.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    let mut committed = Vec::with_capacity(batch.len());
    for commit in batch {
        committed.push(one(&mut transaction, commit).await?);
    }
    transaction.commit().await.map_err(fault)?;
    Ok(committed)
}

async fn one(connection: &mut SqliteConnection, commit: &Commit) -> Result<Committed, StoreError> {
    if commit.records.is_empty() {
        return Err(StoreError::NoRecord);
    }
    let committed = match &commit.dossier {
        Target::New(new) => begin(connection, new, commit).await?,
        Target::Existing { id, version } => go_on(connection, *id, *version, commit).await?,
    };
    let id = committed.id;
    for data in &commit.data {
        let add = sqlx::query(sql::ADD_DATA).bind(id.0).bind(data.version).bind(data.body.as_slice());
        add.execute(&mut *connection).await.map_err(|error| twice(error, "data"))?;
    }
    change_tasks(connection, id, commit).await?;
    for effect in &commit.outbox {
        let add = sqlx::query(sql::ADD_EFFECT).bind(id.0).bind(effect.seq as i64).bind(effect.ordinal);
        let add = add.bind(effect.target.as_str()).bind(effect.body.as_slice());
        add.execute(&mut *connection).await.map_err(|error| twice(error, "outbox"))?;
    }
    if let Some(answer) = &commit.answer {
        keep_answer(connection, &committed, answer).await?;
    }
    Ok(committed)
}

async fn begin(connection: &mut SqliteConnection, new: &NewDossier, commit: &Commit) -> Result<Committed, StoreError> {
    let next = sqlx::query_scalar(sql::NEXT_NUMBER).bind(new.code_prefix.as_str());
    let number: i64 = next.fetch_one(&mut *connection).await.map_err(fault)?;
    let code = code_of(&new.code_prefix, number as u64);
    let (links, version, head) = linked(Chain::at(&code, 0, ORIGIN), &commit.records);
    let State { snapshot, status, ended, wake_at } = &commit.state;
    let dossier = sqlx::query_scalar(sql::BEGIN_DOSSIER)
        .bind(code.as_str())
        .bind(new.procedure.as_str())
        .bind(new.program.as_str())
        .bind(new.agency.as_str())
        .bind(new.receiving.as_str())
        .bind(new.applicant.as_str())
        .bind(new.created_at)
        .bind(version as i64)
        .bind(snapshot.as_slice())
        .bind(*status)
        .bind(*ended)
        .bind(*wake_at)
        .bind(head.as_slice());
    let id = DossierId(dossier.fetch_one(&mut *connection).await.map_err(|error| twice(error, "dossiers"))?);
    append(connection, id, &links).await?;
    Ok(Committed { id, code, version })
}

async fn go_on(
    connection: &mut SqliteConnection,
    id: DossierId,
    expected: u64,
    commit: &Commit,
) -> Result<Committed, StoreError> {
    let found = sqlx::query_as(sql::HEAD).bind(id.0).fetch_optional(&mut *connection).await.map_err(fault)?;
    let Some((code, found, head)): Option<(String, i64, Vec<u8>)> = found else {
        return Err(StoreError::NoSuchDossier { dossier: id });
    };
    if found as u64 != expected {
        return Err(StoreError::Conflict { dossier: id, expected, found: found as u64 });
    }
    let (links, version, head) = linked(Chain::at(&code, expected, hash_of(head)?), &commit.records);
    let State { snapshot, status, ended, wake_at } = &commit.state;
    let moved = sqlx::query(sql::MOVE_DOSSIER)
        .bind(id.0)
        .bind(version as i64)
        .bind(snapshot.as_slice())
        .bind(*status)
        .bind(*ended)
        .bind(*wake_at)
        .bind(head.as_slice());
    moved.execute(&mut *connection).await.map_err(fault)?;
    append(connection, id, &links).await?;
    Ok(Committed { id, code, version })
}

/// A record with the place and the hash it gets.
type Link<'a> = (u64, &'a NewRecord, Hash);

fn linked<'a>(mut chain: Chain<'_>, records: &'a [NewRecord]) -> (Vec<Link<'a>>, u64, Hash) {
    let link = |record: &'a NewRecord| {
        chain.append(record);
        (chain.seq(), record, chain.head())
    };
    let links: Vec<_> = records.iter().map(link).collect();
    (links, chain.seq(), chain.head())
}

async fn append(connection: &mut SqliteConnection, id: DossierId, links: &[Link<'_>]) -> Result<(), StoreError> {
    for (seq, record, hash) in links {
        let add = sqlx::query(sql::ADD_RECORD)
            .bind(id.0)
            .bind(*seq as i64)
            .bind(record.at)
            .bind(record.recorded_at)
            .bind(record.author.as_str())
            .bind(record.kind.as_str())
            .bind(record.body.as_slice())
            .bind(hash.as_slice());
        add.execute(&mut *connection).await.map_err(|error| twice(error, "records"))?;
    }
    Ok(())
}

async fn change_tasks(connection: &mut SqliteConnection, id: DossierId, commit: &Commit) -> Result<(), StoreError> {
    for change in commit.lasting_rows() {
        match change {
            RowChange::TaskOpened(task) => open_task(connection, id, task).await?,
            RowChange::TaskMoved { activation, role, agency } => {
                let moved = sqlx::query(sql::MOVE_TASK).bind(id.0).bind(activation.0 as i64);
                let moved = moved.bind(role.as_str()).bind(agency.as_str());
                moved.execute(&mut *connection).await.map_err(fault)?;
            }
            RowChange::TaskClosed { activation } => {
                let closed = sqlx::query(sql::CLOSE_TASK).bind(id.0).bind(activation.0 as i64);
                closed.execute(&mut *connection).await.map_err(fault)?;
            }
        }
    }
    Ok(())
}

async fn open_task(connection: &mut SqliteConnection, id: DossierId, task: &TaskRow) -> Result<(), StoreError> {
    let open = sqlx::query(sql::OPEN_TASK)
        .bind(id.0)
        .bind(task.activation.0 as i64)
        .bind(task.step.as_str())
        .bind(task.role.as_str())
        .bind(task.agency.as_str())
        .bind(task.applicant.as_ref().map(|name| name.as_str()))
        .bind(task.due)
        .bind(task.opened_at);
    open.execute(connection).await.map_err(|error| twice(error, "tasks"))?;
    Ok(())
}

async fn keep_answer(
    connection: &mut SqliteConnection,
    committed: &Committed,
    answer: &NewAnswer,
) -> Result<(), StoreError> {
    let NewAnswer { client, key, fingerprint, body } = answer;
    let add = sqlx::query(sql::ADD_ANSWER)
        .bind(client.as_str())
        .bind(key.as_str())
        .bind(fingerprint.as_slice())
        .bind(committed.id.0)
        .bind(committed.version as i64)
        .bind(body.as_slice());
    let before = || StoreError::AlreadyAnswered { client: client.clone(), key: key.clone() };
    add.execute(connection).await.map_err(|error| once(error, before))?;
    Ok(())
}

fn twice(error: sqlx::Error, table: &'static str) -> StoreError {
    once(error, || StoreError::Duplicate { table })
}

/// Keeps a setting, in place of what it was.
pub(super) async fn set_setting(pool: &SqlitePool, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(sql::SET_SETTING).bind(name).bind(value).execute(pool).await.map_err(fault)?;
    Ok(())
}

/// Keeps a program unless its hash is there.
pub(super) async fn put_program(pool: &SqlitePool, program: &ProgramRow) -> Result<(), StoreError> {
    let put = sqlx::query(sql::PUT_PROGRAM)
        .bind(program.hash.as_str())
        .bind(program.procedure.as_str())
        .bind(program.source.as_str())
        .bind(program.activated_at);
    put.execute(pool).await.map_err(fault)?;
    Ok(())
}
