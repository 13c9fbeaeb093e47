//! What is printed and how: words in both languages, colour only where it is seen, usage errors.

use std::io::{IsTerminal, Write};

use calendar::Lang;
use clap::error::{ContextKind, ErrorKind};
use source::{Diagnostic, Severity, SourceFile};

use crate::{OK, USAGE};

/// Prints a line; a reader that has gone away is no error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a line for the person at the terminal, beside the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Picks the sentence of a language.
pub(crate) fn say(lang: Lang, vi: impl Into<String>, en: impl Into<String>) -> String {
    match lang {
        Lang::Vi => vi.into(),
        Lang::En => en.into(),
    }
}

/// Tells whether colour is seen and wanted.
pub(crate) fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints the diagnostics of a file.
pub(crate) fn diagnostics(file: &SourceFile, found: &[Diagnostic], lang: Lang, json: bool) {
    if found.is_empty() {
        return;
    }
    let text = if json { source::to_json(file, found, lang) } else { source::render(file, found, lang, colour()) };
    line(text.trim_end());
}

/// Counts what was found of each severity.
#[derive(Default)]
pub(crate) struct Tally {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Tally {
    pub fn add(&mut self, found: &[Diagnostic]) {
        let of = |severity| found.iter().filter(|one| one.code.severity == severity).count();
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.notes += of(Severity::Note);
    }
}

/// Prints what is wrong with a command line, or the help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return OK;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return USAGE;
    }
    let of = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = of(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("không có tham số `{argument}`"),
        ErrorKind::InvalidSubcommand => format!("không có lệnh `{}`", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("thiếu tham số {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("`{}` không phải là giá trị của {argument}", of(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{argument} không đi cùng {}", of(ContextKind::PriorArg)),
        _ => "dòng lệnh chưa đúng".to_owned(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.into_iter().map(of).find(|text| !text.is_empty());
    let near = near.map_or_else(String::new, |near| format!("; có phải `{near}`?"));
    note(&format!("lỗi: {what}{near}\nXem: motcua --help"));
    USAGE
}
