//! The engine before random programs and random commands: after every command every invariant of `semantics` §10
//! holds. It must not know files, compiler or store: programs are built by hand, the world is a small town.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test binary is read, not linked, and may fail")]

mod calendars;
mod clocks;
mod dated;
mod flows;
mod found;
mod invariants;
mod people;
mod plan;
mod properties;
mod run;
mod sketch;
mod town;
