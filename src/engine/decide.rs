//! Decides what a command does: admission, then facts (sem 10).

use std::borrow::Cow;

use calendar::Instant;
use program::{AnytimeIx, Program};

use crate::act::Press;
use crate::turn::Turn;
use crate::{
    ActivationId, Actor, Author, Command, Data, Event, FieldError, Filing, Instance, Operation, Pass, Rejection, Sight,
    Submission, Until, Why, World, act, bill, flow, form, hold, job, kept, late, law, message, operate, timer,
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
    Ok((instance, Decision { passes: vec![pass], data: written(data) }))
}

fn in_force(program: &Program, today: calendar::Date) -> Result<(), Rejection> {
    let (from, to) = program.effective;
    let early = from.is_some_and(|from| today < from);
    let late = to.is_some_and(|to| today > to);
    if early || late { Err(Rejection::NoVersionInForce) } else { Ok(()) }
}

/// Checks the facts of the filing against what the procedure offers.
pub(crate) fn offered(program: &Program, filing: &Filing) -> Result<(), Rejection> {
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
    if let Command::FireDue(until) = command {
        return fire_due(program, instance, data, *until, world);
    }
    let halted = instance.halted;
    let mut turn = Turn::new(program, world, instance, Cow::Borrowed(data));
    // A rejection leaves no fact behind, because admission comes before the first.
    match act_on(&mut turn, command) {
        Err(rejection) => (turn.finish().0, Err(rejection)),
        Ok(()) => {
            let (instance, pass, data) = turn.finish();
            let passes = if pass.events.is_empty() { Vec::new() } else { vec![pass] };
            let firing = Firing { instance, data, passes };
            match (command, halted) {
                (Command::Operate { what: Operation::Halt { on: false }, .. }, Some(since)) => {
                    firing.make_up(program, since, world).decided()
                }
                _ => firing.decided(),
            }
        }
    }
}

fn written(data: Cow<'_, Data>) -> Option<Data> {
    match data {
        Cow::Owned(data) => Some(data),
        Cow::Borrowed(_) => None,
    }
}

fn act_on(turn: &mut Turn<'_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::Submit(_) | Command::FireDue(_) => {
            let at = turn.instance.submitted_at;
            Err(Rejection::TaskNotOpen { closed_at: Some(at), reason: crate::Closing::Unknown })
        }
        Command::Act { actor, activation, action, answers, received_at } => {
            let (answers, received_at) = (Some(answers), *received_at);
            act::press(turn, &Press { actor, id: *activation, action, answers, received_at })
        }
        Command::Trigger { actor, anytime, answers } => act::trigger(turn, actor, *anytime, Some(answers)),
        Command::Hold { actor, activation, how } => hold::hold(turn, actor, *activation, how),
        Command::Message(incoming) => {
            act::alive(turn)?;
            message::receive(turn, incoming)
        }
        Command::Pay(paying) => bill::pay(turn, paying),
        Command::Job { activation, outcome } => job::report(turn, *activation, outcome),
        Command::PaperAnswer { actor, activation, action, answers, received_at } => {
            let press = Press { actor, id: *activation, action, answers: Some(answers), received_at: None };
            late::on_paper(turn, &press, *received_at)
        }
        Command::ChangeItem { actor, activation, item, add, ground } => {
            law::change_item(turn, actor, (*activation, item), *add, ground)
        }
        Command::Suspend { actor, on, ground } => law::suspend(turn, actor, *on, ground),
        Command::ChangeCase { actor, case, ground } => law::change_case(turn, actor, *case, ground),
        Command::Operate { operator, what } => operate::operate(turn, operator, what),
        Command::OutageGrace { from, to } => {
            law::make_good(turn, *from, *to);
            Ok(())
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
    let press = Press { actor, id: activation, action, answers: None, received_at: None };
    dry_run(sight, |turn| act::press(turn, &press))
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

fn fire_due(
    program: &Program,
    instance: Instance,
    data: &Data,
    until: Until,
    world: &dyn World,
) -> (Instance, Result<Decision, Rejection>) {
    let firing = Firing { instance, data: Cow::Borrowed(data), passes: Vec::new() };
    firing.fire(program, until, world).decided()
}

/// A dossier between passes of one command.
struct Firing<'a> {
    instance: Instance,
    data: Cow<'a, Data>,
    passes: Vec<Pass>,
}

impl<'a> Firing<'a> {
    /// Fires what is due, each timer in a pass of its own.
    fn fire(mut self, program: &'a Program, until: Until, world: &'a dyn World) -> Self {
        for _ in 0..CATCH_UP_MAX {
            let next = timer::next(&self.instance).filter(|due| reached(due.at, until));
            let Some(due) = next.filter(|_| self.instance.halted.is_none()) else { break };
            self = self.pass(program, world, |turn| {
                turn.now.at = due.at;
                timer::fire(turn, due);
            });
        }
        self
    }

    /// Makes up for a technical suspension: the timers that were due, then what came, in its order (sem 8.8).
    fn make_up(self, program: &'a Program, since: Instant, world: &'a dyn World) -> Self {
        let fired = self.fire(program, Until::Before(world.now().at), world);
        let kept = kept::since(&fired.instance, since);
        kept.into_iter().fold(fired, |firing, id| firing.pass(program, world, |turn| kept::hand_on(turn, id)))
    }

    fn pass(mut self, program: &'a Program, world: &'a dyn World, run: impl FnOnce(&mut Turn<'a>)) -> Self {
        let mut turn = Turn::new(program, world, self.instance, self.data);
        run(&mut turn);
        let pass;
        (self.instance, pass, self.data) = turn.finish();
        if !pass.events.is_empty() {
            self.passes.push(pass);
        }
        self
    }

    fn decided(self) -> (Instance, Result<Decision, Rejection>) {
        (self.instance, Ok(Decision { passes: self.passes, data: written(self.data) }))
    }
}

fn reached(at: Instant, until: Until) -> bool {
    match until {
        Until::Before(limit) => at < limit,
        Until::UpTo(limit) => at <= limit,
    }
}
