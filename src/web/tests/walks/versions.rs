//! Two versions of a procedure side by side: which one is shown, and how a dossier that went over is read (sem 9.1, 9.2).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Got, Site};
use crate::support::compile;

const NAME: &str = "cap-ban-sao-so-goc.tthc.yaml";
const ID: &str = "cap_ban_sao_so_goc";
const OWNER: &str = "applicant:nguoi_nop_0412";
const DESK: &str = "post:p01_mot_cua_01";
const TUESDAY: &str = "2026-06-09T08:30:00+07:00";

fn filing() -> Value {
    json!({
        "procedure": ID, "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 1,
            "giay_to.giay_to_tuy_than": true,
        },
    })
}

/// A server with a version until Monday 8/6 and another from Tuesday on, with changes of its own.
async fn site(changes: &[(&str, &str)]) -> Site {
    let text = procedure::shipped::PROCEDURES.iter().find(|one| one.name == NAME).expect("it is shipped").text;
    let with = |changes: &[(&str, &str)]| {
        changes.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        })
    };
    let until = with(&[("effective: { from: 2026-05-13 }", "effective: { from: 2026-05-13, to: 2026-06-08 }")]);
    // Every number of the first version means something else in the second.
    let own = [
        ("effective: { from: 2026-05-13 }", "effective: { from: 2026-06-09 }"),
        (
            "  - userTask: tham_tra\n",
            "  - userTask: vao_so\n    name: Vào sổ\n    role: mot_cua\n    actions:\n      xong: Đã vào sổ\n\n  - userTask: tham_tra\n",
        ),
        ("  luu_tru: Công chức", "  ke_toan: Kế toán\n  luu_tru: Công chức"),
    ];
    Site::of(vec![compile(NAME, &until), compile(NAME, &with(&[&own, changes].concat()))]).await
}

fn items(got: &Got) -> Vec<Value> {
    got.json()["items"].as_array().expect("items").clone()
}

#[tokio::test]
async fn the_version_of_the_day_is_offered_and_all_are_listed() {
    let site = site(&[]).await;
    let path = format!("/api/v1/procedures/{ID}/versions");
    let before = items(&site.get(OWNER, &path).await);
    assert_eq!(before.len(), 2);
    assert_eq!(before[0]["effective"], json!({ "from": "2026-05-13", "to": "2026-06-08" }));
    assert_eq!(before[1]["effective"], json!({ "from": "2026-06-09", "to": null }));
    let in_force = |items: &[Value]| items.iter().map(|one| one["inForce"] == true).collect::<Vec<_>>();
    assert_eq!((in_force(&before), &before[0]["by"]), (vec![true, false], &json!("reception")));
    assert_eq!(before[0]["publishedAt"], Value::Null, "a rehearsal publishes nothing");
    let listed = items(&site.get(OWNER, "/api/v1/procedures").await);
    assert_eq!(listed.iter().map(|one| &one["version"]).collect::<Vec<_>>(), [&before[0]["version"]]);
    let about = site.page(OWNER, &format!("/congdan/thu-tuc/{ID}")).await;
    for words in ["từ 13/05/2026 đến hết 08/06/2026", "từ 09/06/2026"] {
        assert!(about.body.contains(words), "{words}: {}", about.body);
    }
    site.until(TUESDAY).await;
    assert_eq!(in_force(&items(&site.get(OWNER, &path).await)), [false, true]);
    let listed = items(&site.get(OWNER, "/api/v1/procedures").await);
    assert_eq!(listed[0]["version"], before[1]["version"]);
    let none = site.get(OWNER, "/api/v1/procedures/khong_co/versions").await;
    assert_eq!(none.problem(), (404, "NoSuchProcedure".to_owned()));
}

#[tokio::test]
async fn a_dossier_that_went_over_is_told_part_by_part() {
    let site = site(&[]).await;
    let code = site.file(OWNER, &filing()).await;
    site.until(TUESDAY).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    site.does(DESK, &code, "vao_so.xong", json!({})).await;
    let history = items(&site.get(DESK, &format!("/api/v1/dossiers/{code}/history")).await);
    let told: Vec<&str> = history.iter().filter_map(|line| line["what"].as_str()).collect();
    assert!(told[0].starts_with("Nộp hồ sơ trực tuyến tại UBND phường"), "{told:?}");
    assert!(told[1].starts_with("Quá hạn"), "{told:?}");
    assert!(told[2].starts_with("Chuyển sang quy trình đang áp dụng"), "{told:?}");
    assert!(told[3].contains("Tiếp nhận") && told[4].contains("Đã vào sổ"), "{told:?}");
    let seqs: Vec<u64> = history.iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    for part in ["", "/explain", "/clocks", "/letters", "/data", "/bills"] {
        assert!(site.read(DESK, &code, part).await.is_object(), "{part}");
    }
    let why = site.read(DESK, &code, "/explain").await;
    assert!(why["whyDue"].as_array().is_some_and(|lines| !lines.is_empty()), "{why}");
    let sheet = site.page(DESK, &format!("/congchuc/ho-so/{code}/phieu-kiem-soat")).await;
    assert_eq!(
        sheet.body.matches("<tr><td class=\"can_giua\">").count(),
        3,
        "filed, received, entered: {}",
        sheet.body
    );
    for (who, page) in [
        (DESK, format!("/congchuc/ho-so/{code}")),
        (OWNER, format!("/congdan/ho-so/{code}")),
        (DESK, "/chay-thu".to_owned()),
    ] {
        let shown = site.page(who, &page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.body);
    }
}

#[tokio::test]
async fn an_officer_is_told_what_the_new_form_lacks_and_what_to_do() {
    let field = (
        "      ten_giay_to: Tên giấy tờ có trong sổ gốc\n",
        "      ten_giay_to: Tên giấy tờ có trong sổ gốc\n      ly_do_cap: Lý do xin cấp bản sao\n",
    );
    let site = site(&[field]).await;
    let code = site.file(OWNER, &filing()).await;
    site.until(TUESDAY).await;
    let refused = site.press(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    assert_eq!(refused.problem(), (409, "VersionNotInForce".to_owned()));
    let detail = refused.json()["detail"].as_str().expect("a sentence").replace('\u{a0}', " ");
    for words in ["Lý do xin cấp bản sao", "yêu cầu bổ sung theo mẫu mới", "từ chối tiếp nhận"] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    site.does(DESK, &code, "tiep_nhan.bo_sung", json!({ "noi_dung": "Khai theo mẫu mới" })).await;
    let task = site.open(OWNER, &code, "bo_sung", None).await;
    let page = site.page(OWNER, &format!("/congdan/ho-so/{code}/viec/{task}/gui")).await;
    assert!(page.body.contains("Lý do xin cấp bản sao"), "the supplement is that of the new form: {}", page.body);
    site.does(OWNER, &code, "bo_sung.gui", json!({ "yeu_cau.ly_do_cap": "Bổ sung hồ sơ tuyển dụng" })).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
}
