//! The bare loop of benchmarks: what a run sent, replayed with its values through the same driver and settings.
//! It is no part of a server; only the feature `tape` compiles it.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::{Connection, SqlitePool};

use super::SqliteStore;
use super::fault::fault;
use super::open::{connect, writing};
use super::script::Portion;
use crate::contract::Kind;
use crate::error::StoreError;

/// Where a store keeps what its commits send, if it was told to.
#[derive(Default)]
pub(super) struct Tape(Mutex<Option<Recording>>);

impl Tape {
    /// Keeps what is sent.
    pub fn keep(&self, portion: &Portion) {
        if let Some(recording) = self.kept().as_mut() {
            recording.open.push(portion.clone());
        }
    }

    /// Ends a transaction that was committed.
    pub fn end(&self) {
        if let Some(recording) = self.kept().as_mut() {
            let sent = std::mem::take(&mut recording.open);
            recording.transactions.push(sent);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Option<Recording>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SqliteStore {
    /// Records what every commit sends from now on.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn record(&self) -> Result<(), StoreError> {
        *self.writer()?.tape.kept() = Some(Recording::default());
        Ok(())
    }

    /// Gives what was sent since [`SqliteStore::record`].
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`].
    pub fn recorded(&self) -> Result<Recording, StoreError> {
        Ok(self.writer()?.tape.kept().take().unwrap_or_default())
    }
}

/// What a run sent to its database, transaction by transaction.
#[derive(Default)]
pub struct Recording {
    transactions: Vec<Vec<Portion>>,
    open: Vec<Portion>,
}

impl Recording {
    /// Returns how many transactions it holds.
    pub fn transactions(&self) -> usize {
        self.transactions.len()
    }
}

/// A connection like a store's, without a store.
#[derive(Clone)]
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

    /// Replays a recording as it was sent.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn play(&self, recording: Recording) -> Result<(), StoreError> {
        let mut connection = self.0.acquire().await.map_err(fault)?;
        for sent in recording.transactions {
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
            for portion in sent {
                portion.run(&mut transaction).await.map_err(fault)?;
            }
            transaction.commit().await.map_err(fault)?;
        }
        Ok(())
    }
}
