//! Rehearsals: test files of procedures, a dossier on a virtual clock, the runner, coverage.
//!
//! Nothing here reads a file, a real clock or a store: a compiled procedure, its calendars and a directory come in,
//! reports go out. What the engine decides is never decided again here; it is asked.

mod acts;
mod address;
mod compare;
mod coverage;
mod fill;
mod moment;
mod observed;
mod people;
mod play;
mod proof;
mod rehearsal;
mod runner;
mod stage;
mod told;
mod tried;

pub use coverage::{Coverage, Item, Kind};
pub use rehearsal::Rehearsal;
pub use runner::{Outcome, Report, ScenarioReport, run, test};
pub use stage::Stage;
