//! Calendar files: weekly hours and announced years (language.md f).
//! It announces no year by itself and computes no date.

use std::collections::BTreeMap;

use calendar::{Calendar, CalendarHash, CalendarText, Cutoff, Date, Rule, Session, WorkedDay, WorkedFor, Year, Zone};
use source::{Diagnostic, Entry, Node, SourceFile, Span, Spanned};

use super::canonical;
use super::deadline::cutoff;
use super::keys::{Table, Takes, may, must};
use super::listed::Listed;
use super::read::{Fields, Reader};
use crate::rules::{
    m018_bad_value as m018, m091_off_and_worked as m091, m092_sessions as m092, m093_off_anyway as m093,
};

/// Keys of a calendar file.
pub static CALENDAR: Table = Table {
    vi: "tệp lịch làm việc",
    en: "a calendar file",
    keys: &[
        must("calendar", Takes::Ref, "Tên của lịch.", "Id of the calendar."),
        must("name", Takes::Text, "Tên hiện ra.", "Name."),
        must("timezone", Takes::Text, "Múi giờ.", "Time zone."),
        may("working_days", Takes::Word(Rule::list), "Ngày làm việc kết thúc lúc nào.", "How working days end."),
        may("cutoff", Takes::Quoted, "Giờ chốt của hạn trong ngày.", "Cut-off of same-day deadlines."),
        must("hours", Takes::Hours, "Giờ làm việc trong tuần.", "Working hours of the week."),
        must("years", Takes::NamedMaps(&YEAR), "Các năm đã công bố.", "Years announced."),
    ],
};

/// Keys of an announced year.
pub static YEAR: Table = Table {
    vi: "năm (`years`)",
    en: "a year",
    keys: &[
        must("source", Takes::Text, "Thông báo công bố lịch nghỉ.", "Notices that announce it."),
        may("off", Takes::Days, "Ngày nghỉ và tên.", "Days off and their names."),
        may("work", Takes::DatedMaps(&WORKED), "Ngày làm bù.", "Rest days worked."),
    ],
};

static WORKED: Table = Table {
    vi: "ngày làm bù (`work`)",
    en: "a worked rest day",
    keys: &[
        must("for", Takes::Text, "Làm bù cho ngày nào.", "Day it makes up for."),
        may("hours", Takes::Refs, "Giờ làm việc hôm đó.", "Hours of that day."),
    ],
};

/// Days of the week as written, Monday first.
const WEEK: [&str; 7] = ["thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật"];

/// Cut-off of same-day deadlines where a calendar names none (sem 3.9).
const CUTOFF: &str = "15:00";

/// Most sessions a day may have (language.md f).
const SESSIONS_MAX: usize = 4;

/// How working days may end in every deadline of a calendar; sessions are a matter of single lines (language.md f).
const RULES: [Rule; 2] = [Rule::EndOfDay, Rule::SameTime];

/// Reads a calendar file.
pub fn calendar(file: &SourceFile, node: &Node) -> (Option<Calendar>, Vec<Diagnostic>) {
    let reader = Reader::new(file, vec![&CALENDAR, &YEAR, &WORKED]);
    let text = read(&reader, &reader.fields(node, &CALENDAR, super::head(node)), node);
    (text.map(Calendar::new), reader.finish())
}

fn read(reader: &Reader<'_>, f: &Fields<'_>, node: &Node) -> Option<CalendarText> {
    let week = f.node("hours").and_then(|hours| week(reader, hours));
    let years = f.node("years").map(|years| self::years(reader, years, week.as_ref()));
    let cutoff = f.node("cutoff").and_then(|node| cutoff(reader, node)).map(|cutoff| cutoff.value);
    let id = f.text("calendar").inspect(|id| reader.declare(id));
    let zone = f.text("timezone").and_then(|name| zone(reader, &name));
    let rule = f.word_or("working_days", Rule::EndOfDay);
    if !RULES.contains(&rule.value) {
        let word = Spanned::new(rule.value.word().to_owned(), rule.span);
        reader.report(m018::word(&word, &RULES.map(Rule::word)));
    }
    Some(CalendarText {
        id: id?.value,
        name: f.title("name")?.value,
        zone: zone?,
        hash: CalendarHash::of(canonical::hash(node, &CALENDAR)),
        rule: rule.value,
        cutoff: cutoff.or_else(|| Cutoff::parse(CUTOFF))?,
        week: week?,
        years: years?,
    })
}

fn zone(reader: &Reader<'_>, name: &Spanned<String>) -> Option<Zone> {
    let zone = Zone::named(&name.value);
    if zone.is_none() {
        reader.report(m018::zone(name));
    }
    zone
}

/// Reads the working time of a week; none if some of it could not be read, for then no day is known to be one of rest.
fn week(reader: &Reader<'_>, node: &Node) -> Option<[Vec<Session>; 7]> {
    let (mut week, mut whole): ([Vec<Session>; 7], bool) = (Default::default(), true);
    for (days, hours) in reader.named(node) {
        let Some((first, last)) = days_of(&days.value) else {
            reader.report(m018::days(&days, &WEEK));
            whole = false;
            continue;
        };
        let sessions = sessions(reader, hours, days.span);
        whole &= !sessions.is_empty();
        for day in first..=last {
            if !week[day].is_empty() {
                reader.report(m092::twice(days.span, WEEK[day]));
            }
            week[day].clone_from(&sessions);
        }
    }
    whole.then_some(week)
}

fn days_of(text: &str) -> Option<(usize, usize)> {
    let day = |text: &str| WEEK.iter().position(|day| *day == text);
    let (first, last) = text.split_once(" - ").unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some((first, last))
}

fn sessions(reader: &Reader<'_>, node: &Node, at: Span) -> Vec<Session> {
    let items = match node.as_list() {
        Some(list) => &list.items[..],
        None => std::slice::from_ref(node),
    };
    if items.is_empty() {
        reader.report(m092::none(at));
    }
    if items.len() > SESSIONS_MAX {
        reader.report(m092::many(node.span, SESSIONS_MAX));
    }
    let mut good: Vec<Session> = Vec::new();
    for item in items {
        let Some(session) = session(reader, item) else { continue };
        match good.last() {
            Some(before) if before.close > session.open => reader.report(m092::disorder(item.span)),
            _ => good.push(session),
        }
    }
    good
}

fn session(reader: &Reader<'_>, node: &Node) -> Option<Session> {
    let text = reader.quoted(node)?;
    let session = Session::parse(&text.value);
    if session.is_none() {
        reader.report(m092::form(&text));
    }
    session
}

fn years(reader: &Reader<'_>, node: &Node, week: Option<&[Vec<Session>; 7]>) -> BTreeMap<i32, Year> {
    let mut years = BTreeMap::new();
    for (name, node) in reader.named(node) {
        let number = name.value.parse::<i32>().ok().filter(|year| (1900..=9999).contains(year));
        let Some(number) = number else {
            reader.report(m018::year(&name));
            continue;
        };
        let f = reader.fields(node, &YEAR, name.span);
        years.insert(number, year(reader, &f, number, week));
    }
    years
}

fn year(reader: &Reader<'_>, f: &Fields<'_>, number: i32, week: Option<&[Vec<Session>; 7]>) -> Year {
    let off: Vec<_> = dated(reader, f.node("off"), number)
        .into_iter()
        .filter_map(|(date, node)| Some((date, reader.title(node)?.value)))
        .collect();
    let work = dated(reader, f.node("work"), number);
    for (date, _) in &work {
        if let Some((first, _)) = off.iter().find(|(off, _)| off.value == date.value) {
            reader.report(m091::report(date.span, first.span));
        }
    }
    for (date, _) in &off {
        if week.is_some_and(|week| week[weekday(date.value)].is_empty()) {
            reader.report(m093::report(date.span, WEEK[weekday(date.value)]));
        }
    }
    let work = work
        .into_iter()
        .filter_map(|(date, node)| Some((date.value, worked(reader, date.span, node, week)?)))
        .collect();
    let source = f.text("source").map(|source| source.value).unwrap_or_default();
    Year { source, off: off.into_iter().map(|(date, name)| (date.value, name)).collect(), work }
}

fn dated<'r>(reader: &'r Reader<'_>, node: Option<&'r Node>, year: i32) -> Vec<(Spanned<Date>, &'r Node)> {
    let entries: &[Entry] = node.and_then(Node::as_map).map_or(&[], |map| &map.entries);
    let read = |entry: &'r Entry| match Date::parse(&entry.key.value).filter(|date| date.year() == year) {
        Some(date) => Some((Spanned::new(date, entry.key.span), &entry.value)),
        None => {
            reader.report(m018::date_of_year(&entry.key, year));
            None
        }
    };
    entries.iter().filter_map(read).collect()
}

fn worked(reader: &Reader<'_>, at: Span, node: &Node, week: Option<&[Vec<Session>; 7]>) -> Option<WorkedDay> {
    let usual = |day: usize| week.map(|week| week[day].clone()).unwrap_or_default();
    let f = reader.text_or(node, &WORKED, "for", at);
    let reason = f.text("for")?;
    let day = Date::parse(&reason.value);
    if day.is_none() && node.as_map().is_some() {
        reader.report(m018::date(&reason));
    }
    let hours = f.node("hours").map(|hours| sessions(reader, hours, hours.span));
    let sessions = hours.unwrap_or_else(|| usual(day.map_or(0, weekday)));
    let worked_for = day.map_or(WorkedFor::Reason(reason.value), WorkedFor::Day);
    Some(WorkedDay { worked_for, sessions })
}

fn weekday(date: Date) -> usize {
    date.weekday().index()
}
