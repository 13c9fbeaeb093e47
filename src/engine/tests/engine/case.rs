//! One random case as text: what a failure prints, and what replays it. The text is a fixture: lines `whole`, `step`
//! and `move` hold the bytes in hex that `plan.rs` and `moves.rs` read; every other line begins with `#` and tells
//! people what the bytes mean. It must not hold a case; those are in `found.rs`.

use std::fmt::Write as _;

use program::{FlowIx, Program};

use crate::moves::Move;
use crate::plan::{Step, Whole};

/// One case, as it is generated, shrunk, and written down.
#[derive(Clone, PartialEq, Eq)]
pub struct Case {
    pub whole: Whole,
    pub steps: Vec<Step>,
    pub moves: Vec<Move>,
}

impl Case {
    /// Writes the case with what broke, the program it stands for, and everything that happened.
    pub fn told(&self, program: &Program, trace: &str, why: &str) -> String {
        let mut about = format!("{why}\n\n");
        for node in program.graph.node_weights().filter(|node| !node.out.is_empty()) {
            let to = |flow: &FlowIx| {
                let of = program.flow(*flow);
                let exits = of.exits.map(|block| format!(" exits {}", block.0)).unwrap_or_default();
                format!("{:?} → {} {:?}{exits}", of.kind, program.node(program.target(*flow)).id, of.bound)
            };
            let out: Vec<String> = node.out.iter().map(to).collect();
            let (id, work, block) = (&node.id, &node.work, node.block.0);
            let _ = writeln!(
                about,
                "{id} in {block}: {work:?}, hold {:?}, {:?}; {}",
                node.hold,
                node.boundary,
                out.join("; ")
            );
        }
        let about = about + trace;
        let lines: Vec<String> = about.lines().map(|line| format!("# {line}\n")).collect();
        lines.concat() + &self.to_string()
    }

    /// Reads a case from a text that was written.
    pub fn parse(text: &str) -> Self {
        let mut case = Self { whole: [0; 24], steps: Vec::new(), moves: Vec::new() };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (word, hex) in lines.filter_map(|line| line.split_once(' ')) {
            let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
            match word {
                "whole" => case.whole = std::array::from_fn(byte),
                "step" => case.steps.push(std::array::from_fn(byte)),
                "move" => case.moves.push(std::array::from_fn(byte)),
                _ => panic!("no such line: {word}"),
            }
        }
        case
    }
}

impl std::fmt::Display for Case {
    /// Writes one line a step and a move.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        writeln!(out, "whole {}", hex(&self.whole))?;
        self.steps.iter().try_for_each(|step| writeln!(out, "step {}", hex(step)))?;
        self.moves.iter().try_for_each(|one| writeln!(out, "move {}", hex(one)))
    }
}

impl std::fmt::Debug for Case {
    /// Says nothing: the failure itself tells how to replay it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("see above")
    }
}
