//! `GET /dossiers`: the dossiers somebody has to do with, the newest first.

use axum::extract::State;
use axum::response::Response;
use calendar::{Instant, Lang};
use engine::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{DossierId, DossierQuery, DossierRow, DossierScope};

use super::dossier::{Status, status};
use super::page;
use super::request::Asked;
use super::route::Route;
use super::sight::{Stamp, zone};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Lists an applicant's own dossiers, or those of a post's agency; the newest first.";
    vec![
        Route::get("/dossiers", list)
            .says("listDossiers", "Hồ sơ của người nộp hoặc của cơ quan", words)
            .pages::<Query, Line>(),
    ]
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Leaves out what is over.
    #[serde(default)]
    open: bool,
    /// Items of a page: 50 unless asked, 200 at most, 1 at least.
    #[schemars(range(max = u32::MAX))]
    limit: Option<u32>,
    /// Where the list goes on; the Link of the page before says it.
    #[schemars(range(min = i64::MIN, max = i64::MAX))]
    after: Option<i64>,
}

/// A dossier in a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DossierLine", title = "Dòng danh sách hồ sơ")]
struct Line {
    code: String,
    procedure: String,
    status: Status,
    submitted_at: Stamp,
    agency: String,
    version: u64,
    ended: bool,
}

/// Lists an applicant's own, or those of a post's agency.
pub(super) async fn list(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    Asked(query): Asked<Query>,
) -> Result<Response, Fault> {
    let limit = page::limit(query.limit);
    let after = query.after.map(DossierId);
    let scope = scope(&app, &who.actor)?;
    let rows = app.service.dossiers(&DossierQuery { scope, open_only: query.open, limit, after }).await?;
    let full = rows.len() == limit as usize;
    let next = rows.last().filter(|_| full).map(|last| format!("open={}&limit={limit}&after={}", query.open, last.id));
    let lines = rows.iter().map(|row| line(&app, row, lang)).collect();
    Ok(page::answer("/dossiers", lines, next))
}

fn scope(app: &App, actor: &Actor) -> Result<DossierScope, Fault> {
    match actor {
        Actor::Applicant(account) => Ok(DossierScope::Applicant(account.to_string())),
        Actor::Post(post) => {
            let place = app.service.catalogue().directory().post(post.as_str()).ok_or(Fault::Nothing)?;
            Ok(DossierScope::Agency(place.agency.id.clone()))
        }
    }
}

fn line(app: &App, row: &DossierRow, lang: Lang) -> Line {
    Line {
        code: row.code.clone(),
        procedure: row.procedure.clone(),
        status: status(row.status, lang),
        submitted_at: Stamp::at(zone(app), Instant::from_millis(row.created_at)),
        agency: row.agency.clone(),
        version: row.version,
        ended: row.ended,
    }
}
