//! Paths of a dossier through its steps: is there one on which something has not happened (`language.md` c4)?
//!
//! A search over steps and marks, one bit each, so that a path which contradicts a guard is none: a conjunct such as
//! `s.action == "a"` or `s.ever("a")` makes the paths without it irrelevant. It begins with the marks that were asked
//! for; when a path found this way contradicts a guard over another mark, that mark is followed too and the search
//! begins again. At most [`FOLLOWED`] marks are followed; then a path counts although it may contradict a guard.
//!
//! A path has one token. Through a block it goes one branch after the other, as `blocks` tells.

mod blocks;
mod hops;
mod marks;

use std::collections::HashSet;

use super::guards::Guards;
use super::outline::{Outline, StepAt};
use crate::files::{Definition, StepKind};

pub use hops::{By, Hop};
pub use marks::{Claim, Events, Mark, claim, may_be_empty, may_be_left_out, written};

use blocks::{Blocks, Plan};
use hops::Known;
pub(super) use marks::is as happens;

/// Marks followed at once.
const FOLLOWED: usize = 10;
/// Hops of a path written out; of a longer one the middle is left out.
const SHOWN: usize = 8;

/// Every hop of a definition, ready for questions.
pub struct Paths<'a> {
    known: Known<'a>,
    /// Sorted by where they leave.
    hops: Vec<Hop>,
    blocks: Blocks,
}

/// What a path must lead to.
pub struct Goal<'g> {
    /// Tells whether a hop is the last one.
    pub last: &'g dyn Fn(&Hop) -> bool,
    /// What must be so behind it.
    pub claims: &'g [Claim],
}

/// One path from the start.
#[derive(Clone, Debug)]
pub struct Path<'p> {
    /// Its hops in order; there is at least one.
    pub hops: Vec<&'p Hop>,
    definition: &'p Definition,
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut words: Vec<String> = self.hops.iter().map(|hop| hop.address(self.definition)).collect();
        if words.len() > SHOWN {
            let behind = words.len() - SHOWN / 2;
            words.splice(SHOWN / 2..behind, ["…".to_owned()]);
        }
        f.write_str(&words.join(" → "))
    }
}

impl<'a> Paths<'a> {
    /// Draws the hops of a definition.
    pub fn new(definition: &'a Definition, outline: &Outline, guards: &'a Guards) -> Self {
        let known = Known { definition, guards };
        let mut hops = known.hops(outline);
        hops.sort_by_key(|hop| hop.from);
        Self { known, hops, blocks: Blocks::new(definition, outline) }
    }

    /// Returns what is sure once a step has opened.
    pub fn inside(&self, step: StepAt) -> Vec<Claim> {
        self.known.inside(step)
    }

    /// Returns what is sure when a gateway comes to a branch.
    pub fn before(&self, gateway: StepAt, branch: usize) -> Vec<Claim> {
        self.known.before(gateway, branch)
    }

    /// Returns what is sure when the guard of an `anytime` is asked during a step.
    pub fn open(&self, anytime: usize, step: StepAt) -> Vec<Claim> {
        self.known.open(anytime, step)
    }

    /// Tells whether there are such events, and each of them can happen at all.
    pub fn all_exist(&self, events: Events) -> bool {
        let definition = self.known.definition;
        let events = events.of(definition);
        let exists = |event| self.hops.iter().any(|hop| marks::is(event, definition, hop));
        !events.is_empty() && events.iter().all(|event| exists(&event.value))
    }

    /// Finds a shortest path to the goal.
    pub fn find(&self, goal: &Goal<'_>) -> Option<Path<'_>> {
        let mut marks: Vec<Mark> = Vec::new();
        for claim in goal.claims {
            if !marks.contains(&claim.mark) && marks.len() < FOLLOWED {
                marks.push(claim.mark);
            }
        }
        loop {
            let hops = self.search(&marks, goal)?;
            match self.contradiction(&hops) {
                Some(mark) if marks.len() < FOLLOWED => marks.push(mark),
                _ => return Some(Path { hops, definition: self.known.definition }),
            }
        }
    }

    /// Searches breadth first over steps, the bits of the marks, and what is meant with the blocks around.
    fn search(&self, marks: &[Mark], goal: &Goal<'_>) -> Option<Vec<&Hop>> {
        let definition = self.known.definition;
        if !matches!(definition.steps.first()?.kind, StepKind::Start(_)) {
            return None;
        }
        let effects: Vec<Bits> =
            self.hops.iter().map(|hop| Bits::of(marks, |mark| mark.after(definition, hop))).collect();
        let needs: Vec<Bits> = self.hops.iter().map(|hop| claimed(marks, &hop.needs)).collect();
        let wanted = claimed(marks, goal.claims);
        let mut visits = vec![Visit { step: 0, bits: 0, plans: Vec::new(), came: None }];
        let mut seen = HashSet::from([(0, 0, Vec::new())]);
        let mut next = 0;
        while let Some(Visit { step, bits, plans, .. }) = visits.get(next).cloned() {
            for (step, plans) in self.blocks.left_early(definition, step, &plans) {
                if seen.insert((step, bits, plans.clone())) {
                    visits.push(Visit { step, bits, plans, came: Some((next, None)) });
                }
            }
            let first = self.hops.partition_point(|hop| hop.from < step);
            for (n, hop) in self.hops.iter().enumerate().skip(first).take_while(|(_, hop)| hop.from == step) {
                if !needs[n].fit(bits) {
                    continue;
                }
                let bits = effects[n].apply(bits);
                for plans in self.blocks.after(definition, hop, &plans) {
                    let visit = Visit { step: hop.to, bits, plans, came: Some((next, Some(n))) };
                    if (goal.last)(hop) && wanted.fit(bits) {
                        return Some(self.hops_to(&visits, &visit));
                    }
                    if seen.insert((hop.to, bits, visit.plans.clone())) {
                        visits.push(visit);
                    }
                }
            }
            next += 1;
        }
        None
    }

    fn hops_to(&self, visits: &[Visit], last: &Visit) -> Vec<&Hop> {
        let mut hops = Vec::new();
        let mut came = last.came;
        while let Some((before, hop)) = came {
            hops.extend(hop.map(|hop| &self.hops[hop]));
            came = visits[before].came;
        }
        hops.reverse();
        hops
    }

    /// Finds a mark of which a hop of the path needs what is not so there.
    fn contradiction(&self, path: &[&Hop]) -> Option<Mark> {
        let broken = path.iter().enumerate().find_map(|(n, hop)| {
            let so = |mark: Mark| {
                path[..n].iter().rev().find_map(|hop| mark.after(self.known.definition, hop)).unwrap_or(false)
            };
            hop.needs.iter().find(|claim| so(claim.mark) != claim.holds)
        });
        broken.map(|claim| claim.mark)
    }
}

/// One point of the search.
#[derive(Clone)]
struct Visit {
    step: StepAt,
    bits: u16,
    /// What is meant with each block around the step, the outermost first.
    plans: Vec<Plan>,
    /// The visit before, and the hop from there; none where a branch was left standing.
    came: Option<(usize, Option<usize>)>,
}

/// Bits that are, or become, one or zero; the others are free.
struct Bits {
    one: u16,
    zero: u16,
}

impl Bits {
    fn of(marks: &[Mark], bit: impl Fn(Mark) -> Option<bool>) -> Self {
        let mut bits = Self { one: 0, zero: 0 };
        for (n, mark) in marks.iter().enumerate() {
            match bit(*mark) {
                Some(true) => bits.one |= 1 << n,
                Some(false) => bits.zero |= 1 << n,
                None => {}
            }
        }
        bits
    }

    fn fit(&self, bits: u16) -> bool {
        bits & self.one == self.one && bits & self.zero == 0
    }

    fn apply(&self, bits: u16) -> u16 {
        bits & !self.zero | self.one
    }
}

/// Returns what some claims say of the marks followed.
fn claimed(marks: &[Mark], claims: &[Claim]) -> Bits {
    let mut bits = Bits { one: 0, zero: 0 };
    for claim in claims {
        let Some(n) = marks.iter().position(|mark| *mark == claim.mark) else { continue };
        match claim.holds {
            true => bits.one |= 1 << n,
            false => bits.zero |= 1 << n,
        }
    }
    bits
}
