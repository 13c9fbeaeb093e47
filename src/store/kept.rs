//! A dossier as the store in memory keeps it. It knows no other dossier.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ActivationId, RowChange};

use crate::chain::Chain;
use crate::commit::{Commit, NewLetter, NewRecord};
use crate::error::StoreError;
use crate::rows::{DataRow, DossierRow, RecordRow, TaskView};

/// A dossier with all that is its own.
#[derive(Clone)]
pub(crate) struct Kept {
    /// Its row.
    pub row: DossierRow,
    /// After when it is overdue, milliseconds.
    pub due_at: Option<i64>,
    /// Its log.
    pub records: Vec<RecordRow>,
    /// Its form data, by version.
    pub data: BTreeMap<u32, DataRow>,
    /// Its open tasks.
    pub tasks: BTreeMap<ActivationId, TaskView>,
    /// The effects that were sent.
    pub sent: BTreeSet<(u64, u32)>,
    /// The letters that were printed.
    pub letters: BTreeMap<(u64, u32), NewLetter>,
}

impl Kept {
    /// Adds what a commit says of the dossier itself.
    pub fn append(&mut self, commit: &Commit) {
        let mut chain = Chain::at(&self.row.code, self.row.version, self.row.head);
        for record in &commit.records {
            chain.append(record);
            self.records.push(recorded(record, &chain));
        }
        let (version, head) = (chain.seq(), chain.head());
        let row = &mut self.row;
        (row.version, row.head) = (version, head);
        row.snapshot.clone_from(&commit.state.snapshot);
        row.status = commit.state.status;
        row.ended = commit.state.ended;
        row.wake_at = commit.state.wake_at;
        self.due_at = commit.state.due_at;
        if let Some(program) = &commit.program {
            row.program.clone_from(program);
            self.tasks.values_mut().for_each(|view| view.program.clone_from(program));
        }
    }

    /// Changes a row of its tasks.
    ///
    /// # Errors
    /// If a task is opened twice.
    pub fn change(&mut self, change: &RowChange) -> Result<(), StoreError> {
        match change {
            RowChange::TaskOpened(task) => {
                let DossierRow { id, code, procedure, program, .. } = &self.row;
                let view = TaskView {
                    dossier: *id,
                    code: code.clone(),
                    procedure: procedure.clone(),
                    program: program.clone(),
                    task: task.clone(),
                };
                insert_once(self.tasks.insert(task.activation, view), "tasks")?;
            }
            RowChange::TaskMoved { activation, role, agency } => {
                if let Some(view) = self.tasks.get_mut(activation) {
                    view.task.role.clone_from(role);
                    view.task.agency = agency.clone();
                    view.task.holder = None;
                }
            }
            RowChange::TaskHeld { activation, holder } => {
                if let Some(view) = self.tasks.get_mut(activation) {
                    view.task.holder.clone_from(holder);
                }
            }
            RowChange::TaskDue { activation, due } => {
                if let Some(view) = self.tasks.get_mut(activation) {
                    view.task.due = *due;
                }
            }
            RowChange::TaskClosed { activation } => {
                self.tasks.remove(activation);
            }
        }
        Ok(())
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

/// Refuses what was there before.
///
/// # Errors
/// [`StoreError::Duplicate`] if something was.
pub(crate) fn insert_once<T>(before: Option<T>, table: &'static str) -> Result<(), StoreError> {
    before.map_or(Ok(()), |_| Err(StoreError::Duplicate { table }))
}
