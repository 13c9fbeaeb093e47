//! A rehearsal that is walked by hand: one act at a time, backwards too, and written down as a scenario.
//!
//! Each act is a line of a test file, read and done as the runner does it; so what is written down passes.

use calendar::Instant;
use engine::{Activation, Name, Rejection, RemarkKind, Sight};
use procedure::files::scenario::ScenarioDef;
use procedure::files::{self, AddressDef};
use program::{ActionKind, Ask, NodeIx, Program, RoleIx, Slot, Work};
use source::{Diagnostic, ReadLimits, SourceFile};

use crate::address::{ERROR_CODE, FAILED, LENGTHENED, PAID, RECEIVED};
use crate::observed::Observed;
use crate::play::Play;
use crate::write::{self, Line, Pairs};
use crate::{Coverage, Rehearsal, Stage};

/// Something that can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its address, as a test writes it.
    pub address: String,
    /// What people read.
    pub name: String,
    /// The step it belongs to; none for what is possible at any time.
    pub node: Option<NodeIx>,
    /// Whose it is; none for what comes from outside.
    pub role: Option<RoleIx>,
    /// Addresses of what it asks; what is left out gets its first valid answer.
    pub asks: Vec<String>,
    /// Why it is off, if it is.
    pub off: Option<Rejection>,
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// What was asked cannot be read, or names what is not there.
    Unclear(Vec<Diagnostic>),
    /// The engine does not admit it.
    Rejected(Rejection),
}

/// What was done, and where it led.
#[derive(Clone, Debug)]
struct Taken<'a> {
    line: Line,
    dossier: Rehearsal<'a>,
    /// Passes before it.
    since: usize,
}

/// A dossier that is walked through a procedure.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    stage: Stage<'a>,
    start: Instant,
    given: Pairs,
    taken: Vec<Taken<'a>>,
}

impl<'a> Walk<'a> {
    /// Stands before the filing.
    pub fn new(stage: Stage<'a>, start: Instant) -> Self {
        Self { stage, start, given: Vec::new(), taken: Vec::new() }
    }

    /// Returns the dossier; none before the filing.
    pub fn dossier(&self) -> Option<&Rehearsal<'a>> {
        self.taken.last().map(|taken| &taken.dossier)
    }

    /// Returns where the virtual clock stands.
    pub fn now(&self) -> Instant {
        self.dossier().map_or(self.start, Rehearsal::now)
    }

    /// Returns what it is walked on.
    pub fn stage(&self) -> Stage<'a> {
        self.stage
    }

    /// Returns where the log stood before the last step.
    pub fn since(&self) -> usize {
        self.taken.last().map_or(0, |taken| taken.since)
    }

    /// Files the dossier; the pairs are keys of `given`.
    ///
    /// # Errors
    /// What cannot be read, or what the engine does not admit.
    pub fn file(&mut self, given: Pairs) -> Result<(), Refused> {
        self.given = given;
        let address = self.stage.program().node(self.stage.program().start).id.clone();
        self.take(Line { does: address, by: None, with: Vec::new(), at: None })
    }

    /// Does something that is on offer, by a post of the directory or by the first that may.
    ///
    /// # Errors
    /// What cannot be read, or what the engine does not admit.
    pub fn act(&mut self, address: &str, by: Option<String>, with: Pairs) -> Result<(), Refused> {
        self.take(Line { does: address.to_owned(), by, with, at: None })
    }

    /// Lets time pass; the past is no place to go. Before the filing it moves the filing.
    ///
    /// # Errors
    /// Never but where the moment cannot be written.
    pub fn pass(&mut self, until: Instant) -> Result<(), Refused> {
        if self.taken.is_empty() {
            self.start = until;
            return Ok(());
        }
        self.take(Line { does: String::new(), by: None, with: Vec::new(), at: Some(until) })
    }

    /// Takes the last step back; tells whether there was one.
    pub fn undo(&mut self) -> bool {
        self.taken.pop().is_some()
    }

    fn take(&mut self, line: Line) -> Result<(), Refused> {
        let zone = self.stage.zone();
        let text = write::one(self.stage, (&self.given, self.start), &line, zone);
        let (file, scenario) = read(&text).map_err(Refused::Unclear)?;
        let since = self.dossier().map_or(0, |dossier| dossier.log().len());
        let mut coverage = Coverage::default();
        let play = Play::new(self.stage, &file, &mut coverage);
        let mut play = play.with(self.dossier().cloned(), self.taken.len());
        let Some(last) = scenario.run.last() else { return Ok(()) };
        match play.line(&scenario, last) {
            Err(fault) => return Err(Refused::Unclear(vec![fault.diagnostic])),
            Ok(Some(rejection)) => return Err(Refused::Rejected(rejection)),
            Ok(None) => {}
        }
        let dossier = play.into_dossier();
        self.taken.extend(dossier.map(|dossier| Taken { line, dossier, since }));
        Ok(())
    }

    /// Lists what can be done now, what is off included: by step, then what is possible at any time.
    pub fn offers(&self) -> Vec<Offer> {
        let Some(dossier) = self.dossier() else { return Vec::new() };
        let (program, instance) = (self.stage.program(), dossier.instance());
        let world = self.stage.world(dossier.now());
        let sight = Sight { program, world: &world, instance, data: dossier.data(), at: dossier.now() };
        let mut offers: Vec<Offer> = Vec::new();
        for open in instance.open().filter(|open| open.is_leaf()) {
            offers.extend(buttons(&sight, open));
            offers.extend(from_outside(program, open));
        }
        offers.extend(sight.rights().into_iter().map(|(right, off)| {
            let entry = &program.anytime[right.at()];
            let (address, name, asks) = (entry.id.clone(), entry.name.clone(), asked(program, &entry.ask, &[]));
            Offer { address, name, node: None, role: Some(entry.role), asks, off }
        }));
        offers
    }

    /// Writes what was walked as a scenario of a test file, with what came of each step.
    pub fn scenario(&self, name: &str) -> String {
        let steps: Vec<_> = self.taken.iter().map(|taken| (&taken.line, observed(taken))).collect();
        write::scenario(self.stage, name, (&self.given, self.start), &steps)
    }

    /// Writes when the dossier is filed, as a test does.
    pub fn start_words(&self) -> String {
        write::moment(self.start, self.stage.zone(), true)
    }

    /// Writes the head of a test file.
    pub fn head(&self) -> String {
        write::head(self.stage)
    }
}

fn observed<'r, 'a>(taken: &'r Taken<'a>) -> Observed<'r, 'a> {
    Observed { rehearsal: &taken.dossier, since: taken.since }
}

/// Reads a test file of one scenario.
fn read(text: &str) -> Result<(SourceFile, ScenarioDef), Vec<Diagnostic>> {
    let file = SourceFile::new("motcua play", text);
    let (node, mut found) = source::read(&file, &ReadLimits::default());
    let (tests, faults) = node.map(|node| files::scenarios(&file, &node)).unwrap_or_default();
    found.extend(faults);
    let scenario = tests.and_then(|tests| tests.scenarios.into_iter().next());
    match scenario.filter(|_| found.is_empty()) {
        Some(scenario) => Ok((file, scenario)),
        None => Err(found),
    }
}

fn buttons(sight: &Sight<'_>, open: &Activation) -> Vec<Offer> {
    let program = sight.program;
    let named = |(action, off)| {
        let button = program.action(open.node, action);
        let role = match button.kind {
            ActionKind::Button(Some(role)) => Some(role),
            ActionKind::Button(None) | ActionKind::Outcome => open.role.or(program.role_of(open.node)),
        };
        let address = address(program, open, &button.id);
        let asks = asked(program, &button.ask, program.node(open.node).work.slots());
        Offer { address, name: button.name.clone(), node: Some(open.node), role, asks, off }
    };
    sight.buttons(open.id).into_iter().map(named).collect()
}

/// Lists the ways another system ends an open step; a wait ends by time alone.
fn from_outside(program: &Program, open: &Activation) -> Vec<Offer> {
    let step = program.node(open.node);
    let outcomes = || step.actions.iter().filter(|action| action.kind == ActionKind::Outcome);
    let first = || outcomes().map(|action| (action.id.clone(), action.name.clone())).take(1);
    let slots = || step.work.slots().iter().map(|slot| slot.id.clone()).collect::<Vec<_>>();
    let ways: Vec<(String, String)> = match &step.work {
        // What it says decides its outcome.
        Work::Message(message) => vec![(RECEIVED.to_owned(), message.name.clone())],
        Work::Payment(_) => first().collect(),
        Work::Job(_) => first().chain([(FAILED.to_owned(), FAILED.to_owned())]).collect(),
        _ => Vec::new(),
    };
    let offer = |(word, name): (String, String)| {
        let asks = match step.work {
            Work::Payment(_) => vec![PAID.to_owned()],
            _ if word == FAILED => vec![ERROR_CODE.to_owned()],
            _ => slots(),
        };
        let address = address(program, open, &word);
        Offer { address, name, node: Some(open.node), role: None, asks, off: None }
    };
    ways.into_iter().map(offer).collect()
}

/// Lists the addresses of what a button asks; `slots` are those of the message that it may enter.
fn asked(program: &Program, ask: &[Ask], slots: &[Slot]) -> Vec<String> {
    let of = |one: &Ask| match one {
        Ask::Field(ix) => vec![program.form.path(*ix)],
        Ask::Document(ix) => vec![program.form.documents[ix.at()].id.clone()],
        Ask::Reason => vec![RemarkKind::Reason.id().to_owned()],
        Ask::Content => vec![RemarkKind::Content.id().to_owned()],
        Ask::Note => vec![RemarkKind::Note.id().to_owned()],
        Ask::Extension => vec![LENGTHENED.to_owned()],
        Ask::Message => slots.iter().map(|slot| slot.id.clone()).collect(),
    };
    ask.iter().flat_map(of).collect()
}

fn address(program: &Program, open: &Activation, word: &str) -> String {
    let item = open.item.as_ref().map(Name::to_string);
    AddressDef { step: program.node(open.node).id.clone(), item, word: Some(word.to_owned()) }.to_string()
}
