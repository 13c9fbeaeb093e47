//! The command line: one file per verb. It reads arguments and files, prints, and returns an exit code.
//!
//! It decides nothing about procedures or dossiers.

mod args;
mod check;
mod dossier;
mod files;
mod output;
mod serve;
mod test;

use std::process::ExitCode;

use clap::Parser;

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
    let code = match args::Args::try_parse() {
        Ok(args) => args.run(),
        Err(error) => output::usage(&error),
    };
    ExitCode::from(code)
}
