//! A calendar as announced: weekly hours, years with their days off and days worked instead.
//!
//! It must not judge what an author wrote (`procedure` does) nor fill in years nobody announced.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::counting::{Cutoff, Rule};
use crate::stretch::Stretch;
use crate::time::{ClockTime, Date, Zone};

/// Is one half-open span of work on a day (`sem 3.2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// Is the first minute inside.
    pub open: ClockTime,
    /// Is the first minute after.
    pub close: ClockTime,
}

impl Session {
    /// Reads `HH:MM-HH:MM`; `None` unless it opens before it closes.
    pub fn parse(text: &str) -> Option<Self> {
        let (open, close) = text.split_once('-')?;
        let session = Self { open: ClockTime::parse(open)?, close: ClockTime::parse(close)? };
        (session.open < session.close).then_some(session)
    }
}

/// Says why a rest day is worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkedFor {
    /// It makes up for a working day that is off.
    Day(Date),
    /// It has a reason in words.
    Reason(String),
}

/// Is a rest day that is worked (làm bù), with its own hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedDay {
    /// Says what it is worked for.
    pub worked_for: WorkedFor,
    /// Lists that day's sessions, ascending and disjoint.
    pub sessions: Vec<Session>,
}

/// Is one announced year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Names the notices that announced it.
    pub source: String,
    /// Maps each day off to its name.
    pub off: BTreeMap<Date, String>,
    /// Maps each rest day worked to its hours.
    pub work: BTreeMap<Date, WorkedDay>,
}

/// Is the beginning of the SHA-256 of a calendar's canonical form, which every computed due names (`sem 9.8`): 12
/// hexadecimal digits, as programs and directories are named in records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarHash(pub [u8; 6]);

impl CalendarHash {
    /// Makes it of the whole hash.
    pub fn of(hash: [u8; 32]) -> Self {
        Self(std::array::from_fn(|at| hash[at]))
    }

    /// Gives its digits.
    pub fn digits(&self) -> [u8; 12] {
        let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
        std::array::from_fn(|at| digit(self.0[at / 2] >> (4 * (1 - at % 2)) & 15))
    }
}

impl fmt::Display for CalendarHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for CalendarHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CalendarHash({self})")
    }
}

impl From<CalendarHash> for String {
    fn from(hash: CalendarHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for CalendarHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let nibbles: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
        match nibbles {
            Some(nibbles) if nibbles.len() == 12 => {
                Ok(Self(std::array::from_fn(|i| nibbles[2 * i] << 4 | nibbles[2 * i + 1])))
            }
            _ => Err(format!("`{text}` is not a hash of 12 hexadecimal digits")),
        }
    }
}

/// Is a calendar as its file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarText {
    /// Is its id.
    pub id: String,
    /// Is its name for people.
    pub name: String,
    /// Is the zone in which it counts.
    pub zone: Zone,
    /// Is the hash of its canonical form.
    pub hash: CalendarHash,
    /// Is the default rule of working days (`sem 3.4`).
    pub rule: Rule,
    /// Is the default cutoff of same-day deadlines (`sem 3.9`).
    pub cutoff: Cutoff,
    /// Lists the sessions of Monday to Sunday, ascending and disjoint; none on rest days.
    pub week: [Vec<Session>; 7],
    /// Maps each announced year to its days (`sem 3.13`).
    pub years: BTreeMap<i32, Year>,
}

impl CalendarText {
    /// Lists the sessions of a date in a given announced year.
    pub(crate) fn sessions_in<'a>(&'a self, year: &'a Year, date: Date) -> &'a [Session] {
        match year.work.get(&date) {
            Some(worked) => &worked.sessions,
            None if year.off.contains_key(&date) => &[],
            None => &self.week[date.weekday().index()],
        }
    }
}

/// Is a calendar made ready for counting.
#[derive(Clone, Debug)]
pub struct Calendar {
    text: CalendarText,
    stretches: Vec<Stretch>,
}

impl Calendar {
    /// Counts the announced years once, so that lookups are quick.
    pub fn new(text: CalendarText) -> Self {
        let stretches = Stretch::all(&text);
        Self { text, stretches }
    }

    /// Gives the calendar as its file says it.
    pub fn text(&self) -> &CalendarText {
        &self.text
    }

    /// Gives the zone in which it counts.
    pub fn zone(&self) -> Zone {
        self.text.zone
    }

    /// Gives the hash that dues computed with it carry.
    pub fn hash(&self) -> CalendarHash {
        self.text.hash
    }

    /// Lists the sessions of a date, none if it is closed; `None` if its year is not announced.
    pub fn sessions(&self, date: Date) -> Option<&[Session]> {
        let year = self.text.years.get(&date.year())?;
        Some(self.text.sessions_in(year, date))
    }

    /// Lists the runs of announced years.
    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }
}
