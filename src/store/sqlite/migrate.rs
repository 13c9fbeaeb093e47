//! The formats of a database file, and the way from an older one to that of this program.
//! It knows no row; what a format is made of stands in `migrations/`.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlitePool};

use super::fault::fault;
use super::open::{cannot_open, connect, format, lock, reading, writing};
use super::{SqliteStore, sql};
use crate::error::StoreError;

/// The migrations, by number; the last one is the format this program writes.
const MIGRATIONS: [(i64, &str, &str); 7] = [
    (1, "dossiers", include_str!("../../../migrations/sqlite/0001_dossiers.sql")),
    (2, "duties", include_str!("../../../migrations/sqlite/0002_duties.sql")),
    (3, "task holders", include_str!("../../../migrations/sqlite/0003_task_holders.sql")),
    (4, "recorded at", include_str!("../../../migrations/sqlite/0004_recorded_at.sql")),
    (5, "unmatched", include_str!("../../../migrations/sqlite/0005_unmatched.sql")),
    (6, "letters", include_str!("../../../migrations/sqlite/0006_letters.sql")),
    (7, "publications", include_str!("../../../migrations/sqlite/0007_publications.sql")),
];

/// The format this program writes.
pub(super) const FORMAT: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// What a database has of the migrations this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrations {
    /// The format of the database.
    pub found: i64,
    /// The format this program writes.
    pub supported: i64,
    /// Each migration, by number, with its name and whether the database has it.
    pub known: Vec<(i64, &'static str, bool)>,
}

impl Migrations {
    /// Tells whether something is to be applied.
    pub fn missing(&self) -> bool {
        self.found < self.supported
    }
}

impl SqliteStore {
    /// Looks which migrations a database has; it writes nothing, and may be asked beside a running server.
    ///
    /// Errors: [`StoreError::NewerFormat`], [`StoreError::NotADatabase`], [`StoreError::Foreign`],
    /// [`StoreError::CannotOpen`].
    pub async fn migrations(path: &Path) -> Result<Migrations, StoreError> {
        let pool = connect(path, reading(path), 1).await?;
        let name = path.display().to_string();
        let found = format(&pool, &name).await;
        pool.close().await;
        // What is empty has no kind yet; a server makes it.
        let found = found?.ok_or(StoreError::NotADatabase { path: name })?;
        let known = MIGRATIONS.iter().map(|&(number, name, _)| (number, name, number <= found)).collect();
        Ok(Migrations { found, supported: FORMAT, known })
    }

    /// Applies what a database lacks, each migration wholly or not at all, after a copy of the file as it was.
    /// Returns where the copy is; none if nothing was missing.
    ///
    /// Errors: as [`SqliteStore::migrations`], [`StoreError::InUse`], and [`StoreError::CannotOpen`] for a copy that
    /// cannot be made, as when there is one already; nothing was applied then.
    pub async fn apply_migrations(path: &Path) -> Result<Option<PathBuf>, StoreError> {
        let lock = lock(path)?;
        let told = Self::migrations(path).await?;
        if !told.missing() {
            return Ok(None);
        }
        let mut copy = path.as_os_str().to_owned();
        copy.push(format!(".format-{}", told.found));
        let copy = PathBuf::from(copy);
        let pool = connect(path, writing(path), 1).await?;
        back_up(&pool, &copy).await?;
        let done = migrate(&pool).await;
        pool.close().await;
        drop(lock);
        done.map(|()| Some(copy))
    }
}

/// Writes the database as it is into a new file, which only its owner reads, and waits until it is on the disk.
async fn back_up(pool: &SqlitePool, copy: &Path) -> Result<(), StoreError> {
    let cannot = |error| cannot_open(copy, &error);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(copy).map_err(cannot)?;
    sqlx::query(sql::COPY).bind(copy.display().to_string()).execute(pool).await.map_err(fault)?;
    File::open(copy).and_then(|file| file.sync_all()).map_err(cannot)
}

/// Brings a database to the format of this program.
pub(super) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let migration = |(version, name, text): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    let migrator = Migrator { migrations: Cow::Owned(MIGRATIONS.map(migration).into()), ..Migrator::DEFAULT };
    migrator.run(pool).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => fault(error),
        other => StoreError::Failed { detail: other.to_string() },
    })
}
