//! The oracle: due dates found by walking minute by minute and day by day over the sessions, with
//! one pause left out of the count. It must share no arithmetic with the crate.

use calendar::{Calendar, ClockTime, Counting, Date, DayEnd, Holidays, Limit, Moment, OutsideHours, Rule, Unit};

/// Walks over one calendar; `None` where a year is not announced.
pub struct Walk<'a> {
    pub calendar: &'a Calendar,
    pub counting: &'a Counting,
    /// Is a pause [p, r) that is not counted.
    pub pause: Option<(Moment, Moment)>,
}

fn next_minute(m: Moment) -> Moment {
    let minutes = m.time.minutes() + 1;
    match minutes {
        1440.. => Moment { date: m.date.plus_days(1), time: ClockTime::START },
        _ => Moment { time: ClockTime::from_hm(minutes / 60, minutes % 60).unwrap(), ..m },
    }
}

/// Makes 24:00 of a date 00:00 of the next, for walking.
fn walkable(m: Moment) -> Moment {
    match m.time {
        ClockTime::MIDNIGHT => Moment { date: m.date.plus_days(1), time: ClockTime::START },
        _ => m,
    }
}

impl Walk<'_> {
    fn is_open(&self, m: Moment) -> Option<bool> {
        let sessions = self.calendar.sessions(m.date)?;
        Some(sessions.iter().any(|session| session.open <= m.time && m.time < session.close))
    }

    fn is_working(&self, date: Date) -> Option<bool> {
        Some(!self.calendar.sessions(date)?.is_empty())
    }

    fn is_counted(&self, m: Moment) -> bool {
        self.pause.is_none_or(|(p, r)| m < walkable(p) || m >= walkable(r))
    }

    fn is_counted_day(&self, date: Date) -> bool {
        self.pause.is_none_or(|(p, r)| date <= p.date || date > r.date)
    }

    fn opening(&self, from: Moment) -> Option<Moment> {
        let mut m = walkable(from);
        while !self.is_open(m)? {
            m = next_minute(m);
        }
        Some(m)
    }

    fn working_minutes(&self, from: Moment, mut left: u32) -> Option<Moment> {
        let mut m = walkable(from);
        while left > 0 {
            left -= u32::from(self.is_open(m)? && self.is_counted(m));
            m = next_minute(m);
        }
        Some(m)
    }

    fn elapsed(&self, from: Moment, mut left: u32) -> Moment {
        let mut m = walkable(from);
        while left > 0 {
            left -= u32::from(self.is_counted(m));
            m = next_minute(m);
        }
        m
    }

    /// Walks to the n-th day after a date that counts.
    fn day(&self, from: Date, mut left: u32, counts: impl Fn(Date) -> Option<bool>) -> Option<Date> {
        let mut date = from;
        while left > 0 {
            date = date.plus_days(1);
            left -= u32::from(self.is_counted_day(date) && counts(date)?);
        }
        Some(date)
    }

    fn rolled(&self, mut date: Date) -> Option<Date> {
        while !self.is_working(date)? {
            date = date.plus_days(1);
        }
        Some(date)
    }

    fn end(&self, date: Date) -> Option<Moment> {
        let time = match self.counting.day_end {
            DayEnd::Close => self.calendar.sessions(date)?.last()?.close,
            DayEnd::Midnight => ClockTime::MIDNIGHT,
        };
        Some(Moment { date, time })
    }

    fn base(&self, from: Moment) -> Option<Date> {
        match self.counting.outside_hours {
            OutsideHours::OwnDate => Some(from.date),
            OutsideHours::NextOpening => self.opening(from).map(|m| m.date),
        }
    }

    fn same_time(&self, from: Moment, n: u32) -> Option<Moment> {
        let start = self.opening(from)?;
        let date = self.day(start.date, n, |date| self.is_working(date))?;
        self.opening(Moment { date, time: start.time })
    }

    fn session_close(&self, from: Moment, mut left: u32) -> Option<Moment> {
        let mut m = match self.counting.outside_hours {
            OutsideHours::NextOpening => self.opening(from)?,
            OutsideHours::OwnDate => self.last_open(from)?,
        };
        loop {
            let sessions = self.calendar.sessions(m.date)?;
            let session = sessions.iter().find(|session| session.open <= m.time && m.time < session.close)?;
            let close = Moment { time: session.close, ..m };
            if left == 0 {
                return Some(close);
            }
            m = self.opening(close)?;
            left -= 1;
        }
    }

    /// Goes back to the minute that was last inside a session.
    fn last_open(&self, from: Moment) -> Option<Moment> {
        let mut last = None;
        let mut m = Moment { date: from.date.plus_days(-14), time: ClockTime::START };
        while m <= walkable(from) {
            // The minute of the question may itself be past the announced years.
            if self.is_open(m).unwrap_or(false) {
                last = Some(m);
            }
            m = next_minute(m);
        }
        last
    }

    fn effective_day(&self, from: Moment) -> Option<Date> {
        let start = self.opening(from)?;
        let cutoff = self.counting.cutoff;
        let past = start.time > cutoff.at || start.time == cutoff.at && !cutoff.inclusive;
        if past { self.day(start.date, 1, |date| self.is_working(date)) } else { Some(start.date) }
    }

    /// Finds the due of the full limit.
    pub fn due(&self, from: Moment) -> Option<Moment> {
        let Limit::Of(length) = self.counting.limit else {
            return self.effective_day(from).and_then(|date| self.end(date));
        };
        let n = length.count;
        let holiday = |date: Date| {
            let year = self.calendar.text().years.get(&date.year())?;
            Some(!year.off.contains_key(&date))
        };
        match length.unit {
            Unit::Minute => Some(self.elapsed(from, n)),
            Unit::Hour => Some(self.elapsed(from, n * 60)),
            Unit::WorkingMinute => self.working_minutes(from, n),
            Unit::WorkingHour => self.working_minutes(from, n * 60),
            Unit::HalfWorkingDay => self.session_close(from, n),
            Unit::WorkingDay => match self.counting.rule {
                Rule::EndOfDay => self.end(self.day(self.base(from)?, n, |date| self.is_working(date))?),
                Rule::SameTime => self.same_time(from, n),
                Rule::EndOfSession => self.session_close(from, 2 * n),
            },
            Unit::ConsecutiveDay => {
                let date = self.day(from.date, n, |_| Some(true))?;
                Some(Moment { date, time: ClockTime::MIDNIGHT })
            }
            Unit::Day => {
                let date = match self.counting.holidays {
                    Holidays::Count => self.day(from.date, n, |_| Some(true))?,
                    Holidays::Skip => self.day(from.date, n, holiday)?,
                };
                self.end(self.rolled(date)?)
            }
            Unit::Month => {
                let mut month = from.date.month() + n;
                let year = from.date.year() + (month as i32 - 1) / 12;
                month = (month - 1) % 12 + 1;
                let date = (1..=from.date.day()).rev().find_map(|day| Date::from_ymd(year, month, day))?;
                self.end(self.rolled(date)?)
            }
        }
    }
}
