//! Runs the scenarios of a test file, line by line, on a virtual clock (language.md e).
//!
//! A scenario stops at its first line that fails, with everything that failed in it: what comes after would only
//! repeat the fault.

use calendar::{Instant, Lang};
use engine::{ActivationId, Actor, Command, Name, Rejection, Sight, Until};
use procedure::explain::Teller;
use procedure::files::listed::Listed;
use procedure::files::scenario::{DoesDef, LineDef, MomentDef, ScenarioDef};
use procedure::files::{self, Directory, EventRef, TestFile};
use procedure::rules::{m081_test_target as m081, m082_test_time as m082, m083_test_window as m083};
use procedure::rules::{m088_test_proves_nothing as m088, m097_directory as m097};
use program::{ActionIx, AnytimeIx, NodeIx};
use source::{Diagnostic, ReadLimits, Severity, SourceFile, Span, Spanned, Words};

use crate::address::{self, Address};
use crate::compare::{self, Found, difference, plain};
use crate::observed::Observed;
use crate::proof::{self, Dated};
use crate::{Coverage, Rehearsal, Stage, fill, moment, people};

/// What became of a test file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Faults of the file itself, and notes (M088).
    pub diagnostics: Vec<Diagnostic>,
    /// Its scenarios, in file order.
    pub scenarios: Vec<ScenarioReport>,
    /// What of the procedure they tried.
    pub coverage: Coverage,
}

impl Report {
    /// Tells whether the file is in order and every scenario passed.
    pub fn passed(&self) -> bool {
        let fault = |one: &Diagnostic| one.code.severity == Severity::Error;
        !self.diagnostics.iter().any(fault) && self.scenarios.iter().all(|one| one.outcome == Outcome::Passed)
    }
}

/// What became of one scenario.
#[derive(Clone, Debug)]
pub struct ScenarioReport {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Whether it passed.
    pub outcome: Outcome,
    /// Lines that passed.
    pub steps: usize,
}

/// Whether a scenario passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything it expects is so.
    Passed,
    /// Something is not; M084 for differences, other codes for what could not be tried.
    Failed(Vec<Diagnostic>),
}

/// Reads a test file and runs it.
pub fn test(stage: Stage<'_>, file: &SourceFile) -> Report {
    let (node, mut found) = source::read(file, &ReadLimits::default());
    let (tests, faults) = node.map(|node| files::scenarios(file, &node)).unwrap_or_default();
    found.extend(faults);
    let mut report = match tests.filter(|_| found.is_empty()) {
        Some(tests) => run(stage, &tests, file),
        None => Report { coverage: Coverage::of(stage.program()), ..Report::default() },
    };
    report.diagnostics.extend(found);
    report
}

/// Runs every scenario of a test file against the procedure beside it, in the directory it names.
pub fn run(stage: Stage<'_>, tests: &TestFile, file: &SourceFile) -> Report {
    let mut report = Report { coverage: Coverage::of(stage.program()), ..Report::default() };
    if tests.test.value != stage.program().id {
        report.diagnostics.push(m081::report(&tests.test, &stage.program().id));
        return report;
    }
    let stage = match &tests.directory {
        None => stage,
        Some(id) => match directory(stage, &id.value) {
            Some(directory) => Stage { directory, ..stage },
            None => {
                let known = stage.library.directories.iter().map(|directory| directory.id.as_str());
                report.diagnostics.push(m097::unknown_directory(id, known));
                return report;
            }
        },
    };
    let mut dated = Vec::new();
    for scenario in &tests.scenarios {
        let mut play = Play { stage, file, coverage: &mut report.coverage, dossier: None, dated: Vec::new() };
        let (steps, faults) = play.all(scenario);
        let own = play.dated;
        let timed = scenario.run.iter().any(|line| line.then.nominal.is_some() || !line.then.fired.is_empty());
        if own.is_empty() && !timed && faults.is_empty() {
            report.diagnostics.push(m088::no_date(scenario.name.span));
        }
        dated.extend(own);
        let outcome = if faults.is_empty() { Outcome::Passed } else { Outcome::Failed(faults) };
        report.scenarios.push(ScenarioReport {
            name: scenario.name.value.clone(),
            span: scenario.name.span,
            outcome,
            steps,
        });
    }
    report.diagnostics.extend(proof::notes(&stage, &dated));
    report
}

/// Finds a directory by id; the one on the stage first.
fn directory<'a>(stage: Stage<'a>, id: &str) -> Option<&'a Directory> {
    std::iter::once(stage.directory).chain(&stage.library.directories).find(|directory| directory.id == id)
}

/// Faults of one line; empty if it passed.
type Faults = Vec<Diagnostic>;

/// One scenario being played.
struct Play<'p, 'a> {
    stage: Stage<'a>,
    file: &'p SourceFile,
    coverage: &'p mut Coverage,
    dossier: Option<Rehearsal<'a>>,
    dated: Vec<Dated>,
}

impl Play<'_, '_> {
    /// Plays the lines until one fails; returns how many passed, and the faults.
    fn all(&mut self, scenario: &ScenarioDef) -> (usize, Faults) {
        for (passed, line) in scenario.run.iter().enumerate() {
            let since = self.dossier.as_ref().map_or(0, |dossier| dossier.log().len());
            let faults = match self.line(scenario, line) {
                Err(fault) => vec![*fault],
                Ok(refused) => self.judge(line, since, refused.as_ref()),
            };
            if !faults.is_empty() {
                return (passed, faults);
            }
        }
        (scenario.run.len(), Vec::new())
    }

    /// Does what a line says; a rejection is an answer, a fault is what cannot even be tried.
    fn line(&mut self, scenario: &ScenarioDef, line: &LineDef) -> Result<Option<Rejection>, Box<Diagnostic>> {
        match &line.does {
            DoesDef::Act(event) => match (address::find(self.stage.program(), event)?, self.dossier.is_some()) {
                (Address::Start, false) => self.submit(scenario),
                (Address::Start, true) => Err(Box::new(not_first(event.span, true))),
                (Address::Button(..) | Address::Anytime(_), false) => Err(Box::new(not_first(event.span, false))),
                (Address::Button(node, action), true) => self.press(line, node, action),
                (Address::Anytime(entry), true) => self.trigger(line, entry),
            },
            DoesDef::Wait(length) => {
                let Some(dossier) = &mut self.dossier else { return Err(Box::new(not_first(length.span, false))) };
                let end = dossier.end_of_wait(&length.value).map_err(|year| Box::new(beyond(length.span, year)))?;
                dossier.advance(Until::UpTo(end));
                Ok(None)
            }
            DoesDef::Until(until) => {
                let at = self.moment(Some(until), until.span)?;
                if let Some(dossier) = &mut self.dossier {
                    dossier.advance(Until::UpTo(at));
                }
                Ok(None)
            }
        }
    }

    fn submit(&mut self, scenario: &ScenarioDef) -> Result<Option<Rejection>, Box<Diagnostic>> {
        let given = &scenario.given;
        let program = self.stage.program();
        self.window(&given.at)?;
        let agencies = &self.stage.directory.agencies;
        let named = [&given.agency, &given.received_by, &given.helped_by].into_iter().flatten();
        if let Some(id) = named.into_iter().find(|id| self.stage.directory.agency(&id.value).is_none()) {
            return Err(Box::new(m097::agency(id, agencies.iter().map(|agency| agency.id.as_str()))));
        }
        if let Some(id) = given.case.as_ref().filter(|id| program.case(&id.value).is_none()) {
            return Err(Box::new(address::case(id, program.cases.iter().map(|case| &case.id))));
        }
        if let Some(channel) =
            given.channel.as_ref().filter(|one| !program.channels.iter().any(|own| own.id() == one.value.word()))
        {
            let id = Spanned::new(channel.value.word().to_owned(), channel.span);
            return Err(Box::new(address::case(&id, program.channels.iter().map(|own| own.id()))));
        }
        let papers = given.documents.iter().flatten();
        let addresses = given.answers.iter().map(|answer| &answer.address).chain(papers);
        if let Some(fault) = addresses.into_iter().find_map(|address| address::answer(program, address)) {
            return Err(Box::new(fault));
        }
        let level = self.stage.compiled.definition.level.as_ref().map(|level| level.value);
        let offers = agencies.iter().find(|agency| level.is_some_and(|level| agency.offers(&program.id, level)));
        let Some(agency) =
            given.agency.as_ref().map(|agency| agency.value.as_str()).or(offers.map(|agency| agency.id.as_str()))
        else {
            return Err(Box::new(m097::nobody_offers(given.at.span)));
        };
        let submission = fill::submission(program, given, agency);
        match Rehearsal::submit(self.stage, &submission, given.at.value.instant(self.stage.zone())) {
            Err(rejection) => Ok(Some(rejection)),
            Ok(dossier) => {
                self.dossier = Some(dossier);
                Ok(None)
            }
        }
    }

    /// Refuses a filing outside the time in which the version applies.
    fn window(&self, at: &Spanned<MomentDef>) -> Result<(), Box<Diagnostic>> {
        let (from, to) = self.stage.program().effective;
        let date = at.value.date;
        if from.is_none_or(|from| from <= date) && to.is_none_or(|to| date <= to) {
            return Ok(());
        }
        let digits = |date: Option<calendar::Date>| date.map_or("…".to_owned(), calendar::Date::digits);
        let window = format!("{} – {}", digits(from), digits(to));
        Err(Box::new(m083::report(at.span, &Words::new(window.clone(), window))))
    }

    fn press(&mut self, line: &LineDef, node: NodeIx, action: ActionIx) -> Result<Option<Rejection>, Box<Diagnostic>> {
        let program = self.stage.program();
        let at = self.moment(line.at.as_ref(), line.span)?;
        let post = self.post(line)?;
        let Some(dossier) = &mut self.dossier else { return Ok(None) };
        dossier.advance(Until::Before(at));
        let Some(command) = button(dossier, line, (node, action), post) else {
            let role = program.person(node).map_or_else(String::new, |person| program.role(person.role).id.clone());
            return Ok(Some(Rejection::NotInRole { role }));
        };
        Ok(dossier.perform(&command).err())
    }

    fn trigger(&mut self, line: &LineDef, entry: AnytimeIx) -> Result<Option<Rejection>, Box<Diagnostic>> {
        let at = self.moment(line.at.as_ref(), line.span)?;
        let post = self.post(line)?;
        let Some(dossier) = &mut self.dossier else { return Ok(None) };
        dossier.advance(Until::Before(at));
        let Some(command) = right(dossier, line, entry, post) else {
            return Ok(Some(Rejection::NotAvailable { condition: None }));
        };
        Ok(dossier.perform(&command).err())
    }

    /// Finds when a line happens; a moment before the one the test stands at is refused.
    fn moment(&self, at: Option<&Spanned<MomentDef>>, line: Span) -> Result<Instant, Box<Diagnostic>> {
        let Some(dossier) = &self.dossier else { return Err(Box::new(not_first(line, false))) };
        let Some(at) = at else { return Ok(dossier.now()) };
        let instant = at.value.instant(self.stage.zone());
        if instant < dossier.now() {
            return Err(Box::new(m082::report(at.span, &moment::instant(dossier.now(), self.stage.zone()))));
        }
        Ok(instant)
    }

    fn post(&self, line: &LineDef) -> Result<Option<Actor>, Box<Diagnostic>> {
        if let Some(fault) = line.with.iter().find_map(|answer| address::answer(self.stage.program(), &answer.address))
        {
            return Err(Box::new(fault));
        }
        let Some(by) = &line.by else { return Ok(None) };
        if self.stage.directory.post(&by.value).is_none() {
            let places = self.stage.directory.agencies.iter().flat_map(|agency| agency.places());
            return Err(Box::new(m097::post(by, places.map(|place| place.post.id.as_str()))));
        }
        Ok(Some(Actor::Post(Name::from(by.value.as_str()))))
    }

    /// Compares what a line expects, counts what it tried, and keeps the dates it asserted.
    fn judge(&mut self, line: &LineDef, since: usize, refused: Option<&Rejection>) -> Faults {
        let mut faults: Faults = refusal(self.stage, line, refused).into_iter().collect();
        if let Some(dossier) = &self.dossier {
            self.coverage.see(dossier, since);
            if faults.is_empty() {
                let Found { faults: found, dated } =
                    compare::compare(&Observed { rehearsal: dossier, since }, &line.then, self.file);
                faults.extend(found);
                self.dated.extend(dated);
                faults.extend(line.then.off.iter().filter_map(|event| on(dossier, event)));
            }
        }
        faults
    }
}

/// Makes the command of a button, on the open task of its step or else on the last one that was.
fn button(
    dossier: &Rehearsal<'_>,
    line: &LineDef,
    (node, action): (NodeIx, ActionIx),
    post: Option<Actor>,
) -> Option<Command> {
    let stage = dossier.stage();
    let instance = dossier.instance();
    let person = stage.program().person(node)?;
    let open = instance.open().find(|open| open.node == node);
    let closed = instance.closed.iter().rev().find(|closed| closed.node == node).map(|closed| closed.id);
    let role = open.and_then(|open| open.role).unwrap_or(person.role);
    let described = &person.actions[action.at()];
    let competent = instance.filing.competent.as_str();
    Some(Command::Act {
        actor: post.or_else(|| people::first(&stage, instance, role, Some(node)))?,
        activation: open.map(|open| open.id).or(closed).unwrap_or(ActivationId(0)),
        action: described.id.clone(),
        answers: fill::act(stage.program(), &described.ask, &line.with, stage.zone().date(dossier.now()), competent),
    })
}

/// Makes the command of an `anytime` entry.
fn right(dossier: &Rehearsal<'_>, line: &LineDef, anytime: AnytimeIx, post: Option<Actor>) -> Option<Command> {
    let stage = dossier.stage();
    let entry = &stage.program().anytime[anytime.at()];
    let competent = dossier.instance().filing.competent.as_str();
    Some(Command::Trigger {
        actor: post.or_else(|| people::first(&stage, dossier.instance(), entry.role, None))?,
        anytime,
        answers: fill::act(stage.program(), &entry.ask, &line.with, stage.zone().date(dossier.now()), competent),
    })
}

/// Compares how an act was answered with `refused`.
fn refusal(stage: Stage<'_>, line: &LineDef, refused: Option<&Rejection>) -> Option<Diagnostic> {
    let accepted = || Words::new("được chấp nhận", "accepted");
    match (&line.then.refused, refused) {
        (None, None) => None,
        (Some(wanted), Some(rejection)) if wanted.value.word() == rejection.name() => None,
        (Some(wanted), Some(rejection)) => {
            Some(difference(wanted.span, "refused", plain(wanted.value.word()), why(stage, rejection)))
        }
        (Some(wanted), None) => Some(difference(wanted.span, "refused", plain(wanted.value.word()), accepted())),
        (None, Some(rejection)) => {
            let (span, about) = match &line.does {
                DoesDef::Act(event) => (event.span, event.value.action.as_ref().unwrap_or(&event.value.step).clone()),
                DoesDef::Wait(_) | DoesDef::Until(_) => (line.span, "wait".to_owned()),
            };
            Some(difference(span, &about, accepted(), why(stage, rejection)))
        }
    }
}

/// Says why the engine refused an act: its word and the addresses for tests, and what an official would read.
fn why(stage: Stage<'_>, rejection: &Rejection) -> Words {
    let name = match rejection {
        Rejection::FormInvalid(errors) => {
            let fields: Vec<_> = errors.iter().map(|error| format!("`{}`", error.field)).collect();
            format!("`{}` ({})", rejection.name(), fields.join(", "))
        }
        _ => format!("`{}`", rejection.name()),
    };
    let told = |lang| {
        let Stage { compiled, library, directory } = stage;
        Teller { compiled, library, directory, lang }.refusal(rejection)
    };
    Words::new(format!("bị từ chối {name}: {}", told(Lang::Vi)), format!("refused {name}: {}", told(Lang::En)))
}

/// Asks the engine whether something is off now; reports it if it is on. A button of a step not open is off.
fn on(dossier: &Rehearsal<'_>, event: &Spanned<String>) -> Option<Diagnostic> {
    let (step, action) =
        event.value.split_once('.').map_or((event.value.as_str(), None), |(step, button)| (step, Some(button)));
    let parts = EventRef { step: step.to_owned(), action: action.map(str::to_owned) };
    let (stage, instance) = (dossier.stage(), dossier.instance());
    let world = stage.world(dossier.now());
    let sight = Sight { program: stage.program(), world: &world, instance, data: dossier.data(), at: dossier.now() };
    let on = match address::find(stage.program(), &Spanned::new(parts, event.span)) {
        Err(fault) => return Some(*fault),
        Ok(Address::Start) => false,
        Ok(Address::Button(node, action)) => instance
            .open()
            .filter(|open| open.node == node)
            .any(|open| sight.buttons(open.id).iter().any(|(button, reason)| *button == action && reason.is_none())),
        Ok(Address::Anytime(entry)) => sight.rights().iter().any(|(right, reason)| *right == entry && reason.is_none()),
    };
    on.then(|| difference(event.span, "off", plain(&event.value), Words::new("đang bật", "on")))
}

/// Reports a first line that files nothing, or a second filing.
fn not_first(span: Span, again: bool) -> Diagnostic {
    let (expected, actual) = match again {
        true => (Words::new("chỉ nộp một lần", "one filing"), Words::new("nộp lần nữa", "another one")),
        false => (
            Words::new("dòng đầu là việc nộp hồ sơ", "the filing as first line"),
            Words::new("việc khác", "something else"),
        ),
    };
    difference(span, "run", expected, actual)
}

/// Reports a wait into a year that is not announced.
fn beyond(span: Span, year: i32) -> Diagnostic {
    let expected = Words::new("một lúc trong các năm đã công bố lịch nghỉ", "a moment in the announced years");
    let actual = Words::new(format!("năm {year} chưa công bố"), format!("{year} is not announced"));
    difference(span, "wait", expected, actual)
}
