//! The pages as a browser without JavaScript meets them: each in both languages, forms with good and bad input,
//! people who may not look.

mod support;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use motcua_web::{Mode, router};
use store::Kind;
use tower::ServiceExt;

const FORM: &str = "/congdan/thu-tuc/cap_ban_sao_so_goc/nop";
const APPLICANT: &str = "applicant:nguoi_nop_0412";
const OTHER: &str = "applicant:nguoi_nop_0518";
const DESK: &str = "post:p01_mot_cua_01";
const DESK_TWO: &str = "post:p01_mot_cua_02";
const REGISTER: &str = "post:p01_ho_tich_01";
const ELSEWHERE: &str = "post:ca01_tiep_dan";

/// A page as it arrived.
struct Got {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    body: String,
}

/// A server and those who browse it.
struct Site(Router);

impl Site {
    async fn new() -> Self {
        Self(router(support::app(Mode::Demo, support::empty(Kind::Rehearsal), support::shipped()).await))
    }

    async fn get(&self, who: &str, path: &str) -> Got {
        self.ask(who, Request::get(path), Body::empty()).await
    }

    async fn post(&self, who: &str, path: &str, pairs: &[(&str, &str)]) -> Got {
        let body: Vec<String> =
            pairs.iter().map(|(name, text)| format!("{}={}", encoded(name), encoded(text))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(who, request, Body::from(body.join("&"))).await
    }

    async fn ask(&self, who: &str, request: axum::http::request::Builder, body: Body) -> Got {
        let request = request.header(header::COOKIE, format!("motcua_vai={who}")).body(body).expect("a request");
        let response = self.0.clone().oneshot(request).await.expect("an answer");
        let text = |name| {
            let values = response.headers().get_all(name).into_iter();
            values.map(|value| value.to_str().expect("ASCII").to_owned()).collect::<Vec<String>>()
        };
        let (status, location, cookies) =
            (response.status(), text(header::LOCATION).concat(), text(header::SET_COOKIE));
        let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        Got { status, location, cookies, body: String::from_utf8(body.to_vec()).expect("UTF-8") }
    }

    /// Files a dossier through form and check, and returns its code.
    async fn file(&self, name: &str) -> String {
        let check = self.post(APPLICANT, FORM, &filled(name)).await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.body);
        let filed = self.post(APPLICANT, FORM, &with(&hidden(&check.body, ""), &[("buoc", "nop")])).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
        filed.location.split('/').nth(3).expect("a code").to_owned()
    }

    /// Presses a button of a dossier's page as its form would.
    async fn press(&self, who: &str, dossier: &str, path: &str, answers: &[(&str, &str)]) -> Got {
        let page = self.get(who, path).await;
        let hidden = if page.status == StatusCode::OK {
            hidden(&page.body, "")
        } else {
            panic!("{path} of {dossier}: {} {}", page.status, page.body)
        };
        self.post(who, path, &with(&hidden, answers)).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn filled(name: &str) -> [(&'static str, &str); 8] {
    [
        ("buoc", "kiem-tra"),
        ("co_quan", "ubnd_phuong_01"),
        ("doi_tuong", "cong_dan"),
        ("kenh", "truc_tuyen"),
        ("yeu_cau.ten_giay_to", name),
        ("yeu_cau.la_ho_tich", "false"),
        ("yeu_cau.so_ban", "2"),
        ("giay_to.giay_to_tuy_than", "true"),
    ]
}

/// Collects the hidden fields that follow a mark in a page.
fn hidden(body: &str, mark: &str) -> Vec<(String, String)> {
    let body = &body[body.find(mark).expect(mark)..];
    let inputs = body.split("<input type=\"hidden\" ").skip(1);
    let part = |input: &str, name: &str| {
        let from = input.find(&format!("{name}=\"")).expect("an attribute") + name.len() + 2;
        plain(input[from..].split('"').next().expect("a value"))
    };
    inputs.map(|input| (part(input, "name"), part(input, "value"))).collect()
}

/// Undoes the escapes of a page.
fn plain(text: &str) -> String {
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (escaped, mark)| text.replace(escaped, mark))
}

fn with<'a>(hidden: &'a [(String, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    hidden.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain(more.iter().copied()).collect()
}

fn check_page(got: &Got, about: &str, lang: &str) {
    assert_eq!(got.status, StatusCode::OK, "{about}: {}", got.body);
    check_markup(got, about, lang);
}

fn check_markup(got: &Got, about: &str, lang: &str) {
    assert_eq!(got.body.matches("<h1").count(), 1, "{about}: one h1");
    assert!(got.body.contains(&format!("<html lang=\"{lang}\">")), "{about}: language");
    assert!(!got.body.contains("<title> –"), "{about}: title");
    for never in [" style=", "<script", "<style", "??", "{{", "{%", "javascript:"] {
        assert!(!got.body.contains(never), "{about}: {never}");
    }
    let mut ids: Vec<&str> = got.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{about}: ids are unique");
    for described in got.body.split("aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        for id in described.split(' ') {
            assert!(ids.contains(&id), "{about}: {id} describes but is not there");
        }
    }
}

#[tokio::test]
async fn every_page_in_both_languages_for_everyone() {
    let site = Site::new().await;
    let code = site.file("Bằng tốt nghiệp").await;
    let mine = format!("/congdan/ho-so/{code}");
    let desk = format!("/congchuc/ho-so/{code}");
    let pages = [
        ("", "/".to_owned()),
        ("", "/vai".to_owned()),
        ("", "/congdan".to_owned()),
        ("", "/congdan/thu-tuc/cap_ban_sao_so_goc".to_owned()),
        ("", "/huong-dan".to_owned()),
        ("", "/huong-dan/cong-dan".to_owned()),
        ("", "/huong-dan/can-bo".to_owned()),
        ("", "/huong-dan/soan-thao".to_owned()),
        ("", "/huong-dan/mau-giay-to".to_owned()),
        ("", "/chay-thu".to_owned()),
        (APPLICANT, FORM.to_owned()),
        (APPLICANT, "/congdan/ho-so".to_owned()),
        (APPLICANT, mine.clone()),
        (APPLICANT, format!("{mine}/da-nop")),
        (APPLICANT, format!("{mine}/quyen/rut")),
        (OTHER, "/congdan/ho-so".to_owned()),
        (DESK, "/congchuc".to_owned()),
        (REGISTER, "/congchuc".to_owned()),
        (DESK, "/congchuc/ho-so".to_owned()),
        (ELSEWHERE, "/congchuc/ho-so".to_owned()),
        (DESK, desk.clone()),
        (REGISTER, desk.clone()),
        (DESK, format!("{desk}/viec/0/bo_sung")),
        (DESK, format!("{desk}?vua=1")),
    ];
    for (who, path) in pages {
        let path = path.replace("/viec/0/", &format!("/viec/{}/", task(&site, DESK, &desk).await));
        let vietnamese = site.get(who, &path).await;
        check_page(&vietnamese, &path, "vi");
        let join = if path.contains('?') { '&' } else { '?' };
        let english = site.get(who, &format!("{path}{join}lang=en")).await;
        check_page(&english, &path, "en");
        assert!(
            english.cookies.iter().any(|cookie| cookie.starts_with("motcua_lang=en;")),
            "{path} keeps the language"
        );
        assert!(vietnamese.body.contains("Không phải hồ sơ thật"), "{path} carries the band");
        for word in ["Đến nội dung chính", "Giờ máy chủ", "Mọi thời hạn tính"] {
            assert!(vietnamese.body.contains(word) && !english.body.contains(word), "{path}: {word}");
        }
    }
}

/// Finds the open task on an officer's page.
async fn task(site: &Site, who: &str, dossier: &str) -> String {
    let page = site.get(who, dossier).await;
    let at = page.body.find("/viec/").expect("a task") + 6;
    page.body[at..].split('/').next().expect("an id").to_owned()
}

#[tokio::test]
async fn a_form_says_what_is_wrong_and_keeps_what_was_typed() {
    let site = Site::new().await;
    let empty = site.post(APPLICANT, FORM, &[("buoc", "kiem-tra")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("<title>Lỗi: ") && empty.body.contains("role=\"alert\""));
    for id in ["co_quan", "doi_tuong", "kenh", "yeu_cau-ten_giay_to", "giay_to-giay_to_tuy_than"] {
        assert!(
            empty.body.contains(&format!("href=\"#{id}\"")) && empty.body.contains(&format!("id=\"{id}\"")),
            "{id}"
        );
    }
    let markup = "<script>alert(1)</script>\"'&";
    let mut pairs = filled(markup).to_vec();
    pairs[6] = ("yeu_cau.so_ban", "99");
    pairs.pop();
    let wrong = site.post(APPLICANT, FORM, &pairs).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("href=\"#yeu_cau-so_ban\"") && wrong.body.contains("href=\"#giay_to-giay_to_tuy_than\"")
    );
    assert!(wrong.body.contains("value=\"99\" ") && !wrong.body.contains("<script") && wrong.body.contains("alert(1)"));
    let huge = "a".repeat(5_000);
    assert_eq!(site.post(APPLICANT, FORM, &filled(&huge)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = [&filled("Bằng")[..], &[("khong.co", "x")]].concat();
    assert_eq!(site.post(APPLICANT, FORM, &unknown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post(APPLICANT, FORM, &filled("a\0b")).await.status, StatusCode::BAD_REQUEST);
    let back = [&filled("Bằng cấp")[1..], &[("buoc", "sua")]].concat();
    assert!(site.post(APPLICANT, FORM, &back).await.body.contains("value=\"Bằng cấp\""));
}

#[tokio::test]
async fn text_is_kept_in_nfc_and_shown_escaped() {
    let site = Site::new().await;
    let code = site.file("Ba\u{306}\u{300}ng \u{1b}<b>\u{202e}đỏ</b> & xanh").await;
    let page = site.get(DESK, &format!("/congchuc/ho-so/{code}")).await;
    assert!(page.body.contains("Bằng &#60;b&#62;đỏ&#60;/b&#62; &#38; xanh"), "{}", page.body);
}

#[tokio::test]
async fn a_form_sent_twice_files_once() {
    let site = Site::new().await;
    let check = site.post(APPLICANT, FORM, &filled("Học bạ")).await;
    assert!(check.body.contains("Học bạ") && check.body.contains("Giấy tờ tùy thân"));
    let hidden = hidden(&check.body, "");
    let send = || async { site.post(APPLICANT, FORM, &with(&hidden, &[("buoc", "nop")])).await };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, &first.location), (second.status, &second.location));
    let list = site.get(APPLICANT, "/congdan/ho-so").await;
    assert_eq!(list.body.matches("<li>").count(), 1);
    assert!(site.get(APPLICANT, &first.location).await.body.contains("Đã nộp hồ sơ"));
}

#[tokio::test]
async fn a_supplement_is_asked_for_and_sent() {
    let site = Site::new().await;
    let code = site.file("Bằng lái").await;
    let (desk, mine) = (format!("/congchuc/ho-so/{code}"), format!("/congdan/ho-so/{code}"));
    let ask = format!("{desk}/viec/{}/bo_sung", task(&site, DESK, &desk).await);
    let missing = site.press(DESK, &desk, &ask, &[("noi_dung", " ")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.body.contains("href=\"#noi_dung\""));
    let asked = site.press(DESK, &desk, &ask, &[("noi_dung", "Bản chụp trang 2\r\nbị mờ")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    assert!(site.get(DESK, &asked.location).await.body.contains("Đã ghi"));
    let page = site.get(APPLICANT, &mine).await;
    assert!(page.body.contains("Bạn cần làm:") && page.body.contains("Bản chụp trang 2\nbị mờ"), "{}", page.body);
    assert!(site.get(APPLICANT, "/congdan/ho-so").await.body.contains("Cần bạn làm"));
    let send = format!("{mine}/viec/{}/gui", task(&site, APPLICANT, &mine).await);
    assert!(site.get(APPLICANT, &send).await.body.contains("value=\"Bằng lái\""), "the form opens filled in");
    let sent = [("yeu_cau.ten_giay_to", "Bằng lái xe hạng B"), ("giay_to.giay_to_tuy_than", "true")];
    let sent = site.press(APPLICANT, &mine, &send, &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(site.get(DESK, &desk).await.body.contains("Bằng lái xe hạng B"));
    assert!(site.get(APPLICANT, &mine).await.body.contains("Bạn chưa phải làm gì"));
}

#[tokio::test]
async fn an_applicant_withdraws_and_is_told_before_what_that_does() {
    let site = Site::new().await;
    let code = site.file("Bằng lái").await;
    let mine = format!("/congdan/ho-so/{code}");
    assert!(site.get(APPLICANT, &mine).await.body.contains("/quyen/rut"));
    let path = format!("{mine}/quyen/rut");
    assert!(site.get(APPLICANT, &path).await.body.contains("10"), "says which step comes next");
    let gone = site.press(APPLICANT, &mine, &path, &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let again = site.get(APPLICANT, &path).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(site.get(DESK, "/congchuc").await.body.contains("Xác nhận dừng giải quyết"));
}

#[tokio::test]
async fn whoever_was_slower_sees_the_new_state_and_keeps_his_text() {
    let site = Site::new().await;
    let code = site.file("Bằng lái").await;
    let desk = format!("/congchuc/ho-so/{code}");
    let id = task(&site, DESK, &desk).await;
    let refuse = format!("{desk}/viec/{id}/tu_choi");
    let seen = hidden(&site.get(DESK_TWO, &refuse).await.body, "");
    let accept = format!("{desk}/viec/{id}/tiep_nhan");
    let page = site.get(DESK, &desk).await;
    let accepted = site.post(DESK, &accept, &with(&hidden(&page.body, &accept), &[])[..2]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
    let again = site.post(DESK, &accept, &with(&hidden(&page.body, &accept), &[])[..2]).await;
    assert_eq!(
        (again.status, &again.location),
        (StatusCode::SEE_OTHER, &accepted.location),
        "a second click does nothing"
    );
    let late = site.post(DESK_TWO, &refuse, &with(&seen, &[("ly_do", "Không thuộc thẩm quyền")])).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert!(late.body.contains("Có người vừa làm trước bạn") && late.body.contains("Không thuộc thẩm quyền"));
    assert!(late.body.contains("Đang xử lý"), "the new status is shown");
    let bare = site.post(DESK, &accept, &[]).await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST, "a form without version and key is not ours");
}

#[tokio::test]
async fn nobody_sees_or_does_what_is_not_his() {
    let site = Site::new().await;
    let code = site.file("Bằng lái").await;
    let (desk, mine) = (format!("/congchuc/ho-so/{code}"), format!("/congdan/ho-so/{code}"));
    let accept = format!("{desk}/viec/{}/tiep_nhan", task(&site, DESK, &desk).await);
    let foreign = site.get(OTHER, &mine).await;
    let unknown = site.get(OTHER, "/congdan/ho-so/T-H26.00.01-260608-9999").await;
    assert_eq!((foreign.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert!(!foreign.body.contains("Bằng lái"));
    for (who, path, status) in [
        (APPLICANT, desk.as_str(), StatusCode::FORBIDDEN),
        (DESK, mine.as_str(), StatusCode::FORBIDDEN),
        (ELSEWHERE, desk.as_str(), StatusCode::FORBIDDEN),
        ("", desk.as_str(), StatusCode::SEE_OTHER),
        ("", mine.as_str(), StatusCode::SEE_OTHER),
        ("post:khong_co", "/congchuc", StatusCode::SEE_OTHER),
        ("applicant:<b>", "/congdan/ho-so", StatusCode::SEE_OTHER),
        (DESK, "/congchuc/ho-so/khong-co", StatusCode::NOT_FOUND),
        (DESK, "/khong/co", StatusCode::NOT_FOUND),
        (REGISTER, accept.as_str(), StatusCode::FORBIDDEN),
    ] {
        let got = site.get(who, path).await;
        assert_eq!(got.status, status, "{who} {path}");
        assert!(!got.body.contains("Bằng lái"), "{who} {path} leaks");
        assert!(status == StatusCode::SEE_OTHER || got.body.contains("</html>"), "{who} {path}: in words");
    }
    let forced = site.post(REGISTER, &accept, &[("phien_ban", "1"), ("khoa", "k1")]).await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN);
    let anonymous = site.post("", &accept, &[("phien_ban", "1"), ("khoa", "k2")]).await;
    assert_eq!((anonymous.status, anonymous.location.starts_with("/vai")), (StatusCode::SEE_OTHER, true));
}

#[tokio::test]
async fn picking_goes_back_to_where_one_came_from_on_this_server_only() {
    let site = Site::new().await;
    for (who, back, to) in [
        (DESK, "/congchuc/ho-so", "/congchuc/ho-so"),
        (DESK, "//ke-xau.invalid", "/congchuc"),
        (DESK, "https://ke-xau.invalid/", "/congchuc"),
        (APPLICANT, "/congchuc", "/congdan"),
        (APPLICANT, "", "/congdan"),
    ] {
        let got = site.post("", "/vai", &[("ai", who), ("tu", back)]).await;
        assert_eq!((got.status, got.location.as_str()), (StatusCode::SEE_OTHER, to), "{back}");
        assert!(got.cookies.iter().any(|cookie| cookie.starts_with(&format!("motcua_vai={who};"))));
    }
    for who in ["post:khong_co", "applicant:la", "", "post:", "p01_mot_cua_01"] {
        let got = site.post("", "/vai", &[("ai", who)]).await;
        assert_eq!((got.status, got.cookies.len()), (StatusCode::FORBIDDEN, 0), "{who}");
    }
}

#[tokio::test]
async fn the_time_machine_moves_forward_and_tells_what_fired() {
    let site = Site::new().await;
    site.file("Bằng lái").await;
    let before = site.get(DESK, "/chay-thu").await;
    assert!(before.body.contains("Hạn kế tiếp:"));
    let moved = site.post(DESK, "/chay-thu", &[("toi", "ke-tiep")]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    let after = site.get(DESK, "/chay-thu").await;
    assert!(after.body.contains("08/06/2026 10:00"), "two working hours from 08:00: {}", after.body);
    for (button, status) in [("gio", 303), ("ngay-lam-viec", 303), ("ngay", 303), ("luc", 422)] {
        assert_eq!(site.post(DESK, "/chay-thu", &[("toi", button)]).await.status.as_u16(), status, "{button}");
    }
    for (text, status) in
        [("01/01/2026 08:00", 422), ("24/06/2099 09:00", 422), ("hôm qua", 422), ("24/06/2026 09:00", 303)]
    {
        let got = site.post(DESK, "/chay-thu", &[("luc", text)]).await;
        assert_eq!(got.status.as_u16(), status, "{text}");
    }
    assert_eq!(site.post("", "/chay-thu", &[("toi", "ngay")]).await.location, "/vai?tu=/chay-thu");
}

#[tokio::test]
async fn a_production_store_has_neither_time_machine_nor_picker() {
    let mode = Mode::Token { token: "bi-mat".into() };
    let site = Site(router(support::app(mode, support::empty(Kind::Production), support::shipped()).await));
    let get = |path: &'static str| Request::get(path).header(header::AUTHORIZATION, "Bearer bi-mat");
    for path in ["/chay-thu", "/vai"] {
        assert_eq!(site.ask("", get(path), Body::empty()).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let due = site.ask(DESK, get("/congchuc"), Body::empty()).await;
    assert_eq!(due.status, StatusCode::UNAUTHORIZED, "a cookie names nobody here");
    let due = site.ask("", get("/congchuc").header("x-motcua-as", DESK), Body::empty()).await;
    assert_eq!(due.status, StatusCode::OK);
    assert!(!due.body.contains("class=\"trial\""), "no rehearsal band");
}

#[tokio::test]
async fn an_english_page_says_which_words_are_the_authors() {
    let site = Site::new().await;
    let page = site.get(APPLICANT, &format!("{FORM}?lang=en")).await.body;
    for marked in [
        "<h2 id=\"s1\" lang=\"vi\">Bản sao cần cấp</h2>",
        "<span lang=\"vi\">Tên giấy tờ có trong sổ gốc</span>",
        "<span lang=\"vi\">Giấy tờ tùy thân</span>",
    ] {
        assert!(page.contains(marked), "{marked}: {page}");
    }
    for own in ["> Yes</label>", "<legend>Way of filing", ">Papers</h2>"] {
        assert!(page.contains(own), "{own}: {page}");
    }
}

#[tokio::test]
async fn what_stops_a_request_before_its_page_is_told_in_words() {
    let site = Site::new().await;
    let foreign = Request::post("/vai").header("sec-fetch-site", "cross-site");
    let foreign = site.ask(DESK, foreign, Body::empty()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    check_markup(&foreign, "another site", "vi");
    assert!(foreign.body.contains("Yêu cầu đến từ trang khác"), "{}", foreign.body);
    for (path, lang) in [("/congchuc", "vi"), ("/congdan/ho-so?lang=en", "en")] {
        let method = site.ask(DESK, Request::put(path), Body::empty()).await;
        assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        check_markup(&method, path, lang);
    }
    for (path, lang) in [("/congdan/ho-so/%FF", "vi"), ("/vai?tu=/a&tu=/b&lang=en", "en")] {
        let address = site.get(APPLICANT, path).await;
        assert_eq!(address.status, StatusCode::BAD_REQUEST, "{path}");
        check_markup(&address, path, lang);
    }
    let mode = Mode::Token { token: "bi-mat".into() };
    let site = Site(router(support::app(mode, support::empty(Kind::Production), support::shipped()).await));
    let nobody = site.ask("", Request::get("/congchuc").header("x-motcua-as", DESK), Body::empty()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    check_markup(&nobody, "no token", "vi");
    assert!(nobody.body.contains("Chưa có mã truy cập") && !nobody.body.contains("Cán bộ Một cửa 01"));
    let machine = site.ask("", Request::get("/api/khong-co"), Body::empty()).await;
    assert!(machine.body.starts_with('{'), "{}", machine.body);
}

#[tokio::test]
async fn the_style_sheet_is_small_and_cached_under_its_hash() {
    let site = Site::new().await;
    let page = site.get("", "/").await;
    let at = page.body.find("/tinh/").expect("a sheet");
    let path = page.body[at..].split('"').next().expect("a path").to_owned();
    let sheet = site.get("", &path).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.body.len() <= 12_288, "{} bytes", sheet.body.len());
    let other = site.get("", "/tinh/motcua.css").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    check_markup(&other, "another sheet", "vi");
}

#[test]
fn the_example_of_the_guide_is_fit() {
    let text = include_str!("../help/vi_du.tthc.yaml");
    let today = calendar::Date::parse("2026-06-08").expect("a date");
    let checked = procedure::check(
        source::SourceFile::new("xac-nhan-cu-tru.tthc.yaml", text),
        &procedure::Library::shipped().0,
        today,
    );
    assert!(checked.compiled.is_some() && !checked.has(source::Severity::Warning), "{:#?}", checked.diagnostics);
}

#[tokio::test]
async fn a_dossier_goes_all_the_way_by_buttons() {
    let site = Site::new().await;
    let code = site.file("Bằng lái").await;
    let desk = format!("/congchuc/ho-so/{code}");
    let way = [
        (DESK, "tiep_nhan"),
        (REGISTER, "co_trong_so"),
        ("post:p01_pho_chu_tich", "ky"),
        (DESK, "da_phat_hanh"),
        (DESK, "da_tra"),
        (DESK, "ket_thuc"),
    ];
    for (who, action) in way {
        let queue = site.get(who, "/congchuc").await;
        assert!(queue.body.contains(&code), "{who} sees {action} in the queue");
        assert_eq!(queue.body.contains("ký thay"), who == "post:p01_pho_chu_tich", "{action}");
        let path = format!("{desk}/viec/{}/{action}", task(&site, who, &desk).await);
        let done = site.press(who, &desk, &path, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{action}: {}", done.body);
        check_page(&site.get(who, &done.location).await, action, "vi");
    }
    let page = site.get(APPLICANT, &format!("/congdan/ho-so/{code}")).await;
    check_page(&page, "ended", "vi");
    assert!(page.body.contains("Đã trả kết quả") && page.body.contains("đã giải quyết xong"), "{}", page.body);
    assert!(!page.body.contains("Việc bạn có thể làm"), "nothing is left to do");
}

/// Every type of field, a case, alternatives of a paper, and a field that is asked only sometimes.
const EVERY_FIELD: &str = "
      dong: { label: Một dòng, type: text }
      doan: { label: Một đoạn, type: paragraph, optional: true }
      so: { label: Số nguyên, type: integer }
      le: { label: Số lẻ, type: decimal }
      tien: { label: Số tiền, type: money }
      ngay: { label: Ngày, type: date, max: hôm nay }
      dung: { label: Đúng không, type: boolean }
      mot: { label: Chọn một, type: choice, options: { aa: Mục A, bb: Mục B } }
      nhieu: { label: Chọn nhiều, type: choices, options: { cc: Mục C, dd: Mục D, ee: Mục E } }
      co_quan: { label: Cơ quan, type: agency }
      thu: { label: Thư điện tử, type: email }
      may: { label: Điện thoại, type: phone }
      so_dinh_danh: { label: Số định danh, type: id_number, optional: true, when: noi_dung_de_nghi.dung }
";

async fn every_field() -> Site {
    let text = include_str!("../help/vi_du.tthc.yaml")
        .replace("      dia_chi:", &format!("{}      dia_chi:", EVERY_FIELD.trim_start_matches('\n')))
        .replace(
            "results:\n",
            "documents:\n  giay: { name: Giấy nào đó, one_of: { cu: Bản cũ, moi: Bản mới } }\nresults:\n",
        );
    let compiled = support::compile("xac-nhan-cu-tru.tthc.yaml", &text);
    Site(router(support::app(Mode::Demo, support::empty(Kind::Rehearsal), vec![compiled]).await))
}

#[tokio::test]
async fn every_type_of_field_is_asked_kept_and_shown() {
    let site = every_field().await;
    let form = "/congdan/thu-tuc/xac_nhan_cu_tru/nop";
    check_page(&site.get(APPLICANT, form).await, "empty form", "vi");
    let own = |name: &str| format!("noi_dung_de_nghi.{name}");
    let answers = [
        ("dong", "Một dòng chữ"),
        ("so", "7"),
        ("le", "12,5"),
        ("tien", "1.240.000 đ"),
        ("ngay", "5/6/2026"),
        ("dung", "false"),
        ("mot", "bb"),
        ("nhieu", ""),
        ("nhieu", "ee"),
        ("nhieu", "cc"),
        ("co_quan", "ubnd_phuong_02"),
        ("thu", "nguoi-nop@mau.invalid"),
        ("may", "024 000 0000"),
        ("dia_chi", "Phường 01"),
    ];
    let named: Vec<(String, &str)> = answers.iter().map(|(name, text)| (own(name), *text)).collect();
    let mut pairs: Vec<(&str, &str)> = filled("")[..4].to_vec();
    pairs.extend(named.iter().map(|(name, text)| (name.as_str(), *text)));
    pairs.push(("giay_to.giay", "moi"));
    let check = site.post(APPLICANT, form, &pairs).await;
    check_page(&check, "check", "vi");
    for shown in ["12,5", "1.240.000\u{a0}đ", "05/06/2026", "Mục B", "Mục C, Mục E", "UBND phường 02", "Bản mới"]
    {
        assert!(check.body.contains(shown), "{shown}: {}", check.body);
    }
    let ahead = [&pairs[..], &[("noi_dung_de_nghi.ngay", "1/7/2026")]].concat();
    let wrong = site.post(APPLICANT, form, &ahead).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in
        ["value=\"1/7/2026\"", "value=\"bb\" checked", "value=\"ee\" checked", "value=\"ubnd_phuong_02\" selected"]
    {
        assert!(wrong.body.contains(kept), "{kept}");
    }
    assert!(wrong.body.contains("href=\"#noi_dung_de_nghi-ngay\""));
}
