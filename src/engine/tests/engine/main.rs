//! The engine before random programs and random commands: after every command every invariant of `semantics` §10
//! holds. It must not know files, compiler or store: programs are built by hand, the world is a small town.
//!
//! A failing case is shrunk and printed as a scenario (`scenario.rs`): the town, the program step by step, the commands
//! one a line with what was answered. Saved in `../replays`, it is played under all invariants by `replays.rs`; it
//! stays what it was when the generators change.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test binary is read, not linked, and may fail")]

mod blocks;
mod calendars;
mod case;
mod clocks;
mod dated;
mod duties;
mod fees;
mod flows;
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
mod replays;
mod rows;
mod run;
mod scenario;
mod shape;
mod sketch;
mod stage;
mod told;
mod town;
mod tree;
mod versions;
mod yaml;
