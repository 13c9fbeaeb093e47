//! `motcua check`: has files judged and prints everything that is wrong with them.
//!
//! It knows no rule.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use calendar::{Date, Lang};
use procedure::{Library, check, doctor};
use source::{Diagnostic, Severity, SourceFile};

use crate::args::CheckArgs;
use crate::args_author::Format;
use crate::ended::ended;
use crate::files::{self, CALENDAR, DIRECTORY, DUTY, FACTS, Found, PROCEDURE, TEST, Trouble};
use crate::output::{Tally, error, line, note, say};
use crate::report::Report;
use crate::templates::{self, TEMPLATE};
use crate::{ENVIRONMENT, FOUND, OK, USAGE, watch};

pub(crate) fn run(args: &CheckArgs) -> u8 {
    if let Some(code) = &args.explain {
        return explain(code, args);
    }
    if !args.watch {
        return judged(args);
    }
    let lang = args.common.lang();
    let look = || watch::seen(&args.paths, args.processes.as_deref(), lang);
    let stopped = watch::each_change(look, || {
        judged(args);
        note(&say(lang, "Đang chờ tệp thay đổi; Ctrl-C để dừng.", "Waiting for a change; Ctrl-C stops."));
    });
    ended(stopped.map(|()| OK).map_err(|error| error.to_string()), lang)
}

fn judged(args: &CheckArgs) -> u8 {
    ended(judge(args), args.common.lang())
}

fn explain(code: &str, args: &CheckArgs) -> u8 {
    let code = code.to_uppercase();
    if let Some(page) = procedure::rules::explain(&code) {
        line(page.trim_end());
        return OK;
    }
    let known = procedure::rules::all().iter().map(|rule| rule.code.code);
    let near = source::nearest(&code, known);
    let (vi, en) = near
        .map_or_else(Default::default, |near| (format!("; có phải `{near}`?"), format!("; did you mean `{near}`?")));
    note(&say(
        args.common.lang(),
        format!("lỗi: không có mã `{code}`{vi}"),
        format!("error: there is no code `{code}`{en}"),
    ));
    USAGE
}

fn judge(args: &CheckArgs) -> Result<u8, Trouble> {
    let lang = args.common.lang();
    let paths = files::list(&args.paths, lang)?;
    let near = args.paths.first().map(AsRef::as_ref);
    let Found { mut library, faults } = files::library(args.processes.as_deref(), near, lang)?;
    files::note(&mut library, paths.iter(), lang);
    let today = files::today(args.today, &library, lang)?;
    let format = if args.common.json { Format::Json } else { args.format };
    let mut report = Report::new(format, lang, args.strict);
    let named: BTreeSet<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let is_named = |file: &SourceFile| Path::new(file.name()).canonicalize().is_ok_and(|path| named.contains(&path));
    for (file, found) in faults.iter().filter(|(file, _)| !is_named(file)) {
        report.show(file, found);
    }
    if args.paths.is_empty() {
        for file in files::shipped() {
            let checked = check(file, &library, today);
            report.show(&checked.file, &checked.diagnostics);
        }
        for file in templates::shipped() {
            let found = template(Path::new(file.name()), &file, &library, today);
            report.show(&file, &found);
        }
    }
    let mut unread = 0_usize;
    for path in &paths {
        match files::read(path, lang) {
            Ok(Ok(file)) => {
                let (file, found) = one(path, file, &library, today);
                report.show(&file, &found);
            }
            Ok(Err(broken)) => report.show(&broken.0, std::slice::from_ref(&broken.1)),
            // The others are judged all the same.
            Err(trouble) => {
                unread += 1;
                error(&trouble, lang);
            }
        }
    }
    report.finish();
    let failed = report.failed();
    if format == Format::Text {
        let count =
            if args.paths.is_empty() { files::shipped().count() + templates::shipped().count() } else { paths.len() };
        summary(&report.tally, (count, unread), failed, lang);
    }
    Ok(match (unread, failed) {
        (1.., _) => ENVIRONMENT,
        (0, true) => FOUND,
        (0, false) => OK,
    })
}

/// Judges one file by what its name says it is.
fn one(path: &Path, file: SourceFile, library: &Library, today: Date) -> (SourceFile, Vec<Diagnostic>) {
    if files::ends(path, TEST) {
        let (node, mut found) = source::read(&file, &source::ReadLimits::default());
        found.extend(node.map(|node| procedure::files::scenarios(&file, &node).1).unwrap_or_default());
        return (file, found);
    }
    if files::ends(path, DUTY) {
        let (node, mut found) = source::read(&file, &source::ReadLimits::default());
        found.extend(node.map(|node| procedure::files::duty::duty(&file, &node).1).unwrap_or_default());
        return (file, found);
    }
    if files::ends(path, FACTS) {
        let beside = beside(path, FACTS);
        let compiled = beside.and_then(|beside| check(beside, library, today).compiled);
        let found = doctor::facts(&file, compiled.as_ref()).1;
        return (file, found);
    }
    if files::ends(path, TEMPLATE) {
        let found = template(path, &file, library, today);
        return (file, found);
    }
    if files::ends(path, CALENDAR) || files::ends(path, DIRECTORY) {
        let found = Library::default().add(&file);
        return (file, found);
    }
    let checked = check(file, library, today);
    (checked.file, checked.diagnostics)
}

/// Finds the procedure that a file is about by its own name.
fn beside(path: &Path, ending: &str) -> Option<SourceFile> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    stood(path, &format!("{}{PROCEDURE}", name.strip_suffix(ending)?))
}

/// Reads the file of a name beside another, else the shipped one of that name.
fn stood(path: &Path, name: &str) -> Option<SourceFile> {
    let beside = files::read(&path.with_file_name(name), Lang::Vi).ok().and_then(Result::ok);
    beside.or_else(|| files::shipped().find(|one| one.name() == name))
}

/// Judges a template against the procedure beside it, else the shipped one of that name.
fn template(path: &Path, file: &SourceFile, library: &Library, today: Date) -> Vec<Diagnostic> {
    let base = templates::base(file);
    let procedure = templates::parts(&base)
        .and_then(|(stem, _)| check(stood(path, &format!("{stem}{PROCEDURE}"))?, library, today).compiled);
    templates::read(file, procedure.as_ref()).err().unwrap_or_default()
}

/// Prints the last line; `files` are all of them and those that could not be read.
fn summary(tally: &Tally, files: (usize, usize), failed: bool, lang: Lang) {
    let Tally { errors, warnings, notes } = tally;
    let (all, unread) = files;
    let (vi, en) = if failed || unread > 0 { ("Chưa đạt", "Not passed") } else { ("Đạt", "Passed") };
    let (vi_unread, en_unread) = match unread {
        0 => Default::default(),
        some => (format!(" ({some} không đọc được)"), format!(" (unread {some})")),
    };
    line(&say(
        lang,
        format!("{vi}: {all} tệp{vi_unread}, {errors} lỗi, {warnings} cảnh báo, {notes} ghi chú."),
        format!("{en}: files {all}{en_unread}, errors {errors}, warnings {warnings}, notes {notes}."),
    ));
}

/// Tells whether a diagnostic stops a procedure from being tested.
pub(crate) fn stops(found: &[Diagnostic]) -> bool {
    found.iter().any(|one| one.code.severity == Severity::Error)
}
