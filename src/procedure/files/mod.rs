//! The author's files as spanned, typed definitions: one file per element.
//! Nothing here reads a disk, resolves a name across files or judges a process.

pub mod action;
pub mod anytime;
pub mod calendar;
pub mod canonical;
pub mod deadline;
pub mod definition;
pub mod directory;
pub mod document;
pub(crate) mod duration;
pub mod expectation;
pub mod form;
pub mod keys;
pub mod listed;
mod literal;
mod names;
mod read;
pub mod role;
pub mod scenario;
pub mod step;
pub mod step_types;
pub mod timing;
pub mod top;

pub use action::ActionDef;
pub use anytime::AnytimeDef;
pub use deadline::{DeadlineDef, WithinDef};
pub use definition::*;
pub use directory::{Agency, Directory, Offers, Place, Post, RoleBinding, Unit};
pub use document::{DocumentDef, Original};
pub use duration::length;
pub use form::{FieldDef, FieldTy, SectionDef};
pub use listed::Listed;
pub use role::RoleDef;
pub use scenario::{TestFile, scenarios};
pub use step::{BranchDef, EndDef, ExclusiveDef, StartDef, StepDef, StepKind, UserDef};
pub use timing::{OverdueDef, TimeoutDef};
pub use top::definition;

pub use calendar::calendar;
pub use directory::directory;

pub(crate) use names::id_for;

use source::{Node, Span};

pub use program::{EndResult, Hold, RoleAt};

use keys::Table;

/// Gives the place where what a whole file lacks is reported: its first key.
fn head(node: &Node) -> Span {
    node.as_map().and_then(|map| map.entries.first()).map_or(node.span, |entry| entry.key.span)
}

/// Gives every table of keys a procedure file may use.
pub fn tables() -> Vec<&'static Table> {
    let steps = step_types::STEP_TYPES.iter().filter_map(|kind| kind.table);
    let mut found: Vec<&'static Table> = std::iter::once(&top::TOP).chain(steps).collect();
    let mut next = 0;
    while let Some(table) = found.get(next) {
        for below in table.keys.iter().filter_map(|key| key.takes.table()) {
            if !found.iter().any(|known| std::ptr::eq(*known, below)) {
                found.push(below);
            }
        }
        next += 1;
    }
    found
}
