//! Procedures, calendars and directories for the tests: loaded from text, never from the engine's own answers.

use calendar::Date;
use motcua_rehearsal::{Outcome, Report, Stage};
use procedure::files::{self, Directory};
use procedure::shipped::CALENDARS;
use procedure::{Compiled, Library};
use source::{Diagnostic, Lang, ReadLimits, SourceFile, render};

/// Everything a stage borrows.
pub struct Theatre {
    compiled: Compiled,
    library: Library,
    directory: Directory,
}

impl Theatre {
    /// Builds a theatre from the texts of a procedure and a directory, with Hà Nội's calendar.
    pub fn new(procedure: &str, directory: &str) -> Self {
        Self::with_calendar(procedure, directory, CALENDARS[0].text)
    }

    /// Builds a theatre with a calendar of its own.
    pub fn with_calendar(procedure: &str, directory: &str, calendar: &str) -> Self {
        let directory = read(directory, files::directory);
        let library = Library {
            calendars: vec![read(calendar, files::calendar)],
            directories: vec![directory.clone()],
            ..Library::default()
        };
        let today = Date::parse("2026-06-08").expect("a date");
        let id = procedure.lines().find_map(|line| line.strip_prefix("id: ")).expect("a procedure has an id");
        let name = format!("{}.tthc.yaml", id.replace('_', "-"));
        let checked = procedure::check(SourceFile::new(name, procedure), &library, today);
        let found = render(&checked.file, &checked.diagnostics, Lang::Vi, false);
        let compiled = checked.compiled.unwrap_or_else(|| panic!("the procedure has faults:\n{found}"));
        Self { compiled, library, directory }
    }

    /// Gives the stage.
    pub fn stage(&self) -> Stage<'_> {
        Stage { compiled: &self.compiled, library: &self.library, directory: &self.directory }
    }
}

/// How one kind of file is read.
type Reading<T> = fn(&SourceFile, &source::Node) -> (Option<T>, Vec<Diagnostic>);

fn read<T>(text: &str, of: Reading<T>) -> T {
    let file = SourceFile::new("tep.yaml", text);
    let (node, found) = source::read(&file, &ReadLimits::default());
    assert!(found.is_empty(), "{}", render(&file, &found, Lang::Vi, false));
    of(&file, &node.expect("a tree")).0.expect("a readable file")
}

/// Lists everything a report found, those of the scenarios after those of the file.
fn all(report: &Report) -> impl Iterator<Item = &Diagnostic> {
    let failed = report.scenarios.iter().flat_map(|scenario| match &scenario.outcome {
        Outcome::Passed => &[][..],
        Outcome::Failed(faults) => faults,
    });
    report.diagnostics.iter().chain(failed.map(|fault| &fault.diagnostic))
}

/// Draws some of what a report found.
pub fn drawn(file: &SourceFile, report: &Report, wanted: impl Fn(&Diagnostic) -> bool) -> String {
    let some: Vec<_> = all(report).filter(|diagnostic| wanted(diagnostic)).cloned().collect();
    render(file, &some, Lang::Vi, false)
}

/// Draws everything a report found.
pub fn faults(file: &SourceFile, report: &Report) -> String {
    drawn(file, report, |_| true)
}

/// Lists the codes of everything a report found.
pub fn codes(report: &Report) -> Vec<&'static str> {
    all(report).map(|diagnostic| diagnostic.code.code).collect()
}
