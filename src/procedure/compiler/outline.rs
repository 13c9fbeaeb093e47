//! The steps of a definition as a graph, before anything is proven: targets that do not exist are left out.
//!
//! Rules about paths look here, so that a half-wrong file still gets all its diagnostics; lowering looks here for
//! the bounds of loops. It judges nothing.

use std::collections::BTreeMap;

use crate::files::{ActionDef, Definition, EventRef, StepDef, StepKind};

/// Position of a step in [`Definition::steps`].
pub type StepAt = usize;

/// The steps of a definition and the ways between them.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Every way from one step to another, in the order of the steps they leave.
    pub edges: Vec<Edge>,
    /// Number of steps.
    pub steps: usize,
    /// Position of the first end event: what follows are side steps.
    pub first_end: usize,
    /// Where each `anytime` entry leads, if its target exists.
    pub anytime: Vec<Option<StepAt>>,
    ids: BTreeMap<String, StepAt>,
    supplements: Vec<bool>,
}

/// A way from one step to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it comes from.
    pub from: StepAt,
    /// Where it leads.
    pub to: StepAt,
    /// What takes it.
    pub via: Via,
}

/// What takes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// The start event, to the step after it.
    Start,
    /// A button, by position.
    Action(usize),
    /// A branch of a gateway, by position.
    Branch(usize),
    /// The timeout of the step.
    Timeout,
    /// The step is skipped by its `when`.
    Skip,
}

/// How a loop is bounded (`language.md` b7, Loops).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopBound {
    /// Counted by `ho_so.lan_bo_sung`.
    Supplements(u8),
    /// Counted on the edge.
    Rounds(u8),
}

/// Rounds of a loop through a supplement step, unless written (NĐ 63/2010 art. 20(4), `language.md` b7).
const SUPPLEMENTS_DEFAULT: u8 = 2;
/// Rounds of an internal return, unless written (`language.md` b7).
const ROUNDS_DEFAULT: u8 = 9;

impl Outline {
    /// Draws the graph of a definition.
    pub fn new(definition: &Definition) -> Self {
        let steps = &definition.steps;
        let mut ids = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            ids.entry(step.id.value.clone()).or_insert(at);
        }
        let is_end = |step: &StepDef| matches!(step.kind, StepKind::End(_));
        let mut outline = Self {
            edges: Vec::new(),
            steps: steps.len(),
            first_end: steps.iter().position(is_end).unwrap_or(steps.len()),
            anytime: Vec::new(),
            supplements: steps.iter().map(|step| step.user().is_some_and(|user| user.supplement.is_some())).collect(),
            ids,
        };
        for (at, step) in steps.iter().enumerate() {
            outline.draw(at, step);
        }
        let target = |next: &source::Spanned<String>| outline.find(&next.value);
        outline.anytime = definition.anytime.iter().map(|one| one.next.as_ref().and_then(target)).collect();
        outline
    }

    /// Finds a step by id.
    pub fn find(&self, id: &str) -> Option<StepAt> {
        self.ids.get(id).copied()
    }

    /// Tells whether a step is a side step: reached only by `next`.
    pub fn is_side(&self, at: StepAt) -> bool {
        at > self.first_end
    }

    /// Returns the step that follows in the file; side steps and ends have none.
    pub fn following(&self, at: StepAt) -> Option<StepAt> {
        (at < self.first_end && at + 1 < self.steps).then_some(at + 1)
    }

    /// Returns the ways out of a step.
    pub fn out(&self, at: StepAt) -> impl Iterator<Item = &Edge> {
        let first = self.edges.partition_point(|edge| edge.from < at);
        self.edges[first..].iter().take_while(move |edge| edge.from == at)
    }

    /// Returns the steps that can be reached from some, themselves included, over edges that pass a filter.
    pub fn reach(&self, from: &[StepAt], mut over: impl FnMut(&Edge) -> bool) -> Vec<bool> {
        let mut seen = vec![false; self.steps];
        let mut todo: Vec<StepAt> = from.to_vec();
        while let Some(at) = todo.pop() {
            if at < self.steps && !std::mem::replace(&mut seen[at], true) {
                todo.extend(self.out(at).filter(|edge| over(edge)).map(|edge| edge.to));
            }
        }
        seen
    }

    /// Returns the steps a dossier can get to: from the start, and from every `anytime` entry.
    pub fn reachable(&self) -> Vec<bool> {
        let starts: Vec<StepAt> = std::iter::once(0).chain(self.anytime.iter().copied().flatten()).collect();
        self.reach(&starts, |_| true)
    }

    /// Tells whether a way can lead to its own step again.
    pub fn returns(&self, edge: &Edge) -> bool {
        self.reach(&[edge.to], |_| true).get(edge.from).copied().unwrap_or(false)
    }

    /// Returns the bound of a way that goes back, as written or by default; none if it is not counted.
    pub fn bound(&self, definition: &Definition, edge: &Edge) -> Option<LoopBound> {
        if !self.returns(edge) {
            return None;
        }
        let written = written_rounds(definition, edge);
        if self.supplements[edge.to] {
            return Some(LoopBound::Supplements(written.unwrap_or(SUPPLEMENTS_DEFAULT)));
        }
        let back = edge.to <= edge.from && !self.supplements[edge.from];
        let avoiding = self.reach(&[edge.to], |way| !self.supplements[way.to]);
        let counted = back && avoiding[edge.from];
        counted.then(|| LoopBound::Rounds(written.unwrap_or(ROUNDS_DEFAULT)))
    }

    /// Tells whether a step completes the dossier (`supplement: true`).
    pub fn is_supplement(&self, at: StepAt) -> bool {
        self.supplements[at]
    }

    fn draw(&mut self, at: StepAt, step: &StepDef) {
        let following = self.following(at);
        let target = |outline: &Self, next: &Option<source::Spanned<String>>| match next {
            Some(next) => outline.find(&next.value),
            None => following,
        };
        match &step.kind {
            StepKind::Start(_) => self.edge(at, following, Via::Start),
            StepKind::User(user) => {
                for (n, action) in user.actions.iter().enumerate() {
                    let to = target(self, &action.next);
                    self.edge(at, to, Via::Action(n));
                }
                if let Some(next) = user.timeout.as_ref().and_then(|timeout| timeout.next.as_ref()) {
                    let to = self.find(&next.value);
                    self.edge(at, to, Via::Timeout);
                }
            }
            StepKind::Exclusive(gateway) => {
                for (n, branch) in gateway.branches.iter().enumerate() {
                    let to = target(self, &branch.to);
                    self.edge(at, to, Via::Branch(n));
                }
            }
            StepKind::End(_) => {}
        }
        if step.when.is_some() {
            self.edge(at, following, Via::Skip);
        }
    }

    fn edge(&mut self, from: StepAt, to: Option<StepAt>, via: Via) {
        self.edges.extend(to.map(|to| Edge { from, to, via }));
    }
}

/// Returns `rounds` as written on what takes a way.
pub fn written_rounds(definition: &Definition, edge: &Edge) -> Option<u8> {
    let step = definition.steps.get(edge.from)?;
    let rounds = match (edge.via, &step.kind) {
        (Via::Action(n), StepKind::User(user)) => user.actions.get(n)?.rounds.as_ref(),
        (Via::Timeout, StepKind::User(user)) => user.timeout.as_ref()?.rounds.as_ref(),
        (Via::Branch(n), StepKind::Exclusive(gateway)) => gateway.branches.get(n)?.rounds.as_ref(),
        _ => None,
    };
    rounds.map(|rounds| rounds.value)
}

/// Tells whether a button proceeds: it has no `next`.
pub fn proceeds(action: &ActionDef) -> bool {
    action.next.is_none()
}

/// Tells whether an event names this button: the step's button itself, or the bare step if the button proceeds.
pub fn names_action(event: &EventRef, step: &StepDef, action: &ActionDef) -> bool {
    event.step == step.id.value
        && match &event.action {
            Some(id) => *id == action.id.value,
            None => proceeds(action),
        }
}

/// Tells whether an event is a bare step, which being skipped by `when` fulfils too.
pub fn names_step(event: &EventRef, step: &StepDef) -> bool {
    event.step == step.id.value && event.action.is_none()
}
