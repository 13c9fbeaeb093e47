//! The only clock of the program. Everything below the runtime is told what time it is.

use std::sync::atomic::{AtomicI64, Ordering};

use calendar::Instant;

/// Real time, or real time moved forward for a rehearsal. It never goes back (sem 2.22).
#[derive(Debug)]
pub struct Clock {
    /// Milliseconds added to real time; 0 in production.
    offset: AtomicI64,
    last: AtomicI64,
    /// The last time of recording when the program started, milliseconds.
    recorded: AtomicI64,
    /// How far the machine's clock lies behind what was shown or recorded, milliseconds.
    behind: AtomicI64,
}

/// A machine's clock that was set back by more is an operator's matter, in milliseconds (sem 2.22).
const SET_BACK_MAX: i64 = 1_000;

impl Clock {
    /// Makes the clock of a production store.
    pub fn real() -> Self {
        Self::moved(0)
    }

    /// Makes the clock of a rehearsal store, running at real speed from an offset in milliseconds.
    pub fn moved(offset: i64) -> Self {
        Self {
            offset: AtomicI64::new(offset),
            last: AtomicI64::new(i64::MIN),
            recorded: AtomicI64::new(i64::MIN),
            behind: AtomicI64::new(0),
        }
    }

    /// Returns the offset that makes a rehearsal clock show this instant now.
    pub fn offset_for(at: Instant) -> i64 {
        at.millis() - system_millis()
    }

    /// Returns the present instant; never one before an instant it has returned.
    pub fn now(&self) -> Instant {
        let now = system_millis() + self.offset.load(Ordering::SeqCst);
        let last = self.last.fetch_max(now, Ordering::SeqCst);
        self.compare(now, last.max(self.recorded.load(Ordering::SeqCst)));
        Instant::from_millis(now.max(last))
    }

    /// Tells of the last time of recording: a clock that was set back while no server ran is found by it.
    pub(crate) fn recorded(&self, at: Instant) {
        self.recorded.store(at.millis(), Ordering::SeqCst);
        self.now();
    }

    /// Returns how far the machine's clock was set back, milliseconds, if that is an operator's matter.
    pub fn set_back(&self) -> Option<i64> {
        let behind = self.behind.load(Ordering::SeqCst);
        (behind > SET_BACK_MAX).then_some(behind)
    }

    fn compare(&self, now: i64, shown: i64) {
        let behind = shown.saturating_sub(now).max(0);
        let before = self.behind.swap(behind, Ordering::SeqCst);
        if behind > SET_BACK_MAX && before <= SET_BACK_MAX {
            tracing::error!(milliseconds = behind, "the machine's clock was set back");
        }
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

    #[test]
    fn a_clock_that_was_set_back_is_told() {
        let clock = Clock::moved(0);
        let start = clock.now();
        clock.move_by(-500);
        clock.now();
        assert_eq!(clock.set_back(), None, "half a second is nobody's matter");
        clock.move_by(-60_000);
        assert!(clock.now() >= start);
        assert!(clock.set_back().is_some_and(|behind| (59_000..=60_000).contains(&behind)));
        clock.move_by(0);
        clock.now();
        assert_eq!(clock.set_back(), None, "it has caught up");
    }

    #[test]
    fn what_was_recorded_later_than_now_tells_of_it_too() {
        let clock = Clock::real();
        clock.recorded(clock.now().plus_millis(3_600_000));
        clock.now();
        assert!(clock.set_back().is_some());
    }
}
