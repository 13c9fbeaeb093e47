//! The one writer: takes what waits as a batch, commits it in one transaction, then answers.
//!
//! Jobs of one batch do not share their fate: a refusal never reaches the store, and if the transaction fails every
//! job is tried once more alone. Nothing is acknowledged before its commit.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use calendar::Instant;
use store::{DossierId, Store, StoreError};
use tokio::sync::mpsc;

use crate::alarm::Alarm;
use crate::answered::Answered;
use crate::duty::Duties;
use crate::held::HeldDossiers;
use crate::outage::Served;
use crate::prepare::Preparer;
use crate::request::{Request, Ticket};
use crate::{Catalogue, Clock, Refusal};

/// Most jobs in one transaction.
pub(crate) const BATCH_MAX: usize = 128;
/// How long a timer waits for acts stamped before its due, in milliseconds (**S:** `settle`, sem 2.5).
pub(crate) const SETTLE: i64 = 2_000;

/// What the writer works with.
pub(crate) struct Writer {
    pub store: Arc<dyn Store>,
    pub catalogue: Arc<Catalogue>,
    pub clock: Arc<Clock>,
    pub rehearsal: bool,
    pub queue: mpsc::Receiver<Request>,
    pub alarm: Arc<Alarm>,
    pub held: HeldDossiers,
    pub answered: Answered,
    /// Dossiers whose timers could not be fired since the last time everything due was done.
    pub stuck: HashSet<DossierId>,
    pub duties: Duties,
    pub served: Arc<Served>,
}

impl Writer {
    /// Works until the queue is closed.
    pub async fn run(mut self) {
        let mut waiting = VecDeque::with_capacity(BATCH_MAX);
        while self.receive(&mut waiting).await {
            if let Err(error) = self.make_good().await {
                self.refuse(&mut waiting, &error);
                continue;
            }
            let batch = next_batch(&mut waiting);
            if !batch.is_empty() {
                self.tickets(batch).await;
            }
            match waiting.pop_front() {
                // What is due takes turns with what clients ask for.
                Some(Request::FireDue) if self.fire_some().await => waiting.push_back(Request::FireDue),
                Some(Request::FireDue) => self.alarm.ring(),
                Some(Request::Advance { to, reply }) => {
                    let _ = reply.send(self.advance(to).await);
                    self.alarm.ring();
                }
                Some(ticket @ Request::Ticket(_)) => waiting.push_front(ticket),
                None => {}
            }
        }
        self.alarm.ring();
    }

    /// Does nothing of what waits: a timer that fired now would take away what an outage must first be made good for.
    fn refuse(&self, waiting: &mut VecDeque<Request>, error: &StoreError) {
        tracing::error!(%error, "an outage cannot be made good yet");
        for request in waiting.drain(..) {
            match request {
                Request::Ticket(ticket) => drop(ticket.reply.send(Err(error.clone().into()))),
                Request::Advance { reply, .. } => drop(reply.send(Err(error.clone().into()))),
                Request::FireDue => self.alarm.ring(),
            }
        }
    }

    /// Takes what has come; waits only if nothing is left to do. False once the queue is closed and empty.
    async fn receive(&mut self, waiting: &mut VecDeque<Request>) -> bool {
        if waiting.is_empty() {
            let first = self.queue.recv().await;
            waiting.extend(first);
        }
        while waiting.len() < BATCH_MAX {
            let Ok(next) = self.queue.try_recv() else { break };
            waiting.push_back(next);
        }
        !waiting.is_empty()
    }

    /// Does a part of what is due; tells whether more may be left.
    async fn fire_some(&mut self) -> bool {
        let upto = self.settled();
        let mut stuck = std::mem::take(&mut self.stuck);
        let fired = match self.draw_up(upto, &mut stuck).await {
            Ok(()) => self.fire_part(upto, &mut stuck).await,
            Err(error) => Err(error),
        };
        match fired {
            Ok(true) => self.stuck = stuck,
            Ok(false) => return false,
            Err(error) => {
                tracing::error!(%error, "what is due cannot be done");
                return false;
            }
        }
        true
    }

    /// The instant up to which timers may fire.
    fn settled(&self) -> Instant {
        let now = self.clock.now();
        if self.rehearsal { now } else { Instant::from_millis(now.millis() - SETTLE) }
    }

    /// Does everything that is due up to an instant, in order.
    async fn catch_up(&mut self, upto: Instant, stuck: &mut HashSet<DossierId>) -> Result<(), StoreError> {
        self.draw_up(upto, stuck).await?;
        self.fire_due(upto, stuck).await
    }

    /// Draws up the lists whose turn has come, each after the timers due before it (sem 2.21).
    pub(super) async fn draw_up(&mut self, upto: Instant, stuck: &mut HashSet<DossierId>) -> Result<(), StoreError> {
        while let Some(turn) = self.duties.next().filter(|turn| *turn <= upto) {
            // A timer that has not settled yet may still find an act before it.
            self.fire_due(turn.min(self.settled()), stuck).await?;
            self.duties.draw_up(self.store.as_ref(), turn, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Moves the clock of a rehearsal, stopping at every due instant on the way (sem 2.6).
    async fn advance(&mut self, to: Instant) -> Result<Instant, Refusal> {
        if !self.rehearsal {
            return Err(Refusal::NotARehearsal);
        }
        let mut stuck = HashSet::new();
        while let Some(stop) = self.next_stop(to, &stuck).await? {
            self.move_clock(stop).await?;
            self.catch_up(stop, &mut stuck).await?;
        }
        self.move_clock(to).await?;
        Ok(self.clock.now())
    }

    /// Finds the next due instant on the way; a timer that cannot be fired must not hold the clock.
    async fn next_stop(&self, to: Instant, stuck: &HashSet<DossierId>) -> Result<Option<Instant>, StoreError> {
        let limit = u32::try_from(stuck.len() + 1).unwrap_or(u32::MAX);
        let due = self.store.due(to.millis(), limit).await?;
        let wake = due.into_iter().find(|(id, _)| !stuck.contains(id)).map(|(_, wake)| Instant::from_millis(wake));
        let turn = self.duties.next().filter(|turn| *turn <= to);
        Ok(wake.into_iter().chain(turn).min())
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

    pub(super) fn preparer(&mut self) -> Preparer<'_> {
        Preparer {
            store: self.store.as_ref(),
            catalogue: &self.catalogue,
            rehearsal: self.rehearsal,
            now: self.clock.now(),
            held: &mut self.held,
        }
    }
}

/// Takes the clients' jobs that come next, up to what is no client's job.
fn next_batch(waiting: &mut VecDeque<Request>) -> Vec<Ticket> {
    let (mut batch, mut later, mut keys) = (Vec::new(), Vec::new(), HashSet::new());
    while let Some(request) = waiting.pop_front() {
        match request {
            // A repeated key must see the first one's answer, so it waits for the next batch.
            Request::Ticket(ticket) if repeats(&ticket, &mut keys) => later.push(Request::Ticket(ticket)),
            Request::Ticket(ticket) => batch.push(*ticket),
            other => {
                waiting.push_front(other);
                break;
            }
        }
    }
    for request in later.into_iter().rev() {
        waiting.push_front(request);
    }
    batch
}

fn repeats(ticket: &Ticket, keys: &mut HashSet<(String, String)>) -> bool {
    match &ticket.client.key {
        Some((key, _)) => !keys.insert((ticket.client.name.clone(), key.clone())),
        None => false,
    }
}
