//! The command line: one file per verb. It reads arguments and files, prints, and returns an exit code.
//!
//! It decides nothing about procedures or dossiers.

mod args;
mod args_author;
mod args_publish;
mod args_rehearse;
mod calendar_answer;
mod calendar_ask;
mod calendar_change;
mod calendar_due;
mod calendar_lines;
mod calendar_show;
mod check;
mod doctor;
mod dossier;
mod draw;
mod ended;
mod files;
mod fmt;
mod junit;
mod migrate;
mod new;
mod output;
mod play;
mod play_ask;
mod play_show;
mod play_time;
mod progress;
mod publish;
mod publish_told;
mod report;
mod schema;
mod serve;
mod sides;
mod templates;
mod test;
mod test_told;
mod told;
mod usage;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

/// Everything asked for was found in order.
pub(crate) const OK: u8 = 0;
/// An error, a failed test, or with `--strict` an unwaived warning.
pub(crate) const FOUND: u8 = 1;
/// The command line was wrong.
pub(crate) const USAGE: u8 = 2;
/// The surroundings were: a file, a database, a port.
pub(crate) const ENVIRONMENT: u8 = 3;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let mut command = usage::dressed(args::Args::command());
    let parsed = command.try_get_matches_from_mut(std::env::args_os());
    let code = match parsed.and_then(|matches| args::Args::from_arg_matches(&matches)) {
        Ok(args) => args.run(),
        Err(error) => usage::answer(&command, &error),
    };
    ExitCode::from(code)
}
