//! What the result of a guard says about the past, and which reads are protected (`language.md` c4, d3).
//! It looks at the tree only; no dossier is at hand.

use std::collections::BTreeMap;
use std::ops::Range;

use program::{ActionIx, NodeIx, Value};

use super::tree::{Comparison, Path, Slot, Tree, Use};

/// Is something a result of a guard implies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What is said.
    pub what: Premise,
    /// Whether it holds or does not hold.
    pub holds: bool,
}

/// Is what a [`Fact`] speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Premise {
    /// `step.action == "button"`.
    Action(NodeIx, ActionIx),
    /// `step.done`.
    Done(NodeIx),
    /// `step.skipped`.
    Skipped(NodeIx),
    /// `step.ever("button")`.
    Ever(NodeIx, ActionIx),
    /// `has(path)`.
    Given(Slot),
}

/// Is one path that a guard reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is read.
    pub what: Slot,
    /// As written, such as `tham_tra.action`.
    pub text: String,
    /// True if the guard itself makes sure that it has a value, or says what stands for it.
    pub protected: bool,
    /// What surely holds whenever it is read, as the parts of the guard before it say.
    pub known: Vec<Fact>,
    /// Bytes inside the expression; a read inside a condition has the place of the condition's name.
    pub span: Range<usize>,
}

/// Walks through conditions of one guard, after which a condition is walked as if nothing were known: that demands
/// more protection than is needed, never less.
const WALKS_MAX: usize = 200;

/// Returns the facts that follow if the tree gives `result`, each once.
pub(super) fn implied(tree: &Tree, result: bool) -> Vec<Fact> {
    Implied::default().by(tree, result)
}

/// The facts that follow from the conditions of a guard, gathered once for each and its result.
#[derive(Default)]
struct Implied<'t>(BTreeMap<(&'t str, bool), Vec<Fact>>);

impl<'t> Implied<'t> {
    fn by(&mut self, tree: &'t Tree, result: bool) -> Vec<Fact> {
        match tree {
            Tree::All(parts) if result => self.each(parts, result),
            Tree::Any(parts) if !result => self.each(parts, result),
            Tree::Not(inner) => self.by(inner, !result),
            Tree::Condition(used) => self.condition(used, result),
            Tree::Has(path) => vec![Fact { what: Premise::Given(path.slot), holds: result }],
            Tree::Path(path) => premise(path.slot).map(|what| Fact { what, holds: result }).into_iter().collect(),
            Tree::Compare(comparison, sides) => self.compared(*comparison, sides, result),
            Tree::Among(value, list) => match &list[..] {
                [only] => chosen(value, only, result),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn each(&mut self, parts: &'t [Tree], result: bool) -> Vec<Fact> {
        let mut all = Vec::new();
        for part in parts {
            learn(&mut all, self.by(part, result));
        }
        all
    }

    fn condition(&mut self, used: &'t Use, result: bool) -> Vec<Fact> {
        let key = (used.id.as_str(), result);
        if let Some(known) = self.0.get(&key) {
            return known.clone();
        }
        let facts = self.by(&used.body, result);
        self.0.insert(key, facts.clone());
        facts
    }

    fn compared(&mut self, comparison: Comparison, sides: &'t [Tree; 2], result: bool) -> Vec<Fact> {
        let result = match comparison {
            Comparison::Equal => result,
            Comparison::Unequal => !result,
            _ => return Vec::new(),
        };
        match sides {
            [tree, Tree::Literal(Value::Boolean(value))] | [Tree::Literal(Value::Boolean(value)), tree] => {
                self.by(tree, result == *value)
            }
            [left, right] => chosen(left, right, result),
        }
    }
}

/// Adds facts that are new.
fn learn(known: &mut Vec<Fact>, facts: Vec<Fact>) {
    for fact in facts {
        if !known.contains(&fact) {
            known.push(fact);
        }
    }
}

fn premise(slot: Slot) -> Option<Premise> {
    match slot {
        Slot::Done(node) => Some(Premise::Done(node)),
        Slot::Skipped(node) => Some(Premise::Skipped(node)),
        Slot::Ever(node, action) => Some(Premise::Ever(node, action)),
        Slot::Paper(_) => Some(Premise::Given(slot)),
        _ => None,
    }
}

fn chosen(left: &Tree, right: &Tree, result: bool) -> Vec<Fact> {
    match (left, right) {
        (Tree::Path(Path { slot: Slot::Action(node), .. }), Tree::Literal(Value::Choice(option)))
        | (Tree::Literal(Value::Choice(option)), Tree::Path(Path { slot: Slot::Action(node), .. })) => {
            vec![Fact { what: Premise::Action(*node, ActionIx(option.0)), holds: result }]
        }
        _ => Vec::new(),
    }
}

/// Lists what a tree reads where some facts are known, in the order of reading.
pub(super) fn reads(tree: &Tree, known: Vec<Fact>) -> Vec<Read> {
    let mut walk = Walk { known, ..Walk::default() };
    walk.tree(tree);
    walk.found
}

#[derive(Default)]
struct Walk<'t> {
    implied: Implied<'t>,
    known: Vec<Fact>,
    /// What was known at each walk through a condition.
    walked: BTreeMap<&'t str, Vec<Vec<Fact>>>,
    walks: usize,
    /// Where the condition that is being walked was named.
    place: Option<Range<usize>>,
    found: Vec<Read>,
}

impl<'t> Walk<'t> {
    fn tree(&mut self, tree: &'t Tree) {
        match tree {
            Tree::Literal(_) | Tree::Length(_) => {}
            Tree::Path(path) => self.path(path, false),
            Tree::Has(path) | Tree::Else(path, _) => self.path(path, true),
            Tree::Condition(used) => self.condition(used),
            Tree::Not(inner) | Tree::Negative(inner) => self.tree(inner),
            Tree::All(parts) => self.in_turn(parts, true),
            Tree::Any(parts) => self.in_turn(parts, false),
            Tree::Compare(_, sides) | Tree::Reckon(_, sides) | Tree::Contains(sides) => self.all(&sides[..]),
            Tree::Among(value, list) => {
                self.tree(value);
                self.all(list);
            }
            Tree::Call(_, arguments) => self.all(arguments),
        }
    }

    /// Walks through a condition, unless it was walked before when no more was known: nothing else is found then.
    fn condition(&mut self, used: &'t Use) {
        let known = if self.walks < WALKS_MAX { self.known.clone() } else { Vec::new() };
        let walked = self.walked.entry(&used.id).or_default();
        if walked.iter().any(|before| before.iter().all(|fact| known.contains(fact))) {
            return;
        }
        walked.push(known.clone());
        self.walks += 1;
        let outer = (std::mem::replace(&mut self.known, known), self.place.clone());
        self.place.get_or_insert_with(|| used.span.clone());
        self.tree(&used.body);
        (self.known, self.place) = outer;
    }

    fn all(&mut self, trees: &'t [Tree]) {
        trees.iter().for_each(|tree| self.tree(tree));
    }

    /// Walks parts of which each is read only after those before it gave `result`.
    fn in_turn(&mut self, parts: &'t [Tree], result: bool) {
        let outer = self.known.len();
        for part in parts {
            self.tree(part);
            let facts = self.implied.by(part, result);
            learn(&mut self.known, facts);
        }
        self.known.truncate(outer);
    }

    fn path(&mut self, path: &Path, protected: bool) {
        let protected = protected || self.known.iter().any(|fact| secures(*fact, path));
        let span = self.place.clone().unwrap_or_else(|| path.span.clone());
        self.found.push(Read { what: path.slot, text: path.text.clone(), protected, known: self.known.clone(), span });
    }
}

/// Tells whether a fact makes sure that a path has a value.
fn secures(fact: Fact, path: &Path) -> bool {
    match (fact.what, path.slot) {
        (Premise::Given(given), slot) if given == slot => fact.holds,
        (Premise::Given(Slot::Paper(given)), Slot::PaperKind(paper)) => fact.holds && given == paper,
        (what, Slot::Action(node) | Slot::At(node) | Slot::Answer(node, _)) => {
            done(fact.holds, what) == Some(node) && brings(fact, path.lost)
        }
        _ => false,
    }
}

/// Returns the step that a fact says was completed.
fn done(holds: bool, what: Premise) -> Option<NodeIx> {
    match what {
        Premise::Done(node) | Premise::Given(Slot::Action(node) | Slot::At(node) | Slot::Answer(node, _)) => {
            holds.then_some(node)
        }
        // Its action was read before, so it has one.
        Premise::Action(node, _) => Some(node),
        _ => None,
    }
}

/// Tells whether the action that a fact leaves possible brings a value that some actions do not bring.
fn brings(fact: Fact, lost: u32) -> bool {
    match fact.what {
        Premise::Action(_, action) if fact.holds => lost.checked_shr(action.0.into()).is_none_or(|bits| bits & 1 == 0),
        _ => lost == 0,
    }
}
