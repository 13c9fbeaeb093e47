//! The engine: decides what a command does to a dossier, and folds recorded facts.
//!
//! [`decide`] looks at a program, an instance, its data and the [`World`], and returns facts; [`apply`] folds one
//! fact and looks at nothing else, so replay is a fold. Nothing here knows a clock, a database, a network or a
//! thread; randomness and identity come from one counter per dossier. What happens inside one command, and in which
//! order, is the table of `semantics` §10.

mod act;
mod answer;
mod apply;
mod clock;
mod command;
mod data;
mod decide;
mod effects;
mod event;
mod flow;
mod form;
mod ids;
mod instance;
mod leg;
mod offer;
mod open;
mod people;
pub mod record;
mod rejection;
mod rows;
mod status;
mod timer;
mod turn;
mod world;

pub use answer::is_pattern;
pub use apply::{Shape, apply, fold};
pub use command::{Answer, Answers, Command, Filing, Submission, Until};
pub use data::{Data, Paper, Remark, RemarkKind};
pub use decide::{CATCH_UP_MAX, Decision, decide, preview, preview_trigger, submit};
pub use effects::{About, Effect, Recipient, effects};
pub use event::{Button, Cause, Event, LegVerdict, Pass};
pub use ids::{ActivationId, DataVersion, IncidentId, Name};
pub use instance::{
    Activation, ActivationState, Armed, Closed, Incident, IncidentKind, Instance, LegalClock, Life, Right, StepClock,
    StepHistory, TimerKind,
};
pub use offer::Sight;
pub use people::{Actor, Author, Capacity};
pub use rejection::{Closing, FieldError, Rejection, Why};
pub use rows::{RowChange, TaskRow, rows};
pub use turn::STEPS_MAX;
pub use world::{LimitRef, Now, Outcome, View, World};
