//! All routes, and what every request passes. It knows no single page or noun.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::{App, BODY_MAX, Fault, api, gate, pages, problem};

/// Returns the whole server.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(api::probes())
        .nest("/api/v1", api::routes())
        .merge(pages::routes())
        .fallback(async || Fault::Nothing)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(app.clone(), gate::admit))
        .layer(from_fn(gate::contain))
        .layer(from_fn_with_state(app.clone(), problem::tell))
        .layer(from_fn(gate::harden))
        .with_state(app)
}
