//! The engine: decides what a command does to a dossier, and folds recorded facts.
//!
//! [`decide`] looks at a program, an instance, its data and the [`World`], and returns facts; [`apply`] folds one
//! fact and looks at nothing else, so replay is a fold. Nothing here knows a clock, a database, a network or a
//! thread; randomness and identity come from one counter per dossier. What happens inside one command, and in which
//! order, is the table of `semantics` §10.

mod act;
mod activation;
mod answer;
mod apply;
mod apply_time;
mod bill;
mod clock;
mod command;
mod data;
mod decide;
mod effects;
mod event;
mod extend;
mod flow;
mod form;
mod hold;
mod ids;
mod instance;
mod job;
mod kept;
mod late;
mod law;
mod leg;
mod message;
mod offer;
mod open;
mod operate;
mod outcome;
mod people;
pub mod record;
mod rejection;
mod rows;
mod scope;
mod status;
mod timer;
mod turn;
mod version;
mod wait;
mod withdrawal;
mod world;

pub use activation::{Activation, ActivationState, Armed, Bill, Place, Scope, Slot, StepClock, TimerKind};
pub use apply::{Shape, apply, fold};
pub use command::{
    Answer, Answers, Command, Filing, Holding, Incoming, JobOutcome, Operation, OperatorAct, Paying, Submission, Until,
};
pub use data::{Data, Paper, Remark, RemarkKind};
pub use decide::{CATCH_UP_MAX, Decision, decide, preview, preview_trigger, submit};
pub use effects::{About, Effect, Recipient, effects};
pub use event::{Event, Pass};
pub use ids::{ActivationId, DataVersion, IncidentId, MessageId, Name, ProposalId};
pub use instance::{
    Buffered, Closed, Extended, Incident, IncidentKind, Instance, LegalClock, Life, Proposal, Report, Right,
    StepHistory,
};
pub use job::is_offered;
pub use message::BUFFERED_MAX;
pub use offer::Sight;
pub use outcome::{Button, Cause, LegVerdict, Parked};
pub use people::{Actor, Author, Capacity};
pub use rejection::{Closing, FieldError, Rejection, Why};
pub use rows::{RowChange, TaskRow, rows};
pub use scope::ITEMS_MAX;
pub use turn::{EVENTS_MAX, STEPS_MAX, TOKENS_MAX};
pub use version::{Transfer, change_version, transfer};
pub use world::{LimitRef, Now, Outcome, View, World};
