//! Dates, lengths and countdowns in words, Vietnamese first.
//!
//! It must not compute anything.

use serde::{Deserialize, Serialize};

use crate::left::Left;
use crate::length::{Length, Unit};
use crate::time::{Date, Moment, Weekday};

/// Is a language of the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Weekday {
    /// Gives its name, as in the middle of a sentence.
    pub fn words(self, lang: Lang) -> &'static str {
        const VI: [&str; 7] = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
        const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        match lang {
            Lang::Vi => VI[self.index()],
            Lang::En => EN[self.index()],
        }
    }
}

impl Date {
    /// Writes weekday and date: "thứ Hai 22/06/2026", "Monday 22 June 2026".
    pub fn words(self, lang: Lang) -> String {
        let weekday = self.weekday().words(lang);
        match lang {
            Lang::Vi => format!("{weekday} {}", self.digits()),
            Lang::En => format!("{weekday} {} {}", self.day_and_month(lang), self.year()),
        }
    }

    /// Writes "22/06", "22 June".
    pub(crate) fn day_and_month(self, lang: Lang) -> String {
        let (_, month, day) = self.ymd();
        match lang {
            Lang::Vi => format!("{day:02}/{month:02}"),
            Lang::En => format!("{day} {}", MONTHS[month as usize - 1]),
        }
    }

    /// Writes `dd/MM/yyyy`.
    pub fn digits(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{day:02}/{month:02}/{year:04}")
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes a date as "thứ Hai 22/06/2026".
pub fn vietnamese_date(date: Date) -> String {
    date.words(Lang::Vi)
}

/// Writes a date as "Monday 22 June 2026".
pub fn english_date(date: Date) -> String {
    date.words(Lang::En)
}

impl Moment {
    /// Writes weekday, date and clock time: "thứ Hai 22/06/2026 09:00".
    pub fn words(self, lang: Lang) -> String {
        format!("{} {}", self.date.words(lang), self.time)
    }

    /// Writes `dd/MM/yyyy HH:mm`, 24:00 as such.
    pub fn digits(self) -> String {
        format!("{} {}", self.date.digits(), self.time)
    }
}

impl Unit {
    /// Gives its name for one of it: "ngày làm việc", "working day".
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Minute, Lang::Vi) => "phút",
            (Self::Hour, Lang::Vi) => "giờ",
            (Self::Day, Lang::Vi) => "ngày",
            (Self::Month, Lang::Vi) => "tháng",
            (Self::ConsecutiveDay, Lang::Vi) => "ngày liên tục",
            (Self::WorkingMinute, Lang::Vi) => "phút làm việc",
            (Self::WorkingHour, Lang::Vi) => "giờ làm việc",
            (Self::WorkingDay | Self::HalfWorkingDay, Lang::Vi) => "ngày làm việc",
            (Self::Minute, Lang::En) => "minute",
            (Self::Hour, Lang::En) => "hour",
            (Self::Day, Lang::En) => "day",
            (Self::Month, Lang::En) => "month",
            (Self::ConsecutiveDay, Lang::En) => "consecutive day",
            (Self::WorkingMinute, Lang::En) => "working minute",
            (Self::WorkingHour, Lang::En) => "working hour",
            (Self::WorkingDay | Self::HalfWorkingDay, Lang::En) => "working day",
        }
    }
}

impl Length {
    /// Writes the length as an author would: "2 giờ làm việc", "1,5 ngày làm việc".
    pub fn words(&self, lang: Lang) -> String {
        let unit = self.unit.words(lang);
        let whole = self.count / 2;
        match (self.unit, self.count, lang) {
            (Unit::HalfWorkingDay, 1, Lang::Vi) => format!("nửa {unit}"),
            (Unit::HalfWorkingDay, 1, Lang::En) => format!("half a {unit}"),
            (Unit::HalfWorkingDay, count, Lang::Vi) if count % 2 == 1 => {
                format!("{whole},5 {unit}")
            }
            (Unit::HalfWorkingDay, count, Lang::En) if count % 2 == 1 => {
                format!("{whole}.5 {unit}s")
            }
            (Unit::HalfWorkingDay, _, _) => counted(whole.into(), unit, lang),
            (_, count, _) => counted(count.into(), unit, lang),
        }
    }
}

fn counted(count: i64, unit: &str, lang: Lang) -> String {
    match lang {
        Lang::En if count != 1 => format!("{count} {unit}s"),
        Lang::Vi | Lang::En => format!("{count} {unit}"),
    }
}

impl Left {
    /// Writes the countdown: "còn 18 phút", "còn 2 ngày làm việc", "quá 40 phút".
    pub fn words(&self, lang: Lang) -> String {
        let amount = match self.unit {
            Unit::Minute | Unit::Hour | Unit::WorkingMinute | Unit::WorkingHour => {
                hours_and_minutes(self.minutes.abs(), lang)
            }
            Unit::Day | Unit::Month | Unit::ConsecutiveDay | Unit::WorkingDay | Unit::HalfWorkingDay => {
                counted(self.amount.abs(), self.unit.words(lang), lang)
            }
        };
        match (self.over, lang) {
            (false, Lang::Vi) => format!("còn {amount}"),
            (true, Lang::Vi) => format!("quá {amount}"),
            (false, Lang::En) => format!("{amount} left"),
            (true, Lang::En) => format!("{amount} over"),
        }
    }
}

fn hours_and_minutes(minutes: i64, lang: Lang) -> String {
    let hour = counted(minutes / 60, Unit::Hour.words(lang), lang);
    let minute = counted(minutes % 60, Unit::Minute.words(lang), lang);
    match (minutes / 60, minutes % 60) {
        (0, _) => minute,
        (_, 0) => hour,
        _ => format!("{hour} {minute}"),
    }
}
