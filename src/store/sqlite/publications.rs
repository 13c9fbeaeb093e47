//! The versions put into force: rows that are added and never changed. Statements are in [`sql`].

use std::collections::HashMap;

use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::fault::{fault, violated};
use super::{Writer, sql};
use crate::error::StoreError;
use crate::rows::PublicationRow;

/// A row of a publication: hash, procedure; first and last day; published at and by.
type Row = (String, String, String, Option<String>, i64, String);

/// Keeps some, all of them or none.
pub(super) async fn publish(writer: &Writer, versions: &[PublicationRow]) -> Result<(), StoreError> {
    let mut connection = writer.connection().await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    for version in versions {
        add(&mut transaction, version).await.map_err(|error| match violated(&error) {
            Some(table) => StoreError::Duplicate { table },
            None => fault(error),
        })?;
    }
    transaction.commit().await.map_err(fault)?;
    writer.give_back(connection);
    Ok(())
}

async fn add(connection: &mut SqliteConnection, version: &PublicationRow) -> Result<(), sqlx::Error> {
    let PublicationRow { hash, procedure, first_day, last_day, published_at, published_by, files, closes } = version;
    let row = sqlx::query(sql::PUBLISH).bind(hash.as_str()).bind(procedure.as_str()).bind(first_day.as_str());
    let row = row.bind(last_day.as_deref()).bind(*published_at).bind(published_by.as_str());
    row.execute(&mut *connection).await?;
    for (place, (name, body)) in (0_i64..).zip(files) {
        let row = sqlx::query(sql::PUBLISH_FILE).bind(hash.as_str()).bind(place);
        row.bind(name.as_str()).bind(body.as_slice()).execute(&mut *connection).await?;
    }
    for (closed, last_day) in closes {
        let row = sqlx::query(sql::CLOSE_VERSION).bind(closed.as_str()).bind(hash.as_str()).bind(last_day.as_str());
        row.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Lists them in their order.
pub(super) async fn list(pool: &SqlitePool) -> Result<Vec<PublicationRow>, StoreError> {
    // One snapshot for all three: none may be seen without what it closes.
    let mut transaction = pool.begin().await.map_err(fault)?;
    let tables: Vec<String> = sqlx::query_scalar(sql::TABLES).fetch_all(&mut *transaction).await.map_err(fault)?;
    if tables.iter().all(|table| table != "publications") {
        // Of an older format, and opened for reading only: nothing was published yet.
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sqlx::query_as(sql::PUBLICATIONS).fetch_all(&mut *transaction).await.map_err(fault)?;
    let files: Vec<(String, String, Vec<u8>)> =
        sqlx::query_as(sql::PUBLICATION_FILES).fetch_all(&mut *transaction).await.map_err(fault)?;
    let closings: Vec<(String, String, String)> =
        sqlx::query_as(sql::CLOSINGS).fetch_all(&mut *transaction).await.map_err(fault)?;
    let (mut files_of, mut closes_of) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
    for (hash, name, body) in files {
        files_of.entry(hash).or_default().push((name, body));
    }
    for (hash, closed_by, last_day) in closings {
        closes_of.entry(closed_by).or_default().push((hash, last_day));
    }
    let row = |(hash, procedure, first_day, last_day, published_at, published_by): Row| PublicationRow {
        files: files_of.remove(&hash).unwrap_or_default(),
        closes: closes_of.remove(&hash).unwrap_or_default(),
        hash,
        procedure,
        first_day,
        last_day,
        published_at,
        published_by,
    };
    Ok(rows.into_iter().map(row).collect())
}
