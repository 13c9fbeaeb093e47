//! `motcua check`: judges files and says everything that is wrong with them.

use std::path::Path;

use procedure::{Library, check};
use source::{Diagnostic, Severity, SourceFile};

use crate::args::CheckArgs;
use crate::files::{self, Found, TEST, Trouble};
use crate::output::{self, Tally, line, note, say};
use crate::{ENVIRONMENT, FOUND, OK, USAGE};

pub(crate) fn run(args: &CheckArgs) -> u8 {
    if let Some(code) = &args.explain {
        return explain(code, args);
    }
    match judge(args) {
        Ok(code) => code,
        Err(trouble) => {
            note(&format!("{}: {trouble}", say(args.common.lang(), "lỗi", "error")));
            ENVIRONMENT
        }
    }
}

fn explain(code: &str, args: &CheckArgs) -> u8 {
    match procedure::rules::explain(&code.to_uppercase()) {
        Some(page) => {
            line(page.trim_end());
            OK
        }
        None => {
            let lang = args.common.lang();
            note(&say(lang, format!("lỗi: không có mã `{code}`"), format!("error: there is no code `{code}`")));
            USAGE
        }
    }
}

fn judge(args: &CheckArgs) -> Result<u8, Trouble> {
    let lang = args.common.lang();
    let paths = files::list(&args.paths, lang)?;
    let Found { library, faults } = files::library(args.processes.as_deref(), args.paths.first().map(AsRef::as_ref), lang)?;
    let today = files::today(args.today.as_deref(), &library, lang)?;
    let mut tally = Tally::default();
    let mut show = |file: &SourceFile, found: &[Diagnostic]| {
        tally.add(found);
        output::diagnostics(file, found, lang, args.common.json);
    };
    for (file, found) in &faults {
        show(file, found);
    }
    if args.paths.is_empty() {
        for file in files::shipped() {
            let checked = check(file, &library, today);
            show(&checked.file, &checked.diagnostics);
        }
    }
    for path in &paths {
        match files::read(path, lang)? {
            Ok(file) => {
                let (file, found) = one(path, file, &library, today);
                show(&file, &found);
            }
            Err(broken) => show(&broken.0, std::slice::from_ref(&broken.1)),
        }
    }
    let count = if args.paths.is_empty() { files::shipped().count() } else { paths.len() };
    if !args.common.json {
        summary(&tally, count, lang);
    }
    let failed = tally.errors > 0 || (args.strict && tally.warnings > 0);
    Ok(if failed { FOUND } else { OK })
}

/// Judges one file by what its name says it is.
fn one(path: &Path, file: SourceFile, library: &Library, today: calendar::Date) -> (SourceFile, Vec<Diagnostic>) {
    if files::ends(path, TEST) {
        let (node, mut found) = source::read(&file, &source::ReadLimits::default());
        found.extend(node.map(|node| procedure::files::scenarios(&file, &node).1).unwrap_or_default());
        return (file, found);
    }
    if files::ends(path, ".calendar.yaml") || files::ends(path, ".directory.yaml") {
        let found = Library::default().add(&file);
        return (file, found);
    }
    let checked = check(file, library, today);
    (checked.file, checked.diagnostics)
}

fn summary(tally: &Tally, files: usize, lang: calendar::Lang) {
    let Tally { errors, warnings, notes } = tally;
    line(&say(
        lang,
        format!("{files} tệp: {errors} lỗi, {warnings} cảnh báo, {notes} ghi chú."),
        format!("{files} files: {errors} errors, {warnings} warnings, {notes} notes."),
    ));
}

/// Tells whether a diagnostic stops a procedure from being tested.
pub(crate) fn stops(found: &[Diagnostic]) -> bool {
    found.iter().any(|one| one.code.severity == Severity::Error)
}
