//! The log of all dossiers in the order of writing, for whoever follows what happens. It adds nothing to what is kept.

use std::sync::Arc;

use procedure::Compiled;

use crate::service::recorded;
use crate::{Recorded, Refusal, Service};

/// One record of the log of all dossiers.
pub struct Logged {
    /// Its place in that log, ascending from 1.
    pub position: i64,
    /// Code of its dossier.
    pub code: String,
    /// The version of the procedure in whose words it is told.
    pub compiled: Arc<Compiled>,
    /// The record.
    pub record: Recorded,
}

impl Service {
    /// Lists records of all dossiers placed behind `after`, ascending; 0 is before the first.
    ///
    /// # Errors
    /// If the store or a body cannot be read, or a program cannot be loaded: nothing is left out.
    pub async fn log(&self, after: i64, limit: u32) -> Result<Vec<Logged>, Refusal> {
        let rows = self.store.log(after, limit).await?;
        let logged = |row: store::LogRow| {
            let compiled = self.catalogue().version(&row.program);
            let compiled = compiled.ok_or(Refusal::ProgramMissing { hash: row.program })?;
            let record = recorded(self.catalogue(), &compiled, row.record)?;
            Ok(Logged { position: row.position, code: row.code, compiled: Arc::clone(&record.compiled), record })
        };
        rows.into_iter().map(logged).collect()
    }
}
