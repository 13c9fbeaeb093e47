//! How one deadline counts: its limit, its rule, and the settings the law or the file gives it.
//!
//! It must not compute dates; `due.rs` and `pause.rs` do.

use serde::{Deserialize, Serialize};

use crate::length::{Amount, Length, Unit};
use crate::time::ClockTime;
use crate::year::Calendar;

/// Is the time limit of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Is a length.
    Of(Length),
    /// Is `cùng ngày làm việc` (`sem 3.9`).
    SameDay,
    /// Is `không quy định`: no due, no verdict (`sem 3.23`).
    None,
}

/// Says how working days end (`language` b2, key `rule`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Cuối ngày: at the end of the n-th working day (`sem 3.4`).
    #[default]
    EndOfDay,
    /// Cùng giờ: at the same clock time (`sem 3.5`).
    SameTime,
    /// Cuối buổi: at the close of a session (`sem 3.13a`).
    EndOfSession,
}

/// Says who must act before a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// Is an office.
    Office,
    /// Is the applicant.
    Applicant,
}

/// Is the hour from which an act counts as the next working day's (`sem 3.9`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cutoff {
    /// Is the clock time.
    pub at: ClockTime,
    /// Says that the minute itself still counts as before: the form "sau 15:00".
    pub inclusive: bool,
}

impl Cutoff {
    /// Reads `HH:MM` or `sau HH:MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (inclusive, time) = match text.strip_prefix("sau ") {
            Some(time) => (true, time),
            None => (false, text),
        };
        Some(Self { at: ClockTime::parse(time)?, inclusive })
    }

    /// Says whether a clock time is past the cutoff.
    pub(crate) fn is_past(self, time: ClockTime) -> bool {
        time > self.at || (time == self.at && !self.inclusive)
    }
}

/// Says at which minute a day of a deadline ends (`sem 3.11`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayEnd {
    /// Is the end of the day's last session.
    Close,
    /// Is 24:00.
    Midnight,
}

/// Says which date an act outside hours counts from (`sem 3.4`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideHours {
    /// Ngày của việc: its own date.
    #[default]
    OwnDate,
    /// Giờ mở cửa: the date of the next opening.
    NextOpening,
}

/// Says whether calendar days that are holidays count (`sem 3.6`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holidays {
    /// They count.
    #[default]
    Count,
    /// They are left out, by a month too: one that ends on a holiday ends on the next day that is
    /// none, so that the days a pause keeps of it lead back to the same date (`sem 3.28`).
    Skip,
}

/// Is one resolved deadline: all that its arithmetic needs beside a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counting {
    /// Is the time limit.
    pub limit: Limit,
    /// Says how working days end.
    pub rule: Rule,
    /// Is the hour of same-day deadlines and of the floor (`sem 3.9`, `3.27`).
    pub cutoff: Cutoff,
    /// Says when the due day ends.
    pub day_end: DayEnd,
    /// Says which date an act outside hours counts from.
    pub outside_hours: OutsideHours,
    /// Says whether holidays count among calendar days.
    pub holidays: Holidays,
}

/// Names the one arithmetic a deadline uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No limit in law.
    NoLimit,
    /// Elapsed minutes.
    Elapsed,
    /// Working minutes.
    WorkingMinutes,
    /// Working days that end with the day; same-day deadlines too.
    WorkingDays,
    /// Working days at the same clock time.
    SameTime,
    /// Sessions.
    Sessions,
    /// Calendar days and months, with the roll.
    CalendarDays,
    /// Calendar days without the roll.
    ConsecutiveDays,
}

impl Kind {
    /// Says whether dates are counted, not minutes or sessions.
    pub fn counts_days(self) -> bool {
        matches!(self, Self::WorkingDays | Self::CalendarDays | Self::ConsecutiveDays)
    }
}

impl Counting {
    /// Takes a limit with the defaults of its bearer and calendar (`language` b2).
    pub fn of(limit: Limit, bearer: Bearer, calendar: &Calendar) -> Self {
        Self {
            limit,
            rule: calendar.text().rule,
            cutoff: calendar.text().cutoff,
            day_end: match bearer {
                Bearer::Office => DayEnd::Close,
                Bearer::Applicant => DayEnd::Midnight,
            },
            outside_hours: OutsideHours::default(),
            holidays: Holidays::default(),
        }
    }

    /// Gives the full amount of the limit (`sem 3.15`).
    pub fn full(&self) -> Amount {
        match self.limit {
            Limit::Of(length) => self.amount(length),
            Limit::SameDay => Amount::floor(),
            Limit::None => Amount::default(),
        }
    }

    /// Puts what a deadline is extended by into its terms; `None` unless it is in the deadline's own
    /// unit, minutes for hours and half days among sessions allowed (`sem 3.40`).
    pub fn extension(&self, by: Length) -> Option<Amount> {
        let own = match self.kind() {
            Kind::NoLimit => false,
            Kind::Elapsed => matches!(by.unit, Unit::Minute | Unit::Hour),
            Kind::WorkingMinutes => matches!(by.unit, Unit::WorkingMinute | Unit::WorkingHour),
            Kind::WorkingDays | Kind::SameTime => by.unit == Unit::WorkingDay,
            Kind::Sessions => matches!(by.unit, Unit::WorkingDay | Unit::HalfWorkingDay),
            Kind::CalendarDays | Kind::ConsecutiveDays => {
                matches!(self.limit, Limit::Of(length) if length.unit == by.unit)
            }
        };
        own.then(|| self.amount(by))
    }

    /// Puts a length into the terms of this deadline, as for an extension (`sem 3.40`).
    ///
    /// The length must be of the deadline's own family of units.
    pub fn amount(&self, length: Length) -> Amount {
        let count = i32::try_from(length.count).unwrap_or(i32::MAX);
        match length.unit {
            Unit::Minute | Unit::WorkingMinute => Amount::of_minutes(count.into()),
            Unit::Hour | Unit::WorkingHour => Amount::of_minutes(i64::from(count) * 60),
            Unit::Month => Amount { months: count, ..Amount::default() },
            Unit::WorkingDay if self.kind() == Kind::Sessions => Amount::of_days(count.saturating_mul(2)),
            Unit::Day | Unit::ConsecutiveDay | Unit::WorkingDay | Unit::HalfWorkingDay => Amount::of_days(count),
        }
    }

    /// Names the arithmetic of this deadline.
    pub(crate) fn kind(&self) -> Kind {
        match self.limit {
            Limit::None => Kind::NoLimit,
            Limit::SameDay => Kind::WorkingDays,
            Limit::Of(length) => match length.unit {
                Unit::Minute | Unit::Hour => Kind::Elapsed,
                Unit::WorkingMinute | Unit::WorkingHour => Kind::WorkingMinutes,
                Unit::Day | Unit::Month => Kind::CalendarDays,
                Unit::ConsecutiveDay => Kind::ConsecutiveDays,
                Unit::HalfWorkingDay => Kind::Sessions,
                Unit::WorkingDay => match self.rule {
                    Rule::EndOfDay => Kind::WorkingDays,
                    Rule::SameTime => Kind::SameTime,
                    Rule::EndOfSession => Kind::Sessions,
                },
            },
        }
    }
}
