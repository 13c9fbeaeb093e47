//! `GET /procedures`: what is offered, and what each procedure asks. Public: anybody may look.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use calendar::Lang;
use procedure::Compiled;
use procedure::draw::table;
use procedure::explain::rule_words;
use procedure::files::Listed as _;
use program::{DocumentIx, Fee, On, Program};
use runtime::Refusal;
use schemars::JsonSchema;
use serde::Serialize;

use super::describe::{self, Question};
use super::request::At;
use super::route::Route;
use super::sight::Named;
use crate::fault::Fault;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/procedures", list)
            .says("listProcedures", "Danh mục thủ tục đang áp dụng", "Lists the procedures in force.")
            .for_anybody()
            .lists::<Line>(),
        Route::get("/procedures/{id}", show)
            .says("showProcedure", "Thủ tục hỏi gì, mất bao lâu, ai làm", "Shows what a procedure asks, and its steps.")
            .for_anybody()
            .answers::<Shape>(),
        Route::get("/procedures/{id}/versions", versions)
            .says(
                "listVersions",
                "Các phiên bản, thời gian áp dụng",
                "Lists the versions of a procedure, each with when it applies.",
            )
            .for_anybody()
            .lists::<Version>(),
    ]
}

/// A line of the catalogue.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProcedureLine", title = "Dòng danh mục thủ tục")]
pub(super) struct Line {
    id: String,
    code: Option<String>,
    name: String,
    version: String,
}

/// A list of procedures.
#[derive(Serialize)]
pub(super) struct Lines {
    items: Vec<Line>,
}

/// A version of a procedure, and when it is filed on.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ProcedureVersion", title = "Phiên bản thủ tục")]
struct Version {
    version: String,
    hash: String,
    effective: Window,
    /// Which act decides by which version a dossier is settled.
    #[schemars(extend("enum" = ["submission", "reception"]))]
    by: &'static str,
    in_force: bool,
    /// None in a rehearsal.
    published_at: Option<String>,
    published_by: Option<String>,
}

/// First and last day, both included; none if it is open.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Window", title = "Thời gian áp dụng")]
struct Window {
    from: Option<String>,
    to: Option<String>,
}

/// The versions of a procedure.
#[derive(Serialize)]
pub(super) struct Versions {
    items: Vec<Version>,
}

/// A procedure as an applicant and an integrator read it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Procedure", title = "Thủ tục")]
pub(super) struct Shape {
    #[serde(flatten)]
    line: Line,
    #[schemars(extend("enum" = ["xa", "tinh", "trung_uong"]))]
    level: &'static str,
    deadline: String,
    legal: Vec<Named>,
    channels: Vec<Named>,
    subjects: Vec<Named>,
    cases: Vec<Named>,
    sections: Vec<Section>,
    documents: Vec<Paper>,
    results: Vec<Named>,
    fees: Vec<Cost>,
    agencies: Vec<Named>,
    steps: Vec<Step>,
}

/// A fee: what it costs whom, in đồng.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fee", title = "Phí, lệ phí")]
struct Cost {
    #[serde(flatten)]
    named: Named,
    prices: Vec<Price>,
    /// True if some are free by law.
    exempt: bool,
}

/// What a fee costs in one case or by one channel.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Price", title = "Mức thu")]
struct Price {
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["truc_tuyen", "truc_tiep", "buu_chinh", null]))]
    channel: Option<&'static str>,
    /// None if it depends on what is stated.
    amount: Option<i64>,
}

/// A section of the form.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FormSection", title = "Mục của tờ khai")]
struct Section {
    #[serde(flatten)]
    named: Named,
    help: Option<String>,
    cases: Vec<String>,
    fields: Vec<Question>,
}

/// A paper of the dossier.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RequiredPaper", title = "Giấy tờ phải nộp")]
struct Paper {
    #[serde(flatten)]
    question: Question,
    original: String,
    copies: u8,
    accept: Vec<String>,
}

/// A step of the procedure, as its table shows it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ProcedureStep", title = "Bước của quy trình")]
struct Step {
    number: String,
    id: String,
    name: String,
    role: String,
    limit: String,
    papers: Vec<String>,
    ways_out: Vec<String>,
}

/// Lists the procedures in force.
pub(super) async fn list(State(app): State<App>) -> Json<Lines> {
    let items = app.service.catalogue().procedures(app.service.now()).map(|one| line(&one.program)).collect();
    Json(Lines { items })
}

/// Describes a procedure.
pub(super) async fn show(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(id): At<String>,
) -> Result<Json<Shape>, Fault> {
    let compiled = app.service.procedure(&id).ok_or(Refusal::NoSuchProcedure)?;
    Ok(Json(shape(&app, compiled, lang)))
}

/// Lists the versions of a procedure, the first in force first.
pub(super) async fn versions(State(app): State<App>, At(id): At<String>) -> Result<Json<Versions>, Fault> {
    let catalogue = app.service.catalogue();
    let mut found: Vec<&runtime::Version> = catalogue.versions_of(&id).iter().collect();
    if found.is_empty() {
        return Err(Refusal::NoSuchProcedure.into());
    }
    found.sort_by_key(|one| one.first);
    let now = app.service.now();
    let version = |one: &runtime::Version| Version {
        version: one.compiled.program.version(),
        hash: one.compiled.program.hash.to_string(),
        effective: Window { from: one.first.map(String::from), to: one.last.map(String::from) },
        by: one.compiled.definition.effective.by.word(),
        in_force: one.applies(catalogue.date(&one.compiled, now)),
        published_at: one.published.as_ref().map(|(at, _)| catalogue.zone().rfc3339(*at)),
        published_by: one.published.as_ref().map(|(_, by)| by.clone()),
    };
    Ok(Json(Versions { items: found.into_iter().map(version).collect() }))
}

fn line(program: &Program) -> Line {
    let Program { id, code, name, .. } = program;
    Line { id: id.clone(), code: code.clone(), name: name.clone(), version: program.version() }
}

fn shape(app: &App, compiled: &Arc<Compiled>, lang: Lang) -> Shape {
    let program = &compiled.program;
    let offering = app.service.catalogue().offering(compiled);
    Shape {
        line: line(program),
        level: program.level.id(),
        deadline: rule_words(program.dossier_rule(), program, lang),
        legal: program.citations.iter().map(|one| Named::new(&one.id, &one.text)).collect(),
        channels: program.channels.iter().map(|one| Named::new(one.id(), one.words())).collect(),
        subjects: program.subjects.iter().map(|one| Named::new(one.id(), one.words())).collect(),
        cases: program.cases.iter().map(|one| Named::new(&one.id, &one.name)).collect(),
        sections: sections(program),
        documents: papers(program),
        results: program.results.iter().map(|one| Named::new(&one.id, &one.name)).collect(),
        fees: program.fees.iter().map(|fee| cost(program, fee)).collect(),
        agencies: offering.map(|one| Named::new(&one.id, &one.name)).collect(),
        steps: steps(program, lang),
    }
}

fn cost(program: &Program, fee: &Fee) -> Cost {
    let price = |(on, price): &(On, program::Price)| Price {
        case: if let On::Case(case) = on { Some(program.cases[case.at()].id.clone()) } else { None },
        channel: if let On::Channel(channel) = on { Some(channel.id()) } else { None },
        amount: if let program::Price::Dong(amount) = price { Some(*amount) } else { None },
    };
    let prices = fee.prices.iter().map(price).collect();
    Cost { named: Named::new(&fee.id, &fee.name), prices, exempt: fee.exempt.is_some() }
}

/// Lists the sections with the applicant's fields; those an official fills are asked by his buttons.
fn sections(program: &Program) -> Vec<Section> {
    let form = &program.form;
    let section = |(at, section): (usize, &program::Section)| {
        let own = |ix: &program::FieldIx| {
            let field = &form.fields[ix.at()];
            usize::from(field.section) == at && field.by.is_none()
        };
        Section {
            named: Named::new(&section.id, &section.name),
            help: section.help.clone(),
            cases: section.cases.iter().map(|case| program.cases[case.at()].id.clone()).collect(),
            fields: form.field_ixs().filter(own).map(|ix| describe::field(program, ix)).collect(),
        }
    };
    form.sections.iter().enumerate().map(section).filter(|section| !section.fields.is_empty()).collect()
}

fn papers(program: &Program) -> Vec<Paper> {
    let numbered = (0_u16..).map(DocumentIx).zip(&program.form.documents);
    let own = numbered.filter(|(_, document)| document.by.is_none());
    let paper = |(ix, document): (DocumentIx, &program::Document)| Paper {
        question: describe::document(program, ix),
        original: document.original.clone(),
        copies: document.copies,
        accept: document.accept.clone(),
    };
    own.map(paper).collect()
}

fn steps(program: &Program, lang: Lang) -> Vec<Step> {
    let rows = table(program, lang).into_iter();
    rows.map(|row| Step {
        number: row.number,
        id: row.id,
        name: row.name,
        role: row.role,
        limit: row.limit,
        papers: row.papers,
        ways_out: row.ways_out,
    })
    .collect()
}
