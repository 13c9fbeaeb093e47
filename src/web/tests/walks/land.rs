//! The land change: two phases, a job for another system, a tax notice as message or by hand, money by that notice.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Site;

pub const OWNER: &str = "applicant:nguoi_nop_0518";
pub const DESK: &str = "post:vpdk_mot_cua";
pub const EXPERT: &str = "post:vpdk_tham_dinh";
pub const HEAD: &str = "post:vpdk_truong_phong";
pub const DIRECTOR: &str = "post:vpdk_giam_doc";

pub fn filing() -> Value {
    json!({
        "procedure": "dang_ky_bien_dong_dat_dai", "agency": "vpdk_dat_dai", "channel": "truc_tiep",
        "subject": "cong_dan", "case": "thuong",
        "answers": {
            "thua_dat.so_giay": "CH 012345", "thua_dat.dia_chi": "Phường 01", "thua_dat.loai": "chuyen_nhuong",
            "giay_to.don": true, "giay_to.giay_chung_nhan": true, "giay_to.hop_dong": true,
        },
    })
}

/// Files a dossier and brings it to the job for the tax office.
pub async fn at_the_job(site: &Site) -> String {
    let code = site.file(OWNER, &filing()).await;
    for (who, button) in [
        (DESK, "tiep_nhan.tiep_nhan"),
        (DESK, "chuyen_ho_so.chuyen"),
        (EXPERT, "tham_dinh.dat"),
        (HEAD, "kiem_tra_1.trinh"),
        (DIRECTOR, "ky_phieu.ky"),
    ] {
        site.does(who, &code, button, json!({})).await;
    }
    code
}

/// Completes the only job that is offered.
pub async fn work(site: &Site, code: &str) {
    let jobs = site.get(DESK, "/api/v1/jobs?topic=thue.phieu-chuyen-thong-tin").await.json();
    let job = jobs["items"][0]["job"].clone();
    let done = site.post(DESK, &format!("/api/v1/dossiers/{code}/jobs/{job}/complete"), &json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
}

pub fn notice(id: &str, code: &str, amount: i64) -> Value {
    json!({
        "source": "thue", "id": id, "name": "thue.thong_bao", "dossier": code,
        "fields": { "so_tien": amount, "so_thong_bao": "TB-01" },
    })
}

#[tokio::test]
async fn a_land_change_is_walked_to_its_end() {
    let site = Site::new().await;
    let code = at_the_job(&site).await;
    let jobs = site.get(DESK, "/api/v1/jobs").await.json();
    let job = &jobs["items"][0];
    assert_eq!((&job["dossier"], &job["topic"]), (&json!(code), &json!("thue.phieu-chuyen-thong-tin")));
    assert_eq!(job["send"]["thua_dat.so_giay"], "CH 012345", "{job}");
    assert!(job["send"].as_object().is_some_and(|sent| !sent.contains_key("giay_to.don")), "nothing else leaves");
    work(&site, &code).await;
    assert_eq!(site.get(DESK, "/api/v1/jobs").await.json()["items"], json!([]));

    let told = site.post(DESK, "/api/v1/messages", &notice("M-1", &code, 12_500_000)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let again = site.post(DESK, "/api/v1/messages", &notice("M-1", &code, 12_500_000)).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &told.body));
    assert_eq!(again.header("idempotency-replayed"), "true");
    let other = site.post(DESK, "/api/v1/messages", &notice("M-1", &code, 1)).await;
    assert_eq!(other.problem(), (422, "KeyReused".to_owned()));
    assert_eq!(site.read(DESK, &code, "/data").await["received"]["thong_bao_thue.so_tien"], "12500000");

    let clocks = site.read(DESK, &code, "/clocks").await;
    let state = |id: &str| {
        let all = clocks["clocks"].as_array().expect("clocks");
        all.iter().find(|one| one["id"] == id).map(|one| one["state"].as_str().expect("a state").to_owned())
    };
    let expected = [("ho_so", "paused"), ("giai_doan_1", "stopped"), ("giai_doan_2", "not_started")];
    for (id, wanted) in expected {
        assert_eq!(state(id).as_deref(), Some(wanted), "{id}");
    }
    assert_eq!(clocks["clocks"][0]["heldBy"]["steps"][0]["id"], "nop_nghia_vu");

    let bills = site.read(OWNER, &code, "/bills").await;
    let bill = bills["bills"][0]["bill"].clone();
    assert_eq!(bills["bills"][0]["due"], 12_500_000);
    let paid = json!({ "dossier": code, "bill": bill, "payment": "GD-9", "amount": 12_500_000, "paid_at": "2026-06-08T08:30:00+07:00" });
    assert_eq!(site.post(DESK, "/api/v1/payments", &paid).await.status, StatusCode::OK);
    for (who, button) in [
        (DESK, "nhan_chung_tu.chuyen"),
        (EXPERT, "du_thao.trinh"),
        (HEAD, "kiem_tra_2.trinh"),
        (DIRECTOR, "ky.ky"),
        (EXPERT, "chuyen_mot_cua.chuyen"),
        (DESK, "tra_ket_qua.da_tra"),
        (DESK, "ket_thuc.ket_thuc"),
    ] {
        site.does(who, &code, button, json!({})).await;
    }
    let state = site.read(OWNER, &code, "").await;
    assert_eq!((&state["end"]["step"], &state["end"]["result"]), (&json!("hoan_thanh"), &json!("approved")));
    let again = site.post(DESK, "/api/v1/messages", &notice("M-1", &code, 12_500_000)).await;
    assert_eq!(again.status, StatusCode::OK, "known for ever, also after the end");

    // One that is new then is not lost: it waits for an operator, who may leave it aside.
    let late = site.post(DESK, "/api/v1/messages", &notice("M-2", &code, 1)).await;
    assert_eq!((late.status, &late.json()["why"]), (StatusCode::ACCEPTED, &json!("ended")), "{}", late.body);
    let one = format!("/api/v1/unmatched/{}", late.json()["number"]);
    let given = site.post(DESK, &format!("{one}/give"), &json!({ "dossier": code })).await;
    assert_eq!(given.problem(), (409, "DossierEnded".to_owned()));
    let page = site.page(DESK, "/congchuc/van-hanh/tin").await;
    assert!(page.body.contains("Hồ sơ đã kết thúc"), "{}", page.body);
    let left = site.post(DESK, &format!("{one}/leave"), &json!({ "ground": "Hồ sơ đã trả kết quả" })).await;
    assert_eq!(left.json()["standing"], "left", "{}", left.body);
}

#[tokio::test]
async fn a_notice_on_paper_is_entered_by_hand() {
    let site = Site::new().await;
    let code = at_the_job(&site).await;
    work(&site, &code).await;
    let tasks = site.read(DESK, &code, "/tasks").await;
    let task = &tasks["tasks"][0];
    assert_eq!((&task["kind"], &task["message"]["name"]), (&json!("message"), &json!("thue.thong_bao")));
    assert_eq!(
        (&task["message"]["fields"][0]["label"], &task["message"]["fields"][0]["type"]),
        (&json!("Tổng số tiền phải nộp"), &json!("money"))
    );
    let button = &task["buttons"][0];
    assert_eq!(
        (&button["id"], &button["on"], &button["asks"][0]["address"]),
        (&json!("nhap_tay"), &json!(true), &json!("tin.so_tien"))
    );
    let wrong = site.press(DESK, &code, "thong_bao_thue.nhap_tay", json!({ "tin.so_tien": "nhiều" })).await;
    assert_eq!(wrong.problem(), (422, "FormInvalid".to_owned()));
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/answers/tin.so_tien");
    // Nothing is owed, so the payment is passed by.
    let answers = json!({ "tin.so_tien": 0, "tin.so_thong_bao": "TB-02" });
    site.does(DESK, &code, "thong_bao_thue.nhap_tay", answers).await;
    site.open(DESK, &code, "nhan_chung_tu", None).await;
}
