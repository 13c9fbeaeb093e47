//! `GET /dossiers`: the dossiers somebody has to do with, the newest first.

use axum::extract::State;
use axum::response::Response;
use calendar::{Instant, Lang};
use engine::Actor;
use serde::{Deserialize, Serialize};
use store::{DossierId, DossierQuery, DossierRow, DossierScope};

use super::dossier::{Status, status};
use super::page;
use super::request::Asked;
use super::sight::zone;
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// What may be asked of the list.
#[derive(Deserialize)]
pub(super) struct Query {
    /// Leaves out what is over.
    #[serde(default)]
    open: bool,
    limit: Option<u32>,
    after: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    code: String,
    procedure: String,
    status: Status,
    submitted_at: String,
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
        submitted_at: zone(app).rfc3339(Instant::from_millis(row.created_at)),
        agency: row.agency.clone(),
        version: row.version,
        ended: row.ended,
    }
}
