//! A store that is watched, and that fails, waits or sleeps when it is told to. It keeps nothing itself.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use engine::ActivationId;
use store::{
    AnswerRow, Commit, Committed, DataRow, DossierId, DossierKey, DossierQuery, DossierRow, DutyQuery, DutyRow,
    EffectRow, Kind, LogRow, NewLetter, NewUnmatched, OverdueRow, ProgramRow, PublicationRow, RecordRow, Reply,
    Settled, Standing, Store, StoreError, TaskQuery, TaskView, UnmatchedKey, UnmatchedQuery, UnmatchedRow,
};
use tokio::sync::Semaphore;

/// Says whether a batch is to fail, and how.
pub type Fault = Box<dyn FnMut(&[Commit]) -> Option<StoreError> + Send>;

pub struct Watched {
    inner: Arc<dyn Store>,
    kind: Kind,
    fault: Mutex<Fault>,
    /// Each batch that was kept, with the setting of the clock as it was kept then.
    pub kept: Mutex<Vec<(Vec<Commit>, Option<String>)>>,
    /// Commits that may pass.
    pub gate: Semaphore,
    /// Whether wake-ups are kept from the scheduler, and no slot of a duty was ever missed.
    pub asleep: AtomicBool,
    /// Whether the sources of programs are lost.
    pub forgetful: AtomicBool,
    /// Whether lists of duties cannot be kept.
    unlisted: AtomicBool,
    /// Whether letters are read with other bytes than were kept.
    forged: AtomicBool,
    /// Whether the disk is full for settings.
    pub full: AtomicBool,
    /// How often one dossier was read.
    pub read: AtomicUsize,
    /// The instants up to which due dossiers were asked for.
    pub asked: Mutex<Vec<i64>>,
}

impl Watched {
    pub fn new(inner: Arc<dyn Store>) -> Arc<Self> {
        let kind = inner.kind();
        Self::as_kind(inner, kind)
    }

    /// Lets a store pass for one of another kind.
    pub fn as_kind(inner: Arc<dyn Store>, kind: Kind) -> Arc<Self> {
        Arc::new(Self {
            inner,
            kind,
            fault: Mutex::new(Box::new(|_| None)),
            kept: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            asleep: AtomicBool::new(false),
            forgetful: AtomicBool::new(false),
            unlisted: AtomicBool::new(false),
            forged: AtomicBool::new(false),
            full: AtomicBool::new(false),
            read: AtomicUsize::new(0),
            asked: Mutex::default(),
        })
    }

    pub fn fail(&self, fault: impl FnMut(&[Commit]) -> Option<StoreError> + Send + 'static) {
        *self.fault.lock().unwrap() = Box::new(fault);
    }

    pub fn fail_duties(&self, fail: bool) {
        self.unlisted.store(fail, Ordering::SeqCst);
    }

    /// Alters every letter that is read.
    pub fn forges(&self) {
        self.forged.store(true, Ordering::SeqCst);
    }

    /// Sizes of the batches kept since the last look.
    pub fn batches(&self) -> Vec<usize> {
        self.kept.lock().unwrap().drain(..).map(|(batch, _)| batch.len()).collect()
    }
}

pub fn failed() -> StoreError {
    StoreError::Failed { detail: "as told".to_owned() }
}

impl Store for Watched {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn commit<'a>(&'a self, batch: &'a [Commit]) -> Reply<'a, Vec<Committed>> {
        Box::pin(async move {
            self.gate.acquire().await.unwrap().forget();
            let fault = (self.fault.lock().unwrap())(batch);
            if let Some(error) = fault {
                return Err(error);
            }
            let committed = self.inner.commit(batch).await?;
            let clock = self.inner.setting(crate::stage::OFFSET).await?;
            self.kept.lock().unwrap().push((batch.to_vec(), clock));
            Ok(committed)
        })
    }

    fn dossier<'a>(&'a self, key: DossierKey<'a>) -> Reply<'a, Option<DossierRow>> {
        self.inner.dossier(key)
    }

    fn standing<'a>(&'a self, ids: &'a [DossierId]) -> Reply<'a, Vec<Standing>> {
        self.read.fetch_add(ids.len(), Ordering::SeqCst);
        self.inner.standing(ids)
    }

    fn dossiers<'a>(&'a self, query: &'a DossierQuery) -> Reply<'a, Vec<DossierRow>> {
        self.inner.dossiers(query)
    }

    fn data(&self, dossier: DossierId, version: u32) -> Reply<'_, Option<DataRow>> {
        self.inner.data(dossier, version)
    }

    fn records(&self, dossier: DossierId, after: u64, limit: u32) -> Reply<'_, Vec<RecordRow>> {
        self.inner.records(dossier, after, limit)
    }

    fn log(&self, after: i64, limit: u32) -> Reply<'_, Vec<LogRow>> {
        self.inner.log(after, limit)
    }

    fn last_recorded(&self) -> Reply<'_, Option<i64>> {
        self.inner.last_recorded()
    }

    fn due(&self, now: i64, limit: u32) -> Reply<'_, Vec<(DossierId, i64)>> {
        self.asked.lock().unwrap().push(now);
        self.inner.due(now, limit)
    }

    fn next_wake(&self) -> Reply<'_, Option<i64>> {
        if self.asleep.load(Ordering::SeqCst) { Box::pin(async { Ok(None) }) } else { self.inner.next_wake() }
    }

    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Reply<'a, Vec<TaskView>> {
        self.inner.tasks(query)
    }

    fn task(&self, dossier: DossierId, activation: ActivationId) -> Reply<'_, Option<TaskView>> {
        self.inner.task(dossier, activation)
    }

    fn answer<'a>(&'a self, client: &'a str, key: &'a str) -> Reply<'a, Option<AnswerRow>> {
        self.inner.answer(client, key)
    }

    fn outbox(&self, after: i64, limit: u32) -> Reply<'_, Vec<EffectRow>> {
        self.inner.outbox(after, limit)
    }

    fn effects(&self, dossier: DossierId) -> Reply<'_, Vec<EffectRow>> {
        self.inner.effects(dossier)
    }

    fn letter(&self, dossier: DossierId, seq: u64, ordinal: u32) -> Reply<'_, Option<NewLetter>> {
        let forged = self.forged.load(Ordering::SeqCst);
        Box::pin(async move {
            let letter = self.inner.letter(dossier, seq, ordinal).await?;
            Ok(letter.map(|mut letter| {
                letter.body.extend(forged.then_some(b' '));
                letter
            }))
        })
    }

    fn setting<'a>(&'a self, name: &'a str) -> Reply<'a, Option<String>> {
        self.inner.setting(name)
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> Reply<'a, ()> {
        let full = self.full.load(Ordering::SeqCst);
        if full { Box::pin(async { Err(StoreError::Full) }) } else { self.inner.set_setting(name, value) }
    }

    fn put_program<'a>(&'a self, program: &'a ProgramRow) -> Reply<'a, ()> {
        self.inner.put_program(program)
    }

    fn overdue<'a>(&'a self, agency: &'a str, now: i64) -> Reply<'a, Vec<OverdueRow>> {
        self.inner.overdue(agency, now)
    }

    fn begin_duty<'a>(&'a self, duty: &'a str, unit: &'a str, since: i64) -> Reply<'a, i64> {
        if self.asleep.load(Ordering::SeqCst) {
            return Box::pin(async move { Ok(since) });
        }
        self.inner.begin_duty(duty, unit, since)
    }

    fn keep_duties<'a>(&'a self, found: &'a [DutyRow]) -> Reply<'a, ()> {
        let fails = self.unlisted.load(Ordering::SeqCst);
        if fails { Box::pin(async { Err(failed()) }) } else { self.inner.keep_duties(found) }
    }

    fn duties<'a>(&'a self, query: &'a DutyQuery) -> Reply<'a, Vec<DutyRow>> {
        self.inner.duties(query)
    }

    fn keep_unmatched<'a>(&'a self, message: &'a NewUnmatched) -> Reply<'a, UnmatchedRow> {
        self.inner.keep_unmatched(message)
    }

    fn unmatched<'a>(&'a self, key: UnmatchedKey<'a>) -> Reply<'a, Option<UnmatchedRow>> {
        self.inner.unmatched(key)
    }

    fn list_unmatched<'a>(&'a self, query: &'a UnmatchedQuery) -> Reply<'a, Vec<UnmatchedRow>> {
        self.inner.list_unmatched(query)
    }

    fn settle_unmatched<'a>(&'a self, number: i64, settled: &'a Settled) -> Reply<'a, bool> {
        self.inner.settle_unmatched(number, settled)
    }

    fn alarming_unmatched(&self, now: i64) -> Reply<'_, u64> {
        self.inner.alarming_unmatched(now)
    }

    fn publish<'a>(&'a self, versions: &'a [PublicationRow]) -> Reply<'a, ()> {
        self.inner.publish(versions)
    }

    fn publications(&self) -> Reply<'_, Vec<PublicationRow>> {
        self.inner.publications()
    }

    fn programs(&self) -> Reply<'_, Vec<ProgramRow>> {
        if self.forgetful.load(Ordering::SeqCst) { Box::pin(async { Ok(Vec::new()) }) } else { self.inner.programs() }
    }
}
