//! What every request passes: the bearer token, the refusal of other sites, time limits, and what every answer carries.
//! It knows no route.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::fault::Fault;
use crate::{App, Mode};

/// How long a request may take, its body included.
const REQUEST_MAX: Duration = Duration::from_secs(30);
/// Where probes ask whether the server lives; open without a token.
const PROBES: [&str; 2] = ["/health", "/ready"];
/// How a token is named in `Authorization`, in any case of letters (RFC 9110 11.1).
const SCHEME: &[u8] = b"Bearer ";
/// Below this path machines ask; elsewhere people read.
const API: &str = "/api";

const CARRIED: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Tells whether a path is asked for by machines, which want no page.
pub(crate) fn is_for_machines(path: &str) -> bool {
    let below = path.strip_prefix(API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below || PROBES.contains(&path)
}

/// Adds the security headers, and keeps answers out of caches that did not ask to be kept.
pub(crate) async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in CARRIED {
        // A letter brings a stricter policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Runs the request on a task of its own: neither a panic nor a slow client takes anything with it.
pub(crate) async fn contain(request: Request, next: Next) -> Response {
    let mut task = tokio::spawn(next.run(request));
    match tokio::time::timeout(REQUEST_MAX, &mut task).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Fault::Broken.into_response(),
        Err(_) => {
            task.abort();
            Fault::TimedOut.into_response()
        }
    }
}

/// Lets in whoever holds the token, and no write that a page of another site sent.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let open = PROBES.contains(&request.uri().path());
    match &app.mode {
        Mode::Token { token } if !open && !presents(request.headers(), token) => {
            return Fault::NoToken.into_response();
        }
        _ => {}
    }
    if !request.method().is_safe() && is_foreign(request.headers()) {
        return Fault::ForeignSite.into_response();
    }
    next.run(request).await
}

/// Compares hashes in constant time, so that neither content nor length of the token can be felt out.
fn presents(headers: &HeaderMap, token: &str) -> bool {
    let named = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().split_at_checked(SCHEME.len()));
    let presented = named.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME)).map(|(_, token)| token);
    let digests = source::sha256(presented.unwrap_or_default()).into_iter().zip(source::sha256(token.as_bytes()));
    presented.is_some() && digests.fold(0, |differ, (left, right)| differ | (left ^ right)) == 0
}

/// Tells whether a browser says that another site's page sent the request. What is no browser says nothing.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_none() || host != text(header::HOST)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn breaks() -> StatusCode {
        panic!("as a defect would")
    }

    #[tokio::test]
    async fn a_handler_that_breaks_down_takes_nothing_with_it() {
        let router = Router::new().route("/", get(breaks)).layer(from_fn(contain)).layer(from_fn(harden));
        let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
        let answer = router.oneshot(request).await.expect("a router never fails");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(matches!(answer.extensions().get::<Fault>(), Some(Fault::Broken)));
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
