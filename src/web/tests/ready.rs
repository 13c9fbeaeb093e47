//! Whether a server is ready, and what it tells its operator.

mod support;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use motcua_web::{Mode, router};
use serde_json::{Value, json};
use store::{Commit, Kind, MemoryStore, NewDossier, NewRecord, State, Store, Target};
use tower::ServiceExt;

async fn ready(store: Arc<MemoryStore>, language: &str) -> Value {
    let router = router(support::app(Mode::Demo, store, support::shipped()).await);
    let request = Request::builder().uri("/ready").header("Accept-Language", language);
    let answer = router.oneshot(request.body(Body::empty()).expect("a request")).await.expect("a router never fails");
    assert_eq!(answer.status(), 200);
    let body = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
    serde_json::from_slice(&body).expect("JSON")
}

/// A dossier recorded a day after the demo's clock begins.
fn recorded_tomorrow() -> Commit {
    let tomorrow = calendar::Instant::parse_rfc3339(support::START).expect("an instant").millis() + 86_400_000;
    let new = NewDossier {
        code_prefix: "T-".into(),
        procedure: "p".into(),
        program: "h".into(),
        agency: "a".into(),
        receiving: "a".into(),
        applicant: "Người nộp 0412".into(),
        created_at: tomorrow,
    };
    let record = NewRecord {
        at: tomorrow,
        recorded_at: tomorrow,
        author: "{}".into(),
        kind: "submit".into(),
        body: b"{}".to_vec(),
    };
    Commit {
        program: None,
        dossier: Target::New(new),
        records: vec![record],
        state: State { snapshot: Vec::new(), status: 1, ended: false, wake_at: None, due_at: None },
        data: Vec::new(),
        rows: Vec::new(),
        outbox: Vec::new(),
        letters: Vec::new(),
        answer: None,
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_to_the_operator() {
    assert_eq!(ready(support::empty(Kind::Rehearsal), "vi").await, json!({ "status": "ready" }));
    for (language, word) in [("vi", "chạy lùi"), ("en", "behind")] {
        let store = support::empty(Kind::Rehearsal);
        store.commit(&[recorded_tomorrow()]).await.expect("it is kept");
        let told = ready(store, language).await;
        assert_eq!((&told["status"], &told["alarms"][0]["code"]), (&json!("ready"), &json!("ClockSetBack")));
        assert!(told["alarms"][0]["detail"].as_str().is_some_and(|detail| detail.contains(word)), "{told}");
    }
}
