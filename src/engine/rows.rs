//! What the store keeps beside the log for the next command and for "my work": derived from facts, never decided.

use program::{Action, ActionKind, NodeIx, Program, RoleAt, RoleIx};

use crate::{Activation, ActivationId, Actor, Event, Instance, Name, Pass};

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
    /// An open task is held by somebody, or by nobody.
    TaskHeld {
        /// Which.
        activation: ActivationId,
        /// The post.
        holder: Option<Name>,
    },
    /// The due of an open task moved.
    TaskDue {
        /// Which.
        activation: ActivationId,
        /// Milliseconds; none while it is undetermined.
        due: Option<i64>,
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
    /// The agency it is done for, one of a list.
    pub item: Option<Name>,
    /// The post that holds it.
    pub holder: Option<Name>,
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
/// `before` is the instance the passes began with, none for a filing; `after` is the one they led to, which names the
/// agencies and the applicant.
pub fn rows(program: &Program, before: Option<&Instance>, after: &Instance, passes: &[Pass]) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for pass in passes {
        for event in &pass.events {
            match event {
                Event::Opened { activation, .. } => rows.extend(opened(program, after, activation)),
                Event::Held { id, holder } => {
                    let holder = holder.as_ref().map(Actor::name).cloned();
                    rows.push(RowChange::TaskHeld { activation: *id, holder });
                }
                Event::StepClockChanged { id, state, .. } if is_shown(program, Some(after), *id) => {
                    let due = state.due.instant().map(calendar::Instant::millis);
                    rows.push(RowChange::TaskDue { activation: *id, due });
                }
                Event::ClockEscalated { assign: Some((role, ids)), agency, .. } => {
                    rows.extend(ids.iter().map(|id| moved(program, after, *id, (*role, agency))));
                }
                Event::Completed { id, .. } | Event::Cancelled { id, .. } => close(&mut rows, program, before, *id),
                Event::Escalated { id, assign: Some(role), agency, .. } => {
                    rows.push(moved(program, after, *id, (*role, agency)));
                }
                _ => {}
            }
        }
    }
    rows
}

fn moved(
    program: &Program,
    after: &Instance,
    activation: ActivationId,
    (role, agency): (RoleIx, &Option<Name>),
) -> RowChange {
    let described = program.role(role);
    let agency = agency.as_ref().unwrap_or_else(|| after.agency(&described.at)).clone();
    RowChange::TaskMoved { activation, role: described.id.clone(), agency }
}

/// Makes the row of an activation that somebody can do something about.
fn opened(program: &Program, after: &Instance, activation: &Activation) -> Option<RowChange> {
    let role = shown_to(program, activation.node, activation.item.is_some())?;
    let described = program.role(role);
    let due = activation.clock.as_ref().and_then(|clock| clock.state.due.instant());
    let own = activation.agency.as_ref().filter(|_| activation.role == Some(role));
    let agency = own.unwrap_or_else(|| after.agency(&described.at));
    Some(RowChange::TaskOpened(TaskRow {
        activation: activation.id,
        step: program.node(activation.node).id.clone(),
        item: activation.item.clone(),
        holder: activation.holder.as_ref().map(Actor::name).cloned(),
        role: described.id.clone(),
        agency: agency.clone(),
        applicant: described.applicant.then(|| after.filing.applicant.clone()),
        due: due.map(calendar::Instant::millis),
        opened_at: activation.opened_at.millis(),
    }))
}

/// Returns the role in whose list a node's activations are shown: its own, or, where nobody inside acts for that, the
/// role of its first button. A list is no task, its items are.
fn shown_to(program: &Program, node: NodeIx, is_item: bool) -> Option<RoleIx> {
    let is_list = program.person(node).is_some_and(|person| person.each.is_some()) && !is_item;
    let inside = |role: &RoleIx| program.role(*role).applicant || program.role(*role).at != RoleAt::Outside;
    let by = |action: &Action| if let ActionKind::Button(by) = action.kind { by } else { None };
    let shown = program.role_of(node).filter(inside).or_else(|| program.actions(node).iter().find_map(by));
    shown.filter(|_| !is_list)
}

/// Tells whether an activation that is open is a row.
fn is_shown(program: &Program, instance: Option<&Instance>, id: ActivationId) -> bool {
    let open = instance.and_then(|instance| instance.activation(id)).filter(|one| one.is_open());
    open.is_some_and(|one| shown_to(program, one.node, one.item.is_some()).is_some())
}

/// Takes a task away, with all that was said of it; a parked token never was a task.
fn close(rows: &mut Vec<RowChange>, program: &Program, before: Option<&Instance>, id: ActivationId) {
    rows.retain(|row| match row {
        RowChange::TaskOpened(task) => task.activation != id,
        RowChange::TaskMoved { activation, .. }
        | RowChange::TaskHeld { activation, .. }
        | RowChange::TaskDue { activation, .. }
        | RowChange::TaskClosed { activation } => *activation != id,
    });
    if is_shown(program, before, id) {
        rows.push(RowChange::TaskClosed { activation: id });
    }
}
