//! Whether the server lives, and whether it can work. Nothing here needs a name.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::App;
use crate::fault::Fault;

/// Answers a probe.
#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

/// Tells that the process answers.
pub(super) async fn alive() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Tells that the store answers too.
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Health>, Fault> {
    app.service.next_wake().await?;
    Ok(Json(Health { status: "ready" }))
}
