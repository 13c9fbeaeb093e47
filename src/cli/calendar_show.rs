//! `motcua calendar show`: what was announced of a calendar, in words and as a grid of months.
//!
//! It computes no date; it counts and draws the days it is given.

use calendar::{Calendar, CalendarText, Date, Lang, Rule, Session, WorkedFor, Year};
use procedure::files::Listed as _;
use serde_json::{Value, json};

use crate::args::CalendarShowArgs;
use crate::calendar_ask::{Calendars, Fault};
use crate::output::{error, line, say};
use crate::{ENVIRONMENT, FOUND, OK, USAGE};

/// Months that are drawn side by side.
const ABREAST: usize = 3;
/// Letters a day of a grid takes.
const CELL: usize = 4;

pub(crate) fn run(args: &CalendarShowArgs) -> u8 {
    let lang = args.common.lang();
    let fail = |code, trouble: &str| {
        error(trouble, lang);
        code
    };
    let calendars = match Calendars::at_hand(args.processes.as_deref(), lang) {
        Ok(calendars) => calendars,
        Err(trouble) => return fail(ENVIRONMENT, &trouble),
    };
    let calendar = match calendars.find(args.calendar.as_deref()) {
        Ok(calendar) => calendar,
        Err(Fault::MissingKey(_)) => {
            calendars.all().for_each(|calendar| line(&heading(calendar)));
            return fail(USAGE, &say(lang, "có nhiều lịch, ghi rõ một", "there are several calendars, name one"));
        }
        Err(fault @ Fault::BadCalendar(_)) => return fail(ENVIRONMENT, &fault.words(lang)),
        Err(fault) => return fail(USAGE, &fault.words(lang)),
    };
    let Some(view) = View::new(&calendar, args) else {
        let known = announced(&calendar, lang);
        return fail(
            FOUND,
            &say(lang, format!("năm ấy chưa được công bố; {known}"), format!("that year is not announced; {known}")),
        );
    };
    if args.common.json {
        line(&view.json().to_string())
    } else {
        view.words().iter().for_each(|text| line(text))
    }
    OK
}

fn heading(calendar: &Calendar) -> String {
    format!("{} ({})", calendar.text().name, calendar.text().id)
}

fn announced(calendar: &Calendar, lang: Lang) -> String {
    let years: Vec<String> = calendar.text().years.keys().map(ToString::to_string).collect();
    say(lang, format!("các năm đã công bố: {}", years.join(", ")), format!("announced: {}", years.join(", ")))
}

/// One year of a calendar, or one month of it.
struct View<'a> {
    calendar: &'a Calendar,
    number: i32,
    year: &'a Year,
    month: Option<u32>,
    lang: Lang,
}

impl<'a> View<'a> {
    /// Chooses the year: as named, else this one, else the last announced; none if it is not announced.
    fn new(calendar: &'a Calendar, args: &CalendarShowArgs) -> Option<Self> {
        let years = &calendar.text().years;
        let this = calendar.zone().date(runtime::Clock::real().now()).year();
        let last = || years.range(..=this).chain(years).next_back().map(|(year, _)| *year);
        let number = args.year.or_else(last)?;
        Some(Self { calendar, number, year: years.get(&number)?, month: args.month, lang: args.common.lang() })
    }

    fn say(&self, vi: impl Into<String>, en: impl Into<String>) -> String {
        say(self.lang, vi, en)
    }

    fn date(&self, month: u32, day: u32) -> Date {
        Date::from_ymd(self.number, month, day).expect("days of a month in an announced year")
    }

    /// Lists the days of a month.
    fn days(&self, month: u32) -> impl Iterator<Item = Date> {
        let first = self.date(month, 1);
        (0..31).map(move |day| first.plus_days(day)).take_while(move |date| date.month() == month)
    }

    fn sessions(&self, date: Date) -> &[Session] {
        self.calendar.sessions(date).unwrap_or_default()
    }

    fn months(&self) -> std::ops::RangeInclusive<u32> {
        self.month.map_or(1..=12, |month| month..=month)
    }

    fn worked(&self, months: impl Iterator<Item = u32>) -> usize {
        months.flat_map(|month| self.days(month)).filter(|date| !self.sessions(*date).is_empty()).count()
    }

    fn is_in_view(&self, date: Date) -> bool {
        self.months().contains(&date.month())
    }

    fn words(&self) -> Vec<String> {
        let text = self.calendar.text();
        let (cutoff, known) = (cutoff(text), announced(self.calendar, self.lang));
        let rule = self.rule();
        let mut lines = vec![
            heading(self.calendar),
            self.week(),
            self.say(
                format!("{rule}; giờ chốt trong ngày: {cutoff}; {known}"),
                format!("{rule}; cutoff of same-day limits: {cutoff}; {known}"),
            ),
            String::new(),
            self.title(),
        ];
        lines.extend(self.off());
        lines.extend(self.worked_days());
        let months: Vec<u32> = self.months().collect();
        for abreast in months.chunks(ABREAST) {
            lines.push(String::new());
            lines.extend(self.grid(abreast));
        }
        lines.push(String::new());
        lines.push(self.say(
            "  · nghỉ hằng tuần   * nghỉ lễ, nghỉ bù   + làm bù",
            "  · weekly rest   * day off   + worked instead",
        ));
        lines
    }

    fn title(&self) -> String {
        let source = &self.year.source;
        let year = self.number;
        let days = self.worked(self.months());
        match self.month {
            None => self.say(
                format!("Năm {year}: {days} ngày làm việc ({source})"),
                format!("{year}: {days} working days ({source})"),
            ),
            Some(month) => self.say(
                format!("Tháng {month}/{year}: {days} ngày làm việc ({source})"),
                format!("{}: {days} working days ({source})", month_name(self.date(month, 1), self.lang)),
            ),
        }
    }

    fn rule(&self) -> &'static str {
        let (vi, en) = match self.calendar.text().rule {
            Rule::EndOfDay => ("Ngày làm việc tính đến cuối ngày", "Working days end with the day"),
            Rule::SameTime => ("Ngày làm việc tính đến cùng giờ", "Working days end at the same clock time"),
            Rule::EndOfSession => ("Ngày làm việc tính đến cuối buổi", "Working days end with a session"),
        };
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// Tells the week: days in a row with the same hours in one clause.
    fn week(&self) -> String {
        // 2024-01-01 was a Monday; a weekday's name is that of any such day.
        let monday = Date::from_ymd(2024, 1, 1).expect("a date");
        let name = |day: usize| monday.plus_days(day as i32).weekday().words(self.lang);
        let week = &self.calendar.text().week;
        let mut clauses = Vec::new();
        let mut day = 0;
        while day < week.len() {
            let last = (day..week.len()).take_while(|&next| week[next] == week[day]).last().unwrap_or(day);
            if !week[day].is_empty() {
                let days = if last == day { name(day).to_owned() } else { format!("{} – {}", name(day), name(last)) };
                clauses.push(format!("{days} {}", hours(&week[day])));
            }
            day = last + 1;
        }
        let zone = self.calendar.zone().offset();
        self.say(
            format!("Giờ làm việc: {} (UTC{zone})", clauses.join("; ")),
            format!("Hours: {} (UTC{zone})", clauses.join("; ")),
        )
    }

    /// Tells the days off, those in a row under one name in one line.
    fn off(&self) -> Vec<String> {
        let mut runs: Vec<(Date, Date, &str)> = Vec::new();
        for (&date, name) in self.year.off.iter().filter(|(date, _)| self.is_in_view(**date)) {
            match runs.last_mut() {
                Some((_, last, same)) if *same == name && last.plus_days(1) == date => *last = date,
                _ => runs.push((date, date, name)),
            }
        }
        let told = |&(first, last, name): &(Date, Date, &str)| {
            let days =
                if first == last { self.day(first) } else { format!("{} – {}", self.day(first), self.day(last)) };
            format!("{}  {name}", padded(&days, 32))
        };
        self.headed(&self.say("Nghỉ", "Off"), runs.iter().map(told))
    }

    fn worked_days(&self) -> Vec<String> {
        let told = |(date, worked): (&Date, &calendar::WorkedDay)| {
            let reason = match &worked.worked_for {
                WorkedFor::Day(off) => {
                    self.say(format!("làm bù cho {}", self.day(*off)), format!("for {}", self.day(*off)))
                }
                WorkedFor::Reason(reason) => reason.clone(),
            };
            format!("{}  {}; {reason}", padded(&self.day(*date), 32), hours(&worked.sessions))
        };
        self.headed(
            &self.say("Làm bù", "Worked"),
            self.year.work.iter().filter(|(date, _)| self.is_in_view(**date)).map(told),
        )
    }

    /// Puts a heading before the first of some lines.
    fn headed(&self, heading: &str, lines: impl Iterator<Item = String>) -> Vec<String> {
        let lead = |number| if number == 0 { heading } else { "" };
        lines.enumerate().map(|(number, text)| format!("  {} {text}", padded(lead(number), 8))).collect()
    }

    fn day(&self, date: Date) -> String {
        let words = date.words(self.lang);
        // The year stands above.
        words
            .trim_end_matches(&format!("/{:04}", self.number))
            .trim_end_matches(&format!(" {}", self.number))
            .to_owned()
    }

    /// Draws months side by side.
    fn grid(&self, months: &[u32]) -> Vec<String> {
        let drawn: Vec<Vec<String>> = months.iter().map(|month| self.drawn(*month)).collect();
        let height = drawn.iter().map(Vec::len).max().unwrap_or(0);
        let row = |row: usize| {
            let cells = drawn.iter().map(|month| padded(month.get(row).map_or("", String::as_str), 7 * CELL + 2));
            format!("  {}", cells.collect::<Vec<_>>().join(" ").trim_end())
        };
        (0..height).map(row).collect()
    }

    /// Draws one month, a line a week.
    fn drawn(&self, month: u32) -> Vec<String> {
        let days = match self.lang {
            Lang::Vi => ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
            Lang::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        };
        let worked = self.worked(std::iter::once(month));
        let name = month_name(self.date(month, 1), self.lang);
        let mut lines = vec![format!("  {name} ({worked})"), days.map(|day| format!("{day:>3} ")).concat()];
        let mut week = " ".repeat(CELL * self.date(month, 1).weekday().index());
        for date in self.days(month) {
            week += &self.cell(date);
            if date.weekday().index() == 6 {
                lines.push(std::mem::take(&mut week));
            }
        }
        lines.extend((!week.is_empty()).then_some(week));
        lines
    }

    fn cell(&self, date: Date) -> String {
        let day = date.day();
        if self.year.off.contains_key(&date) {
            format!("{day:>3}*")
        } else if self.year.work.contains_key(&date) {
            format!("{day:>3}+")
        } else if self.sessions(date).is_empty() {
            "  · ".to_owned()
        } else {
            format!("{day:>3} ")
        }
    }

    fn json(&self) -> Value {
        let text = self.calendar.text();
        let in_view = |date: &Date| self.is_in_view(*date);
        let off: Vec<Value> = (self.year.off.iter().filter(|(date, _)| in_view(date)))
            .map(|(date, name)| json!({ "date": date.to_string(), "name": name }))
            .collect();
        let work: Vec<Value> = (self.year.work.iter().filter(|(date, _)| in_view(date)))
            .map(|(date, worked)| {
                let worked_for = match &worked.worked_for {
                    WorkedFor::Day(off) => off.to_string(),
                    WorkedFor::Reason(reason) => reason.clone(),
                };
                json!({ "date": date.to_string(), "for": worked_for, "hours": listed(&worked.sessions) })
            })
            .collect();
        let days: Vec<Value> = (self.months().flat_map(|month| self.days(month)))
            .map(|date| json!({ "date": date.to_string(), "hours": listed(self.sessions(date)) }))
            .collect();
        json!({
            "calendar": text.id,
            "name": text.name,
            "offset": self.calendar.zone().offset(),
            "working_days": text.rule.word(),
            "cutoff": cutoff(text),
            "week": text.week.iter().map(|sessions| listed(sessions)).collect::<Vec<_>>(),
            "announced": text.years.keys().collect::<Vec<_>>(),
            "year": self.number,
            "month": self.month,
            "source": self.year.source,
            "worked": self.worked(self.months()),
            "off": off,
            "work": work,
            "days": days,
        })
    }
}

fn month_name(first: Date, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("Tháng {}", first.month()),
        // "Monday 1 June 2026" without its day.
        Lang::En => first.words(lang).split(' ').skip(2).collect::<Vec<_>>().join(" "),
    }
}

fn cutoff(text: &CalendarText) -> String {
    let cutoff = text.cutoff;
    if cutoff.inclusive { format!("sau {}", cutoff.at) } else { cutoff.at.to_string() }
}

fn hours(sessions: &[Session]) -> String {
    sessions.iter().map(|session| format!("{}–{}", session.open, session.close)).collect::<Vec<_>>().join(", ")
}

fn listed(sessions: &[Session]) -> Vec<String> {
    sessions.iter().map(|session| format!("{}-{}", session.open, session.close)).collect()
}

/// Fills up with blanks; Vietnamese letters in NFC take one column each.
fn padded(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}
