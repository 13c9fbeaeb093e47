//! Messages from outside: matched to a step that awaits them, kept for one that will, late for one that is over
//! (sem 2.10–2.13). What they say is data, never in an event.

use program::{ActionIx, ActionKind, AnytimeKind, GuardIx, Message, NodeIx, Value, Work};

use crate::turn::{Token, Turn, trouble};
use crate::{
    Activation, ActivationId, Actor, Answers, Author, Buffered, Event, IncidentKind, Incoming, MessageId, Name,
    Outcome, Rejection, act, answer, flow, open,
};

/// Most messages that wait in one dossier (sem 8.7).
pub const BUFFERED_MAX: usize = 100;
/// Prefix of a message's answers when they are entered by hand (`ask: [tin]`).
const BY_HAND: &str = "tin.";

/// Opens a step that awaits a message; one that came before is taken at once, the oldest first.
pub(crate) fn open(turn: &mut Turn<'_>, token: Token, message: &Message) {
    let id = open::open(turn, token, Vec::new(), |_| {});
    take_buffered(turn, id, message);
}

/// Gives a step the oldest message that waits for it. One whose time is over, or that says something else than the
/// step asks, is not for it.
pub(crate) fn take_buffered(turn: &mut Turn<'_>, id: ActivationId, message: &Message) {
    let now = turn.at();
    let over: Vec<_> =
        turn.instance.buffered.iter().filter(|held| held.until.is_some_and(|until| until < now)).collect();
    let over: Vec<_> = over.into_iter().map(|held| held.id).collect();
    over.into_iter().for_each(|id| take(turn, id, None));
    // What came under technical suspension is not there yet for what a timer opens before (sem 8.8).
    let there = turn.instance.buffered.iter().filter(|held| held.at <= now);
    let named = there.filter(|held| held.name.as_str() == message.name);
    let waiting: Vec<MessageId> = named.map(|held| held.id).collect();
    for held in waiting {
        let content = turn.data.messages.get(&held).cloned().unwrap_or_default();
        if let Ok(values) = answer::slots(&message.fields, "", &content, turn.world.date(now)) {
            take(turn, held, Some(id));
            return deliver(turn, id, values, Vec::new());
        }
    }
}

/// Hands on a message that came during a technical suspension, as if it came now (sem 8.8).
pub(crate) fn hand_on(turn: &mut Turn<'_>, held: &Buffered) {
    let (id, name) = (held.id, held.name.as_str());
    let nodes = awaiting(turn, name);
    let open = waiting(turn, &nodes);
    if held.until.is_some_and(|until| until < turn.at()) {
        return take(turn, id, None);
    }
    match open.as_slice() {
        [(to, message)] => {
            let content = turn.data.messages.get(&id).cloned().unwrap_or_default();
            if let Ok(values) = answer::slots(&message.fields, "", &content, turn.world.date(turn.at())) {
                take(turn, id, Some(*to));
                deliver(turn, *to, values, Vec::new());
                flow::settle(turn);
            }
        }
        [] if nodes.iter().any(|(node, _)| can_open(turn, *node)) => {}
        [] => {
            take(turn, id, None);
            turn.emit(Event::MessageLate { name: held.name.clone() });
        }
        _ => turn.note(IncidentKind::MessageAmbiguous, None, name.to_owned()),
    }
}

/// Takes a message out of those that wait: by a step, or because its time is over.
fn take(turn: &mut Turn<'_>, id: MessageId, by: Option<ActivationId>) {
    let mut data = turn.data.clone().into_owned();
    data.messages.remove(&id);
    turn.write(Some(data));
    turn.emit(Event::MessageTaken { id, by });
}

/// A message comes in.
pub(crate) fn receive(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<(), Rejection> {
    let nodes: Vec<(NodeIx, &Message)> = awaiting(turn, &incoming.name);
    if nodes.is_empty() {
        return Err(Rejection::NoSuchAction);
    }
    let today = turn.world.date(turn.at());
    let read = |message: &Message| answer::slots(&message.fields, "", &incoming.fields, today);
    if nodes.iter().all(|(_, message)| read(message).is_err()) {
        return read(nodes[0].1).map(|_| ()).map_err(Rejection::FormInvalid);
    }
    turn.author = Author::Message;
    match waiting(turn, &nodes).as_slice() {
        _ if turn.instance.halted.is_some() => return keep(turn, incoming, nodes[0].1),
        [(id, message)] => {
            let values = read(message).map_err(Rejection::FormInvalid)?;
            deliver(turn, *id, values, Vec::new());
            flow::settle(turn);
        }
        [] if nodes.iter().any(|(node, _)| can_open(turn, *node)) => return keep(turn, incoming, nodes[0].1),
        [] => turn.emit(Event::MessageLate { name: Name::from(incoming.name.as_str()) }),
        _ => {
            keep(turn, incoming, nodes[0].1)?;
            turn.note(IncidentKind::MessageAmbiguous, None, incoming.name.clone());
        }
    }
    Ok(())
}

/// Keeps a message until a step takes it.
fn keep(turn: &mut Turn<'_>, incoming: &Incoming, message: &Message) -> Result<(), Rejection> {
    if turn.instance.buffered.len() >= BUFFERED_MAX {
        return Err(Rejection::Limit { name: "buffered_messages", most: BUFFERED_MAX as u64 });
    }
    let until = message.buffer.and_then(|rule| {
        let counting = turn.program.rules[rule.at()].counting(0);
        let act = calendar::Act::Started { full: counting.full(), held: false };
        let limit = crate::LimitRef { rule, entry: 0 };
        turn.world.clock(limit, None, &calendar::ClockAct { at: turn.at(), act }).due.instant()
    });
    let id = MessageId(turn.next_id());
    let mut data = turn.data.clone().into_owned();
    data.messages.insert(id, incoming.fields.clone());
    turn.write(Some(data));
    turn.emit(Event::MessageBuffered { id, name: Name::from(incoming.name.as_str()), until });
    Ok(())
}

fn awaiting<'p>(turn: &Turn<'p>, name: &str) -> Vec<(NodeIx, &'p Message)> {
    let program = turn.program;
    let nodes = program.graph.node_indices();
    let of = |node: NodeIx| match &program.node(node).work {
        Work::Message(message) if message.name == name => Some((node, message)),
        _ => None,
    };
    nodes.filter_map(of).collect()
}

/// Lists what is open and awaits one of these messages; what is stopped by an incident awaits none.
fn waiting<'p>(turn: &Turn<'p>, nodes: &[(NodeIx, &'p Message)]) -> Vec<(ActivationId, &'p Message)> {
    let stopped = |id| turn.instance.incidents.iter().any(|one| one.activation == Some(id) && one.kind.blocks());
    let open = turn.instance.open().filter(|open| !stopped(open.id));
    let awaits = |open: &Activation| nodes.iter().find(|(node, _)| *node == open.node).map(|(_, message)| *message);
    open.filter_map(|open| Some((open.id, awaits(open)?))).collect()
}

/// Tells whether a step can still open: something open or parked, or a right that is left, can lead to it.
fn can_open(turn: &Turn<'_>, node: NodeIx) -> bool {
    let program = turn.program;
    let mut todo: Vec<NodeIx> = turn.instance.activations.iter().map(|one| one.node).collect();
    todo.extend(program.anytime.iter().zip(&turn.instance.rights).filter_map(|(entry, right)| match entry.does {
        _ if right.ended || entry.times.is_some_and(|times| right.used >= times) => None,
        AnytimeKind::Next(node) | AnytimeKind::Steps(node) => Some(node),
        AnytimeKind::Extend(_) => None,
    }));
    flow::reach(program, todo)[node.index()]
}

/// Lets what a message says decide the outcome of its step (`language.md` b4, `outcomes`).
pub(crate) fn deliver(turn: &mut Turn<'_>, id: ActivationId, values: Vec<Option<Value>>, people: Vec<Actor>) {
    let Some(node) = turn.instance.activation(id).map(|open| open.node) else { return };
    let chosen = outcome(turn, node, &values);
    let mut data = turn.data.clone().into_owned();
    data.answers.insert(node, values);
    turn.write(Some(data));
    match chosen {
        Ok((action, guards)) => act::complete(turn, id, action, act::By { guards, ..act::By::people(people) }),
        Err((kind, detail)) => turn.stop(id, kind, detail),
    }
}

/// An outcome, and the guards evaluated to choose it.
type Chosen = (ActionIx, Vec<(GuardIx, bool)>);

/// Chooses the first outcome whose guard is true.
fn outcome(turn: &Turn<'_>, node: NodeIx, values: &[Option<Value>]) -> Result<Chosen, (IncidentKind, String)> {
    let program = turn.program;
    let mut guards = Vec::new();
    for (at, action) in (0_u8..).zip(program.actions(node)).filter(|(_, one)| one.kind == ActionKind::Outcome) {
        let Some(guard) = action.when else { return Ok((ActionIx(at), guards)) };
        let held = turn.world.guard(guard, &turn.sight().view(Some(values)));
        guards.push((guard, held == Outcome::True));
        match held {
            Outcome::True => return Ok((ActionIx(at), guards)),
            Outcome::False => {}
            other => return Err(trouble(program, guard, other)),
        }
    }
    Err((IncidentKind::NoBranch, program.node(node).id.clone()))
}

/// Tries the outcome of a message again whose guard could not be answered (sem 8.5).
pub(crate) fn retry(turn: &mut Turn<'_>, id: ActivationId, node: NodeIx) {
    let values = turn.data.answers.get(&node).cloned().unwrap_or_default();
    match outcome(turn, node, &values) {
        Ok((action, guards)) => {
            turn.attempt = 1;
            act::complete(turn, id, action, act::By { guards, ..act::By::nobody() });
        }
        Err((kind, detail)) => turn.stop(id, kind, detail),
    }
}

/// Reads a message that an officer enters by hand.
pub(crate) fn read_by_hand(turn: &Turn<'_>, node: NodeIx, answers: &Answers) -> Result<Vec<Option<Value>>, Rejection> {
    let Work::Message(message) = &turn.program.node(node).work else { return Err(Rejection::NoSuchAction) };
    answer::slots(&message.fields, BY_HAND, answers, turn.world.date(turn.at())).map_err(Rejection::FormInvalid)
}

/// An operator gives a message that fits several steps to one of them (sem 2.13).
pub(crate) fn give(turn: &mut Turn<'_>, held: MessageId, id: ActivationId) -> Result<(), Rejection> {
    let open = turn.instance.activation(id).filter(|open| open.is_open()).map(|open| open.node);
    let program = turn.program;
    let message = match open.map(|node| &program.node(node).work) {
        Some(Work::Message(message)) => message,
        _ => return Err(act::not_open(turn, id)),
    };
    let named = |one: &&crate::Buffered| one.id == held && one.name.as_str() == message.name;
    if !turn.instance.buffered.iter().any(|one| named(&one)) {
        return Err(Rejection::NoSuchAction);
    }
    let content = turn.data.messages.get(&held).cloned().unwrap_or_default();
    let values = answer::slots(&message.fields, "", &content, turn.world.date(turn.at()));
    let values = values.map_err(Rejection::FormInvalid)?;
    take(turn, held, Some(id));
    let noted = turn.instance.incidents.iter().filter(|one| one.kind == IncidentKind::MessageAmbiguous);
    let noted: Vec<_> = noted.filter(|one| one.detail == message.name).map(|one| one.id).take(1).collect();
    noted.into_iter().for_each(|id| turn.emit(Event::IncidentClosed { id }));
    deliver(turn, id, values, Vec::new());
    Ok(())
}
