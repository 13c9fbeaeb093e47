//! Plays one scenario, line by line: what each does, and how it is answered.
//!
//! A scenario stops at its first line that fails, with everything that failed in it: what comes after would only
//! repeat the fault. What an act means is the engine's business alone.

use calendar::{Instant, Lang};
use engine::{Actor, Closing, Name, Pass, Rejection, Sight, Until};
use procedure::explain::Teller;
use procedure::files::TIMER;
use procedure::files::listed::Listed;
use procedure::files::scenario::{DoesDef, LineDef, MomentDef, ScenarioDef};
use procedure::files::{AddressDef, Agency};
use procedure::rules::{m082_test_time as m082, m083_test_window as m083, m097_directory as m097};
use program::{ActionIx, NodeIx, RoleIx};
use source::{SourceFile, Span, Spanned, Words};

use crate::acts::Act;
use crate::address::{self, Address};
use crate::compare::{self, Found, difference, plain};
use crate::fill::Fill;
use crate::observed::Observed;
use crate::proof::Dated;
use crate::{Coverage, Fault, Rehearsal, Stage, moment};

/// Faults of one line; empty if it passed.
type Faults = Vec<Fault>;

/// How an act was answered; what cannot even be tried is a fault.
pub(crate) type Answered = Result<Option<Rejection>, Box<Fault>>;

/// One scenario being played.
pub(crate) struct Play<'p, 'a> {
    stage: Stage<'a>,
    file: &'p SourceFile,
    coverage: &'p mut Coverage,
    dossier: Option<Rehearsal<'a>>,
    dated: Vec<Dated>,
    /// Lines played so far.
    played: usize,
}

impl<'p, 'a> Play<'p, 'a> {
    /// Makes a play of which nothing was played.
    pub fn new(stage: Stage<'a>, file: &'p SourceFile, coverage: &'p mut Coverage) -> Self {
        Self { stage, file, coverage, dossier: None, dated: Vec::new(), played: 0 }
    }

    /// Goes on from a dossier that was filed; `played` lines came before.
    pub fn with(mut self, dossier: Option<Rehearsal<'a>>, played: usize) -> Self {
        (self.dossier, self.played) = (dossier, played);
        self
    }

    /// Gives the dossier as it stands.
    pub fn into_dossier(self) -> Option<Rehearsal<'a>> {
        self.dossier
    }

    /// Returns the dates that were asserted and met, and what happened to the dossier.
    pub fn into_dated(self) -> (Vec<Dated>, Vec<Pass>) {
        (self.dated, self.dossier.map(Rehearsal::into_log).unwrap_or_default())
    }

    /// Plays the lines until one fails; returns how many passed, and the faults.
    pub fn all(&mut self, scenario: &ScenarioDef) -> (usize, Faults) {
        for (passed, line) in scenario.run.iter().enumerate() {
            self.played = passed;
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

    /// Does what one line says, and judges nothing.
    pub fn line(&mut self, scenario: &ScenarioDef, line: &LineDef) -> Answered {
        match &line.does {
            DoesDef::Act(event) => match (address::find(self.stage.program(), event)?, self.dossier.is_some()) {
                (Address::Start, false) => match elsewhere(line) {
                    Some(fault) => Err(Box::new(fault)),
                    None => self.submit(scenario),
                },
                (Address::Start, true) => Err(Box::new(not_first(event.span, true))),
                (_, false) => Err(Box::new(not_first(event.span, false))),
                (address, true) => self.act(line, &address),
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

    fn submit(&mut self, scenario: &ScenarioDef) -> Answered {
        let given = &scenario.given;
        let program = self.stage.program();
        self.window(&given.at)?;
        let agencies = &self.stage.directory.agencies;
        let named = [&given.agency, &given.received_by, &given.helped_by].into_iter().flatten();
        if let Some(id) = named.into_iter().find(|id| self.stage.directory.agency(&id.value).is_none()) {
            return Err(Box::new(m097::agency(id, agencies.iter().map(|agency| agency.id.as_str())).into()));
        }
        if let Some(id) = given.case.as_ref().filter(|id| program.case(&id.value).is_none()) {
            return Err(Box::new(address::case(id, program.cases.iter().map(|case| &case.id)).into()));
        }
        if let Some(channel) =
            given.channel.as_ref().filter(|one| !program.channels.iter().any(|own| own.id() == one.value.word()))
        {
            let id = Spanned::new(channel.value.word().to_owned(), channel.span);
            return Err(Box::new(address::case(&id, program.channels.iter().map(|own| own.id())).into()));
        }
        let papers = given.documents.iter().flatten();
        let addresses = given.answers.iter().map(|answer| &answer.address).chain(papers);
        if let Some(fault) = addresses.into_iter().find_map(|address| address::answer(program, address)) {
            return Err(Box::new(fault.into()));
        }
        let Some(agency) = given.agency.as_ref().map(|agency| agency.value.as_str()).or(self.offers()) else {
            return Err(Box::new(m097::nobody_offers(given.at.span).into()));
        };
        let submission = Fill { program, today: given.at.value.date, agency }.submission(given);
        match Rehearsal::submit(self.stage, &submission, given.at.value.instant(self.stage.zone())) {
            Err(rejection) => Ok(Some(rejection)),
            Ok(dossier) => {
                self.dossier = Some(dossier);
                self.acted(program.role_of(program.start));
                Ok(None)
            }
        }
    }

    /// Returns the first agency that offers the procedure.
    fn offers(&self) -> Option<&'a str> {
        let program = self.stage.program();
        let level = self.stage.compiled.definition.level.as_ref()?.value;
        let among = |id: &String| program.agencies.is_empty() || program.agencies.contains(id);
        let offers = |agency: &&Agency| among(&agency.id) && agency.offers(&program.id, level);
        self.stage.directory.agencies.iter().find(offers).map(|agency| agency.id.as_str())
    }

    /// Refuses a filing outside the time in which the version applies.
    fn window(&self, at: &Spanned<MomentDef>) -> Result<(), Box<Fault>> {
        let (from, to) = self.stage.program().effective;
        let date = at.value.date;
        if from.is_none_or(|from| from <= date) && to.is_none_or(|to| date <= to) {
            return Ok(());
        }
        let digits = |date: Option<calendar::Date>| date.map_or("…".to_owned(), calendar::Date::digits);
        let window = format!("{} – {}", digits(from), digits(to));
        Err(Box::new(m083::report(at.span, &Words::new(window.clone(), window)).into()))
    }

    /// Does what a line says at its moment; what is due before it fires first (sem 2.2).
    fn act(&mut self, line: &LineDef, address: &Address) -> Answered {
        let program = self.stage.program();
        let unknown = |answer| address::answer_to(program, address, answer);
        if let Some(fault) = line.with.iter().find_map(|answer| unknown(&answer.address)) {
            return Err(Box::new(fault.into()));
        }
        let at = self.moment(line.at.as_ref(), line.span)?;
        let post = self.post(line)?;
        let number = self.played;
        let Some(dossier) = &mut self.dossier else { return Ok(None) };
        if let Address::WaitEnd(node, action) = address {
            return Ok(end_of_wait(dossier, (*node, *action), at));
        }
        dossier.advance(Until::Before(at));
        let act = Act { dossier, post, with: &line.with };
        let made = match address {
            Address::Button(node, action, item) => act.button(*node, *action, item.as_deref()),
            Address::Anytime(entry) => act.right(*entry),
            Address::Message(node, _) => Ok((act.message(*node), program.role_of(*node))),
            Address::Payment(node) => Ok((act.payment(*node, number), program.role_of(*node))),
            Address::Job(node, end) => Ok((act.job(*node, *end), None)),
            Address::Start | Address::WaitEnd(..) => return Ok(None),
        };
        let (command, role) = match made {
            Ok(made) => made,
            Err(rejection) => return Ok(Some(rejection)),
        };
        let refused = dossier.perform(&command).err();
        if refused.is_none() {
            self.acted(role);
            if let Address::Button(node, action, _) = address {
                self.coverage.pressed(program, *node, *action);
            }
        }
        Ok(refused)
    }

    fn acted(&mut self, role: Option<RoleIx>) {
        if let Some(role) = role {
            self.coverage.acted(self.stage.program(), role);
        }
    }

    /// Finds when a line happens; a moment before the one the test stands at is refused.
    fn moment(&self, at: Option<&Spanned<MomentDef>>, line: Span) -> Result<Instant, Box<Fault>> {
        let Some(dossier) = &self.dossier else { return Err(Box::new(not_first(line, false))) };
        let Some(at) = at else { return Ok(dossier.now()) };
        let instant = at.value.instant(self.stage.zone());
        if instant < dossier.now() {
            return Err(Box::new(m082::report(at.span, &moment::instant(dossier.now(), self.stage.zone())).into()));
        }
        Ok(instant)
    }

    fn post(&self, line: &LineDef) -> Result<Option<Actor>, Box<Fault>> {
        let Some(by) = &line.by else { return Ok(None) };
        if self.stage.directory.post(&by.value).is_none() {
            let places = self.stage.directory.agencies.iter().flat_map(|agency| agency.places());
            return Err(Box::new(m097::post(by, places.map(|place| place.post.id.as_str())).into()));
        }
        Ok(Some(Actor::Post(Name::from(by.value.as_str()))))
    }

    /// Compares what a line expects, counts what it tried, and keeps the dates it asserted.
    fn judge(&mut self, line: &LineDef, since: usize, refused: Option<&Rejection>) -> Faults {
        let mut faults: Faults = refusal(self.stage, line, refused).into_iter().collect();
        if let Some(dossier) = &self.dossier {
            self.coverage.see(dossier, since);
            let observed = Observed { rehearsal: dossier, since };
            if faults.is_empty() && refused.is_none() {
                faults.extend(outcome(&observed, line));
            }
            if faults.is_empty() {
                let Found { faults: found, dated } = compare::compare(&observed, &line.then, self.file);
                faults.extend(found);
                self.dated.extend(dated);
                faults.extend(line.then.off.iter().filter_map(|event| on(dossier, event)));
            }
        }
        faults
    }
}

/// Lets time pass up to a moment at which a wait must have ended as it is named: nobody else ends it so.
fn end_of_wait(dossier: &mut Rehearsal<'_>, (node, action): (NodeIx, ActionIx), at: Instant) -> Option<Rejection> {
    let since = dossier.log().len();
    dossier.advance(Until::UpTo(at));
    if (Observed { rehearsal: dossier, since }).completed(node) == Some(action) {
        return None;
    }
    if dossier.instance().open().any(|open| open.node == node) {
        return Some(Rejection::NotInRole { role: TIMER.to_owned() });
    }
    let closed = dossier.instance().closed.iter().rev().find(|closed| closed.node == node);
    let reason = if closed.is_some() { Closing::Cancelled } else { Closing::Unknown };
    Some(Rejection::TaskNotOpen { closed_at: closed.map(|closed| closed.at), reason })
}

/// Reports a message that had another outcome than the line names.
fn outcome(observed: &Observed<'_, '_>, line: &LineDef) -> Option<Fault> {
    let program = observed.rehearsal.stage().program();
    let DoesDef::Act(event) = &line.does else { return None };
    let Ok(Address::Message(node, Some(wanted))) = address::find(program, event) else { return None };
    let taken = observed.completed(node);
    let id = |action: ActionIx| plain(&program.action(node, action).id);
    let actual = || taken.map_or_else(moment::none, id);
    (taken != Some(wanted)).then(|| difference(event.span, &event.value.step, id(wanted), actual()))
}

/// Compares how an act was answered with `refused`.
fn refusal(stage: Stage<'_>, line: &LineDef, refused: Option<&Rejection>) -> Option<Fault> {
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
                DoesDef::Act(event) => (event.span, event.value.word.as_ref().unwrap_or(&event.value.step).clone()),
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
    if matches!(rejection, Rejection::NotInRole { role } if role == TIMER) {
        return Words::new(
            format!("bị từ chối {name}: chỉ khi hết thời gian chờ"),
            format!("refused {name}: only the end of the wait brings it"),
        );
    }
    let told = |lang| {
        let Stage { compiled, library, directory } = stage;
        Teller { compiled, library, directory, lang }.refusal(rejection)
    };
    Words::new(format!("bị từ chối {name}: {}", told(Lang::Vi)), format!("refused {name}: {}", told(Lang::En)))
}

/// Asks the engine whether something is off now; reports it if it is on. A button of a step not open is off.
fn on(dossier: &Rehearsal<'_>, event: &Spanned<AddressDef>) -> Option<Fault> {
    let (stage, instance) = (dossier.stage(), dossier.instance());
    let world = stage.world(dossier.now());
    let sight = Sight { program: stage.program(), world: &world, instance, data: dossier.data(), at: dossier.now() };
    let on = match address::find(stage.program(), event) {
        Err(fault) => return Some((*fault).into()),
        Ok(Address::Button(node, action, item)) => instance
            .open()
            .filter(|open| open.node == node && open.item.as_ref().map(Name::as_str) == item.as_deref())
            .any(|open| sight.buttons(open.id).iter().any(|(button, reason)| *button == action && reason.is_none())),
        Ok(Address::Anytime(entry)) => sight.rights().iter().any(|(right, reason)| *right == entry && reason.is_none()),
        // What no person does is on as long as its step is open.
        Ok(Address::Message(node, _) | Address::Payment(node) | Address::Job(node, _) | Address::WaitEnd(node, _)) => {
            instance.open().any(|open| open.node == node)
        }
        Ok(Address::Start) => false,
    };
    on.then(|| difference(event.span, "off", plain(&event.value.to_string()), Words::new("đang bật", "on")))
}

/// Reports what is written on the line of the filing but belongs into `given`.
fn elsewhere(line: &LineDef) -> Option<Fault> {
    let at = line.at.as_ref().map(|at| ("at", at.span));
    let by = line.by.as_ref().map(|by| ("by", by.span));
    let with = line.with.first().map(|answer| ("with", answer.address.span));
    let (key, span) = at.or(by).or(with)?;
    let expected = Words::new("không có ở dòng nộp hồ sơ: viết vào `given`", "absent: it belongs into `given`");
    Some(difference(span, key, expected, Words::new("có viết", "written")))
}

/// Reports a first line that files nothing, or a second filing.
fn not_first(span: Span, again: bool) -> Fault {
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
fn beyond(span: Span, year: i32) -> Fault {
    let expected = Words::new("một lúc trong các năm đã công bố lịch nghỉ", "a moment in the announced years");
    let actual = Words::new(format!("năm {year} chưa công bố"), format!("{year} is not announced"));
    difference(span, "wait", expected, actual)
}
