//! Acts of people: pressing a button, using an `anytime` entry. Admission first, then the facts of the act itself.

use program::{ActionIx, AnytimeIx, Effects, NodeIx, Person, ResultIx, RoleIx};

use crate::turn::Turn;
use crate::{
    ActivationId, ActivationState, Actor, Answers, Author, Button, Capacity, Cause, Closing, Event, Life, Rejection,
    clock, flow, form, leg, offer, status,
};

/// Presses a button of an open task; without answers for a preview, which asks nothing.
pub(crate) fn press(
    turn: &mut Turn<'_>,
    actor: &Actor,
    id: ActivationId,
    action: &str,
    answers: Option<&Answers>,
) -> Result<(), Rejection> {
    alive(turn)?;
    let (node, role) = open_task(turn, id)?;
    let program = turn.program;
    let person = program.person(node).ok_or_else(|| not_open(turn, id))?;
    let action = person.action(action).ok_or(Rejection::NoSuchAction)?;
    let capacity = admit(turn, actor, role)?;
    four_eyes(turn, person, actor, &capacity)?;
    offer::action_off(&turn.sight(), node, action).map_or(Ok(()), Err)?;
    let data = match answers {
        Some(answers) => {
            form::act(turn, &person.actions[action.at()].ask, person.supplement.is_some(), Some(id), answers)?
        }
        None => None,
    };
    turn.author = Author::Person { actor: actor.clone(), on_behalf: capacity.on_behalf };
    turn.write(data);
    let people = turn.author.people();
    complete(turn, id, action, people);
    flow::leave(turn, node, program.person(node).map(|person| person.actions[action.at()].flow));
    flow::settle(turn);
    Ok(())
}

/// Records a button as pressed, by a person or by silence: the activation closes, papers and clocks follow.
pub(crate) fn complete(turn: &mut Turn<'_>, id: ActivationId, action: ActionIx, people: Vec<Actor>) {
    let Some(activation) = turn.instance.activation(id) else { return };
    let node = activation.node;
    let verdict = if people.is_empty() { leg::silent(activation) } else { leg::closed(turn, activation) };
    let silence = people.is_empty();
    let program = turn.program;
    let Some(button) = program.person(node).map(|person| &person.actions[action.at()]) else { return };
    turn.emit(Event::Completed { id, button: Some(Button { node, action }), people, silence, verdict });
    for &result in &button.sign {
        turn.emit(Event::Signed { result, activation: id });
    }
    for &letter in &button.sign_letters {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: true });
    }
    if !button.returns.is_empty() {
        let made = |result: &ResultIx| turn.instance.made.contains(result);
        let results = button.returns.iter().copied().filter(made).collect();
        turn.emit(Event::Returned { results, activation: id });
    }
    follow(turn, &button.effects);
    if program.node(node).hold == Some(program::Hold::Restart) {
        clock::restart(turn);
    }
    status::after_act(turn, node, button.status, !button.returns.is_empty(), &button.effects);
    for &letter in &button.print {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: false });
    }
}

/// Uses an `anytime` entry: every open activation is cancelled, then a token is created at its target (sem 7.4).
pub(crate) fn trigger(
    turn: &mut Turn<'_>,
    actor: &Actor,
    anytime: AnytimeIx,
    answers: Option<&Answers>,
) -> Result<(), Rejection> {
    alive(turn)?;
    let program = turn.program;
    let entry = program.anytime.get(anytime.at()).ok_or(Rejection::NoSuchAction)?;
    let capacity = admit(turn, actor, entry.role)?;
    offer::right_off(&turn.sight(), anytime).map_or(Ok(()), Err)?;
    let data = match answers {
        Some(answers) => form::act(turn, &entry.ask, false, None, answers)?,
        None => None,
    };
    turn.author = Author::Person { actor: actor.clone(), on_behalf: capacity.on_behalf };
    turn.write(data);
    turn.emit(Event::RightUsed { anytime });
    for &letter in &entry.print {
        turn.emit(Event::Printed { letter, activation: None, signed: false });
    }
    follow(turn, &entry.effects);
    interrupt(turn);
    status::after_interrupt(turn, entry.status, &entry.effects);
    turn.arriving.push_back(entry.next);
    flow::settle(turn);
    Ok(())
}

/// Cancels every activation, youngest first, and closes what they were parked for (sem 1.20, 7.7).
fn interrupt(turn: &mut Turn<'_>) {
    while let Some(activation) = turn.instance.activations.last() {
        let id = activation.id;
        let verdict = leg::cancelled(turn, activation, false);
        let incidents: Vec<_> = turn.instance.incidents.iter().filter(|one| one.activation == Some(id)).collect();
        let incidents: Vec<_> = incidents.into_iter().map(|one| one.id).collect();
        turn.emit(Event::Cancelled { id, cause: Cause::Interrupted, verdict });
        for id in incidents {
            turn.emit(Event::IncidentClosed { id });
        }
    }
}

/// Lets an event act on clocks and rights: stop, start, then rights (sem 10, step 2).
pub(crate) fn follow(turn: &mut Turn<'_>, effects: &Effects) {
    for &rule in &effects.stops {
        clock::stop(turn, rule);
    }
    for &rule in &effects.starts {
        clock::start(turn, rule);
    }
    for &anytime in &effects.offers {
        if !turn.instance.right(anytime).offered {
            turn.emit(Event::RightOffered { anytime });
        }
    }
    for &anytime in &effects.ends {
        if !turn.instance.right(anytime).ended {
            turn.emit(Event::RightEnded { anytime });
        }
    }
}

fn alive(turn: &Turn<'_>) -> Result<(), Rejection> {
    match turn.instance.life {
        Life::Alive => Ok(()),
        Life::Ended { result, at, .. } => Err(Rejection::DossierEnded { result: result.id(), at }),
    }
}

fn open_task(turn: &Turn<'_>, id: ActivationId) -> Result<(NodeIx, RoleIx), Rejection> {
    turn.instance
        .activation(id)
        .filter(|activation| activation.state == ActivationState::Open)
        .and_then(|activation| Some((activation.node, activation.role?)))
        .ok_or_else(|| not_open(turn, id))
}

fn not_open(turn: &Turn<'_>, id: ActivationId) -> Rejection {
    let Some(closed) = turn.instance.closed.iter().find(|closed| closed.id == id) else {
        return Rejection::TaskNotOpen { closed_at: None, reason: Closing::Unknown };
    };
    let reason = match (closed.action, turn.program.person(closed.node)) {
        (Some(action), Some(person)) => {
            Closing::Completed { by: closed.by.clone(), action: person.actions[action.at()].id.clone() }
        }
        _ => Closing::Cancelled,
    };
    Rejection::TaskNotOpen { closed_at: Some(closed.at), reason }
}

/// Checks the directory at the instant of the act (sem 6.1).
fn admit(turn: &Turn<'_>, actor: &Actor, role: RoleIx) -> Result<Capacity, Rejection> {
    let not_in_role = || Rejection::NotInRole { role: turn.program.role(role).id.clone() };
    let described = turn.program.role(role);
    if described.applicant {
        let own = *actor == Actor::Applicant(turn.instance.filing.applicant.clone());
        return if own { Ok(Capacity { on_behalf: None }) } else { Err(not_in_role()) };
    }
    let agency = turn.instance.agency(described.at);
    turn.world.may(actor, role, agency).ok_or_else(not_in_role)
}

/// Keeps apart the people of steps that must not be the same (sem 6.6); silence has none.
fn four_eyes(turn: &Turn<'_>, person: &Person, actor: &Actor, capacity: &Capacity) -> Result<(), Rejection> {
    for rule in &person.not_same_as {
        let step = turn.instance.step(rule.node);
        let excluded = if rule.latest { &step.latest } else { &step.actors };
        let principal = capacity.on_behalf.clone().map(Actor::Post);
        if excluded.contains(actor) || principal.is_some_and(|principal| excluded.contains(&principal)) {
            return Err(Rejection::SamePerson { step: turn.program.node(rule.node).id.clone() });
        }
    }
    Ok(())
}
