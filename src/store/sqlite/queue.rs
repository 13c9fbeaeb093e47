//! The messages that matched nothing: kept, listed, settled. Statements are in [`sql`].

use sqlx::SqlitePool;

use super::fault::fault;
use super::read::hash_of;
use super::write::run;
use super::{Writer, sql};
use crate::error::StoreError;
use crate::rows::{NewUnmatched, Settled, UnmatchedKey, UnmatchedQuery, UnmatchedRow};

/// A row of the queue: number; source, id, fingerprint; agency; name, dossier, key, body; why, received and alarm at;
/// settled at and by, given to, ground.
type Row = (
    i64,
    String,
    String,
    Vec<u8>,
    String,
    String,
    Option<String>,
    Option<String>,
    Vec<u8>,
    String,
    i64,
    i64,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// Keeps a message unless it is there, and returns what is there.
pub(super) async fn keep(writer: &Writer, message: &NewUnmatched) -> Result<UnmatchedRow, StoreError> {
    let keep = sqlx::query(sql::KEEP_UNMATCHED)
        .bind(message.source.as_str())
        .bind(message.id.as_str())
        .bind(message.fingerprint.as_slice())
        .bind(message.agency.as_str())
        .bind(message.name.as_str())
        .bind(message.dossier.as_deref())
        .bind(message.key.as_deref())
        .bind(message.body.as_slice())
        .bind(message.why.as_str())
        .bind(message.received_at)
        .bind(message.alarm_at);
    run(writer, keep).await?;
    let mut connection = writer.connection().await?;
    let find = sqlx::query_as(sql::UNMATCHED_BY_NAME).bind(message.source.as_str()).bind(message.id.as_str());
    let found: Result<Row, _> = find.fetch_one(&mut *connection).await;
    writer.give_back(connection);
    row(found.map_err(fault)?)
}

/// Finds one message.
pub(super) async fn find(pool: &SqlitePool, key: UnmatchedKey<'_>) -> Result<Option<UnmatchedRow>, StoreError> {
    let find = match key {
        UnmatchedKey::Number(number) => sqlx::query_as(sql::UNMATCHED_BY_NUMBER).bind(number),
        UnmatchedKey::Name { source, id } => sqlx::query_as(sql::UNMATCHED_BY_NAME).bind(source).bind(id),
    };
    let found: Option<Row> = find.fetch_optional(pool).await.map_err(fault)?;
    found.map(row).transpose()
}

/// Lists those of an agency.
pub(super) async fn list(pool: &SqlitePool, query: &UnmatchedQuery) -> Result<Vec<UnmatchedRow>, StoreError> {
    let list = sqlx::query_as(sql::UNMATCHED).bind(query.agency.as_str()).bind(query.after);
    let list: Vec<Row> = list.bind(query.open_only).bind(query.limit).fetch_all(pool).await.map_err(fault)?;
    list.into_iter().map(row).collect()
}

/// Settles one that waits; tells whether it did.
pub(super) async fn settle(writer: &Writer, number: i64, settled: &Settled) -> Result<bool, StoreError> {
    let settle = sqlx::query(sql::SETTLE_UNMATCHED)
        .bind(number)
        .bind(settled.at)
        .bind(settled.by.as_str())
        .bind(settled.dossier.as_deref())
        .bind(settled.ground.as_deref());
    Ok(run(writer, settle).await? > 0)
}

/// Counts those that have waited too long.
pub(super) async fn alarming(pool: &SqlitePool, now: i64) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(sql::ALARMING_UNMATCHED).bind(now).fetch_one(pool).await.map_err(fault)?;
    Ok(count as u64)
}

fn row(row: Row) -> Result<UnmatchedRow, StoreError> {
    let (number, source, id, fingerprint, agency, name, dossier, key, body, why, received_at, alarm_at, ..) = row;
    let (.., settled_at, by, given_to, ground) = row;
    let fingerprint = hash_of(fingerprint)?;
    let message =
        NewUnmatched { source, id, fingerprint, agency, name, dossier, key, body, why, received_at, alarm_at };
    let settled = settled_at.map(|at| Settled { at, by: by.unwrap_or_default(), dossier: given_to, ground });
    Ok(UnmatchedRow { number, message, settled })
}
