//! Between writer and scheduler: who writes an earlier wake-up rings, and the scheduler looks again. Most commits move
//! no wake-up to the front, and nobody is woken for them.

use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::Notify;

/// What the scheduler waits for.
#[derive(Default)]
pub(crate) struct Alarm {
    /// The wake-up the scheduler knows, milliseconds; while it looks, later than any.
    known: AtomicI64,
    /// When the next list of a duty is drawn up, milliseconds.
    turn: AtomicI64,
    bell: Notify,
}

impl Alarm {
    /// Tells that a wake-up was written.
    pub fn written(&self, wake: i64) {
        if wake < self.known.load(Ordering::SeqCst) {
            self.bell.notify_one();
        }
    }

    /// Tells when the next list of a duty is drawn up.
    pub fn turn_at(&self, turn: i64) {
        self.turn.store(turn, Ordering::SeqCst);
        self.written(turn);
    }

    /// Tells that anything may have changed.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Begins to look: whatever is written from now on rings.
    pub fn looking(&self) {
        self.known.store(i64::MAX, Ordering::SeqCst);
    }

    /// Ends looking at the earliest of the stored wake-ups, and returns that or an earlier turn of a duty.
    pub fn seen(&self, wake: Option<i64>) -> i64 {
        let wake = wake.unwrap_or(i64::MAX).min(self.turn.load(Ordering::SeqCst));
        self.known.store(wake, Ordering::SeqCst);
        wake
    }

    /// Waits until somebody has rung.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }
}
