//! What the last commits left behind, so that the next need not ask: heads of dossiers, numbers given, the last id.
//!
//! True because one server alone writes; a commit that fails forgets all of it. It writes nothing.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::fault::fault;
use super::read::{bytes, hash_of, id_list, unreadable};
use super::sql;
use crate::chain::Hash;
use crate::commit::{Commit, DossierId, Target};
use crate::error::StoreError;

/// Most heads kept from one commit to the next.
const HEADS_MAX: usize = 16_384;

/// Where a dossier's log ends.
pub(super) struct Head {
    pub code: String,
    pub version: u64,
    pub hash: Hash,
}

/// What need not be asked.
#[derive(Default)]
pub(super) struct Known {
    pub heads: HashMap<DossierId, Head>,
    /// The last number given, by prefix.
    pub numbers: HashMap<String, i64>,
    /// The last id given.
    pub last_id: Option<i64>,
}

impl Known {
    /// Asks for what some commits need and nobody knows.
    pub async fn learn(&mut self, connection: &mut SqliteConnection, commits: &[Commit]) -> Result<(), StoreError> {
        let mut strange = Vec::new();
        for commit in commits {
            match &commit.dossier {
                Target::New(new) => self.learn_numbers(connection, &new.code_prefix).await?,
                Target::Existing { id, .. } if !self.heads.contains_key(id) => strange.push(*id),
                Target::Existing { .. } => {}
            }
        }
        if strange.is_empty() { Ok(()) } else { self.learn_heads(connection, &strange).await }
    }

    async fn learn_numbers(&mut self, connection: &mut SqliteConnection, prefix: &str) -> Result<(), StoreError> {
        if self.last_id.is_none() {
            self.last_id = sqlx::query_scalar(sql::LAST_ID).fetch_one(&mut *connection).await.map_err(fault)?;
        }
        if !self.numbers.contains_key(prefix) {
            let last = sqlx::query_scalar(sql::LAST_NUMBER).bind(prefix);
            let last: Option<i64> = last.fetch_optional(connection).await.map_err(fault)?;
            self.numbers.insert(prefix.to_owned(), last.unwrap_or_default());
        }
        Ok(())
    }

    async fn learn_heads(&mut self, connection: &mut SqliteConnection, ids: &[DossierId]) -> Result<(), StoreError> {
        let list = sqlx::query_scalar(sql::HEADS).bind(id_list(ids));
        let list: String = list.fetch_one(connection).await.map_err(fault)?;
        let list: Vec<(i64, String, u64, &str)> = serde_json::from_str(&list).map_err(unreadable)?;
        for (id, code, version, hash) in list {
            self.heads.insert(DossierId(id), Head { code, version, hash: hash_of(bytes(hash)?)? });
        }
        match ids.iter().find(|id| !self.heads.contains_key(id)) {
            Some(id) => Err(StoreError::NoSuchDossier { dossier: *id }),
            None => Ok(()),
        }
    }

    /// Keeps the memory bounded.
    pub fn bound(&mut self) {
        if self.heads.len() > HEADS_MAX {
            self.heads.clear();
        }
        if self.numbers.len() > HEADS_MAX {
            self.numbers.clear();
        }
    }
}
