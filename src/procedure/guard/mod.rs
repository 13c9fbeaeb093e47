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
mod tree;
mod witness;

use calendar::Calendar;
use engine::{Outcome, View};
use source::Lang;

pub use facts::{Fact, Premise, Read};
pub use names::{ConditionName, DocumentName, FieldName, Names, Options, SectionName, StepName, Type};
pub use problem::{M040, M041, M043, Problem};
pub use shape::{Shape, Test, covers};
pub use tree::{DossierFact, Slot};
pub use witness::{Answer, FieldRange, Ground, Witness, ask};

use tree::Tree;

/// Is a guard that fits: it has type `boolean` and names only what exists.
#[derive(Clone, Debug)]
pub struct Guard {
    text: String,
    tree: Tree,
    reads: Vec<Read>,
}

/// Reads and types a guard.
///
/// The list of problems is empty if the guard itself is in order but uses a condition that is not, or that uses
/// itself; those are reported where the condition stands.
pub fn compile(text: &str, names: &Names) -> Result<Guard, Vec<Problem>> {
    let tree = lower::lower(text, names)?;
    Ok(Guard { text: text.to_owned(), reads: facts::reads(&tree), tree })
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

    /// Evaluates the guard on one snapshot; `working_days` counts in the calendar, dates are those of its zone.
    pub fn evaluate(&self, view: &View<'_>, calendar: &Calendar) -> Outcome {
        evaluate::evaluate(&self.tree, &|slot| slots::value(slot, view, calendar.zone()), calendar)
    }

    /// Lists every path read, those inside conditions included, in the order of reading.
    pub fn reads(&self) -> &[Read] {
        &self.reads
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
    pub fn explain(&self, view: &View<'_>, calendar: &Calendar, lang: Lang) -> String {
        explain::explain(self, view, calendar, lang)
    }
}
