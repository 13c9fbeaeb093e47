//! Wakes the writer when a timer is due. It decides nothing: results never depend on its lag.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::mpsc;

use crate::Clock;
use crate::alarm::Alarm;
use crate::outage::Served;
use crate::request::Request;
use crate::writer::SETTLE;

/// Longest sleep: a net for a clock that was moved by somebody else.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// How long to wait before timers that could not be fired are tried again, in milliseconds.
const AGAIN: i64 = 5_000;
/// How long to wait after the store could not be read.
const UNREAD: Duration = Duration::from_secs(1);

/// What the scheduler looks at.
pub(crate) struct Scheduler {
    pub store: Arc<dyn Store>,
    pub clock: Arc<Clock>,
    pub rehearsal: bool,
    pub alarm: Arc<Alarm>,
    /// What an outage is measured by; a rehearsal's clock has none.
    pub served: Arc<Served>,
}

impl Scheduler {
    /// Runs until nobody can ask the writer for anything any more.
    pub async fn run(self, queue: mpsc::WeakSender<Request>) {
        let settle = if self.rehearsal { 0 } else { SETTLE };
        let mut tried = None;
        loop {
            self.alarm.looking();
            // What was missed is the writer's to make good, at once and not when the next timer is due.
            let missed = !self.rehearsal && !self.served.beat(self.store.as_ref(), self.clock.now()).await;
            let sleep = match self.store.next_wake().await {
                Ok(wake) => {
                    let wake = self.alarm.seen(wake);
                    let now = self.clock.now().millis();
                    // The same wake-up again means that it could not be done; it is tried again, but not in a rush.
                    let due = if missed { now } else { wake.saturating_add(settle) };
                    let start = match tried {
                        Some((same, again)) if same == wake && due <= now => again,
                        _ => due,
                    };
                    if start <= now {
                        tried = Some((wake, now + AGAIN));
                        let Some(queue) = queue.upgrade() else { return };
                        if queue.send(Request::FireDue).await.is_err() {
                            return;
                        }
                        Duration::ZERO
                    } else {
                        SLEEP_MAX.min(Duration::from_millis(start.abs_diff(now)))
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "the next wake-up cannot be read");
                    UNREAD
                }
            };
            tokio::select! {
                () = tokio::time::sleep(sleep), if !sleep.is_zero() => {}
                () = self.alarm.rung() => {}
            }
            if queue.strong_count() == 0 {
                return;
            }
        }
    }
}
