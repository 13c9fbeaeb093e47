//! Writing: one transaction for a batch of commits, one script for each commit. Order inside a commit does not matter to
//! SQLite, only that all of it is there.

use engine::{Name, RowChange, TaskRow};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::Writer;
use super::fault::{fault, violated};
use super::known::{Head, Known};
use super::script::Script;
use super::sql;
use crate::chain::{Chain, ORIGIN};
use crate::commit::{Commit, Committed, DossierId, NewAnswer, NewDossier, State, Target, code_of};
use crate::error::StoreError;
use crate::rows::{DutyRow, ProgramRow};

/// Keeps a batch, all of it or nothing.
pub(super) async fn commit(writer: &Writer, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
    let mut connection = writer.pool.acquire().await.map_err(fault)?;
    let result = transact(&mut connection, writer, batch).await;
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

async fn transact(
    connection: &mut SqliteConnection,
    writer: &Writer,
    batch: &[Commit],
) -> Result<Vec<Committed>, StoreError> {
    // Taken away for as long as the commit runs: one that fails or is interrupted leaves nothing that may be wrong.
    let mut known = writer.known.take();
    // A deferred transaction would take the write lock too late and could fail in the middle.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    let mut committed = Vec::with_capacity(batch.len());
    for commit in batch {
        if commit.records.is_empty() {
            return Err(StoreError::NoRecord);
        }
        known.learn(&mut transaction, commit).await?;
        let (place, script) = write(&mut known, commit)?;
        #[cfg(feature = "tape")]
        writer.tape.keep(&script);
        script.run(&mut transaction).await.map_err(|error| refused(error, commit))?;
        committed.push(place);
    }
    transaction.commit().await.map_err(fault)?;
    known.bound();
    writer.known.put(known);
    Ok(committed)
}

/// Says which row a commit wanted to write that was there.
fn refused(error: sqlx::Error, commit: &Commit) -> StoreError {
    match (violated(&error), &commit.answer) {
        (Some("answers"), Some(NewAnswer { client, key, .. })) => {
            StoreError::AlreadyAnswered { client: client.clone(), key: key.clone() }
        }
        (Some(table), _) => StoreError::Duplicate { table },
        (None, _) => fault(error),
    }
}

/// Puts down what a commit writes, and where it will stand.
fn write(known: &mut Known, commit: &Commit) -> Result<(Committed, Script), StoreError> {
    let mut script = Script::default();
    let id = match &commit.dossier {
        Target::New(new) => begin(known, new, &mut script),
        Target::Existing { id, version } => expect(known, *id, *version)?,
    };
    let head = known.heads.get_mut(&id).expect("it was begun or learnt just now");
    append(head, id, commit, &mut script);
    let State { snapshot, status, ended, wake_at, due_at } = &commit.state;
    script.say(match &commit.dossier {
        Target::New(_) => sql::BEGIN_DOSSIER,
        Target::Existing { .. } => sql::MOVE_DOSSIER,
    });
    script.bind(id.0).bind(head.version as i64).bind(snapshot.as_slice()).bind(*status).bind(*ended);
    script.bind(*wake_at).bind(*due_at).bind(head.hash.as_slice());
    if let Target::New(new) = &commit.dossier {
        let NewDossier { procedure, program, agency, receiving, applicant, created_at, .. } = new;
        script.bind(head.code.as_str()).bind(procedure.as_str()).bind(program.as_str()).bind(agency.as_str());
        script.bind(receiving.as_str()).bind(applicant.as_str()).bind(*created_at);
    }
    let committed = Committed { id, code: head.code.clone(), version: head.version };
    for data in &commit.data {
        script.say(sql::ADD_DATA).bind(id.0).bind(data.version).bind(data.body.as_slice());
    }
    change_tasks(id, commit, &mut script);
    for effect in &commit.outbox {
        script.say(sql::ADD_EFFECT).bind(id.0).bind(effect.seq as i64).bind(effect.ordinal);
        script.bind(effect.target.as_str()).bind(effect.body.as_slice());
    }
    if let Some(NewAnswer { client, key, fingerprint, body }) = &commit.answer {
        script.say(sql::ADD_ANSWER).bind(client.as_str()).bind(key.as_str()).bind(fingerprint.as_slice());
        script.bind(id.0).bind(committed.version as i64).bind(body.as_slice());
    }
    Ok((committed, script))
}

/// Gives the next id and the next number of the prefix.
fn begin(known: &mut Known, new: &NewDossier, script: &mut Script) -> DossierId {
    let last = known.last_id.as_mut().expect("it was learnt just now");
    *last += 1;
    let id = DossierId(*last);
    let number = known.numbers.get_mut(&new.code_prefix).expect("it was learnt just now");
    *number += 1;
    script.say(sql::GIVE_NUMBER).bind(new.code_prefix.as_str()).bind(*number);
    let code = code_of(&new.code_prefix, *number as u64);
    known.heads.insert(id, Head { code, version: 0, hash: ORIGIN });
    id
}

fn expect(known: &Known, id: DossierId, expected: u64) -> Result<DossierId, StoreError> {
    match known.heads[&id].version {
        found if found == expected => Ok(id),
        found => Err(StoreError::Conflict { dossier: id, expected, found }),
    }
}

/// Links the records to the chain, and moves its head.
fn append(head: &mut Head, id: DossierId, commit: &Commit, script: &mut Script) {
    let mut chain = Chain::at(&head.code, head.version, head.hash);
    for record in &commit.records {
        chain.append(record);
        script.say(sql::ADD_RECORD).bind(id.0).bind(chain.seq() as i64).bind(record.at).bind(record.recorded_at);
        script.bind(record.author.as_str()).bind(record.kind.as_str()).bind(record.body.as_slice());
        script.bind(chain.head().as_slice());
    }
    (head.version, head.hash) = (chain.seq(), chain.head());
}

fn change_tasks(id: DossierId, commit: &Commit, script: &mut Script) {
    for change in commit.lasting_rows() {
        match change {
            RowChange::TaskOpened(task) => open_task(id, task, script),
            RowChange::TaskMoved { activation, role, agency } => {
                script.say(sql::MOVE_TASK).bind(id.0).bind(activation.0 as i64);
                script.bind(role.as_str()).bind(agency.as_str());
            }
            RowChange::TaskHeld { activation, holder } => {
                script.say(sql::HOLD_TASK).bind(id.0).bind(activation.0 as i64);
                script.bind(holder.as_ref().map(Name::as_str));
            }
            RowChange::TaskDue { activation, due } => {
                script.say(sql::TASK_DUE).bind(id.0).bind(activation.0 as i64).bind(*due);
            }
            RowChange::TaskClosed { activation } => {
                script.say(sql::CLOSE_TASK).bind(id.0).bind(activation.0 as i64);
            }
        }
    }
}

fn open_task(id: DossierId, task: &TaskRow, script: &mut Script) {
    script.say(sql::OPEN_TASK).bind(id.0).bind(task.activation.0 as i64).bind(task.step.as_str());
    script.bind(task.role.as_str()).bind(task.agency.as_str()).bind(task.applicant.as_ref().map(|name| name.as_str()));
    script.bind(task.due).bind(task.opened_at).bind(task.item.as_ref().map(Name::as_str));
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

/// Notes since when a duty is done for a unit, unless it is noted; returns the last slot done, or since when.
pub(super) async fn begin_duty(pool: &SqlitePool, duty: &str, unit: &str, since: i64) -> Result<i64, StoreError> {
    sqlx::query(sql::BEGIN_DUTY).bind(duty).bind(unit).bind(since).execute(pool).await.map_err(fault)?;
    sqlx::query_scalar(sql::DUTY_DONE).bind(duty).bind(unit).fetch_one(pool).await.map_err(fault)
}

/// Keeps what duties found, all of it or nothing.
pub(super) async fn keep_duties(pool: &SqlitePool, found: &[DutyRow]) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    for DutyRow { duty, unit, slot, as_of, recorded_at, body } in found {
        let keep = sqlx::query(sql::KEEP_DUTY).bind(duty.as_str()).bind(unit.as_str()).bind(*slot).bind(*as_of);
        let keep = keep.bind(*recorded_at).bind(body.as_slice());
        keep.execute(&mut *transaction).await.map_err(fault)?;
    }
    transaction.commit().await.map_err(fault)
}
