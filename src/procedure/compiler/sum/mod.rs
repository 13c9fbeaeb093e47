//! The time sum (`language.md` c1): the deadlines of an office's steps, one after the other on every acyclic path of a
//! clock, against the clock's own due, from many starts of the last announced year.
//!
//! Every date is computed by the calendar. How many late starts are too many is judged by rules.

mod chain;
mod route;

use calendar::{Calendar, ClockTime, Date, Instant, Length, Limit, Moment, Unit, lateness};
use source::Spanned;

use super::outline::{Outline, StepAt};
use super::role_uses::applicant;
use crate::files::{DeadlineDef, Definition, RolePlace, StepKind, WaitFor, WithinDef};

use chain::{Chain, Timer};
use route::{Route, is_one_of};

/// Clock times, in hours and minutes, at which a clock is started on every working day (`language.md` c1).
const STARTS: [(u16, u16); 5] = [(8, 0), (11, 59), (13, 0), (14, 59), (16, 59)];

/// The sum of one clock, for the case and channel where most starts are late.
#[derive(Clone, Debug)]
pub struct Sum<'d> {
    /// Address of the clock (`language.md` b8): `deadline` is the clock `ho_so`.
    pub at: &'d str,
    /// The limit of the clock.
    pub limit: &'d Spanned<Limit>,
    /// For whom it was summed.
    pub variant: Variant<'d>,
    /// What came of it.
    pub tally: Tally,
}

/// A case and a channel, as far as a table tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant<'d> {
    /// Id of the case.
    pub case: Option<&'d str>,
    /// Id of the channel.
    pub channel: Option<&'d str>,
}

/// The starts of a clock, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Starts summed.
    pub starts: u32,
    /// Starts left out: they reach a year that is not announced.
    pub left_out: u32,
    /// Starts from which a path ends after the due of the clock.
    pub late: u32,
    /// The first of the starts that are late by most working minutes; none if none is late.
    pub worst: Option<Worst>,
}

/// A start that is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worst {
    /// When the clock starts.
    pub start: Moment,
    /// When it is due.
    pub due: Moment,
    /// When the last step is due.
    pub end: Moment,
    /// Working minutes between the two (sem 3.52).
    pub late_by: i64,
    /// The first step that is due after the clock.
    pub first_over: StepAt,
}

impl Tally {
    /// Tells whether more than a tenth of the starts is late (`language.md` c1).
    pub fn is_often_late(&self) -> bool {
        u64::from(self.late) * 10 > self.starts.into()
    }

    /// Compares the share of late starts, then the worst of them.
    fn is_worse_than(&self, other: &Self) -> bool {
        let late_by = |tally: &Self| tally.worst.map(|worst| worst.late_by);
        let share = |late: u32, starts: u32| u64::from(late) * u64::from(starts);
        (share(self.late, other.starts), late_by(self)) > (share(other.late, self.starts), late_by(other))
    }
}

/// Sums every clock that has a limit and a path from its start to its stop.
pub fn sums<'d>(definition: &'d Definition, outline: &Outline, calendars: &[Calendar]) -> Vec<Sum<'d>> {
    let from = definition.deadline.as_ref().map_or(&[][..], |deadline| &deadline.from);
    let before_start = outline.reach(&[0], |edge| !is_one_of(from, definition, outline, edge));
    let summing = Summing { definition, outline, calendars, before_start };
    clocks(definition).iter().filter_map(|clock| summing.sum(clock)).collect()
}

/// A clock of the dossier.
struct Clock<'d> {
    at: &'d str,
    /// Its limit, and the events that start and stop it.
    deadline: &'d DeadlineDef,
    /// Cases that have it; none names all.
    cases: &'d [Spanned<String>],
    /// Channels that have it; none names all.
    channels: &'d [Spanned<String>],
}

fn clocks(definition: &Definition) -> Vec<Clock<'_>> {
    let dossier = definition.deadline.iter();
    let dossier = dossier.map(|deadline| Clock { at: DOSSIER, deadline, cases: &[], channels: &[] });
    let further = definition.clocks.iter().map(|clock| Clock {
        at: &clock.id.value,
        deadline: &clock.deadline,
        cases: &clock.cases,
        channels: &clock.channels,
    });
    dossier.chain(further).collect()
}

/// Address of the dossier's own clock (`language.md` b8).
const DOSSIER: &str = "deadline";

impl Clock<'_> {
    /// Tells whether a step holds the clock while it is open (sem 3.61).
    fn is_held_by(&self, definition: &Definition, step: StepAt) -> bool {
        let time = &definition.steps[step].time;
        let id = if self.at == DOSSIER { "ho_so" } else { self.at };
        time.clock.is_some() && (time.holds.is_empty() || time.holds.iter().any(|held| held.value == id))
    }
}

/// What takes time on a path.
#[derive(Clone, Copy)]
enum Line<'d> {
    /// The deadline of an office's step.
    Deadline(&'d DeadlineDef),
    /// A wait for so long.
    Wait(Length),
}

/// What clocks are summed from.
struct Summing<'a, 'd> {
    definition: &'d Definition,
    outline: &'a Outline,
    calendars: &'a [Calendar],
    /// Of each step, whether it counts by the calendar of reception.
    before_start: Vec<bool>,
}

impl<'a, 'd> Summing<'a, 'd> {
    fn sum(&self, clock: &Clock<'d>) -> Option<Sum<'d>> {
        let calendar = self.calendar(&self.definition.calendar.as_ref()?.processing.value)?;
        let starts = starts(calendar)?;
        let route = Route::new(self.definition, self.outline, clock);
        let lines: Vec<_> = route.places.iter().map(|place| (place.step, self.timed(clock, place.step))).collect();
        let mut tried = Vec::new();
        let mut worst: Option<Sum<'d>> = None;
        for variant in self.variants(clock, lines.iter().filter_map(|(_, line)| *line)) {
            let Some(limit) = variant.limit(clock.deadline).filter(|limit| !is_half_days(limit.value)) else {
                continue;
            };
            let Some(own) = Timer::new(clock.deadline, limit.value, calendar) else { continue };
            let timers: Vec<_> = lines.iter().map(|(step, line)| self.timer(*step, (*line)?, variant)).collect();
            if tried.contains(&(own, timers.clone())) {
                continue;
            }
            let tally = tally(&own, &mut Chain::new(&route, &timers), &starts);
            tried.push((own, timers));
            if tally.starts > 0 && worst.as_ref().is_none_or(|worst| tally.is_worse_than(&worst.tally)) {
                worst = Some(Sum { at: clock.at, limit, variant, tally });
            }
        }
        worst
    }

    fn calendar(&self, id: &str) -> Option<&'a Calendar> {
        self.calendars.iter().find(|calendar| calendar.text().id == id)
    }

    /// Finds by what a step takes time: by its deadline if it is an office's, by its length if it waits; not while it
    /// holds the clock. A block takes the time of what is in it.
    fn timed(&self, clock: &Clock<'_>, at: StepAt) -> Option<Line<'d>> {
        let step = &self.definition.steps[at];
        if clock.is_held_by(self.definition, at) {
            return None;
        }
        if let StepKind::Wait(wait) = &step.kind {
            return match wait.wait.as_ref()?.value {
                WaitFor::Length(length) => Some(Line::Wait(length)),
                WaitFor::Date(_) => None,
            };
        }
        let role = step.role().and_then(|role| self.definition.role(&role.value));
        let others = |role: &crate::files::RoleDef| {
            let applies = applicant(self.definition).is_some_and(|one| one.value == role.id.value);
            role.at.value == RolePlace::Outside || role.applicant || applies
        };
        let is_office = role.is_none_or(|role| !others(role)) && step.parallel().is_none();
        step.time.deadline.as_ref().filter(|_| is_office).map(Line::Deadline)
    }

    fn timer(&self, step: StepAt, line: Line<'d>, variant: Variant<'d>) -> Option<Timer<'a>> {
        let calendars = self.definition.calendar.as_ref()?;
        let id = if self.before_start[step] { &calendars.reception.value } else { &calendars.processing.value };
        match line {
            Line::Deadline(deadline) => {
                let own = deadline.calendar.as_ref().map_or(id, |calendar| &calendar.value);
                Timer::new(deadline, variant.limit(deadline)?.value, self.calendar(own)?)
            }
            Line::Wait(length) => Some(Timer::waiting(length, self.calendar(id)?)),
        }
    }

    /// Lists the cases and channels that tables tell apart; one stands for all that no table names.
    fn variants(&self, clock: &Clock<'d>, lines: impl Iterator<Item = Line<'d>>) -> Vec<Variant<'d>> {
        let deadlines = lines.filter_map(|line| match line {
            Line::Deadline(deadline) => Some(deadline),
            Line::Wait(_) => None,
        });
        let tables = deadlines.chain([clock.deadline]).filter_map(|line| match line.within.as_ref()? {
            WithinDef::One(_) => None,
            WithinDef::Table(table) => Some(table.iter().map(|(key, _)| key.value.as_str())),
        });
        let named: Vec<&str> = tables.flatten().collect();
        let cases = self.definition.cases.iter().map(|case| case.id.value.as_str());
        let channels = self.definition.channels.iter().map(|channel| channel.value.id());
        let cases = told_apart(cases, clock.cases, &named);
        let channels = told_apart(channels, clock.channels, &named);
        let pairs = cases.iter().flat_map(|case| channels.iter().map(|channel| (*case, *channel)));
        pairs.map(|(case, channel)| Variant { case, channel }).collect()
    }
}

impl<'d> Variant<'d> {
    /// Finds the limit that holds here.
    fn limit(self, deadline: &'d DeadlineDef) -> Option<&'d Spanned<Limit>> {
        match deadline.within.as_ref()? {
            WithinDef::One(limit) => Some(limit),
            WithinDef::Table(lines) => {
                let line = |wanted: &str| lines.iter().find(|(key, _)| key.value == wanted).map(|(_, limit)| limit);
                let own = self.case.and_then(line).or_else(|| self.channel.and_then(line));
                own.or_else(|| line("otherwise"))
            }
        }
    }
}

/// Tells whether a limit is of a step only; that a clock has it is reported by M052.
fn is_half_days(limit: Limit) -> bool {
    matches!(limit, Limit::Of(Length { unit: Unit::HalfWorkingDay, .. }))
}

/// Takes those that are named, and the first of the others for all of them; nothing if none is named.
fn told_apart<'d>(
    all: impl Iterator<Item = &'d str>,
    limited: &[Spanned<String>],
    named: &[&str],
) -> Vec<Option<&'d str>> {
    let has = |id: &str| limited.is_empty() || limited.iter().any(|one| one.value == id);
    let (mut apart, others): (Vec<&str>, Vec<&str>) = all.filter(|id| has(id)).partition(|id| named.contains(id));
    if apart.is_empty() {
        return vec![None];
    }
    apart.extend(others.first());
    apart.into_iter().map(Some).collect()
}

/// Lists the starts: on every working day of the last announced year.
fn starts(calendar: &Calendar) -> Option<Vec<Instant>> {
    let (year, _) = calendar.text().years.last_key_value()?;
    let first = Date::from_ymd(*year, 1, 1)?;
    let days = (0..).map(|n| first.plus_days(n)).take_while(|date| date.year() == *year);
    let worked = days.filter(|date| calendar.sessions(*date).is_some_and(|sessions| !sessions.is_empty()));
    let times = STARTS.iter().filter_map(|(hour, minute)| ClockTime::from_hm(*hour, *minute));
    Some(worked.flat_map(|date| times.clone().map(move |time| calendar.zone().at(date, time))).collect())
}

/// Sums from every start against the clock's own due.
fn tally(own: &Timer<'_>, chain: &mut Chain<'_>, starts: &[Instant]) -> Tally {
    let mut tally = Tally::default();
    let at = |instant| own.calendar.zone().moment(instant);
    for start in starts {
        let (Some(due), Some(end)) = (own.due(*start), chain.end_from(*start)) else {
            tally.left_out += 1;
            continue;
        };
        tally.starts += 1;
        if end <= due {
            continue;
        }
        tally.late += 1;
        let late_by = lateness(due, end, &[], own.calendar).unwrap_or_default();
        if tally.worst.is_none_or(|worst| worst.late_by < late_by) {
            let worst = |first_over| Worst { start: at(*start), due: at(due), end: at(end), late_by, first_over };
            tally.worst = chain.first_after(due).map(worst);
        }
    }
    tally
}
