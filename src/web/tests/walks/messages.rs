//! What another system says of a dossier: found by code or by key, taken once, late, or refused and told why.

use axum::http::StatusCode;
use procedure::shipped::PROCEDURES;
use serde_json::{Value, json};

use crate::client::{Got, Site, location};
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
    assert_eq!(none.status, StatusCode::ACCEPTED, "{}", none.body);
    assert_eq!((&none.json()["standing"], &none.json()["why"]), (&json!("unmatched"), &json!("nothing")));

    let second = site.file(land::OWNER, &land::filing()).await;
    let several = send(&site, &notice("M-2", "CH 012345")).await;
    assert_eq!((several.status, &several.json()["why"]), (StatusCode::ACCEPTED, &json!("several")));
    assert_eq!((records(&site, &first).await, records(&site, &second).await), (7, 1), "given to neither");
    let again = send(&site, &notice("M-2", "CH 012345")).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::ACCEPTED, "true"));
    assert_eq!(again.json(), several.json());
    let other = send(&site, &land::notice("M-2", &first, 12_500_000)).await;
    assert_eq!(other.problem(), (422, "KeyReused".to_owned()), "its name is taken");

    // An operator says which it is for; whoever sends it again learns that.
    let (one, two) = (none.json()["number"].clone(), several.json()["number"].clone());
    let give = async |number: &Value, code: &str| {
        site.post(land::DESK, &format!("/api/v1/unmatched/{number}/give"), &json!({ "dossier": code })).await
    };
    let told = give(&two, &first).await;
    assert_eq!((told.status, &told.json()["code"]), (StatusCode::OK, &json!(first)), "{}", told.body);
    assert_eq!(site.read(land::DESK, &first, "/data").await["received"]["thong_bao_thue.so_tien"], "12500000");
    let before = records(&site, &first).await;
    assert_eq!(give(&two, &first).await.json(), told.json(), "again is the same");
    assert_eq!(give(&two, &second).await.problem(), (409, "MessageSettled".to_owned()));
    assert_eq!(send(&site, &notice("M-2", "CH 012345")).await.json(), told.json());
    assert_eq!((records(&site, &first).await, records(&site, &second).await), (before, 1));

    // The other is left aside, once, and stays where it can be seen.
    let leave = async |ground: Value| {
        site.post(land::DESK, &format!("/api/v1/unmatched/{one}/leave"), &json!({ "ground": ground })).await
    };
    assert_eq!(leave(Value::Null).await.problem().1, "Malformed", "a ground is needed");
    assert_eq!(leave(json!("Gửi nhầm cơ quan")).await.json()["standing"], "left");
    assert_eq!(leave(json!("Gửi nhầm cơ quan")).await.problem(), (409, "MessageSettled".to_owned()));
    assert_eq!(give(&one, &first).await.problem(), (409, "MessageSettled".to_owned()));
    let list =
        async |query: &str| site.get(land::DESK, &format!("/api/v1/unmatched{query}")).await.json()["items"].clone();
    assert_eq!(list("").await, json!([]));
    let all = list("?all=true").await;
    assert_eq!(
        (&all[0]["settled"]["by"], &all[0]["settled"]["ground"]),
        (&json!("vpdk_mot_cua"), &json!("Gửi nhầm cơ quan"))
    );
    assert_eq!((&all[1]["standing"], &all[1]["settled"]["dossier"]), (&json!("given"), &json!(first)));
    assert_eq!(all[1]["fields"]["so_tien"], "12500000");
}

#[tokio::test]
async fn a_message_that_waits_is_not_matched_later_and_alarms() {
    let site = keyed().await;
    let code = awaiting(&site).await;
    let early = send(&site, &notice("M-1", "CH 999999")).await.json();
    assert_eq!(early["alarmAt"], "2026-06-09T17:00:00+07:00", "one working day from Monday 8/6");
    let mut filing = land::filing();
    filing["answers"]["thua_dat.so_giay"] = json!("CH 999999");
    let later = site.file(land::OWNER, &filing).await;
    let again = send(&site, &notice("M-1", "CH 999999")).await;
    assert_eq!((again.status, again.json()), (StatusCode::ACCEPTED, early), "sem 2.12, 2.13");
    assert_eq!(records(&site, &later).await, 1);
    let alarms = async || site.get(land::DESK, "/ready").await.json()["alarms"].clone();
    site.until("2026-06-09T16:59:00+07:00").await;
    assert_eq!(alarms().await, Value::Null);
    site.until("2026-06-09T17:00:00+07:00").await;
    assert_eq!(alarms().await[0]["code"], "MessagesUnmatched");
    let page = site.get(land::DESK, "/congchuc/van-hanh").await;
    assert!(page.body.contains("/congchuc/van-hanh/tin"), "{}", page.body);
    let elsewhere = site.get("post:p01_mot_cua_01", "/api/v1/unmatched").await.json();
    assert_eq!(elsewhere["items"], json!([]), "another agency's");

    // On the page the operator names the dossier; the alarm is over then.
    let (list, one) = ("/congchuc/van-hanh/tin", "/congchuc/van-hanh/tin/1");
    let shown = site.page(land::DESK, list).await;
    assert!(shown.body.contains("Không hồ sơ nào chờ tin này") && shown.body.contains(one), "{}", shown.body);
    let bare = site.post_form(land::DESK, one, &[("viec", "bo-qua"), ("can_cu", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "no ground, nothing done");
    let strange = site.post_form("post:p01_mot_cua_01", one, &[("viec", "bo-qua"), ("can_cu", "Gửi nhầm")]).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
    let given = site.post_form(land::DESK, one, &[("viec", "giao"), ("ho_so", &code)]).await;
    assert!(location(&given).contains(&code), "{}", given.body);
    assert_eq!(site.read(land::DESK, &code, "/data").await["received"]["thong_bao_thue.so_tien"], "12500000");
    let shown = site.page(land::DESK, list).await;
    assert!(shown.body.contains(&format!("đã giao cho hồ sơ {code}")), "{}", shown.body);
    assert_eq!(alarms().await, Value::Null);
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
