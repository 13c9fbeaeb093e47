//! Work: what one has to do, and the buttons of a dossier with what each will do, or why it is off.
//! It offers; pressing is in `acts`.

use axum::extract::State;
use axum::response::Response;
use calendar::Instant;
use engine::{
    Activation, ActivationId, Actor, Holding, Instance, Name, Pass, Rejection, Sight, World, preview, preview_trigger,
};
use program::{Action, ActionKind, Anytime, AnytimeIx, AnytimeKind, ExtensionIx, NodeIx, RoleIx, Work as Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{TaskPlace, TaskQuery, TaskScope, TaskView};

use super::describe::{self, Asking, Question};
use super::page;
use super::receipt::versioned;
use super::request::{Asked, At};
use super::route::Route;
use super::sight::{Named, Seen, Stamp, consulted, zone};
use super::step::{Step, step};
use crate::fault::Fault;
use crate::holding::{ALONE, candidates, tried};
use crate::identity::Somebody;
use crate::reach::Reach;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Shows the open tasks with each button: what it will do, or why it is off.";
    vec![
        Route::get("/tasks", list)
            .says("listTasks", "Việc của người hỏi", "Lists the open tasks of whoever asks, the most urgent first.")
            .pages::<Query, Line>(),
        Route::get("/dossiers/{code}/tasks", of_dossier)
            .says("showTasks", "Việc và nút bấm của hồ sơ", words)
            .shows::<Work>(),
    ]
}

/// The work of a dossier.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Work", title = "Việc của hồ sơ")]
pub(super) struct Work {
    code: String,
    version: u64,
    tasks: Vec<Task>,
    anytime: Vec<Button>,
}

/// An open task with what may be done to it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Task", title = "Việc đang mở")]
struct Task {
    #[serde(flatten)]
    step: Step,
    /// The message it awaits.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Awaited>,
    /// What a message, money or a job can come to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcomes: Vec<Named>,
    buttons: Vec<Button>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holding: Option<Held>,
}

/// A message that is awaited: its name, and what it says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AwaitedMessage", title = "Tin đang chờ")]
struct Awaited {
    name: String,
    fields: Vec<Question>,
}

/// What may be done with a task beside completing it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Holding", title = "Nhận, giao, trả việc")]
struct Held {
    acts: Vec<Possible>,
    /// Posts to whom whoever asks may give it.
    assign: Vec<Named>,
    /// Posts whom he may let prepare it.
    delegate: Vec<Named>,
}

/// One thing that may be done with a task.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HoldingAct", title = "Cách nhận, giao, trả việc")]
struct Possible {
    #[schemars(extend("enum" = ["claim", "release", "prepared", "recall"]))]
    id: &'static str,
    on: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<Off>,
}

/// A button or a right, on or off for whoever asks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Button", title = "Nút bấm")]
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

/// Why a button is off.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Off", title = "Lý do chưa bấm được")]
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
) -> Result<Response, Fault> {
    let seen = consulted(&app, &who.actor, lang, &code).await?;
    let dossier = &seen.dossier;
    let facts = app.service.facts(&dossier.compiled);
    let sight = Sight {
        program: &dossier.compiled.program,
        world: &facts,
        instance: &dossier.instance,
        data: &dossier.data,
        at: facts.now().at,
    };
    let task = |one: &Activation| task(&seen, &sight, one);
    let (code, version) = (dossier.row.code.clone(), dossier.row.version);
    let tasks = dossier.instance.open().filter(|one| seen.shows(one)).map(task).collect();
    let anytime = if seen.reach == Reach::Whole { rights(&seen, &sight) } else { Vec::new() };
    Ok(versioned(version, Work { code, version, tasks, anytime }))
}

fn task(seen: &Seen<'_>, sight: &Sight<'_>, one: &Activation) -> Task {
    let program = sight.program;
    let message = match &program.node(one.node).work {
        Kind::Message(message) => Some(Awaited {
            name: message.name.clone(),
            fields: message.fields.iter().map(|slot| describe::slot("", slot)).collect(),
        }),
        _ => None,
    };
    let outcome = |action: &&Action| action.kind == ActionKind::Outcome;
    let outcomes = program.actions(one.node).iter().filter(outcome);
    Task {
        step: step(seen, one),
        message,
        outcomes: outcomes.map(|action| Named::new(&action.id, &action.name)).collect(),
        buttons: if one.is_leaf() { buttons(seen, sight, one) } else { Vec::new() },
        holding: if one.is_leaf() { held(seen, sight, one) } else { None },
    }
}

fn buttons(seen: &Seen<'_>, sight: &Sight<'_>, activation: &Activation) -> Vec<Button> {
    let actions = sight.program.actions(activation.node).iter();
    let button = |Action { id, name, ask, extend, .. }: &Action| {
        let tried = preview(sight, seen.actor, activation.id, id);
        let asks = asking(seen, sight, Some(activation.node), *extend).all(ask);
        Button { asks, ..offered(seen, Named::new(id, name), tried) }
    };
    actions.filter(|action| matches!(action.kind, ActionKind::Button(_))).map(button).collect()
}

/// Tells what whoever asks may do with a task beside completing it; an applicant's is never held (sem 6.2).
fn held(seen: &Seen<'_>, sight: &Sight<'_>, one: &Activation) -> Option<Held> {
    sight.program.person(one.node)?;
    let teller = seen.teller();
    let button = |(id, how): (&'static str, Holding)| {
        let off = tried(sight, seen.actor, one, how).err();
        let off = off.map(|no| Off { code: no.name(), detail: teller.refusal(&no) });
        Possible { id, on: off.is_none(), off }
    };
    let directory = seen.app.service.catalogue().directory();
    let named = |name: Name| Named::new(name.as_str(), &teller.post(&name));
    let to = |how: fn(Actor) -> Holding| {
        candidates(sight, directory, (seen.actor, one), how).into_iter().map(named).collect()
    };
    let (assign, delegate) = (to(Holding::Assign), to(Holding::Delegate));
    Some(Held { acts: ALONE.into_iter().map(button).collect(), assign, delegate })
}

fn rights(seen: &Seen<'_>, sight: &Sight<'_>) -> Vec<Button> {
    let numbered = (0_u8..).map(AnytimeIx).zip(&sight.program.anytime);
    let button = |(ix, Anytime { id, name, ask, does, .. }): (AnytimeIx, &Anytime)| {
        let tried = preview_trigger(sight, seen.actor, ix);
        let extension = if let AnytimeKind::Extend(extension) = does { Some(*extension) } else { None };
        let asks = asking(seen, sight, None, extension).all(ask);
        Button { asks, ..offered(seen, Named::new(id, name), tried) }
    };
    numbered.map(button).collect()
}

fn asking<'a>(
    seen: &'a Seen<'_>,
    sight: &Sight<'a>,
    node: Option<NodeIx>,
    extension: Option<ExtensionIx>,
) -> Asking<'a> {
    Asking { teller: seen.teller(), instance: sight.instance, node, extension }
}

fn offered(seen: &Seen<'_>, named: Named, tried: Result<(Instance, Pass), Rejection>) -> Button {
    let teller = seen.teller();
    let off = tried.as_ref().err().map(|no| Off { code: no.name(), detail: teller.refusal(no) });
    let spans = tried.ok().map(|after| teller.consequence(&seen.dossier.instance, &after));
    let consequence = spans.map(|spans| spans.into_iter().map(|span| span.text).collect());
    Button { named, on: off.is_none(), consequence, off, asks: Vec::new() }
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Items of a page: 50 unless asked, 200 at most, 1 at least.
    #[schemars(range(max = u32::MAX))]
    limit: Option<u32>,
    /// Where the list goes on; the Link of the page before says it.
    #[schemars(regex(pattern = "^(-?[0-9]{1,15})?~[0-9]{1,15}~"))]
    after: Option<String>,
}

/// A task in a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "TaskLine", title = "Dòng danh sách việc")]
struct Line {
    code: String,
    activation: u64,
    procedure: String,
    step: Named,
    role: String,
    agency: String,
    /// The agency it is done for, one of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// The post that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    opened_at: Stamp,
    due: Option<Stamp>,
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
    let acting = posts.filter(|one| one.id == post || one.lets(post));
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
    let stamp = |millis: i64| Stamp::at(zone(app), Instant::from_millis(millis));
    Some(Line {
        code: view.code.clone(),
        activation: task.activation.0,
        procedure: view.procedure.clone(),
        step: Named::new(&task.step, name),
        role: task.role.clone(),
        agency: task.agency.to_string(),
        item: task.item.as_ref().map(Name::to_string),
        holder: task.holder.as_ref().map(Name::to_string),
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
