//! Guards: one expression each, checked and typed before there is a dossier, evaluated on one snapshot.
//!
//! Rhai is the grammar: its parser reads the expression, and its tree is checked against a whitelist and lowered to
//! a small typed tree of our own, which alone is evaluated. Rhai's evaluation would not do: a value that is missing
//! must be an incident that names it (sem 5.5), `has` and `??` look at slots instead of values, decimals divide
//! half-even at 10 places (sem 5.9), money and dates are no Rhai types, comparing unlike types there is silently
//! false, and limits must count our own operations (sem 5.20). A differential test holds the tree against Rhai's
//! evaluation where both speak the same language. Nothing here reads a clock; Rhai is named nowhere else.

mod call;
mod evaluate;
mod explain;
mod facts;
mod functions;
mod grammar;
mod lower;
mod names;
mod number;
mod operators;
mod parse;
mod path;
mod place;
mod problem;
mod reckon;
mod scan;
mod shape;
mod slots;
mod step_path;
mod tree;
mod witness;

use calendar::Calendar;
use engine::{Outcome, View, World};
use program::{NodeIx, OptionIx, Value};
use source::Lang;

pub use facts::{Fact, Premise, Read};
pub use names::{AnswerName, ConditionName, DocumentName, FieldName, Names, Options, SectionName, StepName, Type};
pub use problem::{M040, M041, M043, Problem};
pub use shape::{Shape, Test, covers};
pub use tree::{ClockFact, DossierFact, FeesFact, Slot};
pub use witness::{Answer, FieldRange, Ground, Witness, ask};

use tree::Tree;

/// Is where an expression stands, as far as that decides what it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// A guard like any other.
    Plain,
    /// `when` of an outcome of this step, whose message is `tin`.
    Outcome(NodeIx),
    /// `when` or `exempt.when` of a fee: it cannot ask for what is owed.
    Fee,
    /// `amount` of a fee: of type `money` or `integer`, and it cannot ask for what is owed.
    Amount,
}

/// Is an expression that fits: it has type `boolean`, or is an amount, and names only what exists.
#[derive(Clone, Debug)]
pub struct Guard {
    text: String,
    tree: Tree,
    reads: Vec<Read>,
}

/// Reads and types a guard; see [`compile_at`].
pub fn compile(text: &str, names: &Names) -> Result<Guard, Vec<Problem>> {
    compile_at(text, names, Stand::Plain)
}

/// Reads and types an expression at its place.
///
/// The list of problems is empty if the guard itself is in order but uses a condition that is not, or that uses
/// itself; those are reported where the condition stands.
pub fn compile_at(text: &str, names: &Names, stand: Stand) -> Result<Guard, Vec<Problem>> {
    let tree = lower::lower(text, names, stand)?;
    let reads = facts::reads(&tree, Vec::new());
    if matches!(stand, Stand::Fee | Stand::Amount) {
        let owed = reads.iter().filter(|read| matches!(read.what, Slot::Fee(_) | Slot::Fees(_)));
        let problems: Vec<Problem> = owed.map(path::fee_by_fees).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    Ok(Guard { text: text.to_owned(), reads, tree })
}

/// Writes what one path reads, as it leaves the system: dates and instants as ISO 8601 has them, words by their id; none
/// if there is no such path, or no value.
pub fn written(path: &str, names: &Names, view: &View<'_>, world: &dyn World, calendar: &Calendar) -> Option<String> {
    let guard = compile(&format!("has({path})"), names).ok()?;
    let path = guard.tree.paths().first().map(|path| (path.slot, path.options.clone()))?;
    let option = |at: OptionIx| path.1.as_ref().and_then(|all| all.get(at.at())).map(|(id, _)| id.clone());
    Some(match slots::value(path.0, view, world, calendar.zone()).ok()?? {
        Value::Boolean(value) => value.to_string(),
        Value::Integer(number) | Value::Money(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Instant(at) => calendar.zone().rfc3339(at),
        Value::Text(text) => text,
        Value::Choice(chosen) => option(chosen)?,
        Value::Choices(chosen) => chosen.into_iter().filter_map(option).collect::<Vec<_>>().join(","),
        Value::Agencies(ids) => ids.join(","),
    })
}

/// Lists the conditions that a text names, as positions in [`Names::conditions`], also if it does not compile.
pub fn conditions_in(text: &str, names: &Names) -> Vec<usize> {
    scan::roots(text).filter_map(|root| names.conditions.iter().position(|condition| condition.id == root)).collect()
}

impl Guard {
    /// Returns the expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the id of the condition that the whole guard is, if it is one.
    pub fn condition(&self) -> Option<&str> {
        match &self.tree {
            Tree::Condition(used) => Some(&used.id),
            _ => None,
        }
    }

    /// Returns the path that the whole guard is, and the value it must have, if the guard is a path or `!` of one.
    pub fn plain(&self) -> Option<(&str, bool)> {
        explain::plain(&self.tree)
    }

    /// Writes the guard with another name in the place of each path and condition.
    pub fn renamed(&self, name: impl Fn(&str) -> String) -> String {
        explain::renamed(self, name)
    }

    /// Evaluates the guard on one snapshot; the world tells what is owed, `working_days` counts in the calendar, dates
    /// are those of its zone.
    pub fn evaluate(&self, view: &View<'_>, world: &dyn World, calendar: &Calendar) -> Outcome {
        evaluate::evaluate(&self.tree, &|slot| slots::value(slot, view, world, calendar.zone()), calendar)
    }

    /// Evaluates the amount, in đồng, on one snapshot.
    ///
    /// # Errors
    /// Why there is none: never `True` or `False`.
    pub fn amount(&self, view: &View<'_>, world: &dyn World, calendar: &Calendar) -> Result<i64, Outcome> {
        evaluate::amount(&self.tree, &|slot| slots::value(slot, view, world, calendar.zone()), calendar)
    }

    /// Lists every path read, those inside conditions included, in the order of reading.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Lists every path read as [`Guard::reads`] does, where guards before it have shown some facts.
    pub fn reads_after(&self, known: Vec<Fact>) -> Vec<Read> {
        facts::reads(&self.tree, known)
    }

    /// Lists what is surely so if the guard gives `result`, conditions expanded.
    pub fn requires(&self, result: bool) -> Vec<Fact> {
        facts::implied(&self.tree, result)
    }

    /// Returns the form of the guard.
    pub fn shape(&self) -> Shape<'_> {
        shape::shape(&self.tree, true)
    }

    /// Writes the guard with the values it would read, for people: `yeu_cau.la_ho_tich` = đúng.
    pub fn explain(&self, view: &View<'_>, world: &dyn World, calendar: &Calendar, lang: Lang) -> String {
        explain::explain(self, &|slot| slots::value(slot, view, world, calendar.zone()), calendar, lang)
    }
}
