//! `/demo/clock`: the time machine of a rehearsal. It only moves forward, and stops at every due instant on the way.

use axum::Json;
use axum::extract::State;
use calendar::{Due, Instant, wait_until};
use procedure::files;
use runtime::Refusal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::body::Body;
use super::members::{Kind, maybe};
use super::route::Route;
use super::sight::{Stamp, zone};
use crate::App;
use crate::fault::{Fault, Mistake};
use crate::identity::Somebody;

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let to = vec![
        maybe("to", Kind::Text, "An instant (RFC 3339)."),
        maybe("next", Kind::Flag, "True for the next due."),
        maybe("add", Kind::Text, "A duration such as \"1 ngày làm việc\"."),
    ];
    let words = "Moves the clock forward: exactly one of `to`, `next`, `add`.";
    vec![
        Route::get("/demo/clock", show)
            .says("showClock", "Đồng hồ chạy thử", "Reads the clock of a rehearsal.")
            .for_anybody()
            .may(&[404])
            .answers::<Clock>(),
        Route::post("/demo/clock", advance)
            .says("advanceClock", "Cho đồng hồ chạy thử đi tới", words)
            .takes(to)
            .such_as(|| json!({ "next": true }))
            .writes()
            .answers::<Clock>(),
    ]
}

/// What the clock shows.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RehearsalClock", title = "Đồng hồ chạy thử")]
pub(super) struct Clock {
    now: Stamp,
    /// The next due instant of any dossier.
    next: Option<Stamp>,
}

/// Reads the clock.
pub(super) async fn show(State(app): State<App>) -> Result<Json<Clock>, Fault> {
    if !app.service.is_rehearsal() {
        return Err(Refusal::NotARehearsal.into());
    }
    let next = app.service.next_wake().await?.map(|at| Stamp::at(zone(&app), at));
    Ok(Json(Clock { now: Stamp::at(zone(&app), app.service.now()), next }))
}

/// Moves the clock: `to` an instant, to the `next` due, or to `add` a duration.
pub(super) async fn advance(State(app): State<App>, _: Somebody, mut body: Body) -> Result<Json<Clock>, Fault> {
    let (to, next, add) = (body.text("to"), body.flag("next"), body.text("add"));
    body.finish()?;
    let to = match (to, next, add) {
        (Some(to), false, None) => announced(&app, Instant::parse_rfc3339(&to).ok_or_else(|| wrong("/to"))?)?,
        (None, true, None) => app.service.next_wake().await?.unwrap_or_else(|| app.service.now()),
        (None, false, Some(add)) => after(&app, &add)?,
        _ => return Err(wrong("")),
    };
    app.service.advance(to).await?;
    show(State(app)).await
}

/// Returns the instant an office would have for a duration that starts now (sem 2.6).
fn after(app: &App, words: &str) -> Result<Instant, Fault> {
    let length = files::length(words).ok_or_else(|| wrong("/add"))?;
    let calendar = app.service.catalogue().library().calendars.first().ok_or(Fault::Nothing)?;
    match wait_until(&length, app.service.now(), calendar) {
        Due::At(at) => Ok(at),
        Due::Undetermined(_) | Due::NoLimit => Err(gap("/add")),
    }
}

/// Refuses a year whose calendar is not announced: the clock could not come back from there.
fn announced(app: &App, to: Instant) -> Result<Instant, Fault> {
    app.service.catalogue().is_announced(to).then_some(to).ok_or_else(|| gap("/to"))
}

fn gap(pointer: &str) -> Fault {
    Fault::Unfit(vec![Mistake::new(
        pointer,
        "CalendarGap",
        "Khoảng này đi qua năm chưa công bố lịch làm việc.",
        "This crosses a year whose calendar is not announced.",
    )])
}

fn wrong(pointer: &str) -> Fault {
    Fault::Unfit(vec![Mistake::new(
        pointer,
        "NoSuchMoment",
        "Cần đúng một trong ba: \"to\" là thời điểm RFC 3339, \"next\" là true, \"add\" là khoảng thời gian như \"1 ngày làm việc\".",
        "Exactly one of three is needed: \"to\", an RFC 3339 instant; \"next\", true; \"add\", a duration such as \"1 ngày làm việc\".",
    )])
}
