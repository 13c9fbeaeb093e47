//! Runs the scenarios of a test file, line by line, on a virtual clock (language.md e).
//!
//! A scenario stops at its first line that fails, with everything that failed in it: what comes after would only
//! repeat the fault.

use engine::Pass;
use procedure::files::{self, Directory, TestFile};
use procedure::rules::{m081_test_target as m081, m088_test_proves_nothing as m088, m097_directory as m097};
use source::{Diagnostic, ReadLimits, Severity, SourceFile, Span};

use crate::play::Play;
use crate::{Coverage, Fault, Stage, proof};

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
    /// What happened to its dossier, oldest first.
    pub log: Vec<Pass>,
}

/// Whether a scenario passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything it expects is so.
    Passed,
    /// Something is not; M084 for differences, other codes for what could not be tried.
    Failed(Vec<Fault>),
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
        let mut play = Play::new(stage, file, &mut report.coverage);
        let (steps, faults) = play.all(scenario);
        let (own, log) = play.into_dated();
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
            log,
        });
    }
    report.diagnostics.extend(proof::notes(&stage, &dated));
    report
}

/// Finds a directory by id; the one on the stage first.
fn directory<'a>(stage: Stage<'a>, id: &str) -> Option<&'a Directory> {
    std::iter::once(stage.directory).chain(&stage.library.directories).find(|directory| directory.id == id)
}
