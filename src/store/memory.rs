//! A store in memory: for tests, and as the plain statement of what the others must do. It must not be cleverer than
//! the contract, and forgets everything when dropped.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::ActivationId;

use crate::chain::ORIGIN;
use crate::commit::{Commit, Committed, DossierId, NewAnswer, NewDossier, NewEffect, NewLetter, Target, code_of};
use crate::contract::{Kind, Reply, Store};
use crate::error::StoreError;
use crate::kept::{Kept, insert_once};
use crate::publications::Publications;
use crate::queue::Queue;
use crate::rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DossierScope, DutyQuery, DutyRow, EffectRow, LogRow,
    NewUnmatched, OverdueRow, ProgramRow, PublicationRow, RecordRow, Settled, Standing, TaskQuery, TaskScope, TaskView,
    UnmatchedKey, UnmatchedQuery, UnmatchedRow,
};

/// Keeps dossiers until it is dropped.
pub struct MemoryStore {
    kind: Kind,
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    numbers: HashMap<String, u64>,
    dossiers: BTreeMap<DossierId, Kept>,
    /// Every record of all dossiers, in the order of writing.
    log: Vec<(DossierId, u64)>,
    outbox: Vec<EffectRow>,
    answers: HashMap<(String, String), AnswerRow>,
    settings: HashMap<String, String>,
    programs: Vec<ProgramRow>,
    duty_units: HashMap<(String, String), i64>,
    duties: BTreeMap<(i64, String, String), DutyRow>,
    unmatched: Queue,
    publications: Publications,
}

/// A batch beside the tables: what it has touched, as it would be.
struct Draft<'t> {
    tables: &'t Tables,
    numbers: HashMap<String, u64>,
    dossiers: BTreeMap<DossierId, Kept>,
    log: Vec<(DossierId, u64)>,
    outbox: Vec<EffectRow>,
    answers: HashMap<(String, String), AnswerRow>,
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

    fn write<'a, T: Send + 'a>(&'a self, write: impl FnOnce(&mut Tables) -> T + Send + 'a) -> Reply<'a, T> {
        Box::pin(async move { Ok(write(&mut self.tables())) })
    }
}

impl Store for MemoryStore {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn commit<'a>(&'a self, batch: &'a [Commit]) -> Reply<'a, Vec<Committed>> {
        Box::pin(async move {
            let mut tables = self.tables();
            let mut draft = Draft::beside(&tables);
            let committed = batch.iter().map(|commit| draft.commit(commit)).collect::<Result<_, _>>()?;
            let Draft { numbers, dossiers, log, outbox, answers, .. } = draft;
            tables.numbers.extend(numbers);
            tables.dossiers.extend(dossiers);
            tables.log.extend(log);
            tables.outbox.extend(outbox);
            tables.answers.extend(answers);
            Ok(committed)
        })
    }

    fn dossier<'a>(&'a self, key: DossierKey<'a>) -> Reply<'a, Option<DossierRow>> {
        self.read(move |tables| match key {
            DossierKey::Id(id) => tables.dossiers.get(&id).map(|kept| kept.row.clone()),
            DossierKey::Code(code) => tables.rows().find(|row| row.code == code).cloned(),
        })
    }

    fn standing<'a>(&'a self, ids: &'a [DossierId]) -> Reply<'a, Vec<Standing>> {
        self.read(|tables| {
            let found = ids.iter().filter_map(|id| tables.dossiers.get(id));
            let standing = found.map(|Kept { row, records, data, .. }| Standing {
                id: row.id,
                code: row.code.clone(),
                program: row.program.clone(),
                version: row.version,
                recorded_at: records.last().map_or(row.created_at, |last| last.recorded_at),
                snapshot: row.snapshot.clone(),
                data: data.values().next_back().cloned(),
            });
            standing.collect()
        })
    }

    fn dossiers<'a>(&'a self, query: &'a DossierQuery) -> Reply<'a, Vec<DossierRow>> {
        self.read(|tables| {
            let newest_first = tables.rows().rev();
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
        self.read(move |tables| tables.dossiers.get(&dossier)?.data.get(&version).cloned())
    }

    fn records(&self, dossier: DossierId, after: u64, limit: u32) -> Reply<'_, Vec<RecordRow>> {
        self.read(move |tables| {
            let log = tables.dossiers.get(&dossier).into_iter().flat_map(|kept| &kept.records);
            log.filter(|record| record.seq > after).take(limit as usize).cloned().collect()
        })
    }

    fn log(&self, after: i64, limit: u32) -> Reply<'_, Vec<LogRow>> {
        self.read(move |tables| {
            let later = (1_i64..).zip(&tables.log).filter(|(position, _)| *position > after);
            let row = |(position, (id, seq)): (i64, &(DossierId, u64))| {
                let Kept { row, records, .. } = tables.dossiers.get(id)?;
                let record = records.iter().find(|record| record.seq == *seq)?.clone();
                Some(LogRow { position, code: row.code.clone(), program: row.program.clone(), record })
            };
            later.take(limit as usize).filter_map(row).collect()
        })
    }

    fn last_recorded(&self) -> Reply<'_, Option<i64>> {
        self.read(|tables| {
            let last = tables.dossiers.values().filter_map(|kept| kept.records.last());
            last.map(|record| record.recorded_at).max()
        })
    }

    fn due(&self, now: i64, limit: u32) -> Reply<'_, Vec<(DossierId, i64)>> {
        self.read(move |tables| {
            let waking = tables.rows().filter_map(|row| Some((row.id, row.wake_at?)));
            let mut due: Vec<_> = waking.filter(|(_, wake_at)| *wake_at <= now).collect();
            due.sort_by_key(|(id, wake_at)| (*wake_at, *id));
            due.truncate(limit as usize);
            due
        })
    }

    fn next_wake(&self) -> Reply<'_, Option<i64>> {
        self.read(|tables| tables.rows().filter_map(|row| row.wake_at).min())
    }

    fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Reply<'a, Vec<TaskView>> {
        self.read(|tables| {
            let open = tables.tasks().filter(|view| match &query.scope {
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
        self.read(move |tables| tables.dossiers.get(&dossier)?.tasks.get(&activation).cloned())
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

    fn letter(&self, dossier: DossierId, seq: u64, ordinal: u32) -> Reply<'_, Option<NewLetter>> {
        self.read(move |tables| tables.dossiers.get(&dossier)?.letters.get(&(seq, ordinal)).cloned())
    }

    fn setting<'a>(&'a self, name: &'a str) -> Reply<'a, Option<String>> {
        self.read(|tables| tables.settings.get(name).cloned())
    }

    fn set_setting<'a>(&'a self, name: &'a str, value: &'a str) -> Reply<'a, ()> {
        self.write(|tables| drop(tables.settings.insert(name.to_owned(), value.to_owned())))
    }

    fn put_program<'a>(&'a self, program: &'a ProgramRow) -> Reply<'a, ()> {
        self.write(|Tables { programs, .. }| {
            if programs.iter().all(|kept| kept.hash != program.hash) {
                programs.push(program.clone());
                programs.sort_by(|a, b| (a.activated_at, &a.hash).cmp(&(b.activated_at, &b.hash)));
            }
        })
    }

    fn overdue<'a>(&'a self, agency: &'a str, now: i64) -> Reply<'a, Vec<OverdueRow>> {
        self.read(move |tables| {
            let dossiers = tables.dossiers.values().filter(|kept| kept.row.agency == agency && !kept.row.ended);
            let dossiers = dossiers.filter_map(|Kept { row, due_at, .. }| {
                Some(OverdueRow {
                    code: row.code.clone(),
                    procedure: row.procedure.clone(),
                    due: (*due_at)?,
                    step: None,
                })
            });
            let theirs = |view: &&TaskView| view.task.agency.as_str() == agency && view.task.applicant.is_none();
            let tasks = tables.tasks().filter(theirs).filter_map(|TaskView { code, procedure, task, .. }| {
                let step = Some((task.step.clone(), task.role.clone()));
                Some(OverdueRow { code: code.clone(), procedure: procedure.clone(), due: task.due?, step })
            });
            let mut overdue: Vec<_> = dossiers.chain(tasks).filter(|row| row.due < now).collect();
            overdue.sort_by(|a, b| (a.due, &a.code, &a.step).cmp(&(b.due, &b.code, &b.step)));
            overdue
        })
    }

    fn begin_duty<'a>(&'a self, duty: &'a str, unit: &'a str, since: i64) -> Reply<'a, i64> {
        self.write(move |tables| {
            let since = *tables.duty_units.entry((duty.to_owned(), unit.to_owned())).or_insert(since);
            let done = tables.duties.values().rev().find(|row| row.duty == duty && row.unit == unit);
            done.map_or(since, |row| row.slot)
        })
    }

    fn keep_duties<'a>(&'a self, found: &'a [DutyRow]) -> Reply<'a, ()> {
        self.write(move |tables| {
            for row in found {
                tables.duties.entry((row.slot, row.unit.clone(), row.duty.clone())).or_insert_with(|| row.clone());
            }
        })
    }

    fn duties<'a>(&'a self, query: &'a DutyQuery) -> Reply<'a, Vec<DutyRow>> {
        self.read(|tables| {
            let theirs = tables.duties.values().filter(|row| row.unit == query.unit);
            let mut asked: Vec<&DutyRow> =
                theirs.filter(|row| query.before.is_none_or(|before| row.slot < before)).collect();
            asked.sort_by(|a, b| (b.slot, &a.duty).cmp(&(a.slot, &b.duty)));
            asked.into_iter().take(query.limit as usize).cloned().collect()
        })
    }

    fn programs(&self) -> Reply<'_, Vec<ProgramRow>> {
        self.read(|tables| tables.programs.clone())
    }

    fn publish<'a>(&'a self, versions: &'a [PublicationRow]) -> Reply<'a, ()> {
        Box::pin(async move { self.tables().publications.add(versions) })
    }

    fn publications(&self) -> Reply<'_, Vec<PublicationRow>> {
        self.read(|tables| tables.publications.0.clone())
    }

    fn keep_unmatched<'a>(&'a self, message: &'a NewUnmatched) -> Reply<'a, UnmatchedRow> {
        self.write(|tables| tables.unmatched.keep(message))
    }

    fn unmatched<'a>(&'a self, key: UnmatchedKey<'a>) -> Reply<'a, Option<UnmatchedRow>> {
        self.read(move |tables| tables.unmatched.find(key))
    }

    fn list_unmatched<'a>(&'a self, query: &'a UnmatchedQuery) -> Reply<'a, Vec<UnmatchedRow>> {
        self.read(|tables| tables.unmatched.list(query))
    }

    fn settle_unmatched<'a>(&'a self, number: i64, settled: &'a Settled) -> Reply<'a, bool> {
        self.write(move |tables| tables.unmatched.settle(number, settled))
    }

    fn alarming_unmatched(&self, now: i64) -> Reply<'_, u64> {
        self.read(move |tables| tables.unmatched.alarming(now))
    }
}

impl Tables {
    fn rows(&self) -> impl DoubleEndedIterator<Item = &DossierRow> {
        self.dossiers.values().map(|kept| &kept.row)
    }

    fn tasks(&self) -> impl Iterator<Item = &TaskView> {
        self.dossiers.values().flat_map(|kept| kept.tasks.values())
    }
}

impl<'t> Draft<'t> {
    fn beside(tables: &'t Tables) -> Self {
        Self {
            tables,
            numbers: HashMap::new(),
            dossiers: BTreeMap::new(),
            log: Vec::new(),
            outbox: Vec::new(),
            answers: HashMap::new(),
        }
    }

    fn commit(&mut self, commit: &Commit) -> Result<Committed, StoreError> {
        if commit.records.is_empty() {
            return Err(StoreError::NoRecord);
        }
        let mut kept = match &commit.dossier {
            Target::New(new) => self.begin(new),
            Target::Existing { id, version } => self.expect(*id, *version)?,
        };
        let before = kept.row.version;
        kept.append(commit);
        self.log.extend((before + 1..=kept.row.version).map(|seq| (kept.row.id, seq)));
        for data in &commit.data {
            let row = DataRow { version: data.version, body: data.body.clone() };
            insert_once(kept.data.insert(data.version, row), "data")?;
        }
        for change in commit.lasting_rows() {
            kept.change(change)?;
        }
        for effect in &commit.outbox {
            self.send(&mut kept, effect)?;
        }
        for letter in &commit.letters {
            insert_once(kept.letters.insert((letter.seq, letter.ordinal), letter.clone()), "letters")?;
        }
        let committed = Committed { id: kept.row.id, code: kept.row.code.clone(), version: kept.row.version };
        if let Some(answer) = &commit.answer {
            self.keep_answer(&committed, answer)?;
        }
        self.dossiers.insert(committed.id, kept);
        Ok(committed)
    }

    fn begin(&mut self, new: &NewDossier) -> Kept {
        let last = || self.tables.numbers.get(&new.code_prefix).copied().unwrap_or_default();
        let number = self.numbers.entry(new.code_prefix.clone()).or_insert_with(last);
        *number += 1;
        let last = self.tables.dossiers.keys().next_back().max(self.dossiers.keys().next_back());
        let row = DossierRow {
            id: DossierId(last.map_or(1, |last| last.0 + 1)),
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
        Kept {
            row,
            due_at: None,
            records: Vec::new(),
            data: BTreeMap::new(),
            tasks: BTreeMap::new(),
            sent: BTreeSet::new(),
            letters: BTreeMap::new(),
        }
    }

    fn expect(&self, id: DossierId, version: u64) -> Result<Kept, StoreError> {
        let kept = self.dossiers.get(&id).or_else(|| self.tables.dossiers.get(&id));
        let kept = kept.ok_or(StoreError::NoSuchDossier { dossier: id })?;
        match kept.row.version {
            found if found == version => Ok(kept.clone()),
            found => Err(StoreError::Conflict { dossier: id, expected: version, found }),
        }
    }

    fn send(&mut self, kept: &mut Kept, effect: &NewEffect) -> Result<(), StoreError> {
        if !kept.sent.insert((effect.seq, effect.ordinal)) {
            return Err(StoreError::Duplicate { table: "outbox" });
        }
        self.outbox.push(EffectRow {
            position: (self.tables.outbox.len() + self.outbox.len()) as i64 + 1,
            dossier: kept.row.id,
            code: kept.row.code.clone(),
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
        let name = (client.clone(), key.clone());
        let before = self.tables.answers.contains_key(&name);
        match self.answers.insert(name, row) {
            None if !before => Ok(()),
            _ => Err(StoreError::AlreadyAnswered { client: client.clone(), key: key.clone() }),
        }
    }
}
