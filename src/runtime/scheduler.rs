//! Wakes the writer when a timer is due. It decides nothing: results never depend on its lag.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::{Notify, mpsc};

use crate::Clock;
use crate::request::Request;
use crate::writer::SETTLE;

/// Longest sleep: a net for a clock that was moved by somebody else.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// How long to wait before timers that could not be fired are tried again, in milliseconds.
const AGAIN: i64 = 5_000;
/// How long to wait after the store could not be read.
const UNREAD: Duration = Duration::from_secs(1);

/// Runs until nobody can ask the writer for anything any more.
pub(crate) async fn run(
    store: Arc<dyn Store>,
    clock: Arc<Clock>,
    rehearsal: bool,
    queue: mpsc::WeakSender<Request>,
    changed: Arc<Notify>,
) {
    let settle = if rehearsal { 0 } else { SETTLE };
    let mut tried = None;
    loop {
        let sleep = match store.next_wake().await {
            Ok(Some(wake)) => {
                let now = clock.now().millis();
                // The same wake-up again means that it could not be fired; it is tried again, but not in a rush.
                let start = match tried {
                    Some((same, again)) if same == wake => again,
                    _ => wake + settle,
                };
                if start <= now {
                    tried = Some((wake, now + AGAIN));
                    let Some(queue) = queue.upgrade() else { return };
                    if queue.send(Request::FireDue).await.is_err() {
                        return;
                    }
                    Duration::ZERO
                } else {
                    SLEEP_MAX.min(Duration::from_millis((start - now).unsigned_abs()))
                }
            }
            Ok(None) => SLEEP_MAX,
            Err(error) => {
                tracing::error!(%error, "the next wake-up cannot be read");
                UNREAD
            }
        };
        tokio::select! {
            () = tokio::time::sleep(sleep), if !sleep.is_zero() => {}
            () = changed.notified() => {}
        }
        if queue.strong_count() == 0 {
            return;
        }
    }
}
