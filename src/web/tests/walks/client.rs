//! A client of one server, for the API and for the pages. It keeps nothing but a count for its keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use motcua_web::{Mode, router};
use procedure::Compiled;
use serde_json::{Value, json};
use store::{Kind, MemoryStore};
use tower::ServiceExt;

use crate::support;

/// What came back.
pub struct Got {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
    }

    /// Status and reason of a problem.
    pub fn problem(&self) -> (u16, String) {
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        (self.status.as_u16(), problem["code"].as_str().expect("a reason").to_owned())
    }
}

/// A server, and whoever asks it.
pub struct Site {
    router: Router,
    keys: AtomicU64,
}

impl Site {
    pub async fn new() -> Self {
        Self::of(support::shipped()).await
    }

    pub async fn of(procedures: Vec<Compiled>) -> Self {
        Self::on(support::empty(Kind::Rehearsal), procedures).await
    }

    /// Starts a server on a store that may hold dossiers.
    pub async fn on(store: Arc<MemoryStore>, procedures: Vec<Compiled>) -> Self {
        let app = support::app(Mode::Demo, store, procedures).await;
        Self { router: router(app), keys: AtomicU64::new(0) }
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Got { status: parts.status, headers: parts.headers, body: String::from_utf8(body).expect("UTF-8") }
    }

    pub async fn get(&self, who: &str, path: &str) -> Got {
        self.send(Method::GET, path, &[("x-motcua-as", who)], String::new()).await
    }

    /// Posts JSON with a key of its own.
    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Got {
        self.post_as(who, path, None, body).await
    }

    async fn post_as(&self, who: &str, path: &str, tag: Option<&str>, body: &Value) -> Got {
        let key = format!("k{}", self.keys.fetch_add(1, Ordering::SeqCst));
        let mut headers = vec![("x-motcua-as", who), ("content-type", "application/json"), ("idempotency-key", &key)];
        headers.extend(tag.map(|tag| ("if-match", tag)));
        self.send(Method::POST, path, &headers, body.to_string()).await
    }

    /// Posts JSON to a part of a dossier with the version just read.
    pub async fn act(&self, who: &str, code: &str, part: &str, body: &Value) -> Got {
        let path = format!("/api/v1/dossiers/{code}");
        // Whoever may not see the dossier has no version of it either.
        let tag = Some(self.get(who, &path).await.header("etag").to_owned()).filter(|tag| !tag.is_empty());
        let tag = tag.unwrap_or_else(|| "\"1\"".to_owned());
        self.post_as(who, &format!("{path}/{part}"), Some(&tag), body).await
    }

    /// Reads a part of a dossier.
    pub async fn read(&self, who: &str, code: &str, part: &str) -> Value {
        let got = self.get(who, &format!("/api/v1/dossiers/{code}{part}")).await;
        assert_eq!(got.status, StatusCode::OK, "{part}: {}", got.body);
        got.json()
    }

    pub async fn file(&self, who: &str, filing: &Value) -> String {
        let got = self.post(who, "/api/v1/dossiers", filing).await;
        assert_eq!(got.status, StatusCode::CREATED, "{}", got.body);
        got.json()["code"].as_str().expect("a code").to_owned()
    }

    /// Finds the open activation of a step; of a list, that of an agency.
    pub async fn open(&self, who: &str, code: &str, step: &str, item: Option<&str>) -> u64 {
        let state = self.read(who, code, "").await;
        let steps = state["steps"].as_array().expect("steps").iter();
        let mut open = steps.filter(|one| one["id"] == step && one["kind"] != "list");
        let found = open.find(|one| item.is_none_or(|item| one["item"]["id"] == item));
        found.and_then(|one| one["activation"].as_u64()).unwrap_or_else(|| panic!("{step} of {state}"))
    }

    /// Presses a button of an open step.
    pub async fn press(&self, who: &str, code: &str, button: &str, answers: Value) -> Got {
        let (step, action) = button.split_once('.').expect("step.button");
        let (step, item) = match step.split_once('[') {
            Some((step, item)) => (step, Some(item.trim_end_matches(']'))),
            None => (step, None),
        };
        let task = self.open(who, code, step, item).await;
        self.act(who, code, &format!("tasks/{task}/acts"), &json!({ "action": action, "answers": answers })).await
    }

    /// Presses a button that must work.
    pub async fn does(&self, who: &str, code: &str, button: &str, answers: Value) {
        let got = self.press(who, code, button, answers).await;
        assert_eq!(got.status, StatusCode::OK, "{button}: {}", got.body);
    }

    /// Moves the clock.
    pub async fn until(&self, to: &str) {
        let got = self.post("post:p01_mot_cua_01", "/api/v1/demo/clock", &json!({ "to": to })).await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    }

    /// Reads a page as a browser without JavaScript does.
    pub async fn page(&self, who: &str, path: &str) -> Got {
        let cookie = format!("motcua_vai={who}");
        self.send(Method::GET, path, &[("cookie", &cookie)], String::new()).await
    }

    /// Sends the form of a page that posts to a path, with further pairs.
    pub async fn submit(&self, who: &str, page: &str, action: &str, pairs: &[(&str, &str)]) -> Got {
        let shown = self.page(who, page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
        let mark = if action == page { "<form method=\"post\"".to_owned() } else { format!("action=\"{action}\"") };
        let hidden = hidden(&shown.body, &mark);
        let all = hidden.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain(pairs.iter().copied());
        self.post_form(who, action, &all.collect::<Vec<_>>()).await
    }

    pub async fn post_form(&self, who: &str, path: &str, pairs: &[(&str, &str)]) -> Got {
        let body: Vec<String> =
            pairs.iter().map(|(name, text)| format!("{}={}", encoded(name), encoded(text))).collect();
        let cookie = format!("motcua_vai={who}");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[("cookie", &cookie), kind], body.join("&")).await
    }
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Collects version and key of the form that follows a mark.
fn hidden(body: &str, mark: &str) -> Vec<(String, String)> {
    let at = body.find(mark).unwrap_or_else(|| panic!("no {mark} in {body}"));
    let form = body[at..].split("</form>").next().expect("a form");
    let part = |input: &str, name: &str| {
        let from = input.find(&format!("{name}=\"")).expect("an attribute") + name.len() + 2;
        input[from..].split('"').next().expect("a value").to_owned()
    };
    let inputs = form.split("<input type=\"hidden\" ").skip(1);
    let pairs = inputs.map(|input| (part(input, "name"), part(input, "value")));
    pairs.filter(|(name, _)| matches!(name.as_str(), "phien_ban" | "khoa" | "muc")).collect()
}

/// Tells where an answer goes on to.
pub fn location(got: &Got) -> &str {
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    got.headers.get(header::LOCATION).map(|value| value.to_str().expect("text")).expect("a place")
}
