//! What an accepted act is answered with, and carrying one out on a dossier.
//! It answers with nothing but what the store keeps of the act, so that a repetition is answered alike.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Command;
use runtime::{Client, Done, Dossier};
use schemars::JsonSchema;
use serde::Serialize;

use super::request::tag;
use crate::App;
use crate::fault::Fault;

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Where a dossier stands after what was asked was done.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Receipt", title = "Kết quả ghi nhận")]
pub(super) struct Receipt {
    code: String,
    version: u64,
}

/// Does something to a dossier whose version the client saw, if it says so.
///
/// # Errors
/// Why it was refused, in the words of its procedure.
pub(super) async fn carry_out(
    app: &App,
    client: Client,
    dossier: &Dossier,
    seen: Option<u64>,
    command: Command,
) -> Result<Response, Fault> {
    let done = app.service.command(client, dossier.row.id, seen, command).await;
    done.map(|done| receipt(StatusCode::OK, done)).map_err(|refusal| Fault::of(refusal, &dossier.compiled))
}

/// Answers with what a dossier shows, its version as `ETag`.
pub(super) fn versioned(version: u64, shape: impl Serialize) -> Response {
    ([(header::ETAG, tag(version))], Json(shape)).into_response()
}

/// Answers with where the dossier stands after an act.
pub(super) fn receipt(status: StatusCode, done: Done) -> Response {
    let Done { code, version, repeated, .. } = done;
    let mut response = (status, [(header::ETAG, tag(version))], Json(Receipt { code, version })).into_response();
    if repeated {
        replayed(&mut response);
    }
    response
}

/// Says that an answer was given before.
pub(super) fn replayed(response: &mut Response) {
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
}
