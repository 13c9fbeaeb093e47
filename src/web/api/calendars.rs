//! `GET /calendars`: the calendars dues are counted by: hours, announced years, days off, days worked in exchange. It
//! counts nothing.

use axum::Json;
use axum::extract::State;
use calendar::{Calendar, Date, Session, Weekday, WorkedFor, Year};
use schemars::JsonSchema;
use serde::Serialize;

use super::request::At;
use super::route::Route;
use crate::App;
use crate::fault::Fault;

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/calendars", list)
            .says("listCalendars", "Các lịch làm việc", "Lists the calendars dues are counted by.")
            .for_anybody()
            .lists::<Line>(),
        Route::get("/calendars/{id}", show)
            .says("showCalendar", "Giờ làm việc, ngày nghỉ, ngày làm bù", "Shows hours, days off and days worked.")
            .for_anybody()
            .answers::<Shape>(),
    ]
}

/// A calendar in a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CalendarLine", title = "Dòng danh sách lịch")]
struct Line {
    id: String,
    name: String,
    /// Hash of what it says, which every due counted by it names.
    #[schemars(regex(pattern = "^[0-9a-f]{12}$"))]
    hash: String,
    /// The years that are announced; beyond them no due is known.
    years: Vec<i32>,
}

/// A calendar as it was announced.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Calendar", title = "Lịch làm việc")]
pub(super) struct Shape {
    id: String,
    name: String,
    /// Hash of what it says, which every due counted by it names.
    #[schemars(regex(pattern = "^[0-9a-f]{12}$"))]
    hash: String,
    /// Monday to Sunday.
    week: Vec<Day>,
    years: Vec<Announced>,
}

/// A day of the week with its hours.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WeekDay", title = "Ngày trong tuần")]
struct Day {
    #[schemars(extend("enum" = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))]
    day: &'static str,
    sessions: Vec<Span>,
}

/// A span of work: its first minute, and the first after it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session", title = "Buổi làm việc")]
struct Span {
    #[schemars(regex(pattern = "^[0-9]{2}:[0-9]{2}$"))]
    open: String,
    #[schemars(regex(pattern = "^[0-9]{2}:[0-9]{2}$"))]
    close: String,
}

/// An announced year.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AnnouncedYear", title = "Năm đã công bố")]
struct Announced {
    year: i32,
    /// The notices that announced it.
    source: String,
    off: Vec<Off>,
    /// Rest days that are worked.
    worked: Vec<Worked>,
}

/// A day off.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DayOff", title = "Ngày nghỉ")]
struct Off {
    #[schemars(extend("format" = "date"))]
    date: String,
    name: String,
}

/// A rest day that is worked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DayWorked", title = "Ngày làm bù")]
struct Worked {
    #[schemars(extend("format" = "date"))]
    date: String,
    /// The day off it makes up for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date"))]
    instead: Option<String>,
    /// Else why it is worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    sessions: Vec<Span>,
}

/// A list of calendars.
#[derive(Serialize)]
struct Lines {
    items: Vec<Line>,
}

async fn list(State(app): State<App>) -> Json<Lines> {
    let all = app.service.catalogue().library().calendars.iter().map(Calendar::text);
    let line = |text: &calendar::CalendarText| Line {
        id: text.id.clone(),
        name: text.name.clone(),
        hash: text.hash.to_string(),
        years: text.years.keys().copied().collect(),
    };
    Json(Lines { items: all.map(line).collect() })
}

async fn show(State(app): State<App>, At(id): At<String>) -> Result<Json<Shape>, Fault> {
    let mut all = app.service.catalogue().library().calendars.iter().map(Calendar::text);
    let text = all.find(|text| text.id == id).ok_or(Fault::Nothing)?;
    let days = Weekday::ALL.into_iter().zip(&text.week);
    Ok(Json(Shape {
        id: text.id.clone(),
        name: text.name.clone(),
        hash: text.hash.to_string(),
        week: days.map(|(day, sessions)| Day { day: named(day), sessions: spans(sessions) }).collect(),
        years: text.years.iter().map(|(year, announced)| told(*year, announced)).collect(),
    }))
}

fn told(year: i32, announced: &Year) -> Announced {
    let off = announced.off.iter().map(|(date, name)| Off { date: date.to_string(), name: name.clone() });
    let worked = announced.work.iter().map(|(date, day)| worked(*date, &day.worked_for, &day.sessions));
    Announced { year, source: announced.source.clone(), off: off.collect(), worked: worked.collect() }
}

fn worked(date: Date, worked_for: &WorkedFor, sessions: &[Session]) -> Worked {
    let (instead, reason) = match worked_for {
        WorkedFor::Day(day) => (Some(day.to_string()), None),
        WorkedFor::Reason(reason) => (None, Some(reason.clone())),
    };
    Worked { date: date.to_string(), instead, reason, sessions: spans(sessions) }
}

fn spans(sessions: &[Session]) -> Vec<Span> {
    sessions.iter().map(|one| Span { open: one.open.to_string(), close: one.close.to_string() }).collect()
}

fn named(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
