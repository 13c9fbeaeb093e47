//! Timers of many dossiers that are due: fired in batches, the next one prepared while one is written.

use std::collections::HashSet;
use std::sync::Arc;

use calendar::Instant;
use store::{Commit, DossierId, Store, StoreError};

use crate::Refusal;
use crate::prepare::Prepared;
use crate::writer::Writer;

/// Most dossiers whose timers are fired before clients have their turn.
const PART_MAX: u32 = 2_048;
/// Most of them in one transaction.
const BATCH_MAX: usize = 256;

/// Firings that wait for their transaction.
#[derive(Default)]
struct Firing {
    ids: Vec<DossierId>,
    commits: Vec<Commit>,
}

impl Writer {
    /// Fires every timer due up to an instant, leaving out dossiers that are stuck. What cannot be fired stays armed
    /// (sem 8.9), and its dossier joins the stuck.
    pub(super) async fn fire_due(&mut self, upto: Instant, stuck: &mut HashSet<DossierId>) -> Result<(), StoreError> {
        while self.fire_part(upto, stuck).await? {}
        Ok(())
    }

    /// Fires a part of them; false if none was left.
    pub(super) async fn fire_part(
        &mut self,
        upto: Instant,
        stuck: &mut HashSet<DossierId>,
    ) -> Result<bool, StoreError> {
        let limit = PART_MAX + u32::try_from(stuck.len()).unwrap_or(u32::MAX - PART_MAX);
        let due = self.store.due(upto.millis(), limit).await?;
        let todo: Vec<DossierId> = due.into_iter().map(|(id, _)| id).filter(|id| !stuck.contains(id)).collect();
        let mut ready = Firing::default();
        for ids in todo.chunks(BATCH_MAX) {
            let store = Arc::clone(&self.store);
            let (written, next) =
                tokio::join!(keep(store.as_ref(), &ready.commits), self.prepare_firing(ids, upto, stuck));
            self.fired(written, ready.ids, upto, stuck).await;
            ready = next;
        }
        let written = keep(self.store.as_ref(), &ready.commits).await;
        self.fired(written, ready.ids, upto, stuck).await;
        self.held.age();
        Ok(!todo.is_empty())
    }

    async fn prepare_firing(&mut self, ids: &[DossierId], upto: Instant, stuck: &mut HashSet<DossierId>) -> Firing {
        let mut firing = Firing::default();
        self.preparer().fetch(ids.iter().copied()).await;
        for &id in ids {
            // The batch before is written meanwhile, and each answer of the database must find its next question.
            tokio::task::yield_now().await;
            match self.preparer().fire(id, upto).await {
                Prepared::Write(commit, _) => {
                    firing.ids.push(id);
                    firing.commits.push(*commit);
                }
                Prepared::Nothing(Err(refusal)) => {
                    tracing::error!(dossier = %id, ?refusal, "timers of a dossier cannot be fired");
                    stuck.insert(id);
                }
                // A wake-up without a timer: looked at again and again, it would hold the others.
                Prepared::Nothing(Ok(_)) | Prepared::New(..) => {
                    tracing::error!(dossier = %id, "a dossier is woken for nothing");
                    stuck.insert(id);
                }
            }
        }
        firing
    }

    /// Tries the members of a batch that failed one by one.
    async fn fired(
        &mut self,
        written: Result<(), StoreError>,
        ids: Vec<DossierId>,
        upto: Instant,
        stuck: &mut HashSet<DossierId>,
    ) {
        if written.is_ok() {
            return;
        }
        self.held.clear();
        for id in ids {
            let written = match self.preparer().fire(id, upto).await {
                Prepared::Write(commit, _) => self.commit(&[*commit]).await.map(drop).map_err(Refusal::from),
                Prepared::Nothing(answer) => answer.map(drop),
                Prepared::New(..) => Ok(()),
            };
            if let Err(refusal) = written {
                tracing::error!(dossier = %id, ?refusal, "timers of a dossier cannot be written");
                stuck.insert(id);
            }
        }
    }
}

async fn keep(store: &dyn Store, commits: &[Commit]) -> Result<(), StoreError> {
    if commits.is_empty() { Ok(()) } else { store.commit(commits).await.map(drop) }
}
