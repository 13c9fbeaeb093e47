//! Money, results of workers and messages that come while a dossier is suspended for a fault: none of it is lost.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Got, Site};
use crate::land::{self, DESK, OWNER};

async fn halt(site: &Site, code: &str, on: bool) {
    let got = site.act(DESK, code, "halt", &json!({ "on": on })).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
}

/// Brings a dossier to where 12,500,000 đồng are to be paid; until 24:00 on Wednesday 8/7, 30 days after 8/6.
async fn billed(site: &Site) -> String {
    let code = land::at_the_job(site).await;
    land::work(site, &code).await;
    let told = site.post(DESK, "/api/v1/messages", &land::notice("M-1", &code, 12_500_000)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    code
}

async fn pay(site: &Site, code: &str, bill: &Value, paid_at: &str) -> Got {
    let paid = json!({
        "dossier": code, "bill": bill, "payment": "GD-9", "amount": 12_500_000, "paid_at": paid_at,
    });
    site.post(DESK, "/api/v1/payments", &paid).await
}

async fn money(site: &Site, code: &str) -> (Value, Value) {
    let bills = site.read(OWNER, code, "/bills").await;
    (bills["paid"].clone(), bills["refunds"].clone())
}

#[tokio::test]
async fn money_is_booked_at_once_and_completes_its_step_at_the_lifting() {
    let site = Site::new().await;
    let code = billed(&site).await;
    let bill = site.read(OWNER, &code, "/bills").await["bills"][0]["bill"].clone();
    site.until("2026-07-08T23:50:00+07:00").await;
    halt(&site, &code, true).await;
    let told = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert_eq!(money(&site, &code).await, (json!(12_500_000), json!(0)), "it is booked");
    let still = site.read(OWNER, &code, "/bills").await["bills"][0]["bill"].clone();
    assert_eq!(still, bill, "its step waits");
    // What was due at 24:00 takes nothing away that is paid, however short the suspension was.
    site.until("2026-07-09T00:10:00+07:00").await;
    halt(&site, &code, false).await;
    let again = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::OK, "true"));
    assert_eq!(money(&site, &code).await, (json!(12_500_000), json!(0)));
    site.open(DESK, &code, "nhan_chung_tu", None).await;
    let history = site.read(DESK, &code, "/history").await["items"].clone();
    let paid = history.as_array().and_then(|items| items.last()).expect("a record")["what"].clone();
    assert!(paid.as_str().is_some_and(|what| what.ends_with("nộp lúc\u{a0}08/07/2026 23:50")), "{paid}");
}

#[tokio::test]
async fn a_result_and_a_message_are_kept() {
    let site = Site::new().await;
    let code = land::at_the_job(&site).await;
    let jobs = async || site.get(DESK, "/api/v1/jobs").await.json()["items"].clone();
    let job = jobs().await[0]["job"].clone();
    halt(&site, &code, true).await;
    assert_eq!(jobs().await, json!([]), "nothing begins");
    let report = async |what: &str, body: Value| {
        site.post(DESK, &format!("/api/v1/dossiers/{code}/jobs/{job}/{what}"), &body).await
    };
    assert_eq!(
        report("complete", json!({ "answers": { "la": "x" } })).await.problem(),
        (422, "FormInvalid".to_owned())
    );
    assert_eq!(report("complete", json!({})).await.status, StatusCode::OK);
    assert_eq!(report("failure", json!({ "message": "lỗi" })).await.problem().0, 404, "its result is there");
    let told = site.post(DESK, "/api/v1/messages", &land::notice("M-1", &code, 1_000)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let last = |history: Value| history["items"].as_array().and_then(|items| items.last()).cloned().expect("a record");
    assert!(
        last(site.read(DESK, &code, "/history").await)["what"].as_str().is_some_and(|what| what.contains("giữ lại"))
    );
    halt(&site, &code, false).await;
    // The job is done, its step opens the next, and the message that came meanwhile is there.
    let bills = site.read(OWNER, &code, "/bills").await;
    assert_eq!(bills["bills"][0]["due"], 1_000);
}
