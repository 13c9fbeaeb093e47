//! Jobs of external workers: offered, tried again, failed for good (sem 4.14–4.16). Nothing here calls anybody.

use program::{Boundary, Job, NodeIx, OnError, Program, Work};

use crate::turn::{Token, Turn};
use crate::{
    ActivationId, Armed, Author, Cause, Event, IncidentKind, JobOutcome, Name, Rejection, TimerKind, act, answer, flow,
    kept, open, scope, status,
};

/// The code of `error` for a job whose attempts are spent (sem 4.14).
const EXHAUSTED: &str = "exhausted";

/// Opens a job.
pub(crate) fn open(turn: &mut Turn<'_>, token: Token, job: &Job) {
    open::open(turn, token, Vec::new(), |one| one.job = Some(job.retries));
}

/// A worker says what became of a job. A job that is over, or that something was said of under technical suspension,
/// is unknown to him.
pub(crate) fn report(turn: &mut Turn<'_>, id: ActivationId, outcome: &JobOutcome) -> Result<(), Rejection> {
    let open = turn.instance.activation(id).filter(|open| open.is_open() && open.job.is_some());
    let open = open.filter(|_| !kept::is_there(turn, id));
    let Some((node, left)) = open.and_then(|open| Some((open.node, open.job?))) else {
        return Err(act::not_open(turn, id));
    };
    let offered = open.is_some_and(|open| is_offered(&turn.instance, open));
    let program = turn.program;
    let Work::Job(job) = &program.node(node).work else { return Err(act::not_open(turn, id)) };
    let values = match outcome {
        JobOutcome::Done(answers) => answer::slots(&job.answer, "", answers, turn.world.date(turn.at())),
        // Between attempts none is under way that could fail.
        JobOutcome::Failed { .. } if !offered => return Err(act::not_open(turn, id)),
        JobOutcome::Failed { .. } | JobOutcome::Error { .. } => Ok(Vec::new()),
    };
    let values = values.map_err(Rejection::FormInvalid)?;
    turn.author = Author::Worker;
    if turn.instance.halted.is_some() {
        kept::keep(turn, id, Some(outcome));
        return Ok(());
    }
    match outcome {
        JobOutcome::Done(_) => {
            if !job.answer.is_empty() {
                let mut data = turn.data.clone().into_owned();
                data.answers.insert(node, values);
                turn.write(Some(data));
            }
            act::complete(turn, id, program.outcome(node), act::By::nobody());
        }
        JobOutcome::Failed { retries, message } => failed(turn, id, job, left.min(retries.unwrap_or(left)), message),
        JobOutcome::Error { code, message } => {
            turn.emit(Event::JobFailed { id, code: Some(Name::from(code.as_str())), left, retry: None });
            match on_error(turn, id, code) {
                Some((of, taken)) => give_up(turn, of, taken),
                None => turn.stop(id, IncidentKind::JobError, format!("{code}: {message}")),
            }
        }
    }
    flow::settle(turn);
    Ok(())
}

fn failed(turn: &mut Turn<'_>, id: ActivationId, job: &Job, left: u8, message: &str) {
    if let Some(next) = left.checked_sub(1) {
        let at = turn.at().plus_millis(i64::from(job.retry_after) * 60_000);
        let ordinal = turn.instance.activation(id).map_or(0, free_ordinal);
        let retry = Some(Armed { at, kind: TimerKind::Retry, ordinal });
        return turn.emit(Event::JobFailed { id, code: None, left: next, retry });
    }
    turn.emit(Event::JobFailed { id, code: None, left, retry: None });
    match on_error(turn, id, EXHAUSTED) {
        Some((of, taken)) => give_up(turn, of, taken),
        None => turn.stop(id, IncidentKind::JobFailed, message.to_owned()),
    }
}

fn free_ordinal(activation: &crate::Activation) -> u8 {
    activation.timers.iter().map(|armed| armed.ordinal).max().map_or(0, |most| most.saturating_add(1))
}

/// Finds who does something about an error: the step, else the innermost block around it that does (sem 1.13).
fn on_error<'p>(turn: &Turn<'p>, id: ActivationId, code: &str) -> Option<(ActivationId, &'p OnError)> {
    let program = turn.program;
    let own = turn.instance.activation(id)?;
    let around = std::iter::once(own).chain(turn.instance.around(own.place));
    around.into_iter().find_map(|one| Some((one.id, error_of(program, one.node, code)?)))
}

/// Finds what a node does about an error: what names its code, else what names none.
fn error_of<'p>(program: &'p Program, node: NodeIx, code: &str) -> Option<&'p OnError> {
    let errors = || {
        program.node(node).boundary.iter().filter_map(|one| match one {
            Boundary::Error(error) => Some(error),
            _ => None,
        })
    };
    let named = errors().find(|error| error.code.as_deref() == Some(code));
    named.or_else(|| errors().find(|error| error.code.is_none()))
}

/// Takes a job, or the block around it, away and lets the token go where that says.
fn give_up(turn: &mut Turn<'_>, id: ActivationId, taken: &OnError) {
    let Some(place) = turn.instance.activation(id).map(|open| open.place) else { return };
    scope::cancel_tree(turn, id, Cause::Failed);
    act::follow(turn, &taken.effects);
    status::after_interrupt(turn, &program::Statuses::default(), &taken.effects);
    flow::take_automatic(turn, place, taken.flow, Vec::new());
}

/// Offers a job again after the pause between attempts.
pub(crate) fn ready(turn: &mut Turn<'_>, id: ActivationId, ordinal: u8) {
    let Some(left) = turn.instance.activation(id).and_then(|open| open.job) else { return };
    turn.emit(Event::JobReady { id, left, ordinal: Some(ordinal) });
}

/// Offers a failed job again with all its attempts, after an operator's repair (sem 8.5).
pub(crate) fn retry(turn: &mut Turn<'_>, id: ActivationId, job: &Job) {
    turn.emit(Event::JobReady { id, left: job.retries, ordinal: None });
}

/// Tells whether a job may be given to a worker: not between attempts, not failed for good.
pub fn is_offered(instance: &crate::Instance, activation: &crate::Activation) -> bool {
    let between = activation.timers.iter().any(|armed| armed.kind == TimerKind::Retry);
    let failed = instance.incidents.iter().any(|one| one.activation == Some(activation.id));
    activation.job.is_some() && activation.is_open() && !between && !failed
}
