//! One batch of clients' jobs: prepared in order, committed together, answered after the commit.
//!
//! Its members do not share their fate: a refusal never reaches the store, and if the transaction fails every job is
//! tried once more alone.

use std::collections::HashSet;

use store::{Commit, Committed, StoreError};

use crate::Refusal;
use crate::answered::again;
use crate::prepare::{Held, Prepared};
use crate::request::{Client, Done, Job, Ticket};
use crate::writer::Writer;

/// Most commits of timers before an act; more of them are left to the scheduler.
const CATCH_UPS_MAX: usize = 100;

/// What a batch will write, and what its jobs will be answered then.
#[derive(Default)]
struct Batch {
    commits: Vec<Commit>,
    /// Dossiers that begin, by the number of their commit.
    begun: Vec<(usize, Held)>,
    answers: Vec<(Ticket, Answer)>,
}

/// What a job will be answered once its batch is written.
enum Answer {
    /// This.
    Ready(Result<Done, Refusal>),
    /// The place of the commit with this number.
    Place(usize),
}

impl Writer {
    /// Carries out clients' jobs.
    pub(super) async fn tickets(&mut self, tickets: Vec<Ticket>) {
        // What an outage took is made good before any timer fires, and so before the lists that were missed.
        let latest = tickets.iter().map(|ticket| ticket.made_good().unwrap_or(ticket.stamp)).max();
        // A list shows the state before any later act.
        if let Some(upto) = latest
            && let Err(error) = self.draw_up(upto, &mut HashSet::new()).await
        {
            tracing::error!(%error, "a list cannot be drawn up");
        }
        let mut batch = self.prepare(tickets).await;
        loop {
            match self.commit(&batch.commits).await {
                Ok(committed) => {
                    self.acknowledge(batch, committed);
                    break;
                }
                // A repetition that was not known for one; the others are prepared anew without what it wrote.
                Err(StoreError::AlreadyAnswered { client, key }) if self.recall(&client, &key).await => {
                    batch = self.prepare(batch.answers.into_iter().map(|(ticket, _)| ticket).collect()).await;
                }
                // A refusal may rest on what was not written, so it is no answer either.
                Err(_) => {
                    for (ticket, _) in batch.answers {
                        self.alone(ticket).await;
                    }
                    break;
                }
            }
        }
        self.held.age();
    }

    async fn prepare(&mut self, tickets: Vec<Ticket>) -> Batch {
        let known = tickets.iter().filter_map(|ticket| match &ticket.job {
            Job::Command { dossier, .. } => Some(*dossier),
            Job::Submit { .. } => None,
        });
        self.preparer().fetch(known).await;
        let mut batch = Batch::default();
        for ticket in tickets {
            let answer = self.answer(&ticket, &mut batch).await;
            batch.answers.push((ticket, answer));
        }
        batch
    }

    /// Prepares one job. Whoever is refused may have been answered before (sem 2.9).
    async fn answer(&mut self, ticket: &Ticket, batch: &mut Batch) -> Answer {
        if let Some(answer) = self.answered.find(&ticket.client) {
            return Answer::Ready(answer);
        }
        let mut prepared = self.preparer().job(ticket).await;
        // An act waits until no timer is left before it (sem 2.26).
        for _ in 0..CATCH_UPS_MAX {
            match prepared {
                Prepared::Write(commit, Some(Refusal::Busy)) => batch.commits.push(*commit),
                other => {
                    prepared = other;
                    break;
                }
            }
            prepared = self.preparer().waiting_act(ticket).await;
        }
        let place = batch.commits.len();
        let refusal = match prepared {
            Prepared::Nothing(Ok(done)) => return Answer::Ready(Ok(done)),
            Prepared::Nothing(Err(refusal)) => refusal,
            Prepared::New(commit, held) => {
                batch.commits.push(*commit);
                batch.begun.push((place, *held));
                return Answer::Place(place);
            }
            Prepared::Write(commit, refusal) => {
                batch.commits.push(*commit);
                let Some(refusal) = refusal else { return Answer::Place(place) };
                refusal
            }
        };
        Answer::Ready(self.kept(&ticket.client).await.unwrap_or(Err(refusal)))
    }

    /// Finds the answer the store keeps for a repetition.
    async fn kept(&self, client: &Client) -> Option<Result<Done, Refusal>> {
        let (key, fingerprint) = client.key.as_ref()?;
        match self.store.answer(&client.name, key).await {
            Ok(row) => row.map(|row| again(row.fingerprint == *fingerprint, row.committed)),
            Err(error) => Some(Err(error.into())),
        }
    }

    /// Remembers the answer the store keeps under a key; tells whether there is one.
    async fn recall(&mut self, client: &str, key: &str) -> bool {
        let Ok(Some(row)) = self.store.answer(client, key).await else { return false };
        self.answered.kept(client.to_owned(), key.to_owned(), row);
        true
    }

    fn acknowledge(&mut self, batch: Batch, committed: Vec<Committed>) {
        for (place, held) in batch.begun {
            let Committed { id, code, .. } = &committed[place];
            self.held.insert(*id, held.named(code));
        }
        for (ticket, answer) in batch.answers {
            let Ticket { client, reply, .. } = ticket;
            let answer = match answer {
                Answer::Ready(answer) => answer,
                Answer::Place(place) => {
                    self.answered.given(client, committed[place].clone());
                    Ok(Done::new(committed[place].clone(), false))
                }
            };
            // A client that has gone away does not need its answer.
            let _ = reply.send(answer);
        }
    }

    /// Carries out a job alone, after its batch failed.
    async fn alone(&mut self, ticket: Ticket) {
        let batch = self.prepare(vec![ticket]).await;
        match self.commit(&batch.commits).await {
            Ok(committed) => self.acknowledge(batch, committed),
            Err(error) => {
                for (ticket, _) in batch.answers {
                    let answer = match &error {
                        StoreError::AlreadyAnswered { .. } => self.kept(&ticket.client).await,
                        _ => None,
                    };
                    let _ = ticket.reply.send(answer.unwrap_or(Err(error.clone().into())));
                }
            }
        }
    }

    /// Commits a batch; what is held of dossiers is true only if that succeeds.
    pub(super) async fn commit(&mut self, batch: &[Commit]) -> Result<Vec<Committed>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let committed = self.store.commit(batch).await;
        match &committed {
            Ok(_) => {
                batch.iter().filter_map(|commit| commit.state.wake_at).min().map_or((), |wake| self.alarm.written(wake))
            }
            Err(_) => self.held.clear(),
        }
        committed
    }
}
