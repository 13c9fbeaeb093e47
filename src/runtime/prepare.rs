//! One job as one commit: load, fire what is due, decide, and what all that writes. It commits nothing.

use std::collections::HashMap;
use std::sync::Arc;

use calendar::Instant;
use engine::record::v1;
use engine::{
    Author, CATCH_UP_MAX, Command, Data, Decision, Instance, Now, Pass, Until, decide, effects, rows, submit,
};
use procedure::Compiled;
use store::{
    Commit, DossierId, DossierKey, NewAnswer, NewData, NewDossier, NewEffect, NewRecord, State, Store, Target,
};

use crate::request::{Client, Done, Job, Ticket};
use crate::{Catalogue, Refusal, outbox};

/// How old a stamp may be at the commit (**S:** `stamp_age_max`, sem 2.1), in milliseconds.
const STAMP_AGE_MAX: i64 = 10_000;

/// A dossier with its data, as stored.
pub(crate) struct Loaded {
    pub code: String,
    pub version: u64,
    pub compiled: Arc<Compiled>,
    pub instance: Instance,
    pub data: Data,
}

/// A dossier in the writer's hands.
pub(crate) struct Held {
    loaded: Loaded,
    /// Record time of its last record.
    recorded_at: Instant,
}

/// What a job came to before the commit.
pub(crate) enum Prepared {
    /// Something is to be written, and then perhaps refused: the timers fired before a refused act stand (sem 2.2).
    Write(Box<Commit>, Option<Refusal>),
    /// Nothing is to be written.
    Nothing(Result<Done, Refusal>),
}

/// Turns jobs into commits against the dossiers it holds.
pub(crate) struct Preparer<'a> {
    pub store: &'a dyn Store,
    pub catalogue: &'a Catalogue,
    pub rehearsal: bool,
    pub now: Instant,
    pub held: &'a mut HashMap<DossierId, Held>,
}

impl Preparer<'_> {
    /// Prepares a client's job.
    pub async fn job(&mut self, ticket: &Ticket) -> Prepared {
        self.new_job(ticket).await.unwrap_or_else(|refusal| Prepared::Nothing(Err(refusal)))
    }

    /// Prepares the firing of every timer of a dossier due up to an instant.
    pub async fn fire(&mut self, dossier: DossierId, upto: Instant) -> Prepared {
        let command = Command::FireDue(Until::UpTo(upto));
        match self.command(dossier, None, &command, upto, &Client::default()).await {
            // What a long standstill leaves over is fired next.
            Ok(Prepared::Write(commit, _)) => Prepared::Write(commit, None),
            Ok(nothing) => nothing,
            Err(refusal) => Prepared::Nothing(Err(refusal)),
        }
    }

    async fn new_job(&mut self, ticket: &Ticket) -> Result<Prepared, Refusal> {
        if let Some(answer) = self.kept(&ticket.client).await? {
            return Ok(Prepared::Nothing(answer));
        }
        match &ticket.job {
            Job::Submit { procedure, submission } => self.submit(procedure, submission, ticket),
            Job::Command { dossier, expected, command } => {
                let at = self.dated(ticket.stamp);
                self.command(*dossier, *expected, command, at, &ticket.client).await
            }
        }
    }

    /// Finds the answer to a repetition (sem 2.9).
    async fn kept(&self, client: &Client) -> Result<Option<Result<Done, Refusal>>, Refusal> {
        let Some((key, fingerprint)) = &client.key else { return Ok(None) };
        let kept = self.store.answer(&client.name, key).await?;
        Ok(kept.map(|row| {
            if row.fingerprint == *fingerprint { Ok(Done::new(row.committed, true)) } else { Err(Refusal::KeyReused) }
        }))
    }

    /// Dates an act at its arrival, unless that is too long ago (sem 2.1).
    fn dated(&self, stamp: Instant) -> Instant {
        if self.now.millis() - stamp.millis() > STAMP_AGE_MAX { self.now } else { stamp }
    }

    fn submit(&self, procedure: &str, submission: &engine::Submission, ticket: &Ticket) -> Result<Prepared, Refusal> {
        let compiled = self.catalogue.procedure(procedure).ok_or(Refusal::NoSuchProcedure)?;
        let agency = submission.filing.competent.as_str();
        let offering = self.catalogue.offering(compiled).find(|one| one.id == agency).ok_or(Refusal::NotOffered)?;
        let at = self.dated(ticket.stamp);
        let facts = self.catalogue.facts(compiled, Now { at, recorded_at: self.now.max(at) });
        let (instance, decision) = submit(&compiled.program, submission, &facts)?;
        let date = self.catalogue.date(compiled, at);
        let rehearsal = if self.rehearsal { "T-" } else { "" };
        let code = offering.code.as_deref().unwrap_or(&offering.id);
        let target = Target::New(NewDossier {
            code_prefix: format!("{rehearsal}{code}-{:02}{:02}{:02}-", date.year() % 100, date.month(), date.day()),
            procedure: compiled.program.id.clone(),
            program: compiled.program.hash.to_string(),
            agency: submission.filing.competent.to_string(),
            receiving: submission.filing.receiving.to_string(),
            applicant: submission.filing.applicant.to_string(),
            created_at: at.millis(),
        });
        let written = Written { before: None, after: &instance, decision: &decision, seq: 0, kind: "submit" };
        let commit = self.commit(compiled, target, &written, answer(&ticket.client));
        Ok(Prepared::Write(Box::new(commit), None))
    }

    async fn command(
        &mut self,
        id: DossierId,
        expected: Option<u64>,
        command: &Command,
        at: Instant,
        client: &Client,
    ) -> Result<Prepared, Refusal> {
        let held = self.load(id).await?;
        let version = held.loaded.version;
        if expected.is_some_and(|expected| expected != version) {
            self.held.insert(id, held);
            return Err(Refusal::Stale { version });
        }
        let Held { loaded: Loaded { code, compiled, instance, data, .. }, recorded_at } = held;
        let at = at.max(instance.last_at);
        // A clock that was set back changes nothing that is written (sem 2.22).
        let recorded_at = self.now.max(at).max(recorded_at);
        let before = instance.clone();
        let facts = self.catalogue.facts(&compiled, Now { at, recorded_at });
        let due = Command::FireDue(Until::Before(at));
        let (instance, fired) = decide(&compiled.program, instance, &data, &due, &facts);
        let mut decision = fired.unwrap_or_default();
        let (instance, decided) = if decision.passes.len() < CATCH_UP_MAX {
            let (instance, decided) = decide(&compiled.program, instance, &data, command, &facts);
            (instance, decided.map_err(Refusal::Rejected))
        } else {
            // An act waits until no timer is left before it (sem 2.26).
            (instance, Err(Refusal::Busy))
        };
        let refusal = match decided {
            Ok(Decision { passes, data }) => {
                decision.passes.extend(passes);
                decision.data = data;
                None
            }
            Err(refusal) => Some(refusal),
        };
        let data = decision.data.clone().unwrap_or(data);
        let records = u64::try_from(decision.passes.len()).unwrap_or(u64::MAX);
        let prepared = if records > 0 {
            let written = Written {
                before: Some(&before),
                after: &instance,
                decision: &decision,
                seq: version,
                kind: kind(command),
            };
            let answer = if refusal.is_none() { answer(client) } else { None };
            let commit = self.commit(&compiled, Target::Existing { id, version }, &written, answer);
            Prepared::Write(Box::new(commit), refusal)
        } else {
            let unchanged = Done { id, code: code.clone(), version, repeated: false };
            Prepared::Nothing(refusal.map_or(Ok(unchanged), Err))
        };
        let loaded = Loaded { code, version: version + records, compiled, instance, data };
        self.held.insert(id, Held { loaded, recorded_at });
        Ok(prepared)
    }

    async fn load(&mut self, id: DossierId) -> Result<Held, Refusal> {
        if let Some(held) = self.held.remove(&id) {
            return Ok(held);
        }
        let found = load(self.store, self.catalogue, DossierKey::Id(id)).await?;
        let (_, loaded) = found.ok_or(Refusal::NoSuchDossier)?;
        let last = self.store.records(id, loaded.version - 1, 1).await?;
        let recorded_at =
            last.first().map_or(loaded.instance.last_at, |record| Instant::from_millis(record.recorded_at));
        Ok(Held { loaded, recorded_at })
    }

    fn commit(&self, compiled: &Compiled, target: Target, written: &Written<'_>, answer: Option<NewAnswer>) -> Commit {
        let program = &compiled.program;
        let directory = hex12(&self.catalogue.directory().hash);
        let record = |pass: &Pass| NewRecord {
            at: pass.at.millis(),
            recorded_at: pass.recorded_at.millis(),
            author: serde_json::to_string(&pass.author).unwrap_or_default(),
            kind: if pass.author == Author::Timer { "timer".to_owned() } else { written.kind.to_owned() },
            body: v1::encode_events(program, &directory, &pass.events),
        };
        let after = written.after;
        let data = written.decision.data.as_ref();
        Commit {
            dossier: target,
            records: written.decision.passes.iter().map(record).collect(),
            state: State {
                snapshot: v1::encode_snapshot(program, after),
                status: after.status,
                ended: !after.is_alive(),
                wake_at: after.wake_at().map(Instant::millis),
            },
            data: data
                .map(|data| NewData { version: after.data.0, body: v1::encode_data(program, data) })
                .into_iter()
                .collect(),
            rows: rows(program, after, &written.decision.passes),
            outbox: self.outbox(compiled, written),
            answer,
        }
    }

    fn outbox(&self, compiled: &Compiled, written: &Written<'_>) -> Vec<NewEffect> {
        let mut all = Vec::new();
        for (seq, pass) in (written.seq + 1..).zip(&written.decision.passes) {
            let found = effects(&compiled.program, written.before, written.after, pass);
            all.extend((0_u32..).zip(&found).map(|(ordinal, effect)| {
                let (target, body) = outbox::write(&compiled.program, written.after, effect);
                NewEffect { seq, ordinal, target: target.to_owned(), body }
            }));
        }
        all
    }
}

/// What one commit writes of one dossier.
struct Written<'a> {
    before: Option<&'a Instance>,
    after: &'a Instance,
    decision: &'a Decision,
    /// Sequence number of the dossier's last record before it.
    seq: u64,
    kind: &'static str,
}

/// Loads a dossier with its data.
pub(crate) async fn load(
    store: &dyn Store,
    catalogue: &Catalogue,
    key: DossierKey<'_>,
) -> Result<Option<(store::DossierRow, Loaded)>, Refusal> {
    let Some(row) = store.dossier(key).await? else { return Ok(None) };
    let missing = || Refusal::ProgramMissing { hash: row.program.clone() };
    let compiled = catalogue.version(&row.program).ok_or_else(missing)?;
    let instance = v1::decode_snapshot(&compiled.program, &row.snapshot)?;
    let data = match store.data(row.id, instance.data.0).await? {
        Some(stored) => v1::decode_data(&compiled.program, &stored.body)?,
        None => Data::empty(&compiled.program),
    };
    let loaded = Loaded { code: row.code.clone(), version: row.version, compiled, instance, data };
    Ok(Some((row, loaded)))
}

fn answer(client: &Client) -> Option<NewAnswer> {
    let (key, fingerprint) = client.key.clone()?;
    Some(NewAnswer { client: client.name.clone(), key, fingerprint, body: Vec::new() })
}

fn kind(command: &Command) -> &'static str {
    match command {
        Command::Submit(_) => "submit",
        Command::Act { .. } => "act",
        Command::Trigger { .. } => "anytime",
        Command::FireDue(_) => "timer",
        Command::Retry { .. } => "retry",
    }
}

fn hex12(bytes: &[u8; 32]) -> String {
    bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
