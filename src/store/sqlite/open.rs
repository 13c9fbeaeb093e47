//! Opening a database file: who may, whether it is ours, and bringing it to the format of this program.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use super::fault::{fault, opening_fault};
use super::migrate::{FORMAT, migrate};
use super::place::Place;
use super::{Kept, SqliteStore, Writer, sql};
use crate::contract::Kind;
use crate::error::StoreError;

/// Pages the log beside the file may have before they are folded into it: seldom enough to cost little, often enough for
/// a start after a crash to read it in a moment.
const WAL_PAGES: &str = "8000";

/// How many scripts stay prepared; a commit's depends on what it writes, and there are few kinds.
const STATEMENTS: usize = 512;

/// What the writer remembers of the file, in kibibytes as SQLite writes them.
const CACHE: &str = "-32768";

/// How many results a connection may be ahead of whoever asked.
const ROWS: usize = 256;

/// How many connections may write: one does, and another takes its turn when something is kept beside a commit.
const WRITERS: u32 = 2;

/// How many reads run beside each other.
const READERS: u32 = 4;

impl SqliteStore {
    /// Opens a database for one server, creating it when there is none.
    ///
    /// Errors: [`StoreError::InUse`], [`StoreError::NewerFormat`], [`StoreError::WrongKind`],
    /// [`StoreError::NotADatabase`], [`StoreError::Foreign`], [`StoreError::CannotOpen`], [`StoreError::ReadOnly`].
    pub async fn open(path: &Path, kind: Kind) -> Result<Self, StoreError> {
        let lock = lock(path)?;
        // Looked at before it is opened for writing, which alone would change a file that is not ours.
        let found = if path.exists() { examine(path).await? } else { create(path)? };
        let pool = connect(path, writing(path), WRITERS).await?;
        if found.is_none_or(|found| found < FORMAT) {
            migrate(&pool).await?;
        }
        sqlx::query(sql::SET_KIND).bind(kind.word()).execute(&pool).await.map_err(fault)?;
        let found = kind_of(&pool).await?;
        if found != kind {
            return Err(StoreError::WrongKind { found, wanted: kind });
        }
        let readers = connect(path, reading(path), READERS).await?;
        let writer = Writer {
            pool,
            idle: Mutex::default(),
            place: Place::of(path)?,
            known: Kept::default(),
            #[cfg(feature = "tape")]
            tape: super::tape::Tape::default(),
            _lock: lock,
        };
        Ok(Self { kind, writer: Some(writer), readers })
    }

    /// Opens a database for reading only, beside a server that may be running.
    ///
    /// Errors: as [`SqliteStore::open`], but neither [`StoreError::InUse`] nor [`StoreError::WrongKind`].
    pub async fn read_only(path: &Path) -> Result<Self, StoreError> {
        let readers = connect(path, reading(path), READERS).await?;
        let name = path.display().to_string();
        if format(&readers, &name).await?.is_none() {
            return Err(StoreError::NotADatabase { path: name });
        }
        let kind = kind_of(&readers).await?;
        Ok(Self { kind, writer: None, readers })
    }
}

/// How the one writer works.
pub(super) fn writing(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Wal)
        // A dossier is a legal record: what was acknowledged outlives a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", WAL_PAGES)
        .pragma("cache_size", CACHE)
        .statement_cache_capacity(STATEMENTS)
        // A portion of a batch tells of each of its statements; its thread must not wait for us to listen.
        .row_buffer_size(ROWS)
        .disable_statement_logging()
}

pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).read_only(true).foreign_keys(false).disable_statement_logging()
}

pub(super) async fn connect(
    path: &Path,
    options: SqliteConnectOptions,
    connections: u32,
) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        // A connection to a file does not go stale by itself.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None);
    let name = path.display().to_string();
    pool.connect_with(options).await.map_err(|error| opening_fault(&name, error))
}

/// Keeps a second server away from the database.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let cannot = |error| cannot_open(path, &error);
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(PathBuf::from(name)).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

/// Makes an empty file that only its owner reads: it will hold what applicants tell, and the access token. SQLite gives
/// its companions the same rights.
fn create(path: &Path) -> Result<Option<i64>, StoreError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(|_| None).map_err(|error| cannot_open(path, &error))
}

pub(super) fn cannot_open(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::CannotOpen { path: path.display().to_string(), detail: error.to_string() }
}

/// Returns the format of the database in a file, none if nothing is in it.
async fn examine(path: &Path) -> Result<Option<i64>, StoreError> {
    let pool = connect(path, reading(path), 1).await?;
    let found = format(&pool, &path.display().to_string()).await;
    pool.close().await;
    found
}

/// Returns the format of a database, none if it is empty; refuses what is not ours or too new.
pub(super) async fn format(pool: &SqlitePool, path: &str) -> Result<Option<i64>, StoreError> {
    let tables: Vec<String> =
        sqlx::query_scalar(sql::TABLES).fetch_all(pool).await.map_err(|error| opening_fault(path, error))?;
    if !tables.iter().any(|table| table == "identity") {
        // A creation that was cut off leaves the driver's own table alone.
        let begun = tables.iter().all(|table| table == "_sqlx_migrations");
        return if begun { Ok(None) } else { Err(StoreError::Foreign { path: path.to_owned() }) };
    }
    let found: Option<i64> = sqlx::query_scalar(sql::FORMAT).fetch_one(pool).await.map_err(fault)?;
    match found {
        Some(found) if found > FORMAT => Err(StoreError::NewerFormat { found, supported: FORMAT }),
        found => Ok(found),
    }
}

async fn kind_of(pool: &SqlitePool) -> Result<Kind, StoreError> {
    let word: String = sqlx::query_scalar(sql::KIND).fetch_one(pool).await.map_err(fault)?;
    Kind::from_word(&word).ok_or_else(|| StoreError::Corrupt { detail: format!("unknown kind of store: {word}") })
}
