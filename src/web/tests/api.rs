//! The API over HTTP, as a client meets it: every route, every refusal a client can provoke, hostile bodies.

mod support;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use motcua_web::{Mode, router};
use serde_json::{Value, json};
use store::Kind;
use tower::ServiceExt;

const PROCEDURE: &str = "cap_ban_sao_so_goc";
const CITIZEN: &str = "applicant:nguoi_nop_0412";
const STRANGER: &str = "applicant:nguoi_nop_0007";
const DESK: &str = "post:p01_mot_cua_01";
const ARCHIVE: &str = "post:p01_ho_tich_01";
const LEADER: &str = "post:p01_lanh_dao";
const DEPUTY: &str = "post:p01_pho_chu_tich";
const ELSEWHERE: &str = "post:p02_mot_cua_01";

/// What came back.
struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
    }

    /// The version to be sent as `If-Match`.
    fn tag(&self) -> String {
        self.header("etag").to_owned()
    }

    /// Status and reason of a problem, once its form is right.
    fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", String::from_utf8_lossy(&self.body));
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {problem}");
        }
        (self.status.as_u16(), problem["code"].as_str().expect("a reason").to_owned())
    }
}

/// A client of one server.
struct Client(Router);

impl Client {
    async fn demo() -> Self {
        Self(router(support::app(Mode::Demo, support::empty(Kind::Rehearsal), support::shipped()).await))
    }

    async fn token() -> Self {
        let mode = Mode::Token { token: "bi-mat".into() };
        Self(router(support::app(mode, support::empty(Kind::Production), support::shipped()).await))
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let answer = self.0.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Got { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, who: &str, path: &str) -> Got {
        self.send(Method::GET, path, &[("x-motcua-as", who)], Body::empty()).await
    }

    async fn post(&self, who: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Got {
        let all = [&[("x-motcua-as", who), ("content-type", "application/json")], headers].concat();
        self.send(Method::POST, path, &all, body.to_string()).await
    }

    async fn file(&self) -> String {
        let got = self.post(CITIZEN, "/api/v1/dossiers", &[("idempotency-key", "nop-1")], &filing()).await;
        assert_eq!(got.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&got.body));
        got.json()["code"].as_str().expect("a code").to_owned()
    }

    /// Presses a button of the only open task, with the version just read.
    async fn press(&self, who: &str, code: &str, action: &str, answers: Value) -> Got {
        let state = self.get(who, &format!("/api/v1/dossiers/{code}")).await;
        let activation = state.json()["steps"][0]["activation"].clone();
        let path = format!("/api/v1/dossiers/{code}/tasks/{activation}/acts");
        let (tag, key) = (state.tag(), format!("{action}-{activation}-{}", state.tag().trim_matches('"')));
        let headers = [("if-match", tag.as_str()), ("idempotency-key", key.as_str())];
        self.post(who, &path, &headers, &json!({ "action": action, "answers": answers })).await
    }
}

fn filing() -> Value {
    json!({
        "procedure": PROCEDURE,
        "agency": "ubnd_phuong_01",
        "channel": "truc_tuyen",
        "subject": "cong_dan",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp",
            "yeu_cau.la_ho_tich": false,
            "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    })
}

#[tokio::test]
async fn a_dossier_from_filing_to_its_end() {
    let client = Client::demo().await;
    let code = client.file().await;
    assert!(code.starts_with("T-H26.00.01-260608-"), "{code}");
    let path = format!("/api/v1/dossiers/{code}");

    let state = client.get(CITIZEN, &path).await.json();
    assert_eq!(state["status"]["code"], 1);
    assert_eq!(state["clock"], Value::Null);
    assert_eq!(state["steps"][0]["id"], "tiep_nhan");
    // 08:00 and two working hours of a morning that ends at 12:00: 10:00 on the same day.
    let due = state["steps"][0]["due"]["at"].as_str().expect("a due");
    assert!(due.starts_with("2026-06-08T10:00:") && due.ends_with("+07:00"), "{due}");

    for (who, action, answers) in [
        (DESK, "tiep_nhan", json!({})),
        (ARCHIVE, "co_trong_so", json!({})),
        (LEADER, "ky", json!({})),
        (DESK, "da_phat_hanh", json!({})),
        (DESK, "da_tra", json!({})),
        (DESK, "ket_thuc", json!({})),
    ] {
        let got = client.press(who, &code, action, answers).await;
        assert_eq!(got.status, StatusCode::OK, "{action}: {}", String::from_utf8_lossy(&got.body));
    }
    let state = client.get(CITIZEN, &path).await.json();
    assert_eq!((&state["end"]["result"], &state["status"]["code"]), (&json!("approved"), &json!(10)));
    // Received before 15:00, so the law's day is this one, until the office closes at 17:00.
    assert_eq!(state["clock"]["originalDue"]["at"], "2026-06-08T17:00:00+07:00");
    assert_eq!((&state["clock"]["state"], &state["clock"]["verdict"]), (&json!("stopped"), &json!("on_time")));

    let history = client.get(CITIZEN, &format!("{path}/history")).await.json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(7), "{history}");
    let letters = client.get(CITIZEN, &format!("{path}/letters")).await.json();
    assert_eq!(letters["items"][0]["letter"]["id"], "tiep_nhan");
    assert!(letters["items"][0]["due"].as_str().is_some_and(|due| due.starts_with("2026-06-08T17:00")), "{letters}");
    let explain = client.get(DESK, &format!("{path}/explain")).await;
    assert_eq!(explain.status, StatusCode::OK);
    let late = client.press(DESK, &code, "ket_thuc", json!({})).await;
    assert_eq!(late.problem().0, 400, "there is no open task, so the path names none");
}

#[tokio::test]
async fn the_catalogue_is_public() {
    let client = Client::demo().await;
    let list = client.send(Method::GET, "/api/v1/procedures", &[], Body::empty()).await.json();
    assert_eq!(list["items"][0]["id"], PROCEDURE);
    let one = client.send(Method::GET, &format!("/api/v1/procedures/{PROCEDURE}"), &[], Body::empty()).await.json();
    assert_eq!(one["code"], "2.000908");
    assert_eq!(one["sections"][0]["fields"][2]["address"], "yeu_cau.so_ban");
    assert_eq!(one["sections"][0]["fields"][2]["max"], "50");
    assert_eq!(one["documents"][0]["address"], "giay_to.giay_to_tuy_than");
    assert_eq!(one["agencies"][0]["id"], "ubnd_phuong_01");
    let none = client.get(CITIZEN, "/api/v1/procedures/khong_co").await;
    assert_eq!(none.problem(), (404, "NoSuchProcedure".to_owned()));
}

#[tokio::test]
async fn buttons_say_what_they_do_or_why_they_are_off() {
    let client = Client::demo().await;
    let code = client.file().await;
    let path = format!("/api/v1/dossiers/{code}/tasks");
    let work = client.get(DESK, &path).await.json();
    let button = |id: &str| {
        let buttons = work["tasks"][0]["buttons"].as_array().expect("buttons");
        buttons.iter().find(|button| button["id"] == id).expect("a button").clone()
    };
    assert_eq!(button("tiep_nhan")["on"], true);
    assert!(button("tiep_nhan")["consequence"].is_string());
    assert_eq!(button("bo_sung")["asks"][0]["address"], "noi_dung");
    let off = button("thu_tuc_khac");
    assert_eq!((&off["on"], &off["off"]["code"]), (&json!(false), &json!("NotAvailable")));

    let his = client.get(CITIZEN, &path).await.json();
    assert_eq!(his["tasks"][0]["buttons"][0]["off"]["code"], "NotInRole");
    assert_eq!((&his["anytime"][0]["id"], &his["anytime"][0]["on"]), (&json!("rut"), &json!(true)));
}

#[tokio::test]
async fn work_lists_what_one_may_do() {
    let client = Client::demo().await;
    let code = client.file().await;
    let mine = async |who| client.get(who, "/api/v1/tasks").await.json()["items"].as_array().expect("a list").clone();
    let work = mine(DESK).await;
    assert_eq!((work.len(), &work[0]["code"], &work[0]["step"]["id"]), (1, &json!(code), &json!("tiep_nhan")));
    assert!(mine(ARCHIVE).await.is_empty());
    assert!(mine(ELSEWHERE).await.is_empty());
    client.press(DESK, &code, "tiep_nhan", json!({})).await;
    client.press(ARCHIVE, &code, "co_trong_so", json!({})).await;
    assert!(mine(LEADER).await[0]["onBehalf"].is_null());
    assert_eq!(mine(DEPUTY).await[0]["onBehalf"], "p01_lanh_dao");
    let signed = client.press(DEPUTY, &code, "ky", json!({})).await;
    assert_eq!(signed.status, StatusCode::OK);
    // p01_mot_cua_01 is the procedure's van_thu; p01_mot_cua_02 is not.
    assert_eq!(mine(DESK).await[0]["step"]["id"], "phat_hanh");
    assert!(mine("post:p01_mot_cua_02").await.is_empty());
}

#[tokio::test]
async fn lists_go_on_page_by_page() {
    let client = Client::demo().await;
    for key in ["a", "b", "c"] {
        client.post(CITIZEN, "/api/v1/dossiers", &[("idempotency-key", key)], &filing()).await;
    }
    for (who, list) in [(CITIZEN, "dossiers?open=true&limit=2"), (DESK, "dossiers?limit=2"), (DESK, "tasks?limit=2")] {
        let first = client.get(who, &format!("/api/v1/{list}")).await;
        assert_eq!(first.json()["items"].as_array().map(Vec::len), Some(2));
        let next = first.header("link").split(['<', '>']).nth(1).expect("a next page").to_owned();
        let second = client.get(who, &next).await;
        assert_eq!(second.json()["items"].as_array().map(Vec::len), Some(1), "{next}");
        assert_eq!(second.header("link"), "");
        assert_ne!(first.json()["items"][1]["code"], second.json()["items"][0]["code"]);
    }
    let stranger = client.get(STRANGER, "/api/v1/dossiers").await.json();
    assert_eq!(stranger["items"], json!([]));
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer() {
    let client = Client::demo().await;
    let key = [("idempotency-key", "mot-lan")];
    let first = client.post(CITIZEN, "/api/v1/dossiers", &key, &filing()).await;
    let again = client.post(CITIZEN, "/api/v1/dossiers", &key, &filing()).await;
    assert_eq!((first.status, &first.body, first.tag()), (again.status, &again.body, again.tag()));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(first.header("location"), again.header("location"));

    let mut other = filing();
    other["answers"]["yeu_cau.so_ban"] = json!(3);
    let reused = client.post(CITIZEN, "/api/v1/dossiers", &key, &other).await;
    assert_eq!(reused.problem(), (422, "KeyReused".to_owned()));
    let another = client.post(STRANGER, "/api/v1/dossiers", &key, &filing()).await;
    assert_eq!(another.status, StatusCode::CREATED, "keys belong to a client");

    let code = first.json()["code"].as_str().expect("a code").to_owned();
    let state = client.get(DESK, &format!("/api/v1/dossiers/{code}")).await;
    let activation = state.json()["steps"][0]["activation"].clone();
    let path = format!("/api/v1/dossiers/{code}/tasks/{activation}/acts");
    let tag = state.tag();
    let headers = [("if-match", tag.as_str()), ("idempotency-key", "nhan")];
    let act = json!({ "action": "tiep_nhan" });
    let done = client.post(DESK, &path, &headers, &act).await;
    let replayed = client.post(DESK, &path, &headers, &act).await;
    assert_eq!((done.status, &done.body), (StatusCode::OK, &replayed.body));
    assert_eq!(replayed.header("idempotency-replayed"), "true");
}

#[tokio::test]
async fn a_stale_version_is_refused() {
    let client = Client::demo().await;
    let code = client.file().await;
    let path = format!("/api/v1/dossiers/{code}");
    let state = client.get(DESK, &path).await;
    let (tag, activation) = (state.tag(), state.json()["steps"][0]["activation"].clone());
    client.press(DESK, &code, "bo_sung", json!({ "noi_dung": "Thiếu giấy tờ" })).await;
    let act = json!({ "action": "tiep_nhan" });
    let acts = format!("{path}/tasks/{activation}/acts");
    let send = async |tag: &str, key: &str| {
        client.post(DESK, &acts, &[("if-match", tag), ("idempotency-key", key)], &act).await.problem()
    };
    assert_eq!(send(&tag, "x").await, (412, "Stale".to_owned()));
    let fresh = client.get(DESK, &path).await.tag();
    assert_eq!(send(&fresh, "x").await, (409, "TaskNotOpen".to_owned()));
    for other in ["W/\"1\"", "\"+1\"", "\"01\"", "1", "*"] {
        assert_eq!(send(other, "x").await, (400, "IfMatchMalformed".to_owned()), "{other}");
    }
    let missing = client.post(DESK, &acts, &[("idempotency-key", "x")], &act).await;
    assert_eq!(missing.problem(), (428, "IfMatchMissing".to_owned()));
}

#[tokio::test]
async fn every_refusal_of_the_engine_has_its_status() {
    let client = Client::demo().await;
    let code = client.file().await;
    let wrong = client.press(ARCHIVE, &code, "tiep_nhan", json!({})).await;
    assert_eq!(wrong.problem(), (403, "NotInRole".to_owned()));
    let off = client.press(DESK, &code, "thu_tuc_khac", json!({ "ly_do": "x" })).await;
    assert_eq!(off.problem(), (409, "NotAvailable".to_owned()));
    let none = client.press(DESK, &code, "khong_co", json!({})).await;
    assert_eq!(none.problem(), (404, "NoSuchAction".to_owned()));
    let silent = client.press(DESK, &code, "bo_sung", json!({ "la": "1" })).await;
    assert_eq!(silent.problem(), (422, "FormInvalid".to_owned()));
    let errors = silent.json()["errors"].clone();
    assert_eq!((&errors[0]["pointer"], &errors[0]["code"]), (&json!("/answers/noi_dung"), &json!("Required")));
    assert_eq!((&errors[1]["pointer"], &errors[1]["code"]), (&json!("/answers/la"), &json!("NotAsked")));

    for round in ["một", "hai"] {
        client.press(DESK, &code, "bo_sung", json!({ "noi_dung": round })).await;
        let sent = client.press(CITIZEN, &code, "gui", json!({})).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", String::from_utf8_lossy(&sent.body));
    }
    let third = client.press(DESK, &code, "bo_sung", json!({ "noi_dung": "ba" })).await;
    assert_eq!(third.problem(), (409, "RoundsExhausted".to_owned()));

    let refused = client.press(DESK, &code, "tu_choi", json!({ "ly_do": "Không thuộc thẩm quyền" })).await;
    assert_eq!(refused.status, StatusCode::OK);
    let path = format!("/api/v1/dossiers/{code}");
    let tag = client.get(CITIZEN, &path).await.tag();
    let headers = [("if-match", tag.as_str()), ("idempotency-key", "rut")];
    let late = client.post(CITIZEN, &format!("{path}/anytime/rut"), &headers, &json!({})).await;
    assert_eq!(late.problem(), (409, "DossierEnded".to_owned()));
}

#[tokio::test]
async fn an_applicant_withdraws() {
    let client = Client::demo().await;
    let code = client.file().await;
    let path = format!("/api/v1/dossiers/{code}");
    let tag = client.get(CITIZEN, &path).await.tag();
    let headers = [("if-match", tag.as_str()), ("idempotency-key", "rut")];
    let not_his = client.post(DESK, &format!("{path}/anytime/rut"), &headers, &json!({})).await;
    assert_eq!(not_his.problem(), (403, "NotInRole".to_owned()));
    let none = client.post(CITIZEN, &format!("{path}/anytime/khac"), &headers, &json!({})).await;
    assert_eq!(none.problem(), (404, "NotFound".to_owned()));
    let done = client.post(CITIZEN, &format!("{path}/anytime/rut"), &headers, &json!({})).await;
    assert_eq!(done.status, StatusCode::OK);
    assert_eq!(client.get(CITIZEN, &path).await.json()["steps"][0]["id"], "xac_nhan_rut");
}

#[tokio::test]
async fn a_code_alone_opens_nothing() {
    let client = Client::demo().await;
    let code = client.file().await;
    for part in ["", "/tasks", "/history", "/explain", "/letters", "/data"] {
        let path = format!("/api/v1/dossiers/{code}{part}");
        for who in [STRANGER, ELSEWHERE] {
            assert_eq!(client.get(who, &path).await.problem(), (404, "NotFound".to_owned()), "{who} {path}");
        }
        let nobody = client.send(Method::GET, &path, &[], Body::empty()).await;
        assert_eq!(nobody.problem(), (401, "IdentityMissing".to_owned()), "{path}");
        assert_eq!(client.get(CITIZEN, &path).await.status, StatusCode::OK, "{path}");
    }
    let headers = [("if-match", "\"1\""), ("idempotency-key", "k")];
    let act = client.post(STRANGER, &format!("/api/v1/dossiers/{code}/anytime/rut"), &headers, &json!({})).await;
    assert_eq!(act.problem().0, 404);
    let retry = client.post(DESK, &format!("/api/v1/dossiers/{code}/incidents/9/retry"), &[], &json!({})).await;
    assert_eq!(retry.problem().0, 404, "there is no incident");
    let his = client.post(CITIZEN, &format!("/api/v1/dossiers/{code}/incidents/9/retry"), &[], &json!({})).await;
    assert_eq!(his.problem(), (403, "PostsOnly".to_owned()));
}

#[tokio::test]
async fn data_are_kept_in_one_form_of_letters() {
    let client = Client::demo().await;
    let mut decomposed = filing();
    // "Bằng" with its marks written apart.
    decomposed["answers"]["yeu_cau.ten_giay_to"] = json!("Ba\u{306}\u{300}ng");
    let got = client.post(CITIZEN, "/api/v1/dossiers", &[("idempotency-key", "nfd")], &decomposed).await;
    let code = got.json()["code"].as_str().expect("a code").to_owned();
    let data = client.get(CITIZEN, &format!("/api/v1/dossiers/{code}/data")).await.json();
    assert_eq!(data["answers"]["yeu_cau.ten_giay_to"], "B\u{1eb1}ng");
    assert_eq!(data["answers"]["yeu_cau.so_ban"], "2");
    assert_eq!(data["answers"]["giay_to.giay_to_tuy_than"], "true");
}

#[tokio::test]
async fn what_officials_write_to_each_other_is_not_the_applicants() {
    let client = Client::demo().await;
    let code = client.file().await;
    client.press(DESK, &code, "bo_sung", json!({ "noi_dung": "Thiếu ảnh" })).await;
    client.press(CITIZEN, &code, "gui", json!({})).await;
    client.press(DESK, &code, "tiep_nhan", json!({})).await;
    client.press(ARCHIVE, &code, "co_trong_so", json!({})).await;
    client.press(LEADER, &code, "tra_lai", json!({ "ly_do": "Soạn lại" })).await;
    let path = format!("/api/v1/dossiers/{code}/data");
    let texts = |data: Value| -> Vec<String> {
        let remarks = data["remarks"].as_array().expect("remarks").iter();
        remarks.map(|one| one["text"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(texts(client.get(DESK, &path).await.json()), ["Thiếu ảnh", "Soạn lại"]);
    assert_eq!(texts(client.get(CITIZEN, &path).await.json()), ["Thiếu ảnh"]);
}

#[tokio::test]
async fn the_filing_itself_is_checked() {
    let client = Client::demo().await;
    let file = async |who: &str, change: fn(&mut Value)| {
        let mut body = filing();
        change(&mut body);
        client.post(who, "/api/v1/dossiers", &[("idempotency-key", "k")], &body).await
    };
    let of = |got: &Got| got.problem();
    assert_eq!(of(&file(DESK, |_| ()).await), (403, "ApplicantsOnly".to_owned()));
    assert_eq!(of(&file(CITIZEN, |body| body["procedure"] = json!("khac")).await), (404, "NoSuchProcedure".to_owned()));
    assert_eq!(of(&file(CITIZEN, |body| body["agency"] = json!("so_qhkt")).await), (422, "NotOffered".to_owned()));
    let channel = file(CITIZEN, |body| body["channel"] = json!("bo_cau")).await;
    assert_eq!(of(&channel), (422, "Unfit".to_owned()));
    assert_eq!(channel.json()["errors"][0]["pointer"], "/channel");
    let empty = file(CITIZEN, |body| body["answers"] = json!({})).await;
    assert_eq!(of(&empty), (422, "FormInvalid".to_owned()));
    let many = file(CITIZEN, |body| body["answers"]["yeu_cau.so_ban"] = json!(51)).await;
    assert_eq!(many.json()["errors"][0]["code"], "MoreThan");
}

#[tokio::test]
async fn hostile_bodies_are_refused_with_their_place() {
    let client = Client::demo().await;
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let huge = "1".repeat(400);
    for (body, pointer, code) in [
        ("", "", "NotJson"),
        ("{\"a\":", "", "NotJson"),
        ("[]", "", "NotAnObject"),
        ("\u{feff}{}", "", "NotJson"),
        (deep.as_str(), "", "NotJson"),
        (&format!("{{\"answers\":{{\"a\":{huge}e9}}}}"), "", "NotJson"),
        (&format!("{{\"answers\":{{\"a\":{huge}}}}}"), "", "NotJson"),
        ("{\"answers\":{\"a\":1.5}}", "/answers/a", "NotExact"),
        ("{\"answers\":{\"a\":{}}}", "/answers/a", "NotAnAnswer"),
        ("{\"answers\":{\"a\":[1]}}", "/answers/a/0", "NotText"),
        ("{\"answers\":{\"a/~b\":\"\\u0000\"}}", "/answers/a~1~0b", "ControlCharacter"),
        ("{\"answers\":{\"a\":\"\u{202e}\"}}", "/answers/a", "ControlCharacter"),
        ("{\"answers\":[]}", "/answers", "NotAnObject"),
        ("{\"procedure\":7}", "/procedure", "NotText"),
        ("{\"toString\":1}", "/toString", "Unknown"),
        ("{\"agency\":\"a\",\"agency\":\"b\"}", "/agency", "Repeated"),
        ("{\"answers\":{\"a\":\"1\",\"a\":\"2\"}}", "/answers/a", "Repeated"),
    ] {
        let headers = [("x-motcua-as", CITIZEN), ("idempotency-key", "k"), ("content-type", "application/json")];
        let got = client.send(Method::POST, "/api/v1/dossiers", &headers, body.to_owned()).await;
        assert_eq!(got.problem(), (400, "Malformed".to_owned()), "{body:.40}");
        let errors = got.json()["errors"].clone();
        let found =
            errors.as_array().expect("errors").iter().any(|one| one["pointer"] == pointer && one["code"] == code);
        assert!(found, "{body:.40}: {errors}");
    }
    let headers = [("x-motcua-as", CITIZEN), ("idempotency-key", "k"), ("content-type", "application/json")];
    let broken = client.send(Method::POST, "/api/v1/dossiers", &headers, vec![b'{', b'"', 0xff, b'"', b'}']).await;
    assert_eq!(broken.problem(), (400, "Malformed".to_owned()));
    let large = client.send(Method::POST, "/api/v1/dossiers", &headers, vec![b' '; 256 * 1024 + 1]).await;
    assert_eq!(large.problem(), (413, "TooLarge".to_owned()));
    let headers = [("x-motcua-as", CITIZEN), ("idempotency-key", "k"), ("content-type", "text/plain")];
    let plain = client.send(Method::POST, "/api/v1/dossiers", &headers, "{}").await;
    assert_eq!(plain.problem(), (415, "NotJson".to_owned()));
    let keyless = client.post(CITIZEN, "/api/v1/dossiers", &[], &filing()).await;
    assert_eq!(keyless.problem(), (400, "IdempotencyKeyMissing".to_owned()));
    let long = "k".repeat(256);
    let keyed = client.post(CITIZEN, "/api/v1/dossiers", &[("idempotency-key", &long)], &filing()).await;
    assert_eq!(keyed.problem(), (400, "IdempotencyKeyMissing".to_owned()));
}

#[tokio::test]
async fn addresses_and_methods() {
    let client = Client::demo().await;
    for (path, expected) in [
        ("/api/v1/khong-co", (404, "NotFound")),
        ("/api/v1/dossiers/%FF", (400, "BadAddress")),
        ("/api/v1/dossiers?limit=x", (400, "BadAddress")),
        ("/api/v1/tasks?after=x", (400, "BadAddress")),
        ("/api/v1/dossiers/H26-1", (404, "NotFound")),
    ] {
        let (status, code) = client.get(DESK, path).await.problem();
        assert_eq!((status, code.as_str()), expected, "{path}");
    }
    let delete = client.send(Method::DELETE, "/api/v1/dossiers", &[("x-motcua-as", DESK)], Body::empty()).await;
    assert_eq!(delete.problem(), (405, "MethodNotAllowed".to_owned()));
    assert!(delete.header("allow").contains("POST"), "{:?}", delete.headers);
}

#[tokio::test]
async fn who_asks_is_believed_or_refused() {
    let client = Client::demo().await;
    for (who, expected) in [
        ("post:khong_co", (403, "UnknownPost")),
        ("p01_mot_cua_01", (400, "IdentityMalformed")),
        ("post:", (400, "IdentityMalformed")),
        ("admin:x", (400, "IdentityMalformed")),
        ("applicant:a\u{1b0}", (400, "IdentityMalformed")),
    ] {
        let (status, code) = client.get(who, "/api/v1/tasks").await.problem();
        assert_eq!((status, code.as_str()), expected, "{who}");
    }
    let cookie = format!("a=b; motcua_vai={DESK}");
    let known = client.send(Method::GET, "/api/v1/tasks", &[("cookie", &cookie)], Body::empty()).await;
    assert_eq!(known.status, StatusCode::OK);
    let nobody = client.send(Method::POST, "/api/v1/demo/clock", &[], "{}").await;
    assert_eq!(nobody.problem(), (401, "IdentityMissing".to_owned()));
}

#[tokio::test]
async fn other_sites_cannot_act() {
    let client = Client::demo().await;
    let cookie = format!("motcua_vai={CITIZEN}");
    let send = async |more: &[(&str, &str)]| {
        let own = [("cookie", cookie.as_str()), ("content-type", "application/json"), ("host", "motcua.example")];
        let headers = [&own[..], &[("idempotency-key", "k")], more].concat();
        client.send(Method::POST, "/api/v1/dossiers", &headers, filing().to_string()).await
    };
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://khac.example"),
        ("origin", "null"),
    ] {
        assert_eq!(send(&[foreign]).await.problem(), (403, "ForeignSite".to_owned()), "{foreign:?}");
    }
    assert_eq!(send(&[("origin", "https://motcua.example")]).await.status, StatusCode::CREATED);
    assert_eq!(send(&[("sec-fetch-site", "same-origin")]).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_production_server_wants_its_token() {
    let client = Client::token().await;
    let get = async |path: &str, headers: &[(&str, &str)]| client.send(Method::GET, path, headers, Body::empty()).await;
    for headers in [&[][..], &[("authorization", "Bearer sai")], &[("authorization", "bi-mat")]] {
        let got = get("/api/v1/procedures", headers).await;
        assert_eq!(got.problem(), (401, "TokenMissing".to_owned()));
        assert_eq!(got.header("www-authenticate"), "Bearer");
    }
    let token = ("authorization", "Bearer bi-mat");
    let lower = ("authorization", "bearer bi-mat");
    assert_eq!(get("/api/v1/tasks", &[lower, ("x-motcua-as", DESK)]).await.status, StatusCode::OK);
    assert_eq!(get("/api/v1/procedures", &[token]).await.status, StatusCode::OK);
    // A cookie is the demo's: here it names nobody.
    let cookie = format!("motcua_vai={DESK}");
    let by_cookie = get("/api/v1/tasks", &[token, ("cookie", &cookie)]).await;
    assert_eq!(by_cookie.problem(), (401, "IdentityMissing".to_owned()));
    assert_eq!(get("/api/v1/tasks", &[token, ("x-motcua-as", DESK)]).await.status, StatusCode::OK);
    assert_eq!(get("/api/v1/demo/clock", &[token]).await.problem(), (404, "NotARehearsal".to_owned()));
    for probe in ["/health", "/ready"] {
        assert_eq!(get(probe, &[]).await.status, StatusCode::OK, "{probe}");
    }
}

#[tokio::test]
async fn the_time_machine_moves_forward() {
    let client = Client::demo().await;
    let clock = client.send(Method::GET, "/api/v1/demo/clock", &[], Body::empty()).await.json();
    assert!(clock["now"].as_str().is_some_and(|now| now.starts_with("2026-06-08T08:00")), "{clock}");
    let code = client.file().await;
    let post = async |body: Value| client.post(DESK, "/api/v1/demo/clock", &[], &body).await;
    // Two working hours from just after 08:00: the reception is due at 10:00.
    let due = post(json!({ "next": true })).await.json()["now"].as_str().expect("now").to_owned();
    assert!(due.starts_with("2026-06-08T10:00"), "{due}");
    let state = client.get(DESK, &format!("/api/v1/dossiers/{code}")).await.json();
    assert_eq!(state["steps"][0]["overdue"], true, "{state}");
    // One working day from Monday is due when the office closes on Tuesday.
    let day = post(json!({ "add": "1 ngày làm việc" })).await.json()["now"].as_str().expect("now").to_owned();
    assert!(day.starts_with("2026-06-09T17:00:00"), "{day}");
    let to = post(json!({ "to": "2026-06-10T01:00:00Z" })).await.json()["now"].as_str().expect("now").to_owned();
    assert!(to.starts_with("2026-06-10T08:00:00"), "{to}");
    let back = post(json!({ "to": "2026-06-09T01:00:00Z" })).await.json()["now"].as_str().expect("now").to_owned();
    assert!(back.starts_with("2026-06-10T08:00:0"), "never back: {back}");
    for wrong in [
        json!({}),
        json!({ "add": "một ngày" }),
        json!({ "add": "1 working day" }),
        json!({ "to": "mai" }),
        json!({ "next": true, "add": "1 giờ" }),
    ] {
        assert_eq!(post(wrong.clone()).await.problem(), (422, "Unfit".to_owned()), "{wrong}");
    }
    for beyond in [json!({ "add": "300 ngày làm việc" }), json!({ "to": "9999-12-31T00:00:00Z" })] {
        assert_eq!(post(beyond).await.json()["errors"][0]["code"], "CalendarGap");
    }
}

#[tokio::test]
async fn every_answer_carries_its_guards_and_speaks_the_readers_language() {
    let client = Client::demo().await;
    for path in ["/api/v1/procedures", "/api/v1/khong-co", "/health"] {
        let got = client.get(CITIZEN, path).await;
        assert!(got.header("content-security-policy").starts_with("default-src 'self'"));
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("x-frame-options"), "DENY");
        assert_eq!(got.header("cache-control"), "no-store");
    }
    for (path, headers, title) in [
        ("/api/v1/a", &[][..], "Không tìm thấy"),
        ("/api/v1/a?lang=en", &[], "Not found"),
        ("/api/v1/a", &[("accept-language", "en-GB, vi;q=0.5")], "Not found"),
        ("/api/v1/a", &[("accept-language", "fr, vi;q=0.9, en;q=0.8")], "Không tìm thấy"),
        ("/api/v1/a?lang=vi", &[("accept-language", "en")], "Không tìm thấy"),
        ("/api/v1/a", &[("cookie", "motcua_lang=en")], "Not found"),
    ] {
        let got = client.send(Method::GET, path, headers, Body::empty()).await;
        assert_eq!(got.json()["title"], title, "{path} {headers:?}");
    }
}

#[tokio::test]
async fn a_server_answers_on_a_socket_and_stops_when_told() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let app = support::app(Mode::Demo, support::empty(Kind::Rehearsal), support::shipped()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(motcua_web::serve(app, listener, async {
        let _ = stopped.await;
    }));
    let mut connection = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let request = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    connection.write_all(request).await.expect("a request");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    stop.send(()).expect("a running server");
    server.await.expect("no panic").expect("no failure");
}
