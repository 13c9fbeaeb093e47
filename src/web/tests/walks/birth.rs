//! The inter-linked birth: jobs and messages side by side, further status axes, clocks beside the dossier's.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Site;

pub const PARENT: &str = "applicant:nguoi_nop_0733";
pub const DESK: &str = "post:p01_mot_cua_01";

pub fn filing() -> Value {
    json!({
        "procedure": "lien_thong_khai_sinh", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "tre.ho_ten": "Trẻ mẫu 01", "tre.ngay_sinh": "2026-08-30", "tre.noi_thuong_tru": "Phường 01",
            "tre.noi_kham": "Trạm y tế phường 01", "yeu_cau.can_cuoc": false, "giay_to.chung_sinh": true,
        },
    })
}

pub fn message(id: &str, code: &str, name: &str, fields: Value) -> Value {
    json!({ "source": "lien_thong", "id": id, "name": name, "dossier": code, "fields": fields })
}

/// Completes every job that is offered.
pub async fn work(site: &Site, code: &str) {
    let jobs = site.get(DESK, "/api/v1/jobs").await.json();
    for job in jobs["items"].as_array().expect("jobs") {
        let done = site.post(DESK, &format!("/api/v1/dossiers/{code}/jobs/{}/complete", job["job"]), &json!({})).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    }
}

/// Files a dossier in the first days the procedure is in force, and brings it to its branches.
pub async fn side_by_side(site: &Site) -> String {
    site.until("2026-09-03T09:00:00+07:00").await;
    let code = site.file(PARENT, &filing()).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    work(site, &code).await;
    let born = message("HT-1", &code, "lien_thong.ket_qua_ho_tich", json!({ "ma": 4, "so_giay": "01/2026" }));
    let got = site.post(DESK, "/api/v1/messages", &born).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    code
}

#[tokio::test]
async fn a_birth_is_walked_to_its_end() {
    let site = Site::new().await;
    let early = site.post(PARENT, "/api/v1/dossiers", &filing()).await;
    assert_eq!(early.problem(), (422, "NoVersionInForce".to_owned()));
    let code = side_by_side(&site).await;
    let state = site.read(DESK, &code, "").await;
    assert_eq!(state["axes"][0], json!({ "axis": "lien_thong", "code": "4", "name": "Có kết quả" }));

    // The answer of the police comes before their job is done: it waits for its step.
    let early = message("CT-1", &code, "lien_thong.ket_qua_cu_tru", json!({ "dat": true }));
    assert_eq!(site.post(DESK, "/api/v1/messages", &early).await.status, StatusCode::OK);
    let waiting = site.read(DESK, &code, "/proposals").await;
    assert_eq!(waiting["messages"][0]["name"], "lien_thong.ket_qua_cu_tru");
    work(&site, &code).await;
    assert_eq!(site.read(DESK, &code, "/proposals").await["messages"], json!([]), "its step has taken it");

    let insured = message("BH-1", &code, "lien_thong.ket_qua_bhyt", json!({ "dat": true }));
    assert_eq!(site.post(DESK, "/api/v1/messages", &insured).await.status, StatusCode::OK);
    site.does(DESK, &code, "tra_ket_qua.da_tra", json!({})).await;
    site.does(DESK, &code, "ket_thuc.ket_thuc", json!({})).await;
    let state = site.read(PARENT, &code, "").await;
    assert_eq!((&state["end"]["step"], &state["end"]["result"]), (&json!("hoan_thanh"), &json!("approved")));
}

#[tokio::test]
async fn a_job_fails_is_tried_again_and_waits_for_an_operator() {
    let site = Site::new().await;
    site.until("2026-09-03T09:00:00+07:00").await;
    let code = site.file(PARENT, &filing()).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    let jobs = site.get(DESK, "/api/v1/jobs").await.json();
    let job = jobs["items"][0]["job"].clone();
    assert_eq!(jobs["items"][0]["attemptsLeft"], 5);
    let path = |what: &str| format!("/api/v1/dossiers/{code}/jobs/{job}/{what}");
    let failed = site.post(DESK, &path("failure"), &json!({ "message": "không kết nối được" })).await;
    assert_eq!(failed.status, StatusCode::OK, "{}", failed.body);
    assert_eq!(site.get(DESK, "/api/v1/jobs").await.json()["items"], json!([]), "not between attempts");
    let between = site.post(DESK, &path("failure"), &json!({ "message": "lần nữa" })).await;
    assert_eq!(between.problem(), (404, "NoSuchJob".to_owned()));
    site.until("2026-09-03T09:11:00+07:00").await;
    assert_eq!(site.get(DESK, "/api/v1/jobs").await.json()["items"][0]["attemptsLeft"], 4);

    let error = site.post(DESK, &path("error"), &json!({ "code": "E1", "message": "dữ liệu sai" })).await;
    assert_eq!(error.status, StatusCode::OK, "{}", error.body);
    let stuck = site.get(DESK, "/api/v1/incidents").await.json();
    let incident = &stuck["items"][0]["incidents"][0];
    assert_eq!((&stuck["items"][0]["dossier"], &incident["kind"]), (&json!(code), &json!("job_error")));
    assert!(incident["repair"].as_str().is_some_and(|words| !words.is_empty()));
    let id = incident["id"].clone();
    let retried = site.post(DESK, &format!("/api/v1/dossiers/{code}/incidents/{id}/retry"), &json!({})).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(site.get(DESK, "/api/v1/incidents").await.json()["items"], json!([]));
    let done = site.post(DESK, &path("complete"), &json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let twice = site.post(DESK, &path("complete"), &json!({})).await;
    assert_eq!(twice.problem(), (404, "NoSuchJob".to_owned()));
}
