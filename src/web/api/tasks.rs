//! Work: what one has to do, and the buttons of a dossier with what each will do, or why it is off.
//! It offers; pressing is in `acts`.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use calendar::Instant;
use engine::{
    Activation, ActivationId, Actor, Instance, Name, Pass, Rejection, Sight, World, preview, preview_trigger,
};
use program::{Action, Anytime, AnytimeIx, RoleIx};
use serde::{Deserialize, Serialize};
use store::{TaskPlace, TaskQuery, TaskScope, TaskView};

use super::describe::{self, Question};
use super::dossier::{Step, step};
use super::page;
use super::request::{Asked, At};
use super::sight::{Named, Seen, find, zone};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// The work of a dossier.
#[derive(Serialize)]
pub(super) struct Work {
    code: String,
    version: u64,
    tasks: Vec<Task>,
    anytime: Vec<Button>,
}

#[derive(Serialize)]
struct Task {
    #[serde(flatten)]
    step: Step,
    buttons: Vec<Button>,
}

/// A button or a right, on or off for whoever asks.
#[derive(Serialize)]
struct Button {
    #[serde(flatten)]
    named: Named,
    on: bool,
    /// What pressing it will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    consequence: Option<String>,
    /// Why it is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<Off>,
    asks: Vec<Question>,
}

#[derive(Serialize)]
struct Off {
    code: &'static str,
    detail: String,
}

/// Shows the open tasks of a dossier.
pub(super) async fn of_dossier(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Json<Work>, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let dossier = &seen.dossier;
    let facts = app.service.facts(&dossier.compiled);
    let sight = Sight {
        program: &dossier.compiled.program,
        world: &facts,
        instance: &dossier.instance,
        data: &dossier.data,
        at: facts.now().at,
    };
    let task = |one: &Activation| Task { step: step(&seen, one), buttons: buttons(&seen, &sight, one) };
    let (code, version) = (dossier.row.code.clone(), dossier.row.version);
    let tasks = dossier.instance.open().map(task).collect();
    Ok(Json(Work { code, version, tasks, anytime: rights(&seen, &sight) }))
}

fn buttons(seen: &Seen<'_>, sight: &Sight<'_>, activation: &Activation) -> Vec<Button> {
    let actions = sight.program.person(activation.node).map_or(&[][..], |person| &person.actions);
    let button = |Action { id, name, ask, .. }: &Action| {
        let tried = preview(sight, seen.actor, activation.id, id);
        Button { asks: asks(seen, ask), ..offered(seen, Named::new(id, name), tried) }
    };
    actions.iter().map(button).collect()
}

fn rights(seen: &Seen<'_>, sight: &Sight<'_>) -> Vec<Button> {
    let numbered = (0_u8..).map(AnytimeIx).zip(&sight.program.anytime);
    let button = |(ix, Anytime { id, name, ask, .. }): (AnytimeIx, &Anytime)| {
        let tried = preview_trigger(sight, seen.actor, ix);
        Button { asks: asks(seen, ask), ..offered(seen, Named::new(id, name), tried) }
    };
    numbered.map(button).collect()
}

fn asks(seen: &Seen<'_>, ask: &[program::Ask]) -> Vec<Question> {
    ask.iter().map(|one| describe::ask(&seen.dossier.compiled.program, &seen.teller(), one)).collect()
}

fn offered(seen: &Seen<'_>, named: Named, tried: Result<(Instance, Pass), Rejection>) -> Button {
    let teller = seen.teller();
    let off = tried.as_ref().err().map(|no| Off { code: no.name(), detail: teller.refusal(no) });
    let spans = tried.ok().map(|after| teller.consequence(&seen.dossier.instance, &after));
    let consequence = spans.map(|spans| spans.into_iter().map(|span| span.text).collect());
    Button { named, on: off.is_none(), consequence, off, asks: Vec::new() }
}

/// What may be asked of the list.
#[derive(Deserialize)]
pub(super) struct Query {
    limit: Option<u32>,
    after: Option<String>,
}

/// A task in a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    code: String,
    activation: u64,
    procedure: String,
    step: Named,
    role: String,
    agency: String,
    opened_at: String,
    due: Option<String>,
    overdue: bool,
    /// The post in whose place one would sign (sem 6.5).
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf: Option<String>,
}

/// Lists the open tasks of whoever asks, most urgent first.
pub(super) async fn list(State(app): State<App>, who: Somebody, Asked(query): Asked<Query>) -> Result<Response, Fault> {
    let limit = page::limit(query.limit);
    let after = match &query.after {
        None => None,
        Some(text) => Some(place(text).ok_or(Fault::BadAddress)?),
    };
    let found = app.service.tasks(&TaskQuery { scope: scope(&app, &who.actor), limit, after }).await?;
    let full = found.len() == limit as usize;
    let next = found.last().filter(|_| full).map(|last| format!("limit={limit}&after={}", cursor(&last.place())));
    let lines = found.iter().filter_map(|view| line(&app, &who.actor, view)).collect();
    Ok(page::answer("/tasks", lines, next))
}

/// Asks for the roles a post serves, and those of posts in whose place it may sign.
fn scope(app: &App, actor: &Actor) -> TaskScope {
    let post = match actor {
        Actor::Applicant(account) => return TaskScope::Applicant(account.to_string()),
        Actor::Post(post) => post.as_str(),
    };
    let place = app.service.catalogue().directory().post(post);
    let agency = place.map(|place| place.agency.id.clone()).unwrap_or_default();
    let posts = place.into_iter().flat_map(|place| place.agency.places()).map(|place| place.post);
    let acting = posts.filter(|one| one.id == post || one.substitute.as_deref() == Some(post));
    let mut roles: Vec<String> = acting.flat_map(|one| &one.roles).map(|bound| bound.role.clone()).collect();
    roles.sort_unstable();
    roles.dedup();
    TaskScope::Roles { agency, roles }
}

/// Describes a task, if he may act in it: a role may be bound for one procedure only.
fn line(app: &App, actor: &Actor, view: &TaskView) -> Option<Line> {
    let task = &view.task;
    let compiled = app.service.catalogue().version(&view.program)?;
    let program = &compiled.program;
    let role = program.roles.iter().position(|role| role.id == task.role)?;
    let on_behalf = match actor {
        Actor::Applicant(_) => None,
        Actor::Post(_) => {
            let role = RoleIx(u16::try_from(role).ok()?);
            app.service.facts(&compiled).may(actor, role, &task.agency)?.on_behalf
        }
    };
    let name = program.find(&task.step).map_or(task.step.as_str(), |node| &program.node(node).name);
    let stamp = |millis: i64| zone(app).rfc3339(Instant::from_millis(millis));
    Some(Line {
        code: view.code.clone(),
        activation: task.activation.0,
        procedure: view.procedure.clone(),
        step: Named::new(&task.step, name),
        role: task.role.clone(),
        agency: task.agency.to_string(),
        opened_at: stamp(task.opened_at),
        due: task.due.map(stamp),
        overdue: task.due.is_some_and(|due| due < app.service.now().millis()),
        on_behalf: on_behalf.map(|post: Name| post.to_string()),
    })
}

/// Writes a place in the list: due, activation, code.
fn cursor(place: &TaskPlace) -> String {
    let due = place.due.map(|due| due.to_string()).unwrap_or_default();
    format!("{due}~{}~{}", place.activation, place.code)
}

fn place(text: &str) -> Option<TaskPlace> {
    let mut parts = text.splitn(3, '~');
    let due = parts.next()?;
    let due = if due.is_empty() { None } else { Some(due.parse().ok()?) };
    let activation = ActivationId(parts.next()?.parse().ok()?);
    Some(TaskPlace { due, activation, code: parts.next()?.to_owned() })
}
