//! What came of scenarios, in the form that was asked for: for people, as JSON lines, as JUnit.
//!
//! It runs nothing and judges no scenario.

use calendar::Lang;
use rehearsal::{Coverage, Fault, Kind, Outcome, Report};
use serde_json::json;
use source::{Diagnostic, Severity, SourceFile, Words};

use crate::args_rehearse::{TestArgs, TestForm};
use crate::files::{PROCEDURE, TEST};
use crate::junit::{self, Case, Failure, Suite};
use crate::output::{self, line, note, say};
use crate::sides::sides;
use crate::test::beside;

/// Type of a failure of coverage in JUnit, which has no code of a rule.
const COVERAGE: &str = "coverage";

/// Prints and counts what came of the scenarios of one call.
pub(crate) struct TestTold<'a> {
    args: &'a TestArgs,
    lang: Lang,
    form: TestForm,
    passed: usize,
    failed: usize,
    /// A file could not be used at all.
    unusable: bool,
    /// A kind was tried less than was asked for.
    short: bool,
    suites: Vec<Suite>,
}

impl<'a> TestTold<'a> {
    pub fn new(args: &'a TestArgs) -> Self {
        let form = if args.common.json { TestForm::Json } else { args.format };
        let (lang, suites) = (args.common.lang(), Vec::new());
        Self { args, lang, form, passed: 0, failed: 0, unusable: false, short: false, suites }
    }

    /// Tells what is wrong with a file that is not a scenario's fault.
    pub fn faults(&mut self, file: &SourceFile, found: &[Diagnostic]) {
        self.unusable |= crate::check::stops(found);
        match self.form {
            TestForm::Text | TestForm::Json => {
                output::diagnostics(file, found, self.lang, self.form == TestForm::Json);
            }
            TestForm::Junit => {
                let errors = found.iter().filter(|one| one.code.severity == Severity::Error);
                let failures: Vec<_> = errors.map(|one| self.failure(file, one, String::new())).collect();
                if !failures.is_empty() {
                    let case = Case { name: file.name().to_owned(), failures };
                    self.suites.push(Suite { name: file.name().to_owned(), cases: vec![case], out: String::new() });
                }
            }
        }
    }

    /// Tells of a procedure that cannot be played.
    pub fn broken(&mut self, file: &SourceFile, found: &[Diagnostic]) {
        self.faults(file, found);
        self.unusable = true;
    }

    /// Tells of a procedure without scenarios.
    pub fn untested(&mut self, name: &str) {
        let test = beside(name, PROCEDURE, TEST);
        let words = Words::new(
            format!("{name}: chưa có kịch bản kiểm thử; viết vào {test}"),
            format!("{name}: no scenarios yet; write them into {test}"),
        );
        let told = words.pick(self.lang).to_owned();
        match self.form {
            TestForm::Text => line(&told),
            TestForm::Json => line(&json!({ "file": name, "scenarios": 0 }).to_string()),
            TestForm::Junit => self.suites.push(Suite { name: name.to_owned(), cases: Vec::new(), out: told }),
        }
        // Nothing of it is tried.
        self.short |= self.args.threshold.is_some_and(|least| least > 0);
    }

    /// Tells what came of a test file.
    pub fn report(&mut self, file: &SourceFile, report: &Report) {
        // Notes are about all of a file's scenarios; who runs some of them has not asked.
        let told = |one: &&Diagnostic| self.args.run.is_none() || one.code.severity == Severity::Error;
        let found: Vec<Diagnostic> = report.diagnostics.iter().filter(told).cloned().collect();
        self.faults(file, &found);
        let mut cases = Vec::new();
        for scenario in &report.scenarios {
            if self.args.run.as_ref().is_some_and(|part| !scenario.name.contains(part.as_str())) {
                continue;
            }
            let faults = match &scenario.outcome {
                Outcome::Passed => &[][..],
                Outcome::Failed(faults) => faults.as_slice(),
            };
            *(if faults.is_empty() { &mut self.passed } else { &mut self.failed }) += 1;
            match self.form {
                TestForm::Text => self.scenario(file, &scenario.name, faults),
                TestForm::Json => self.object(file, (&scenario.name, scenario.steps), faults),
                TestForm::Junit => {
                    let failures = faults.iter().map(|fault| self.failed(file, fault)).collect();
                    cases.push(Case { name: scenario.name.clone(), failures });
                }
            }
        }
        // Some of the scenarios cover some of the procedure: no number to be told.
        if self.args.run.is_none() {
            self.coverage(file, &report.coverage, &mut cases);
        } else if self.form == TestForm::Junit {
            self.suites.push(Suite { name: file.name().to_owned(), cases, out: String::new() });
        }
    }

    fn scenario(&self, file: &SourceFile, name: &str, faults: &[Fault]) {
        let word = if faults.is_empty() { ("đạt", "passed") } else { ("KHÔNG ĐẠT", "FAILED") };
        line(&format!("{}  {name}", say(self.lang, word.0, word.1)));
        for fault in faults {
            match &fault.difference {
                None => output::diagnostics(file, std::slice::from_ref(&fault.diagnostic), self.lang, false),
                Some(difference) => {
                    let about = &difference.about;
                    let message =
                        Words::new(format!("`{about}` không như mong đợi"), format!("`{about}` is not as expected"));
                    let place = Diagnostic::new(fault.diagnostic.code, fault.diagnostic.span, message);
                    output::diagnostics(file, &[place], self.lang, false);
                    line(sides(difference, self.lang).trim_end_matches('\n'));
                }
            }
        }
    }

    fn object(&self, file: &SourceFile, (name, steps): (&str, usize), faults: &[Fault]) {
        let passed = faults.is_empty();
        line(&json!({ "file": file.name(), "scenario": name, "passed": passed, "steps": steps }).to_string());
        for fault in faults {
            output::diagnostics(file, std::slice::from_ref(&fault.diagnostic), self.lang, true);
        }
    }

    fn failed(&self, file: &SourceFile, fault: &Fault) -> Failure {
        let both = fault.difference.as_ref().map(|difference| sides(difference, self.lang)).unwrap_or_default();
        self.failure(file, &fault.diagnostic, both)
    }

    fn failure(&self, file: &SourceFile, one: &Diagnostic, both: String) -> Failure {
        let place = file.position(one.span.start);
        Failure {
            code: one.code.code,
            message: one.message.pick(self.lang).to_owned(),
            text: format!("{}:{}:{}\n{both}", file.name(), place.line, place.column),
        }
    }

    /// Tells what was tried, as n/m, never rounded, and each kind below the threshold.
    fn coverage(&mut self, file: &SourceFile, coverage: &Coverage, cases: &mut Vec<Case>) {
        let all = Kind::ALL.into_iter().map(|kind| (kind, coverage.tally(kind)));
        let counted: Vec<_> = all.filter(|(_, (_, all))| *all > 0).collect();
        let least = usize::from(self.args.threshold.unwrap_or(0));
        let below: Vec<Words> = counted
            .iter()
            .filter(|(_, (tried, all))| tried * 100 < least * all)
            .map(|(kind, (tried, all))| short(kind.words(), (*tried, *all), least))
            .collect();
        self.short |= !below.is_empty();
        let lang = self.lang;
        let missing = coverage.missing().map(|item| {
            let untried = say(lang, "chưa thử:", "not tried:");
            format!("  {untried} {} {}", item.kind.words().pick(lang), item.address)
        });
        let parts: Vec<String> =
            counted.iter().map(|(kind, (tried, all))| format!("{} {tried}/{all}", kind.words().pick(lang))).collect();
        let told = format!("{}: {}", say(lang, "Độ phủ", "Coverage"), parts.join(", "));
        match self.form {
            TestForm::Text => {
                line(&told);
                missing.for_each(|one| line(&one));
                below.iter().for_each(|one| line(&format!("  {}", one.pick(lang))));
            }
            TestForm::Json => {
                let kinds: serde_json::Map<String, serde_json::Value> = counted
                    .into_iter()
                    .map(|(kind, (tried, all))| (kind.words().en, json!({ "tried": tried, "of": all })))
                    .collect();
                let missing: Vec<&str> = coverage.missing().map(|item| item.address.as_str()).collect();
                let mut told = json!({ "file": file.name(), "coverage": kinds, "missing": missing });
                if self.args.threshold.is_some() {
                    told["below"] = below.iter().map(|one| one.pick(lang)).collect();
                }
                line(&told.to_string());
            }
            TestForm::Junit => {
                let mut cases = std::mem::take(cases);
                cases.extend(below.iter().map(|one| {
                    let message = one.pick(lang).to_owned();
                    let failure = Failure { code: COVERAGE, text: message.clone(), message };
                    Case { name: say(lang, "Độ phủ", "Coverage"), failures: vec![failure] }
                }));
                let out = std::iter::once(told).chain(missing).collect::<Vec<_>>().join("\n");
                self.suites.push(Suite { name: file.name().to_owned(), cases, out });
            }
        }
    }

    /// Prints what comes last; tells whether all is well.
    pub fn finish(self) -> bool {
        let Self { passed, failed, unusable, short, .. } = self;
        if let (Some(part), 0, false) = (&self.args.run, passed + failed, unusable) {
            note(&say(
                self.lang,
                format!("lỗi: không có kịch bản nào có tên chứa `{part}`"),
                format!("error: no scenario has `{part}` in its name"),
            ));
            return false;
        }
        let well = failed == 0 && !unusable && !short;
        let (vi, en) = if well { ("Đạt", "Passed") } else { ("Chưa đạt", "Not passed") };
        let all = passed + failed;
        match self.form {
            TestForm::Text => line(&say(
                self.lang,
                format!("{vi}: {all} kịch bản, {passed} đạt, {failed} không đạt."),
                format!("{en}: scenarios {all}, passed {passed}, failed {failed}."),
            )),
            TestForm::Json => {}
            TestForm::Junit => line(junit::document(&self.suites).trim_end()),
        }
        well
    }
}

/// Says that a kind was tried less than was asked for.
fn short(kind: Words, (tried, all): (usize, usize), least: usize) -> Words {
    Words::new(
        format!("độ phủ dưới ngưỡng {least}%: {} {tried}/{all}", kind.vi),
        format!("coverage below {least}%: {} {tried}/{all}", kind.en),
    )
}
