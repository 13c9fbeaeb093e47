//! The hash chain of a dossier: each record's hash covers the one before it. Pure; the bytes hashed are those stored.
//!
//! A record's hash is SHA-256 over eight parts, each behind its length in bytes as eight bytes, big-endian: the hash
//! before it (32 zero bytes before the first), the dossier's code, sequence number, legal time and time of recording
//! (eight bytes each, big-endian), author, kind, body.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::commit::NewRecord;
use crate::rows::RecordRow;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What stands before the first record of every dossier.
pub(crate) const ORIGIN: Hash = [0; 32];

/// Says where a log stops being what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Sequence number of the first record that is missing, out of place or altered.
    pub seq: u64,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the log is not what was written from record {} on", self.seq)
    }
}

impl std::error::Error for Broken {}

/// Recomputes the chain of a dossier's whole log and compares its end with `head`.
///
/// Errors: the first record that does not follow from those before it.
pub fn verify(code: &str, records: &[RecordRow], head: &Hash) -> Result<(), Broken> {
    let mut chain = Chain::new(code);
    chain.follow(records)?;
    chain.ends(chain.seq(), head)
}

/// A chain as far as it has been followed or written.
pub(crate) struct Chain<'a> {
    code: &'a str,
    seq: u64,
    head: Hash,
}

impl<'a> Chain<'a> {
    /// Begins before the first record.
    pub(crate) fn new(code: &'a str) -> Self {
        Self::at(code, 0, ORIGIN)
    }

    /// Goes on behind a record that is known.
    pub(crate) fn at(code: &'a str, seq: u64, head: Hash) -> Self {
        Self { code, seq, head }
    }

    /// Returns the sequence number of the last record.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// Returns the hash of the last record.
    pub(crate) fn head(&self) -> Hash {
        self.head
    }

    /// Appends a record that is about to be written.
    pub(crate) fn append(&mut self, record: &NewRecord) {
        let NewRecord { at, recorded_at, author, kind, body } = record;
        self.link(*at, *recorded_at, [author.as_bytes(), kind.as_bytes(), body]);
    }

    /// Follows stored records and compares each with what it must be.
    pub(crate) fn follow<'r>(&mut self, records: impl IntoIterator<Item = &'r RecordRow>) -> Result<(), Broken> {
        for record in records {
            let RecordRow { seq, at, recorded_at, author, kind, body, hash } = record;
            self.link(*at, *recorded_at, [author.as_bytes(), kind.as_bytes(), body]);
            if self.seq != *seq || self.head != *hash {
                return Err(Broken { seq: self.seq });
            }
        }
        Ok(())
    }

    /// Compares the end with what the dossier says it is.
    pub(crate) fn ends(&self, seq: u64, head: &Hash) -> Result<(), Broken> {
        if self.seq < seq {
            Err(Broken { seq: self.seq + 1 })
        } else if self.head == *head {
            Ok(())
        } else {
            Err(Broken { seq: self.seq })
        }
    }

    fn link(&mut self, at: i64, recorded_at: i64, texts: [&[u8]; 3]) {
        self.seq += 1;
        let mut hash = Sha256::new();
        let (seq, at, recorded_at) = (self.seq.to_be_bytes(), at.to_be_bytes(), recorded_at.to_be_bytes());
        let fixed: [&[u8]; 5] = [&self.head, self.code.as_bytes(), &seq, &at, &recorded_at];
        for part in fixed.into_iter().chain(texts) {
            // The length before each part keeps bytes from moving between neighbours unseen.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        self.head = hash.finalize().into();
    }
}
