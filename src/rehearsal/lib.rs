//! Rehearsals: test files of procedures, a dossier on a virtual clock, the runner, coverage.
//!
//! Nothing here reads a file, a real clock or a store: a compiled procedure, its calendars and a directory come in,
//! reports go out. What the engine decides is never decided again here; it is asked.

mod acts;
mod address;
mod compare;
mod coverage;
mod fault;
mod fill;
mod moment;
mod observed;
mod people;
mod play;
mod proof;
mod rehearsal;
mod runner;
mod spared;
mod stage;
mod told;
mod tried;
mod walk;
mod write;

pub use coverage::{Coverage, Item, Kind};
pub use fault::Fault;
pub use rehearsal::Rehearsal;
pub use runner::{Outcome, Report, ScenarioReport, run, test};
pub use stage::Stage;
pub use walk::{Offer, Refused, Walk};
