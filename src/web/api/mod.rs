//! The JSON API. Its shapes are its own: no type of the engine is ever written out as it is.

mod acts;
mod answers;
mod body;
mod clock;
mod describe;
mod dossier;
mod dossiers;
mod health;
mod page;
mod past;
mod procedures;
mod request;
mod sight;
mod tasks;
mod twice;

use axum::Router;
use axum::routing::{get, post};

use crate::App;
use crate::fault::Fault;

/// Returns the routes of the API, to be nested under its version.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/procedures", get(procedures::list))
        .route("/procedures/{id}", get(procedures::show))
        .route("/dossiers", get(dossiers::list).post(acts::submit))
        .route("/dossiers/{code}", get(dossier::show))
        .route("/dossiers/{code}/tasks", get(tasks::of_dossier))
        .route("/dossiers/{code}/tasks/{activation}/acts", post(acts::press))
        .route("/dossiers/{code}/anytime/{id}", post(acts::trigger))
        .route("/dossiers/{code}/incidents/{id}/retry", post(acts::retry))
        .route("/dossiers/{code}/history", get(past::history))
        .route("/dossiers/{code}/explain", get(past::explain))
        .route("/dossiers/{code}/letters", get(past::letters))
        .route("/dossiers/{code}/data", get(answers::show))
        .route("/tasks", get(tasks::list))
        .route("/demo/clock", get(clock::show).post(clock::advance))
        .method_not_allowed_fallback(async || Fault::NoSuchMethod)
        .fallback(async || Fault::Nothing)
}

/// Returns what probes ask, outside any version.
pub(crate) fn probes() -> Router<App> {
    Router::new()
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .method_not_allowed_fallback(async || Fault::NoSuchMethod)
}
