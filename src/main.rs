//! The only binary: hands the arguments to the command line and returns its exit code.

use std::process::ExitCode;

/// Deciding and writing is mostly small pieces of memory; this gives and takes them quicker than the system's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
