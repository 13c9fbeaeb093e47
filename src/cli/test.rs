//! `motcua test`: has the scenarios of procedures run on a virtual clock.
//!
//! It compares nothing and words nothing itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use calendar::Lang;
use procedure::check;
use procedure::shipped::{PROCEDURES, Shipped, TESTS};
use rehearsal::Stage;
use source::SourceFile;

use crate::args_rehearse::TestArgs;
use crate::ended::ended;
use crate::files::{self, Found, PROCEDURE, Read, TEST, Trouble};
use crate::output::{note, say};
use crate::progress::Progress;
use crate::test_told::TestTold;
use crate::{FOUND, OK, watch};

pub(crate) fn run(args: &TestArgs) -> u8 {
    if !args.watch {
        return played(args);
    }
    let lang = args.common.lang();
    let look = || watch::seen(&args.paths, args.processes.as_deref(), lang);
    let stopped = watch::each_change(look, || {
        played(args);
        note(&say(lang, "Đang chờ tệp thay đổi; Ctrl-C để dừng.", "Waiting for a change; Ctrl-C stops."));
    });
    ended(stopped.map(|()| OK).map_err(|error| error.to_string()), lang)
}

fn played(args: &TestArgs) -> u8 {
    let lang = args.common.lang();
    let outcome = pairs(args, lang).and_then(|pairs| {
        let near = args.paths.first().map(AsRef::as_ref);
        let found = files::library(args.processes.as_deref(), near, lang)?;
        all(args, pairs, &found)
    });
    ended(outcome.map(|passed| if passed { OK } else { FOUND }), lang)
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
pub(crate) fn beside(name: &str, from: &str, to: &str) -> String {
    format!("{}{to}", name.strip_suffix(from).unwrap_or(name))
}

fn beside_path(path: &Path, from: &str, to: &str) -> PathBuf {
    PathBuf::from(beside(&path.display().to_string(), from, to))
}

fn all(args: &TestArgs, pairs: Vec<Pair>, found: &Found) -> Result<bool, Trouble> {
    let lang = args.common.lang();
    let today = files::today(None, &found.library, lang)?;
    let directory = found.library.directories.first();
    let directory = directory.ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let mut told = TestTold::new(args);
    for (file, faults) in &found.faults {
        told.faults(file, faults);
    }
    let mut progress = Progress::new(pairs.len());
    for pair in pairs {
        let Some(procedure) = whole(pair.procedure, &mut told) else { continue };
        progress.at(procedure.name());
        let checked = check(procedure, &found.library, today);
        let Some(compiled) = &checked.compiled else {
            progress.clear();
            told.broken(&checked.file, &checked.diagnostics);
            continue;
        };
        let Some(test) = pair.test else {
            progress.clear();
            told.untested(checked.file.name());
            continue;
        };
        if let Some(test) = whole(test, &mut told) {
            let stage = Stage { compiled, library: &found.library, directory };
            let report = rehearsal::test(stage, &test);
            progress.clear();
            told.report(&test, &report);
        }
    }
    Ok(told.finish())
}

/// Gives a file whose bytes could be read as text, or tells why not.
fn whole(read: Read, told: &mut TestTold<'_>) -> Option<SourceFile> {
    match read {
        Ok(file) => Some(file),
        Err(broken) => {
            told.faults(&broken.0, std::slice::from_ref(&broken.1));
            None
        }
    }
}
