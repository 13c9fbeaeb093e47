//! What the last commits left behind, so that the next need not ask: heads of dossiers, numbers given, the last id.
//!
//! True because one server alone writes; a commit that fails forgets all of it. It writes nothing.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::fault::fault;
use super::read::hash_of;
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
    /// Asks for what a commit needs and nobody knows.
    pub async fn learn(&mut self, connection: &mut SqliteConnection, commit: &Commit) -> Result<(), StoreError> {
        match &commit.dossier {
            Target::New(new) => {
                if self.last_id.is_none() {
                    self.last_id = sqlx::query_scalar(sql::LAST_ID).fetch_one(&mut *connection).await.map_err(fault)?;
                }
                if !self.numbers.contains_key(&new.code_prefix) {
                    let last = sqlx::query_scalar(sql::LAST_NUMBER).bind(new.code_prefix.as_str());
                    let last: Option<i64> = last.fetch_optional(connection).await.map_err(fault)?;
                    self.numbers.insert(new.code_prefix.clone(), last.unwrap_or_default());
                }
            }
            Target::Existing { id, .. } if !self.heads.contains_key(id) => {
                let found = sqlx::query_as(sql::HEAD).bind(id.0).fetch_optional(connection).await.map_err(fault)?;
                let Some((code, version, hash)): Option<(String, i64, Vec<u8>)> = found else {
                    return Err(StoreError::NoSuchDossier { dossier: *id });
                };
                self.heads.insert(*id, Head { code, version: version as u64, hash: hash_of(hash)? });
            }
            Target::Existing { .. } => {}
        }
        Ok(())
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
