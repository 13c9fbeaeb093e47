//! How much time is left until a due, in the deadline's own unit.
//!
//! It must not know the deadline's rule: it reads the due alone.

use serde::{Deserialize, Serialize};

use crate::length::Unit;
use crate::time::{ClockTime, Instant};
use crate::year::Calendar;

/// Is the time left until a due, or over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Left {
    /// Is the unit of the amount: the deadline's own, a coarser or finer one of its family where
    /// that reads better, or calendar days where a year is not announced.
    pub unit: Unit,
    /// Counts the unit, cut down; below zero when the due has passed, zero on its last stretch.
    pub amount: i64,
    /// Counts minutes, elapsed or working as the unit says; below zero when the due has passed.
    pub minutes: i64,
    /// Says that the due has passed, which zero minutes cannot show.
    pub over: bool,
}

/// Computes what is left at an instant until a due.
///
/// Less than a day of days is told in minutes and hours; what crosses a year that is not announced
/// in calendar days.
pub fn left(now: Instant, due: Instant, unit: Unit, calendar: &Calendar) -> Left {
    let over = now > due;
    let (from, to) = if over { (due, now) } else { (now, due) };
    let sign = if over { -1 } else { 1 };
    let (unit, amount, minutes) = span(from, to, unit, calendar);
    Left { unit, amount: sign * amount, minutes: sign * minutes, over }
}

fn span(from: Instant, to: Instant, unit: Unit, calendar: &Calendar) -> (Unit, i64, i64) {
    let zone = calendar.zone();
    let (a, b) = (zone.moment(from), zone.moment(to));
    let elapsed = b.minute() - a.minute();
    let days = i64::from(b.date.days_since(a.date));
    match unit {
        Unit::Minute | Unit::Hour => (unit, in_unit(unit, elapsed), elapsed),
        Unit::Day | Unit::Month | Unit::ConsecutiveDay if days > 0 => (Unit::Day, days, elapsed),
        Unit::Day | Unit::Month | Unit::ConsecutiveDay => (Unit::Hour, elapsed / 60, elapsed),
        Unit::WorkingMinute | Unit::WorkingHour | Unit::WorkingDay | Unit::HalfWorkingDay => {
            let working = calendar.working_minutes(a.minute(), b.minute());
            let working_days = calendar.working_days(a.date, b.date);
            match (unit, working, working_days) {
                (Unit::WorkingMinute | Unit::WorkingHour, Ok(minutes), _) => (unit, in_unit(unit, minutes), minutes),
                (_, Ok(minutes), Ok(1..)) => (Unit::WorkingDay, working_days.unwrap_or_default(), minutes),
                (_, Ok(_), Ok(_)) if b.time == ClockTime::MIDNIGHT => (Unit::Hour, elapsed / 60, elapsed),
                (_, Ok(minutes), Ok(_)) => (Unit::WorkingHour, minutes / 60, minutes),
                (_, Err(_), _) | (_, _, Err(_)) => (Unit::Day, days, elapsed),
            }
        }
    }
}

fn in_unit(unit: Unit, minutes: i64) -> i64 {
    if matches!(unit, Unit::Hour | Unit::WorkingHour) { minutes / 60 } else { minutes }
}
