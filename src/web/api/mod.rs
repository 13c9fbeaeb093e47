//! The JSON API. Its shapes are its own: no type of the engine is ever written out as it is.

mod acts;
mod answers;
mod body;
mod clock;
mod clocks;
mod describe;
mod dossier;
mod dossiers;
mod duties;
mod health;
mod holding;
mod jobs;
mod law;
mod messages;
mod operate;
mod page;
mod past;
mod payments;
mod procedures;
mod receipt;
mod request;
mod scan;
mod sight;
mod step;
mod tasks;
mod twice;
mod unmatched;

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
        .route("/dossiers/{code}/tasks/{activation}/paper-answers", post(acts::on_paper))
        .route("/dossiers/{code}/tasks/{activation}/items", post(law::add_item))
        .route("/dossiers/{code}/tasks/{activation}/items/remove", post(law::remove_item))
        .route("/dossiers/{code}/tasks/{activation}/{how}", post(holding::hold))
        .route("/dossiers/{code}/anytime/{id}", post(acts::trigger))
        .route("/dossiers/{code}/suspend", post(law::suspend))
        .route("/dossiers/{code}/resume", post(law::resume))
        .route("/dossiers/{code}/case", post(law::change_case))
        .route("/dossiers/{code}/clocks", get(clocks::show))
        .route("/dossiers/{code}/bills", get(payments::bills))
        .route("/dossiers/{code}/jobs/{job}/{what}", post(jobs::report))
        .route("/dossiers/{code}/messages/{id}/deliver", post(operate::deliver))
        .route("/dossiers/{code}/incidents/{id}/retry", post(operate::retry))
        .route("/dossiers/{code}/halt", post(operate::halt))
        .route("/dossiers/{code}/proposals", get(operate::waiting).post(operate::propose))
        .route("/dossiers/{code}/proposals/{id}/settle", post(operate::settle))
        .route("/dossiers/{code}/history", get(past::history))
        .route("/dossiers/{code}/explain", get(past::explain))
        .route("/dossiers/{code}/letters", get(past::letters))
        .route("/dossiers/{code}/letters/{seq}/{ordinal}", get(past::letter))
        .route("/dossiers/{code}/data", get(answers::show))
        .route("/messages", post(messages::bring))
        .route("/unmatched", get(unmatched::list))
        .route("/unmatched/{number}/give", post(unmatched::give))
        .route("/unmatched/{number}/leave", post(unmatched::leave))
        .route("/payments", post(payments::book))
        .route("/jobs", get(jobs::list))
        .route("/incidents", get(operate::incidents))
        .route("/tasks", get(tasks::list))
        .route("/duties", get(duties::list))
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
