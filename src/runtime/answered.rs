//! Answers that were given lately, so that a repeated request is told apart without asking the store (sem 2.9).
//!
//! What is not here may still be kept in the store: its unique keys have the last word.

use std::collections::HashMap;

use store::{AnswerRow, Committed};

use crate::Refusal;
use crate::request::{Client, Done};

/// Most answers of a generation.
const COUNT_MAX: usize = 8_192;

/// The fingerprint of a request and where its commit stands.
type Given = ([u8; 32], Committed);

/// Answers in two generations: when one is full, the other is forgotten.
#[derive(Default)]
pub(crate) struct Answered {
    young: HashMap<(String, String), Given>,
    old: HashMap<(String, String), Given>,
}

impl Answered {
    /// Finds the answer to a repetition.
    pub fn find(&self, client: &Client) -> Option<Result<Done, Refusal>> {
        let (key, fingerprint) = client.key.as_ref()?;
        let name = (client.name.clone(), key.clone());
        let (first, committed) = self.young.get(&name).or_else(|| self.old.get(&name))?;
        Some(again(*first == *fingerprint, committed.clone()))
    }

    /// Remembers an answer that was given now.
    pub fn given(&mut self, client: Client, committed: Committed) {
        if let Some((key, fingerprint)) = client.key {
            self.keep((client.name, key), (fingerprint, committed));
        }
    }

    /// Remembers an answer the store kept.
    pub fn kept(&mut self, name: String, key: String, row: AnswerRow) {
        self.keep((name, key), (row.fingerprint, row.committed));
    }

    fn keep(&mut self, name: (String, String), given: Given) {
        if self.young.len() >= COUNT_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(name, given);
    }
}

/// Answers a repetition, if it is one.
pub(crate) fn again(same: bool, committed: Committed) -> Result<Done, Refusal> {
    if same { Ok(Done::new(committed, true)) } else { Err(Refusal::KeyReused) }
}
