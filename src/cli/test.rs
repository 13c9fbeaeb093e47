//! `motcua test`: runs the scenarios of procedures on a virtual clock.

use std::path::{Path, PathBuf};

use calendar::Lang;
use procedure::check;
use procedure::shipped::{PROCEDURES, TESTS};
use rehearsal::{Coverage, Kind, Outcome, Report, Stage};
use source::SourceFile;

use crate::args::TestArgs;
use crate::files::{self, Found, PROCEDURE, TEST, Trouble};
use crate::output::{self, line, note, say};
use crate::{ENVIRONMENT, FOUND, OK};

pub(crate) fn run(args: &TestArgs) -> u8 {
    let lang = args.common.lang();
    let outcome = pairs(args, lang).and_then(|pairs| {
        let near = args.paths.first().map(AsRef::as_ref);
        let found = files::library(args.processes.as_deref(), near, lang)?;
        all(args, &pairs, &found)
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
    procedure: SourceFile,
    test: Option<SourceFile>,
}

fn pairs(args: &TestArgs, lang: Lang) -> Result<Vec<Pair>, Trouble> {
    if args.paths.is_empty() {
        let test = |name: &str| TESTS.iter().find(|test| test.name == beside(name, PROCEDURE, TEST));
        let pair = |one: &procedure::shipped::Shipped| Pair {
            procedure: SourceFile::new(one.name, one.text),
            test: test(one.name).map(|test| SourceFile::new(test.name, test.text)),
        };
        return Ok(PROCEDURES.iter().map(pair).collect());
    }
    let mut pairs = Vec::new();
    for path in files::list(&args.paths, lang)? {
        let name = path.display().to_string();
        let procedure = if files::ends(&path, TEST) { PathBuf::from(beside(&name, TEST, PROCEDURE)) } else { path };
        if files::ends(&procedure, PROCEDURE) && !pairs.contains(&procedure) {
            pairs.push(procedure);
        }
    }
    pairs.iter().map(|procedure| pair(procedure, lang)).collect()
}

fn pair(procedure: &Path, lang: Lang) -> Result<Pair, Trouble> {
    let test = PathBuf::from(beside(&procedure.display().to_string(), PROCEDURE, TEST));
    let plain = |read: files::Read| read.unwrap_or_else(|broken| broken.0);
    Ok(Pair {
        procedure: plain(files::read(procedure, lang)?),
        test: if test.is_file() { Some(plain(files::read(&test, lang)?)) } else { None },
    })
}

/// Turns the name of a file into that of the file beside it.
fn beside(name: &str, from: &str, to: &str) -> String {
    format!("{}{to}", name.strip_suffix(from).unwrap_or(name))
}

fn all(args: &TestArgs, pairs: &[Pair], found: &Found) -> Result<bool, Trouble> {
    let lang = args.common.lang();
    let today = files::today(None, &found.library, lang)?;
    let directory = found.library.directories.first();
    let directory = directory.ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    for (file, faults) in &found.faults {
        output::diagnostics(file, faults, lang, args.common.json);
    }
    let mut passed = !found.faults.iter().any(|(_, faults)| crate::check::stops(faults));
    for pair in pairs {
        let checked = check(SourceFile::new(pair.procedure.name(), pair.procedure.text()), &found.library, today);
        let Some(compiled) = &checked.compiled else {
            output::diagnostics(&checked.file, &checked.diagnostics, lang, args.common.json);
            passed = false;
            continue;
        };
        let Some(test) = &pair.test else {
            line(&say(
                lang,
                format!("{}: chưa có kịch bản kiểm thử", pair.procedure.name()),
                format!("{}: no scenarios yet", pair.procedure.name()),
            ));
            continue;
        };
        let stage = Stage { compiled, library: &found.library, directory };
        let report = rehearsal::test(stage, test);
        passed &= show(args, test, &report);
    }
    Ok(passed)
}

fn show(args: &TestArgs, file: &SourceFile, report: &Report) -> bool {
    let lang = args.common.lang();
    let wanted = |name: &str| args.run.as_ref().is_none_or(|part| name.contains(part.as_str()));
    output::diagnostics(file, &report.diagnostics, lang, args.common.json);
    let mut passed = !crate::check::stops(&report.diagnostics);
    for scenario in report.scenarios.iter().filter(|scenario| wanted(&scenario.name)) {
        let (word, faults) = match &scenario.outcome {
            Outcome::Passed => (say(lang, "đạt", "passed"), &[][..]),
            Outcome::Failed(faults) => (say(lang, "KHÔNG ĐẠT", "FAILED"), faults.as_slice()),
        };
        passed &= faults.is_empty();
        if args.common.json {
            let json = serde_json::json!({
                "file": file.name(), "scenario": scenario.name, "passed": faults.is_empty(), "steps": scenario.steps,
            });
            line(&json.to_string());
        } else {
            line(&format!("{word}  {}", scenario.name));
        }
        output::diagnostics(file, faults, lang, args.common.json);
    }
    coverage(args, file, &report.coverage);
    passed
}

/// Prints what was tried, as n/m; never rounded.
fn coverage(args: &TestArgs, file: &SourceFile, coverage: &Coverage) {
    let lang = args.common.lang();
    let counted = Kind::ALL.into_iter().map(|kind| (kind, coverage.tally(kind))).filter(|(_, (_, all))| *all > 0);
    if args.common.json {
        let kinds: serde_json::Map<String, serde_json::Value> = counted
            .map(|(kind, (tried, all))| (kind.words().en, serde_json::json!({ "tried": tried, "of": all })))
            .collect();
        let missing: Vec<String> = coverage.missing().map(|item| item.address.clone()).collect();
        line(&serde_json::json!({ "file": file.name(), "coverage": kinds, "missing": missing }).to_string());
        return;
    }
    let parts: Vec<String> =
        counted.map(|(kind, (tried, all))| format!("{} {tried}/{all}", kind.words().pick(lang))).collect();
    line(&format!("{}: {}", say(lang, "Độ phủ", "Coverage"), parts.join(", ")));
    for item in coverage.missing() {
        line(&format!("  {} {} {}", say(lang, "chưa thử:", "not tried:"), item.kind.words().pick(lang), item.address));
    }
}
