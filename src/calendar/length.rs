//! Lengths as an author writes them and amounts as a clock keeps them; their words.
//!
//! It must not convert between the three families (`language` c1): elapsed time, working minutes,
//! working days.

use serde::{Deserialize, Serialize};

/// Is a legal unit of time (`language` c1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Phút: elapsed.
    Minute,
    /// Giờ: elapsed.
    Hour,
    /// Ngày: calendar days, the due rolls off closed days (`sem 3.6`).
    Day,
    /// Tháng (`sem 3.7`).
    Month,
    /// Ngày liên tục: calendar days without the roll (`sem 3.13b`).
    ConsecutiveDay,
    /// Phút làm việc.
    WorkingMinute,
    /// Giờ làm việc (`sem 3.3`).
    WorkingHour,
    /// Ngày làm việc (`sem 3.4`, `3.5`).
    WorkingDay,
    /// Half a working day, counted in sessions (`sem 3.13a`).
    HalfWorkingDay,
}

/// Is a length of time in one unit, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Length {
    /// Counts the unit; for half working days it counts halves.
    pub count: u32,
    /// Is the unit counted.
    pub unit: Unit,
}

/// Is what a clock still has, in the terms of its counting (`sem 3.15`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Counts whole months; they are added before the days.
    pub months: i32,
    /// Counts days of the deadline's kind; half days where sessions are counted. Below zero after
    /// the nominal date.
    pub days: i32,
    /// Counts minutes, elapsed or working.
    pub minutes: i64,
    /// Says that counting begins at the effective day of the anchor (`sem 3.27`) instead of its
    /// date; where sessions are counted, at the session in which the anchor falls or the next.
    pub floor: bool,
}

impl Amount {
    /// Adds another amount field by field and keeps its own floor (`sem 3.15`).
    pub fn plus(self, other: &Self) -> Self {
        Self {
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
            minutes: self.minutes.saturating_add(other.minutes),
            floor: self.floor,
        }
    }

    /// Makes an amount of days alone.
    pub(crate) fn of_days(days: i32) -> Self {
        Self { days, ..Self::default() }
    }

    /// Makes an amount of minutes alone.
    pub(crate) fn of_minutes(minutes: i64) -> Self {
        Self { minutes, ..Self::default() }
    }

    /// Makes the amount that ends with the effective day of its anchor.
    pub(crate) fn floor() -> Self {
        Self { floor: true, ..Self::default() }
    }
}
