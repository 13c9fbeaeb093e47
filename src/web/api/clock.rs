//! `/demo/clock`: the time machine of a rehearsal. It only moves forward, and stops at every due instant on the way.

use axum::Json;
use axum::extract::State;
use calendar::{Due, Instant, wait_until};
use procedure::files;
use runtime::Refusal;
use serde::Serialize;

use super::body::Body;
use super::sight::zone;
use crate::App;
use crate::fault::{Fault, Mistake};
use crate::identity::Somebody;

/// What the clock shows.
#[derive(Serialize)]
pub(super) struct Clock {
    now: String,
    /// The next due instant of any dossier.
    next: Option<String>,
}

/// Reads the clock.
pub(super) async fn show(State(app): State<App>) -> Result<Json<Clock>, Fault> {
    if !app.service.is_rehearsal() {
        return Err(Refusal::NotARehearsal.into());
    }
    let next = app.service.next_wake().await?.map(|at| zone(&app).rfc3339(at));
    Ok(Json(Clock { now: zone(&app).rfc3339(app.service.now()), next }))
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
