//! A run of consecutive announced years, counted once: ranks of working days, sessions and working
//! minutes, so that a due date is a few array lookups.
//!
//! It must not answer for a day outside its years: every answer is `Err(year)` with the year that
//! is not announced (`sem 3.13`). Minutes here are wall-clock minutes of the calendar's zone.

use crate::time::{ClockTime, Date, Moment};
use crate::year::{CalendarText, Session};

/// Is an answer, or the year that would have to be announced for it.
pub(crate) type Known<T> = Result<T, i32>;

/// Is one session of one date, on the line of all minutes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    /// Is its first minute.
    pub open: i64,
    /// Is the minute after its last.
    pub close: i64,
    /// Counts the working minutes of the stretch before it opens.
    before: i64,
}

/// Is a run of consecutive announced years.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    first: Date,
    first_year: i32,
    last_year: i32,
    working_days: Vec<Date>,
    openings: Vec<Opening>,
    /// Counts, for each day and for the day after the last, the working days before it.
    days_before: Vec<u32>,
    /// Counts likewise the sessions before it.
    openings_before: Vec<u32>,
}

impl Stretch {
    /// Counts all announced years of a calendar.
    pub fn all(text: &CalendarText) -> Vec<Self> {
        let mut stretches: Vec<Self> = Vec::new();
        for &year in text.years.keys() {
            match stretches.last_mut() {
                Some(stretch) if stretch.last_year + 1 == year => stretch.append(text, year),
                _ => stretches.extend(Self::of_year(text, year)),
            }
        }
        stretches
    }

    fn of_year(text: &CalendarText, year: i32) -> Option<Self> {
        let mut stretch = Self {
            first: Date::from_ymd(year, 1, 1)?,
            first_year: year,
            last_year: year,
            working_days: Vec::new(),
            openings: Vec::new(),
            days_before: vec![0],
            openings_before: vec![0],
        };
        stretch.append(text, year);
        Some(stretch)
    }

    fn append(&mut self, text: &CalendarText, year: i32) {
        self.last_year = year;
        let mut date = self.first.plus_days(self.len());
        while date.year() == year {
            self.append_day(date, text.sessions_in(&text.years[&year], date));
            date = date.plus_days(1);
        }
    }

    fn append_day(&mut self, date: Date, sessions: &[Session]) {
        for session in sessions {
            self.openings.push(Opening {
                open: Moment { date, time: session.open }.minute(),
                close: Moment { date, time: session.close }.minute(),
                before: self.total_minutes(),
            });
        }
        if !sessions.is_empty() {
            self.working_days.push(date);
        }
        self.days_before.push(self.working_days.len() as u32);
        self.openings_before.push(self.openings.len() as u32);
    }

    fn len(&self) -> i32 {
        self.days_before.len() as i32 - 1
    }

    fn total_minutes(&self) -> i64 {
        self.openings.last().map_or(0, |last| last.before + last.close - last.open)
    }

    /// Says whether a date is announced here.
    pub fn has(&self, date: Date) -> bool {
        (0..self.len()).contains(&date.days_since(self.first))
    }

    /// Says whether a minute is announced here; the very end of the last day is.
    pub fn has_minute(&self, minute: i64) -> bool {
        let start = Moment { date: self.first, time: ClockTime::START }.minute();
        (start..=start + 1_440 * i64::from(self.len())).contains(&minute)
    }

    /// Answers with the first year not announced if a later minute is not in the stretch.
    pub fn reaches(&self, minute: i64) -> Known<()> {
        if self.has_minute(minute) { Ok(()) } else { Err(self.last_year + 1) }
    }

    /// Counts the working days of the stretch up to and including a date, which may be the day
    /// before the first.
    pub fn rank(&self, date: Date) -> Known<i64> {
        let day = usize::try_from(date.days_since(self.first) + 1).map_err(|_| self.first_year - 1)?;
        self.days_before.get(day).map(|&rank| rank.into()).ok_or(self.last_year + 1)
    }

    /// Gives the working day of a rank, the first being 1.
    pub fn working_day(&self, rank: i64) -> Known<Date> {
        self.item(&self.working_days, rank - 1)
    }

    /// Gives a session by its position.
    pub fn opening(&self, position: i64) -> Known<Opening> {
        self.item(&self.openings, position)
    }

    /// Finds the first session that closes after a minute; may be one past the last.
    pub fn next_position(&self, minute: i64) -> i64 {
        let from = self.first_position_of_day(minute);
        let closed = self.openings[from..].iter().take_while(|session| session.close <= minute);
        (from + closed.count()) as i64
    }

    /// Finds the session that last began at or before a minute; may be -1.
    pub fn begun_position(&self, minute: i64) -> i64 {
        let from = self.first_position_of_day(minute);
        let begun = self.openings[from..].iter().take_while(|session| session.open <= minute);
        (from + begun.count()) as i64 - 1
    }

    /// Counts the working minutes of the stretch before a minute.
    pub fn minutes_before(&self, minute: i64) -> i64 {
        match self.opening(self.next_position(minute)) {
            Ok(session) => session.before + (minute - session.open).max(0),
            Err(_) => self.total_minutes(),
        }
    }

    /// Finds the minute at which so many working minutes are over: a closing, never the opening
    /// after it (`sem 3.3`).
    pub fn minute_after(&self, minutes: i64) -> Known<i64> {
        if minutes > self.total_minutes() {
            return Err(self.last_year + 1);
        }
        let position = self.openings.partition_point(|session| session.before < minutes) as i64;
        let session = self.opening(position - 1)?;
        Ok(session.open + minutes - session.before)
    }

    /// Finds the minute from which on the working minutes after the first so many are counted: an
    /// opening, never the closing before it.
    pub fn minute_from(&self, minutes: i64) -> Known<i64> {
        if minutes >= self.total_minutes() {
            return Err(self.last_year + 1);
        }
        let position = self.openings.partition_point(|session| session.before <= minutes) as i64;
        let session = self.opening(position - 1)?;
        Ok(session.open + minutes - session.before)
    }

    fn first_position_of_day(&self, minute: i64) -> usize {
        let day = Moment::from_minute(minute).date.days_since(self.first);
        self.openings_before[day as usize] as usize
    }

    fn item<T: Copy>(&self, items: &[T], position: i64) -> Known<T> {
        let position = usize::try_from(position).map_err(|_| self.first_year - 1)?;
        items.get(position).copied().ok_or(self.last_year + 1)
    }
}
