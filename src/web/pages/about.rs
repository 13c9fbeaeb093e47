//! About one procedure, made from its definition so that it is never stale.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use calendar::Instant;
use procedure::Compiled;
use procedure::draw::{Drawing, Overlay, Row, diagram, table};
use procedure::explain::{Teller, glue, rule_words};
use program::RuleIx;

use super::fields::handed_in;
use super::file::subject_words;
use super::money::fees;
use super::reader::{Answer, Page, Reader};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    page: Page,
    id: &'a str,
    name: &'a str,
    code: String,
    version: String,
    /// When this version applies, and those before and behind it.
    applies: Vec<String>,
    limit: String,
    promise: Option<Promise>,
    subjects: String,
    agencies: Vec<String>,
    papers: Vec<(String, String)>,
    results: Vec<String>,
    fees: Vec<(String, Vec<String>)>,
    legal: Vec<String>,
    rows: Vec<Row>,
    drawing: Drawing,
}

/// The date a dossier would be promised if it were received now, with its arithmetic.
struct Promise {
    date: String,
    how: Vec<String>,
}

/// Shows a procedure in force.
pub(crate) async fn show(reader: Reader, Path(id): Path<String>) -> Answer {
    let catalogue = reader.app.service.catalogue();
    let compiled = reader.app.service.procedure(&id).ok_or_else(|| reader.nothing_here())?;
    let program = &compiled.program;
    let teller = reader.teller(compiled);
    let subjects: Vec<&str> = program.subjects.iter().map(|one| subject_words(*one, &reader)).collect();
    let page = AboutPage {
        page: reader.page(),
        id: &program.id,
        name: &program.name,
        code: program.code.clone().unwrap_or_default(),
        version: program.version(),
        applies: applies(&reader, &program.id),
        limit: rule_words(program.dossier_rule(), program, reader.lang),
        promise: promise(&reader, &teller, reader.now()),
        subjects: subjects.join(", "),
        agencies: catalogue.offering(compiled).map(|agency| agency.name.clone()).collect(),
        papers: papers(&reader, compiled),
        results: program.results.iter().map(|one| one.name.clone()).collect(),
        fees: fees(&reader, compiled),
        legal: program.citations.iter().map(|one| glue(&one.text)).collect(),
        rows: table(program, reader.lang),
        drawing: diagram(program, &Overlay::plain(), reader.lang, "q"),
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Tells when each version applies, the earliest first; nothing of one that always does.
fn applies(reader: &Reader, id: &str) -> Vec<String> {
    let mut versions: Vec<_> = reader.app.service.catalogue().versions_of(id).iter().collect();
    versions.sort_by_key(|one| one.first);
    let when = |one: &runtime::Version| {
        let first = one.first?.digits();
        let span = match one.last.map(|last| last.digits()) {
            Some(last) => reader.say(&format!("từ {first} đến hết {last}"), &format!("from {first} until {last}")),
            None => reader.say(&format!("từ {first}"), &format!("from {first}")),
        };
        Some(format!("{:.12}: {span}", one.compiled.program.hash))
    };
    versions.into_iter().filter_map(when).collect()
}

fn papers(reader: &Reader, compiled: &Compiled) -> Vec<(String, String)> {
    let optional = reader.say("không bắt buộc", "optional");
    let listed = compiled.program.form.documents.iter().map(|document| {
        let mut notes = vec![handed_in(&document.original, reader.lang)];
        if !document.one_of.is_empty() {
            let names: Vec<&str> = document.one_of.iter().map(|(_, label)| label.as_str()).collect();
            notes.push(format!("{} {}", reader.say("một trong:", "one of:"), names.join("; ")));
        }
        if document.optional {
            notes.push(optional.clone());
        }
        notes.retain(|note| !note.is_empty());
        (document.name.clone(), notes.join(", "))
    });
    listed.collect()
}

/// Counts the dossier's limit from an instant, for the line of everything else.
fn promise(reader: &Reader, teller: &Teller<'_>, from: Instant) -> Option<Promise> {
    let rule = teller.program().dossier_rule();
    let counting = &rule.entries.last()?.counting;
    let calendar = teller.calendar(RuleIx(0));
    let due = calendar::start(counting, from, calendar);
    due.instant()?;
    let how = calendar::explain(counting, from, &counting.full(), calendar).words(reader.lang);
    Some(Promise { date: glue(&teller.due(due, RuleIx(0))), how: how.iter().map(|line| glue(line)).collect() })
}
