//! Reading: one statement per question, on connections that cannot write.

use engine::{ActivationId, Name, TaskRow};
use sqlx::SqlitePool;

use super::fault::fault;
use super::sql;
use crate::chain::Hash;
use crate::commit::{Committed, DossierId, NewLetter};
use crate::error::StoreError;
use crate::rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DossierScope, DutyQuery, DutyRow, EffectRow, LogRow,
    OverdueRow, ProgramRow, RecordRow, Standing, TaskQuery, TaskScope, TaskView,
};

type Dossier = (i64, String, String, String, String, String, String, i64, i64, Vec<u8>, u8, bool, Option<i64>, Vec<u8>);
type Record = (i64, i64, i64, String, String, Vec<u8>, Vec<u8>);
type Task = (
    i64,
    String,
    String,
    String,
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<i64>,
    i64,
    Option<String>,
    Option<String>,
);
type Effect = (i64, i64, String, i64, u32, String, Vec<u8>);
type Letter = (String, Option<String>, Option<String>, bool, Vec<u8>, Vec<u8>);
type Answer = (Vec<u8>, i64, String, i64, Vec<u8>);

/// Finds one dossier.
pub(super) async fn dossier(pool: &SqlitePool, key: DossierKey<'_>) -> Result<Option<DossierRow>, StoreError> {
    let query = match key {
        DossierKey::Id(id) => sqlx::query_as(sql::DOSSIER_BY_ID).bind(id.0),
        DossierKey::Code(code) => sqlx::query_as(sql::DOSSIER_BY_CODE).bind(code),
    };
    query.fetch_optional(pool).await.map_err(fault)?.map(dossier_row).transpose()
}

/// Reads some dossiers as whoever goes on with them needs them.
pub(super) async fn standing(pool: &SqlitePool, ids: &[DossierId]) -> Result<Vec<Standing>, StoreError> {
    type Row<'r> = (i64, String, String, u64, i64, &'r str, Option<u32>, Option<&'r str>);
    let list = sqlx::query_scalar(sql::STANDING).bind(id_list(ids));
    let list: String = list.fetch_one(pool).await.map_err(fault)?;
    let list: Vec<Row> = serde_json::from_str(&list).map_err(unreadable)?;
    let row = |(id, code, program, version, recorded_at, snapshot, data, body): Row| {
        let data = match data.zip(body) {
            Some((version, body)) => Some(DataRow { version, body: bytes(body)? }),
            None => None,
        };
        Ok(Standing { id: DossierId(id), code, program, version, recorded_at, snapshot: bytes(snapshot)?, data })
    };
    list.into_iter().map(row).collect()
}

/// Writes ids as a JSON array.
pub(super) fn id_list(ids: &[DossierId]) -> String {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    serde_json::json!(ids).to_string()
}

/// What each byte is worth as a hexadecimal digit; more than 15 if it is none.
const WORTH: [u8; 256] = {
    let (mut worth, mut digit) = ([u8::MAX; 256], 0);
    while digit < 16 {
        worth[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    worth
};

/// Reads hexadecimal digits as SQLite writes them.
pub(super) fn bytes(digits: &str) -> Result<Vec<u8>, StoreError> {
    let mut worst = 0;
    let mut digit = |digit: u8| {
        let worth = WORTH[usize::from(digit)];
        worst |= worth;
        worth
    };
    let pairs = digits.as_bytes().chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let bytes = pairs.map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect();
    if odd || worst > 0xF {
        return Err(StoreError::Failed { detail: "digits that are none".to_owned() });
    }
    Ok(bytes)
}

pub(super) fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Failed { detail: error.to_string() }
}

/// Lists dossiers, the newest first.
pub(super) async fn dossiers(pool: &SqlitePool, query: &DossierQuery) -> Result<Vec<DossierRow>, StoreError> {
    let text = match &query.scope {
        DossierScope::Applicant(_) => sql::DOSSIERS_OF_APPLICANT,
        DossierScope::Agency(_) => sql::DOSSIERS_OF_AGENCY,
        DossierScope::All => sql::DOSSIERS,
    };
    let before = query.after.map_or(i64::MAX, |after| after.0);
    let list = sqlx::query_as(text).bind(!query.open_only).bind(before).bind(query.limit);
    let list = match &query.scope {
        DossierScope::Applicant(name) | DossierScope::Agency(name) => list.bind(name.as_str()),
        DossierScope::All => list,
    };
    list.fetch_all(pool).await.map_err(fault)?.into_iter().map(dossier_row).collect()
}

/// Finds one version of a dossier's form data.
pub(super) async fn data(pool: &SqlitePool, id: DossierId, version: u32) -> Result<Option<DataRow>, StoreError> {
    let found = sqlx::query_as(sql::DATA).bind(id.0).bind(version).fetch_optional(pool).await.map_err(fault)?;
    Ok(found.map(|(version, body)| DataRow { version, body }))
}

/// Lists records above `after`.
pub(super) async fn records(
    pool: &SqlitePool,
    id: DossierId,
    after: u64,
    limit: u32,
) -> Result<Vec<RecordRow>, StoreError> {
    let list = sqlx::query_as(sql::RECORDS).bind(id.0).bind(after as i64).bind(limit);
    list.fetch_all(pool).await.map_err(fault)?.into_iter().map(record_row).collect()
}

/// Lists records of all dossiers.
pub(super) async fn log(pool: &SqlitePool, after: i64, limit: u32) -> Result<Vec<LogRow>, StoreError> {
    type Row = (i64, String, String, i64, i64, i64, String, String, Vec<u8>, Vec<u8>);
    let list: Vec<Row> = sqlx::query_as(sql::LOG).bind(after).bind(limit).fetch_all(pool).await.map_err(fault)?;
    let row = |(position, code, program, seq, at, recorded_at, author, kind, body, hash): Row| {
        let record = record_row((seq, at, recorded_at, author, kind, body, hash))?;
        Ok(LogRow { position, code, program, record })
    };
    list.into_iter().map(row).collect()
}

/// Returns the time of recording of the last record.
pub(super) async fn last_recorded(pool: &SqlitePool) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar(sql::LAST_RECORDED).fetch_optional(pool).await.map_err(fault)
}

/// Lists dossiers with a timer due.
pub(super) async fn due(pool: &SqlitePool, now: i64, limit: u32) -> Result<Vec<(DossierId, i64)>, StoreError> {
    let due: String = sqlx::query_scalar(sql::DUE).bind(now).bind(limit).fetch_one(pool).await.map_err(fault)?;
    let due: Vec<(i64, i64)> = serde_json::from_str(&due).map_err(unreadable)?;
    Ok(due.into_iter().map(|(id, wake_at)| (DossierId(id), wake_at)).collect())
}

/// Returns the earliest instant at which a dossier has a timer due.
pub(super) async fn next_wake(pool: &SqlitePool) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar(sql::NEXT_WAKE).fetch_one(pool).await.map_err(fault)
}

/// Lists open tasks.
pub(super) async fn tasks(pool: &SqlitePool, query: &TaskQuery) -> Result<Vec<TaskView>, StoreError> {
    let text = match &query.scope {
        TaskScope::Roles { .. } => sql::TASKS_OF_ROLES,
        TaskScope::Applicant(_) => sql::TASKS_OF_APPLICANT,
        TaskScope::All => sql::TASKS,
    };
    let (due, code, activation) = match &query.after {
        None => (i64::MIN, "", 0),
        Some(place) => (place.due.unwrap_or(i64::MAX), place.code.as_str(), place.activation.0 as i64),
    };
    let list = sqlx::query_as(text).bind(due).bind(code).bind(activation).bind(query.limit);
    let list = match &query.scope {
        TaskScope::Roles { agency, roles } => list.bind(agency.as_str()).bind(serde_json::json!(roles).to_string()),
        TaskScope::Applicant(applicant) => list.bind(applicant.as_str()),
        TaskScope::All => list,
    };
    Ok(list.fetch_all(pool).await.map_err(fault)?.into_iter().map(task_view).collect())
}

/// Finds one open task.
pub(super) async fn task(
    pool: &SqlitePool,
    id: DossierId,
    activation: ActivationId,
) -> Result<Option<TaskView>, StoreError> {
    let find = sqlx::query_as(sql::TASK).bind(id.0).bind(activation.0 as i64);
    Ok(find.fetch_optional(pool).await.map_err(fault)?.map(task_view))
}

/// Finds the answer kept under a client's key.
pub(super) async fn answer(pool: &SqlitePool, client: &str, key: &str) -> Result<Option<AnswerRow>, StoreError> {
    let find = sqlx::query_as(sql::ANSWER).bind(client).bind(key);
    let found: Option<Answer> = find.fetch_optional(pool).await.map_err(fault)?;
    let row = |(fingerprint, id, code, version, body): Answer| {
        let committed = Committed { id: DossierId(id), code, version: version as u64 };
        Ok(AnswerRow { fingerprint: hash_of(fingerprint)?, committed, body })
    };
    found.map(row).transpose()
}

/// Lists effects placed behind `after`.
pub(super) async fn outbox(pool: &SqlitePool, after: i64, limit: u32) -> Result<Vec<EffectRow>, StoreError> {
    let list = sqlx::query_as(sql::OUTBOX).bind(after).bind(limit);
    Ok(list.fetch_all(pool).await.map_err(fault)?.into_iter().map(effect_row).collect())
}

/// Lists the effects of one dossier.
pub(super) async fn effects(pool: &SqlitePool, id: DossierId) -> Result<Vec<EffectRow>, StoreError> {
    let list = sqlx::query_as(sql::EFFECTS).bind(id.0);
    Ok(list.fetch_all(pool).await.map_err(fault)?.into_iter().map(effect_row).collect())
}

/// Finds a letter as it was printed.
pub(super) async fn letter(
    pool: &SqlitePool,
    id: DossierId,
    seq: u64,
    ordinal: u32,
) -> Result<Option<NewLetter>, StoreError> {
    let find = sqlx::query_as(sql::LETTER).bind(id.0).bind(seq as i64).bind(ordinal);
    let found: Option<Letter> = find.fetch_optional(pool).await.map_err(fault)?;
    let row = |(letter, form, legal, signed, sha256, body): Letter| {
        Ok(NewLetter { seq, ordinal, letter, form, legal, signed, sha256: hash_of(sha256)?, body })
    };
    found.map(row).transpose()
}

/// Lists what is overdue.
pub(super) async fn overdue(pool: &SqlitePool, agency: &str, now: i64) -> Result<Vec<OverdueRow>, StoreError> {
    type Row = (String, String, i64, Option<String>, Option<String>);
    let list: Vec<Row> = sqlx::query_as(sql::OVERDUE).bind(agency).bind(now).fetch_all(pool).await.map_err(fault)?;
    let row = |(code, procedure, due, step, role): Row| OverdueRow { code, procedure, due, step: step.zip(role) };
    Ok(list.into_iter().map(row).collect())
}

/// Lists what duties found.
pub(super) async fn duties(pool: &SqlitePool, query: &DutyQuery) -> Result<Vec<DutyRow>, StoreError> {
    let before = query.before.unwrap_or(i64::MAX);
    let list = sqlx::query_as(sql::DUTIES).bind(query.unit.as_str()).bind(before).bind(query.limit);
    let list: Vec<(String, String, i64, i64, i64, Vec<u8>)> = list.fetch_all(pool).await.map_err(fault)?;
    let row = |(duty, unit, slot, as_of, recorded_at, body)| DutyRow { duty, unit, slot, as_of, recorded_at, body };
    Ok(list.into_iter().map(row).collect())
}

/// Finds a setting.
pub(super) async fn setting(pool: &SqlitePool, name: &str) -> Result<Option<String>, StoreError> {
    sqlx::query_scalar(sql::SETTING).bind(name).fetch_optional(pool).await.map_err(fault)
}

/// Lists the programs.
pub(super) async fn programs(pool: &SqlitePool) -> Result<Vec<ProgramRow>, StoreError> {
    let list: Vec<(String, String, String, i64)> =
        sqlx::query_as(sql::PROGRAMS).fetch_all(pool).await.map_err(fault)?;
    let row = |(hash, procedure, source, activated_at)| ProgramRow { hash, procedure, source, activated_at };
    Ok(list.into_iter().map(row).collect())
}

/// Reads a hash as stored.
pub(super) fn hash_of(bytes: Vec<u8>) -> Result<Hash, StoreError> {
    let length = bytes.len();
    bytes.try_into().map_err(|_| StoreError::Corrupt { detail: format!("a hash of {length} bytes") })
}

fn dossier_row(row: Dossier) -> Result<DossierRow, StoreError> {
    let (id, code, procedure, program, agency, receiving, applicant, created_at, ..) = row;
    let (.., version, snapshot, status, ended, wake_at, head) = row;
    Ok(DossierRow {
        id: DossierId(id),
        code,
        procedure,
        program,
        agency,
        receiving,
        applicant,
        created_at,
        version: version as u64,
        snapshot,
        status,
        ended,
        wake_at,
        head: hash_of(head)?,
    })
}

fn record_row((seq, at, recorded_at, author, kind, body, hash): Record) -> Result<RecordRow, StoreError> {
    Ok(RecordRow { seq: seq as u64, at, recorded_at, author, kind, body, hash: hash_of(hash)? })
}

fn task_view(row: Task) -> TaskView {
    let (dossier, code, procedure, program, activation, step, role, agency, applicant, due, opened_at, item, holder) =
        row;
    let task = TaskRow {
        activation: ActivationId(activation as u64),
        step,
        item: item.map(Name::from),
        holder: holder.map(Name::from),
        role,
        agency: agency.into(),
        applicant: applicant.map(Name::from),
        due,
        opened_at,
    };
    TaskView { dossier: DossierId(dossier), code, procedure, program, task }
}

fn effect_row((position, dossier, code, seq, ordinal, target, body): Effect) -> EffectRow {
    EffectRow { position, dossier: DossierId(dossier), code, seq: seq as u64, ordinal, target, body }
}
