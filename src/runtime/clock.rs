//! The only clock of the program. Everything below the runtime is told what time it is.

use std::sync::atomic::{AtomicI64, Ordering};

use calendar::Instant;

/// Real time, or real time moved forward for a rehearsal. It never goes back (sem 2.22).
#[derive(Debug)]
pub struct Clock {
    /// Milliseconds added to real time; 0 in production.
    offset: AtomicI64,
    last: AtomicI64,
}

impl Clock {
    /// Makes the clock of a production store.
    pub fn real() -> Self {
        Self { offset: AtomicI64::new(0), last: AtomicI64::new(i64::MIN) }
    }

    /// Makes the clock of a rehearsal store, running at real speed from an offset in milliseconds.
    pub fn moved(offset: i64) -> Self {
        Self { offset: AtomicI64::new(offset), last: AtomicI64::new(i64::MIN) }
    }

    /// Returns the offset that makes a rehearsal clock show this instant now.
    pub fn offset_for(at: Instant) -> i64 {
        at.millis() - system_millis()
    }

    /// Returns the present instant; never one before an instant it has returned.
    pub fn now(&self) -> Instant {
        let now = system_millis() + self.offset.load(Ordering::SeqCst);
        let last = self.last.fetch_max(now, Ordering::SeqCst);
        Instant::from_millis(now.max(last))
    }

    /// Moves a rehearsal clock; a smaller offset lets it stand until real time has caught up.
    pub(crate) fn move_by(&self, offset: i64) {
        self.offset.store(offset, Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask what time it is")]
fn system_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use calendar::Instant;

    #[test]
    fn moves_forward_only() {
        let clock = Clock::moved(0);
        let start = clock.now();
        let later = Instant::from_millis(start.millis() + 86_400_000);
        clock.move_by(Clock::offset_for(later));
        assert!(clock.now() >= later);
        clock.move_by(Clock::offset_for(start));
        assert!(clock.now() >= later);
    }
}
