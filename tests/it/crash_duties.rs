//! The lists of recurring duties, compared with what the logs say was open and late at each slot. Like the ledger, it
//! uses nothing of the server's code; that the hours are 10:30 and 15:00 is the regulation's word (2926, 16.3).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::sqlite::SqliteConnection;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;
/// Việt Nam is seven hours ahead.
const ZONE: i64 = 420 * MINUTE;
/// Minutes of the day by which the review must be done, and how long before that its list is drawn up.
const SLOTS: [i64; 2] = [10 * 60 + 30, 15 * 60];
const AHEAD: i64 = 30 * MINUTE;
/// An act stamped this close to a list may be on either side of it.
const BLUR: i64 = 1_000;
const WARD: &str = "ubnd_phuong_01";

/// A time during which a dossier, or a step of it, was open and had a due.
pub struct Span {
    pub code: String,
    /// The step; none for the dossier's own clock.
    pub step: Option<String>,
    pub due: i64,
    pub from: i64,
    pub to: Option<i64>,
}

impl Span {
    fn may_be_open(&self, at: i64, blur: i64) -> bool {
        self.from <= at + blur && self.to.is_none_or(|to| to > at - blur)
    }
}

type Line = (String, Option<String>, i64);

/// Checks every list against the spans and counts them; `last` is the last instant of any record.
pub async fn check(connection: &mut SqliteConnection, spans: &[Span], last: i64) -> usize {
    let all = "SELECT unit, slot, as_of, recorded_at, body FROM duties WHERE duty = 'ra_soat_qua_han' ORDER BY slot";
    let rows: Vec<(String, i64, i64, i64, Vec<u8>)> =
        sqlx::query_as(all).fetch_all(&mut *connection).await.expect("the lists");
    let units: Vec<(String, i64)> =
        sqlx::query_as("SELECT unit, since FROM duty_units").fetch_all(connection).await.expect("the units");
    assert!(units.iter().any(|(unit, _)| unit == WARD));
    let mut done: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (unit, slot, as_of, recorded_at, body) in &rows {
        assert_eq!((slot - as_of, recorded_at >= as_of), (AHEAD, true));
        done.entry(unit).or_default().push(*slot);
        compare(unit, *slot, *as_of, body, spans);
    }
    let until = rows.last().map_or(last, |(_, slot, ..)| *slot).max(last + AHEAD);
    for (unit, since) in &units {
        let slots = done.remove(unit.as_str()).unwrap_or_default();
        assert_eq!(slots, expected(*since, until), "{unit}: a slot is missing, done twice or on a day off");
    }
    assert!(done.is_empty(), "lists of nobody: {:?}", done.keys());
    rows.len()
}

/// Lists the slots of working days. Up to the middle of August 2026 only Saturdays and Sundays are off.
fn expected(since: i64, until: i64) -> Vec<i64> {
    let days = (since + ZONE) / DAY..=(until + ZONE) / DAY;
    // Day 0 was a Thursday.
    let working = days.filter(|day| (day + 3) % 7 < 5);
    let slots = working.flat_map(|day| SLOTS.map(|minute| day * DAY - ZONE + minute * MINUTE));
    slots.filter(|slot| *slot > since && *slot <= until).collect()
}

fn compare(unit: &str, slot: i64, as_of: i64, body: &[u8], spans: &[Span]) {
    let body: Value = serde_json::from_slice(body).expect("a list is JSON");
    let line = |line: &Value| -> Option<Line> {
        Some((line["code"].as_str()?.to_owned(), line["step"].as_str().map(str::to_owned), line["due"].as_i64()?))
    };
    let listed: Option<Vec<Line>> = body["overdue"].as_array().and_then(|lines| lines.iter().map(line).collect());
    let listed = listed.expect("its lines can be read");
    let once: BTreeSet<Line> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "a line stands twice");
    let late = |blur| -> BTreeSet<Line> {
        let late = spans.iter().filter(|span| span.due < slot && span.may_be_open(as_of, blur));
        late.map(|span| (span.code.clone(), span.step.clone(), span.due)).collect()
    };
    let (surely, perhaps) = if unit == WARD { (late(-BLUR), late(BLUR)) } else { Default::default() };
    assert!(surely.is_subset(&once), "{slot}: not listed: {:?}", surely.difference(&once).collect::<Vec<_>>());
    assert!(once.is_subset(&perhaps), "{slot}: not overdue: {:?}", once.difference(&perhaps).collect::<Vec<_>>());
}
