//! An official's work: what is due at his post, most urgent first, and the dossiers of his agency.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use calendar::Instant;
use engine::{Actor, Name, World};
use procedure::explain::{Chip, account_words, status_class, status_name};
use procedure::files::Place;
use serde::Deserialize;
use store::{DossierId, DossierQuery, DossierRow, DossierScope, TaskQuery, TaskScope, TaskView};

use super::reader::{Answer, Page, Reader, capital};

/// Most tasks on the page.
const TASKS_MAX: u32 = 200;
/// Most dossiers on a page.
pub(crate) const DOSSIERS_MAX: u32 = 50;

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    page: Page,
    tasks: Vec<Due>,
}

/// A line of the queue.
struct Due {
    chip: Option<Chip>,
    code: String,
    procedure: String,
    step: String,
    opened: String,
    due: String,
    /// For whom the reader would sign; empty for his own work.
    instead: String,
}

/// Lists the tasks the reader's post may act in, its own and those it may sign for.
pub(crate) async fn due(reader: Reader) -> Answer {
    let place = reader.post()?;
    let roles = roles(&place);
    let mut tasks = Vec::new();
    if !roles.is_empty() {
        let scope = TaskScope::Roles { agency: place.agency.id.clone(), roles };
        let query = TaskQuery { scope, limit: TASKS_MAX, after: None };
        let found = reader.app.service.tasks(&query).await.map_err(|refusal| reader.failed(&refusal, None))?;
        tasks.extend(found.iter().filter_map(|task| line(&reader, &place, task)));
    }
    Ok(reader.show(StatusCode::OK, &WorkPage { page: reader.page(), tasks }))
}

/// Collects the roles of a post and of the posts it may sign for.
fn roles(place: &Place<'_>) -> Vec<String> {
    let own = place.post;
    let principals =
        place.agency.places().map(|one| one.post).filter(|post| post.substitute.as_deref() == Some(&own.id));
    let roles: BTreeSet<String> =
        std::iter::once(own).chain(principals).flat_map(|post| &post.roles).map(|bound| bound.role.clone()).collect();
    roles.into_iter().collect()
}

/// Makes the line of a task, if the post may act in it under this procedure.
fn line(reader: &Reader, place: &Place<'_>, view: &TaskView) -> Option<Due> {
    let compiled = reader.app.service.catalogue().version(&view.program)?;
    let program = &compiled.program;
    let node = program.find(&view.task.step)?;
    let role = program.roles.iter().position(|role| role.id == view.task.role)?;
    let role = program::RoleIx(u16::try_from(role).ok()?);
    let actor = Actor::Post(Name::from(place.post.id.as_str()));
    let capacity = reader.app.service.facts(&compiled).may(&actor, role, &view.task.agency)?;
    let teller = reader.teller(&compiled);
    let due = view.task.due.map(Instant::from_millis);
    let rule = program.node(node).deadline;
    Some(Due {
        chip: rule.zip(due).map(|(rule, due)| teller.countdown(rule, due, reader.now())),
        code: view.code.clone(),
        procedure: program.name.clone(),
        step: capital(&teller.step(node)),
        opened: reader.digits(Instant::from_millis(view.task.opened_at)),
        due: rule.zip(due).map(|(rule, due)| teller.due(calendar::Due::At(due), rule)).unwrap_or_default(),
        instead: capacity.on_behalf.map(|principal| teller.post(&principal)).unwrap_or_default(),
    })
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(crate) struct After {
    sau: Option<String>,
}

#[derive(Template)]
#[template(path = "dossiers.html")]
struct DossiersPage {
    page: Page,
    rows: Vec<RowView>,
    more: Option<i64>,
}

/// A dossier in a list.
pub(crate) struct RowView {
    /// Its code.
    pub code: String,
    /// Name of its procedure.
    pub procedure: String,
    /// Who filed it.
    pub applicant: String,
    /// When.
    pub filed: String,
    /// Its national status.
    pub status: &'static str,
    /// Classes of the status tag.
    pub status_class: &'static str,
}

/// Makes the line of a dossier.
pub(crate) fn row(reader: &Reader, row: &DossierRow) -> RowView {
    let compiled = reader.app.service.catalogue().version(&row.program);
    RowView {
        code: row.code.clone(),
        procedure: compiled.map_or_else(|| row.procedure.clone(), |compiled| compiled.program.name.clone()),
        applicant: account_words(&row.applicant, reader.lang),
        filed: reader.digits(Instant::from_millis(row.created_at)),
        status: status_name(row.status, reader.lang),
        status_class: status_class(row.status),
    }
}

/// Lists the dossiers of the reader's agency, the newest first.
pub(crate) async fn dossiers(reader: Reader, Query(after): Query<After>) -> Answer {
    let agency = reader.post()?.agency.id.clone();
    let query = DossierQuery {
        scope: DossierScope::Agency(agency),
        open_only: false,
        limit: DOSSIERS_MAX,
        after: after.sau.and_then(|id| id.parse().ok()).map(DossierId),
    };
    let found = reader.app.service.dossiers(&query).await.map_err(|refusal| reader.failed(&refusal, None))?;
    let full = found.len() >= DOSSIERS_MAX as usize;
    let more = found.last().filter(|_| full).map(|last| last.id.0);
    let rows = found.iter().map(|found| row(&reader, found)).collect();
    Ok(reader.show(StatusCode::OK, &DossiersPage { page: reader.page(), rows, more }))
}
