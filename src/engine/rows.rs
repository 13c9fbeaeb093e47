//! What the store keeps beside the log for the next command and for "my work": derived from facts, never decided.

use calendar::Due;
use program::{Program, RoleIx};

use crate::{ActivationId, Event, Instance, Name, Pass};

/// One change of the task table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// A task was opened.
    TaskOpened(TaskRow),
    /// An open task went to another role.
    TaskMoved {
        /// Which.
        activation: ActivationId,
        /// Id of the new role.
        role: String,
        /// The agency that role lives in.
        agency: Name,
    },
    /// A task is over.
    TaskClosed {
        /// Which.
        activation: ActivationId,
    },
}

/// An open task as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Which.
    pub activation: ActivationId,
    /// Id of the step.
    pub step: String,
    /// Id of the role.
    pub role: String,
    /// The agency that role lives in.
    pub agency: Name,
    /// The applicant, if he must act.
    pub applicant: Option<Name>,
    /// Milliseconds; none without or with an undetermined deadline.
    pub due: Option<i64>,
    /// Milliseconds.
    pub opened_at: i64,
}

/// Derives the changes of the task table; what was opened and closed in one go leaves no trace.
///
/// `after` is the instance the passes led to; it names the agencies and the applicant.
pub fn rows(program: &Program, after: &Instance, passes: &[Pass]) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for pass in passes {
        for event in &pass.events {
            match event {
                Event::Opened { role: Some(role), .. } => rows.push(opened(program, after, event, *role, pass)),
                Event::Completed { id, .. } | Event::Cancelled { id, .. } => close(&mut rows, after, *id),
                Event::Escalated { id, assign: Some(role), .. } => {
                    let described = program.role(*role);
                    let agency = after.agency(described.at).clone();
                    rows.push(RowChange::TaskMoved { activation: *id, role: described.id.clone(), agency });
                }
                _ => {}
            }
        }
    }
    rows
}

fn opened(program: &Program, after: &Instance, event: &Event, role: RoleIx, pass: &Pass) -> RowChange {
    let described = program.role(role);
    let (activation, step, due) = match event {
        Event::Opened { id, node, clock, .. } => {
            let due = clock.as_ref().map(|clock| clock.state.due);
            (*id, program.node(*node).id.clone(), due.and_then(Due::instant))
        }
        _ => (ActivationId(0), String::new(), None),
    };
    RowChange::TaskOpened(TaskRow {
        activation,
        step,
        role: described.id.clone(),
        agency: after.agency(described.at).clone(),
        applicant: described.applicant.then(|| after.filing.applicant.clone()),
        due: due.map(calendar::Instant::millis),
        opened_at: pass.at.millis(),
    })
}

/// Takes a task away, with all that was said of it; a parked token never was a task.
fn close(rows: &mut Vec<RowChange>, after: &Instance, id: ActivationId) {
    let opened_here = rows.iter().any(|row| matches!(row, RowChange::TaskOpened(task) if task.activation == id));
    rows.retain(|row| match row {
        RowChange::TaskOpened(task) => task.activation != id,
        RowChange::TaskMoved { activation, .. } | RowChange::TaskClosed { activation } => *activation != id,
    });
    if !opened_here && after.closed.iter().rev().any(|closed| closed.id == id) {
        rows.push(RowChange::TaskClosed { activation: id });
    }
}
