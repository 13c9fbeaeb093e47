//! The review of what is overdue: the lists that recurring duties drew up for the reader's agency (sem 2.21).
//! A list shows the state of its slot and is never changed.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use calendar::Instant;
use runtime::DutyList;
use serde::Deserialize;
use store::{DutyQuery, OverdueRow};

use super::reader::{Answer, Page, Reader, capital};

/// Lists on a page.
const LISTS_MAX: u32 = 6;

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    page: Page,
    agency: String,
    lists: Vec<ListView>,
    more: Option<i64>,
}

/// One list.
struct ListView {
    name: String,
    legal: String,
    slot: String,
    as_of: String,
    lines: Vec<LineView>,
}

/// A dossier that was late, or a step of one.
struct LineView {
    code: String,
    procedure: String,
    /// The step; empty if the dossier itself was late.
    step: String,
    role: String,
    due: String,
}

/// Where the lists go on.
#[derive(Deserialize)]
pub(crate) struct Before {
    truoc: Option<String>,
}

/// Shows the latest lists of the reader's agency.
pub(crate) async fn show(reader: Reader, Query(before): Query<Before>) -> Answer {
    let place = reader.post()?;
    let before = before.truoc.and_then(|text| text.parse().ok());
    let query = DutyQuery { unit: place.agency.id.clone(), limit: LISTS_MAX, before };
    let found = reader.app.service.duties(&query).await.map_err(|refusal| reader.failed(&refusal, None))?;
    let more = found.last().filter(|_| found.len() == LISTS_MAX as usize).map(|last| last.slot.millis());
    let page = ReviewPage {
        page: reader.page(),
        agency: place.agency.name.clone(),
        lists: found.iter().map(|list| view(&reader, list)).collect(),
        more,
    };
    Ok(reader.show(StatusCode::OK, &page))
}

fn view(reader: &Reader, list: &DutyList) -> ListView {
    let duty = reader.app.service.catalogue().duties().iter().find(|duty| duty.id == list.duty);
    ListView {
        name: duty.map_or_else(|| list.duty.clone(), |duty| duty.name.clone()),
        legal: duty.map(|duty| duty.legal.clone()).unwrap_or_default(),
        slot: capital(&reader.moment(list.slot)),
        as_of: reader.digits(list.as_of),
        lines: list.overdue.iter().map(|row| line(reader, row)).collect(),
    }
}

/// Names procedure, step and role by the version in force; a step it no longer has keeps its id.
fn line(reader: &Reader, row: &OverdueRow) -> LineView {
    let compiled = reader.app.service.procedure(&row.procedure);
    let program = compiled.map(|compiled| &compiled.program);
    let (step, role) = row.step.clone().unwrap_or_default();
    let named = program.and_then(|program| program.find(&step)).zip(compiled);
    let named = named.map(|(node, compiled)| capital(&reader.teller(compiled).step(node)));
    let of_role = program.and_then(|program| program.roles.iter().find(|one| one.id == role));
    LineView {
        code: row.code.clone(),
        procedure: program.map_or_else(|| row.procedure.clone(), |program| program.name.clone()),
        step: named.unwrap_or_else(|| step.clone()),
        role: of_role.map_or_else(|| role.clone(), |role| role.name.clone()),
        due: reader.digits(Instant::from_millis(row.due)),
    }
}
