//! `motcua test`: has the scenarios of procedures run on a virtual clock and prints what came of them.
//!
//! It compares nothing itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calendar::Lang;
use procedure::check;
use procedure::shipped::{PROCEDURES, Shipped, TESTS};
use rehearsal::{Coverage, Kind, Outcome, Report, Stage};
use serde_json::json;
use source::{Diagnostic, Severity, SourceFile};

use crate::args::TestArgs;
use crate::files::{self, Found, PROCEDURE, Read, TEST, Trouble};
use crate::output::{self, line, note, say};
use crate::{ENVIRONMENT, FOUND, OK};

pub(crate) fn run(args: &TestArgs) -> u8 {
    let lang = args.common.lang();
    let outcome = pairs(args, lang).and_then(|pairs| {
        let near = args.paths.first().map(AsRef::as_ref);
        let found = files::library(args.processes.as_deref(), near, lang)?;
        all(args, pairs, &found)
    });
    match outcome {
        Ok(true) => OK,
        Ok(false) => FOUND,
        Err(trouble) => {
            note(&format!("{}: {trouble}", say(lang, "lỗi", "error")));
            ENVIRONMENT
        }
    }
}

/// A procedure with its test file, if it has one.
struct Pair {
    procedure: Read,
    test: Option<Read>,
}

fn pairs(args: &TestArgs, lang: Lang) -> Result<Vec<Pair>, Trouble> {
    if args.paths.is_empty() {
        let test = |name: &str| TESTS.iter().find(|test| test.name == beside(name, PROCEDURE, TEST));
        let pair = |one: &Shipped| Pair {
            procedure: Ok(SourceFile::new(one.name, one.text)),
            test: test(one.name).map(|test| Ok(SourceFile::new(test.name, test.text))),
        };
        return Ok(PROCEDURES.iter().map(pair).collect());
    }
    let mut named: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for path in files::list(&args.paths, lang)? {
        let is_test = files::ends(&path, TEST);
        let procedure = if is_test { beside_path(&path, TEST, PROCEDURE) } else { path };
        if files::ends(&procedure, PROCEDURE) {
            *named.entry(procedure).or_default() |= is_test;
        }
    }
    if named.is_empty() {
        return Err(say(
            lang,
            "không có thủ tục nào để chạy thử: cần tệp *.tthc.yaml",
            "there is no procedure to test: name a file *.tthc.yaml",
        ));
    }
    let read = |(procedure, wanted): (PathBuf, bool)| {
        let test = beside_path(&procedure, PROCEDURE, TEST);
        let exists = wanted || test.is_file();
        let test = exists.then(|| files::read(&test, lang)).transpose()?;
        Ok(Pair { procedure: files::read(&procedure, lang)?, test })
    };
    named.into_iter().map(read).collect()
}

/// Turns the name of a file into that of the file beside it.
fn beside(name: &str, from: &str, to: &str) -> String {
    format!("{}{to}", name.strip_suffix(from).unwrap_or(name))
}

fn beside_path(path: &Path, from: &str, to: &str) -> PathBuf {
    PathBuf::from(beside(&path.display().to_string(), from, to))
}

/// What the scenarios of one call came to.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    /// A file could not be used at all.
    broken: bool,
}

fn all(args: &TestArgs, pairs: Vec<Pair>, found: &Found) -> Result<bool, Trouble> {
    let lang = args.common.lang();
    let today = files::today(None, &found.library, lang)?;
    let directory = found.library.directories.first();
    let directory = directory.ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let mut tally = Tally::default();
    for (file, faults) in &found.faults {
        tally.broken |= shows(args, file, faults);
    }
    for pair in pairs {
        let Some(procedure) = whole(args, pair.procedure, &mut tally) else { continue };
        let checked = check(procedure, &found.library, today);
        let Some(compiled) = &checked.compiled else {
            output::diagnostics(&checked.file, &checked.diagnostics, lang, args.common.json);
            tally.broken = true;
            continue;
        };
        let Some(test) = pair.test else {
            untested(args, checked.file.name());
            continue;
        };
        if let Some(test) = whole(args, test, &mut tally) {
            let stage = Stage { compiled, library: &found.library, directory };
            show(args, &test, &rehearsal::test(stage, &test), &mut tally);
        }
    }
    Ok(concludes(args, &tally))
}

/// Prints diagnostics; tells whether one of them stops.
fn shows(args: &TestArgs, file: &SourceFile, found: &[Diagnostic]) -> bool {
    output::diagnostics(file, found, args.common.lang(), args.common.json);
    crate::check::stops(found)
}

/// Gives a file whose bytes could be read as text, or prints why not.
fn whole(args: &TestArgs, read: Read, tally: &mut Tally) -> Option<SourceFile> {
    match read {
        Ok(file) => Some(file),
        Err(broken) => {
            tally.broken |= shows(args, &broken.0, std::slice::from_ref(&broken.1));
            None
        }
    }
}

fn untested(args: &TestArgs, name: &str) {
    if args.common.json {
        line(&json!({ "file": name, "scenarios": 0 }).to_string());
        return;
    }
    let test = beside(name, PROCEDURE, TEST);
    line(&say(
        args.common.lang(),
        format!("{name}: chưa có kịch bản kiểm thử; viết vào {test}"),
        format!("{name}: no scenarios yet; write them into {test}"),
    ));
}

fn show(args: &TestArgs, file: &SourceFile, report: &Report, tally: &mut Tally) {
    let lang = args.common.lang();
    let wanted = |name: &str| args.run.as_ref().is_none_or(|part| name.contains(part.as_str()));
    // Notes are about all of a file's scenarios; who runs some of them has not asked.
    let told = |one: &&Diagnostic| args.run.is_none() || one.code.severity == Severity::Error;
    let found: Vec<Diagnostic> = report.diagnostics.iter().filter(told).cloned().collect();
    tally.broken |= shows(args, file, &found);
    for scenario in report.scenarios.iter().filter(|scenario| wanted(&scenario.name)) {
        let (word, faults) = match &scenario.outcome {
            Outcome::Passed => (say(lang, "đạt", "passed"), &[][..]),
            Outcome::Failed(faults) => (say(lang, "KHÔNG ĐẠT", "FAILED"), faults.as_slice()),
        };
        let passed = faults.is_empty();
        *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
        if args.common.json {
            let json = json!({
                "file": file.name(), "scenario": scenario.name, "passed": passed, "steps": scenario.steps,
            });
            line(&json.to_string());
        } else {
            line(&format!("{word}  {}", scenario.name));
        }
        output::diagnostics(file, faults, lang, args.common.json);
    }
    // Some of the scenarios cover some of the procedure: no number to be told.
    if args.run.is_none() {
        coverage(args, file, &report.coverage);
    }
}

/// Prints the last line; tells whether all is well.
fn concludes(args: &TestArgs, tally: &Tally) -> bool {
    let lang = args.common.lang();
    let Tally { passed, failed, broken } = tally;
    if let (Some(part), 0, false) = (&args.run, passed + failed, broken) {
        note(&say(
            lang,
            format!("lỗi: không có kịch bản nào có tên chứa `{part}`"),
            format!("error: no scenario has `{part}` in its name"),
        ));
        return false;
    }
    let well = *failed == 0 && !broken;
    if !args.common.json {
        let (vi, en) = if well { ("Đạt", "Passed") } else { ("Chưa đạt", "Not passed") };
        line(&say(
            lang,
            format!("{vi}: {} kịch bản, {passed} đạt, {failed} không đạt.", passed + failed),
            format!("{en}: scenarios {}, passed {passed}, failed {failed}.", passed + failed),
        ));
    }
    well
}

/// Prints what was tried, as n/m; never rounded.
fn coverage(args: &TestArgs, file: &SourceFile, coverage: &Coverage) {
    let lang = args.common.lang();
    let counted = Kind::ALL.into_iter().map(|kind| (kind, coverage.tally(kind))).filter(|(_, (_, all))| *all > 0);
    if args.common.json {
        let kinds: serde_json::Map<String, serde_json::Value> =
            counted.map(|(kind, (tried, all))| (kind.words().en, json!({ "tried": tried, "of": all }))).collect();
        let missing: Vec<String> = coverage.missing().map(|item| item.address.clone()).collect();
        line(&json!({ "file": file.name(), "coverage": kinds, "missing": missing }).to_string());
        return;
    }
    let parts: Vec<String> =
        counted.map(|(kind, (tried, all))| format!("{} {tried}/{all}", kind.words().pick(lang))).collect();
    line(&format!("{}: {}", say(lang, "Độ phủ", "Coverage"), parts.join(", ")));
    for item in coverage.missing() {
        line(&format!("  {} {} {}", say(lang, "chưa thử:", "not tried:"), item.kind.words().pick(lang), item.address));
    }
}
