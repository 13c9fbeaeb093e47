//! What SQLite reports, as the store's own errors. It decides nothing else.

use crate::error::StoreError;

/// Tables with rows that may be written only once.
const ONCE: [&str; 8] = ["dossiers", "records", "data", "tasks", "outbox", "letters", "answers", "publications"];

/// Says in the store's words what the driver reports.
pub(super) fn fault(error: sqlx::Error) -> StoreError {
    let detail = error.to_string();
    match primary_code(&error) {
        // SQLITE_READONLY and SQLITE_PERM.
        Some(8 | 3) => StoreError::ReadOnly,
        // SQLITE_CORRUPT; SQLITE_NOTADB on a file that was opened before means the same.
        Some(11 | 26) => StoreError::Corrupt { detail },
        // SQLITE_FULL.
        Some(13) => StoreError::Full,
        _ => StoreError::Failed { detail },
    }
}

/// Says what the driver reports while the file is being opened.
pub(super) fn opening_fault(path: &str, error: sqlx::Error) -> StoreError {
    let path = path.to_owned();
    match primary_code(&error) {
        Some(26) => StoreError::NotADatabase { path },
        // SQLITE_CANTOPEN.
        Some(14) => StoreError::CannotOpen { path, detail: error.to_string() },
        _ => fault(error),
    }
}

/// Names the table in which a row that may be written only once was there already.
pub(super) fn violated(error: &sqlx::Error) -> Option<&'static str> {
    let reported = error.as_database_error().filter(|reported| reported.is_unique_violation())?;
    // UNIQUE constraint failed: answers.client, answers.key
    let (_, columns) = reported.message().split_once(": ")?;
    let (table, _) = columns.split_once('.')?;
    ONCE.into_iter().find(|one| *one == table)
}

/// Returns SQLite's result code without its extension.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let extended: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}
