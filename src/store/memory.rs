//! A store in memory: for tests, and as the plain statement of what the others must do. It must not be cleverer than
//! the contract, and forgets everything when dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::{ActivationId, RowChange};

use crate::chain::{Chain, ORIGIN};
use crate::commit::{Commit, Committed, DossierId, NewAnswer, NewDossier, NewEffect, NewRecord, Target, code_of};
use crate::contract::{Kind, Reply, Store};
use crate::error::StoreError;
use crate::rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DossierScope, EffectRow, ProgramRow, RecordRow,
    TaskQuery, TaskScope, TaskView,
};

/// Keeps dossiers until it is dropped.
pub struct MemoryStore {
    kind: Kind,
    tables: Mutex<Tables>,
}

#[derive(Clone, Default)]
struct Tables {
    numbers: HashMap<String, u64>,
    dossiers: BTreeMap<DossierId, DossierRow>,
    records: BTreeMap<DossierId, Vec<RecordRow>>,
    data: BTreeMap<(DossierId, u32), DataRow>,
    tasks: BTreeMap<(DossierId, ActivationId), TaskView>,
    outbox: Vec<EffectRow>,
    answers: HashMap<(String, String), AnswerRow>,
    settings: HashMap<String, String>,
    programs: Vec<ProgramRow>,
}

impl MemoryStore {
    /// Makes an empty store of the given kind.
    pub fn new(kind: Kind) -> Self {
        Self { kind, tables: Mutex::default() }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        // A batch is built beside the tables and put in place at the end, so a panic leaves them whole.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<'a, T: Send + 'a>(&'a self, read: impl FnOnce(&Tables) -> T + Send + 'a) -> Reply<'a, T> {
        Box::pin(async move { Ok(read(&self.tables())) })
    }
}

impl Store for MemoryStore {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn commit<'a>(&'a self, batch: &'a [Commit]) -> Reply<'a, Vec<Committed>> {
        Box::pin(async move {
            let mut tables = self.tables();
            let mut next = tables.clone();
            let committed = batch.iter().map(|commit| next.commit(commit)).collect::<Result<_, _>>()?;
            *tables = next;
            Ok(committed)
        })
    }

    fn dossier<'a>(&'a self, key: DossierKey<'a>) -> Reply<'a, Option<DossierRow>> {
        self.read(move |tables| match key {
            DossierKey::Id(id) => tables.dossiers.get(&id).cloned(),
            DossierKey::Code(code) => tables.dossiers.values().find(|row| row.code == code).cloned(),
        })
    }

    fn dossiers<'a>(&'a self, query: &'a DossierQuery) -> Reply<'a, Vec<DossierRow>> {
        self.read(|tables| {
            let newest_first = tables.dossiers.values().rev();
            let asked = newest_first.filter(|row| {
                (match &query.scope {
                    DossierScope::Applicant(applicant) => row.applicant == *applicant,
                    DossierScope::Agency(agency) => row.agency == *agency || row.receiving == *agency,
                    DossierScope::All => true,
                }) && !(query.open_only && row.ended)
                    && query.after.is_none_or(|after| row.id < after)
            });
            asked.take(query.limit as usize).cloned().collect()
        })
    }

    fn data(&self, dossier: DossierId, version: u32) -> Reply<'_, Option<DataRow>> {
        self.read(move |tables| tables.data.get(&(dossier, version)).cloned())
    }

    fn records(&self, dossier: DossierId, after: u64, limit: u32) -> Reply<'_, Vec<RecordRow>> {
        self.read(move |tables| {
            let log = tables.records.get(&dossier).into_iter().flatten();
            log.filter(|record| record.seq > after).take(limit as usize).cloned().collect()
        })
    }

    fn due(&self, now: i64, limit: u32) -> Reply<'_, Vec<(DossierId, i64)>> {
        self.read(move |tables| {
            let waking = tables.dossiers.values().filter_map(|row| Some((row.id, row.wake_at?)));
            let mut due: Vec<_> = waking.filter(|(_, wake_at)| *wake_at <= now).collect();
            due.sort_by_key(|(id, wake_at)| (*wake_at, *id));
            due.truncate(limit as usize);
            due
        })
    }

    fn next_wake(&self) -> Reply<'_, Option<i64>> {
        self.read(|tables| tables.dossiers.values().filter_map(|row| row.wake_at).min())
    }

    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Reply<'a, Vec<TaskView>> {
        self.read(|tables| {
            let open = tables.tasks.values().filter(|view| match &query.scope {
                TaskScope::Roles { agency, roles } => {
                    view.task.agency.as_str() == agency && roles.contains(&view.task.role)
                }
                TaskScope::Applicant(applicant) => {
                    view.task.applicant.as_ref().is_some_and(|name| name.as_str() == applicant)
                }
                TaskScope::All => true,
            });
            let mut asked: Vec<_> =
                open.filter(|view| query.after.as_ref().is_none_or(|after| view.place() > *after)).collect();
            asked.sort_by_cached_key(|view| view.place());
            asked.into_iter().take(query.limit as usize).cloned().collect()
        })
    }

    fn task(&self, dossier: DossierId, activation: ActivationId) -> Reply<'_, Option<TaskView>> {
        self.read(move |tables| tables.tasks.get(&(dossier, activation)).cloned())
    }

    fn answer<'a>(&'a self, client: &'a str, key: &'a str) -> Reply<'a, Option<AnswerRow>> {
        self.read(|tables| tables.answers.get(&(client.to_owned(), key.to_owned())).cloned())
    }

    fn outbox(&self, after: i64, limit: u32) -> Reply<'_, Vec<EffectRow>> {
        self.read(move |tables| {
            let later = tables.outbox.iter().filter(|effect| effect.position > after);
            later.take(limit as usize).cloned().collect()
        })
    }

    fn effects(&self, dossier: DossierId) -> Reply<'_, Vec<EffectRow>> {
        self.read(move |tables| tables.outbox.iter().filter(|effect| effect.dossier == dossier).cloned().collect())
    }

    fn setting<'a>(&'a self, name: &'a str) -> Reply<'a, Option<String>> {
        self.read(|tables| tables.settings.get(name).cloned())
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> Reply<'a, ()> {
        Box::pin(async move {
            self.tables().settings.insert(name.to_owned(), value.to_owned());
            Ok(())
        })
    }

    fn put_program<'a>(&'a self, program: &'a ProgramRow) -> Reply<'a, ()> {
        Box::pin(async move {
            let programs = &mut self.tables().programs;
            if programs.iter().all(|kept| kept.hash != program.hash) {
                programs.push(program.clone());
                programs.sort_by(|a, b| (a.activated_at, &a.hash).cmp(&(b.activated_at, &b.hash)));
            }
            Ok(())
        })
    }

    fn programs(&self) -> Reply<'_, Vec<ProgramRow>> {
        self.read(|tables| tables.programs.clone())
    }
}

impl Tables {
    fn commit(&mut self, commit: &Commit) -> Result<Committed, StoreError> {
        if commit.records.is_empty() {
            return Err(StoreError::NoRecord);
        }
        let id = match &commit.dossier {
            Target::New(new) => self.begin(new),
            Target::Existing { id, version } => self.expect(*id, *version)?,
        };
        let committed = self.append(id, commit);
        for data in &commit.data {
            let row = DataRow { version: data.version, body: data.body.clone() };
            insert_once(self.data.insert((id, data.version), row), "data")?;
        }
        for change in commit.lasting_rows() {
            self.change(&committed, change)?;
        }
        for effect in &commit.outbox {
            self.send(&committed, effect)?;
        }
        if let Some(answer) = &commit.answer {
            self.keep_answer(&committed, answer)?;
        }
        Ok(committed)
    }

    fn begin(&mut self, new: &NewDossier) -> DossierId {
        let number = self.numbers.entry(new.code_prefix.clone()).or_default();
        *number += 1;
        let id = DossierId(self.dossiers.len() as i64 + 1);
        let row = DossierRow {
            id,
            code: code_of(&new.code_prefix, *number),
            procedure: new.procedure.clone(),
            program: new.program.clone(),
            agency: new.agency.clone(),
            receiving: new.receiving.clone(),
            applicant: new.applicant.clone(),
            created_at: new.created_at,
            version: 0,
            snapshot: Vec::new(),
            status: 0,
            ended: false,
            wake_at: None,
            head: ORIGIN,
        };
        self.dossiers.insert(id, row);
        id
    }

    fn expect(&self, id: DossierId, version: u64) -> Result<DossierId, StoreError> {
        match self.dossiers.get(&id) {
            None => Err(StoreError::NoSuchDossier { dossier: id }),
            Some(row) if row.version == version => Ok(id),
            Some(row) => Err(StoreError::Conflict { dossier: id, expected: version, found: row.version }),
        }
    }

    fn append(&mut self, id: DossierId, commit: &Commit) -> Committed {
        let row = self.dossiers.get_mut(&id).expect("the dossier was begun or found just now");
        let log = self.records.entry(id).or_default();
        let mut chain = Chain::at(&row.code, row.version, row.head);
        for record in &commit.records {
            chain.append(record);
            log.push(recorded(record, &chain));
        }
        (row.version, row.head) = (chain.seq(), chain.head());
        row.snapshot.clone_from(&commit.state.snapshot);
        row.status = commit.state.status;
        row.ended = commit.state.ended;
        row.wake_at = commit.state.wake_at;
        Committed { id, code: row.code.clone(), version: row.version }
    }

    fn change(&mut self, committed: &Committed, change: &RowChange) -> Result<(), StoreError> {
        let dossier = committed.id;
        match change {
            RowChange::TaskOpened(task) => {
                let row = &self.dossiers[&dossier];
                let view = TaskView {
                    dossier,
                    code: row.code.clone(),
                    procedure: row.procedure.clone(),
                    program: row.program.clone(),
                    task: task.clone(),
                };
                insert_once(self.tasks.insert((dossier, task.activation), view), "tasks")?;
            }
            RowChange::TaskMoved { activation, role, agency } => {
                if let Some(view) = self.tasks.get_mut(&(dossier, *activation)) {
                    view.task.role.clone_from(role);
                    view.task.agency = agency.clone();
                }
            }
            RowChange::TaskClosed { activation } => {
                self.tasks.remove(&(dossier, *activation));
            }
        }
        Ok(())
    }

    fn send(&mut self, committed: &Committed, effect: &NewEffect) -> Result<(), StoreError> {
        let same =
            |kept: &EffectRow| (kept.dossier, kept.seq, kept.ordinal) == (committed.id, effect.seq, effect.ordinal);
        if self.outbox.iter().any(same) {
            return Err(StoreError::Duplicate { table: "outbox" });
        }
        self.outbox.push(EffectRow {
            position: self.outbox.len() as i64 + 1,
            dossier: committed.id,
            code: committed.code.clone(),
            seq: effect.seq,
            ordinal: effect.ordinal,
            target: effect.target.clone(),
            body: effect.body.clone(),
        });
        Ok(())
    }

    fn keep_answer(&mut self, committed: &Committed, answer: &NewAnswer) -> Result<(), StoreError> {
        let NewAnswer { client, key, fingerprint, body } = answer;
        let row = AnswerRow { fingerprint: *fingerprint, committed: committed.clone(), body: body.clone() };
        match self.answers.insert((client.clone(), key.clone()), row) {
            None => Ok(()),
            Some(_) => Err(StoreError::AlreadyAnswered { client: client.clone(), key: key.clone() }),
        }
    }
}

fn recorded(record: &NewRecord, chain: &Chain<'_>) -> RecordRow {
    RecordRow {
        seq: chain.seq(),
        at: record.at,
        recorded_at: record.recorded_at,
        author: record.author.clone(),
        kind: record.kind.clone(),
        body: record.body.clone(),
        hash: chain.head(),
    }
}

fn insert_once<T>(before: Option<T>, table: &'static str) -> Result<(), StoreError> {
    before.map_or(Ok(()), |_| Err(StoreError::Duplicate { table }))
}
