//! Times at which nobody was served, and what they took from applicants (sem 2.19).
//!
//! It decides nothing about a dossier: the engine does, by one command that is dated at the beginning of the outage.

use calendar::Instant;
use engine::Command;
use store::Store;

use crate::request::Client;
use crate::{Refusal, Service};

/// Name of the setting that keeps until when the store was served, in milliseconds.
const SERVED: &str = "served_until_ms";
/// Least outage that is made good, in milliseconds (**S:** `outage_min`, sem 2.19).
const OUTAGE_MIN: i64 = 30 * 60 * 1_000;
/// How often it is written down that the store is served, in milliseconds.
const BEAT: i64 = 60_000;

/// Keeps until when the store was served.
#[derive(Default)]
pub(crate) struct Served {
    written: Option<i64>,
}

impl Served {
    /// Writes down that the store is served now, unless that was written a moment ago.
    pub async fn beat(&mut self, store: &dyn Store, now: Instant) {
        let now = now.millis();
        if self.written.is_some_and(|written| now - written < BEAT) {
            return;
        }
        match store.set_setting(SERVED, &now.to_string()).await {
            Ok(()) => self.written = Some(now),
            Err(error) => tracing::error!(%error, "it cannot be written down that the store is served"),
        }
    }
}

/// Makes good what the time since the store was last served took from applicants, before any timer fires.
pub(crate) async fn make_good(service: &Service, store: &dyn Store) -> Result<(), store::StoreError> {
    let to = service.now();
    let last = store.setting(SERVED).await?.and_then(|text| text.parse().ok());
    let Some(from) = last.filter(|last| to.millis() - last >= OUTAGE_MIN).map(Instant::from_millis) else {
        return Ok(());
    };
    tracing::warn!(from = from.millis(), to = to.millis(), "nobody was served; applicants are made good");
    for (dossier, _) in store.due(to.millis(), u32::MAX).await? {
        let command = Command::OutageGrace { from, to };
        let done = service.command(Client::default(), dossier, None, command).await;
        match done {
            Ok(_) | Err(Refusal::Rejected(_)) => {}
            Err(refusal) => tracing::error!(?refusal, "an outage could not be made good"),
        }
    }
    Ok(())
}
