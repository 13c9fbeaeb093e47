//! Procedures: the files of authors, what is refused in them, and what they become.
//! It reads no disk, no clock and no network: text comes in, values and diagnostics go out.

mod changes;
pub mod compiler;
pub mod doctor;
pub mod draw;
pub mod explain;
mod facts;
pub mod files;
pub mod fmt;
pub mod guard;
pub mod new;
pub mod rules;
pub mod schema;
pub mod shipped;

pub use changes::{Change, What, changes};
pub use compiler::{Checked, Compiled, Library, check, trusted};
pub use facts::Facts;
