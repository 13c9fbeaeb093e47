//! What another system says of a dossier: found by code or by key, taken once, late, or refused and told why.

use axum::http::StatusCode;
use procedure::shipped::PROCEDURES;
use serde_json::{Value, json};

use crate::client::{Got, Site};
use crate::{land, support};

/// The land change whose tax notice is matched by the number of the certificate.
async fn keyed() -> Site {
    let shipped = PROCEDURES.iter().find(|one| one.name.contains("dat-dai")).expect("it is shipped");
    let name = "      name: thue.thong_bao\n";
    let text = shipped.text.replacen(name, &format!("{name}      key: thua_dat.so_giay\n"), 1);
    Site::of(vec![support::compile(shipped.name, &text)]).await
}

/// A notice that names no dossier.
fn notice(id: &str, key: &str) -> Value {
    let mut said = land::notice(id, "", 12_500_000);
    said["dossier"] = Value::Null;
    said["key"] = json!(key);
    said
}

async fn send(site: &Site, said: &Value) -> Got {
    site.post(land::DESK, "/api/v1/messages", said).await
}

/// Files a dossier whose certificate has a number of its own, and brings it to where the notice is awaited.
async fn awaiting(site: &Site) -> String {
    let code = land::at_the_job(site).await;
    land::work(site, &code).await;
    site.open(land::DESK, &code, "thong_bao_thue", None).await;
    code
}

async fn records(site: &Site, code: &str) -> usize {
    site.read(land::DESK, code, "/history").await["items"].as_array().expect("records").len()
}

#[tokio::test]
async fn a_message_finds_its_dossier_by_key_and_counts_once() {
    let site = keyed().await;
    let code = awaiting(&site).await;
    let told = send(&site, &notice("M-1", "CH 012345")).await;
    assert_eq!((told.status, &told.json()["code"]), (StatusCode::OK, &json!(code)), "{}", told.body);
    assert_eq!(site.read(land::DESK, &code, "/data").await["received"]["thong_bao_thue.so_tien"], "12500000");
    site.open(land::DESK, &code, "nop_nghia_vu", None).await;
    let before = records(&site, &code).await;
    let again = send(&site, &notice("M-1", "CH 012345")).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::OK, "true"));
    assert_eq!(again.json(), told.json());
    assert_eq!(records(&site, &code).await, before);
}

#[tokio::test]
async fn a_key_that_fits_none_or_several_is_told() {
    let site = keyed().await;
    let first = awaiting(&site).await;
    let none = send(&site, &notice("M-1", "CH 999999")).await;
    assert_eq!(none.problem(), (404, "MessageUnmatched".to_owned()));
    assert!(none.header("content-type").starts_with("application/problem+json"));
    assert_eq!(none.json()["title"], "Tin không khớp với hồ sơ nào");

    let second = site.file(land::OWNER, &land::filing()).await;
    let several = send(&site, &notice("M-1", "CH 012345")).await;
    assert_eq!(several.problem(), (409, "MessageAmbiguous".to_owned()));
    assert!(several.header("content-type").starts_with("application/problem+json"));
    assert!(several.json()["detail"].as_str().is_some_and(|words| words.contains("mã hồ sơ")), "{}", several.body);
    assert_eq!((records(&site, &first).await, records(&site, &second).await), (7, 1), "kept nowhere");

    // Refused, it was kept nowhere, so the same message with the code of its dossier is taken.
    let told = send(&site, &land::notice("M-1", &first, 12_500_000)).await;
    assert_eq!((told.status, &told.json()["code"]), (StatusCode::OK, &json!(first)));
}

#[tokio::test]
async fn a_message_after_its_step_moves_nothing() {
    let site = keyed().await;
    let code = awaiting(&site).await;
    assert_eq!(send(&site, &land::notice("M-1", &code, 12_500_000)).await.status, StatusCode::OK);
    let bill = site.read(land::OWNER, &code, "/bills").await["bills"][0].clone();
    let late = send(&site, &land::notice("M-2", &code, 1)).await;
    assert_eq!(late.status, StatusCode::OK, "{}", late.body);
    assert_eq!(site.read(land::OWNER, &code, "/bills").await["bills"][0], bill);
    assert_eq!(site.read(land::DESK, &code, "/data").await["received"]["thong_bao_thue.so_tien"], "12500000");
    let history = site.read(land::DESK, &code, "/history").await;
    let last = history["items"].as_array().and_then(|items| items.last()).expect("a record").clone();
    assert!(last["what"].as_str().is_some_and(|what| what.contains("không còn bước nào chờ")), "{last}");
    let waiting = site.read(land::DESK, &code, "/proposals").await["messages"].clone();
    assert_eq!(waiting, json!([]), "it waits for nothing");
}
