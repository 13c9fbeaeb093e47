//! `GET /dossiers/{code}/data`: what was filled in. An applicant reads what is his, officials read all.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use engine::{Paper, Remark, RemarkKind};
use program::FieldType;
use schemars::JsonSchema;
use serde::Serialize;

use super::describe;
use super::request::At;
use super::route::Route;
use super::sight::{Seen, consulted};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::reach::Reach;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Shows what was filled in; an applicant reads what is his, officials read all.";
    vec![Route::get("/dossiers/{code}/data", show).says("showData", "Nội dung đã khai", words).answers::<Shape>()]
}

/// The data of a dossier at its present version.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DossierData", title = "Nội dung hồ sơ")]
pub(super) struct Shape {
    version: u32,
    answers: BTreeMap<String, Given>,
    /// What messages and jobs have said, by step and field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    received: BTreeMap<String, Given>,
    remarks: Vec<Written>,
}

/// One answer, in the form in which it may be sent.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "GivenAnswer", title = "Câu trả lời đã có")]
enum Given {
    One(String),
    Many(Vec<String>),
}

/// A text that was written beside the form.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Remark", title = "Ý kiến, lý do đã ghi")]
struct Written {
    #[schemars(extend("enum" = ["ly_do", "noi_dung", "ghi_chu", "can_cu"]))]
    kind: &'static str,
    activation: Option<u64>,
    text: String,
}

/// Shows the data.
pub(super) async fn show(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Json<Shape>, Fault> {
    let seen = consulted(&app, &who.actor, lang, &code).await?;
    let answers = fields(&seen).chain(papers(&seen)).collect();
    let remarks = seen.dossier.data.remarks.iter().filter(|remark| is_for(&seen, remark.kind)).map(written).collect();
    let received = if is_official(&seen) { received(&seen) } else { BTreeMap::new() };
    Ok(Json(Shape { version: seen.dossier.instance.data.0, answers, received, remarks }))
}

fn received(seen: &Seen<'_>) -> BTreeMap<String, Given> {
    let program = &seen.dossier.compiled.program;
    let mut all = BTreeMap::new();
    for (&node, values) in &seen.dossier.data.answers {
        let step = program.node(node);
        let said = step.work.slots().iter().zip(values).filter_map(|(slot, value)| Some((slot, value.as_ref()?)));
        all.extend(said.map(|(slot, value)| {
            let texts = describe::text(&slot.ty, value);
            (format!("{}.{}", step.id, slot.id), given(&slot.ty, texts))
        }));
    }
    all
}

/// Several values stay several, also if there is one.
fn given(ty: &FieldType, mut texts: Vec<String>) -> Given {
    match ty {
        FieldType::Choices(_) | FieldType::Agencies => Given::Many(texts),
        _ => Given::One(texts.pop().unwrap_or_default()),
    }
}

fn fields<'a>(seen: &'a Seen<'_>) -> impl Iterator<Item = (String, Given)> + 'a {
    let form = &seen.dossier.compiled.program.form;
    form.field_ixs().filter_map(move |ix| {
        let field = &form.fields[ix.at()];
        let given = given(&field.ty, describe::text(&field.ty, seen.dossier.data.field(ix)?));
        (is_official(seen) || field.by.is_none()).then(|| (form.path(ix), given))
    })
}

fn papers<'a>(seen: &'a Seen<'_>) -> impl Iterator<Item = (String, Given)> + 'a {
    let documents = &seen.dossier.compiled.program.form.documents;
    documents.iter().zip(&seen.dossier.data.papers).filter_map(|(document, paper)| {
        let text = match paper {
            Paper::Absent => return None,
            Paper::Given => "true".to_owned(),
            Paper::OneOf(chosen) => document.one_of.get(chosen.at())?.0.clone(),
        };
        (is_official(seen) || document.by.is_none()).then(|| (format!("giay_to.{}", document.id), Given::One(text)))
    })
}

/// The content of a request is written to the applicant; reasons and notes may be between officials. Of an office that
/// is only asked something, neither is its matter.
fn is_for(seen: &Seen<'_>, kind: RemarkKind) -> bool {
    is_official(seen) || (!seen.is_post() && kind == RemarkKind::Content)
}

fn is_official(seen: &Seen<'_>) -> bool {
    seen.is_post() && seen.reach == Reach::Whole
}

fn written(remark: &Remark) -> Written {
    Written {
        kind: remark.kind.id(),
        activation: remark.activation.map(|activation| activation.0),
        text: remark.text.clone(),
    }
}
