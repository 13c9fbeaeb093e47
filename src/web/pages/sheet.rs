//! The one style sheet, served under its hash so that it is cached for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const SHEET: &str = include_str!("../static/motcua.css");

static NAME: LazyLock<String> = LazyLock::new(|| {
    let hash: String = source::sha256(SHEET.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("motcua.{hash}.css")
});

/// Returns the address of the style sheet.
pub(crate) fn path() -> String {
    format!("/tinh/{}", *NAME)
}

/// Serves the style sheet.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    if name != *NAME {
        return StatusCode::NOT_FOUND.into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, SHEET).into_response()
}
