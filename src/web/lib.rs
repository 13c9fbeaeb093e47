//! The web: an HTTP API for machines and pages for people, over one runtime.
//!
//! It reads requests, says who asks, and tells what came of it. It decides nothing about a dossier: what may be done,
//! and why not, is the engine's; it knows no SQL and no clock.

mod api;
mod clocks;
mod fault;
mod gate;
mod holding;
pub mod identity;
mod language;
mod letter;
pub mod pages;
mod patience;
mod problem;
mod reach;
mod reasons;
mod router;
mod serve;
mod state;
mod text;

pub use fault::{Fault, Mistake};
pub use language::Spoken;
pub use router::router;
pub use serve::serve;
pub use state::{App, Mode};

/// Most bytes of a body.
pub(crate) const BODY_MAX: usize = 256 * 1024;
