//! From an anchor and an amount to a due instant, and what is computed around a due: reminders,
//! escalations, waits.
//!
//! It must not know pauses or the life of a clock. A date beyond the announced years is never
//! guessed (`sem 3.13`).

use serde::{Deserialize, Serialize};

use crate::counting::{Bearer, Counting, DayEnd, Holidays, Kind, Limit, OutsideHours};
use crate::length::{Amount, Length, Unit};
use crate::stretch::{Known, Opening};
use crate::time::{ClockTime, Date, Instant, Moment};
use crate::year::Calendar;

/// Is the end of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Is this instant, which still belongs to the deadline (`sem 2.3`).
    At(Instant),
    /// Needs this year, which is not announced (`sem 3.13`).
    Undetermined(i32),
    /// The law sets none (`sem 3.23`).
    NoLimit,
}

impl Due {
    /// Gives the instant, if there is one.
    pub fn instant(self) -> Option<Instant> {
        match self {
            Self::At(due) => Some(due),
            Self::Undetermined(_) | Self::NoLimit => None,
        }
    }

    /// Says whether an instant is after a due that is known.
    pub fn is_past(self, at: Instant) -> bool {
        self.instant().is_some_and(|due| at > due)
    }

    fn known(due: Known<Instant>) -> Self {
        due.map_or_else(Self::Undetermined, Self::At)
    }
}

/// Computes the due of an amount that counts from an anchor, with the nominal date where days are
/// counted (`sem 3.3`–`3.13b`, `3.15`).
pub fn due_of(counting: &Counting, anchor: Instant, remaining: &Amount, calendar: &Calendar) -> (Due, Option<Date>) {
    let reckoning = Reckoning { counting, calendar };
    match counting.kind() {
        Kind::NoLimit => (Due::NoLimit, None),
        Kind::Elapsed | Kind::WorkingMinutes | Kind::SameTime => {
            (Due::known(reckoning.minute_due(anchor, remaining)), None)
        }
        Kind::Sessions => (Due::known(reckoning.session_due(anchor, remaining)), None),
        Kind::WorkingDays | Kind::CalendarDays | Kind::ConsecutiveDays => {
            let nominal = reckoning.nominal(anchor, remaining);
            (Due::known(nominal.and_then(|date| reckoning.end_of(date))), nominal.ok())
        }
    }
}

/// Computes the due of the full amount from an instant, as for a step clock (`sem 4.1`).
pub fn start(counting: &Counting, at: Instant, calendar: &Calendar) -> Due {
    due_of(counting, at, &counting.full(), calendar).0
}

/// Computes the due of an office's deadline of a length started at an instant (`sem 2.6`).
pub fn wait_until(length: &Length, from: Instant, calendar: &Calendar) -> Due {
    start(&Counting::of(Limit::Of(*length), Bearer::Office, calendar), from, calendar)
}

/// Computes when an escalation fires: an office's deadline counted from the due (`sem 4.6`).
pub fn after_due(due: Instant, after: &Length, calendar: &Calendar) -> Due {
    wait_until(after, due, calendar)
}

/// Computes the earliest due that an act at an instant still finds in time, where a notice of some
/// length has to be given (`sem 3.42`).
pub fn notice(at: Instant, before: &Length, calendar: &Calendar) -> Due {
    wait_until(before, at, calendar)
}

/// Says whether an act at an instant gives the notice a due asks for (`sem 3.42`).
///
/// Before a due that is not known any notice is enough; a notice that ends in a year not announced
/// is none.
pub fn gives_notice(at: Instant, before: &Length, due: Due, calendar: &Calendar) -> bool {
    notice(at, before, calendar).instant().is_some_and(|ends| !due.is_past(ends))
}

/// Gives the first opening of a date, or of the next working day if it is closed.
///
/// `None` where the year it would lie in is not announced.
pub fn opening_of(date: Date, calendar: &Calendar) -> Option<Instant> {
    let midnight = Moment { date, time: ClockTime::START };
    calendar.legal_start(midnight.minute()).ok().map(|minute| calendar.zone().at_minute(minute))
}

/// Computes the end of the effective day of an instant, by a deadline's cutoff and day end: what the deadline is moved
/// to when an outage took its last day (rule 2.19).
pub fn outage_due(at: Instant, counting: &Counting, calendar: &Calendar) -> Due {
    let reckoning = Reckoning { counting, calendar };
    Due::known(reckoning.effective_day(at).and_then(|date| reckoning.end_of(date)))
}

/// Computes when a reminder fires: the due minus an offset (`sem 4.2`).
///
/// `None` if that is not after the opening (`sem 4.3`) or lies in a year not announced.
pub fn remind_at(due: Instant, offset: &Length, opened: Instant, calendar: &Calendar) -> Option<Instant> {
    remind_minute(calendar.zone().moment(due), offset, calendar)
        .ok()
        .map(|minute| calendar.zone().at_minute(minute))
        .filter(|&at| at > opened)
}

fn remind_minute(due: Moment, offset: &Length, calendar: &Calendar) -> Known<i64> {
    let count = i32::try_from(offset.count).unwrap_or(i32::MAX);
    let minutes = i64::from(count);
    match offset.unit {
        Unit::Minute => Ok(due.minute() - minutes),
        Unit::Hour => Ok(due.minute() - minutes * 60),
        Unit::WorkingMinute => calendar.plus_working_minutes(due.minute(), -minutes),
        Unit::WorkingHour => calendar.plus_working_minutes(due.minute(), -minutes * 60),
        Unit::Day | Unit::ConsecutiveDay => open_by(due.date.plus_days(-count), calendar),
        Unit::Month => open_by(due.date.plus_months(-count), calendar),
        Unit::WorkingDay => calendar.nth_working_day(due.date, -minutes).and_then(|date| open_by(date, calendar)),
        Unit::HalfWorkingDay => calendar.session_begun(due.minute() - 1, 1 - minutes).map(|session| session.open),
    }
}

/// Gives the opening of a date, or of the working day before it if it is closed.
fn open_by(date: Date, calendar: &Calendar) -> Known<i64> {
    let date = calendar.nth_working_day(date.plus_days(1), -1)?;
    calendar.legal_start(Moment { date, time: ClockTime::START }.minute())
}

/// Is one deadline before one calendar.
#[derive(Clone, Copy)]
pub(crate) struct Reckoning<'a> {
    /// Is the deadline.
    pub counting: &'a Counting,
    /// Is the calendar.
    pub calendar: &'a Calendar,
}

impl Reckoning<'_> {
    /// Gives the wall-clock minute of an instant.
    pub fn minute(&self, at: Instant) -> i64 {
        self.calendar.zone().moment(at).minute()
    }

    /// Gives the effective day of an instant, by the deadline's cutoff.
    pub fn effective_day(&self, at: Instant) -> Known<Date> {
        self.calendar.effective_day(self.minute(at), self.counting.cutoff)
    }

    /// Gives the date after which days are counted (`sem 3.4`).
    pub fn base(&self, at: Instant) -> Known<Date> {
        let moment = self.calendar.zone().moment(at);
        let by_opening =
            self.counting.kind() == Kind::WorkingDays && self.counting.outside_hours == OutsideHours::NextOpening;
        if by_opening {
            let start = self.calendar.legal_start(moment.minute())?;
            return Ok(Moment::from_minute(start).date);
        }
        Ok(moment.date)
    }

    /// Gives the session from which sessions are counted (`sem 3.13a`).
    pub fn session(&self, at: Instant) -> Known<Opening> {
        match self.counting.outside_hours {
            OutsideHours::OwnDate => self.calendar.session_begun(self.minute(at), 0),
            OutsideHours::NextOpening => self.calendar.session_next(self.minute(at), 0),
        }
    }

    /// Gives the nominal date: the due's date before the roll (`sem 3.6`).
    pub fn nominal(&self, anchor: Instant, remaining: &Amount) -> Known<Date> {
        let base = self.start_of_days(anchor, remaining)?;
        if self.counting.kind() == Kind::WorkingDays {
            return self.calendar.nth_working_day(base, remaining.days.into());
        }
        let date = base.plus_months(remaining.months);
        self.calendar.plus_calendar_days(date, remaining.days, self.holidays())
    }

    /// Gives the date after which an amount's days are counted.
    pub fn start_of_days(&self, anchor: Instant, remaining: &Amount) -> Known<Date> {
        if remaining.floor { self.effective_day(anchor) } else { self.base(anchor) }
    }

    /// Counts the days in (a, b] as this deadline counts them.
    pub fn days_between(&self, a: Date, b: Date) -> Known<i32> {
        if self.counting.kind() == Kind::WorkingDays {
            return self.calendar.working_days(a, b).map(|days| days as i32);
        }
        self.calendar.calendar_days(a, b, self.holidays())
    }

    /// Says whether holidays count; on consecutive days they always do (`sem 3.13b`).
    fn holidays(&self) -> Holidays {
        match self.counting.kind() {
            Kind::CalendarDays => self.counting.holidays,
            _ => Holidays::Count,
        }
    }

    /// Gives the end of a nominal date, after the roll if there is one (`sem 3.6`, `3.11`).
    fn end_of(&self, nominal: Date) -> Known<Instant> {
        let zone = self.calendar.zone();
        if self.counting.kind() == Kind::ConsecutiveDays {
            return Ok(zone.at(nominal, ClockTime::MIDNIGHT));
        }
        let date = self.calendar.nth_working_day(nominal, 0)?;
        let time = match self.counting.day_end {
            DayEnd::Close => self.calendar.close(date)?,
            DayEnd::Midnight => ClockTime::MIDNIGHT,
        };
        Ok(zone.at(date, time))
    }

    fn minute_due(&self, anchor: Instant, remaining: &Amount) -> Known<Instant> {
        let from = if remaining.floor { self.last_minute(anchor)? } else { self.minute(anchor) };
        let minute = match self.counting.kind() {
            Kind::Elapsed => from.saturating_add(remaining.minutes),
            Kind::SameTime => self.same_time_due(from, remaining)?,
            _ => self.calendar.plus_working_minutes(from, remaining.minutes)?,
        };
        Ok(self.calendar.zone().at_minute(minute))
    }

    /// Gives the minute that ends the effective day of an instant; working minutes end with the last
    /// session, since no pause could give back what comes after it.
    fn last_minute(&self, at: Instant) -> Known<i64> {
        let date = self.effective_day(at)?;
        match self.counting.kind() {
            Kind::WorkingMinutes => Ok(Moment { date, time: self.calendar.close(date)? }.minute()),
            _ => self.end_of(date).map(|end| self.minute(end)),
        }
    }

    /// Counts days at the same clock time, then minutes that end on openings (`sem 3.25`).
    fn same_time_due(&self, from: i64, remaining: &Amount) -> Known<i64> {
        let minute = self.calendar.same_time(from, remaining.days.into())?;
        let minute = self.calendar.plus_working_minutes(minute, remaining.minutes)?;
        self.calendar.legal_start(minute)
    }

    fn session_due(&self, anchor: Instant, remaining: &Amount) -> Known<Instant> {
        let minute = self.minute(anchor);
        let by_opening = remaining.floor || self.counting.outside_hours == OutsideHours::NextOpening;
        let session = if by_opening {
            self.calendar.session_next(minute, remaining.days.into())?
        } else {
            self.calendar.session_begun(minute, remaining.days.into())?
        };
        Ok(self.calendar.zone().at_minute(session.close))
    }
}
