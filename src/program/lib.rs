//! The compiled machine: what the engine looks things up in.
//!
//! A [`Program`] is made once from a definition that was proven fit, and never changes. It holds indices, no
//! names to be resolved, and knows no instance, clock, store or expression language: guards are kept as numbers
//! ([`GuardIx`]) whose source text is carried for people only.

mod anytime;
mod clock;
mod deadline;
mod decimal;
mod fee;
mod form;
mod ids;
mod machine;
mod pattern;
mod people;
mod texts;
mod value;
mod work;

pub use anytime::{Anytime, AnytimeKind};
pub use clock::{Clock, Extension};
pub use deadline::{DeadlineRule, Entry, On};
pub use decimal::Decimal;
pub use fee::{Fee, Price};
pub use form::{Bounds, Document, Field, FieldIx, FieldType, Form, Section};
pub use ids::{
    ActionIx, AnytimeIx, AxisIx, BlockIx, CaseIx, CiteIx, DocumentIx, ExtensionIx, FeeIx, FlowIx, GuardIx, LetterIx,
    NodeIx, OptionIx, ResultIx, RoleIx, RuleIx,
};
pub use machine::{
    Block, BlockKind, Bound, Boundary, Escalation, Flow, FlowKind, Graph, GuardSource, Hold, Join, Node, OnError,
    Program, ProgramHash, Quorum, Split, Timeout,
};
pub use pattern::Pattern;
pub use people::{Channel, Level, Role, RoleAt, Subject};
pub use texts::{Axis, Case, Citation, Letter, ResultPaper};
pub use value::Value;
pub use work::{
    Action, ActionKind, Ask, BillLine, Each, Effects, End, EndResult, FourEyes, Job, Message, Payment, Person, Slot,
    Source, Statuses, Wait, Work,
};
