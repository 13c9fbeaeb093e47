//! The command line as its users meet it: the real program, its words and its exit codes.

mod calendar;
mod calendar_change;
mod check;
mod doctor;
mod dossier;
mod draw;
mod editor;
mod fmt;
mod formats;
mod hostile;
mod migrate;
mod new;
mod play;
mod publish;
mod references;
mod schema;
mod serve;
mod test;
mod usage;

pub use references::stands;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::server::motcua;

pub const OK: i32 = 0;
pub const FOUND: i32 = 1;
pub const USAGE: i32 = 2;
pub const ENVIRONMENT: i32 = 3;

/// A day on which the shipped procedure needs no calendar that is not announced.
pub const TODAY: &str = "--today=2026-06-08";
pub const PROCEDURE: &str = "cap-ban-sao-so-goc.tthc.yaml";
pub const TEST: &str = "cap-ban-sao-so-goc.test.yaml";

/// A folder of its own, cleared away with all that is in it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("motcua-cli-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).expect("a new folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it and returns its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder in it");
        std::fs::write(&path, content).expect("the file can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the way of nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads a file of the project.
pub fn shipped(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the project")
}

/// Reads a shipped file with one change, which must find its place.
pub fn changed(path: &str, from: &str, to: &str) -> String {
    let text = shipped(path);
    assert!(text.contains(from), "{path} holds no `{from}`");
    text.replacen(from, to, 1)
}

/// What the program said and how it ended.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        let said = Self {
            code: output.status.code().expect("it was not killed"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        for words in [&said.out, &said.err] {
            assert!(!words.contains("panicked") && !words.contains("RUST_BACKTRACE"), "{words}");
            assert!(!words.contains('\u{1b}'), "escape codes in a pipe: {words}");
        }
        said
    }

    /// Reads its output as JSON, one object a line.
    pub fn json(&self) -> Vec<serde_json::Value> {
        let object = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(value.is_object(), "{line}");
            value
        };
        self.out.lines().map(object).collect()
    }

    pub fn last(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

/// Prepares a call in nobody's terminal and no settings of whoever runs the tests.
pub fn call(arguments: &[&str]) -> Command {
    let mut command = motcua(arguments);
    for setting in ["MOTCUA_LANG", "NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(setting);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn finish(mut command: Command) -> Said {
    Said::from(command.output().expect("the program can be started"))
}

pub fn run(arguments: &[&str]) -> Said {
    finish(call(arguments))
}

/// Runs a verb on files.
pub fn run_on(arguments: &[&str], paths: &[&Path]) -> Said {
    let mut command = call(arguments);
    command.args(paths);
    finish(command)
}
