//! Findings in the form that was asked for: drawn for people, or as other programs read them.
//!
//! It judges nothing. A form that is one document is written at the end.

use std::fmt::Write as _;

use calendar::Lang;
use serde_json::{Value, json};
use source::{Diagnostic, Severity, SourceFile};

use crate::args_author::Format;
use crate::junit::{self, Case, Failure, Suite};
use crate::output::{self, Tally, line};

/// Collects and prints the findings of one judgement.
pub(crate) struct Report {
    format: Format,
    lang: Lang,
    strict: bool,
    /// What was counted.
    pub tally: Tally,
    files: Vec<(SourceFile, Vec<Diagnostic>)>,
}

impl Report {
    pub fn new(format: Format, lang: Lang, strict: bool) -> Self {
        Self { format, lang, strict, tally: Tally::default(), files: Vec::new() }
    }

    /// Tells whether something found makes the judgement a failure.
    pub fn failed(&self) -> bool {
        self.tally.errors > 0 || (self.strict && self.tally.warnings > 0)
    }

    /// Takes what was found in a file.
    pub fn show(&mut self, file: &SourceFile, found: &[Diagnostic]) {
        self.tally.add(found);
        match self.format {
            Format::Text => output::diagnostics(file, found, self.lang, false),
            Format::Json => output::diagnostics(file, found, self.lang, true),
            Format::Github => found.iter().for_each(|one| line(&annotation(file, one, self.lang))),
            Format::Sarif | Format::Junit => self.files.push((file.clone(), found.to_vec())),
        }
    }

    /// Prints the form that is one document.
    pub fn finish(&self) {
        match self.format {
            Format::Text | Format::Json | Format::Github => {}
            Format::Sarif => line(&format!("{:#}", self.sarif())),
            Format::Junit => line(self.junit().trim_end()),
        }
    }

    /// Writes SARIF 2.1.0: one run, the rules that spoke with their pages, a fix where there is one.
    fn sarif(&self) -> Value {
        let mut codes: Vec<_> = self.files.iter().flat_map(|(_, found)| found).map(|one| one.code).collect();
        codes.sort_by_key(|code| code.code);
        codes.dedup_by_key(|code| code.code);
        let rules: Vec<_> = codes
            .iter()
            .map(|code| {
                let page = procedure::rules::explain(code.code).unwrap_or_default();
                let title = page.lines().next().unwrap_or_default().trim_start_matches("# ");
                json!({
                    "id": code.code, "name": code.slug, "shortDescription": { "text": title },
                    "help": { "text": page, "markdown": page },
                    "defaultConfiguration": { "level": level(code.severity) },
                })
            })
            .collect();
        let results: Vec<_> =
            self.files.iter().flat_map(|(file, found)| found.iter().map(|one| result(file, one, self.lang))).collect();
        json!({
            "version": "2.1.0",
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [{
                "tool": { "driver": { "name": "motcua", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }

    /// Writes JUnit: a case for each file, a failure for each finding that fails the judgement.
    fn junit(&self) -> String {
        let fails = |one: &&Diagnostic| match one.code.severity {
            Severity::Error => true,
            Severity::Warning => self.strict,
            Severity::Note => false,
        };
        let suites = self.files.iter().map(|(file, found)| {
            let told = |one: &Diagnostic| output::remark(file, one, self.lang);
            let failure = |one: &Diagnostic| Failure {
                code: one.code.code,
                message: one.message.pick(self.lang).to_owned(),
                text: told(one),
            };
            let failures = found.iter().filter(fails).map(failure).collect();
            let others: Vec<_> = found.iter().filter(|one| !fails(one)).map(told).collect();
            let name = file.name().to_owned();
            Suite { cases: vec![Case { name: name.clone(), failures }], name, out: others.join("\n") }
        });
        junit::document(&suites.collect::<Vec<_>>())
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn region(file: &SourceFile, span: source::Span) -> Value {
    let (start, end) = (file.position(span.start), file.position(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn result(file: &SourceFile, one: &Diagnostic, lang: Lang) -> Value {
    let artifact = json!({ "uri": uri(file.name()) });
    let mut result = json!({
        "ruleId": one.code.code,
        "level": level(one.code.severity),
        "message": { "text": sentence(one, lang) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region(file, one.span) } }],
    });
    if let Some(fix) = &one.fix {
        result["fixes"] = json!([{ "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": [{ "deletedRegion": region(file, fix.span), "insertedContent": { "text": fix.text } }],
        }] }]);
    }
    result
}

fn sentence(one: &Diagnostic, lang: Lang) -> String {
    let help = one.help.as_ref().map(|words| format!("; {}", words.pick(lang))).unwrap_or_default();
    format!("{}{help}", one.message.pick(lang))
}

/// Writes a workflow command of GitHub Actions.
fn annotation(file: &SourceFile, one: &Diagnostic, lang: Lang) -> String {
    let kind = match one.code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let (start, end) = (file.position(one.span.start), file.position(one.span.end));
    // A column range is for one line only.
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let (name, title, told) = (property(file.name()), property(one.code.code), data(&sentence(one, lang)));
    format!("::{kind} file={name},line={},endLine={}{columns},title={title}::{told}", start.line, end.line)
}

/// Writes the name of a file as a reference of RFC 3986.
fn uri(name: &str) -> String {
    let mut out = String::new();
    for byte in name.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("a String takes all"),
        }
    }
    out
}
