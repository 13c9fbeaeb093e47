//! The compiled machine: what the engine looks things up in.
//!
//! A [`Program`] is made once from a definition that was proven fit, and never changes. It holds indices, no
//! names to be resolved, and knows no instance, clock, store or expression language: guards are kept as numbers
//! ([`GuardIx`]) whose source text is carried for people only.

mod deadline;
mod decimal;
mod form;
mod ids;
mod machine;
mod people;
mod texts;
mod value;
mod work;

pub use deadline::{DeadlineRule, Entry, On};
pub use decimal::Decimal;
pub use form::{Bounds, Document, Field, FieldIx, FieldType, Form, Section};
pub use ids::{
    ActionIx, AnytimeIx, BlockIx, CaseIx, CiteIx, DocumentIx, FlowIx, GuardIx, LetterIx, NodeIx, OptionIx, ResultIx,
    RoleIx, RuleIx,
};
pub use machine::{
    Anytime, Block, BlockKind, Bound, Boundary, Escalation, Flow, FlowKind, Graph, GuardSource, Hold, Join, Node,
    Program, ProgramHash, Split, Timeout,
};
pub use people::{Channel, Level, Role, RoleAt, Subject};
pub use texts::{Case, Citation, Letter, ResultPaper};
pub use value::Value;
pub use work::{Action, Ask, Effects, End, EndResult, FourEyes, Person, Work};
