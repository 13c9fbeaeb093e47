//! Tests of legal time: the dated examples of the semantics as a table, properties against a
//! minute-by-minute count, and the words. It must not reach into the crate beyond its public API.

#![allow(clippy::unwrap_used, reason = "a table that cannot be read must fail its test")]

extern crate motcua_calendar as calendar;

mod around;
mod calendars;
mod changes;
mod dated;
mod laws;
mod minute_by_minute;
mod telling;
