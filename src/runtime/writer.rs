//! The one writer: takes what waits as a batch, commits it in one transaction, then answers.
//!
//! Jobs of one batch do not share their fate: a refusal never reaches the store, and if the transaction fails every
//! job is tried once more alone. Nothing is acknowledged before its commit.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use calendar::Instant;
use store::{Commit, Committed, DossierId, Store, StoreError};
use tokio::sync::{Notify, mpsc};

use crate::prepare::{Held, Prepared, Preparer};
use crate::request::{Done, Request, Ticket};
use crate::{Catalogue, Clock, Refusal};

/// Most jobs in one transaction.
const BATCH_MAX: usize = 128;
/// Most dossiers kept in memory between batches.
const HELD_MAX: usize = 4_096;
/// Most dossiers whose timers are fired in one transaction.
const FIRE_MAX: u32 = 256;
/// How long a timer waits for acts stamped before its due, in milliseconds (**S:** `settle`, sem 2.5).
pub(crate) const SETTLE: i64 = 2_000;

/// What the writer works with.
pub(crate) struct Writer {
    pub store: Arc<dyn Store>,
    pub catalogue: Arc<Catalogue>,
    pub clock: Arc<Clock>,
    pub rehearsal: bool,
    pub queue: mpsc::Receiver<Request>,
    /// Told after every commit: the next wake-up may have moved.
    pub changed: Arc<Notify>,
    pub held: HashMap<DossierId, Held>,
}

impl Writer {
    /// Works until the queue is closed.
    pub async fn run(mut self) {
        let mut waiting = Vec::with_capacity(BATCH_MAX);
        loop {
            if waiting.is_empty() && self.queue.recv_many(&mut waiting, BATCH_MAX).await == 0 {
                break;
            }
            let mut batch = Vec::new();
            let mut later = Vec::new();
            let mut keys = HashSet::new();
            let mut rest = waiting.drain(..);
            for request in rest.by_ref() {
                match request {
                    // A repeated key must see the first one's answer, so it waits for the next batch.
                    Request::Ticket(ticket) if repeats(&ticket, &mut keys) => later.push(Request::Ticket(ticket)),
                    Request::Ticket(ticket) => batch.push(*ticket),
                    other => {
                        later.push(other);
                        break;
                    }
                }
            }
            later.extend(rest);
            self.tickets(batch).await;
            waiting = self.specials(later).await;
            self.changed.notify_one();
        }
        self.changed.notify_one();
    }

    /// Carries out what is no client's job, up to the next client's job.
    async fn specials(&mut self, requests: Vec<Request>) -> Vec<Request> {
        let mut rest = requests.into_iter();
        let mut left = Vec::new();
        for request in rest.by_ref() {
            match request {
                Request::FireDue => {
                    if let Err(error) = self.fire_due(self.settled(), &mut HashSet::new()).await {
                        tracing::error!(%error, "due timers cannot be read");
                    }
                }
                Request::Advance { to, reply } => {
                    let moved = self.advance(to).await;
                    let _ = reply.send(moved);
                }
                ticket @ Request::Ticket(_) => {
                    left.push(ticket);
                    break;
                }
            }
        }
        left.extend(rest);
        left
    }

    /// The instant up to which timers may fire.
    fn settled(&self) -> Instant {
        let now = self.clock.now();
        if self.rehearsal { now } else { Instant::from_millis(now.millis() - SETTLE) }
    }

    async fn tickets(&mut self, tickets: Vec<Ticket>) {
        let mut commits = Vec::new();
        let mut answers = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            let answer = match self.preparer().job(&ticket).await {
                Prepared::Nothing(answer) => Answer::Ready(answer),
                Prepared::Write(commit, refusal) => {
                    commits.push(*commit);
                    refusal.map_or(Answer::Place(commits.len() - 1), |refusal| Answer::Ready(Err(refusal)))
                }
            };
            answers.push((ticket, answer));
        }
        match self.commit(&commits).await {
            Ok(committed) => {
                for (ticket, answer) in answers {
                    let answer = match answer {
                        Answer::Ready(answer) => answer,
                        Answer::Place(at) => Ok(Done::new(committed[at].clone(), false)),
                    };
                    reply(ticket, answer);
                }
            }
            // A refusal may rest on what was not written, so it is no answer either.
            Err(_) => {
                for (ticket, _) in answers {
                    let prepared = self.preparer().job(&ticket).await;
                    let answer = self.alone(prepared).await;
                    reply(ticket, answer);
                }
            }
        }
        self.forget();
    }

    /// Commits a batch; what is held of dossiers is true only if that succeeds.
    async fn commit(&mut self, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let committed = self.store.commit(batch).await;
        if committed.is_err() {
            self.held.clear();
        }
        committed
    }

    /// Commits a job alone, after its batch failed.
    async fn alone(&mut self, prepared: Prepared) -> Result<Done, Refusal> {
        match prepared {
            Prepared::Nothing(answer) => answer,
            Prepared::Write(commit, refusal) => {
                let committed = self.commit(std::slice::from_ref(&commit)).await?;
                let place = committed.into_iter().next().expect("one commit has one place");
                refusal.map_or(Ok(Done::new(place, false)), Err)
            }
        }
    }

    /// Fires every timer due up to an instant, batch by batch, leaving out dossiers that are stuck. What cannot be
    /// fired stays armed (sem 8.9), and its dossier joins the stuck.
    async fn fire_due(&mut self, upto: Instant, stuck: &mut HashSet<DossierId>) -> Result<(), StoreError> {
        loop {
            let limit = FIRE_MAX + u32::try_from(stuck.len()).unwrap_or(u32::MAX - FIRE_MAX);
            let due = self.store.due(upto.millis(), limit).await?;
            let todo: Vec<DossierId> = due.into_iter().map(|(id, _)| id).filter(|id| !stuck.contains(id)).collect();
            if todo.is_empty() {
                return Ok(());
            }
            self.fire(&todo, upto, stuck).await;
            self.forget();
        }
    }

    /// Fires the timers of some dossiers in one transaction, or in one for each if that fails.
    async fn fire(&mut self, todo: &[DossierId], upto: Instant, stuck: &mut HashSet<DossierId>) {
        let mut ids = Vec::new();
        let mut batch = Vec::new();
        for &id in todo {
            match self.preparer().fire(id, upto).await {
                Prepared::Write(commit, _) => {
                    ids.push(id);
                    batch.push(*commit);
                }
                Prepared::Nothing(answer) => {
                    tracing::error!(dossier = %id, ?answer, "timers of a dossier cannot be fired");
                    stuck.insert(id);
                }
            }
        }
        if self.commit(&batch).await.is_ok() {
            return;
        }
        for id in ids {
            let prepared = self.preparer().fire(id, upto).await;
            if let Err(refusal) = self.alone(prepared).await {
                tracing::error!(dossier = %id, ?refusal, "timers of a dossier cannot be written");
                stuck.insert(id);
            }
        }
    }

    /// Moves the clock of a rehearsal, stopping at every due instant on the way (sem 2.6).
    async fn advance(&mut self, to: Instant) -> Result<Instant, Refusal> {
        if !self.rehearsal {
            return Err(Refusal::NotARehearsal);
        }
        let mut stuck = HashSet::new();
        while let Some(wake) = self.next_stop(to, &stuck).await? {
            self.move_clock(wake).await?;
            self.fire_due(wake, &mut stuck).await?;
        }
        self.move_clock(to).await?;
        Ok(self.clock.now())
    }

    /// Finds the next due instant on the way; a timer that cannot be fired must not hold the clock.
    async fn next_stop(&self, to: Instant, stuck: &HashSet<DossierId>) -> Result<Option<Instant>, StoreError> {
        let limit = u32::try_from(stuck.len() + 1).unwrap_or(u32::MAX);
        let due = self.store.due(to.millis(), limit).await?;
        let next = due.into_iter().find(|(id, _)| !stuck.contains(id));
        Ok(next.map(|(_, wake)| Instant::from_millis(wake)))
    }

    /// Moves the clock forward. Kept before anything is dated by it, so that no crash can set it back.
    async fn move_clock(&self, to: Instant) -> Result<(), StoreError> {
        if to > self.clock.now() {
            let offset = Clock::offset_for(to);
            self.store.set_setting(crate::OFFSET, &offset.to_string()).await?;
            self.clock.move_by(offset);
        }
        Ok(())
    }

    fn preparer(&mut self) -> Preparer<'_> {
        Preparer {
            store: self.store.as_ref(),
            catalogue: &self.catalogue,
            rehearsal: self.rehearsal,
            now: self.clock.now(),
            held: &mut self.held,
        }
    }

    /// Keeps memory bounded.
    fn forget(&mut self) {
        if self.held.len() > HELD_MAX {
            self.held.clear();
        }
    }
}

/// What a job will be answered once its batch is written.
enum Answer {
    /// This.
    Ready(Result<Done, Refusal>),
    /// The place of the commit with this number.
    Place(usize),
}

fn repeats(ticket: &Ticket, keys: &mut HashSet<(String, String)>) -> bool {
    match &ticket.client.key {
        Some((key, _)) => !keys.insert((ticket.client.name.clone(), key.clone())),
        None => false,
    }
}

fn reply(ticket: Ticket, answer: Result<Done, Refusal>) {
    // A client that has gone away does not need its answer.
    let _ = ticket.reply.send(answer);
}
