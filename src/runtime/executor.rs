//! The executor a server runs on. It runs nothing itself.

use std::io;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

/// Builds an executor with a thread fewer than there are processors, for the database keeps one busy with its own.
///
/// # Errors
/// What the operating system reports where no thread can be started.
pub fn executor() -> io::Result<Runtime> {
    let processors = available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread().worker_threads(processors.saturating_sub(1).max(1)).enable_all().build()
}
