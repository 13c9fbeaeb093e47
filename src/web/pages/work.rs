//! An official's work: what is due at his post, most urgent first, and the dossiers of his agency.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use calendar::{Instant, Phase};
use engine::{Actor, Name, World};
use procedure::explain::{Chip, Prospect, account_words, outlook, status_class, status_name};
use procedure::files::Place;
use program::RuleIx;
use serde::Deserialize;
use store::{DossierId, DossierQuery, DossierRow, DossierScope, TaskQuery, TaskScope, TaskView};

use super::clocks::prospect;
use super::reader::{Answer, Page, Reader, capital};
use super::refused::Refused;

/// The dossier's own clock.
const DOSSIER: RuleIx = RuleIx(0);
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
    /// When the earlier of both is due: the step, or the dossier (sem 3.46).
    at: Option<Instant>,
    chip: Option<Chip>,
    code: String,
    procedure: String,
    step: String,
    /// The agency it is done for, one of a list; empty if it is no item.
    item: String,
    opened: String,
    due: String,
    /// True if that is the dossier's due.
    of_dossier: bool,
    /// True if the step's own due lies beyond it: what is left for the dossier is less than nothing.
    beyond: bool,
    /// What is to be expected of the dossier, if that is no good: the tag's words and class.
    prospect: Option<(String, &'static str)>,
    /// For whom the reader would sign; empty for his own work.
    instead: String,
    /// Who holds it; empty for nobody.
    holder: String,
    /// True if that is the reader.
    held: bool,
}

/// Lists the tasks the reader's post may act in, its own and those it may sign for, most urgent first.
pub(crate) async fn due(reader: Reader) -> Answer {
    let place = reader.post()?;
    let roles = roles(&place);
    let mut tasks = Vec::new();
    if !roles.is_empty() {
        let scope = TaskScope::Roles { agency: place.agency.id.clone(), roles };
        let query = TaskQuery { scope, limit: TASKS_MAX, after: None };
        let found = reader.app.service.tasks(&query).await.map_err(|refusal| reader.failed(&refusal, None))?;
        let wholes = wholes(&reader, &found).await?;
        let whole = |task: &TaskView| wholes.get(&task.code).copied().unwrap_or_default();
        tasks.extend(found.iter().filter_map(|task| line(&reader, &place, task, whole(task))));
        tasks.sort_by_key(|task| task.at.map_or(i64::MAX, Instant::millis));
    }
    Ok(reader.show(StatusCode::OK, &WorkPage { page: reader.page(), tasks }))
}

/// What a line says of its dossier as a whole.
#[derive(Clone, Copy, Default)]
struct Whole {
    /// When it is due, if its clock runs.
    due: Option<Instant>,
    /// Whether it can still be finished in time, if that is in doubt.
    prospect: Option<Prospect>,
}

/// Looks at the dossiers of a list, each once.
async fn wholes(reader: &Reader, tasks: &[TaskView]) -> Result<BTreeMap<String, Whole>, Refused> {
    let codes: BTreeSet<&str> = tasks.iter().map(|task| task.code.as_str()).collect();
    let mut wholes = BTreeMap::new();
    for code in codes {
        let found = reader.app.service.dossier(code).await.map_err(|refusal| reader.failed(&refusal, None))?;
        let Some(dossier) = found else { continue };
        let (program, library) = (&dossier.compiled.program, reader.app.service.catalogue().library());
        let clock = dossier.instance.clock(DOSSIER).filter(|clock| clock.state.phase == Phase::Running);
        let ahead = outlook(program, library, &dossier.instance, reader.now());
        let prospect = ahead.map(|ahead| ahead.prospect).filter(|prospect| prospect.is_flagged());
        let due = clock.and_then(|clock| clock.state.due.instant());
        wholes.insert(code.to_owned(), Whole { due, prospect });
    }
    Ok(wholes)
}

/// Collects the roles of a post and of the posts it may sign for.
fn roles(place: &Place<'_>) -> Vec<String> {
    let own = place.post;
    let principals = place.agency.places().map(|one| one.post).filter(|post| post.lets(&own.id));
    let roles: BTreeSet<String> =
        std::iter::once(own).chain(principals).flat_map(|post| &post.roles).map(|bound| bound.role.clone()).collect();
    roles.into_iter().collect()
}

/// Makes the line of a task, if the post may act in it under this procedure.
fn line(reader: &Reader, place: &Place<'_>, view: &TaskView, whole: Whole) -> Option<Due> {
    let compiled = reader.app.service.catalogue().version(&view.program)?;
    let program = &compiled.program;
    let node = program.find(&view.task.step)?;
    let role = program.roles.iter().position(|role| role.id == view.task.role)?;
    let role = program::RoleIx(u16::try_from(role).ok()?);
    let actor = Actor::Post(Name::from(place.post.id.as_str()));
    let capacity = reader.app.service.facts(&compiled).may(&actor, role, &view.task.agency)?;
    let teller = reader.teller(&compiled);
    let own = program.node(node).deadline.zip(view.task.due.map(Instant::from_millis));
    let sooner = whole.due.filter(|whole| own.is_none_or(|(_, own)| *whole < own)).map(|whole| (DOSSIER, whole));
    let due = sooner.or(own);
    let holder = view.task.holder.as_ref();
    Some(Due {
        at: due.map(|(_, at)| at),
        chip: due.map(|(rule, at)| teller.countdown(rule, at, reader.now())),
        code: view.code.clone(),
        procedure: program.name.clone(),
        step: capital(&teller.step(node)),
        item: view.task.item.as_ref().map(|item| teller.agency(item)).unwrap_or_default(),
        opened: reader.digits(Instant::from_millis(view.task.opened_at)),
        due: due.map(|(rule, at)| teller.due(calendar::Due::At(at), rule)).unwrap_or_default(),
        of_dossier: sooner.is_some(),
        beyond: sooner.is_some() && own.is_some(),
        prospect: whole.prospect.map(prospect).map(|(vi, en, class)| (reader.say(vi, en), class)),
        instead: capacity.on_behalf.map(|principal| teller.post(&principal)).unwrap_or_default(),
        holder: holder.map(|holder| teller.post(holder)).unwrap_or_default(),
        held: holder.is_some_and(|holder| holder.as_str() == place.post.id),
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
    today: String,
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
    let today = reader.zone().date(reader.now()).digits();
    Ok(reader.show(StatusCode::OK, &DossiersPage { page: reader.page(), today, rows, more }))
}
