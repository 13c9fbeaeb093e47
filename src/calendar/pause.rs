//! What a pause keeps and what a resumption gives back (`sem 3.24`–`3.31`).
//!
//! It must not know acts or phases. p is the instant of the pause, r that of the resumption; both
//! are cut to the minute for arithmetic and exact in comparisons with a due (`sem 3.1`).

use crate::clock::ClockState;
use crate::counting::Kind;
use crate::due::{Due, Reckoning};
use crate::length::Amount;
use crate::stretch::Known;
use crate::time::{ClockTime, Instant, Moment};

const MINUTE: i64 = 60_000;

impl Reckoning<'_> {
    /// Computes what a running clock keeps when it is paused at p, not after its due.
    ///
    /// Where the years to count in are not announced the amount stays whole: once they are, the
    /// recorded acts have to be replayed on them (`sem 3.13`).
    pub fn kept(&self, state: &ClockState, p: Instant) -> Amount {
        let kept = match (state.due, state.nominal) {
            (Due::NoLimit, _) => Ok(Amount::default()),
            (Due::At(due), _) => self.kept_before(state, p, due),
            (Due::Undetermined(_), Some(_)) => self.days_kept(state, p),
            (Due::Undetermined(_), None) => self.kept_of_amount(state, p),
        };
        kept.unwrap_or(state.remaining)
    }

    /// Counts from p to a known due.
    fn kept_before(&self, state: &ClockState, p: Instant, due: Instant) -> Known<Amount> {
        let (from, to) = (self.minute(p), self.minute(due));
        match self.counting.kind() {
            Kind::NoLimit => Ok(Amount::default()),
            Kind::Elapsed => Ok(Amount::of_minutes((to - from).max(0))),
            Kind::WorkingMinutes => self.calendar.working_minutes(from, to).map(Amount::of_minutes),
            Kind::SameTime => self.same_time_kept(from, to),
            Kind::Sessions => {
                let due = self.calendar.session_begun(to - 1, 0)?;
                let on = self.calendar.sessions_between(self.session(p)?, due)?;
                Ok(Amount::of_days(on.max(0) as i32))
            }
            Kind::WorkingDays | Kind::CalendarDays | Kind::ConsecutiveDays => self.days_kept(state, p),
        }
    }

    /// Counts days from p to the nominal date; below zero where the due has rolled past it.
    fn days_kept(&self, state: &ClockState, p: Instant) -> Known<Amount> {
        let base = self.base(p)?;
        let nominal = state.nominal.unwrap_or(base);
        let days = self.days_between(base, nominal)?;
        Ok(Amount::of_days(days))
    }

    /// Counts whole days at p's clock time, then the minutes that are left (`sem 3.25`).
    fn same_time_kept(&self, from: i64, due: i64) -> Known<Amount> {
        let calendar = self.calendar;
        let start = calendar.legal_start(from)?;
        if start >= due {
            return Ok(Amount::default());
        }
        let date = |minute| Moment::from_minute(minute).date;
        let mut days = calendar.working_days(date(start), date(due))?;
        // A clock time outside the sessions of a day carries over to the next one; where that one is
        // not announced it is later than anything counted here.
        while days > 0 && !calendar.same_time(start, days).is_ok_and(|minute| minute <= due) {
            days -= 1;
        }
        let minutes = calendar.working_minutes(calendar.same_time(start, days)?, due)?;
        Ok(Amount { days: days as i32, minutes, ..Amount::default() })
    }

    /// Takes from the amount what has run from the anchor to p, the due being undetermined.
    fn kept_of_amount(&self, state: &ClockState, p: Instant) -> Known<Amount> {
        let calendar = self.calendar;
        let (from, to) = (self.minute(state.anchor), self.minute(p));
        let left = state.remaining;
        match self.counting.kind() {
            Kind::WorkingDays | Kind::CalendarDays | Kind::ConsecutiveDays => {
                let start = self.start_of_days(state.anchor, &left)?;
                let run = self.days_between(start, self.base(p)?)?;
                Ok(Amount { days: left.days - run, floor: false, ..left })
            }
            Kind::WorkingMinutes => Ok(Amount::of_minutes(left.minutes - calendar.working_minutes(from, to)?)),
            Kind::Sessions => {
                let run = calendar.sessions_between(self.session(state.anchor)?, self.session(p)?)?;
                Ok(Amount::of_days(left.days - run as i32))
            }
            Kind::SameTime => {
                let run = self.same_time_kept(from, to)?;
                Ok(Amount { days: left.days - run.days, minutes: left.minutes - run.minutes, ..left })
            }
            Kind::NoLimit | Kind::Elapsed => Ok(left),
        }
    }

    /// Computes the anchor and the amount with which a clock paused at p runs on from r.
    pub fn resumed(&self, state: &ClockState, p: Instant, r: Instant) -> (Instant, Amount) {
        let left = state.remaining;
        let nothing = left.months == 0 && left.days <= 0 && left.minutes == 0;
        if !nothing || self.counting.kind() == Kind::NoLimit {
            return (r, left);
        }
        let in_time = !state.due.is_past(r);
        match (self.counting.kind(), state.due, state.nominal) {
            (Kind::Elapsed | Kind::WorkingMinutes | Kind::SameTime, Due::At(due), _) if in_time => {
                (due, Amount::default())
            }
            (Kind::Elapsed | Kind::WorkingMinutes | Kind::SameTime, ..) => (r, Amount::of_minutes(1)),
            (Kind::Sessions, Due::At(due), _) if in_time => session_that_closes(due),
            (_, _, Some(nominal)) if in_time && self.effective_day(r) == self.effective_day(p) => {
                (self.calendar.zone().at(nominal, ClockTime::START), Amount::default())
            }
            _ => (r, Amount::floor()),
        }
    }
    /// Gives the anchor and the amount that end with the effective day of an instant, in the terms of
    /// this deadline (`sem 3.45`, rule 2.19).
    pub fn day_of(&self, at: Instant) -> (Instant, Amount) {
        let close = |date| self.calendar.close(date).map(|time| self.calendar.zone().at(date, time));
        match (self.counting.kind(), self.effective_day(at).and_then(close)) {
            (Kind::Sessions, Ok(close)) => session_that_closes(close),
            _ => (at, Amount::floor()),
        }
    }
}

/// Gives the anchor and the amount of the session that closes at an instant: its last minute lies in
/// it, whatever acts outside hours count from.
fn session_that_closes(close: Instant) -> (Instant, Amount) {
    (close.plus_millis(-MINUTE), Amount::default())
}
