//! Lists in pages: how many, where to go on, and the `Link` to the next.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Items of a page unless asked otherwise.
const LIMIT: u32 = 50;
/// Most items of a page.
const LIMIT_MAX: u32 = 200;

/// Returns how many items a page has, at least one.
pub(super) fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(LIMIT).clamp(1, LIMIT_MAX)
}

#[derive(Serialize)]
struct Page<T> {
    items: Vec<T>,
}

/// Answers with a page; `next` is the query of the page after it.
pub(super) fn answer<T: Serialize>(path: &str, items: Vec<T>, next: Option<String>) -> Response {
    let mut response = Json(Page { items }).into_response();
    let link = next.and_then(|query| HeaderValue::from_str(&format!("</api/v1{path}?{query}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
