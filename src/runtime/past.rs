//! Reads what a service once kept: an earlier version of form data, a letter as it was printed, the answer to a
//! request. It writes nothing.

use engine::record::v1;
use engine::{Data, DataVersion};
use serde_json::Value;
use store::NewLetter;

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

    /// Returns a letter as it was printed, by the effect that printed it; none if it was erased.
    ///
    /// # Errors
    /// If the store cannot be read, or holds other bytes than were printed.
    pub async fn letter(&self, dossier: &Dossier, seq: u64, ordinal: u32) -> Result<Option<NewLetter>, Refusal> {
        let Some(letter) = self.store.letter(dossier.row.id, seq, ordinal).await? else { return Ok(None) };
        let effects = self.store.effects(dossier.row.id).await?;
        let printed = effects.iter().find(|effect| (effect.seq, effect.ordinal) == (seq, ordinal));
        let told = printed.and_then(|effect| serde_json::from_slice::<Value>(&effect.body).ok());
        let sha256 = told.as_ref().and_then(|told| told["sha256"].as_str());
        if sha256 == Some(source::hex(&source::sha256(&letter.body)).as_str()) {
            Ok(Some(letter))
        } else {
            Err(Refusal::Unreadable(format!("letter {seq}/{ordinal} is not what was printed")))
        }
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
