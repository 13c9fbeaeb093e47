//! Who holds a task: claim, release, assign, delegate, recall (sem 6.2–6.4, 6.14). The clock of a task is the task's,
//! not the person's: nothing here touches it (sem 4.11).

use program::RoleIx;

use crate::turn::{Token, Turn};
use crate::{
    Activation, ActivationId, Actor, Author, Capacity, Cause, Closed, Event, Holding, Name, Place, Rejection, act,
    flow, open, scope,
};

/// Does something with an open task that is not its completion.
pub(crate) fn hold(turn: &mut Turn<'_>, actor: &Actor, id: ActivationId, how: &Holding) -> Result<(), Rejection> {
    act::alive(turn)?;
    act::active(turn)?;
    let task = act::open_task(turn, id)?.clone();
    let role = task.role.filter(|role| turn.program.person(task.node).is_some() && !applicant(turn, *role));
    let role = role.ok_or(Rejection::NotAvailable { condition: None })?;
    let (event, on_behalf) = match how {
        Holding::Claim => {
            let capacity = member(turn, actor, role, &task)?;
            act::held_by_other(&task, actor, &capacity)?;
            (Event::Held { id, holder: Some(actor.clone()) }, capacity.on_behalf)
        }
        Holding::Release => {
            owner_or_head(turn, actor, role, &task)?;
            (Event::Held { id, holder: None }, None)
        }
        Holding::Assign(to) => {
            head(turn, actor, role, &task)?;
            member(turn, to, role, &task)?;
            (Event::Held { id, holder: Some(to.clone()) }, None)
        }
        Holding::Delegate(to) => {
            let capacity = member(turn, actor, role, &task)?;
            act::held_by_other(&task, actor, &capacity)?;
            member(turn, to, role, &task)?;
            if task.holder.is_none() {
                turn.emit(Event::Held { id, holder: Some(actor.clone()) });
            }
            (Event::Delegated { id, to: Some(to.clone()) }, capacity.on_behalf)
        }
        Holding::Prepared => {
            if !task.delegated || task.delegates.last() != Some(actor) {
                return Err(Rejection::NotAvailable { condition: None });
            }
            (Event::Delegated { id, to: None }, None)
        }
        Holding::Recall => return recall(turn, actor, &task),
    };
    turn.author = Author::Person { actor: actor.clone(), on_behalf };
    turn.emit(event);
    Ok(())
}

fn applicant(turn: &Turn<'_>, role: RoleIx) -> bool {
    turn.program.role(role).applicant
}

/// Checks that somebody may do the task: in the role, and not kept away by four eyes (sem 6.6).
fn member(turn: &Turn<'_>, actor: &Actor, role: RoleIx, task: &Activation) -> Result<Capacity, Rejection> {
    let capacity = act::admit(turn, actor, role, task)?;
    act::four_eyes(turn, task.node, actor, &capacity)?;
    Ok(capacity)
}

fn head(turn: &Turn<'_>, actor: &Actor, role: RoleIx, task: &Activation) -> Result<(), Rejection> {
    let described = turn.program.role(role);
    let agency: &Name = task.agency.as_ref().unwrap_or_else(|| turn.instance.agency(&described.at));
    if turn.world.heads(actor, role, agency) {
        Ok(())
    } else {
        Err(Rejection::NotInRole { role: described.id.clone() })
    }
}

fn owner_or_head(turn: &Turn<'_>, actor: &Actor, role: RoleIx, task: &Activation) -> Result<(), Rejection> {
    match &task.holder {
        None => Err(Rejection::NotAvailable { condition: None }),
        Some(holder) if holder == actor => Ok(()),
        Some(_) => head(turn, actor, role, task),
    }
}

/// Takes a task back that nobody has claimed: the step before it opens again, and time runs on (sem 6.14).
fn recall(turn: &mut Turn<'_>, actor: &Actor, task: &Activation) -> Result<(), Rejection> {
    let off = || Rejection::NotAvailable { condition: None };
    let passed_on = |closed: &&Closed| closed.at == task.opened_at && closed.by.as_ref() == Some(actor);
    let before = turn.instance.closed.iter().rev().find(|closed| closed.place == task.place).filter(passed_on);
    let before = before.filter(|_| task.holder.is_none() && task.item.is_none());
    let node = before.map(|closed| closed.node).ok_or_else(off)?;
    let person = turn.program.person(node).filter(|person| !applicant(turn, person.role)).ok_or_else(off)?;
    let capacity = act::admit_at(turn, actor, person.role, open::agency(turn, person.role, None))?;
    let place: Place = task.place;
    turn.author = Author::Person { actor: actor.clone(), on_behalf: capacity.on_behalf };
    scope::cancel(turn, task.id, Cause::Recalled);
    turn.arriving.push_back(Token { node, place });
    flow::settle(turn);
    Ok(())
}
