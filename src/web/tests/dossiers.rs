//! Dossiers that are not as usual: one that waits for an operator, one that runs on an old version.

mod support;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use motcua_web::{Mode, router};
use procedure::Compiled;
use procedure::shipped::PROCEDURES;
use serde_json::{Value, json};
use store::{Kind, MemoryStore};
use tower::ServiceExt;

const CITIZEN: &str = "applicant:nguoi_nop_0412";
const DESK: &str = "post:p01_mot_cua_01";
const LEADER: &str = "post:p01_lanh_dao";
const FORM: &str = "application/x-www-form-urlencoded";

/// A server, and whoever asks it.
struct Site(Router);

/// What came back.
struct Got {
    status: StatusCode,
    tag: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

impl Site {
    async fn new(store: &Arc<MemoryStore>, procedures: Vec<Compiled>) -> Self {
        Self(router(support::app(Mode::Demo, Arc::clone(store), procedures).await))
    }

    async fn ask(&self, request: axum::http::request::Builder, body: String) -> Got {
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self.0.clone().oneshot(request).await.expect("a router never fails");
        let tag = answer.headers().get("etag").map(|tag| tag.to_str().expect("text").to_owned()).unwrap_or_default();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.expect("a body").to_vec();
        Got { status, tag, body: String::from_utf8(body).expect("UTF-8") }
    }

    async fn get(&self, who: &str, path: &str) -> Got {
        self.ask(Request::get(path).header("x-motcua-as", who), String::new()).await
    }

    async fn post(&self, who: &str, path: &str, tag: &str, body: &Value) -> Got {
        let request = Request::post(path).header("x-motcua-as", who).header("content-type", "application/json");
        self.ask(request.header("if-match", tag).header("idempotency-key", format!("k{tag}")), body.to_string()).await
    }

    /// Files a dossier; the mark tells one filing from another.
    async fn file(&self, mark: &str, filing: &Value) -> String {
        let filed = self.post(CITIZEN, "/api/v1/dossiers", mark, filing).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
        filed.json()["code"].as_str().expect("a code").to_owned()
    }

    async fn press(&self, who: &str, code: &str, action: &str) -> Got {
        let state = self.get(who, &format!("/api/v1/dossiers/{code}")).await;
        let task = state.json()["steps"][0]["activation"].clone();
        let path = format!("/api/v1/dossiers/{code}/tasks/{task}/acts");
        self.post(who, &path, &state.tag, &json!({ "action": action })).await
    }

    /// Returns kind, attempt and id of the only incident, and the open steps.
    async fn trouble(&self, code: &str) -> (Option<(String, u64, u64)>, Vec<String>) {
        let state = self.get(DESK, &format!("/api/v1/dossiers/{code}")).await.json();
        let incidents = state["incidents"].as_array().cloned().unwrap_or_default();
        let of = |one: &Value| {
            let number = |name: &str| one[name].as_u64().expect("a number");
            (one["kind"].as_str().expect("a kind").to_owned(), number("attempt"), number("id"))
        };
        assert!(incidents.len() <= 1, "{state}");
        let steps = state["steps"].as_array().expect("steps").iter();
        (incidents.first().map(of), steps.map(|step| step["id"].as_str().expect("an id").to_owned()).collect())
    }
}

#[tokio::test]
async fn a_dossier_that_is_stuck_is_shown_and_tried_again() {
    let text = include_str!("phan-loai-mau.tthc.yaml");
    let store = support::empty(Kind::Rehearsal);
    let site = Site::new(&store, vec![support::compile("phan-loai-mau.tthc.yaml", text)]).await;
    let code = site
        .file("a", &json!({ "procedure": "phan_loai_mau", "agency": "ubnd_phuong_01", "channel": "truc_tiep", "subject": "cong_dan" }))
        .await;
    let pressed = site.press(DESK, &code, "tiep_nhan").await;
    assert_eq!(pressed.status, StatusCode::OK, "an accepted act stands: {}", pressed.body);

    // On the day of filing no day has gone by, so the guard divides by zero.
    let (incident, steps) = site.trouble(&code).await;
    let (kind, attempt, id) = incident.expect("an incident");
    assert_eq!((kind.as_str(), attempt, steps), ("guard_arithmetic", 1, vec!["phan_loai".to_owned()]));
    let officer = format!("/congchuc/ho-so/{code}");
    let page = site.get(DESK, &officer).await.body;
    assert!(page.contains("Sự cố: Phép tính trong điều kiện hoặc khoản phí không làm được"), "{page}");
    assert!(page.contains(&format!("action=\"{officer}/su-co/{id}\"")), "{page}");
    let own = site.get(CITIZEN, &format!("/congdan/ho-so/{code}")).await;
    assert!(own.status == StatusCode::OK && !own.body.contains("su-co"), "{}", own.body);

    // Nothing has changed, so the page's retry is refused again, one attempt later.
    let retry = Request::post(format!("{officer}/su-co/{id}")).header("x-motcua-as", DESK).header("content-type", FORM);
    assert_eq!(site.ask(retry, "khoa=k1".to_owned()).await.status, StatusCode::SEE_OTHER);
    let (incident, _) = site.trouble(&code).await;
    let (kind, attempt, again) = incident.expect("still an incident");
    assert_eq!((kind.as_str(), attempt, again > id), ("guard_arithmetic", 2, true));

    // The next day 10 / 1 > 5: the same token goes on.
    let moved = site.post(DESK, "/api/v1/demo/clock", "", &json!({ "to": "2026-06-09T09:00:00+07:00" })).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    let path = |id| format!("/api/v1/dossiers/{code}/incidents/{id}/retry");
    assert_eq!(site.post(DESK, &path(id), "", &json!({})).await.status, StatusCode::NOT_FOUND, "it is closed");
    let retried = site.post(DESK, &path(again), "", &json!({})).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(site.trouble(&code).await, (None, vec!["ky".to_owned()]));
    assert!(!site.get(DESK, &officer).await.body.contains("su-co"));
    assert_eq!(site.press(LEADER, &code, "ky").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_task_is_named_by_the_version_its_dossier_runs_on() {
    let shipped = PROCEDURES[0];
    let old = shipped.text.replace("name: Kiểm tra, tiếp nhận hồ sơ", "name: Xem giấy tờ theo bản cũ");
    assert_ne!(old, shipped.text);
    let store = support::empty(Kind::Rehearsal);
    let before = Site::new(&store, vec![support::compile(shipped.name, &old)]).await;
    let filing = json!({
        "procedure": "cap_ban_sao_so_goc",
        "agency": "ubnd_phuong_01",
        "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Giấy khai sinh",
            "yeu_cau.la_ho_tich": false,
            "yeu_cau.so_ban": 1,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    let code = before.file("a", &filing).await;
    drop(before);

    let site = Site::new(&store, support::shipped()).await;
    let young = site.file("b", &filing).await;
    let listed = site.get(DESK, "/api/v1/tasks").await.json();
    let listed = listed["items"].as_array().expect("tasks").iter();
    let mut named: Vec<(&str, &str)> = listed
        .map(|task| (task["code"].as_str().expect("a code"), task["step"]["name"].as_str().expect("a name")))
        .collect();
    named.sort_unstable();
    assert_eq!(named, [(code.as_str(), "Xem giấy tờ theo bản cũ"), (young.as_str(), "Kiểm tra, tiếp nhận hồ sơ")]);
    let page = site.get(DESK, "/congchuc").await.body;
    for name in ["Xem giấy tờ theo bản cũ", "Kiểm tra, tiếp nhận hồ sơ"] {
        assert!(page.contains(name), "{name}: {page}");
    }
}
