//! What comes under technical suspension: messages, what workers say, bills that are paid. It is kept, and handed on in
//! the order it came once the suspension is lifted (sem 8.8). Nothing here decides what it does then.

use calendar::Instant;

use crate::turn::Turn;
use crate::{ActivationId, Author, Event, Instance, JobOutcome, MessageId, bill, job, message};

/// Tells whether something is kept for a job or a bill already.
pub(crate) fn is_there(turn: &Turn<'_>, activation: ActivationId) -> bool {
    turn.instance.reports.iter().any(|kept| kept.activation == activation)
}

/// Keeps what a worker says of a job, or that a bill is paid.
pub(crate) fn keep(turn: &mut Turn<'_>, activation: ActivationId, said: Option<&JobOutcome>) {
    let id = MessageId(turn.next_id());
    if let Some(said) = said {
        let mut data = turn.data.clone().into_owned();
        data.reports.insert(id, said.clone());
        turn.write(Some(data));
    }
    turn.emit(Event::ReportKept { id, activation });
}

/// Lists what came since an instant and is still kept, in the order it came.
pub(crate) fn since(instance: &Instance, since: Instant) -> Vec<MessageId> {
    let messages = instance.buffered.iter().filter(|held| held.at >= since).map(|held| held.id);
    let mut all: Vec<MessageId> = messages.chain(instance.reports.iter().map(|kept| kept.id)).collect();
    all.sort_unstable();
    all
}

/// Hands on one thing. A job or bill that a timer has taken away meanwhile needs nothing any more.
pub(crate) fn hand_on(turn: &mut Turn<'_>, id: MessageId) {
    if let Some(held) = turn.instance.buffered.iter().find(|held| held.id == id).cloned() {
        turn.author = Author::Message;
        return message::hand_on(turn, &held);
    }
    let Some(kept) = turn.instance.reports.iter().find(|kept| kept.id == id).copied() else { return };
    let said = turn.data.reports.get(&id).cloned();
    turn.author = if said.is_some() { Author::Worker } else { Author::Payment };
    if said.is_some() {
        let mut data = turn.data.clone().into_owned();
        data.reports.remove(&id);
        turn.write(Some(data));
    }
    turn.emit(Event::ReportTaken { id });
    match said {
        // What a worker may say was checked when it came; of what is over he is told no more.
        Some(said) => drop(job::report(turn, kept.activation, &said)),
        None => bill::go_on(turn, kept.activation),
    }
}
