//! The task table is what is open and what somebody inside can do something about. It must not ask the engine which
//! that is.

use std::collections::BTreeMap;

use motcua_engine::{Activation, ActivationId, Instance, TaskRow};
use program::{ActionKind, Program, RoleAt, RoleIx, Work};

use crate::invariants::{Holds, ensure, is_open};
use crate::run::Seen;

/// Every row, with who holds it.
pub fn are_the_open_tasks(seen: &Seen<'_>) -> Holds {
    let open = seen.after.activations.iter().filter(|one| is_open(one));
    let rows = open.filter_map(|one| Some((one.id, row(seen.program(), seen.after, one)?)));
    let expected: BTreeMap<ActivationId, TaskRow> = rows.collect();
    ensure(*seen.rows == expected, || format!("rows {:?}\n  open {expected:?}", seen.rows))
}

fn row(program: &Program, after: &Instance, one: &Activation) -> Option<TaskRow> {
    let at_opening = shown_to(program, one)?;
    // An escalation moves the task to another role and leaves whose task it was at the opening.
    let own = program.role_of(one.node) == Some(at_opening);
    let role = if own { one.role? } else { at_opening };
    let described = program.role(role);
    let agency = one.agency.as_ref().filter(|_| own).unwrap_or_else(|| after.agency(&described.at)).clone();
    Some(TaskRow {
        activation: one.id,
        step: program.node(one.node).id.clone(),
        item: one.item.clone(),
        role: described.id.clone(),
        agency,
        applicant: program.role(at_opening).applicant.then(|| after.filing.applicant.clone()),
        due: one.clock.as_ref().and_then(|clock| clock.state.due.instant()).map(calendar::Instant::millis),
        opened_at: one.opened_at.millis(),
        holder: one.holder.as_ref().map(|holder| holder.name().clone()),
    })
}

/// Who sees it: the role that owes it, or, if that lives outside or owes nothing, the one that presses its first button.
fn shown_to(program: &Program, one: &Activation) -> Option<RoleIx> {
    if one.scope.is_some() {
        return None;
    }
    let owes = match &program.node(one.node).work {
        Work::Person(person) => Some(person.role),
        Work::Message(message) => message.role,
        Work::Payment(payment) => Some(payment.role),
        _ => None,
    };
    let inside = owes.filter(|role| program.role(*role).applicant || program.role(*role).at != RoleAt::Outside);
    let pressed = program.actions(one.node).iter().find_map(|action| match action.kind {
        ActionKind::Button(by) => by,
        ActionKind::Outcome => None,
    });
    inside.or(pressed)
}
