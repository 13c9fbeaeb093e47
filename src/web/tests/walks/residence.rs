//! Permanent residence: a look-up before reception, a supplement, a fee that holds the clock, a suspension within it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Site;

const CITIZEN: &str = "applicant:nguoi_nop_0300";
const DESK: &str = "post:ca01_tiep_dan";
const OFFICER: &str = "post:ca01_cu_tru";
const CHIEF: &str = "post:ca01_truong";

fn filing() -> Value {
    json!({
        "procedure": "dang_ky_thuong_tru", "agency": "cong_an_phuong_01", "channel": "truc_tuyen", "case": "thue_muon",
        "answers": {
            "nguoi_dang_ky.ho_ten": "Người nộp 0300", "nguoi_dang_ky.so_dinh_danh": "001200000001",
            "nguoi_dang_ky.dia_chi": "Phường 01", "giay_to.ct01": true, "giay_to.hop_dong_thue": true,
        },
    })
}

/// Completes the only job that is offered.
async fn work(site: &Site, code: &str, answers: Value) {
    let jobs = site.get(DESK, "/api/v1/jobs").await.json();
    let path = format!("/api/v1/dossiers/{code}/jobs/{}/complete", jobs["items"][0]["job"]);
    let done = site.post(DESK, &path, &json!({ "answers": answers })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
}

async fn pay(site: &Site, code: &str, bill: &Value, payment: &str, amount: i64) {
    let paid = json!({
        "dossier": code, "bill": bill, "payment": payment, "amount": amount, "paid_at": "2026-06-08T08:00:00+07:00",
    });
    let told = site.post(DESK, "/api/v1/payments", &paid).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
}

/// Files a dossier and brings it to where 10,000 đồng are to be paid.
async fn billed(site: &Site) -> String {
    let code = site.file(CITIZEN, &filing()).await;
    work(site, &code, json!({ "khop": true })).await;
    site.does(DESK, &code, "tiep_nhan.bo_sung", json!({ "noi_dung": "Thiếu hợp đồng" })).await;
    assert_eq!(site.press(DESK, &code, "bo_sung.gui", json!({})).await.problem(), (403, "NotInRole".to_owned()));
    site.does(CITIZEN, &code, "bo_sung.gui", json!({})).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({ "doi_chieu.mien_le_phi": false })).await;
    code
}

/// Each change of the dossier's clock with the articles it rests on.
async fn changes(site: &Site, code: &str) -> Vec<(Value, Vec<Value>)> {
    let clocks = site.read(DESK, code, "/clocks").await;
    let changes = clocks["clocks"][0]["changes"].as_array().expect("changes").iter();
    let cited = |change: &Value| -> Vec<Value> {
        change["articles"].as_array().expect("articles").iter().map(|one| one["id"].clone()).collect()
    };
    changes.map(|change| (change["act"].clone(), cited(change))).collect()
}

#[tokio::test]
async fn a_residence_is_walked_to_its_end() {
    let site = Site::new().await;
    let code = billed(&site).await;
    // Received and held for the fee by one act: each change has its own ground.
    let expected = [(json!("started"), vec![json!("luat_cu_tru")]), (json!("held"), vec![json!("tt_75")])];
    assert_eq!(changes(&site, &code).await, expected);
    let bill = site.read(CITIZEN, &code, "/bills").await["bills"][0]["bill"].clone();
    pay(&site, &code, &bill, "GD-1", 4_000).await;

    // The chief suspends it; money is booked all the same, and the pause goes on until he lets it.
    let ground = json!({ "ground": "Chờ Tòa án", "article": "Điều 12", "document": "QĐ 01" });
    assert_eq!(site.act(CHIEF, &code, "suspend", &ground).await.status, StatusCode::OK);
    pay(&site, &code, &bill, "GD-2", 6_000).await;
    let state = site.read(DESK, &code, "").await;
    assert_eq!((&state["steps"][0]["id"], &state["clock"]["state"]), (&json!("tham_dinh"), &json!("paused")));
    assert_eq!(site.press(OFFICER, &code, "tham_dinh.dat", json!({})).await.problem(), (409, "Suspended".to_owned()));
    assert_eq!(site.act(CHIEF, &code, "resume", &ground).await.status, StatusCode::OK);
    assert_eq!(site.read(DESK, &code, "").await["clock"]["state"], "running");
    // One pause, but each ground to stand has its row: the fee, the suspension within it, the fee's end, the lifting.
    let clocks = site.read(CITIZEN, &code, "/clocks").await;
    let rows: Vec<_> = clocks["clocks"][0]["changes"].as_array().expect("changes").iter().skip(1).collect();
    let acts: Vec<_> = rows.iter().map(|row| row["act"].as_str().expect("an act")).collect();
    assert_eq!(acts, ["held", "hold_added", "hold_ended", "released"]);
    let (added, over) = (rows[1], rows[2]);
    assert_eq!(added["grounds"], json!(["Chờ Tòa án; Điều 12; QĐ 01"]));
    assert!(added["author"].as_str().is_some_and(|who| who.contains("Trưởng Công an phường")), "{added}");
    assert_eq!((&added["dueBefore"], &over["articles"][0]["id"]), (&added["dueAfter"], &json!("tt_75")));
    let page = site.page(CHIEF, &format!("/congchuc/ho-so/{code}")).await;
    assert!(page.body.contains("Thêm một căn cứ dừng") && page.body.contains("Chờ Tòa án"), "{}", page.body);

    site.does(OFFICER, &code, "tham_dinh.dat", json!({})).await;
    site.does(CHIEF, &code, "quyet_dinh.ky", json!({})).await;
    work(&site, &code, json!({})).await;
    site.does(DESK, &code, "tra_ket_qua.da_tra", json!({})).await;
    site.does(DESK, &code, "ket_thuc.ket_thuc", json!({})).await;
    let state = site.read(CITIZEN, &code, "").await;
    assert_eq!((&state["end"]["step"], &state["end"]["result"]), (&json!("da_dang_ky"), &json!("approved")));

    // Money that comes when all is over is finance's matter.
    pay(&site, &code, &bill, "GD-3", 700).await;
    let bills = site.read(CITIZEN, &code, "/bills").await;
    assert_eq!((&bills["paid"], &bills["refunds"]), (&json!(10_000), &json!(700)));
}
