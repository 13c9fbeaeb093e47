//! Serves connections until it is told to stop. It knows no route.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::{App, router};

/// How long requests under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until `shutdown` resolves, then finishes the requests under way.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers are small and complete: waiting to fill a packet only delays them.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let stop = async move {
        shutdown.await;
        told.notify_one();
    };
    let late = async {
        stopping.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = axum::serve(listener, router(app)).with_graceful_shutdown(stop) => served,
        () = late => Ok(()),
    }
}
