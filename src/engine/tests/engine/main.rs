//! The engine before random programs and random commands: after every command every invariant of `semantics` §10
//! holds. It must not know files, compiler or store: programs are built by hand, the world is a small town.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test binary is read, not linked, and may fail")]

mod blocks;
mod calendars;
mod case;
mod clocks;
mod dated;
mod duties;
mod fees;
mod flows;
mod found;
mod house;
mod invariants;
mod jobs;
mod legal;
mod lessons;
mod limits;
mod lists;
mod messages;
mod money;
mod moves;
mod operators;
mod people;
mod plan;
mod properties;
mod rows;
mod run;
mod shape;
mod sketch;
mod stage;
mod town;
mod tree;
