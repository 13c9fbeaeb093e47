//! Faults as answers: for machines as problems (RFC 9457), for people as the page that says why not; in the language
//! of the request. It maps nothing; the table is in `reasons`.

use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use calendar::Lang;
use engine::{FieldError, Rejection, Why};
use procedure::explain::Teller;
use runtime::Refusal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::fault::{Fault, Mistake};
use crate::pages::Reader;
use crate::{App, gate, language};

/// Why a request was not answered as asked (RFC 9457).
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Lỗi")]
pub(crate) struct Problem {
    /// Its kind, as a name: `urn:motcua:problem:` and the code.
    r#type: String,
    /// What it is, in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What to do now, in words.
    detail: String,
    /// What it is, for programs.
    code: &'static str,
    /// The members of the request that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Error>,
}

/// One wrong member of a request.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Mistake", title = "Chỗ sai")]
struct Error {
    /// JSON pointer into the body, or the name of a parameter.
    pointer: String,
    /// What is wrong, for programs.
    code: &'static str,
    /// What is wrong, in words.
    detail: String,
}

/// Puts the fault of an answer into words, and logs the server's own failures once.
pub(crate) async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let lang = language::of(parts.uri.query(), &parts.headers);
    let path = parts.uri.path().to_owned();
    let reader = match gate::is_for_machines(&path) {
        true => None,
        false => Reader::from_request_parts(&mut parts, &app).await.ok(),
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let fault = response.extensions_mut().remove::<Fault>();
    let Some(fault) = fault.or_else(|| is_bare(&response).then_some(Fault::BadAddress)) else { return response };
    let reason = fault.reason();
    if reason.status.is_server_error() {
        tracing::error!(reason = reason.code, cause = ?fault.cause(), path, "a request failed");
    }
    let mut told = match reader {
        None => written(&fault, lang, details(&app, &fault, lang)),
        Some(reader) => reader.stopped(&fault).into_response(),
    };
    carry(told.headers_mut(), &fault);
    if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allowed);
    }
    told
}

/// Tells whether the framework refused a path or a query by itself, in words for programmers.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    response.status() == StatusCode::BAD_REQUEST && kind.starts_with(b"text/plain")
}

/// Adds what a client is told in headers.
fn carry(headers: &mut HeaderMap, fault: &Fault) {
    if let Some(seconds) = fault.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(fault, Fault::NoToken) {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
}

/// Writes a problem from the table, and from what the table does not hold.
fn written(fault: &Fault, lang: Lang, (detail, errors): (Option<String>, Vec<Error>)) -> Response {
    let reason = fault.reason();
    let say = |(vi, en): (&'static str, &'static str)| if lang == Lang::Vi { vi } else { en };
    let code = match fault.cause() {
        Some(Refusal::Rejected(rejection)) => rejection.name(),
        _ => reason.code,
    };
    let problem = Problem {
        r#type: format!("urn:motcua:problem:{code}"),
        title: say(reason.title),
        status: reason.status.as_u16(),
        detail: detail.unwrap_or_else(|| say(reason.detail).to_owned()),
        code,
        errors,
    };
    let mut response = (reason.status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(say(("vi", "en"))));
    response
}

/// Returns what the table does not hold: words of the procedure, and the members that are wrong.
fn details(app: &App, fault: &Fault, lang: Lang) -> (Option<String>, Vec<Error>) {
    match fault {
        Fault::Malformed(mistakes) | Fault::Unfit(mistakes) => {
            let errors: Vec<Error> = mistakes.iter().map(|mistake| error(mistake, lang)).collect();
            (errors.first().map(|first| first.detail.clone()), errors)
        }
        Fault::Refused { refusal: Refusal::Rejected(rejection), compiled: Some(compiled), member } => {
            let catalogue = app.service.catalogue();
            let (library, directory) = (catalogue.library(), catalogue.directory());
            let teller = Teller { compiled, library, directory, lang };
            let errors = match rejection {
                Rejection::FormInvalid(wrong) => wrong.iter().map(|one| answer(one, member, &teller)).collect(),
                _ => Vec::new(),
            };
            (Some(teller.refusal(rejection)), errors)
        }
        _ => (None, Vec::new()),
    }
}

fn error(mistake: &Mistake, lang: Lang) -> Error {
    Error { pointer: mistake.pointer.clone(), code: mistake.code, detail: mistake.words.pick(lang).to_owned() }
}

fn answer(error: &FieldError, member: &str, teller: &Teller<'_>) -> Error {
    Error {
        pointer: format!("/{member}/{}", escaped(&error.field)),
        code: why(&error.why),
        detail: teller.field_error(error),
    }
}

/// Escapes a name for a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn why(why: &Why) -> &'static str {
    match why {
        Why::Required => "Required",
        Why::NotAsked => "NotAsked",
        Why::NotOfType => "NotOfType",
        Why::NoSuchOption => "NoSuchOption",
        Why::LessThan(_) => "LessThan",
        Why::MoreThan(_) => "MoreThan",
        Why::LongerThan(_) => "LongerThan",
        Why::Pattern => "Pattern",
        Why::BeforeToday => "BeforeToday",
        Why::AfterToday => "AfterToday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_should_wait_is_told_how_long() {
        for (refusal, status, seconds) in [
            (Refusal::Busy, 429, "2"),
            (Refusal::Store(store::StoreError::Full), 507, "60"),
            (Refusal::Stopped, 503, "10"),
        ] {
            let fault = Fault::from(refusal);
            let mut response = written(&fault, Lang::Vi, (None, Vec::new()));
            carry(response.headers_mut(), &fault);
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()[header::RETRY_AFTER], seconds);
            assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "vi");
        }
    }
}
