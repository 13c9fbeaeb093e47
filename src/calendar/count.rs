//! The questions that counting asks of a calendar: openings, closings, n-th working days, working
//! minutes, sessions, the effective day.
//!
//! It must not know deadlines. Every answer is `Err(year)` where a year is not announced.

use crate::counting::{Cutoff, Holidays};
use crate::stretch::{Known, Opening, Stretch};
use crate::time::{ClockTime, Date, Moment};
use crate::year::Calendar;

impl Calendar {
    fn stretch(&self, date: Date) -> Known<&Stretch> {
        self.stretches().iter().find(|stretch| stretch.has(date)).ok_or_else(|| date.year())
    }

    fn stretch_at(&self, minute: i64) -> Known<&Stretch> {
        let found = self.stretches().iter().find(|stretch| stretch.has_minute(minute));
        found.ok_or_else(|| Moment::from_minute(minute).date.year())
    }

    /// Gives the minute itself inside a session, otherwise the next opening (`sem 3.2`).
    pub(crate) fn legal_start(&self, minute: i64) -> Known<i64> {
        let stretch = self.stretch_at(minute)?;
        Ok(stretch.opening(stretch.next_position(minute))?.open.max(minute))
    }

    /// Gives the n-th working day after a date; for 0 the date itself or the next working day; for
    /// less than 0 that many working days before it.
    pub(crate) fn nth_working_day(&self, date: Date, n: i64) -> Known<Date> {
        let eve = date.plus_days(-1);
        match n {
            0 => self.nth_working_day(eve, 1),
            1.. => {
                let stretch = self.stretch(date.plus_days(1))?;
                stretch.working_day(stretch.rank(date)? + n)
            }
            _ => {
                let stretch = self.stretch(eve)?;
                stretch.working_day(stretch.rank(eve)? + n + 1)
            }
        }
    }

    /// Counts the working days in (a, b], negative if b is before a.
    pub(crate) fn working_days(&self, a: Date, b: Date) -> Known<i64> {
        match a.cmp(&b) {
            std::cmp::Ordering::Equal => Ok(0),
            std::cmp::Ordering::Greater => self.working_days(b, a).map(|days| -days),
            std::cmp::Ordering::Less => {
                let stretch = self.stretch(a.plus_days(1))?;
                Ok(stretch.rank(b)? - stretch.rank(a)?)
            }
        }
    }

    /// Gives the end of the last session of a date; 24:00 if it has none.
    pub(crate) fn close(&self, date: Date) -> Known<ClockTime> {
        let sessions = self.sessions(date).ok_or_else(|| date.year())?;
        Ok(sessions.last().map_or(ClockTime::MIDNIGHT, |last| last.close))
    }

    /// Counts the working minutes in [p, q), none if q is before p.
    pub(crate) fn working_minutes(&self, p: i64, q: i64) -> Known<i64> {
        if q <= p {
            return Ok(0);
        }
        let stretch = self.stretch_at(p)?;
        stretch.reaches(q)?;
        Ok(stretch.minutes_before(q) - stretch.minutes_before(p))
    }

    /// Finds the minute so many working minutes on; going back it ends on openings, going forward
    /// on closings (`sem 3.3`, `4.2`).
    pub(crate) fn plus_working_minutes(&self, minute: i64, by: i64) -> Known<i64> {
        let stretch = self.stretch_at(minute)?;
        let total = stretch.minutes_before(minute) + by;
        match by {
            0 => Ok(minute),
            1.. => stretch.minute_after(total),
            _ => stretch.minute_from(total),
        }
    }

    /// Gives `legal_start` of the clock time of `legal_start` on the n-th working day after it
    /// (`sem 3.5`).
    pub(crate) fn same_time(&self, minute: i64, n: i64) -> Known<i64> {
        let start = Moment::from_minute(self.legal_start(minute)?);
        if n == 0 {
            return Ok(start.minute());
        }
        let date = self.nth_working_day(start.date, n)?;
        self.legal_start(Moment { date, time: start.time }.minute())
    }

    /// Gives the session so many after the one that last began (`sem 3.13a`).
    pub(crate) fn session_begun(&self, minute: i64, on: i64) -> Known<Opening> {
        let stretch = self.stretch_at(minute)?;
        stretch.opening(stretch.begun_position(minute) + on)
    }

    /// Gives the session so many after the one in which a minute falls or that opens next.
    pub(crate) fn session_next(&self, minute: i64, on: i64) -> Known<Opening> {
        let stretch = self.stretch_at(minute)?;
        stretch.opening(stretch.next_position(minute) + on)
    }

    /// Counts the sessions from that in which one opens at `a` to that which opens at `b`.
    pub(crate) fn sessions_between(&self, a: Opening, b: Opening) -> Known<i64> {
        let stretch = self.stretch_at(a.open)?;
        stretch.reaches(b.open)?;
        Ok(stretch.begun_position(b.open) - stretch.begun_position(a.open))
    }

    /// Gives the effective day of a minute, the same-day rule (`sem 3.9`).
    pub(crate) fn effective_day(&self, minute: i64, cutoff: Cutoff) -> Known<Date> {
        let start = Moment::from_minute(self.legal_start(minute)?);
        if cutoff.is_past(start.time) { self.nth_working_day(start.date, 1) } else { Ok(start.date) }
    }

    /// Moves a date by calendar days, holidays counted or left out (`sem 3.6`); where they are left
    /// out it never ends on one, so that a month's end can be counted back (`sem 3.28`).
    pub(crate) fn plus_calendar_days(&self, date: Date, days: i32, holidays: Holidays) -> Known<Date> {
        if holidays == Holidays::Count || days < 0 {
            return Ok(date.plus_days(days));
        }
        let mut date = date;
        let mut left = days;
        while left > 0 || self.is_holiday(date)? {
            date = date.plus_days(1);
            left -= i32::from(!self.is_holiday(date)?);
        }
        Ok(date)
    }

    /// Counts the calendar days in (a, b], holidays counted or left out.
    pub(crate) fn calendar_days(&self, a: Date, b: Date, holidays: Holidays) -> Known<i32> {
        let days = b.days_since(a);
        if holidays == Holidays::Count || days <= 0 {
            return Ok(days);
        }
        let mut counted = 0;
        for day in 1..=days {
            counted += i32::from(!self.is_holiday(a.plus_days(day))?);
        }
        Ok(counted)
    }

    fn is_holiday(&self, date: Date) -> Known<bool> {
        let year = self.text().years.get(&date.year()).ok_or_else(|| date.year())?;
        Ok(year.off.contains_key(&date))
    }
}
