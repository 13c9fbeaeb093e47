//! The applicant's dossiers, those that wait for him first.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use calendar::{Due, Instant};
use store::{DossierQuery, DossierScope, TaskQuery, TaskScope, TaskView};

use super::reader::{Answer, Page, Reader};
use super::work::{DOSSIERS_MAX, RowView, row};

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    page: Page,
    rows: Vec<Mine>,
}

/// A dossier, and what waits for its applicant.
struct Mine {
    row: RowView,
    waits: bool,
    /// Until when; empty without a due.
    due: String,
}

/// Lists the reader's dossiers.
pub(crate) async fn show(reader: Reader) -> Answer {
    let applicant = reader.applicant()?.to_string();
    let tasks = TaskQuery { scope: TaskScope::Applicant(applicant.clone()), limit: DOSSIERS_MAX, after: None };
    let tasks = reader.app.service.tasks(&tasks).await.map_err(|refusal| reader.failed(&refusal, None))?;
    let waiting: HashMap<&str, String> =
        tasks.iter().map(|task| (task.code.as_str(), due_words(&reader, task).unwrap_or_default())).collect();
    let query =
        DossierQuery { scope: DossierScope::Applicant(applicant), open_only: false, limit: DOSSIERS_MAX, after: None };
    let found = reader.app.service.dossiers(&query).await.map_err(|refusal| reader.failed(&refusal, None))?;
    let mut rows: Vec<Mine> = found
        .iter()
        .map(|found| {
            let due = waiting.get(found.code.as_str());
            Mine { row: row(&reader, found), waits: due.is_some(), due: due.cloned().unwrap_or_default() }
        })
        .collect();
    rows.sort_by_key(|one| !one.waits);
    Ok(reader.show(StatusCode::OK, &MinePage { page: reader.page(), rows }))
}

fn due_words(reader: &Reader, view: &TaskView) -> Option<String> {
    let compiled = reader.app.service.catalogue().version(&view.program)?;
    let rule = compiled.program.node(compiled.program.find(&view.task.step)?).deadline?;
    Some(reader.teller(&compiled).due(Due::At(Instant::from_millis(view.task.due?)), rule))
}
