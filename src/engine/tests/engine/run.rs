//! Runs one case: bytes become a program and commands, every command is decided, folded, and shown to the
//! invariants. It must not judge anything itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use calendar::Instant;
use motcua_engine::{
    ActivationId, ActivationState, Actor, Answers, Command, Data, Decision, IncidentId, Instance, Pass, Rejection,
    RowChange, Sight, Submission, TaskRow, Until, World, apply, decide, preview, submit,
};
use program::{AnytimeIx, Program, RoleIx};

use crate::plan::{self, Step, Whole, pick};
use crate::town::{POSTS, Town, applicant, filing, post};
use crate::{calendars, invariants, sketch};

/// What one move is like.
pub type Move = [u8; 6];

/// One case, as it is generated, shrunk, and written down.
#[derive(Clone)]
pub struct Case {
    pub whole: Whole,
    pub steps: Vec<Step>,
    pub moves: Vec<Move>,
}

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
    pub trace: String,
}

/// Plays a case to its end.
///
/// # Errors
/// The invariant that broke, with the case as text and everything that happened.
pub fn play(case: &Case) -> Result<(), String> {
    let town = town(case);
    let mut run = Run::file(&town, case.whole[14]).map_err(|why| told(case, &town, "", &why))?;
    for one in &case.moves {
        if let Err(why) = run.go(one) {
            return Err(told(case, &town, &run.trace, &why));
        }
    }
    Ok(())
}

/// Makes the town of a case.
pub fn town(case: &Case) -> Town {
    let program = plan::program(&case.whole, &case.steps);
    let town = Town::new(program, u64::from(case.whole[13]), pick(case.whole[12], &[0, 0, 10, 40]));
    let days = ["2024-06-10 09:00", "2024-12-20 10:00", "2024-06-14 16:40:30", "2024-04-26 15:00", "2024-06-15 20:00"];
    town.set(calendars::at(pick(case.whole[14] / 3, &days)));
    town
}

fn told(case: &Case, town: &Town, trace: &str, why: &str) -> String {
    let mut text = format!("{why}\n\nreplay with:\n{case}\n");
    for node in town.program.graph.node_weights().filter(|node| !node.out.is_empty()) {
        let to = |flow: &program::FlowIx| {
            let flow_of = town.program.flow(*flow);
            format!("{:?} → {} {:?}", flow_of.kind, town.program.node(town.program.target(*flow)).id, flow_of.bound)
        };
        let out: Vec<String> = node.out.iter().map(to).collect();
        let _ = writeln!(text, "{}: hold {:?}, {:?}; {}", node.id, node.hold, node.boundary, out.join("; "));
    }
    text + trace
}

impl<'a> Run<'a> {
    /// Files a dossier.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn file(town: &'a Town, variant: u8) -> Result<Self, String> {
        let submission = Submission { filing: filing(variant), answers: sketch::filled() };
        let command = Command::Submit(submission.clone());
        let (instance, decision) = submit(&town.program, &submission, town).map_err(|why| format!("{why:?}"))?;
        let again = submit(&town.program, &submission, town).map_err(|why| format!("{why:?}"))?;
        if again != (instance.clone(), decision.clone()) {
            return Err("invariant 1: submit twice differs".to_owned());
        }
        let data = decision.data.clone().unwrap_or_default();
        let now = town.now().at;
        let mut run = Self {
            town,
            instance,
            data: data.clone(),
            log: Vec::new(),
            now,
            rows: BTreeMap::new(),
            trace: String::new(),
        };
        run.keep(&command, None, &Ok(decision), &data)?;
        Ok(run)
    }

    /// Makes one move: time goes on, what is due fires, then somebody acts.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn go(&mut self, bytes: &Move) -> Result<(), String> {
        let at = self.then(bytes[1]);
        match pick(bytes[0], &["act", "act", "act", "fire", "trigger", "act", "retry", "absent", "before"]) {
            "fire" => self.command(&Command::FireDue(Until::UpTo(at)), at),
            "before" => self.command(&Command::FireDue(Until::Before(at)), at),
            "absent" => {
                self.town.absent.set(self.town.absent.get() ^ (1 << (bytes[2] % 6)));
                self.command(&Command::FireDue(Until::UpTo(at)), at)
            }
            kind => {
                self.command(&Command::FireDue(Until::Before(at)), at)?;
                let command = self.choose(kind, bytes);
                self.foresee(&command)?;
                self.command(&command, at)
            }
        }
    }

    /// Acts at an instant, as the runtime does: what was due before it fires first (sem 2.2).
    pub fn act(&mut self, text: &str, actor: &Actor, action: &str) -> Result<Decision, Rejection> {
        let open = self.instance.open().next().map_or(ActivationId(0), |open| open.id);
        let person = self.instance.activation(open).and_then(|open| self.town.program.person(open.node));
        let ask = person.and_then(|person| Some(person.actions[person.action(action)?.at()].ask.clone()));
        let answers = sketch::answers(&self.town.program, &ask.unwrap_or_default());
        let command = Command::Act { actor: actor.clone(), activation: open, action: action.to_owned(), answers };
        self.send(text, &command)
    }

    /// Sends any command at an instant.
    pub fn send(&mut self, text: &str, command: &Command) -> Result<Decision, Rejection> {
        let at = calendars::at(text);
        let due = Command::FireDue(Until::Before(at));
        self.command(&due, at).unwrap_or_else(|why| panic!("{why}\n{}", self.trace));
        self.last(command, at)
    }

    /// Lets time pass up to and including an instant.
    pub fn wait(&mut self, text: &str) {
        let at = calendars::at(text);
        let fired = self.last(&Command::FireDue(Until::UpTo(at)), at);
        assert!(fired.is_ok(), "{fired:?}");
    }

    fn last(&mut self, command: &Command, at: Instant) -> Result<Decision, Rejection> {
        self.town.set(at);
        let (_, result) = decide(&self.town.program, self.instance.clone(), &self.data, command, self.town);
        self.command(command, at).unwrap_or_else(|why| panic!("{why}\n{}", self.trace));
        result
    }

    fn then(&self, byte: u8) -> Instant {
        const MINUTE: i64 = 60_000;
        let due = self.instance.wake_at().unwrap_or(self.now).max(self.now);
        match byte % 14 {
            0 => self.now,
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

    fn choose(&self, kind: &str, bytes: &Move) -> Command {
        match kind {
            "trigger" => {
                let anytime = AnytimeIx(bytes[3] % 3);
                let entry = self.town.program.anytime.get(anytime.at());
                let actor = self.actor(entry.map_or(RoleIx(0), |entry| entry.role), bytes[2]);
                let answers = self.answers(entry.map_or(&[][..], |entry| &entry.ask), bytes[5]);
                Command::Trigger { actor, anytime, answers }
            }
            "retry" => {
                let at = usize::from(bytes[3]) % self.instance.incidents.len().max(1);
                let incident = self.instance.incidents.get(at).map_or(IncidentId(777), |incident| incident.id);
                Command::Retry { incident, operator: "quan_tri_01".into() }
            }
            _ => self.press(bytes),
        }
    }

    fn press(&self, bytes: &Move) -> Command {
        let closed = self.instance.closed.get(usize::from(bytes[3] / 8)).map(|closed| (closed.id, closed.node));
        let open = self.instance.activations.last().map(|open| (open.id, open.node));
        let (activation, node) = match bytes[3] % 8 {
            6 => closed.or(open),
            7 => None,
            _ => open,
        }
        .unwrap_or((ActivationId(999), self.town.program.start));
        let person = self.town.program.person(node);
        let role = self.instance.activation(activation).and_then(|open| open.role).unwrap_or(RoleIx(1));
        let actions = person.map_or(&[][..], |person| &person.actions);
        let button = actions.get(usize::from(bytes[4]) % actions.len().max(1)).filter(|_| bytes[4] < 250);
        Command::Act {
            actor: self.actor(role, bytes[2]),
            activation,
            action: button.map_or("khong_co", |button| button.id.as_str()).to_owned(),
            answers: self.answers(button.map_or(&[][..], |button| &button.ask), bytes[5]),
        }
    }

    /// Chooses somebody of the role, mostly.
    fn actor(&self, role: RoleIx, byte: u8) -> Actor {
        let described = self.town.program.role(role);
        let agency = self.instance.agency(described.at);
        let able = POSTS.iter().map(|one| post(one.id)).filter(|one| self.town.may(one, role, agency).is_some());
        let able: Vec<Actor> = if described.applicant { vec![applicant()] } else { able.collect() };
        match byte % 8 {
            6 => post(POSTS[usize::from(byte / 8) % POSTS.len()].id),
            7 => pick(byte / 8, &[applicant as fn() -> Actor, || Actor::Applicant("nguoi_nop_0413".into())])(),
            _ if able.is_empty() => post(POSTS[0].id),
            _ => able[usize::from(byte) / 8 % able.len()].clone(),
        }
    }

    fn answers(&self, ask: &[program::Ask], byte: u8) -> Answers {
        let good = sketch::answers(&self.town.program, ask);
        match byte % 10 {
            6 => Answers::default(),
            7 => good.with("to_khai.khong_co", "x"),
            8 => Answers(
                good.0.into_keys().map(|name| (name, motcua_engine::Answer::Many(vec!["zz".to_owned()]))).collect(),
            ),
            9 => good.with("ly_do", ""),
            _ => good,
        }
    }

    /// Looks at the preview before the act; when nothing is asked the act must keep its word.
    fn foresee(&self, command: &Command) -> Result<(), String> {
        let Command::Act { actor, activation, action, answers } = command else { return Ok(()) };
        let open = self.instance.activation(*activation).and_then(|open| self.town.program.person(open.node));
        let button = open.and_then(|person| Some(&person.actions[person.action(action)?.at()]));
        let asks = open.is_some_and(|person| person.supplement.is_some());
        let asks = asks || button.is_some_and(|button| !button.ask.is_empty());
        if asks || !answers.0.is_empty() {
            return Ok(());
        }
        self.town.set(self.now);
        let (program, world) = (&self.town.program, self.town);
        let sight = Sight { program, world, instance: &self.instance, data: &self.data, at: self.now };
        let shown = preview(&sight, actor, *activation, action).map(|(_, pass)| vec![pass]);
        let (_, done) = decide(program, self.instance.clone(), &self.data, command, world);
        let done = done.map(|decision| decision.passes);
        let unasked = !matches!(done, Err(Rejection::FormInvalid(_)));
        if unasked && shown != done { Err(format!("preview: shown {shown:?}, done {done:?}")) } else { Ok(()) }
    }

    fn command(&mut self, command: &Command, at: Instant) -> Result<(), String> {
        self.now = at;
        self.town.set(at);
        let before = self.instance.clone();
        let (program, world) = (&self.town.program, self.town);
        let first = decide(program, self.instance.clone(), &self.data, command, world);
        if first != decide(program, self.instance.clone(), &self.data, command, world) {
            return Err("invariant 1: decide twice on equal inputs differs".to_owned());
        }
        let data = match &first.1 {
            Ok(decision) => decision.data.clone().unwrap_or_else(|| self.data.clone()),
            Err(_) => self.data.clone(),
        };
        self.instance = first.0;
        self.keep(command, Some(&before), &first.1, &data)
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
        let _ = writeln!(self.trace, "{} {command:?}", calendars::zone().rfc3339(self.now));
        match result {
            Ok(_) => passes.iter().for_each(|pass| {
                let _ = writeln!(self.trace, "    {} {:?}", calendars::zone().rfc3339(pass.at), pass.events);
            }),
            Err(why) => _ = writeln!(self.trace, "    refused: {why:?}"),
        }
        self.log.extend(passes.iter().cloned());
        let turned = turned(self.town, before, passes);
        for row in motcua_engine::rows(program, &self.instance, passes) {
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
        invariants::hold(&seen)?;
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
    match row {
        RowChange::TaskOpened(task) => match rows.insert(task.activation, task) {
            None => Ok(()),
            Some(task) => Err(format!("rows: {} opened twice", task.activation)),
        },
        RowChange::TaskMoved { activation, role, agency } => {
            let row = rows.get_mut(&activation).ok_or_else(|| format!("rows: {activation} moved, but not open"))?;
            (row.role, row.agency) = (role, agency);
            Ok(())
        }
        RowChange::TaskClosed { activation } => {
            rows.remove(&activation).map(|_| ()).ok_or_else(|| format!("rows: {activation} closed, but not open"))
        }
    }
}

/// Tells whether an activation is parked.
pub fn parked(state: ActivationState) -> bool {
    matches!(state, ActivationState::Parked { .. })
}

impl std::fmt::Display for Case {
    /// Writes one line a step and a move, in hex: what `found.rs` replays.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        writeln!(out, "whole {}", hex(&self.whole))?;
        self.steps.iter().try_for_each(|step| writeln!(out, "step {}", hex(step)))?;
        self.moves.iter().try_for_each(|one| writeln!(out, "move {}", hex(one)))
    }
}

impl std::fmt::Debug for Case {
    /// Says nothing: the failure itself tells how to replay it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("see above")
    }
}

impl Case {
    /// Reads what was written.
    pub fn parse(text: &str) -> Self {
        let mut case = Self { whole: [0; 16], steps: Vec::new(), moves: Vec::new() };
        for (word, hex) in text.lines().filter_map(|line| line.trim().split_once(' ')) {
            let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
            match word {
                "whole" => case.whole = std::array::from_fn(byte),
                "step" => case.steps.push(std::array::from_fn(byte)),
                "move" => case.moves.push(std::array::from_fn(byte)),
                _ => panic!("no such line: {word}"),
            }
        }
        case
    }
}
