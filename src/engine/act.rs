//! Acts of people: pressing a button, using an `anytime` entry. Admission first, then the facts of the act itself.

use calendar::Instant;
use program::{
    ActionIx, ActionKind, AnytimeIx, AnytimeKind, Ask, Effects, ExtensionIx, GuardIx, NodeIx, ResultIx, RoleIx,
    Statuses,
};

use crate::turn::{Token, Turn};
use crate::{
    Activation, ActivationId, Actor, Answers, Author, Button, Capacity, Cause, Closing, Event, Life, Place, Rejection,
    clock, extend, flow, form, late, leg, message, offer, open, scope, status, version,
};

/// A person pressing a button.
pub(crate) struct Press<'a> {
    pub actor: &'a Actor,
    pub id: ActivationId,
    pub action: &'a str,
    /// None for a preview, which asks nothing.
    pub answers: Option<&'a Answers>,
    /// When what it records happened, if earlier the same day (sem 2.25).
    pub received_at: Option<Instant>,
}

/// Presses a button of an open task; of a closed one whose late answers are kept, the answer is kept (sem 1.21).
pub(crate) fn press(turn: &mut Turn<'_>, press: &Press<'_>) -> Result<(), Rejection> {
    alive(turn)?;
    if turn.instance.activation(press.id).is_none() {
        return late::keep(turn, press);
    }
    active(turn)?;
    let (node, action, capacity) = admitted(turn, press)?;
    let program = turn.program;
    let button = program.action(node, action);
    version::in_force(turn, &button.effects, button.flow)?;
    offer::action_off(&turn.sight(), node, action).map_or(Ok(()), Err)?;
    received(turn, button.effects.starts.is_empty(), press.received_at)?;
    let lengthens = match button.extend {
        Some(extension) => Some((extension, lengthening(turn, extension, press.answers)?)),
        None => None,
    };
    let by_hand = match press.answers.filter(|_| button.ask.contains(&Ask::Message)) {
        Some(answers) => Some(message::read_by_hand(turn, node, answers)?),
        None => None,
    };
    let data = match press.answers {
        Some(answers) => form::act(turn, &button.ask, Some(press.id), answers)?,
        None => None,
    };
    turn.author = Author::Person { actor: press.actor.clone(), on_behalf: capacity.on_behalf };
    turn.received_at = press.received_at;
    turn.write(data);
    let people = turn.author.people();
    match by_hand {
        Some(values) => {
            if let Some((extension, count)) = lengthens {
                extend::give(turn, extension, count);
            }
            message::deliver(turn, press.id, values, people);
        }
        None => complete(turn, press.id, action, By { lengthens, ..By::people(people) }),
    }
    flow::settle(turn);
    Ok(())
}

/// Checks everything about who presses what; the button's own conditions come after.
pub(crate) fn admitted(turn: &Turn<'_>, press: &Press<'_>) -> Result<(NodeIx, ActionIx, Capacity), Rejection> {
    let activation = open_task(turn, press.id)?;
    let node = activation.node;
    let (action, button) = find(turn, node, press.action).ok_or(Rejection::NoSuchAction)?;
    let role = match button.kind {
        ActionKind::Button(role) => role.or(activation.role).ok_or_else(|| not_open(turn, press.id))?,
        ActionKind::Outcome => return Err(Rejection::NoSuchAction),
    };
    let capacity = admit(turn, press.actor, role, activation)?;
    held_by_other(activation, press.actor, &capacity)?;
    four_eyes(turn, node, press.actor, &capacity)?;
    for delegate in &activation.delegates {
        four_eyes(turn, node, delegate, &Capacity { on_behalf: None })?;
    }
    Ok((node, action, capacity))
}

/// Finds an action of a step by its id.
pub(crate) fn find<'p>(turn: &Turn<'p>, node: NodeIx, id: &str) -> Option<(ActionIx, &'p program::Action)> {
    let found = turn.program.actions(node).iter().position(|action| action.id == id)?;
    let ix = ActionIx(u8::try_from(found).ok()?);
    Some((ix, turn.program.action(node, ix)))
}

/// Checks a reception entered later: not online, not before the filing, within the same reception day (sem 2.25).
fn received(turn: &Turn<'_>, starts_nothing: bool, at: Option<Instant>) -> Result<(), Rejection> {
    let Some(at) = at else { return Ok(()) };
    let online = turn.instance.filing.channel == program::Channel::Online;
    let today = turn.world.date(at) == turn.world.date(turn.at());
    let within = turn.instance.submitted_at <= at && at <= turn.at() && today;
    if online || starts_nothing || !within { Err(Rejection::NotAvailable { condition: None }) } else { Ok(()) }
}

fn lengthening(turn: &Turn<'_>, extension: ExtensionIx, answers: Option<&Answers>) -> Result<u32, Rejection> {
    let described = &turn.program.extensions[extension.at()];
    let count = extend::amount(described, turn.instance.used(extension).total, answers)?;
    extend::check(turn, extension, count)?;
    Ok(count)
}

/// Who completes an activation, when the answer was given if not now, and by how much it lengthens the clock.
pub(crate) struct By {
    pub people: Vec<Actor>,
    pub silence: bool,
    pub given_at: Option<Instant>,
    pub lengthens: Option<(ExtensionIx, u32)>,
    /// Guards evaluated to choose the outcome, in order (sem 5.13).
    pub guards: Vec<(GuardIx, bool)>,
}

impl By {
    /// People, now.
    pub fn people(people: Vec<Actor>) -> Self {
        Self { people, silence: false, given_at: None, lengthens: None, guards: Vec::new() }
    }

    /// Silence, which has no person (sem 4.10).
    pub fn silence() -> Self {
        Self { silence: true, ..Self::nobody() }
    }

    /// What happened decided.
    pub fn nobody() -> Self {
        Self::people(Vec::new())
    }
}

/// Records an activation as completed by an action: it closes, papers and clocks follow, the token leaves.
pub(crate) fn complete(turn: &mut Turn<'_>, id: ActivationId, action: ActionIx, by: By) {
    let program = turn.program;
    let Some(activation) = turn.instance.activation(id) else { return };
    let (node, place, is_item) = (activation.node, activation.place, activation.item.is_some());
    let is_free = activation.bill.as_ref().is_some_and(|bill| bill.due() == 0);
    let By { mut people, silence, given_at, lengthens, guards } = by;
    let verdict = if silence { leg::silent(turn, activation) } else { leg::closed(turn, activation, given_at) };
    if !people.is_empty() {
        people.extend(activation.delegates.iter().cloned());
    }
    let taken = program.action(node, action);
    let button = Some(Button { node, action });
    turn.emit(Event::Completed { id, button, people, silence, given_at, verdict });
    scope::close_incidents(turn, id);
    papers(turn, id, taken);
    let step = program.node(node);
    follow(turn, &taken.effects);
    if step.hold == Some(program::Hold::Restart) && !is_item && !is_free {
        clock::restart(turn, &step.holds);
    }
    if let Some((extension, count)) = lengthens {
        extend::give(turn, extension, count);
    }
    status::after_act(turn, node, &taken.status, !taken.returns.is_empty(), &taken.effects);
    for &letter in &taken.print {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: false });
    }
    match taken.flow {
        _ if is_item && taken.proceeds => scope::check(turn, place.parent),
        Some(flow) if silence || taken.kind == ActionKind::Outcome => flow::take_automatic(turn, place, flow, guards),
        flow => flow::leave(turn, Token { node, place }, flow),
    }
}

fn papers(turn: &mut Turn<'_>, id: ActivationId, taken: &program::Action) {
    for &result in &taken.sign {
        turn.emit(Event::Signed { result, activation: id });
    }
    for &letter in &taken.sign_letters {
        turn.emit(Event::Printed { letter, activation: Some(id), signed: true });
    }
    if !taken.returns.is_empty() {
        let made = |result: &ResultIx| turn.instance.made.contains(result);
        let results = taken.returns.iter().copied().filter(made).collect();
        turn.emit(Event::Returned { results, activation: id });
    }
}

/// Uses an `anytime` entry: it interrupts everything, lengthens the clock, or opens side work (sem 7).
pub(crate) fn trigger(
    turn: &mut Turn<'_>,
    actor: &Actor,
    anytime: AnytimeIx,
    answers: Option<&Answers>,
) -> Result<(), Rejection> {
    alive(turn)?;
    not_halted(turn)?;
    let program = turn.program;
    let entry = program.anytime.get(anytime.at()).ok_or(Rejection::NoSuchAction)?;
    let capacity = admit_at(turn, actor, entry.role, open::agency(turn, entry.role, None))?;
    version::in_force(turn, &entry.effects, None)?;
    offer::right_off(&turn.sight(), anytime).map_or(Ok(()), Err)?;
    let lengthens = match entry.does {
        AnytimeKind::Extend(extension) => Some((extension, lengthening(turn, extension, answers)?)),
        AnytimeKind::Next(_) | AnytimeKind::Steps(_) => None,
    };
    let data = match answers {
        Some(answers) => form::act(turn, &entry.ask, None, answers)?,
        None => None,
    };
    turn.author = Author::Person { actor: actor.clone(), on_behalf: capacity.on_behalf };
    turn.write(data);
    turn.emit(Event::RightUsed { anytime, interrupts: entry.next().is_some() });
    for &letter in &entry.print {
        turn.emit(Event::Printed { letter, activation: None, signed: false });
    }
    follow(turn, &entry.effects);
    match entry.does {
        AnytimeKind::Next(node) => interrupt(turn, node, &entry.status, &entry.effects),
        AnytimeKind::Extend(_) => {
            lengthens.into_iter().for_each(|(extension, count)| extend::give(turn, extension, count));
            status::after_interrupt(turn, &entry.status, &entry.effects);
        }
        AnytimeKind::Steps(node) => {
            status::after_interrupt(turn, &entry.status, &entry.effects);
            turn.arriving.push_back(Token { node, place: Place::MAIN });
        }
    }
    flow::settle(turn);
    Ok(())
}

/// Takes everything away and lets a token arrive at the entry's step (sem 7.4); a suspension ends (sem 3.38).
fn interrupt(turn: &mut Turn<'_>, node: NodeIx, own: &Statuses, effects: &Effects) {
    scope::cancel_all(turn, Cause::Interrupted);
    if turn.instance.suspended.is_some() {
        turn.emit(Event::Resumed { legally: true });
    }
    status::after_interrupt(turn, own, effects);
    turn.arriving.push_back(Token { node, place: Place::MAIN });
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

/// Refuses what is asked of a dossier that has ended.
pub(crate) fn alive(turn: &Turn<'_>) -> Result<(), Rejection> {
    match turn.instance.life {
        Life::Alive => Ok(()),
        Life::Ended { result, at, .. } => Err(Rejection::DossierEnded { result: result.id(), at }),
    }
}

/// Refuses what is asked of a dossier under technical suspension (sem 8.8).
pub(crate) fn not_halted(turn: &Turn<'_>) -> Result<(), Rejection> {
    if turn.instance.halted.is_some() { Err(Rejection::Suspended { legally: false }) } else { Ok(()) }
}

/// Refuses what is asked of a suspended dossier.
pub(crate) fn active(turn: &Turn<'_>) -> Result<(), Rejection> {
    not_halted(turn)?;
    if turn.instance.suspended.is_some() { Err(Rejection::Suspended { legally: true }) } else { Ok(()) }
}

/// Returns an open task; what holds items is none.
pub(crate) fn open_task<'t>(turn: &'t Turn<'_>, id: ActivationId) -> Result<&'t Activation, Rejection> {
    let open = turn.instance.activation(id).filter(|one| one.is_open() && one.is_leaf());
    open.ok_or_else(|| not_open(turn, id))
}

/// Tells why a task is not open.
pub(crate) fn not_open(turn: &Turn<'_>, id: ActivationId) -> Rejection {
    let Some(closed) = turn.instance.closed.iter().rev().find(|closed| closed.id == id) else {
        return Rejection::TaskNotOpen { closed_at: None, reason: Closing::Unknown };
    };
    let reason = match closed.action {
        Some(action) => {
            let action = turn.program.action(closed.node, action).id.clone();
            Closing::Completed { by: closed.by.clone(), action }
        }
        None => Closing::Cancelled,
    };
    Rejection::TaskNotOpen { closed_at: Some(closed.at), reason }
}

/// Checks the directory at the instant of the act (sem 6.1), for a task.
pub(crate) fn admit(
    turn: &Turn<'_>,
    actor: &Actor,
    role: RoleIx,
    activation: &Activation,
) -> Result<Capacity, Rejection> {
    let of_task = activation.agency.clone().filter(|_| activation.role == Some(role));
    admit_at(turn, actor, role, of_task.or_else(|| open::agency(turn, role, activation.item.as_ref())))
}

/// Checks the directory at the instant of the act, for a role that lives at an agency, or at its usual place.
pub(crate) fn admit_at(
    turn: &Turn<'_>,
    actor: &Actor,
    role: RoleIx,
    agency: Option<crate::Name>,
) -> Result<Capacity, Rejection> {
    let not_in_role = || Rejection::NotInRole { role: turn.program.role(role).id.clone() };
    let described = turn.program.role(role);
    if described.applicant {
        let own = *actor == Actor::Applicant(turn.instance.filing.applicant.clone());
        return if own { Ok(Capacity { on_behalf: None }) } else { Err(not_in_role()) };
    }
    let agency = agency.as_ref().unwrap_or_else(|| turn.instance.agency(&described.at));
    turn.world.may(actor, role, agency).ok_or_else(not_in_role)
}

/// Refuses a task that somebody else has claimed; who signs in his place may act (sem 6.2, 6.4, 6.5).
pub(crate) fn held_by_other(activation: &Activation, actor: &Actor, capacity: &Capacity) -> Result<(), Rejection> {
    let principal = capacity.on_behalf.clone().map(Actor::Post);
    if activation.delegated
        && let Some(delegate) = activation.delegates.last()
    {
        return Err(Rejection::ClaimedBy { who: delegate.clone() });
    }
    match &activation.holder {
        Some(holder) if holder != actor && Some(holder) != principal.as_ref() => {
            Err(Rejection::ClaimedBy { who: holder.clone() })
        }
        _ => Ok(()),
    }
}

/// Keeps apart the people of steps that must not be the same (sem 6.6); silence has none.
pub(crate) fn four_eyes(turn: &Turn<'_>, node: NodeIx, actor: &Actor, capacity: &Capacity) -> Result<(), Rejection> {
    let rules = turn.program.person(node).map(|person| person.not_same_as.as_slice()).unwrap_or_default();
    for rule in rules {
        let step = turn.instance.step(rule.node);
        let excluded = if rule.latest { &step.latest } else { &step.actors };
        let principal = capacity.on_behalf.clone().map(Actor::Post);
        if excluded.contains(actor) || principal.is_some_and(|principal| excluded.contains(&principal)) {
            return Err(Rejection::SamePerson { step: turn.program.node(rule.node).id.clone() });
        }
    }
    Ok(())
}
