//! The author's files as spanned, typed definitions: one file per element.
//! Nothing here reads a disk, resolves a name across files or judges a process.

pub mod action;
pub mod address;
pub mod anytime;
pub mod block;
pub mod calendar;
pub mod canonical;
pub mod deadline;
pub mod definition;
pub mod directory;
pub mod document;
pub(crate) mod duration;
pub mod duty;
pub mod expectation;
pub mod fact;
pub mod fee;
pub mod form;
pub mod keys;
pub mod kind;
pub mod letter;
pub mod listed;
mod literal;
mod names;
mod read;
pub mod receive;
pub mod role;
pub mod scenario;
pub mod service;
pub mod status;
pub mod step;
pub mod step_parts;
pub mod step_types;
pub mod timing;
pub mod top;
pub mod wait;

pub use action::{ActionDef, ExtendDef, OutcomeDef, TIMER};
pub use address::AddressDef;
pub use anytime::AnytimeDef;
pub use block::{JoinDef, Mode, ParallelBranchDef, ParallelDef};
pub use deadline::{Again, ClockDef, DeadlineDef, PauseWhile, WithinDef};
pub use definition::*;
pub use directory::{Agency, Directory, Offers, Place, Post, RoleBinding, Substitute, Unit};
pub use document::{DocumentDef, Original};
pub use duration::length;
pub use fact::{FactDef, FactSheet, Known, facts};
pub use fee::{AmountDef, ExemptDef, FeeDef, FeeKind, PriceDef};
pub use form::{FieldDef, FieldTy, SectionDef};
pub use kind::FileKind;
pub use letter::LetterDef;
pub use listed::Listed;
pub use receive::{MessageDef, PaymentDef, ReceiveDef};
pub use role::{RoleDef, RolePlace};
pub use scenario::{TestFile, scenarios};
pub use service::{ErrorDef, RetryDef, ServiceDef};
pub use status::{AxisCode, AxisDef, NATIONAL, StatusDef};
pub use step::{BranchDef, EndDef, ExclusiveDef, StartDef, StepAt, StepDef, StepKind, UserDef};
pub use step_parts::Ending;
pub use timing::{OverdueDef, TimeDef, TimeoutDef};
pub use top::definition;
pub use wait::{WaitDef, WaitFor};

pub use calendar::calendar;
pub use directory::directory;

pub(crate) use names::{id_for, is_id, is_reserved, unmarked};

use source::{Node, Span};

pub use program::{EndResult, Hold};

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
