//! Instants, dates, clock times and zones; the only file that knows chrono.
//!
//! It must not know sessions or calendars.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;
const MINUTES_OF_DAY: i64 = 1_440;
const DAY: i64 = MINUTES_OF_DAY * MINUTE;
/// Days from chrono's origin (0001-01-01 is day 1) to 1970-01-01.
const EPOCH: i32 = 719_163;

/// Is a point of time in milliseconds since 1970-01-01 00:00 UTC (`sem 3.1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// Takes milliseconds since the epoch, UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Gives milliseconds since the epoch, UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with any offset; finer parts than milliseconds are cut.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// Moves by milliseconds, forward or back.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// Is a day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Thứ Hai.
    Monday,
    /// Thứ Ba.
    Tuesday,
    /// Thứ Tư.
    Wednesday,
    /// Thứ Năm.
    Thursday,
    /// Thứ Sáu.
    Friday,
    /// Thứ Bảy.
    Saturday,
    /// Chủ nhật.
    Sunday,
}

impl Weekday {
    /// Lists the week, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Gives the position in a week that begins on Monday, 0 to 6.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Is a calendar date, in days since 1970-01-01; written and stored as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

impl Date {
    /// Takes year, month 1–12 and day 1–31; `None` if there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_chrono)
    }

    /// Reads `YYYY-MM-DD`, nothing shorter and nothing around it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let date = Self::from_ymd(digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
        date.filter(|_| parts.next().is_none())
    }

    /// Gives year, month and day at once.
    pub(crate) fn ymd(self) -> (i32, u32, u32) {
        let date = self.to_chrono();
        (date.year(), date.month(), date.day())
    }

    /// Gives the year.
    pub fn year(self) -> i32 {
        self.to_chrono().year()
    }

    /// Gives the month, 1 to 12.
    pub fn month(self) -> u32 {
        self.to_chrono().month()
    }

    /// Gives the day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.to_chrono().day()
    }

    /// Gives the day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// Moves by days, forward or back.
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Moves by months to the same day number, or to that month's last day (`sem 3.7`).
    pub fn plus_months(self, months: i32) -> Self {
        let date = self.to_chrono();
        let by = chrono::Months::new(months.unsigned_abs());
        let moved = if months < 0 { date.checked_sub_months(by) } else { date.checked_add_months(by) };
        moved.map_or(self, Self::from_chrono)
    }

    /// Counts calendar days from another date to this one, negative if this one is earlier.
    pub const fn days_since(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }

    fn from_chrono(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH)
    }

    fn to_chrono(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH)).unwrap_or(NaiveDate::MAX)
    }
}

impl Date {
    /// Gives `yyyy-mm-dd`, if the year has four digits.
    pub fn iso_digits(&self) -> Option<[u8; 10]> {
        let (year, month, day) = self.ymd();
        let year = u32::try_from(year).ok().filter(|year| *year <= 9_999)?;
        let digit = |number: u32, unit: u32| b'0' + (number / unit % 10) as u8;
        let (y, m, d) = (|unit| digit(year, unit), |unit| digit(month, unit), |unit| digit(day, unit));
        Some([y(1_000), y(100), y(10), y(1), b'-', m(10), m(1), b'-', d(10), d(1)])
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.iso_digits() {
            Some(digits) => f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?),
            None => {
                let (year, month, day) = self.ymd();
                write!(f, "{year:04}-{month:02}-{day:02}")
            }
        }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a date YYYY-MM-DD"))
    }
}

/// Is a clock time in minutes of the day, 00:00 to 24:00; written and stored as `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// Is 00:00.
    pub const START: Self = Self(0);
    /// Is 24:00, the end of a date (`sem 3.11`).
    pub const MIDNIGHT: Self = Self(MINUTES_OF_DAY as u16);

    /// Takes hour and minute; `None` beyond 24:00.
    pub fn from_hm(hour: u16, minute: u16) -> Option<Self> {
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= Self::MIDNIGHT.0).then_some(Self(minutes))
    }

    /// Reads `HH:MM`; `24:00` is allowed.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        Self::from_hm(digits(hour, 2)?, digits(minute, 2)?)
    }

    /// Gives minutes since 00:00, 0 to 1,440.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for ClockTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a clock time HH:MM"))
    }
}

/// Is a minute as shown on paper in some zone; `24:00` belongs to the date it ends (`sem 3.11`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Is the date shown.
    pub date: Date,
    /// Is the clock time shown.
    pub time: ClockTime,
}

impl Moment {
    /// Counts wall-clock minutes since 1970-01-01 00:00 of the zone.
    pub(crate) fn minute(self) -> i64 {
        i64::from(self.date.0) * MINUTES_OF_DAY + i64::from(self.time.0)
    }

    /// Takes wall-clock minutes; a midnight is 00:00 of the later date.
    pub(crate) fn from_minute(minute: i64) -> Self {
        Self {
            date: Date(minute.div_euclid(MINUTES_OF_DAY) as i32),
            time: ClockTime(minute.rem_euclid(MINUTES_OF_DAY) as u16),
        }
    }
}

/// Is a time zone without summer time, as its offset from UTC in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(i16);

impl Zone {
    /// Finds a zone by its name in the zone database; `None` for those this project cannot count in.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "Asia/Ho_Chi_Minh" | "Asia/Bangkok" | "Asia/Vientiane" | "Asia/Phnom_Penh" => Some(Self(420)),
            "Asia/Singapore" => Some(Self(480)),
            "Asia/Tokyo" => Some(Self(540)),
            "UTC" => Some(Self(0)),
            _ => None,
        }
    }

    /// Gives the minute shown on paper at an instant: cut down, the last millisecond as 24:00.
    pub fn moment(self, instant: Instant) -> Moment {
        let local = self.local(instant);
        let date = Date(local.div_euclid(DAY) as i32);
        let millis = local.rem_euclid(DAY);
        let minute = if millis == DAY - 1 { MINUTES_OF_DAY } else { millis / MINUTE };
        Moment { date, time: ClockTime(minute as u16) }
    }

    /// Gives the date at an instant.
    pub fn date(self, instant: Instant) -> Date {
        self.moment(instant).date
    }

    /// Gives the clock time at an instant; the last millisecond of a date is its 24:00.
    pub fn time(self, instant: Instant) -> ClockTime {
        self.moment(instant).time
    }

    /// Gives the instant of a clock time; 24:00 is the last millisecond of the date (`sem 3.11`).
    pub fn at(self, date: Date, time: ClockTime) -> Instant {
        let short = i64::from(time == ClockTime::MIDNIGHT);
        let minute = Moment { date, time }.minute() - i64::from(self.0);
        Instant(minute * MINUTE - short)
    }

    /// Gives the instant at which a wall-clock minute begins.
    pub(crate) fn at_minute(self, minute: i64) -> Instant {
        Instant((minute - i64::from(self.0)) * MINUTE)
    }

    /// Reads `YYYY-MM-DD HH:MM[:SS]`, 24:00 allowed, as wall-clock time of this zone.
    pub fn parse_moment(self, text: &str) -> Option<Instant> {
        let (date, time) = text.split_once(' ')?;
        let (time, second) = match time.len() {
            8 => (time.get(..5)?, digits::<i64>(time.get(5..)?.strip_prefix(':')?, 2)?),
            _ => (time, 0),
        };
        let time = ClockTime::parse(time)?;
        let possible = second < 60 && (second == 0 || time < ClockTime::MIDNIGHT);
        possible.then_some(self.at(Date::parse(date)?, time).plus_millis(second * 1_000))
    }

    /// Writes RFC 3339 with this zone's offset; milliseconds only where there are any.
    pub fn rfc3339(self, instant: Instant) -> String {
        let offset =
            chrono::FixedOffset::east_opt(i32::from(self.0) * 60).expect("the named zones are within a day of UTC");
        DateTime::from_timestamp_millis(instant.0)
            .unwrap_or(DateTime::<chrono::Utc>::MAX_UTC)
            .with_timezone(&offset)
            .to_rfc3339_opts(SecondsFormat::AutoSi, false)
    }

    /// Writes the offset from UTC: "+07:00".
    pub fn offset(self) -> String {
        let sign = if self.0 < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", self.0.abs() / 60, self.0.abs() % 60)
    }

    fn local(self, instant: Instant) -> i64 {
        instant.0.saturating_add(i64::from(self.0) * MINUTE)
    }
}

/// Reads exactly `len` ASCII digits.
fn digits<N: FromStr>(text: &str, len: usize) -> Option<N> {
    let plain = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
