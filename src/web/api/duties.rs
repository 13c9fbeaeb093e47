//! `GET /duties`: what the recurring duties of an agency found, the latest slot first (sem 2.21).

use axum::extract::State;
use axum::response::Response;
use calendar::Instant;
use engine::Actor;
use runtime::DutyList;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{DutyQuery, OverdueRow};

use super::page;
use super::request::Asked;
use super::route::Route;
use super::sight::{Named, Stamp, zone};
use crate::App;
use crate::fault::Fault;
use crate::identity::Somebody;

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Lists what the recurring duties of an agency found, the latest slot first.";
    vec![
        Route::get("/duties", list)
            .says("listDuties", "Kết quả rà soát định kỳ", words)
            .may(&[404])
            .pages::<Query, Found>(),
    ]
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// The agency; the asker's own unless named. One that stands below it may be named too.
    unit: Option<String>,
    /// Items of a page: 50 unless asked, 200 at most, 1 at least.
    #[schemars(range(max = u32::MAX))]
    limit: Option<u32>,
    /// Goes on before this slot, milliseconds.
    #[schemars(range(min = i64::MIN, max = i64::MAX))]
    after: Option<i64>,
}

/// What a duty found for one slot.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DutyList", title = "Kết quả rà soát định kỳ")]
struct Found {
    duty: Named,
    legal: String,
    agency: String,
    slot: Stamp,
    as_of: Stamp,
    recorded_at: Stamp,
    overdue: Vec<Line>,
}

/// A dossier that is late, or a step of one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OverdueLine", title = "Hồ sơ hoặc bước quá hạn")]
struct Line {
    code: String,
    procedure: String,
    due: Stamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

/// Lists those of an agency: that of the post that asks, or one below it.
pub(super) async fn list(State(app): State<App>, who: Somebody, Asked(query): Asked<Query>) -> Result<Response, Fault> {
    let Actor::Post(post) = &who.actor else { return Err(Fault::PostsOnly) };
    let place = app.service.catalogue().directory().post(post.as_str()).ok_or(Fault::Nothing)?;
    let limit = page::limit(query.limit);
    let unit = unit(&app, &place.agency.id, query.unit)?;
    let found = app.service.duties(&DutyQuery { unit: unit.clone(), limit, before: query.after }).await?;
    let full = found.len() == limit as usize;
    let next =
        found.last().filter(|_| full).map(|last| format!("unit={unit}&limit={limit}&after={}", last.slot.millis()));
    Ok(page::answer("/duties", found.into_iter().map(|list| told(&app, &unit, list)).collect(), next))
}

/// Finds the agency whose lists are asked for; another's are nobody's matter.
fn unit(app: &App, own: &str, asked: Option<String>) -> Result<String, Fault> {
    let Some(asked) = asked else { return Ok(own.to_owned()) };
    let found = app.service.catalogue().directory().agency(&asked).ok_or(Fault::Nothing)?;
    let below = found.parent.as_deref() == Some(own);
    if asked == own || below { Ok(asked) } else { Err(Fault::Nothing) }
}

fn told(app: &App, agency: &str, list: DutyList) -> Found {
    let zone = zone(app);
    let duty = app.service.catalogue().duties().iter().find(|duty| duty.id == list.duty);
    let line = |OverdueRow { code, procedure, due, step }| {
        let (step, role) = step.map_or((None, None), |(step, role)| (Some(step), Some(role)));
        Line { code, procedure, due: Stamp::at(zone, Instant::from_millis(due)), step, role }
    };
    Found {
        duty: Named::new(&list.duty, duty.map_or(list.duty.as_str(), |duty| &duty.name)),
        legal: duty.map(|duty| duty.legal.clone()).unwrap_or_default(),
        agency: agency.to_owned(),
        slot: Stamp::at(zone, list.slot),
        as_of: Stamp::at(zone, list.as_of),
        recorded_at: Stamp::at(zone, list.recorded_at),
        overdue: list.overdue.into_iter().map(line).collect(),
    }
}
