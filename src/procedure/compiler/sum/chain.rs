//! The deadlines on the paths of a clock, one after the other from one start: when the last of them ends.
//!
//! Counting is monotone, so of all that comes to a place only the latest arrival matters. It knows no rule of the
//! language about paths.

use calendar::{Bearer, Calendar, Counting, Instant, Length, Limit, start};

use super::super::lower::counting;
use super::super::outline::StepAt;
use super::route::Route;
use crate::files::DeadlineDef;

/// How one deadline of an office counts, and by which calendar.
#[derive(Clone, Copy)]
pub(super) struct Timer<'a> {
    /// The deadline.
    counting: Counting,
    /// The calendar.
    pub calendar: &'a Calendar,
}

impl<'a> Timer<'a> {
    /// Takes a deadline with one of its limits; none if there is no limit in law (sem 3.23).
    pub fn new(deadline: &DeadlineDef, limit: Limit, calendar: &'a Calendar) -> Option<Self> {
        let counting = counting(deadline, limit, Bearer::Office, calendar);
        (limit != Limit::None).then_some(Self { counting, calendar })
    }

    /// Takes a wait, which an office bears (sem 4.21).
    pub fn waiting(length: Length, calendar: &'a Calendar) -> Self {
        Self { counting: Counting::of(Limit::Of(length), Bearer::Office, calendar), calendar }
    }

    /// Computes the due; none where a year is not announced.
    pub fn due(&self, from: Instant) -> Option<Instant> {
        start(&self.counting, from, self.calendar).instant()
    }
}

impl PartialEq for Timer<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.counting == other.counting && self.calendar.text().id == other.calendar.text().id
    }
}

/// The latest arrival at a place.
#[derive(Clone, Copy)]
struct Arrival {
    at: Instant,
    /// The place before; none at the start of the clock.
    from: Option<usize>,
}

/// Paths of a clock with the time of their steps.
pub(super) struct Chain<'a> {
    route: &'a Route,
    /// Timer of each place; none where no time passes.
    timers: &'a [Option<Timer<'a>>],
    /// Of each place the latest arrival from the last start.
    arrivals: Vec<Option<Arrival>>,
    /// Of each place the last due computed and what it was counted from: starts that come one after the other often
    /// meet there.
    dues: Vec<Option<(Instant, Option<Instant>)>>,
    end: Option<Arrival>,
}

impl<'a> Chain<'a> {
    /// Takes the paths and a timer for each of their places.
    pub fn new(route: &'a Route, timers: &'a [Option<Timer<'a>>]) -> Self {
        let places = route.places.len();
        Self { route, timers, arrivals: vec![None; places], dues: vec![None; places], end: None }
    }

    /// Computes when the latest path from a start ends; none if one leaves the announced years.
    pub fn end_from(&mut self, start: Instant) -> Option<Instant> {
        self.arrivals.fill(None);
        self.end = None;
        for root in &self.route.roots {
            self.arrivals[*root] = Some(Arrival { at: start, from: None });
        }
        for (n, place) in self.route.places.iter().enumerate().rev() {
            let Some(Arrival { at, .. }) = self.arrivals[n] else { continue };
            let due = self.due(n, at)?;
            for way in &place.ways {
                let arrival = Arrival { at: if way.timed { due } else { at }, from: Some(n) };
                let slot = way.to.map_or(&mut self.end, |to| &mut self.arrivals[to]);
                if slot.is_none_or(|known| known.at < arrival.at) {
                    *slot = Some(arrival);
                }
            }
        }
        self.end.map(|end| end.at)
    }

    /// Finds the first step that is over after a due, on the latest path from the last start.
    pub fn first_after(&self, due: Instant) -> Option<StepAt> {
        let mut first = None;
        let mut arrival = self.end?;
        while let Some(place) = arrival.from.filter(|_| arrival.at > due) {
            first = Some(self.route.places[place].step);
            arrival = self.arrivals[place]?;
        }
        first
    }

    fn due(&mut self, place: usize, at: Instant) -> Option<Instant> {
        let Some(timer) = &self.timers[place] else { return Some(at) };
        match self.dues[place] {
            Some((from, due)) if from == at => due,
            _ => {
                let due = timer.due(at);
                self.dues[place] = Some((at, due));
                due
            }
        }
    }
}
