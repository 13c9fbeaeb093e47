//! The runtime as the edges see it: ask, act, move the rehearsal's clock.

use std::collections::HashSet;
use std::sync::Arc;

use calendar::Instant;
use engine::record::v1;
use engine::{Author, Command, Data, Instance, Now, Pass, Submission};
use procedure::{Compiled, Facts};
use store::{
    DossierId, DossierKey, DossierQuery, DossierRow, DutyQuery, EffectRow, Kind, ProgramRow, RecordRow, Store,
    StoreError, TaskQuery, TaskView,
};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::alarm::Alarm;
use crate::answered::Answered;
use crate::duty::{self, Duties, DutyList};
use crate::held::HeldDossiers;
use crate::outage::Served;
use crate::prepare::load;
use crate::request::{Client, Done, Job, Request, Ticket};
use crate::scheduler::Scheduler;
use crate::writer::Writer;
use crate::{Catalogue, Clock, OFFSET, Refusal};

/// Most jobs that may wait before the runtime says it is busy: a tenth of a second's work, not more.
const QUEUE_MAX: usize = 512;
/// Name of the setting that is written to see whether anything can be.
const PROBED: &str = "probed_at_ms";
/// How often the instant is written then: more than a step takes, so that a disk with room for less is not called ready.
const PROBE_TIMES: usize = 10_000;
/// How long what came of that counts, in milliseconds.
const PROBE_EVERY: i64 = 1_000;
/// Records read at a time.
const PAGE: u32 = 500;

/// When the store was written to see whether it can be, milliseconds, and what came of it.
type Tried = (i64, Result<(), StoreError>);

/// A running runtime. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) store: Arc<dyn Store>,
    catalogue: Arc<Catalogue>,
    pub(crate) clock: Arc<Clock>,
    queue: mpsc::Sender<Request>,
    /// Whether the store could be written when that was last tried.
    tried: Arc<Mutex<Option<Tried>>>,
    /// Held by whoever says what becomes of an unmatched message.
    pub(crate) settling: Arc<Mutex<()>>,
}

/// A dossier as it stands.
pub struct Dossier {
    /// Its row.
    pub row: DossierRow,
    /// The version of the procedure it runs on.
    pub compiled: Arc<Compiled>,
    /// Its state.
    pub instance: Instance,
    /// Its form data.
    pub data: Data,
}

/// One record of a dossier's log.
#[derive(Clone)]
pub struct Recorded {
    /// Position in the log, from 1.
    pub seq: u64,
    /// What happened.
    pub pass: Pass,
    /// Hash of the record.
    pub hash: store::Hash,
    /// The version of the procedure that decided it.
    pub compiled: Arc<Compiled>,
}

/// Parts a log where its dossier went on under another version: each part was decided by one.
pub fn parts(log: &[Recorded]) -> impl DoubleEndedIterator<Item = &[Recorded]> {
    log.chunk_by(|one, next| one.compiled.program.hash == next.compiled.program.hash)
}

/// Returns the part of a log that the dossier's present version decided.
pub fn last_part(log: &[Recorded]) -> &[Recorded] {
    parts(log).next_back().unwrap_or_default()
}

impl Service {
    /// Starts the writer and the scheduler on a store. A rehearsal store's clock starts at `rehearsal_start`,
    /// or goes on where it stood.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub async fn start(
        store: Arc<dyn Store>,
        catalogue: Catalogue,
        rehearsal_start: Instant,
    ) -> Result<Self, StoreError> {
        let rehearsal = store.kind() == Kind::Rehearsal;
        let clock = clock(store.as_ref(), rehearsal, rehearsal_start).await?;
        Self::run(store, catalogue, clock, rehearsal).await
    }

    /// Starts them with a clock.
    pub(crate) async fn run(
        store: Arc<dyn Store>,
        catalogue: Catalogue,
        clock: Clock,
        rehearsal: bool,
    ) -> Result<Self, StoreError> {
        let clock = Arc::new(clock);
        if let Some(last) = store.last_recorded().await? {
            clock.recorded(Instant::from_millis(last));
        }
        let catalogue = Arc::new(catalogue);
        keep_programs(store.as_ref(), &catalogue, clock.now()).await?;
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        let alarm = Arc::new(Alarm::default());
        let duties = Duties::resume(store.as_ref(), Arc::clone(&catalogue), Arc::clone(&alarm), clock.now()).await?;
        let served = Arc::new(Served::resume(store.as_ref()).await?);
        let mut writer = Writer {
            store: Arc::clone(&store),
            catalogue: Arc::clone(&catalogue),
            clock: Arc::clone(&clock),
            rehearsal,
            queue,
            alarm: Arc::clone(&alarm),
            held: HeldDossiers::default(),
            answered: Answered::default(),
            stuck: HashSet::new(),
            duties,
            served: Arc::clone(&served),
        };
        writer.make_good().await?;
        tokio::spawn(writer.run());
        let scheduler = Scheduler { store: Arc::clone(&store), clock: Arc::clone(&clock), rehearsal, alarm, served };
        let queue = sender.downgrade();
        let service = Self {
            store: Arc::clone(&store),
            catalogue,
            clock,
            queue: sender,
            tried: Arc::default(),
            settling: Arc::default(),
        };
        tokio::spawn(scheduler.run(queue));
        Ok(service)
    }

    /// Returns the present instant of this store.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Tells whether this is a rehearsal.
    pub fn is_rehearsal(&self) -> bool {
        self.store.kind() == Kind::Rehearsal
    }

    /// Tells whether requests can be carried out: reads, and writes a setting, at most once a second.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub async fn check(&self) -> Result<(), Refusal> {
        self.store.next_wake().await?;
        let now = self.now().millis();
        let mut tried = self.tried.lock().await;
        let (_, result) = match tried.take().filter(|(at, _)| now - at < PROBE_EVERY) {
            Some(known) => tried.insert(known),
            None => {
                // All of it differs from the last: SQLite does not write what is there already.
                let written = format!("{now} ").repeat(PROBE_TIMES);
                tried.insert((now, self.store.set_setting(PROBED, &written).await))
            }
        };
        Ok(result.clone()?)
    }

    /// Returns how far the machine's clock was set back, milliseconds, if that is an operator's matter (sem 2.22).
    pub fn clock_set_back(&self) -> Option<i64> {
        self.now();
        self.clock.set_back()
    }

    /// Returns the procedures.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Finds a procedure as it is now: the version in force, else the next one, else the last.
    pub fn procedure(&self, id: &str) -> Option<&Arc<Compiled>> {
        self.catalogue.procedure(id, self.now())
    }

    /// Answers the engine's questions about a dossier, now.
    pub fn facts<'a>(&'a self, compiled: &'a Compiled) -> Facts<'a> {
        let now = self.now();
        self.catalogue.facts(compiled, Now { at: now, recorded_at: now })
    }

    /// Files a dossier.
    ///
    /// # Errors
    /// Why it was refused; nothing was written then.
    pub async fn submit(&self, client: Client, procedure: &str, submission: Submission) -> Result<Done, Refusal> {
        self.ask(client, Job::Submit { procedure: procedure.to_owned(), submission }).await
    }

    /// Does something to a dossier; `expected` is the version the client saw, if it wants to be told of others.
    ///
    /// # Errors
    /// Why it was refused; the act wrote nothing then.
    pub async fn command(
        &self,
        client: Client,
        dossier: DossierId,
        expected: Option<u64>,
        command: Command,
    ) -> Result<Done, Refusal> {
        self.ask(client, Job::Command { dossier, expected, command }).await
    }

    /// Moves the clock of a rehearsal forward, stopping at every due instant on the way.
    ///
    /// # Errors
    /// In a production store, or if the store fails.
    pub async fn advance(&self, to: Instant) -> Result<Instant, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Request::Advance { to, reply })?;
        answer.await.unwrap_or(Err(Refusal::Stopped))
    }

    /// Returns the next due instant of any dossier.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn next_wake(&self) -> Result<Option<Instant>, Refusal> {
        Ok(self.store.next_wake().await?.map(Instant::from_millis))
    }

    /// Finds a dossier by its code.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn dossier(&self, code: &str) -> Result<Option<Dossier>, Refusal> {
        let found = load(self.store.as_ref(), &self.catalogue, DossierKey::Code(code)).await?;
        Ok(found.map(|(row, loaded)| Dossier {
            row,
            compiled: loaded.compiled,
            instance: loaded.instance,
            data: loaded.data,
        }))
    }

    /// Returns the whole log of a dossier.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn history(&self, dossier: &Dossier) -> Result<Vec<Recorded>, Refusal> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |one: &Recorded| one.seq);
            let page = self.store.records(dossier.row.id, after, PAGE).await?;
            if page.is_empty() {
                return Ok(all);
            }
            for record in page {
                all.push(recorded(&self.catalogue, &dossier.compiled, record)?);
            }
        }
    }

    /// Lists open tasks, most urgent first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn tasks(&self, query: &TaskQuery) -> Result<Vec<TaskView>, Refusal> {
        Ok(self.store.tasks(query).await?)
    }

    /// Lists dossiers.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn dossiers(&self, query: &DossierQuery) -> Result<Vec<DossierRow>, Refusal> {
        Ok(self.store.dossiers(query).await?)
    }

    /// Lists the letters and notices of a dossier, in order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn effects(&self, dossier: DossierId) -> Result<Vec<EffectRow>, Refusal> {
        Ok(self.store.effects(dossier).await?)
    }

    /// Lists what recurring duties found for an agency, the latest slot first.
    ///
    /// # Errors
    /// If the store or a body cannot be read.
    pub async fn duties(&self, query: &DutyQuery) -> Result<Vec<DutyList>, Refusal> {
        self.store.duties(query).await?.into_iter().map(duty::list).collect()
    }

    /// Returns the store's setting of this name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, Refusal> {
        Ok(self.store.setting(name).await?)
    }

    /// Keeps a setting with the store.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), Refusal> {
        Ok(self.store.set_setting(name, value).await?)
    }

    /// Lets go of the store, for a server that has stopped: one file then holds everything.
    ///
    /// # Errors
    /// If the store cannot be folded; nothing is lost then.
    pub async fn close(&self) -> Result<(), Refusal> {
        Ok(self.store.close().await?)
    }

    async fn ask(&self, client: Client, job: Job) -> Result<Done, Refusal> {
        let (reply, answer) = oneshot::channel();
        let ticket = Ticket { job, client, stamp: self.now(), reply };
        self.enqueue(Request::Ticket(Box::new(ticket)))?;
        answer.await.unwrap_or(Err(Refusal::Stopped))
    }

    fn enqueue(&self, request: Request) -> Result<(), Refusal> {
        self.queue.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Busy,
            TrySendError::Closed(_) => Refusal::Stopped,
        })
    }
}

/// Reads one record, with the version that it names, of a dossier that stands under a version now.
pub(crate) fn recorded(catalogue: &Catalogue, own: &Arc<Compiled>, record: RecordRow) -> Result<Recorded, Refusal> {
    let author: Author =
        serde_json::from_str(&record.author).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    let compiled = match v1::version_of(&record.body) {
        Some(digits) if own.program.hash.digits::<12>() != digits.as_bytes() => catalogue
            .version_named(&own.program.id, digits)
            .ok_or_else(|| Refusal::ProgramMissing { hash: digits.to_owned() })?,
        _ => Arc::clone(own),
    };
    let pass = Pass {
        at: Instant::from_millis(record.at),
        recorded_at: Instant::from_millis(record.recorded_at),
        author,
        events: v1::decode_events(&compiled.program, &record.body)?,
    };
    Ok(Recorded { seq: record.seq, pass, hash: record.hash, compiled })
}

/// Returns the present instant of a store that is only looked at.
///
/// # Errors
/// If the store cannot be read.
pub async fn present(store: &dyn Store) -> Result<Instant, StoreError> {
    let kept = store.setting(OFFSET).await?.and_then(|text| text.parse().ok());
    let moved = kept.filter(|_| store.kind() == Kind::Rehearsal);
    Ok(moved.map_or_else(Clock::real, Clock::moved).now())
}

async fn clock(store: &dyn Store, rehearsal: bool, start: Instant) -> Result<Clock, StoreError> {
    if !rehearsal {
        return Ok(Clock::real());
    }
    let kept = store.setting(OFFSET).await?.and_then(|text| text.parse().ok());
    let offset = kept.unwrap_or_else(|| Clock::offset_for(start));
    if kept.is_none() {
        store.set_setting(OFFSET, &offset.to_string()).await?;
    }
    Ok(Clock::moved(offset))
}

/// Keeps the source of every version in force, and makes old ones runnable again.
async fn keep_programs(store: &dyn Store, catalogue: &Catalogue, now: Instant) -> Result<(), StoreError> {
    let known = store.programs().await?;
    for compiled in catalogue.all() {
        let hash = compiled.program.hash.to_string();
        if !known.iter().any(|row| row.hash == hash) {
            let row = ProgramRow {
                hash,
                procedure: compiled.program.id.clone(),
                source: compiled.source.clone(),
                activated_at: now.millis(),
            };
            store.put_program(&row).await?;
        }
    }
    for row in &known {
        if !catalogue.remember(&row.hash, &row.source) {
            tracing::error!(
                procedure = row.procedure,
                hash = row.hash,
                "a version that dossiers run on cannot be loaded"
            );
        }
    }
    Ok(())
}
