//! `GET /unmatched`: the messages that matched no dossier, or more than one, and what an operator does with one: give it to
//! a dossier, or leave it aside (sem 2.13). An operator is any post of the agency that was brought it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::{Actor, Answer, Answers, Name};
use runtime::Unmatched;
use schemars::JsonSchema;
use schemars::generate::SchemaGenerator;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::UnmatchedQuery;

use super::body::Body;
use super::members::{Kind, needed};
use super::page;
use super::receipt::{receipt, replayed};
use super::request::{Asked, At};
use super::route::{self, Content, Route, plain};
use super::sight::{Stamp, find, zone};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Lists the messages of the asker's agency that matched nothing, the longest waiting first.";
    let dossier = vec![needed("dossier", Kind::Text, "Code of the dossier that is to have it.")];
    let ground = vec![needed("ground", Kind::Text, "Why it is left aside.")];
    vec![
        Route::get("/unmatched", list).says("listUnmatched", "Tin chưa khớp hồ sơ", words).pages::<Query, Listed>(),
        Route::post("/unmatched/{number}/give", give)
            .says("giveMessage", "Giao tin cho hồ sơ", "Gives a message to a dossier.")
            .takes(dossier)
            .receives(200),
        Route::post("/unmatched/{number}/leave", leave)
            .says("leaveMessage", "Bỏ qua tin", "Leaves a message aside.")
            .takes(ground)
            .writes()
            .answers::<Standing>(),
    ]
}

/// Describes the answer to a message that waits.
pub(super) fn waiting() -> route::Answer {
    let content = Content::One("application/json", SchemaGenerator::subschema_for::<Standing>);
    route::Answer { at_times: &["Idempotency-Replayed"], ..plain(202, content) }
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// True to be shown what is settled too.
    #[serde(default)]
    all: bool,
    /// Items of a page: 50 unless asked, 200 at most, 1 at least.
    #[schemars(range(max = u32::MAX))]
    limit: Option<u32>,
    /// Where the list goes on; the Link of the page before says it.
    #[schemars(range(min = i64::MIN, max = i64::MAX))]
    after: Option<i64>,
}

/// How a message stands that is, or was, in the queue.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "MessageStanding", title = "Tình trạng của tin")]
struct Standing {
    /// `unmatched`, `given` or `left`.
    #[schemars(extend("enum" = ["unmatched", "given", "left"]))]
    standing: &'static str,
    number: i64,
    source: String,
    id: String,
    name: String,
    /// `nothing`, `several`, `full` or `ended`.
    #[schemars(extend("enum" = ["nothing", "several", "full", "ended"]))]
    why: &'static str,
    received_at: Stamp,
    alarm_at: Stamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    dossier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<Settled>,
}

/// What became of a message.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Settlement", title = "Cách xử lý tin")]
struct Settled {
    at: Stamp,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dossier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
}

/// A message of the list, with what it says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UnmatchedMessage", title = "Tin chưa khớp hồ sơ")]
struct Listed {
    #[serde(flatten)]
    standing: Standing,
    fields: BTreeMap<String, Value>,
}

/// Returns the agency of a post.
///
/// # Errors
/// [`Fault::PostsOnly`] for anybody else.
pub(super) fn agency(app: &App, actor: &Actor) -> Result<String, Fault> {
    let Actor::Post(post) = actor else { return Err(Fault::PostsOnly) };
    let place = app.service.catalogue().directory().post(post.as_str()).ok_or(Fault::Nothing)?;
    Ok(place.agency.id.clone())
}

/// Answers whoever brought a message with how it stands: taken in, and waiting.
pub(super) fn standing(app: &App, message: &Unmatched, again: bool) -> Response {
    let mut response = (StatusCode::ACCEPTED, Json(told(app, message))).into_response();
    if again {
        replayed(&mut response);
    }
    response
}

/// Lists those of the asker's agency, the longest waiting first.
pub(super) async fn list(State(app): State<App>, who: Somebody, Asked(query): Asked<Query>) -> Result<Response, Fault> {
    let (agency, limit) = (agency(&app, &who.actor)?, page::limit(query.limit));
    let asked = UnmatchedQuery { agency, open_only: !query.all, limit, after: query.after.unwrap_or_default() };
    let found = app.service.list_unmatched(&asked).await?;
    let last = found.last().filter(|_| found.len() == limit as usize).map(|last| last.number);
    let next = last.map(|last| format!("all={}&limit={limit}&after={last}", query.all));
    let listed = |message: &Unmatched| Listed { standing: told(&app, message), fields: raw(&message.arrival.fields) };
    Ok(page::answer("/unmatched", found.iter().map(listed).collect(), next))
}

fn raw(fields: &Answers) -> BTreeMap<String, Value> {
    let one = |answer: &Answer| match answer {
        Answer::One(text) => Value::from(text.as_str()),
        Answer::Many(texts) => Value::from(texts.clone()),
    };
    fields.0.iter().map(|(name, answer)| (name.clone(), one(answer))).collect()
}

fn told(app: &App, message: &Unmatched) -> Standing {
    let (zone, arrival) = (zone(app), message.arrival.clone());
    let settled = message.settled.clone().map(|settled| Settled {
        at: Stamp::at(zone, calendar::Instant::from_millis(settled.at)),
        by: settled.by,
        dossier: settled.dossier,
        ground: settled.ground,
    });
    Standing {
        standing: match &settled {
            None => "unmatched",
            Some(Settled { dossier: Some(_), .. }) => "given",
            Some(_) => "left",
        },
        number: message.number,
        source: arrival.source,
        id: arrival.id,
        name: arrival.name,
        why: message.why.id(),
        received_at: Stamp::at(zone, message.received_at),
        alarm_at: Stamp::at(zone, message.alarm_at),
        dossier: arrival.dossier,
        key: arrival.key,
        settled,
    }
}

/// Gives a message to a dossier: `dossier`. Repeating it does no harm, so it needs no key.
pub(super) async fn give(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(number): At<i64>,
    who: Somebody,
    mut body: Body,
) -> Result<Response, Fault> {
    let (message, operator) = own(&app, &who.actor, number).await?;
    let code = body.needed("dossier");
    body.finish()?;
    let dossier = find(&app, &who.actor, lang, &code).await?.dossier;
    let done = app.service.give_unmatched(&message, &dossier, &operator).await;
    done.map(|done| receipt(StatusCode::OK, done)).map_err(|refusal| Fault::of(refusal, &dossier.compiled))
}

/// Leaves a message aside: `ground`.
pub(super) async fn leave(
    State(app): State<App>,
    At(number): At<i64>,
    who: Somebody,
    mut body: Body,
) -> Result<Response, Fault> {
    let (message, operator) = own(&app, &who.actor, number).await?;
    let ground = body.needed("ground");
    body.finish()?;
    app.service.leave_unmatched(&message, &operator, &ground).await?;
    let left = app.service.unmatched(number).await?.ok_or(Fault::Nothing)?;
    Ok(Json(told(&app, &left)).into_response())
}

/// Finds a message that the asker's agency was brought.
async fn own(app: &App, actor: &Actor, number: i64) -> Result<(Unmatched, Name), Fault> {
    let agency = agency(app, actor)?;
    let found = app.service.unmatched(number).await?.filter(|message| message.agency == agency);
    let operator = match actor {
        Actor::Post(post) => post.clone(),
        Actor::Applicant(_) => return Err(Fault::PostsOnly),
    };
    Ok((found.ok_or(Fault::Nothing)?, operator))
}
