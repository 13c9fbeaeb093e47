//! `GET /events`: what happened, as CloudEvents 1.0 in batches, in the order of writing, from a place on. It is read from
//! the log of the dossiers; nothing is kept for it. Whoever asks is told of the dossiers he may see as a whole.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use calendar::Zone;
use engine::Actor;
use runtime::Logged;
use schemars::JsonSchema;
use schemars::generate::SchemaGenerator;
use serde::{Deserialize, Serialize};

use super::event::{Data, told};
use super::page;
use super::request::Asked;
use super::route::{Answer, Content, Route, plain};
use super::sight::{Stamp, zone};
use crate::App;
use crate::fault::{Fault, Mistake};
use crate::identity::Somebody;
use crate::reach::{Reach, reach};

const BATCH: &str = "application/cloudevents-batch+json";
/// Hexadecimal digits of a cursor: of the record, and of the fact within it.
const DIGITS: (usize, usize) = (12, 4);

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Lists what happened since a cursor, in the order of writing: CloudEvents 1.0. The Link goes on behind \
                 the page, also when it is empty; ask it again later. A page may be short, even empty, and have one after \
                 it: all is read once the Link stays the same.";
    let batch = Content::One(BATCH, SchemaGenerator::subschema_for::<Vec<Told>>);
    vec![
        Route::get("/events", list)
            .says("listEvents", "Những gì đã xảy ra, theo thứ tự ghi", words)
            .asks::<Query>()
            .and(Answer { always: &["Link"], ..plain(200, batch) }),
    ]
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Events of a page: 50 unless asked, 200 at most, 1 at least.
    #[schemars(range(max = u32::MAX))]
    limit: Option<u32>,
    /// The cursor to go on behind: the `sequence` of an event, or that of the Link; from the beginning unless given.
    #[schemars(regex(pattern = "^[0-9a-f]{12}-[0-9a-f]{4}$"))]
    after: Option<String>,
}

/// An event (CloudEvents 1.0).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Event", title = "Sự kiện")]
struct Told {
    #[schemars(extend("const" = "1.0"))]
    specversion: &'static str,
    /// Its name for ever: dossier, record, number within the record.
    id: String,
    /// Where it was read.
    source: &'static str,
    #[schemars(regex(pattern = "^vn\\.motcua\\.[a-z]+\\.[a-z-]+\\.v1$"))]
    r#type: &'static str,
    /// Code of the dossier.
    subject: String,
    /// Legal time of the act.
    time: Stamp,
    #[schemars(extend("const" = "application/json"))]
    datacontenttype: &'static str,
    /// Its place among all, to be given as `after`; later events have greater ones, as texts.
    sequence: String,
    data: Data,
}

/// A place among all events: record and number of the fact, each from 1; the beginning is 0 and 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor(i64, usize);

impl Cursor {
    fn text(self) -> String {
        let Self(record, fact) = self;
        format!("{record:0record_digits$x}-{fact:0fact_digits$x}", record_digits = DIGITS.0, fact_digits = DIGITS.1)
    }

    /// Reads what [`Cursor::text`] writes, and nothing else.
    fn read(text: &str) -> Option<Self> {
        let (record, fact) = text.split_once('-')?;
        let read = Self(i64::from_str_radix(record, 16).ok()?, usize::from_str_radix(fact, 16).ok()?);
        (read.text() == text).then_some(read)
    }
}

/// Lists what happened.
async fn list(State(app): State<App>, who: Somebody, Asked(query): Asked<Query>) -> Result<Response, Fault> {
    let limit = page::limit(query.limit);
    let after = match &query.after {
        None => Cursor(0, 0),
        Some(text) => Cursor::read(text).ok_or_else(wrong)?,
    };
    // The record of the cursor is read again: it may hold more.
    let log = app.service.log((after.0 - 1).max(0), limit + 1).await?;
    let mut eyes = Eyes { app: &app, actor: &who.actor, seen: BTreeMap::new() };
    let (mut events, mut last) = (Vec::new(), after);
    'page: for logged in &log {
        let visible = eyes.see(&logged.code).await?;
        for (cursor, event) in facts(logged).filter(|(cursor, _)| *cursor > after) {
            if events.len() == limit as usize {
                break 'page;
            }
            last = cursor;
            let told = told(&logged.compiled.program, zone(&app), logged.record.seq, event);
            events.extend(told.filter(|_| visible).map(|told| written(logged, cursor, told, zone(&app))));
        }
    }
    let next = format!("</api/v1/events?limit={limit}&after={}>; rel=\"next\"", last.text());
    let next = HeaderValue::from_str(&next).map_err(|_| Fault::Broken)?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(BATCH));
    Ok(([(header::LINK, next)], [kind], Json(events)).into_response())
}

fn facts(logged: &Logged) -> impl Iterator<Item = (Cursor, &engine::Event)> {
    let numbered = (1..).zip(&logged.record.pass.events);
    numbered.map(|(fact, event)| (Cursor(logged.position, fact), event))
}

fn written(logged: &Logged, cursor: Cursor, (kind, data): (&'static str, Data), zone: Zone) -> Told {
    Told {
        specversion: "1.0",
        id: format!("{}/{}/{}", logged.code, logged.record.seq, cursor.1),
        source: "/api/v1/events",
        r#type: kind,
        subject: logged.code.clone(),
        time: Stamp::at(zone, logged.record.pass.at),
        datacontenttype: "application/json",
        sequence: cursor.text(),
        data,
    }
}

fn wrong() -> Fault {
    Fault::Malformed(vec![Mistake::new(
        "after",
        "NoSuchCursor",
        "Vị trí đọc tiếp không đúng: lấy từ sequence của một sự kiện, hoặc từ tiêu đề Link của trang trước.",
        "This is no cursor: take the sequence of an event, or the Link of the page before.",
    )])
}

/// Who asks, and which dossiers he may see.
struct Eyes<'a> {
    app: &'a App,
    actor: &'a Actor,
    seen: BTreeMap<String, bool>,
}

impl Eyes<'_> {
    async fn see(&mut self, code: &str) -> Result<bool, Fault> {
        if let Some(known) = self.seen.get(code) {
            return Ok(*known);
        }
        let dossier = self.app.service.dossier(code).await?;
        let directory = self.app.service.catalogue().directory();
        let whole = dossier.and_then(|dossier| reach(self.actor, &dossier, directory)) == Some(Reach::Whole);
        self.seen.insert(code.to_owned(), whole);
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_is_read_only_as_it_is_written() {
        let all = [Cursor(0, 0), Cursor(1, 1), Cursor(1, 2), Cursor(255, 1), Cursor(i64::from(u32::MAX), 65_535)];
        let texts: Vec<String> = all.iter().map(|cursor| cursor.text()).collect();
        assert!(texts.is_sorted(), "greater cursors are greater texts: {texts:?}");
        for (cursor, text) in all.into_iter().zip(&texts) {
            assert!(Cursor::read(text) == Some(cursor), "{text}");
        }
        let long = "0".repeat(5_000);
        for text in ["", "-", "1", "1-1", "00000000000A-0001", "000000000001-+001", "-00000000001-0001", " ", &long] {
            assert!(Cursor::read(text).is_none(), "{text}");
        }
    }
}
