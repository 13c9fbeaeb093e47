//! The same procedures worked through by pages, as a browser without JavaScript does it.

use axum::http::StatusCode;
use serde_json::json;

use crate::client::{Got, Site, location};
use crate::permit::{CLERK, DESK, EXPERT, FIRE, HEAD, LEADER, OWNER, PLANNERS};
use crate::{birth, land, permit};

const DESK_TWO: &str = "post:p01_mot_cua_02";
const DESK_HEAD: &str = "post:p01_phu_trach_mot_cua";

fn door(who: &str, code: &str) -> String {
    let door = if who.starts_with("post:") { "congchuc" } else { "congdan" };
    format!("/{door}/ho-so/{code}")
}

/// Checks what every page must be.
fn sound(got: &Got, about: &str) {
    assert_eq!(got.status, StatusCode::OK, "{about}: {}", got.body);
    assert_eq!(got.body.matches("<h1").count(), 1, "{about}: one h1");
    for never in [" style=", "<script", "<style", "{{", "{%"] {
        assert!(!got.body.contains(never), "{about}: {never}");
    }
    let mut ids: Vec<&str> = got.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{about}: ids are unique");
    for described in got.body.split("aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(described.split(' ').all(|id| ids.contains(&id)), "{about}: {described} is not there");
    }
}

/// Presses a button by its page, and returns the page of the dossier after it.
async fn press(site: &Site, who: &str, code: &str, button: &str, pairs: &[(&str, &str)]) -> Got {
    let (step, action) = button.split_once('.').expect("step.button");
    let (step, item) = match step.split_once('[') {
        Some((step, item)) => (step, Some(item.trim_end_matches(']'))),
        None => (step, None),
    };
    let task = site.open(who, code, step, item).await;
    let page = format!("{}/viec/{task}/{action}", door(who, code));
    let got = site.submit(who, &page, &page, pairs).await;
    let after = site.page(who, location(&got)).await;
    sound(&after, button);
    after
}

/// Files a dossier through form and check; what it will cost is said before.
async fn filed_by_pages(site: &Site) -> String {
    let about = site.page(OWNER, "/congdan/thu-tuc/cap_giay_phep_xay_dung").await;
    sound(&about, "about");
    assert!(
        about.body.contains("Lệ phí cấp giấy phép xây dựng") && about.body.contains("75.000\u{a0}đ"),
        "{}",
        about.body
    );
    let form = "/congdan/thu-tuc/cap_giay_phep_xay_dung/nop";
    let filled = [
        ("buoc", "kiem-tra"),
        ("co_quan", "ubnd_phuong_01"),
        ("truong_hop", "nha_o"),
        ("doi_tuong", "cong_dan"),
        ("kenh", "truc_tiep"),
        ("cong_trinh.dia_chi", "Phường 01"),
        ("cong_trinh.so_tang", "3"),
        ("cong_trinh.dien_tich_san", "180,5"),
        ("giay_to.don", "true"),
        ("giay_to.quyen_dat", "giay_chung_nhan"),
        ("giay_to.ban_ve", "true"),
        ("giay_to.tham_duyet_pccc", "false"),
        ("giay_to.tham_tra_thiet_ke", "false"),
    ];
    let check = site.post_form(OWNER, form, &filled).await;
    sound(&check, "check");
    assert!(
        check.body.contains("Phí, lệ phí theo nội dung đã khai") && check.body.contains("75.000\u{a0}đ"),
        "{}",
        check.body
    );
    let key = check.body.split("name=\"khoa\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
    let send: Vec<_> = filled[1..].iter().copied().chain([("buoc", "nop"), ("khoa", key)]).collect();
    let filed = site.post_form(OWNER, form, &send).await;
    location(&filed).split('/').nth(3).expect("a code").to_owned()
}

#[tokio::test]
async fn a_permit_is_worked_through_by_pages() {
    let site = Site::new().await;
    let code = filed_by_pages(&site).await;
    press(&site, DESK, &code, "tiep_nhan.tiep_nhan", &[("nhan_luc", "")]).await;
    let choose = site.open(HEAD, &code, "phan_cong", None).await;
    let page = site.page(HEAD, &format!("{}/viec/{choose}/phan_cong", door(HEAD, &code))).await;
    assert!(page.body.contains("type=\"checkbox\"") && page.body.contains("value=\"so_qhkt\""), "{}", page.body);
    let offices = [("y_kien.co_quan", "so_qhkt"), ("y_kien.co_quan", "cs_pccc")];
    let shown = press(&site, HEAD, &code, "phan_cong.phan_cong", &offices).await;
    for branch in ["Thẩm định hồ sơ", "Kiểm tra thực địa", "Lấy ý kiến cơ quan liên quan", "Sở Quy hoạch - Kiến trúc"]
    {
        assert!(shown.body.contains(branch), "{branch}: {}", shown.body);
    }
    assert!(shown.body.contains("Có nguy cơ quá hạn hồ sơ"), "the outlook is flagged");
    let queue = site.page(PLANNERS, "/congchuc").await;
    sound(&queue, "queue");
    assert!(queue.body.contains(&code) && queue.body.contains("Hạn hồ sơ, sớm hơn hạn của bước"), "{}", queue.body);

    let asked = site.page(PLANNERS, &door(PLANNERS, &code)).await;
    sound(&asked, "asked");
    assert!(asked.body.contains("Cơ quan bạn được hỏi ý kiến") && !asked.body.contains("Cảnh sát"), "{}", asked.body);
    press(&site, EXPERT, &code, "tham_dinh.dat", &[]).await;
    press(&site, EXPERT, &code, "thuc_dia.phu_hop", &[("giay_to.bien_ban", "true")]).await;
    press(&site, PLANNERS, &code, "cho_y_kien[so_qhkt].dong_y", &[]).await;
    press(&site, FIRE, &code, "cho_y_kien[cs_pccc].dong_y", &[]).await;

    let desk = site.page(DESK, &door(DESK, &code)).await;
    assert!(
        desk.body.contains("Lệ phí cấp giấy phép xây dựng") && desk.body.contains("Đang chờ tiền của"),
        "{}",
        desk.body
    );
    let mine = site.page(OWNER, &door(OWNER, &code)).await;
    sound(&mine, "to pay");
    let bill = site.open(OWNER, &code, "nop_le_phi", None).await;
    let pay = format!("{}/tra-tien/{bill}", door(OWNER, &code));
    assert!(mine.body.contains("Nộp (thử)") && mine.body.contains(&pay), "{}", mine.body);
    let paid = site.submit(OWNER, &door(OWNER, &code), &pay, &[]).await;
    assert!(site.page(OWNER, location(&paid)).await.body.contains("Đã nộp\u{a0}75.000"), "it is told");

    press(&site, HEAD, &code, "duyet.trinh", &[]).await;
    press(&site, LEADER, &code, "ky.ky", &[]).await;
    press(&site, CLERK, &code, "phat_hanh.da_phat_hanh", &[]).await;
    press(&site, DESK, &code, "tra_ket_qua.da_tra", &[]).await;
    let ended = press(&site, DESK, &code, "ket_thuc.ket_thuc", &[]).await;
    assert!(ended.body.contains("đã giải quyết xong"), "{}", ended.body);
}

#[tokio::test]
async fn a_land_change_takes_its_notice_by_hand() {
    let site = Site::new().await;
    let code = land::at_the_job(&site).await;
    land::work(&site, &code).await;
    let task = site.open(land::DESK, &code, "thong_bao_thue", None).await;
    let path = format!("{}/viec/{task}/nhap_tay", door(land::DESK, &code));
    let page = site.page(land::DESK, &path).await;
    sound(&page, "by hand");
    assert!(
        page.body.contains("Tổng số tiền phải nộp") && page.body.contains("nội dung đó quyết định"),
        "{}",
        page.body
    );
    let wrong = site.submit(land::DESK, &path, &path, &[("tin.so_tien", ""), ("tin.so_thong_bao", "TB-01")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#tin-so_tien\"") && wrong.body.contains("value=\"TB-01\""), "{}", wrong.body);
    let entered = [("tin.so_tien", "12.500.000 đ"), ("tin.so_thong_bao", "TB-01")];
    press(&site, land::DESK, &code, "thong_bao_thue.nhap_tay", &entered).await;
    let mine = site.page(land::OWNER, &door(land::OWNER, &code)).await;
    sound(&mine, "to pay");
    assert!(mine.body.contains("12.500.000\u{a0}đ") && mine.body.contains("Dừng vì"), "{}", mine.body);
    for clock in ["Giai đoạn 1, đến khi chuyển thông tin sang cơ quan thuế", "Ngày hẹn và các thay đổi"]
    {
        assert!(mine.body.contains(clock), "{clock}: {}", mine.body);
    }
    let bill = site.open(land::OWNER, &code, "nop_nghia_vu", None).await;
    let pay = format!("{}/tra-tien/{bill}", door(land::OWNER, &code));
    location(&site.submit(land::OWNER, &door(land::OWNER, &code), &pay, &[]).await);
    for (who, button) in [
        (land::DESK, "nhan_chung_tu.chuyen"),
        (land::EXPERT, "du_thao.trinh"),
        (land::HEAD, "kiem_tra_2.trinh"),
        (land::DIRECTOR, "ky.ky"),
        (land::EXPERT, "chuyen_mot_cua.chuyen"),
        (land::DESK, "tra_ket_qua.da_tra"),
        (land::DESK, "ket_thuc.ket_thuc"),
    ] {
        press(&site, who, &code, button, &[]).await;
    }
}

#[tokio::test]
async fn a_birth_is_worked_through_by_hand() {
    let site = Site::new().await;
    let code = birth::side_by_side(&site).await;
    birth::work(&site, &code).await;
    let page = site.page(DESK, &door(DESK, &code)).await;
    sound(&page, "side by side");
    for branch in ["Đăng ký thường trú", "Cấp thẻ bảo hiểm y tế", "Không phải làm"] {
        assert!(page.body.contains(branch), "{branch}: {}", page.body);
    }
    for step in ["ket_qua_cu_tru", "ket_qua_bhyt"] {
        press(&site, DESK, &code, &format!("{step}.nhap_tay"), &[("tin.dat", "true"), ("tin.ly_do", "")]).await;
    }
    press(&site, DESK, &code, "tra_ket_qua.da_tra", &[]).await;
    press(&site, DESK, &code, "ket_thuc.ket_thuc", &[]).await;
}

#[tokio::test]
async fn a_task_is_claimed_and_handed_on_by_pages() {
    let site = Site::new().await;
    let code = site.file(OWNER, &permit::filing()).await;
    let task = site.open(DESK, &code, "tiep_nhan", None).await;
    let (page, hold) = (door(DESK, &code), format!("{}/giu/{task}", door(DESK, &code)));
    let claimed = site.submit(DESK, &page, &hold, &[("viec", "nhan")]).await;
    assert!(site.page(DESK, location(&claimed)).await.body.contains("Đang giữ:"), "{}", claimed.body);
    assert!(site.page(DESK, "/congchuc").await.body.contains("Bạn đang giữ"));
    let other = site.page(DESK_TWO, &page).await;
    assert!(other.body.contains("đang giữ việc này"), "{}", other.body);
    let given = site.submit(DESK_HEAD, &page, &hold, &[("viec", "giao"), ("gui_cho", "p01_mot_cua_02")]).await;
    location(&given);
    assert!(site.page(DESK_TWO, "/congchuc").await.body.contains("Bạn đang giữ"));
    let back = site.submit(DESK_TWO, &page, &hold, &[("viec", "tra-lai")]).await;
    location(&back);
    assert!(!site.page(DESK, &page).await.body.contains("Đang giữ:"));
}

#[tokio::test]
async fn acts_with_a_ground_have_their_pages() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let own = door(LEADER, &code);
    let path = format!("{own}/khac/tam-dung");
    assert!(site.page(LEADER, &own).await.body.contains(&path));
    assert!(!site.page(DESK, &own).await.body.contains(&path), "who does not sign may not suspend");
    sound(&site.page(LEADER, &path).await, "suspend");
    let bare = site.submit(LEADER, &path, &path, &[("can_cu", "Chờ Tòa án"), ("dieu", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("href=\"#dieu\"") && bare.body.contains("Chờ Tòa án"), "{}", bare.body);
    let done = site.submit(LEADER, &path, &path, &[("can_cu", "Chờ Tòa án"), ("dieu", "Điều 12")]).await;
    let page = site.page(LEADER, location(&done)).await;
    sound(&page, "suspended");
    assert!(
        page.body.contains("Hồ sơ tạm dừng giải quyết theo luật từ") && page.body.contains("Chờ Tòa án; Điều 12"),
        "{}",
        page.body
    );
    let path = format!("{own}/khac/tiep-tuc");
    location(&site.submit(LEADER, &path, &path, &[("can_cu", "Có quyết định của Tòa án")]).await);

    let path = format!("{}/khac/doi-truong-hop", door(EXPERT, &code));
    sound(&site.page(EXPERT, &path).await, "case");
    location(
        &site.submit(EXPERT, &path, &path, &[("truong_hop", "cong_trinh"), ("can_cu", "Công trình cấp III")]).await,
    );

    let page = site.page(HEAD, &own).await;
    let at = page.body.find("/khac/them-co-quan/").expect("a link");
    let list = page.body[at..].split(['/', '"']).nth(3).expect("an id").to_owned();
    let path = format!("{own}/khac/them-co-quan/{list}");
    sound(&site.page(HEAD, &path).await, "another agency");
    location(&site.submit(HEAD, &path, &path, &[("co_quan", "vpdk_dat_dai"), ("can_cu", "Cạnh đường")]).await);
    let path = format!("{own}/khac/bot-co-quan/{list}");
    location(&site.submit(HEAD, &path, &path, &[("co_quan", "vpdk_dat_dai"), ("can_cu", "Không cần nữa")]).await);

    let fire = site.open(HEAD, &code, "cho_y_kien", Some("cs_pccc")).await;
    let path = format!("{own}/khac/tra-loi-giay/{fire}");
    assert!(site.page(HEAD, &own).await.body.contains(&path));
    sound(&site.page(HEAD, &path).await, "paper");
    site.until("2026-06-10T09:00:00+07:00").await;
    let paper = [("nut", "khong_dong_y"), ("nhan_luc", "9/6/2026 15:00"), ("ly_do", "Thiếu lối thoát nạn")];
    let done = site.submit(HEAD, &path, &path, &paper).await;
    assert!(site.page(HEAD, location(&done)).await.body.contains("Thiếu lối thoát nạn"));
}

#[tokio::test]
async fn the_date_promised_is_put_off_by_a_page() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let path = format!("{}/quyen/xin_loi", door(LEADER, &code));
    let page = site.page(LEADER, &path).await;
    sound(&page, "extension");
    assert!(page.body.contains("Nhiều nhất 10\u{a0}ngày làm việc."), "{}", page.body);
    let more = site.submit(LEADER, &path, &path, &[("gia_han", "11"), ("ly_do", "Chờ ý kiến")]).await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(more.body.contains("Chờ ý kiến") && more.body.contains("nhiều nhất 10"), "what was typed is kept");
    let done = site.submit(LEADER, &path, &path, &[("gia_han", "5"), ("ly_do", "Chờ ý kiến")]).await;
    let page = site.page(LEADER, location(&done)).await;
    for words in ["Hạn ban đầu", "17/06/2026", "24/06/2026", "Gia hạn", "Lý do: “Chờ ý kiến”"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test]
async fn a_late_answer_is_taken_by_a_page() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let task = site.open(PLANNERS, &code, "cho_y_kien", Some("so_qhkt")).await;
    site.until("2026-06-23T08:00:00+07:00").await;
    let own = door(PLANNERS, &code);
    let page = site.page(PLANNERS, &own).await;
    sound(&page, "late");
    assert!(page.body.contains("Trả lời muộn:") && !page.body.contains("Lịch sử"), "{}", page.body);
    let path = format!("{own}/viec/{task}/khong_dong_y");
    location(&site.submit(PLANNERS, &path, &path, &[("ly_do", "Sai chỉ giới")]).await);
    assert!(site.page(PLANNERS, &own).await.body.contains("Cơ quan bạn không còn việc gì"));
    assert!(site.page(HEAD, &own).await.body.contains("Sai chỉ giới"));
}

#[tokio::test]
async fn an_operator_has_his_pages() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let page = format!("{}/van-hanh", door(DESK, &code));
    sound(&site.page(DESK, &page).await, "operate");
    sound(&site.page(DESK, "/congchuc/van-hanh").await, "nothing is stuck");
    location(&site.submit(DESK, &page, &page, &[("viec", "tam-ngung")]).await);
    let listed = site.page(DESK, "/congchuc/van-hanh").await;
    sound(&listed, "stuck");
    assert!(listed.body.contains(&code) && listed.body.contains("Tạm ngừng"), "{}", listed.body);
    location(&site.submit(DESK, &page, &page, &[("viec", "chay-lai")]).await);

    let field = site.open(DESK, &code, "thuc_dia", None).await.to_string();
    let bare = site.submit(DESK, &page, &page, &[("viec", "bo-qua"), ("muc", &field)]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let skip = [("viec", "bo-qua"), ("muc", field.as_str()), ("can_cu", "Đã kiểm tra")];
    location(&site.submit(DESK, &page, &page, &skip).await);
    let own = site.page(DESK, &page).await;
    sound(&own, "proposed");
    assert!(
        own.body.contains("Chờ người thứ hai duyệt") && !own.body.contains("name=\"viec\" value=\"duyet\""),
        "{}",
        own.body
    );
    let waiting = site.read(DESK, &code, "/proposals").await["proposals"][0]["id"].to_string();
    let self_approved = site.submit(DESK, &page, &page, &[("viec", "duyet"), ("muc", &waiting)]).await;
    assert_eq!(self_approved.status, StatusCode::FORBIDDEN);
    location(&site.submit(CLERK, &page, &page, &[("viec", "duyet"), ("muc", &waiting)]).await);
    assert_eq!(site.read(DESK, &code, "/proposals").await, json!({ "proposals": [], "messages": [] }));
}

#[tokio::test]
async fn papers_of_another_case_are_not_listed() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    for who in [DESK, OWNER] {
        let page = site.page(who, &door(who, &code)).await;
        sound(&page, "a dossier");
        assert!(page.body.contains("Bản vẽ thiết kế"), "{who}");
        assert!(!page.body.contains("Văn bản thẩm duyệt phòng cháy chữa cháy"), "{who}: no house needs it");
    }
}

#[tokio::test]
async fn what_is_overdue_is_reviewed() {
    let site = Site::new().await;
    let empty = site.page(DESK, "/congchuc/ra-soat").await;
    sound(&empty, "no list yet");
    let code = permit::side_by_side(&site).await;
    site.until("2026-06-16T12:00:00+07:00").await;
    let page = site.page(DESK, "/congchuc/ra-soat").await;
    sound(&page, "review");
    for words in ["Rà soát hồ sơ quá hạn", &code, "Thẩm định hồ sơ", "Chuyên viên thẩm định", "Danh sách trước đó"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let elsewhere = site.page("post:p02_mot_cua_01", "/congchuc/ra-soat").await;
    sound(&elsewhere, "the lists of another ward");
    assert!(!elsewhere.body.contains(&code), "a dossier of another ward is not its matter");
    assert_eq!(site.page(OWNER, "/congchuc/ra-soat").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_pages_of_this_work_speak_english_too() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let fire = site.open(HEAD, &code, "cho_y_kien", Some("cs_pccc")).await;
    let own = door(HEAD, &code);
    for (who, path) in [
        (HEAD, own.clone()),
        (PLANNERS, own.clone()),
        (OWNER, door(OWNER, &code)),
        (LEADER, format!("{own}/khac/tam-dung")),
        (EXPERT, format!("{own}/khac/doi-truong-hop")),
        (HEAD, format!("{own}/khac/tra-loi-giay/{fire}")),
        (LEADER, format!("{own}/quyen/xin_loi")),
        (DESK, format!("{own}/van-hanh")),
        (DESK, "/congchuc/van-hanh".to_owned()),
        (DESK, "/congchuc/ra-soat".to_owned()),
        (EXPERT, "/congchuc".to_owned()),
        (OWNER, "/congdan/thu-tuc/cap_giay_phep_xay_dung".to_owned()),
    ] {
        let page = site.page(who, &format!("{path}?lang=en")).await;
        sound(&page, &path);
        assert!(page.body.contains("<html lang=\"en\">"), "{path}");
        for word in
            ["Giờ máy chủ", "Căn cứ<", "Đang dừng", "Nhận việc", "Từng lần thay đổi", "Vận hành hồ sơ", "Hạn hồ sơ"]
        {
            assert!(!page.body.contains(word), "{path}: {word}");
        }
    }
}
