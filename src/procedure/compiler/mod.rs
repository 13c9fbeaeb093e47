//! From a definition to a program: names, guards, judgement by the rules, lowering.
//!
//! Everything wrong with a file is reported at once; a program is made only when nothing is.

mod asked;
mod awaited;
mod check;
mod guards;
mod letters;
mod lower;
mod outline;
pub mod paths;
mod role_uses;
mod sum;
mod way;

pub use asked::{Asked, Asker, BUILT_IN_ASKS, Field, MESSAGE, asked, askers, fields};
pub use awaited::{Awaited, awaited};
pub use check::{Checked, Compiled, Library, check, trusted};
pub use guards::{Guards, Place, field_type, names, places};
pub use letters::LETTERS;
pub(crate) use lower::bound_of;
pub use outline::{
    Edge, LoopBound, Outline, StepAt, Via, names_action, names_ending, names_step, proceeds, written_rounds,
};
pub(crate) use role_uses::{RolePart, RoleUse, applicant, role_uses};
pub use sum::{Sum, Tally, Variant, Worst, sums};
pub(crate) use way::way;
