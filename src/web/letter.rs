//! A letter as an answer: a page with a style of its own, so under a security policy of its own. It renders nothing and
//! admits nobody.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use store::NewLetter;

/// Its own style, and nothing else from anywhere.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers with a letter as it was printed.
pub(crate) fn printed(letter: NewLetter) -> Response {
    let tag = format!("\"{}\"", source::hex(&letter.sha256));
    ([(header::ETAG, tag)], drawn_up(letter.body)).into_response()
}

/// Answers with a sheet that was drawn up just now.
pub(crate) fn drawn_up(sheet: impl Into<axum::body::Body>) -> Response {
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
    ([kind, (header::CONTENT_SECURITY_POLICY, POLICY)], sheet.into()).into_response()
}
