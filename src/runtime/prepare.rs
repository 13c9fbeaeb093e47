//! One job as one commit: load, fire what is due, decide, and what all that writes. It commits nothing.

mod next_version;

use std::sync::Arc;

use calendar::{Due, Instant, Phase};
use engine::record::v1;
use engine::{
    Author, CATCH_UP_MAX, Command, Data, Decision, Event, Instance, Now, Pass, Until, decide, effects, rows, submit,
};
use procedure::Compiled;
use program::RuleIx;
use store::{
    Commit, DossierId, DossierKey, NewAnswer, NewData, NewDossier, NewEffect, NewLetter, NewRecord, Standing, State,
    Store, Target,
};

use self::next_version::Refused;
use crate::held::HeldDossiers;
use crate::letter_facts::Printing;
use crate::request::{Client, Done, Job, Ticket};
use crate::{Catalogue, Refusal, agencies, outbox, print};

/// How old a stamp may be at the commit (**S:** `stamp_age_max`, sem 2.1), in milliseconds.
const STAMP_AGE_MAX: i64 = 10_000;

/// A dossier with its data, as stored.
pub(crate) struct Loaded {
    pub code: String,
    pub version: u64,
    pub compiled: Arc<Compiled>,
    pub instance: Instance,
    pub data: Data,
    /// What both take as stored.
    bytes: usize,
    /// How many letters it has printed; none before somebody had to know.
    letters: Option<u32>,
}

/// A dossier in the writer's hands.
pub(crate) struct Held {
    loaded: Loaded,
    /// Record time of its last record.
    recorded_at: Instant,
}

impl Held {
    /// Gives a dossier that has begun its code.
    pub fn named(mut self, code: &str) -> Self {
        code.clone_into(&mut self.loaded.code);
        self
    }

    /// Returns what it takes as stored.
    pub fn bytes(&self) -> usize {
        self.loaded.bytes
    }
}

/// What a job came to before the commit.
pub(crate) enum Prepared {
    /// Something is to be written, and then perhaps refused: the timers fired before a refused act stand (sem 2.2).
    Write(Box<Commit>, Option<Refusal>),
    /// A dossier is to begin; it is held once it has its id and its code.
    New(Box<Commit>, Box<Held>),
    /// Nothing is to be written.
    Nothing(Result<Done, Refusal>),
}

/// Turns jobs into commits against the dossiers it holds.
pub(crate) struct Preparer<'a> {
    pub store: &'a dyn Store,
    pub catalogue: &'a Catalogue,
    pub rehearsal: bool,
    pub now: Instant,
    pub held: &'a mut HeldDossiers,
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

    /// Prepares an act once more that waits for timers before it; what its client saw was compared the first time.
    pub async fn waiting_act(&mut self, ticket: &Ticket) -> Prepared {
        let Job::Command { dossier, command, .. } = &ticket.job else { return self.job(ticket).await };
        let at = self.dated(ticket);
        let prepared = self.command(*dossier, None, command, at, &ticket.client).await;
        prepared.unwrap_or_else(|refusal| Prepared::Nothing(Err(refusal)))
    }

    async fn new_job(&mut self, ticket: &Ticket) -> Result<Prepared, Refusal> {
        match &ticket.job {
            Job::Submit { procedure, submission } => self.submit(procedure, submission, ticket),
            Job::Command { dossier, expected, command } => {
                let at = self.dated(ticket);
                self.command(*dossier, *expected, command, at, &ticket.client).await
            }
        }
    }

    /// Dates an act at its arrival, unless that is too long ago (sem 2.1).
    fn dated(&self, ticket: &Ticket) -> Instant {
        let old = self.now.millis() - ticket.stamp.millis() > STAMP_AGE_MAX;
        ticket.made_good().unwrap_or(if old { self.now } else { ticket.stamp })
    }

    fn submit(&self, procedure: &str, submission: &engine::Submission, ticket: &Ticket) -> Result<Prepared, Refusal> {
        let at = self.dated(ticket);
        let compiled = self.catalogue.in_force(procedure, at)?;
        let agency = submission.filing.competent.as_str();
        let offering = self.catalogue.offering(compiled).find(|one| one.id == agency).ok_or(Refusal::NotOffered)?;
        let facts = self.catalogue.facts(compiled, Now { at, recorded_at: self.now.max(at) });
        if let Some(rejection) =
            agencies::refuse_answers(&compiled.program, self.catalogue.directory(), &submission.answers)
        {
            return Err(Refusal::Rejected(rejection));
        }
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
        let (empty, seq, kind) = (Data::empty(&compiled.program), 0, "submit");
        let data = decision.data.as_ref().unwrap_or(&empty);
        let letters = (None, 0);
        let written = Written { before: None, after: &instance, data, decision: &decision, seq, kind, letters };
        let commit = self.commit(compiled, target, &written, answer(&ticket.client));
        let loaded = Loaded {
            code: String::new(),
            version: commit.records.len() as u64,
            compiled: Arc::clone(compiled),
            bytes: bytes(&commit),
            letters: u32::try_from(commit.letters.len()).ok(),
            data: decision.data.unwrap_or(empty),
            instance,
        };
        let held = Held { loaded, recorded_at: self.now.max(at) };
        Ok(Prepared::New(Box::new(commit), Box::new(held)))
    }

    async fn command(
        &mut self,
        id: DossierId,
        expected: Option<u64>,
        command: &Command,
        at: Instant,
        client: &Client,
    ) -> Result<Prepared, Refusal> {
        let prepared = self.attempt((id, expected), command, at, client, true).await?;
        match Refused::of(prepared, (id, command, at, client)) {
            Ok(refused) => self.next_version(refused).await,
            Err(prepared) => Ok(prepared),
        }
    }

    /// Fires what is due and decides, under the dossier's own version; `settled` if another one may be in force by which
    /// it is settled.
    async fn attempt(
        &mut self,
        (id, expected): (DossierId, Option<u64>),
        command: &Command,
        at: Instant,
        client: &Client,
        settled: bool,
    ) -> Result<Prepared, Refusal> {
        let held = self.load(id).await?;
        let version = held.loaded.version;
        if expected.is_some_and(|expected| expected != version) {
            self.held.insert(id, held);
            return Err(Refusal::Stale { version });
        }
        let Held { loaded: Loaded { code, compiled, instance, data, mut bytes, mut letters, .. }, recorded_at } = held;
        let at = at.max(instance.last_at);
        // A clock that was set back changes nothing that is written (sem 2.22).
        let recorded_at = self.now.max(at).max(recorded_at);
        let before = instance.clone();
        let successor = if settled { self.catalogue.successor(&compiled, at) } else { None };
        let facts = self.catalogue.facts(&compiled, Now { at, recorded_at });
        let facts = facts.with_successor(successor.map(|next| next.program.hash));
        let due = Command::FireDue(Until::Before(at));
        let (instance, fired) = decide(&compiled.program, instance, &data, &due, &facts);
        let mut decision = fired.unwrap_or_default();
        let (instance, decided) = if decision.passes.len() < CATCH_UP_MAX {
            match agencies::refuse(&compiled.program, self.catalogue.directory(), command) {
                Some(rejection) => (instance, Err(Refusal::Rejected(rejection))),
                None => {
                    // What a timer has written is there for the act behind it.
                    let now = decision.data.as_ref().unwrap_or(&data);
                    let (instance, decided) = decide(&compiled.program, instance, now, command, &facts);
                    (instance, decided.map_err(Refusal::Rejected))
                }
            }
        } else {
            // An act waits until no timer is left before it (sem 2.26).
            (instance, Err(Refusal::Busy))
        };
        let refusal = match decided {
            Ok(Decision { passes, data }) => {
                decision.passes.extend(passes);
                decision.data = data.or(decision.data);
                None
            }
            Err(refusal) => Some(refusal),
        };
        let data = decision.data.clone().unwrap_or(data);
        let records = u64::try_from(decision.passes.len()).unwrap_or(u64::MAX);
        let prepared = if records > 0 {
            letters = self.printed(id, letters, &decision).await?;
            let printed = letters.unwrap_or_default();
            let written = Written {
                before: Some(&before),
                after: &instance,
                data: &data,
                decision: &decision,
                seq: version,
                kind: kind(command),
                letters: (Some(&code), printed),
            };
            let answer = if refusal.is_none() { answer(client) } else { None };
            let commit = self.commit(&compiled, Target::Existing { id, version }, &written, answer);
            bytes = bytes.max(self::bytes(&commit));
            letters = letters.map(|letters| letters + u32::try_from(commit.letters.len()).unwrap_or_default());
            Prepared::Write(Box::new(commit), refusal)
        } else {
            let unchanged = Done { id, code: code.clone(), version, repeated: false };
            Prepared::Nothing(refusal.map_or(Ok(unchanged), Err))
        };
        let loaded = Loaded { code, version: version + records, compiled, instance, data, bytes, letters };
        self.held.insert(id, Held { loaded, recorded_at });
        Ok(prepared)
    }

    /// Counts the letters a dossier has printed, if a decision prints more; a letter may be erased, its effect stays.
    async fn printed(&self, id: DossierId, known: Option<u32>, decision: &Decision) -> Result<Option<u32>, Refusal> {
        let mut events = decision.passes.iter().flat_map(|pass| &pass.events);
        if known.is_some() || !events.any(|event| matches!(event, Event::Printed { .. })) {
            return Ok(known);
        }
        let effects = self.store.effects(id).await?;
        Ok(u32::try_from(effects.iter().filter(|effect| effect.target == "letter").count()).ok())
    }

    async fn load(&mut self, id: DossierId) -> Result<Held, Refusal> {
        if let Some(held) = self.held.remove(id) {
            return Ok(held);
        }
        let found = self.store.standing(&[id]).await?.pop();
        self.read(found.ok_or(Refusal::NoSuchDossier)?)
    }

    /// Takes those of some dossiers into hand that are not, in one reading. What cannot be read is told by whoever
    /// wants it.
    pub async fn fetch(&mut self, ids: impl Iterator<Item = DossierId>) {
        let mut missing: Vec<DossierId> = ids.filter(|id| !self.held.contains(*id)).collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.len() < 2 {
            return;
        }
        for standing in self.store.standing(&missing).await.unwrap_or_default() {
            let id = standing.id;
            if let Ok(held) = self.read(standing) {
                self.held.insert(id, held);
            }
        }
    }

    fn read(&self, standing: Standing) -> Result<Held, Refusal> {
        let Standing { code, program, version, recorded_at, snapshot, data, .. } = standing;
        let compiled = self.catalogue.version(&program).ok_or(Refusal::ProgramMissing { hash: program })?;
        let instance = v1::decode_snapshot(&compiled.program, &snapshot)?;
        let bytes = snapshot.len() + data.as_ref().map_or(0, |data| data.body.len());
        let data = match data {
            Some(data) => v1::decode_data(&compiled.program, &data.body)?,
            None => Data::empty(&compiled.program),
        };
        let loaded = Loaded { code, version, compiled, instance, data, bytes, letters: None };
        Ok(Held { loaded, recorded_at: Instant::from_millis(recorded_at) })
    }

    fn commit(&self, compiled: &Compiled, target: Target, written: &Written<'_>, answer: Option<NewAnswer>) -> Commit {
        let program = &compiled.program;
        let directory = source::hex(&self.catalogue.directory().hash[..6]);
        let record = |pass: &Pass| NewRecord {
            at: pass.at.millis(),
            recorded_at: pass.recorded_at.millis(),
            author: serde_json::to_string(&pass.author).unwrap_or_default(),
            kind: if pass.author == Author::Timer { "timer".to_owned() } else { written.kind.to_owned() },
            body: v1::encode_events(program, &directory, &pass.events),
        };
        let after = written.after;
        let data = written.decision.data.as_ref();
        let (outbox, letters) = self.outbox(compiled, written);
        Commit {
            program: None,
            dossier: target,
            records: written.decision.passes.iter().map(record).collect(),
            state: State {
                snapshot: v1::encode_snapshot(program, after),
                status: after.status,
                ended: !after.is_alive(),
                wake_at: after.wake_at().map(Instant::millis),
                due_at: legal_due(after).map(Instant::millis),
            },
            data: data
                .map(|data| NewData { version: after.data.0, body: v1::encode_data(program, data) })
                .into_iter()
                .collect(),
            rows: rows(program, written.before, after, &written.decision.passes),
            outbox,
            letters,
            answer,
        }
    }

    fn outbox(&self, compiled: &Compiled, written: &Written<'_>) -> (Vec<NewEffect>, Vec<NewLetter>) {
        let (mut all, mut letters) = (Vec::new(), Vec::new());
        let (code, mut number) = written.letters;
        for (seq, pass) in (written.seq + 1..).zip(&written.decision.passes) {
            let found = effects(&compiled.program, written.before, written.after, pass);
            for (ordinal, effect) in (0_u32..).zip(&found) {
                let of = Printing {
                    teller: print::teller(self.catalogue, compiled),
                    before: written.before,
                    after: written.after,
                    data: written.data,
                    pass,
                    code,
                    number: Some(number + 1),
                    activation: None,
                    due: None,
                    signed: false,
                };
                let printed = print::print(self.catalogue, &of, effect);
                number += u32::from(printed.is_some());
                let (target, body) = outbox::write(&compiled.program, written, effect, printed.as_ref());
                all.push(NewEffect { seq, ordinal, target: target.to_owned(), body });
                letters.extend(printed.map(|printed| printed.keep(seq, ordinal)));
            }
        }
        (all, letters)
    }
}

/// What one commit writes of one dossier.
pub(crate) struct Written<'a> {
    pub before: Option<&'a Instance>,
    pub after: &'a Instance,
    /// The data as they are left.
    pub data: &'a Data,
    decision: &'a Decision,
    /// Sequence number of the dossier's last record before it.
    seq: u64,
    kind: &'static str,
    /// Its code, which a dossier that begins has not got, and how many letters it has printed before.
    letters: (Option<&'a str>, u32),
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
    let (code, version, bytes) = (row.code.clone(), row.version, row.snapshot.len());
    let loaded = Loaded { code, version, compiled, instance, data, bytes, letters: None };
    Ok(Some((row, loaded)))
}

/// Returns what a dossier takes after a commit, as stored.
fn bytes(commit: &Commit) -> usize {
    commit.state.snapshot.len() + commit.data.iter().map(|data| data.body.len()).sum::<usize>()
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
        Command::Hold { .. } => "hold",
        Command::Message(_) => "message",
        Command::Pay(_) => "payment",
        Command::Job { .. } => "job",
        Command::PaperAnswer { .. } => "paper_answer",
        Command::ChangeItem { .. } => "item",
        Command::Suspend { .. } => "suspension",
        Command::ChangeCase { .. } => "case",
        Command::Operate { .. } => "operation",
        Command::OutageGrace { .. } => "outage",
    }
}

/// Returns the instant after which a dossier is overdue by its legal clock; none while no time counts.
fn legal_due(instance: &Instance) -> Option<Instant> {
    let state = instance.clock(RuleIx(0))?.state;
    match (state.phase, state.due) {
        (Phase::Running | Phase::Paused { late: true, .. }, Due::At(at)) => Some(at),
        _ => None,
    }
}
