//! The messages that matched nothing, in the store in memory. It must not be cleverer than the contract.

use crate::rows::{NewUnmatched, Settled, UnmatchedKey, UnmatchedQuery, UnmatchedRow};

/// The queue, in the order they came.
#[derive(Default)]
pub(crate) struct Queue(Vec<UnmatchedRow>);

impl Queue {
    /// Keeps a message, unless it is there.
    pub fn keep(&mut self, message: &NewUnmatched) -> UnmatchedRow {
        let NewUnmatched { source, id, .. } = message;
        if let Some(kept) = self.find(UnmatchedKey::Name { source, id }) {
            return kept;
        }
        let number = self.0.len() as i64 + 1;
        let row = UnmatchedRow { number, message: message.clone(), settled: None };
        self.0.push(row.clone());
        row
    }

    /// Finds one.
    pub fn find(&self, key: UnmatchedKey<'_>) -> Option<UnmatchedRow> {
        let is = |row: &&UnmatchedRow| match key {
            UnmatchedKey::Number(number) => row.number == number,
            UnmatchedKey::Name { source, id } => row.message.source == source && row.message.id == id,
        };
        self.0.iter().find(is).cloned()
    }

    /// Lists those of an agency.
    pub fn list(&self, query: &UnmatchedQuery) -> Vec<UnmatchedRow> {
        let theirs = self.0.iter().filter(|row| row.message.agency == query.agency && row.number > query.after);
        let asked = theirs.filter(|row| !query.open_only || row.settled.is_none());
        asked.take(query.limit as usize).cloned().collect()
    }

    /// Settles one that waits.
    pub fn settle(&mut self, number: i64, settled: &Settled) -> bool {
        let open = self.0.iter_mut().find(|row| row.number == number && row.settled.is_none());
        open.map(|row| row.settled = Some(settled.clone())).is_some()
    }

    /// Counts those that have waited too long.
    pub fn alarming(&self, now: i64) -> u64 {
        self.0.iter().filter(|row| row.settled.is_none() && row.message.alarm_at <= now).count() as u64
    }
}
