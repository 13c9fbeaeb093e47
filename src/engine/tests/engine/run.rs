//! Runs one case: bytes become a program and commands, every command is decided, folded, and shown to the
//! invariants. It must not judge anything itself.

use std::collections::BTreeMap;

use calendar::Instant;
use motcua_engine::{
    ActivationId, Actor, Answers, Command, Data, Decision, Instance, Name, Now, Pass, Rejection, RowChange, Sight,
    Submission, TaskRow, Until, World, apply, decide, preview, submit,
};
use program::Program;

use crate::case::Case;
use crate::moves::{self, Move};
use crate::plan::{self, pick};
use crate::scenario::{self, Line};
use crate::town::{Town, filing};
use crate::{calendars, house, invariants};

/// How often an ended dossier is asked for more.
const MOVES_AFTER_END: usize = 3;

/// One pass with the dossier before and after it.
pub struct Turned<'a> {
    pub before: Option<Instance>,
    pub pass: &'a Pass,
    pub after: Instance,
}

/// What an invariant may look at after a command.
pub struct Seen<'a> {
    pub town: &'a Town,
    pub command: &'a Command,
    pub result: &'a Result<Decision, Rejection>,
    pub before: Option<&'a Instance>,
    pub after: &'a Instance,
    pub data_before: &'a Data,
    pub data: &'a Data,
    /// The whole log, this command's passes included.
    pub log: &'a [Pass],
    /// This command's passes.
    pub turned: &'a [Turned<'a>],
    pub rows: &'a BTreeMap<ActivationId, TaskRow>,
}

impl Seen<'_> {
    pub fn program(&self) -> &Program {
        &self.town.program
    }
}

/// A dossier on its way.
pub struct Run<'a> {
    pub town: &'a Town,
    pub instance: Instance,
    pub data: Data,
    pub log: Vec<Pass>,
    pub now: Instant,
    rows: BTreeMap<ActivationId, TaskRow>,
    /// The commands as the lines of a scenario, each with what was answered.
    pub trace: String,
}

/// Plays a case to its end.
///
/// # Errors
/// The invariant that broke, as a scenario that replays it.
pub fn play(case: &Case) -> Result<(), String> {
    let town = town(case);
    let opening = scenario::opening(&town);
    played(case, &town).map(|_| ()).map_err(|(trace, why)| scenario::told(&why, &opening, &trace))
}

/// Plays a case to its end, and returns the dossier.
///
/// # Errors
/// The lines up to the one that broke an invariant, and which.
pub fn played<'a>(case: &Case, town: &'a Town) -> Result<Run<'a>, (String, String)> {
    let agencies = [&[][..], &["so_a", "so_b"], &["so_a"], &["so_a", "so_b", "so_a", "so_c"]];
    let agencies = pick(case.whole[14] / 16, &agencies);
    let submission = Submission { filing: filing(&town.program, case.whole[14]), answers: house::filled(agencies) };
    let mut run = Run::submit(town, &submission)?;
    let mut after_end = 0;
    for one in case.moves.iter() {
        after_end += usize::from(!run.instance.is_alive());
        if after_end > MOVES_AFTER_END {
            break;
        }
        if let Err(why) = run.go(one) {
            return Err((run.trace, why));
        }
    }
    Ok(run)
}

/// Makes the town of a case.
pub fn town(case: &Case) -> Town {
    let program = plan::program(&case.whole, &case.steps);
    let town = Town::new(program, u64::from(case.whole[13]), pick(case.whole[12], &[0, 0, 10, 40]));
    town.settle.set(pick(case.whole[23], &[0, 30 * 60 * 1_000]));
    let days = ["2024-06-10 09:00", "2024-12-20 10:00", "2024-06-14 16:40:30", "2024-04-26 15:00", "2024-06-15 20:00"];
    town.set(calendars::at(pick(case.whole[14] / 3, &days)));
    town
}

impl<'a> Run<'a> {
    /// Files a dossier with a list of agencies to be asked.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn file(town: &'a Town, variant: u8, agencies: &[&str]) -> Result<Self, String> {
        let submission = Submission { filing: filing(&town.program, variant), answers: house::filled(agencies) };
        Self::submit(town, &submission).map_err(|(_, why)| why)
    }

    /// Files a dossier.
    ///
    /// # Errors
    /// The line that files it, and the invariant that broke.
    pub fn submit(town: &'a Town, submission: &Submission) -> Result<Self, (String, String)> {
        let command = Command::Submit(submission.clone());
        let trace = scenario::line(&town.program, town.now(), &command);
        let refused = |why: Rejection| (trace.clone(), format!("{why:?}"));
        let (instance, decision) = submit(&town.program, submission, town).map_err(refused)?;
        if submit(&town.program, submission, town).map_err(refused)? != (instance.clone(), decision.clone()) {
            return Err((trace, "invariant 1: submit twice differs".to_owned()));
        }
        let data = decision.data.clone().unwrap_or_default();
        let (now, rows) = (town.now().at, BTreeMap::new());
        let mut run = Self { town, instance, data: data.clone(), log: Vec::new(), now, rows, trace };
        let kept = run.keep(&command, None, &Ok(decision), &data);
        kept.map_err(|why| (run.trace.clone(), why))?;
        Ok(run)
    }

    /// Does what a line of a scenario says.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn follow(&mut self, line: &Line) -> Result<(), String> {
        match line {
            Line::Town { absent, broken, edition } => {
                self.becomes(*absent, *broken, *edition);
                Ok(())
            }
            Line::Command(now, command) => {
                self.foresee(command, now.at)?;
                self.at(command, *now)
            }
        }
    }

    /// Changes who is there, how many guards give no answer, and which calendars are at hand.
    fn becomes(&mut self, absent: u16, broken: u64, edition: usize) {
        let was =
            (self.town.absent.replace(absent), self.town.broken.replace(broken), self.town.edition.replace(edition));
        if was != (absent, broken, edition) {
            self.trace += &scenario::change(self.town);
        }
    }

    /// Makes one move: time goes on, what is due fires, then somebody acts.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn go(&mut self, bytes: &Move) -> Result<(), String> {
        let at = self.then(bytes[1]);
        let (absent, broken, edition) = (self.town.absent.get(), self.town.broken.get(), self.town.edition.get());
        match pick(bytes[0], &moves::KINDS) {
            "fire" => self.command(&Command::FireDue(Until::UpTo(at)), at),
            "before" => self.command(&Command::FireDue(Until::Before(at)), at),
            "absent" => {
                self.becomes(absent ^ (1 << (bytes[2] % 10)), broken, edition);
                self.command(&Command::FireDue(Until::UpTo(at)), at)
            }
            "repair" => {
                self.becomes(absent, 0, edition);
                self.command(&Command::FireDue(Until::Before(at)), at)
            }
            "outage" => {
                self.outage(at)?;
                self.command(&Command::FireDue(Until::Before(at)), at)
            }
            kind => {
                self.command(&Command::FireDue(Until::Before(at)), at)?;
                self.becomes(absent, broken, if kind == "calendar" { 1 } else { edition });
                let command = moves::choose(self, kind, bytes, at);
                self.foresee(&command, at)?;
                self.command(&command, at)
            }
        }
    }

    /// The system was down from the last command on: the applicant is made good for it before anything fires.
    fn outage(&mut self, to: Instant) -> Result<(), String> {
        let from = self.now;
        let now = Now { at: from, recorded_at: to };
        self.at(&Command::OutageGrace { from, to }, now)
    }

    /// Acts at an instant, as the runtime does: what was due before it fires first (sem 2.2).
    pub fn act(&mut self, text: &str, actor: &Actor, action: &str) -> Result<Decision, Rejection> {
        let has = |node| self.town.program.actions(node).iter().any(|one| one.id == action);
        let open = self.instance.open().find(|open| open.is_leaf() && has(open.node)).or(self.instance.open().next());
        let open = open.map_or(ActivationId(0), |open| open.id);
        self.act_on(text, open, actor, action)
    }

    /// Acts in a step by its id, or in the task of one agency of a list, as in `y_kien[so_a]`.
    pub fn act_in(&mut self, text: &str, step: &str, actor: &Actor, action: &str) -> Result<Decision, Rejection> {
        let id = self.open_in(step).unwrap_or(ActivationId(0));
        self.act_on(text, id, actor, action)
    }

    /// Finds the open task of a step, or of one agency of a list, as in `y_kien[so_a]`.
    pub fn open_in(&self, step: &str) -> Option<ActivationId> {
        let (step, item) =
            step.strip_suffix(']').and_then(|text| text.split_once('[')).map_or((step, None), |(a, b)| (a, Some(b)));
        let named = |open: &&motcua_engine::Activation| {
            self.town.program.node(open.node).id == step && open.item.as_ref().map(Name::as_str) == item
        };
        self.instance.open().find(named).map(|open| open.id)
    }

    /// Acts on an activation, with valid answers to what its button asks.
    pub fn act_on(
        &mut self,
        text: &str,
        activation: ActivationId,
        actor: &Actor,
        action: &str,
    ) -> Result<Decision, Rejection> {
        let command = self.press(activation, actor, action);
        self.send(text, &command)
    }

    /// Makes the command that presses a button, with valid answers to what it asks.
    pub fn press(&self, activation: ActivationId, actor: &Actor, action: &str) -> Command {
        let open = self.instance.activation(activation).map(|open| open.node);
        let closed = self.instance.closed.iter().find(|closed| closed.id == activation).map(|closed| closed.node);
        let mut buttons = open.or(closed).into_iter().flat_map(|node| self.town.program.actions(node));
        let ask = buttons.find(|button| button.id == action).map(|button| button.ask.clone());
        let answers = house::answers(&self.town.program, &ask.unwrap_or_default());
        let (actor, action) = (actor.clone(), action.to_owned());
        Command::Act { actor, activation, action, answers, received_at: None }
    }

    /// Sends any command at an instant.
    pub fn send(&mut self, text: &str, command: &Command) -> Result<Decision, Rejection> {
        let at = calendars::at(text);
        let due = Command::FireDue(Until::Before(at));
        self.command(&due, at).unwrap_or_else(|why| panic!("{why}\n{}", self.trace));
        self.last(command, Now { at, recorded_at: at })
    }

    /// Sends a command that takes effect earlier than it is recorded, without firing anything before.
    pub fn send_late(&mut self, at: &str, recorded: &str, command: &Command) -> Result<Decision, Rejection> {
        self.last(command, Now { at: calendars::at(at), recorded_at: calendars::at(recorded) })
    }

    /// Lets time pass up to and including an instant.
    pub fn wait(&mut self, text: &str) {
        let at = calendars::at(text);
        let fired = self.last(&Command::FireDue(Until::UpTo(at)), Now { at, recorded_at: at });
        assert!(fired.is_ok(), "{fired:?}");
    }

    fn last(&mut self, command: &Command, now: Now) -> Result<Decision, Rejection> {
        self.town.now.set(now);
        let (_, result) = decide(&self.town.program, self.instance.clone(), &self.data, command, self.town);
        self.at(command, now).unwrap_or_else(|why| panic!("{why}\n{}", self.trace));
        result
    }

    fn then(&self, byte: u8) -> Instant {
        const MINUTE: i64 = 60_000;
        let due = self.instance.wake_at().unwrap_or(self.now).max(self.now);
        match byte % 24 {
            0 | 14.. => self.now,
            1 => self.now.plus_millis(61 * 1_000),
            2 => self.now.plus_millis(60 * MINUTE),
            3 => self.now.plus_millis(5 * 60 * MINUTE),
            4 => self.now.plus_millis(24 * 60 * MINUTE),
            5 => self.now.plus_millis(3 * 24 * 60 * MINUTE),
            6 => self.now.plus_millis(12 * 24 * 60 * MINUTE),
            7 => self.now.plus_millis(40 * 24 * 60 * MINUTE),
            8 | 9 => due,
            10 => due.plus_millis(1),
            11 => due.plus_millis(-1).max(self.now),
            12 => due.plus_millis(30 * MINUTE),
            _ => due.plus_millis(4 * 24 * 60 * MINUTE),
        }
    }

    /// Looks at the preview before the act; when nothing is asked the act must keep its word.
    fn foresee(&mut self, command: &Command, at: Instant) -> Result<(), String> {
        let Command::Act { actor, activation, action, answers, received_at: None } = command else { return Ok(()) };
        let open = self.instance.activation(*activation);
        let mut buttons = open.into_iter().flat_map(|open| self.town.program.actions(open.node));
        let button = buttons.find(|button| button.id == *action);
        let asks = open.is_some_and(|open| open.supplement) || button.is_some_and(|button| !button.ask.is_empty());
        if asks || *answers != Answers::default() {
            return Ok(());
        }
        self.town.set(at);
        let (program, world) = (&self.town.program, self.town);
        let sight = Sight { program, world, instance: &self.instance, data: &self.data, at };
        let shown = preview(&sight, actor, *activation, action).map(|(_, pass)| vec![pass]);
        let (_, done) = decide(program, self.instance.clone(), &self.data, command, world);
        let done = done.map(|decision| decision.passes);
        if matches!(done, Err(Rejection::FormInvalid(_))) || shown == done {
            return Ok(());
        }
        self.trace += &scenario::line(program, Now { at, recorded_at: at }, command);
        Err(format!("preview: shown {shown:?}, done {done:?}"))
    }

    fn command(&mut self, command: &Command, at: Instant) -> Result<(), String> {
        self.at(command, Now { at, recorded_at: at })
    }

    fn at(&mut self, command: &Command, now: Now) -> Result<(), String> {
        self.now = now.recorded_at;
        self.town.now.set(now);
        let before = self.instance.clone();
        let (program, world) = (&self.town.program, self.town);
        let told = self.trace.len();
        self.trace += &scenario::line(program, now, command);
        let first = decide(program, self.instance.clone(), &self.data, command, world);
        if first != decide(program, self.instance.clone(), &self.data, command, world) {
            return Err("invariant 1: decide twice on equal inputs differs".to_owned());
        }
        let data = match &first.1 {
            Ok(decision) => decision.data.clone().unwrap_or_else(|| self.data.clone()),
            Err(_) => self.data.clone(),
        };
        self.instance = first.0;
        self.keep(command, Some(&before), &first.1, &data)?;
        if matches!((command, &first.1), (Command::FireDue(_), Ok(decision)) if decision.passes.is_empty()) {
            self.trace.truncate(told);
        }
        Ok(())
    }

    fn keep(
        &mut self,
        command: &Command,
        before: Option<&Instance>,
        result: &Result<Decision, Rejection>,
        data: &Data,
    ) -> Result<(), String> {
        let program = &self.town.program;
        let passes = result.as_ref().map_or(&[][..], |decision| &decision.passes);
        self.trace += &scenario::remark(program, passes, result.as_ref().err());
        self.log.extend(passes.iter().cloned());
        let turned = turned(self.town, before, passes);
        for row in motcua_engine::rows(program, before, &self.instance, passes) {
            change(&mut self.rows, row)?;
        }
        let seen = Seen {
            town: self.town,
            command,
            result,
            before,
            after: &self.instance,
            data_before: &self.data,
            data,
            log: &self.log,
            turned: &turned,
            rows: &self.rows,
        };
        if let Err(why) = invariants::hold(&seen) {
            self.trace += &passes.iter().fold(String::new(), |all, pass| all + &format!("    # {pass:?}\n"));
            return Err(why);
        }
        self.data = data.clone();
        Ok(())
    }
}

/// Walks through passes one by one.
fn turned<'p>(town: &Town, before: Option<&Instance>, passes: &'p [Pass]) -> Vec<Turned<'p>> {
    let mut now = before.cloned();
    let mut all = Vec::new();
    for pass in passes {
        let before = now.clone();
        let shape = motcua_engine::Shape::of(&town.program);
        let after = match &before {
            None => motcua_engine::fold(shape, [pass]),
            Some(before) => {
                let mut after = before.clone();
                pass.events.iter().for_each(|event| apply(&mut after, event, pass.at));
                Some(after)
            }
        };
        let after = after.expect("a log begins with a filing");
        now = Some(after.clone());
        all.push(Turned { before, pass, after });
    }
    all
}

fn change(rows: &mut BTreeMap<ActivationId, TaskRow>, row: RowChange) -> Result<(), String> {
    let lost = |activation: ActivationId| format!("rows: {activation} changed, but not open");
    match row {
        RowChange::TaskOpened(task) => match rows.insert(task.activation, task) {
            None => Ok(()),
            Some(task) => Err(format!("rows: {} opened twice", task.activation)),
        },
        RowChange::TaskMoved { activation, role, agency } => {
            let row = rows.get_mut(&activation).ok_or_else(|| lost(activation))?;
            (row.role, row.agency, row.holder) = (role, agency, None);
            Ok(())
        }
        RowChange::TaskHeld { activation, holder } => {
            rows.get_mut(&activation).ok_or_else(|| lost(activation))?.holder = holder;
            Ok(())
        }
        RowChange::TaskDue { activation, due } => {
            rows.get_mut(&activation).ok_or_else(|| lost(activation))?.due = due;
            Ok(())
        }
        RowChange::TaskClosed { activation } => rows.remove(&activation).map(|_| ()).ok_or_else(|| lost(activation)),
    }
}
