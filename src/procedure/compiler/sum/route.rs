//! The acyclic paths of a clock, from the events that start it to those that stop it, as one graph without cycles.
//!
//! Paths that meet at a step share its place. Only a step on a cycle with several entries has more places, one for each
//! set of steps of the cycle that can be behind. It knows no time and judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use program::Hold;

use super::super::outline::{Edge, Outline, StepAt, Via};
use super::super::paths::{By, Hop, happens};
use super::Clock;
use crate::files::{Definition, EventRef, StepKind};
use source::Spanned;

/// Places of one clock at most; paths over further places are not summed.
const PLACES_MAX: usize = 400;

/// Paths of one clock.
pub(super) struct Route {
    /// The places, each behind all it leads to.
    pub places: Vec<Place>,
    /// The places where the clock starts, or counts anew.
    pub roots: Vec<usize>,
}

/// A step on some path that stops the clock.
pub(super) struct Place {
    /// The step.
    pub step: StepAt,
    /// The ways on; there is at least one.
    pub ways: Vec<Way>,
}

/// A way from a place.
pub(super) struct Way {
    /// The place it leads to; none where the clock stops, or counts anew.
    pub to: Option<usize>,
    /// Whether the step's time is over: not if it is skipped.
    pub timed: bool,
}

/// A way from a step, before paths are told apart.
struct Onward {
    to: StepAt,
    ends: Option<End>,
    timed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Stops,
    Restarts,
}

/// Where paths begin.
struct Root {
    at: StepAt,
    /// The step that is behind already.
    behind: Option<StepAt>,
}

impl Route {
    /// Draws the paths of a clock; there are no places if none leads from its start to its stop.
    pub fn new(definition: &Definition, outline: &Outline, clock: &Clock<'_>) -> Self {
        let draft = Draft { definition, outline, clock };
        let mut ways: Vec<Vec<Onward>> = (0..outline.steps).map(|at| draft.ways_of(at)).collect();
        let roots = with_restarts(draft.roots(), &ways);
        drop_returns(&mut ways, &roots);
        let ahead = (0..ways.len()).map(|at| reach(&ways, [at], |_| true)).collect();
        let mut unrolling = Unrolling { ways, ahead, known: BTreeMap::new(), places: Vec::new() };
        let mut found = Vec::new();
        for root in roots {
            let behind = root.behind.into_iter().collect();
            found.extend(unrolling.place(root.at, &behind).filter(|place| !found.contains(place)));
        }
        Self { places: unrolling.places, roots: found }
    }
}

/// What the ways are drawn from.
struct Draft<'a> {
    definition: &'a Definition,
    outline: &'a Outline,
    clock: &'a Clock<'a>,
}

impl Draft<'_> {
    /// Lists the ways from a step, and which of them stop the clock.
    fn ways_of(&self, at: StepAt) -> Vec<Onward> {
        let hold = self.definition.steps[at].time.clock.as_ref().map(|hold| hold.value);
        let hold = hold.filter(|_| self.clock.is_held_by(self.definition, at));
        let way = |edge: &Edge| {
            // Timed out or skipped, the step restarts nothing (sem 3.22).
            let (timed, completes) = match edge.via {
                Via::Start | Via::Action(_) | Via::Outcome(_) | Via::Done | Via::Branch(_) => (true, true),
                Via::Timeout | Via::Error(_) | Via::Enter(_) => (true, false),
                Via::Skip => (false, false),
            };
            let restarts = completes && hold == Some(Hold::Restart);
            let ends = if self.stops(edge) { Some(End::Stops) } else { restarts.then_some(End::Restarts) };
            Onward { to: edge.to, ends, timed }
        };
        self.outline.out(at).map(way).collect()
    }

    /// Tells whether the clock stops on a way: by an event of `to`; without any, at the end of the dossier.
    fn stops(&self, edge: &Edge) -> bool {
        let to = &self.clock.deadline.to;
        let ends = || matches!(self.definition.steps[edge.to].kind, StepKind::End(_));
        if to.is_empty() { ends() } else { is_one_of(to, self.definition, self.outline, edge) }
    }

    /// Lists where the clock starts.
    fn roots(&self) -> Vec<Root> {
        let from = &self.clock.deadline.from;
        let ways = self.outline.edges.iter().filter(|edge| is_one_of(from, self.definition, self.outline, edge));
        let ways = ways.filter(|edge| !self.stops(edge)).map(|edge| Root { at: edge.to, behind: Some(edge.from) });
        let anytime = self.definition.anytime.iter().zip(&self.outline.anytime).filter_map(|(one, to)| {
            let named = from.iter().any(|event| event.value.step == one.id.value);
            to.filter(|_| named).map(|at| Root { at, behind: None })
        });
        ways.chain(anytime).collect()
    }
}

/// Tells whether taking a way is one of some events.
pub(super) fn is_one_of(events: &[Spanned<EventRef>], definition: &Definition, outline: &Outline, edge: &Edge) -> bool {
    let joins = std::iter::successors(edge.joins, |block| outline.joins(*block)).collect();
    let by = By::Way(edge.via);
    let hop = Hop { from: edge.from, to: edge.to, by, needs: Vec::new(), joins, turns: false };
    events.iter().any(|event| happens(&event.value, definition, &hop))
}

/// Adds where the clock counts anew, as far as that can be reached while it runs.
fn with_restarts(mut roots: Vec<Root>, ways: &[Vec<Onward>]) -> Vec<Root> {
    loop {
        let seen = reach(ways, roots.iter().map(|root| root.at), |_| true);
        let running = (0..ways.len()).filter(|at| seen[*at]);
        let anew = running.flat_map(|at| ways[at].iter().map(move |way| (at, way)));
        let anew = anew.filter(|(_, way)| way.ends == Some(End::Restarts));
        let is_known = |at, to| roots.iter().any(|root| root.at == to && root.behind == Some(at));
        let new = anew.filter(|(at, way)| !is_known(*at, way.to));
        let new: Vec<Root> = new.map(|(at, way)| Root { at: way.to, behind: Some(at) }).collect();
        if new.is_empty() {
            return roots;
        }
        roots.extend(new);
    }
}

/// Drops the ways back to a step that every path has left behind: no acyclic path takes them.
fn drop_returns(ways: &mut [Vec<Onward>], roots: &[Root]) {
    for target in 0..ways.len() {
        let others = roots.iter().map(|root| root.at).filter(|at| *at != target);
        let without = reach(ways, others, |at| at != target);
        for (at, ways) in ways.iter_mut().enumerate() {
            ways.retain(|way| way.ends.is_some() || way.to != target || without[at]);
        }
    }
}

/// Tells which steps are reached while the clock runs, over steps that pass a filter.
fn reach(ways: &[Vec<Onward>], from: impl IntoIterator<Item = StepAt>, over: impl Fn(StepAt) -> bool) -> Vec<bool> {
    let mut seen = vec![false; ways.len()];
    let mut todo: Vec<StepAt> = from.into_iter().collect();
    while let Some(at) = todo.pop() {
        if !std::mem::replace(&mut seen[at], true) {
            let onward = ways[at].iter().filter(|way| way.ends.is_none() && over(way.to));
            todo.extend(onward.map(|way| way.to));
        }
    }
    seen
}

/// Steps left behind that can be ahead again.
type Behind = BTreeSet<StepAt>;

/// Places as they are found, each after those it leads to.
struct Unrolling {
    ways: Vec<Vec<Onward>>,
    /// Of each step, the steps that can follow it.
    ahead: Vec<Vec<bool>>,
    known: BTreeMap<(StepAt, Behind), Option<usize>>,
    places: Vec<Place>,
}

impl Unrolling {
    /// Finds the place of a step; none if no path from there stops the clock.
    fn place(&mut self, step: StepAt, behind: &Behind) -> Option<usize> {
        let behind: Behind = behind.iter().copied().filter(|at| self.ahead[step][*at]).collect();
        let key = (step, behind);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.known.len() == PLACES_MAX {
            return None;
        }
        let mut on = key.1.clone();
        on.insert(step);
        let mut ways = Vec::new();
        for n in 0..self.ways[step].len() {
            let Onward { to, ends, timed } = self.ways[step][n];
            if ends.is_some() {
                ways.push(Way { to: None, timed });
            } else if !on.contains(&to) {
                ways.extend(self.place(to, &on).map(|place| Way { to: Some(place), timed }));
            }
        }
        let place = (!ways.is_empty()).then_some(self.places.len());
        self.places.extend(place.map(|_| Place { step, ways }));
        self.known.insert(key, place);
        place
    }
}
