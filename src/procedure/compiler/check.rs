//! The whole way of one file: text, definition, judgement, program.

use calendar::{Calendar, Date};
use program::{Program, ProgramHash};
use source::{Diagnostic, ReadLimits, Severity, SourceFile, Span};

use super::awaited::{Awaited, awaited};
use super::guards::{Guards, names};
use super::lower;
use super::outline::Outline;
use super::sum::sums;
use crate::files::{self, Definition, Directory};
use crate::guard::{Guard, Names};
use crate::rules::judge::{self, Waived};
use crate::rules::{Subject, m008_quote_guard as m008};
use crate::shipped;

/// What procedures are judged against: calendars, directories, and what other procedures wait for.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// Working calendars.
    pub calendars: Vec<Calendar>,
    /// Directories of agencies and posts.
    pub directories: Vec<Directory>,
    /// Messages that procedures wait for, those judged included.
    pub awaited: Vec<Awaited>,
}

impl Library {
    /// Reads the shipped calendars and directories, and notes what the shipped procedures wait for.
    pub fn shipped() -> (Self, Vec<(SourceFile, Vec<Diagnostic>)>) {
        let mut library = Self::default();
        let mut found = Vec::new();
        let files = shipped::CALENDARS.iter().chain(shipped::DIRECTORIES);
        for file in files.map(|shipped| SourceFile::new(shipped.name, shipped.text)) {
            let faults = library.add(&file);
            if !faults.is_empty() {
                found.push((file, faults));
            }
        }
        for procedure in shipped::PROCEDURES {
            library.note(&SourceFile::new(procedure.name, procedure.text));
        }
        (library, found)
    }

    /// Reads a calendar or a directory, told apart by the file's name, and adds it if it is fit.
    pub fn add(&mut self, file: &SourceFile) -> Vec<Diagnostic> {
        let (node, mut faults) = source::read(file, &ReadLimits::default());
        let Some(node) = node else { return faults };
        if file.name().ends_with(".calendar.yaml") {
            let (calendar, found) = files::calendar::calendar(file, &node);
            faults.extend(found);
            self.calendars.extend(calendar.filter(|_| fit(&faults)));
        } else {
            let (directory, found) = files::directory::directory(file, &node);
            faults.extend(found);
            self.directories.extend(directory.filter(|_| fit(&faults)));
        }
        faults
    }

    /// Notes what a procedure waits for, so that others are judged against it; its faults are its own judgement's.
    pub fn note(&mut self, procedure: &SourceFile) {
        let node = source::read(procedure, &ReadLimits::default()).0;
        let definition = node.and_then(|node| files::definition(procedure, &node).0);
        self.awaited.extend(definition.iter().flat_map(awaited));
    }

    /// Finds a calendar by id.
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|calendar| calendar.text().id == id)
    }

    /// Returns the directory, if exactly one is known (`language.md` k).
    pub fn directory(&self) -> Option<&Directory> {
        match self.directories.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

fn fit(faults: &[Diagnostic]) -> bool {
    faults.iter().all(|fault| fault.code.severity != Severity::Error)
}

/// A compiled procedure with what people ask of it.
#[derive(Debug)]
pub struct Compiled {
    /// The machine.
    pub program: Program,
    /// Its guards, by number.
    pub guards: Vec<Guard>,
    /// What guards may name; tests compile their own against it.
    pub names: Names,
    /// What its author wrote.
    pub definition: Definition,
    /// The text it was compiled from.
    pub source: String,
}

/// What became of a file.
#[derive(Debug)]
pub struct Checked {
    /// The file.
    pub file: SourceFile,
    /// Everything found, by place; waived warnings are not among them.
    pub diagnostics: Vec<Diagnostic>,
    /// Warnings the author has waived, with his reasons.
    pub waived: Vec<Waived>,
    /// The program, if there is no error.
    pub compiled: Option<Compiled>,
}

impl Checked {
    /// Tells whether anything of this severity was found.
    pub fn has(&self, severity: Severity) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.severity == severity)
    }
}

/// Reads, judges and compiles a file. `today` is an argument, as everywhere.
pub fn check(file: SourceFile, library: &Library, today: Date) -> Checked {
    let (node, mut found) = source::read(&file, &ReadLimits::default());
    let Some(node) = node else { return Checked { file, diagnostics: found, waived: Vec::new(), compiled: None } };
    let (definition, faults) = files::definition(&file, &node);
    found.extend(faults);
    let Some(definition) = definition else {
        return Checked { file, diagnostics: found, waived: Vec::new(), compiled: None };
    };
    let hash = ProgramHash(files::canonical::procedure_hash(&node));
    let outline = Outline::new(&definition);
    let names = names(&definition, library.directory());
    let (guards, faults) = Guards::new(&file, &definition, &names);
    found.extend(faults);
    forget_consequences(&mut found);
    let sums = sums(&definition, &outline, &library.calendars);
    let subject = Subject {
        definition: &definition,
        outline: &outline,
        guards: &guards,
        names: &names,
        awaited: &library.awaited,
        sums: &sums,
        today,
        calendars: &library.calendars,
        directory: library.directory(),
    };
    let judged = judge::judge(&subject, found);
    let lowered = if fit(&judged.diagnostics) {
        lower::lower(&definition, &outline, guards, &library.calendars, hash)
    } else {
        None
    };
    let source = file.text().to_owned();
    let compiled = lowered.map(|(program, guards)| Compiled { program, guards, names, definition, source });
    Checked { file, diagnostics: judged.diagnostics, waived: judged.waived, compiled }
}

/// Drops what was found inside a guard that YAML has not read as one: only its quotes are missing (M008).
fn forget_consequences(found: &mut Vec<Diagnostic>) {
    let bare = |one: &Diagnostic| one.code == m008::RULE.code;
    let guards: Vec<Span> = found.iter().filter(|one| bare(one)).map(|one| one.span).collect();
    let inside = |span: Span| guards.iter().any(|guard| guard.start <= span.start && span.end <= guard.end);
    found.retain(|one| bare(one) || !inside(one.span));
}

/// Recompiles a version from its stored source: read and lowered, judged by no rule.
///
/// None if the text is not what this program once accepted, or a calendar it needs is gone.
pub fn trusted(source: &str, library: &Library) -> Option<Compiled> {
    let file = SourceFile::new("", source);
    let node = source::read(&file, &ReadLimits::default()).0?;
    let definition = files::definition(&file, &node).0?;
    let hash = ProgramHash(files::canonical::procedure_hash(&node));
    let names = names(&definition, library.directory());
    let outline = Outline::new(&definition);
    let guards = Guards::new(&file, &definition, &names).0;
    let (program, guards) = lower::lower(&definition, &outline, guards, &library.calendars, hash)?;
    Some(Compiled { program, guards, names, definition, source: source.to_owned() })
}
