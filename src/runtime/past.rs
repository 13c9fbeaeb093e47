//! Reads what a service once kept: an earlier version of form data, the answer to a request. It writes nothing.

use engine::record::v1;
use engine::{Data, DataVersion};

use crate::request::{Client, Done};
use crate::{Dossier, Refusal, Service};

impl Service {
    /// Returns a dossier's form data at an earlier version; none if they were erased.
    ///
    /// # Errors
    /// If the store or the body cannot be read.
    pub async fn data_at(&self, dossier: &Dossier, version: DataVersion) -> Result<Option<Data>, Refusal> {
        let stored = self.store.data(dossier.row.id, version.0).await?;
        let read = |row: store::DataRow| v1::decode_data(&dossier.compiled.program, &row.body);
        Ok(stored.map(read).transpose()?)
    }

    /// Returns the answer to a repeated request, for whoever must know before he looks for its dossier (sem 2.12).
    ///
    /// # Errors
    /// [`Refusal::KeyReused`] if the key was used for another request; if the store cannot be read.
    pub async fn answered(&self, client: &Client) -> Result<Option<Done>, Refusal> {
        let Some((key, fingerprint)) = &client.key else { return Ok(None) };
        match self.store.answer(&client.name, key).await? {
            Some(kept) if kept.fingerprint != *fingerprint => Err(Refusal::KeyReused),
            kept => Ok(kept.map(|kept| Done::new(kept.committed, true))),
        }
    }
}
