//! Serves connections until it is told to stop. It knows no route.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::patience::Patient;
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
        served = axum::serve(Patient(listener), router(app)).with_graceful_shutdown(stop) => served,
        () = late => Ok(()),
    }
}
