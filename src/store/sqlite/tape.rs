//! The bare loop of benchmarks: the scripts of a run, replayed with their values through the same driver and settings.
//! It is no part of a server; only the feature `tape` compiles it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sqlx::{Connection, SqlitePool};

use super::SqliteStore;
use super::fault::fault;
use super::open::{connect, writing};
use super::script::Script;
use crate::contract::Kind;
use crate::error::StoreError;

/// Where a store keeps the scripts of its commits, if it was told to.
#[derive(Default)]
pub(super) struct Tape(Mutex<Option<Vec<Script>>>);

impl Tape {
    /// Keeps a script.
    pub fn keep(&self, script: &Script) {
        if let Some(scripts) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            scripts.push(script.clone());
        }
    }

    fn swap(&self, scripts: Option<Vec<Script>>) -> Option<Vec<Script>> {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), scripts)
    }
}

impl SqliteStore {
    /// Keeps the scripts of every commit from now on.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn record(&self) -> Result<(), StoreError> {
        self.writer()?.tape.swap(Some(Vec::new()));
        Ok(())
    }

    /// Gives the scripts of the commits since [`SqliteStore::record`], one for each.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn recorded(&self) -> Result<Recording, StoreError> {
        Ok(Recording(self.writer()?.tape.swap(None).unwrap_or_default()))
    }
}

/// What a run sent to its database.
pub struct Recording(Vec<Script>);

impl Recording {
    /// Returns how many commits it holds.
    pub fn commits(&self) -> usize {
        self.0.len()
    }
}

/// A connection like a store's, without a store.
pub struct Bare(SqlitePool);

impl Bare {
    /// Makes a database in a new file.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        drop(SqliteStore::open(path, Kind::Rehearsal).await?);
        Ok(Self(connect(path, writing(path), 1).await?))
    }

    /// Replays a recording, so many of its commits in each transaction.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn play(&self, recording: Recording, each: usize) -> Result<(), StoreError> {
        let mut connection = self.0.acquire().await.map_err(fault)?;
        let mut scripts = recording.0.into_iter().peekable();
        while scripts.peek().is_some() {
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
            for script in scripts.by_ref().take(each) {
                script.run(&mut transaction).await.map_err(fault)?;
            }
            transaction.commit().await.map_err(fault)?;
        }
        Ok(())
    }
}
