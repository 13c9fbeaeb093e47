//! Decides what a command does: admission, then facts (sem 10).

use std::borrow::Cow;

use calendar::Instant;
use program::{AnytimeIx, Program};

use crate::turn::Turn;
use crate::{
    ActivationId, ActivationState, Actor, Author, Command, Data, Event, FieldError, Filing, IncidentId, Instance, Name,
    Pass, Rejection, Sight, Submission, Until, Why, World, act, flow, form, timer,
};

/// Most timers fired by one command (**S:** `catch_up_max`, sem 2.26); the rest follows in the next.
pub const CATCH_UP_MAX: usize = 1_000;

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// One pass for an act; one for each fired timer.
    pub passes: Vec<Pass>,
    /// The new form data, if they were written.
    pub data: Option<Data>,
}

/// Files a dossier. `Command::Submit` is the only command without an instance.
///
/// # Errors
/// [`Rejection::FormInvalid`] if answers or papers are missing or wrong; [`Rejection::NoVersionInForce`] if the
/// version does not apply on the day of the filing.
pub fn submit(
    program: &Program,
    submission: &Submission,
    world: &dyn World,
) -> Result<(Instance, Decision), Rejection> {
    let mut turn = Turn::filing(program, world, &submission.filing);
    in_force(program, world.date(turn.at()))?;
    offered(program, &submission.filing)?;
    let data = form::filing(&turn, &submission.answers)?;
    turn.author = Author::Person { actor: Actor::Applicant(submission.filing.applicant.clone()), on_behalf: None };
    turn.emit(Event::Submitted { filing: submission.filing.clone() });
    turn.write(Some(data));
    flow::begin(&mut turn);
    let (instance, pass, data) = turn.finish();
    Ok((instance, Decision { passes: vec![pass], data }))
}

fn in_force(program: &Program, today: calendar::Date) -> Result<(), Rejection> {
    let (from, to) = program.effective;
    let early = from.is_some_and(|from| today < from);
    let late = to.is_some_and(|to| today > to);
    if early || late { Err(Rejection::NoVersionInForce) } else { Ok(()) }
}

/// Checks the facts of the filing against what the procedure offers.
fn offered(program: &Program, filing: &Filing) -> Result<(), Rejection> {
    let case = if program.cases.is_empty() {
        filing.case.is_none()
    } else {
        filing.case.is_some_and(|case| case.at() < program.cases.len())
    };
    let facts = [
        ("channel", program.channels.contains(&filing.channel)),
        ("case", case),
        ("subject", program.subjects.contains(&filing.subject)),
    ];
    let wrong = facts.into_iter().filter(|(_, fits)| !fits);
    let errors: Vec<FieldError> =
        wrong.map(|(field, _)| FieldError { field: field.to_owned(), why: Why::NoSuchOption }).collect();
    if errors.is_empty() { Ok(()) } else { Err(Rejection::FormInvalid(errors)) }
}

/// Decides a command on a dossier. By value: the instance comes back, changed only by the facts returned.
pub fn decide(
    program: &Program,
    instance: Instance,
    data: &Data,
    command: &Command,
    world: &dyn World,
) -> (Instance, Result<Decision, Rejection>) {
    match command {
        Command::Submit(_) => {
            let at = instance.submitted_at;
            (instance, Err(Rejection::TaskNotOpen { closed_at: Some(at), reason: crate::Closing::Unknown }))
        }
        Command::FireDue(until) => fire_due(program, instance, data, *until, world),
        Command::Act { actor, activation, action, answers } => {
            let turn = Turn::new(program, world, instance, Cow::Borrowed(data));
            pass(turn, |turn| act::press(turn, actor, *activation, action, Some(answers)))
        }
        Command::Trigger { actor, anytime, answers } => {
            let turn = Turn::new(program, world, instance, Cow::Borrowed(data));
            pass(turn, |turn| act::trigger(turn, actor, *anytime, Some(answers)))
        }
        Command::Retry { incident, operator } => {
            let turn = Turn::new(program, world, instance, Cow::Borrowed(data));
            pass(turn, |turn| retry(turn, *incident, operator))
        }
    }
}

/// Shows what a button would do, without asking anything: where it leads, which clock, which due (a dry run).
///
/// # Errors
/// Why the act would be refused now.
pub fn preview(
    sight: &Sight<'_>,
    actor: &Actor,
    activation: ActivationId,
    action: &str,
) -> Result<(Instance, Pass), Rejection> {
    dry_run(sight, |turn| act::press(turn, actor, activation, action, None))
}

/// Shows what using an `anytime` entry would do.
///
/// # Errors
/// Why the act would be refused now.
pub fn preview_trigger(sight: &Sight<'_>, actor: &Actor, anytime: AnytimeIx) -> Result<(Instance, Pass), Rejection> {
    dry_run(sight, |turn| act::trigger(turn, actor, anytime, None))
}

fn dry_run<'a>(
    sight: &Sight<'a>,
    run: impl FnOnce(&mut Turn<'a>) -> Result<(), Rejection>,
) -> Result<(Instance, Pass), Rejection> {
    let mut turn = Turn::new(sight.program, sight.world, sight.instance.clone(), Cow::Borrowed(sight.data));
    run(&mut turn)?;
    let (instance, pass, _) = turn.finish();
    Ok((instance, pass))
}

/// Runs one pass; a rejection leaves no fact behind, because admission comes before the first.
fn pass<'a>(
    mut turn: Turn<'a>,
    run: impl FnOnce(&mut Turn<'a>) -> Result<(), Rejection>,
) -> (Instance, Result<Decision, Rejection>) {
    match run(&mut turn) {
        Err(rejection) => (turn.finish().0, Err(rejection)),
        Ok(()) => {
            let (instance, pass, data) = turn.finish();
            (instance, Ok(Decision { passes: vec![pass], data }))
        }
    }
}

fn fire_due(
    program: &Program,
    mut instance: Instance,
    data: &Data,
    until: Until,
    world: &dyn World,
) -> (Instance, Result<Decision, Rejection>) {
    let mut decision = Decision::default();
    while decision.passes.len() < CATCH_UP_MAX {
        let Some(due) = timer::next(&instance).filter(|due| reached(due.at, until)) else { break };
        let mut turn = Turn::new(program, world, instance, Cow::Borrowed(data));
        turn.now.at = due.at;
        timer::fire(&mut turn, due);
        let (after, pass, _) = turn.finish();
        instance = after;
        decision.passes.push(pass);
    }
    (instance, Ok(decision))
}

fn reached(at: Instant, until: Until) -> bool {
    match until {
        Until::Before(limit) => at < limit,
        Until::UpTo(limit) => at <= limit,
    }
}

fn retry(turn: &mut Turn<'_>, id: IncidentId, operator: &Name) -> Result<(), Rejection> {
    let gone = || Rejection::TaskNotOpen { closed_at: None, reason: crate::Closing::Unknown };
    let incident = turn.instance.incidents.iter().find(|incident| incident.id == id).ok_or_else(gone)?;
    let (kind, attempt) = (incident.kind, incident.attempt + 1);
    let parked = incident.activation.and_then(|activation| turn.instance.activation(activation));
    let token = parked.filter(|token| token.state == ActivationState::Parked { incident: id }).ok_or_else(gone)?;
    let (token, node) = (token.id, token.node);
    turn.author = Author::Operator(operator.clone());
    turn.emit(Event::IncidentClosed { id });
    turn.emit(Event::Cancelled { id: token, cause: crate::Cause::Retried, verdict: None });
    flow::resume(turn, node, kind, attempt);
    Ok(())
}
