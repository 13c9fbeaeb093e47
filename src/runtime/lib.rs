//! The runtime: one writer, one scheduler, one clock around the pure engine.
//!
//! It decides nothing about a dossier; it stamps, orders, commits and wakes. It knows no HTTP and no SQL.

mod agencies;
mod alarm;
mod answered;
mod batch;
mod calendar_change;
mod catalogue;
mod clock;
mod duty;
mod executor;
mod fire;
mod held;
mod letter_facts;
mod log;
mod markings;
mod outage;
mod outbox;
mod past;
mod prepare;
mod print;
mod publish;
mod refusal;
mod request;
mod scheduler;
mod service;
mod sheets;
mod unmatched;
mod version;
mod writer;

pub use calendar_change::{DueMove, plan};
pub use catalogue::Catalogue;
pub use clock::Clock;
pub use duty::DutyList;
pub use executor::executor;
pub use log::Logged;
pub use markings::{Fate, Marking, markings};
pub use publish::{Admission, Candidate, Objection, admit, version_of};
pub use refusal::Refusal;
pub use request::{Client, Done};
pub use service::{Dossier, Recorded, Service, last_part, parts, present};
pub use unmatched::{Arrival, Mismatch, Unmatched};
pub use version::{Version, Window, windows};

/// Name of the setting that keeps a rehearsal clock's offset, in milliseconds.
pub(crate) const OFFSET: &str = "clock_offset_ms";
