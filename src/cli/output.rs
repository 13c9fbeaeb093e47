//! What is printed and how: words in both languages, colour only where it is seen.
//!
//! It judges nothing.

use std::io::{IsTerminal, Write};

use calendar::Lang;
use source::{Diagnostic, Severity, SourceFile};

/// Prints a line; a reader that has gone away is no error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a text as it is.
pub(crate) fn text(text: &str) {
    let _ = write!(std::io::stdout(), "{text}");
}

/// Prints a line for the person at the terminal, beside the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints what stood in the way, beside the result.
pub(crate) fn error(trouble: &str, lang: Lang) {
    note(&format!("{}: {trouble}", say(lang, "lỗi", "error")));
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

/// Prints the diagnostics of a file: errors and warnings drawn, notes in a line each, since they ask for nothing.
pub(crate) fn diagnostics(file: &SourceFile, found: &[Diagnostic], lang: Lang, json: bool) {
    if json {
        let text = source::to_json(file, found, lang);
        text.lines().for_each(line);
        return;
    }
    let (notes, drawn): (Vec<_>, Vec<_>) = found.iter().cloned().partition(|one| one.code.severity == Severity::Note);
    if !drawn.is_empty() {
        line(&source::render(file, &drawn, lang, colour()));
    }
    for one in &notes {
        line(&remark(file, one, lang));
    }
}

/// Writes a finding in one line.
pub(crate) fn remark(file: &SourceFile, note: &Diagnostic, lang: Lang) -> String {
    let place = file.position(note.span.start);
    let help = note.help.as_ref().map(|words| format!("; {}", words.pick(lang))).unwrap_or_default();
    format!(
        "{}[{}]: {}:{}:{}: {}{help}",
        severity(note.code.severity, lang),
        note.code.code,
        file.name(),
        place.line,
        place.column,
        note.message.pick(lang)
    )
}

fn severity(severity: Severity, lang: Lang) -> String {
    match severity {
        Severity::Error => say(lang, "lỗi", "error"),
        Severity::Warning => say(lang, "cảnh báo", "warning"),
        Severity::Note => say(lang, "ghi chú", "note"),
    }
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
