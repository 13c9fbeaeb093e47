//! Answers that come when their task is over, and answers on paper (sem 1.21, 2.24).

use calendar::Instant;
use program::{Action, ActionIx, ActionKind, NodeIx, Program};

use crate::act::{self, Press};
use crate::turn::{Token, Turn};
use crate::{ActivationId, Answers, Author, Button, Closed, Data, Event, Rejection, flow, form, offer, open};

/// Keeps an answer to a task of several that were asked, once, until the dossier ends: in the file, without effect.
pub(crate) fn keep(turn: &mut Turn<'_>, press: &Press<'_>) -> Result<(), Rejection> {
    act::not_halted(turn)?;
    let closed = keepable(turn, press.id)?;
    let (node, item) = (closed.node, closed.item.clone());
    let (action, button) = find(turn, node, press.action)?;
    let role = turn.program.role_of(node).ok_or_else(|| act::not_open(turn, press.id))?;
    let capacity = act::admit_at(turn, press.actor, role, open::agency(turn, role, item.as_ref()))?;
    let data = read(turn, button, press)?.map(|data| beside(turn, data));
    turn.author = Author::Person { actor: press.actor.clone(), on_behalf: capacity.on_behalf };
    turn.write(data);
    turn.emit(Event::AnsweredLate { id: press.id, button: Button { node, action }, in_time: false });
    Ok(())
}

/// Finds a closed task whose late answer is kept: taken away, or closed by silence, and not answered since.
fn keepable<'t>(turn: &'t Turn<'_>, id: ActivationId) -> Result<&'t Closed, Rejection> {
    let kept = |closed: &&Closed| {
        let is_list = turn.program.person(closed.node).is_some_and(|person| person.each.is_some());
        let is_task = closed.item.is_some() || !is_list;
        let unanswered = (closed.action.is_none() || closed.silent) && !closed.answered_late;
        is_task && unanswered && turn.program.keeps_late(closed.node)
    };
    let closed = turn.instance.closed.iter().rev().find(|closed| closed.id == id);
    closed.filter(kept).ok_or_else(|| act::not_open(turn, id))
}

/// Enters an answer that was given on paper: it completes an open task, or takes the place of silence while the list
/// is still open; after that it is a late answer given in time.
pub(crate) fn on_paper(turn: &mut Turn<'_>, press: &Press<'_>, received_at: Instant) -> Result<(), Rejection> {
    act::alive(turn)?;
    act::not_halted(turn)?;
    lead_office(turn, press)?;
    if received_at > turn.at() || received_at < turn.instance.submitted_at {
        return Err(Rejection::NotAvailable { condition: None });
    }
    if turn.instance.activation(press.id).is_some() {
        return complete(turn, press, received_at);
    }
    let closed = keepable(turn, press.id)?;
    let (node, at) = (closed.node, closed.at);
    let list_is_open = turn.instance.activation(closed.place.parent).is_some();
    let silence = closed.action.filter(|_| list_is_open && received_at <= at);
    let place = closed.place;
    let (action, button) = find(turn, node, press.action)?;
    match silence {
        Some(silence) => {
            act::active(turn)?;
            offer::action_off(&turn.sight(), node, action).map_or(Ok(()), Err)?;
            let data = read(turn, button, press)?;
            enter(turn, press, data);
            let buttons = (Button { node, action: silence }, Button { node, action });
            turn.emit(Event::SilenceReplaced { id: press.id, buttons, given_at: received_at });
            act::follow(turn, &button.effects);
            if let Some(onward) = button.flow {
                flow::leave(turn, Token { node, place }, Some(onward));
            }
            flow::settle(turn);
        }
        None => {
            let data = read(turn, button, press)?.map(|data| beside(turn, data));
            enter(turn, press, data);
            let in_time = received_at <= at;
            turn.emit(Event::AnsweredLate { id: press.id, button: Button { node, action }, in_time });
        }
    }
    Ok(())
}

/// Completes an open task by an answer on paper, if that was given within its time.
fn complete(turn: &mut Turn<'_>, press: &Press<'_>, received_at: Instant) -> Result<(), Rejection> {
    act::active(turn)?;
    let open = act::open_task(turn, press.id)?;
    let late = open.clock.as_ref().is_some_and(|clock| clock.state.due.is_past(received_at));
    let before = received_at < open.opened_at;
    let node = open.node;
    let (action, button) = find(turn, node, press.action)?;
    if late || before {
        return Err(Rejection::NotAvailable { condition: None });
    }
    offer::action_off(&turn.sight(), node, action).map_or(Ok(()), Err)?;
    let data = read(turn, button, press)?;
    enter(turn, press, data);
    act::complete(turn, press.id, action, act::By { given_at: Some(received_at), ..act::By::nobody() });
    flow::settle(turn);
    Ok(())
}

fn find<'p>(turn: &Turn<'p>, node: NodeIx, id: &str) -> Result<(ActionIx, &'p Action), Rejection> {
    let button = act::find(turn, node, id).filter(|(_, one)| matches!(one.kind, ActionKind::Button(_)));
    button.ok_or(Rejection::NoSuchAction)
}

fn read(turn: &Turn<'_>, button: &Action, press: &Press<'_>) -> Result<Option<Data>, Rejection> {
    let none = Answers::default();
    form::act(turn, &button.ask, Some(press.id), press.answers.unwrap_or(&none))
}

/// Keeps of a late answer what changes nothing: what was written, and the papers of its agency (sem 1.21).
fn beside(turn: &Turn<'_>, late: Data) -> Data {
    Data { remarks: late.remarks, item_papers: late.item_papers, ..turn.data.clone().into_owned() }
}

fn enter(turn: &mut Turn<'_>, press: &Press<'_>, data: Option<Data>) {
    turn.author = Author::Person { actor: press.actor.clone(), on_behalf: None };
    turn.write(data);
}

/// Who enters answers on paper serves the role that filled the list of offices.
fn lead_office(turn: &Turn<'_>, press: &Press<'_>) -> Result<(), Rejection> {
    let node = turn.instance.activation(press.id).map(|open| open.node);
    let closed = || turn.instance.closed.iter().rev().find(|closed| closed.id == press.id).map(|closed| closed.node);
    let node = node.or_else(closed).ok_or_else(|| act::not_open(turn, press.id))?;
    let role = lister(turn.program, node).ok_or(Rejection::NoSuchAction)?;
    act::admit_at(turn, press.actor, role, open::agency(turn, role, None)).map(|_| ())
}

/// Returns the role that fills the list a step is done for (sem 1.30, `add_by`).
pub(crate) fn lister(program: &Program, node: NodeIx) -> Option<program::RoleIx> {
    let each = program.person(node)?.each?;
    let applicant = || program.role_of(program.start);
    program.form.fields[each.field.at()].by.or_else(applicant)
}
