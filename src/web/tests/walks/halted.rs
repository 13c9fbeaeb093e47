//! Money, results of workers and messages that come while a dossier is suspended for a fault: none of it is lost.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Got, Site};
use crate::land::{self, DESK, OWNER};

async fn halt(site: &Site, code: &str, on: bool) {
    let got = site.act(DESK, code, "halt", &json!({ "on": on })).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
}

/// It may come again in a minute.
fn comes_again(got: &Got) {
    assert_eq!(got.problem(), (503, "Suspended".to_owned()));
    assert_eq!(got.header("retry-after"), "60");
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
async fn money_that_is_told_again_completes_its_step() {
    let site = Site::new().await;
    let code = billed(&site).await;
    let bill = site.read(OWNER, &code, "/bills").await["bills"][0]["bill"].clone();
    site.until("2026-07-08T23:50:00+07:00").await;
    halt(&site, &code, true).await;
    comes_again(&pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await);
    assert_eq!(money(&site, &code).await, (json!(0), json!(0)), "refused, it is booked nowhere");
    // Half an hour and more over his due: he has the day of the return, and the money finds its bill.
    site.until("2026-07-09T00:21:00+07:00").await;
    halt(&site, &code, false).await;
    let told = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let again = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::OK, "true"));
    assert_eq!(money(&site, &code).await, (json!(12_500_000), json!(0)));
    site.open(DESK, &code, "nhan_chung_tu", None).await;
}

#[tokio::test]
async fn money_that_is_told_when_its_step_is_over_is_finances_matter() {
    let site = Site::new().await;
    let code = billed(&site).await;
    let bill = site.read(OWNER, &code, "/bills").await["bills"][0]["bill"].clone();
    site.until("2026-07-08T23:50:00+07:00").await;
    halt(&site, &code, true).await;
    comes_again(&pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await);
    // Too short to be made good: what was due at 24:00 fires as soon as the suspension is lifted.
    site.until("2026-07-09T00:10:00+07:00").await;
    halt(&site, &code, false).await;
    site.open(DESK, &code, "nhac_nghia_vu", None).await;
    let told = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert_eq!(money(&site, &code).await.1, json!(12_500_000), "a duty of finance, booked once");
    let again = pay(&site, &code, &bill, "2026-07-08T23:51:00+07:00").await;
    assert_eq!((again.status, money(&site, &code).await.1), (StatusCode::OK, json!(12_500_000)));
}

#[tokio::test]
async fn a_result_comes_again_and_a_message_is_kept() {
    let site = Site::new().await;
    let code = land::at_the_job(&site).await;
    let jobs = async || site.get(DESK, "/api/v1/jobs").await.json()["items"].clone();
    let job = jobs().await[0]["job"].clone();
    halt(&site, &code, true).await;
    assert_eq!(jobs().await, json!([]), "nothing is offered that would be refused");
    for (what, body) in [("complete", json!({})), ("failure", json!({ "message": "lỗi" }))] {
        comes_again(&site.post(DESK, &format!("/api/v1/dossiers/{code}/jobs/{job}/{what}"), &body).await);
    }
    let told = site.post(DESK, "/api/v1/messages", &land::notice("M-1", &code, 1_000)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    halt(&site, &code, false).await;
    assert_eq!(jobs().await[0]["attemptsLeft"], 3, "no attempt was lost");
    land::work(&site, &code).await;
    // The step opens, and the message that came meanwhile is there.
    let bills = site.read(OWNER, &code, "/bills").await;
    assert_eq!(bills["bills"][0]["due"], 1_000);
}
