//! Letters over the web: printed by an officer's button, read by whoever may see the dossier, by nobody else.

use axum::http::StatusCode;
use serde_json::json;

use crate::client::{Got, Site};
use crate::land;
use crate::permit::{DESK, HEAD, OWNER, PLANNERS, filing, side_by_side};

const STRANGER: &str = "applicant:nguoi_nop_0518";
const OTHER_WARD: &str = "post:p02_mot_cua_01";

/// Checks that an answer is a letter that brings nothing from elsewhere.
fn is_letter(got: &Got) {
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    assert_eq!(got.header("content-type"), "text/html; charset=utf-8");
    let policy = got.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{policy}");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert_eq!(got.header("cache-control"), "no-store");
    for never in ["<script", " src=", "http:", "https:", "{{"] {
        assert!(!got.body.contains(never), "{never}: {}", got.body);
    }
}

/// Takes the links to letters of a page.
fn links(page: &Got) -> Vec<String> {
    let hrefs = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(|href| href.contains("/giay/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_letter_is_opened_by_its_applicant_and_by_nobody_else() {
    let site = Site::new().await;
    let code = site.file(OWNER, &filing()).await;
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;

    let mine = site.page(OWNER, &format!("/congdan/ho-so/{code}")).await;
    let [href] = &links(&mine)[..] else { panic!("{}", mine.body) };
    let letter = site.page(OWNER, href).await;
    is_letter(&letter);
    // 7 working days after Monday 8 June: 9, 10, 11, 12, 15, 16, 17.
    let words = ["Giấy tiếp nhận hồ sơ và hẹn trả kết quả", &code, "17 giờ 00 phút, ngày 17 tháng 6 năm 2026"];
    for words in words.into_iter().chain(["Mẫu số 01", "trường hợp: ", "bản chính"]) {
        assert!(letter.body.contains(words), "{words}: {}", letter.body);
    }

    let theirs = site.page(DESK, &format!("/congchuc/ho-so/{code}")).await;
    let [desk] = &links(&theirs)[..] else { panic!("{}", theirs.body) };
    assert_eq!(site.page(DESK, desk).await.body, letter.body, "the same bytes for everybody");
    let told = site.read(OWNER, &code, "/letters").await;
    let item = &told["items"][0];
    let by_api = site.get(OWNER, item["href"].as_str().expect("a place")).await;
    is_letter(&by_api);
    assert_eq!(by_api.body, letter.body);
    assert_eq!(by_api.header("etag"), format!("\"{}\"", item["sha256"].as_str().expect("a hash")));
    assert_eq!(item["number"], format!("{code}-1"));

    for (who, path) in [(STRANGER, href), (OTHER_WARD, desk), (OWNER, desk), (DESK, href)] {
        let got = site.page(who, path).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&got.status), "{who} {path}: {}", got.status);
        assert!(!got.body.contains("hẹn trả kết quả"), "{who}: {}", got.body);
    }
    let (item, nowhere) = (item["href"].as_str().expect("a place"), format!("/congdan/ho-so/{code}/giay/2/99"));
    assert_eq!(site.get(STRANGER, item).await.problem(), (404, "NotFound".to_owned()));
    assert_eq!(site.page(OWNER, &nowhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.page(OWNER, &nowhere.replace("/2/99", "/hai/0")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_office_that_is_consulted_reads_no_letter() {
    let site = Site::new().await;
    let code = side_by_side(&site).await;
    let theirs = site.page(DESK, &format!("/congchuc/ho-so/{code}")).await;
    let [href] = &links(&theirs)[..] else { panic!("{}", theirs.body) };
    for path in [href.clone(), format!("/congchuc/ho-so/{code}/phieu-kiem-soat")] {
        assert_eq!(site.page(PLANNERS, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_department_prints_on_its_own_template() {
    let site = Site::new().await;
    let code = land::at_the_job(&site).await;
    let told = site.read(land::OWNER, &code, "/letters").await;
    let letters = told["items"].as_array().expect("letters").iter();
    let own = letters.clone().find(|one| one["letter"]["id"] == "phieu_chuyen").unwrap_or_else(|| panic!("{told}"));
    let got = site.get(land::DIRECTOR, own["href"].as_str().expect("a place")).await;
    is_letter(&got);
    for words in ["Phiếu chuyển thông tin để xác định nghĩa vụ tài chính", "CH 012345", "Đã ký số lúc"]
    {
        assert!(got.body.contains(words), "{words}: {}", got.body);
    }
}

#[tokio::test]
async fn the_control_sheet_grows_by_the_hand_overs() {
    let site = Site::new().await;
    let code = site.file(OWNER, &filing()).await;
    let path = format!("/congchuc/ho-so/{code}/phieu-kiem-soat");
    let lines = |got: &Got| got.body.matches("<tr><td class=\"can_giua\">").count();
    let first = site.page(DESK, &path).await;
    is_letter(&first);
    assert_eq!(lines(&first), 1, "filed: {}", first.body);
    assert!(
        first.body.contains("<td>Người nộp 0412</td><td>Công chức Một cửa (UBND phường 01)</td>"),
        "{}",
        first.body
    );
    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    let second = site.page(HEAD, &path).await;
    assert_eq!(lines(&second), 2, "received: {}", second.body);
    for words in ["Phiếu kiểm soát quá trình giải quyết hồ sơ", "Mẫu số 06", "Cán bộ Một cửa 01 (UBND phường 01)"]
    {
        assert!(second.body.contains(words), "{words}: {}", second.body);
    }
    assert_eq!(site.page(OWNER, &path).await.status, StatusCode::FORBIDDEN, "a sheet of the office");
}

#[tokio::test]
async fn the_register_holds_what_was_filed_in_its_days() {
    let site = Site::new().await;
    let first = site.file(OWNER, &filing()).await;
    site.until("2026-06-10T09:00:00+07:00").await;
    let second = site.file(STRANGER, &filing()).await;
    site.does(DESK, &second, "tiep_nhan.tiep_nhan", json!({})).await;
    let register =
        async |from: &str, to: &str| site.page(DESK, &format!("/congchuc/so-theo-doi?tu={from}&den={to}")).await;
    let both = register("08/06/2026", "10/06/2026").await;
    is_letter(&both);
    let at = |code: &str| both.body.find(code).unwrap_or_else(|| panic!("{code}: {}", both.body));
    assert!(at(&first) < at(&second), "in the order of filing");
    assert!(both.body.contains("Mẫu số 07") && both.body.contains("Đang xử lý"), "{}", both.body);
    let today = site.page(DESK, "/congchuc/so-theo-doi").await;
    assert!(today.body.contains(&second) && !today.body.contains(&first), "{}", today.body);
    let empty = register("2026-06-09", "2026-06-09").await;
    assert!(empty.body.contains("không có hồ sơ nào"), "{}", empty.body);
    for (from, to) in [("10/06/2026", "08/06/2026"), ("01/05/2026", "01/06/2026"), ("hôm qua", "08/06/2026")] {
        assert_eq!(register(&from.replace(' ', "+"), to).await.status, StatusCode::BAD_REQUEST, "{from} {to}");
    }
    let other = site.page(OTHER_WARD, "/congchuc/so-theo-doi?tu=08/06/2026&den=10/06/2026").await;
    assert!(!other.body.contains(&first), "another agency has another book");
}
