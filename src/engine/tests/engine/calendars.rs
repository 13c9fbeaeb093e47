//! The calendars of the tests: Hà Nội hours, the holidays announced for 2024 to 2026. It must not compute a date.

use std::collections::BTreeMap;

use calendar::{
    Calendar, CalendarHash, CalendarText, Cutoff, Date, Instant, Rule, Session, WorkedDay, WorkedFor, Year, Zone,
};

/// Id of the calendar in which all three years are announced.
pub const ANNOUNCED: &str = "ha_noi";
/// Id of the calendar in which only 2024 is announced: later dues are undetermined (sem 3.13).
pub const ONE_YEAR: &str = "ha_noi_2024";

/// Years with their days off and their days worked instead.
const YEARS: [(i32, &str, &str); 3] = [
    (2024, "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03", "05-04=04-29"),
    (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26=05-02"),
    (
        2026,
        "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
        "01-10=01-02 08-22=08-31",
    ),
];

/// What the second edition of 2024 takes off, and works instead: a swap announced during the year.
const SWAP: (&str, &str) = ("06-24", "06-29=06-24");

/// Returns the calendar with an id, as it was first announced.
pub fn calendar(id: &str) -> Calendar {
    edition(id, 0)
}

/// Returns an edition of a calendar: the second one has the years of both, and the swap.
pub fn edition(id: &str, edition: u8) -> Calendar {
    let last = if id == ONE_YEAR && edition == 0 { 2024 } else { 2026 };
    let hours = sessions();
    let both = |number: i32, first: &str, more: &str| match (number, edition) {
        (2024, 1..) => format!("{first} {more}"),
        _ => first.to_owned(),
    };
    let announced =
        |number, off: &str, work: &str| year(number, &both(number, off, SWAP.0), &both(number, work, SWAP.1));
    Calendar::new(CalendarText {
        id: id.to_owned(),
        name: "Giờ hành chính thành phố Hà Nội".to_owned(),
        zone: zone(),
        hash: CalendarHash([7 + 2 * edition + u8::from(id == ONE_YEAR); 6]),
        rule: Rule::EndOfDay,
        cutoff: Cutoff::parse("15:00").unwrap(),
        week: std::array::from_fn(|day| if day < 5 { hours.clone() } else { Vec::new() }),
        years: YEARS
            .iter()
            .filter(|year| year.0 <= last)
            .map(|&(number, off, work)| (number, announced(number, off, work)))
            .collect(),
    })
}

/// Returns the zone of the tests.
pub fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

/// Reads `YYYY-MM-DD HH:MM[:SS]`.
pub fn at(text: &str) -> Instant {
    zone().parse_moment(text).unwrap_or_else(|| panic!("no moment: {text}"))
}

fn sessions() -> Vec<Session> {
    ["08:00-12:00", "13:00-17:00"].iter().map(|text| Session::parse(text).unwrap()).collect()
}

fn year(year: i32, off: &str, work: &str) -> Year {
    let day = |text: &str| Date::parse(&format!("{year}-{text}")).unwrap();
    let worked = |text: &str| {
        let (worked, off) = text.split_once('=').unwrap();
        (day(worked), WorkedDay { worked_for: WorkedFor::Day(day(off)), sessions: sessions() })
    };
    Year {
        source: format!("Thông báo {year}"),
        off: off.split(' ').map(|text| (day(text), "Nghỉ lễ".to_owned())).collect(),
        work: work.split(' ').map(worked).collect::<BTreeMap<_, _>>(),
    }
}
