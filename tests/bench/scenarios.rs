//! Figures of rehearsals: `motcua test` on many scenarios of each shipped procedure, its start, the reading of the file
//! and the coverage included.

use std::path::Path;
use std::process::{Command, Stdio};

use procedure::shipped::{PROCEDURES, Shipped, TESTS};

use crate::{seconds, tell};

/// Most scenarios and bytes of one file (language.md g).
const FILE_MOST: (usize, usize) = (200, 250_000);
/// Files of each procedure.
const FILES: usize = 20;

pub fn run() {
    let folder = std::env::temp_dir().join(format!("motcua-bench-scenarios-{}", std::process::id()));
    let (mut steps, mut taken) = (0, 0.0);
    for (procedure, test) in PROCEDURES.iter().zip(TESTS) {
        let under = folder.join(procedure.name);
        let own: usize = (0..FILES).map(|file| write(&under.join(file.to_string()), procedure, test)).sum();
        let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
        command.arg("test").arg(under).stdout(Stdio::null()).stderr(Stdio::null());
        let lasts = seconds(|| assert!(command.status().expect("the program can be started").success()));
        tell(&format!("scenario steps: {}", procedure.name), own, lasts);
        (steps, taken) = (steps + own, taken + lasts);
    }
    std::fs::remove_dir_all(&folder).expect("it was written");
    tell("scenario steps: all procedures, one core", steps, taken);
}

/// Writes a procedure and its scenarios, again and again; returns the lines to be played.
fn write(folder: &Path, procedure: &Shipped, test: &Shipped) -> usize {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    std::fs::write(folder.join(procedure.name), procedure.text).expect("the file can be written");
    let (head, scenarios) = test.text.split_once("scenarios:\n").expect("a test file has scenarios");
    let times = (FILE_MOST.0 / scenarios.matches("  - name:").count()).min(FILE_MOST.1 / scenarios.len());
    let all = format!("{head}scenarios:\n{}", format!("{}\n", scenarios.trim_end()).repeat(times));
    std::fs::write(folder.join(test.name), all).expect("the file can be written");
    let plays = |line: &&str| {
        ["- { when:", "- { wait:", "- when:", "- wait:"].iter().any(|key| line.trim_start().starts_with(key))
    };
    scenarios.lines().filter(plays).count() * times
}
