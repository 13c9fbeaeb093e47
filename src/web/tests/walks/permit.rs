//! The building permit: three branches side by side, offices that are consulted, a fee, an extension.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::Site;

pub const OWNER: &str = "applicant:nguoi_nop_0412";
pub const DESK: &str = "post:p01_mot_cua_01";
pub const HEAD: &str = "post:p01_truong_phong_ktht";
pub const EXPERT: &str = "post:p01_chuyen_vien_ktht";
pub const LEADER: &str = "post:p01_lanh_dao";
pub const CLERK: &str = "post:p01_chanh_van_phong";
pub const PLANNERS: &str = "post:qhkt_y_kien";
pub const FIRE: &str = "post:pccc_y_kien";

pub fn filing() -> Value {
    json!({
        "procedure": "cap_giay_phep_xay_dung", "agency": "ubnd_phuong_01", "channel": "truc_tiep",
        "subject": "cong_dan", "case": "nha_o",
        "answers": {
            "cong_trinh.dia_chi": "Phường 01", "cong_trinh.so_tang": 3, "cong_trinh.dien_tich_san": "180.5",
            "giay_to.don": true, "giay_to.quyen_dat": "giay_chung_nhan", "giay_to.ban_ve": true,
        },
    })
}

/// Files a dossier and brings it to where three branches stand side by side.
pub async fn side_by_side(site: &Site) -> String {
    let code = site.file(OWNER, &filing()).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    let offices = json!({ "y_kien.co_quan": ["so_qhkt", "cs_pccc"] });
    site.does(HEAD, &code, "phan_cong.phan_cong", offices).await;
    code
}

#[tokio::test]
async fn a_permit_is_walked_to_its_end() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let state = site.read(DESK, &code, "").await;
    let kinds: Vec<&str> =
        state["steps"].as_array().expect("steps").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["block", "task", "task", "list", "task", "task"], "{state}");

    site.does(EXPERT, &code, "tham_dinh.dat", json!({})).await;
    site.does(EXPERT, &code, "thuc_dia.phu_hop", json!({ "giay_to.bien_ban": true })).await;
    site.does(PLANNERS, &code, "cho_y_kien[so_qhkt].dong_y", json!({})).await;
    site.does(FIRE, &code, "cho_y_kien[cs_pccc].dong_y", json!({})).await;

    // All is well, so the fee is asked for; its clock stands for the applicant.
    let bills = site.read(OWNER, &code, "/bills").await;
    let bill = &bills["bills"][0];
    assert_eq!((&bill["due"], &bill["paid"], &bill["lines"][0]["fee"]), (&json!(75_000), &json!(0), &json!("le_phi")));
    let pay = |payment: &str, amount: i64| json!({ "dossier": code, "bill": bill["bill"], "payment": payment, "amount": amount, "paid_at": "2026-06-08T08:30:00+07:00" });
    let half = site.post(CLERK, "/api/v1/payments", &pay("GD-1", 25_000)).await;
    assert_eq!(half.status, StatusCode::OK, "{}", half.body);
    let again = site.post(CLERK, "/api/v1/payments", &pay("GD-1", 25_000)).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::OK, "true"));
    assert_eq!(site.read(OWNER, &code, "/bills").await["bills"][0]["paid"], 25_000, "it counts once");
    assert_eq!(site.post(CLERK, "/api/v1/payments", &pay("GD-2", 50_000)).await.status, StatusCode::OK);

    site.does(HEAD, &code, "duyet.trinh", json!({})).await;
    // The head has judged the draft, so he could not sign; the leader has not.
    site.does(LEADER, &code, "ky.ky", json!({})).await;
    site.does(CLERK, &code, "phat_hanh.da_phat_hanh", json!({})).await;
    site.does(DESK, &code, "tra_ket_qua.da_tra", json!({})).await;
    site.does(DESK, &code, "ket_thuc.ket_thuc", json!({})).await;
    let state = site.read(OWNER, &code, "").await;
    assert_eq!((&state["end"]["step"], &state["end"]["result"]), (&json!("cap_phep"), &json!("approved")));
}

#[tokio::test]
async fn the_catalogue_says_what_it_costs() {
    let site = Site::new().await;
    let shown = site.get(OWNER, "/api/v1/procedures/cap_giay_phep_xay_dung").await.json();
    let prices = json!([{ "case": "nha_o", "amount": 75_000 }, { "case": "cong_trinh", "amount": 150_000 }]);
    assert_eq!((&shown["fees"][0]["id"], &shown["fees"][0]["prices"]), (&json!("le_phi"), &prices));
}

#[tokio::test]
async fn a_consulted_office_sees_its_own_question_only() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let state = site.read(PLANNERS, &code, "").await;
    let items: Vec<&Value> = state["steps"].as_array().expect("steps").iter().map(|one| &one["item"]["id"]).collect();
    assert_eq!(items, [&json!("so_qhkt")]);
    let work = site.read(PLANNERS, &code, "/tasks").await;
    assert_eq!(work["tasks"].as_array().map(Vec::len), Some(1));
    assert_eq!((&work["tasks"][0]["buttons"][0]["on"], &work["anytime"]), (&json!(true), &json!([])));
    let data = site.read(PLANNERS, &code, "/data").await;
    assert_eq!(data["answers"]["cong_trinh.dia_chi"], "Phường 01");
    assert_eq!((&data["answers"]["y_kien.co_quan"], &data["remarks"]), (&Value::Null, &json!([])));
    for part in ["/history", "/explain", "/letters", "/clocks", "/bills", "/proposals"] {
        let got = site.get(PLANNERS, &format!("/api/v1/dossiers/{code}{part}")).await;
        assert_eq!(got.problem(), (404, "NotFound".to_owned()), "{part}");
    }
    let listed = site.get(PLANNERS, "/api/v1/tasks").await.json();
    assert_eq!((&listed["items"][0]["code"], &listed["items"][0]["item"]), (&json!(code), &json!("so_qhkt")));
    let strange = site.press(PLANNERS, &code, "cho_y_kien[so_qhkt].khong_dong_y", json!({})).await;
    assert_eq!(strange.problem(), (422, "FormInvalid".to_owned()));
    assert_eq!(site.get(FIRE, "/api/v1/tasks").await.json()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn silence_is_replaced_by_paper_and_late_answers_are_kept() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let planners = site.open(HEAD, &code, "cho_y_kien", Some("so_qhkt")).await;
    site.until("2026-06-09T09:00:00+07:00").await;
    site.does(EXPERT, &code, "tham_dinh.dat", json!({})).await;
    // Twelve days from Monday 8/6 end on Saturday 20/6, so on Monday 22/6 at 17:00: then silence agrees.
    site.until("2026-06-23T08:00:00+07:00").await;
    let state = site.read(DESK, &code, "").await;
    let steps = state["steps"].as_array().expect("steps");
    assert!(!steps.iter().any(|one| one["id"] == "cho_y_kien"), "both were silent, the list is over: {state}");

    let late = site
        .act(
            PLANNERS,
            &code,
            &format!("tasks/{planners}/acts"),
            &json!({ "action": "khong_dong_y", "answers": { "ly_do": "Sai chỉ giới" } }),
        )
        .await;
    assert_eq!(late.status, StatusCode::OK, "{}", late.body);
    let twice = site.act(PLANNERS, &code, &format!("tasks/{planners}/acts"), &json!({ "action": "dong_y" })).await;
    assert_eq!(twice.problem(), (409, "TaskNotOpen".to_owned()));

    let history = site.read(HEAD, &code, "/history").await;
    assert!(history["items"].as_array().is_some_and(|items| {
        items.iter().any(|item| item["what"].as_str().is_some_and(|what| what.contains("trả lời muộn")))
    }));
}

#[tokio::test]
async fn an_answer_on_paper_is_dated_when_it_was_given() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let fire = site.open(HEAD, &code, "cho_y_kien", Some("cs_pccc")).await;
    site.until("2026-06-10T09:00:00+07:00").await;
    let path = format!("tasks/{fire}/paper-answers");
    let paper = |action: &str, at: &str| json!({ "action": action, "received_at": at });
    let stranger = site.act(DESK, &code, &path, &paper("dong_y", "2026-06-09T15:00:00+07:00")).await;
    assert_eq!(stranger.problem(), (403, "NotInRole".to_owned()), "only who filled the list enters its papers");
    let ahead = site.act(HEAD, &code, &path, &paper("dong_y", "2026-06-11T15:00:00+07:00")).await;
    assert_eq!(ahead.problem(), (409, "NotAvailable".to_owned()));
    let undated = site.act(HEAD, &code, &path, &json!({ "action": "dong_y" })).await;
    assert_eq!(undated.json()["errors"][0]["pointer"], "/received_at");
    let entered = site.act(HEAD, &code, &path, &paper("dong_y", "2026-06-09T15:00:00+07:00")).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.body);
    let history = site.read(HEAD, &code, "/history").await;
    let last = history["items"].as_array().and_then(|items| items.last()).expect("a record").clone();
    assert!(last["what"].as_str().is_some_and(|what| what.contains("trên giấy") || what.contains("văn bản")), "{last}");
}

#[tokio::test]
async fn agencies_are_added_and_taken_off() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let state = site.read(HEAD, &code, "").await;
    let list = state["steps"].as_array().expect("steps").iter().find(|one| one["kind"] == "list").expect("a list");
    let items = format!("tasks/{}/items", list["activation"]);
    let change = |agency: &str| json!({ "agency": agency, "ground": "Công trình cạnh đường sắt" });
    let twice = site.act(HEAD, &code, &items, &change("so_qhkt")).await;
    assert_eq!(twice.problem(), (409, "AlreadyOpen".to_owned()));
    let unknown = site.act(HEAD, &code, &items, &change("khong_co")).await;
    assert_eq!(unknown.json()["errors"][0]["pointer"], "/agency");
    let stranger = site.act(DESK, &code, &items, &change("vpdk_dat_dai")).await;
    assert_eq!(stranger.problem(), (403, "NotInRole".to_owned()));
    let added = site.act(HEAD, &code, &items, &change("vpdk_dat_dai")).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    site.open(HEAD, &code, "cho_y_kien", Some("vpdk_dat_dai")).await;
    let removed = site.act(HEAD, &code, &format!("{items}/remove"), &change("vpdk_dat_dai")).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.body);
    let gone = site.act(HEAD, &code, &format!("{items}/remove"), &change("vpdk_dat_dai")).await;
    assert_eq!(gone.problem(), (409, "NotAvailable".to_owned()));
}

#[tokio::test]
async fn clocks_tell_their_dues_changes_and_grounds() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let clocks = site.read(DESK, &code, "/clocks").await;
    let own = &clocks["clocks"][0];
    assert_eq!((&own["id"], &own["state"], &own["originalDue"]), (&json!("ho_so"), &json!("running"), &own["due"]));
    // Seven working days after Monday 8/6/2026: Wednesday 17/6, when the office closes.
    assert_eq!(own["due"]["at"], "2026-06-17T17:00:00+07:00");
    let started = &own["changes"][0];
    assert_eq!((&started["act"], &started["articles"][0]["id"]), (&json!("started"), &json!("luat_xd")));
    assert!(started["arithmetic"].as_array().is_some_and(|lines| lines.len() > 1), "{started}");
    // Twelve days for the offices are more than seven working days: flagged before any step is late.
    assert_eq!(
        (&clocks["outlook"]["prospect"], &clocks["outlook"]["flagged"]),
        (&json!("at_risk"), &json!(true)),
        "{clocks}"
    );

    let by = |days: i64| json!({ "answers": { "gia_han": days, "ly_do": "Chờ ý kiến của Sở" } });
    let work = site.read(LEADER, &code, "/tasks").await;
    let right =
        work["anytime"].as_array().and_then(|all| all.iter().find(|one| one["id"] == "xin_loi")).expect("a right");
    let asked = right["asks"].as_array().and_then(|asks| asks.iter().find(|one| one["address"] == "gia_han")).cloned();
    assert_eq!(asked.map(|ask| ask["max"].clone()), Some(json!("10")), "{right}");
    let most = site.act(LEADER, &code, "anytime/xin_loi", &by(11)).await;
    assert_eq!(most.problem(), (422, "ExtensionExhausted".to_owned()));
    assert_eq!(site.act(LEADER, &code, "anytime/xin_loi", &by(5)).await.status, StatusCode::OK);
    let clocks = site.read(OWNER, &code, "/clocks").await;
    let own = &clocks["clocks"][0];
    // Five more: Wednesday 24/6. The first due stays in sight.
    assert_eq!(
        (&own["originalDue"]["at"], &own["due"]["at"]),
        (&json!("2026-06-17T17:00:00+07:00"), &json!("2026-06-24T17:00:00+07:00"))
    );
    let extended = &own["changes"][1];
    assert_eq!((&extended["act"], &extended["articles"][0]["id"]), (&json!("extended"), &json!("nd_118")));
    assert_eq!(extended["grounds"], json!(["Chờ ý kiến của Sở"]));
    assert!(extended["author"].as_str().is_some_and(|who| who.contains("Lãnh đạo UBND phường")), "{extended}");
}
