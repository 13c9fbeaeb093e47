//! How far a long piece of work is, on a terminal only: one line that is written over and wiped away.
//!
//! It says nothing to a pipe or a file.

use std::io::{IsTerminal as _, Write as _};

/// Goes to the begin of the line and wipes it.
const WIPE: &str = "\r\u{1b}[2K";

/// A count of pieces done.
pub(crate) struct Progress {
    seen: bool,
    done: usize,
    all: usize,
}

impl Progress {
    /// Begins to count; it shows itself only where a person looks.
    pub fn new(all: usize) -> Self {
        Self { seen: std::io::stderr().is_terminal(), done: 0, all }
    }

    /// Shows the piece that is begun.
    pub fn at(&mut self, name: &str) {
        self.done += 1;
        self.write(&format!("{WIPE}{}/{} {name}", self.done, self.all));
    }

    /// Wipes the line away, before anything else is printed.
    pub fn clear(&self) {
        self.write(WIPE);
    }

    fn write(&self, text: &str) {
        if self.seen {
            let mut err = std::io::stderr();
            // A terminal that has gone away is no error.
            let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
        }
    }
}
