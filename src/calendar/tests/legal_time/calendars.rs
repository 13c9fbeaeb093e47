//! The calendar of the tests: Hà Nội hours, the holidays announced for 2024 to 2026. It must not
//! hold anything that was not announced, but for the variants its functions name.

use std::collections::BTreeMap;

use calendar::{
    Calendar, CalendarHash, CalendarText, Cutoff, Date, Instant, Rule, Session, WorkedDay, WorkedFor, Year, Zone,
};

const YEARS: [(i32, &str, &str); 3] = [
    (2024, "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03", "05-04=04-29"),
    (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26=05-02"),
    (
        2026,
        "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
        "01-10=01-02 08-22=08-31",
    ),
];

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("no date: {text}"))
}

pub fn zone() -> Zone {
    Zone::named("Asia/Ho_Chi_Minh").unwrap()
}

pub fn at(text: &str) -> Instant {
    zone().parse_moment(text).unwrap_or_else(|| panic!("no moment: {text}"))
}

fn sessions(texts: &[&str]) -> Vec<Session> {
    texts.iter().map(|text| Session::parse(text).unwrap()).collect()
}

fn year(year: i32, off: &str, work: &str) -> Year {
    let day = |text: &str| date(&format!("{year}-{text}"));
    let name = |off: &str| match off {
        "11-24" => "Ngày Văn hóa Việt Nam",
        _ => "Nghỉ lễ",
    };
    let worked = |text: &str| {
        let (day_worked, day_off) = text.split_once('=').unwrap();
        let worked_for = WorkedFor::Day(day(day_off));
        let hours = sessions(&["08:00-12:00", "13:00-17:00"]);
        (day(day_worked), WorkedDay { worked_for, sessions: hours })
    };
    Year {
        source: format!("Thông báo {year}"),
        off: off.split(' ').map(|text| (day(text), name(text).to_owned())).collect(),
        work: work.split(' ').map(worked).collect(),
    }
}

pub fn text() -> CalendarText {
    let weekday = sessions(&["08:00-12:00", "13:00-17:00"]);
    CalendarText {
        id: "ha_noi".into(),
        name: "Giờ hành chính thành phố Hà Nội".into(),
        zone: zone(),
        hash: CalendarHash([7; 6]),
        rule: Rule::EndOfDay,
        cutoff: Cutoff::parse("15:00").unwrap(),
        week: std::array::from_fn(|day| if day < 5 { weekday.clone() } else { Vec::new() }),
        years: YEARS.iter().map(|&(y, off, work)| (y, year(y, off, work))).collect(),
    }
}

pub fn announced() -> Calendar {
    Calendar::new(text())
}

/// Only the years up to one are announced.
pub fn announced_to(last: i32) -> Calendar {
    let mut text = text();
    text.years = text.years.into_iter().filter(|&(year, _)| year <= last).collect::<BTreeMap<_, _>>();
    Calendar::new(text)
}

/// A day off is decreed on top.
pub fn with_day_off(off: Date) -> Calendar {
    let mut text = text();
    if let Some(year) = text.years.get_mut(&off.year()) {
        year.work.remove(&off);
        year.off.insert(off, "Nghỉ theo quyết định".into());
    }
    text.hash = CalendarHash([8; 6]);
    Calendar::new(text)
}

/// One swap of days has not been announced yet.
pub fn before_swap(off: &str, worked: &str) -> Calendar {
    let mut text = text();
    let year = text.years.get_mut(&date(off).year()).unwrap();
    assert!(year.off.remove(&date(off)).is_some() && year.work.remove(&date(worked)).is_some());
    text.hash = CalendarHash([6; 6]);
    Calendar::new(text)
}

/// Saturday 10 January 2026 is worked in the morning only.
pub fn worked_in_the_morning() -> Calendar {
    let mut text = text();
    let year = text.years.get_mut(&2026).unwrap();
    year.work.get_mut(&date("2026-01-10")).unwrap().sessions = sessions(&["08:00-12:00"]);
    Calendar::new(text)
}
