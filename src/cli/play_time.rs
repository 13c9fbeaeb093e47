//! The time machine of `motcua play`: moments and lengths in the units of the law, as an official says them.
//!
//! It moves nothing; it finds the instant that is meant.

use std::collections::{BTreeMap, BTreeSet};

use calendar::{Calendar, ClockTime, Date, Due, Instant, Lang, Limit};
use source::Words;

use crate::calendar_ask;

/// How far a day of a kind is looked for.
const LOOK_DAYS: usize = 800;

/// What cannot be reached, and why.
pub(crate) type Unreachable = Words;

/// Finds the end of a length that begins now: "2 ngày làm việc", "3 giờ".
pub(crate) fn after(text: &str, now: Instant, calendar: &Calendar) -> Result<Instant, Unreachable> {
    let Some(Limit::Of(length)) = calendar_ask::limit(text) else {
        return Err(Words::new(
            format!("`{text}` không phải khoảng thời gian; viết như `2 ngày làm việc`, `3 giờ làm việc`, `10 ngày`"),
            format!("`{text}` is no length of time; write `2 ngày làm việc`, `3 giờ làm việc`, `10 ngày`"),
        ));
    };
    match calendar::wait_until(&length, now, calendar) {
        Due::At(at) => Ok(at),
        Due::NoLimit => Ok(now),
        Due::Undetermined(year) => Err(unannounced(year)),
    }
}

/// Finds a moment: RFC 3339, `2026-06-09 15:00`, `15:00 09/06/2026`, `15:00`, `15:00 ngày làm việc cuối trước Tết`.
pub(crate) fn moment(text: &str, now: Instant, calendar: &Calendar) -> Result<Instant, Unreachable> {
    let zone = calendar.zone();
    if let Some(at) = Instant::parse_rfc3339(text).or_else(|| zone.parse_moment(text)) {
        return Ok(at);
    }
    let mut time = None;
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        match ClockTime::parse(&word.replace(['h', 'g'], ":")).filter(|_| time.is_none()) {
            Some(found) => time = Some(found),
            None => words.push(word),
        }
    }
    let words = words.join(" ");
    let words = words.strip_prefix("ngày ").filter(|rest| day(rest).is_some()).unwrap_or(&words).trim();
    let found = match words {
        "" if time.is_some() => Some(Day::Named(zone.date(now))),
        _ => day(words).map(Day::Named).or_else(|| beside_holiday(words)),
    };
    match found.ok_or_else(|| unknown(text))? {
        // A day nobody works has no hour of its own.
        Day::Named(date) => {
            let time = time.or_else(|| opening(calendar, date)).ok_or_else(|| needs_hour(date))?;
            Ok(zone.at(date, time))
        }
        Day::LastBefore(name) => {
            let date = last_before(&name, zone.date(now), calendar);
            let at = date.and_then(|date| Some(zone.at(date, time.or_else(|| closing(calendar, date))?)));
            at.ok_or_else(|| no_holiday(&name, calendar))
        }
        Day::FirstAfter(name) => {
            let date = first_after(&name, zone.date(now), calendar);
            let at = date.and_then(|date| Some(zone.at(date, time.or_else(|| opening(calendar, date))?)));
            at.ok_or_else(|| no_holiday(&name, calendar))
        }
    }
}

/// Finds the opening of the first working day that is not before a moment.
pub(crate) fn first_opening(now: Instant, calendar: &Calendar) -> Instant {
    let zone = calendar.zone();
    let mut days = days_from(zone.date(now)).take(LOOK_DAYS);
    let found = days.find_map(|date| {
        let at = zone.at(date, opening(calendar, date)?);
        (at >= now).then_some(at)
    });
    found.unwrap_or(now)
}

/// A day as it is said.
enum Day {
    Named(Date),
    LastBefore(String),
    FirstAfter(String),
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text).or_else(|| {
        let (day, rest) = text.split_once('/')?;
        let (month, year) = rest.split_once('/')?;
        Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    })
}

/// Reads "ngày làm việc cuối trước Tết", "ngày làm việc đầu sau Quốc khánh".
fn beside_holiday(words: &str) -> Option<Day> {
    const BEFORE: [&str; 3] =
        ["ngày làm việc cuối cùng trước ", "ngày làm việc cuối trước ", "last working day before "];
    const AFTER: [&str; 3] = ["ngày làm việc đầu tiên sau ", "ngày làm việc đầu sau ", "first working day after "];
    let named = |starts: [&str; 3]| starts.into_iter().find_map(|start| words.strip_prefix(start)).map(str::to_owned);
    named(BEFORE).map(Day::LastBefore).or_else(|| named(AFTER).map(Day::FirstAfter))
}

fn days_from(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| next(*date))
}

fn next(date: Date) -> Option<Date> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    Date::from_ymd(year, month, day + 1)
        .or_else(|| Date::from_ymd(year, month + 1, 1))
        .or_else(|| Date::from_ymd(year + 1, 1, 1))
}

fn opening(calendar: &Calendar, date: Date) -> Option<ClockTime> {
    calendar.sessions(date)?.first().map(|session| session.open)
}

fn closing(calendar: &Calendar, date: Date) -> Option<ClockTime> {
    calendar.sessions(date)?.last().map(|session| session.close)
}

/// Finds the days off of the next holiday of a name: of its whole name, else the one with most days off, so that "Tết"
/// is Tết Nguyên đán.
fn holiday(name: &str, from: Date, calendar: &Calendar) -> Option<Vec<Date>> {
    let wanted = name.to_lowercase();
    let mut named: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for (date, own) in calendar.text().years.values().flat_map(|year| &year.off).filter(|(date, _)| **date > from) {
        let days = named.entry(own.to_lowercase()).or_default();
        // Of each only its next year.
        if days.first().is_none_or(|first| first.year() == date.year()) {
            days.push(*date);
        }
    }
    if let Some(whole) = named.remove(&wanted) {
        return Some(whole);
    }
    let parts = named.into_iter().filter(|(own, _)| own.contains(&wanted)).map(|(_, days)| days);
    parts.max_by_key(Vec::len)
}

fn last_before(name: &str, from: Date, calendar: &Calendar) -> Option<Date> {
    let first = *holiday(name, from, calendar)?.first()?;
    days_from(from).take_while(|date| *date < first).filter(|date| opening(calendar, *date).is_some()).last()
}

fn first_after(name: &str, from: Date, calendar: &Calendar) -> Option<Date> {
    let last = *holiday(name, from, calendar)?.last()?;
    let mut after = days_from(last).skip(1).take(LOOK_DAYS);
    after.find(|date| opening(calendar, *date).is_some())
}

fn unknown(text: &str) -> Words {
    Words::new(
        format!(
            "không hiểu `{text}`; viết như `15:00`, `15:00 09/06/2026`, `2026-06-09 15:00`, \
             `15:00 ngày làm việc cuối trước Tết`, `ngày làm việc đầu sau Quốc khánh`, `hạn kế tiếp`"
        ),
        format!(
            "`{text}` is not understood; write `15:00`, `15:00 09/06/2026`, `2026-06-09 15:00`, \
             `15:00 last working day before Tết`, `first working day after Quốc khánh`, `next due`"
        ),
    )
}

fn needs_hour(date: Date) -> Words {
    let day = date.digits();
    Words::new(
        format!("{day} không phải ngày làm việc; viết cả giờ, như `10:00 {day}`"),
        format!("{day} is no working day; name the hour too, as `10:00 {day}`"),
    )
}

fn no_holiday(name: &str, calendar: &Calendar) -> Words {
    let all = calendar.text().years.values().flat_map(|year| year.off.values());
    let known: BTreeSet<&str> = all.map(String::as_str).collect();
    let list = known.into_iter().collect::<Vec<_>>().join(", ");
    Words::new(
        format!("lịch đã công bố không còn dịp nghỉ `{name}` nào phía trước; các dịp nghỉ: {list}"),
        format!("the announced calendar has no `{name}` ahead; its holidays: {list}"),
    )
}

fn unannounced(year: i32) -> Words {
    Words::new(format!("lịch nghỉ năm {year} chưa công bố"), format!("the calendar of {year} is not announced"))
}

/// Names a day in words: "thứ Ba 09/06/2026 15:00".
pub(crate) fn told(at: Instant, calendar: &Calendar, lang: Lang) -> String {
    calendar.zone().moment(at).words(lang)
}
