//! The arithmetic of a due, line by line, for receipts, form 06 and `explain`.
//!
//! It must not compute a due in a way of its own: it retells `due_of`. Its words are in `tell.rs`.

use crate::counting::{Counting, Cutoff, Holidays, Kind};
use crate::due::{Due, Reckoning, due_of};
use crate::length::{Amount, Length, Unit};
use crate::time::{Date, Instant, Moment};
use crate::year::{Calendar, WorkedFor};

/// Is the arithmetic of one due, in the order in which it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Lists what was done.
    pub lines: Vec<Line>,
}

/// Is one thing done in counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The law sets no limit.
    NoLimit,
    /// A paused clock ran on with the date it had.
    Kept(Date),
    /// The same-day rule chose a day (`sem 3.9`).
    EffectiveDay {
        /// Is the act.
        at: Moment,
        /// Is its effective day.
        day: Date,
        /// Is the cutoff that moved it on, if one did.
        past: Option<Cutoff>,
    },
    /// An amount was counted.
    Counted {
        /// Lists the lengths, added in order.
        lengths: Vec<Length>,
        /// Is where counting begins.
        from: Moment,
    },
    /// The date of the act was not counted (`sem 3.4`).
    FirstDayNotCounted,
    /// The act lay outside hours and counts from here (`sem 3.2`).
    StartsAt(Moment),
    /// Days were left out.
    LeftOut(Vec<DayOff>),
    /// Rest days were worked and counted (làm bù).
    Worked(Vec<DayWorked>),
    /// The last working day was found.
    LastDay {
        /// Is its number.
        count: i32,
        /// Is its date.
        date: Date,
    },
    /// The last calendar day was found.
    Nominal(Date),
    /// It was closed, and the due moved on (`sem 3.6`).
    Rolled {
        /// Is the closed date.
        from: Date,
        /// Is the next working day.
        to: Date,
    },
    /// The deadline ends here.
    Ends(Moment),
    /// A year is not announced (`sem 3.13`).
    Undetermined(i32),
}

/// Is a day on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOff {
    /// Is the date.
    pub date: Date,
    /// Is the holiday's name; none on a weekly rest day.
    pub name: Option<String>,
}

/// Is a rest day that is worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayWorked {
    /// Is the date.
    pub date: Date,
    /// Says what for.
    pub worked_for: WorkedFor,
}

/// Tells how the due of an amount that counts from an anchor is found.
pub fn explain(counting: &Counting, anchor: Instant, remaining: &Amount, calendar: &Calendar) -> Trace {
    let reckoning = Reckoning { counting, calendar };
    let (due, nominal) = due_of(counting, anchor, remaining, calendar);
    let story = Story { reckoning, kind: counting.kind(), anchor, remaining, due, nominal };
    Trace { lines: story.lines() }
}

struct Story<'a> {
    reckoning: Reckoning<'a>,
    kind: Kind,
    anchor: Instant,
    remaining: &'a Amount,
    due: Due,
    nominal: Option<Date>,
}

impl Story<'_> {
    fn lines(&self) -> Vec<Line> {
        if self.kind == Kind::NoLimit {
            return vec![Line::NoLimit];
        }
        let mut lines: Vec<Line> = self.beginning();
        lines.extend(self.days());
        lines.extend(self.last_day());
        lines.push(match self.due {
            Due::At(due) => Line::Ends(self.reckoning.calendar.zone().moment(due)),
            Due::Undetermined(year) => Line::Undetermined(year),
            Due::NoLimit => Line::NoLimit,
        });
        lines
    }

    fn beginning(&self) -> Vec<Line> {
        let from = self.reckoning.calendar.zone().moment(self.anchor);
        let lengths = self.lengths();
        let mut lines = Vec::new();
        if self.remaining.floor && self.kind != Kind::Sessions {
            lines.extend(self.effective_day(from));
        } else if lengths.is_empty() {
            lines.extend(self.nominal.map(Line::Kept));
        }
        let counts = !lengths.is_empty();
        if counts {
            lines.push(Line::Counted { lengths, from });
        }
        if let Some(start) = self.late_start(from) {
            lines.push(Line::StartsAt(start));
        }
        if counts && self.kind.counts_days() && !self.remaining.floor {
            lines.push(Line::FirstDayNotCounted);
        }
        lines
    }

    fn effective_day(&self, at: Moment) -> Option<Line> {
        let day = self.reckoning.effective_day(self.anchor).ok()?;
        let start = self.reckoning.calendar.legal_start(at.minute()).ok()?;
        let moved = Moment::from_minute(start).date != day;
        Some(Line::EffectiveDay { at, day, past: moved.then_some(self.reckoning.counting.cutoff) })
    }

    /// Gives the opening from which an act outside hours counts, where that matters.
    fn late_start(&self, from: Moment) -> Option<Moment> {
        let start = match self.kind {
            Kind::WorkingMinutes | Kind::SameTime => {
                let start = self.reckoning.calendar.legal_start(from.minute()).ok()?;
                Moment::from_minute(start)
            }
            Kind::WorkingDays if self.reckoning.base(self.anchor).ok()? != from.date => {
                let start = self.reckoning.calendar.legal_start(from.minute()).ok()?;
                Moment::from_minute(start)
            }
            _ => from,
        };
        (start.minute() != from.minute()).then_some(start)
    }

    fn lengths(&self) -> Vec<Length> {
        let Amount { months, days, minutes, .. } = *self.remaining;
        let (day, minute, hour) = match self.kind {
            Kind::Sessions => (Unit::HalfWorkingDay, Unit::WorkingMinute, Unit::WorkingHour),
            Kind::WorkingDays | Kind::SameTime | Kind::WorkingMinutes => {
                (Unit::WorkingDay, Unit::WorkingMinute, Unit::WorkingHour)
            }
            Kind::ConsecutiveDays => (Unit::ConsecutiveDay, Unit::Minute, Unit::Hour),
            Kind::NoLimit | Kind::Elapsed | Kind::CalendarDays => (Unit::Day, Unit::Minute, Unit::Hour),
        };
        let time = if minutes % 60 == 0 { (minutes / 60, hour) } else { (minutes, minute) };
        [(months.into(), Unit::Month), (days.into(), day), time]
            .into_iter()
            .filter(|&(count, _)| count > 0)
            .map(|(count, unit)| Length { count: u32::try_from(count).unwrap_or(u32::MAX), unit })
            .collect()
    }

    /// Tells which days between the beginning and the end were left out or worked.
    fn days(&self) -> Vec<Line> {
        let Some((after, to)) = self.span() else {
            return Vec::new();
        };
        let days: Vec<Date> = (1..=to.days_since(after)).map(|day| after.plus_days(day)).collect();
        let off: Vec<DayOff> = days.iter().filter_map(|&date| self.day_off(date)).collect();
        let worked: Vec<DayWorked> = days.iter().filter_map(|&date| self.day_worked(date)).collect();
        let left_out = (!off.is_empty()).then_some(Line::LeftOut(off));
        left_out.into_iter().chain((!worked.is_empty()).then_some(Line::Worked(worked))).collect()
    }

    /// Gives the days (after, to] in which a closed day matters.
    fn span(&self) -> Option<(Date, Date)> {
        let zone = self.reckoning.calendar.zone();
        let to = zone.date(self.due.instant()?);
        match self.kind {
            Kind::NoLimit | Kind::Elapsed | Kind::ConsecutiveDays => None,
            Kind::WorkingDays => Some((self.reckoning.base(self.anchor).ok()?, to)),
            Kind::WorkingMinutes | Kind::SameTime | Kind::Sessions => Some((zone.date(self.anchor).plus_days(-1), to)),
            Kind::CalendarDays if self.reckoning.counting.holidays == Holidays::Skip => {
                Some((zone.date(self.anchor), to))
            }
            Kind::CalendarDays => Some((self.nominal?.plus_days(-1), to)),
        }
    }

    fn day_off(&self, date: Date) -> Option<DayOff> {
        let calendar = self.reckoning.calendar;
        let closed = calendar.sessions(date)?.is_empty();
        let name = calendar.text().years.get(&date.year())?.off.get(&date).cloned();
        // A weekly rest day before the nominal date is counted like any other.
        let counted = name.is_none() && self.nominal.is_some_and(|nominal| date < nominal);
        let matters = self.kind != Kind::CalendarDays || !counted;
        (closed && matters).then_some(DayOff { date, name })
    }

    fn day_worked(&self, date: Date) -> Option<DayWorked> {
        let year = self.reckoning.calendar.text().years.get(&date.year())?;
        let worked_for = year.work.get(&date)?.worked_for.clone();
        Some(DayWorked { date, worked_for })
    }

    fn last_day(&self) -> Vec<Line> {
        let (Some(nominal), Some(due)) = (self.nominal, self.due.instant()) else {
            return self.nominal.map(Line::Nominal).into_iter().collect();
        };
        let to = self.reckoning.calendar.zone().date(due);
        let count = self.remaining.days;
        let last = match self.kind {
            Kind::WorkingDays if count > 0 => Some(Line::LastDay { count, date: nominal }),
            Kind::WorkingDays => None,
            _ if self.lengths().is_empty() => None,
            _ => Some(Line::Nominal(nominal)),
        };
        let rolled = (to != nominal).then_some(Line::Rolled { from: nominal, to });
        last.into_iter().chain(rolled).collect()
    }
}
