//! The lists of recurring duties over HTTP: who reads them, and what they say.

mod support;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use motcua_web::{Mode, router};
use serde_json::{Value, json};
use store::Kind;
use tower::ServiceExt;

const DESK: &str = "post:p01_mot_cua_01";

async fn ask(router: &axum::Router, method: &str, path: &str, who: &str, body: Value) -> (u16, Value, String) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("X-Motcua-As", who).header("Content-Type", "application/json");
    let request = request.header("Idempotency-Key", "1").body(Body::from(body.to_string())).expect("a request");
    let answer = router.clone().oneshot(request).await.expect("a router never fails");
    let (parts, body) = answer.into_parts();
    let link = parts.headers.get("link").map(|link| link.to_str().expect("text").to_owned()).unwrap_or_default();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    (parts.status.as_u16(), serde_json::from_slice(&body).expect("JSON"), link)
}

#[tokio::test]
async fn an_agency_reads_its_lists() {
    let router = router(support::app(Mode::Demo, support::empty(Kind::Rehearsal), support::shipped()).await);
    let filing = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    let (status, filed, _) = ask(&router, "POST", "/api/v1/dossiers", "applicant:nguoi_nop_0412", filing).await;
    assert_eq!(status, 201, "{filed}");
    let noon = json!({ "to": "2026-06-08T12:00:00+07:00" });
    assert_eq!(ask(&router, "POST", "/api/v1/demo/clock", DESK, noon).await.0, 200);

    let (status, lists, link) = ask(&router, "GET", "/api/v1/duties?limit=1", DESK, json!({})).await;
    assert_eq!(status, 200, "{lists}");
    let list = &lists["items"][0];
    assert_eq!(list["duty"], json!({ "id": "ra_soat_qua_han", "name": "Rà soát hồ sơ quá hạn" }));
    assert_eq!(
        (&list["slot"], &list["asOf"]),
        (&json!("2026-06-08T10:30:00+07:00"), &json!("2026-06-08T10:00:00+07:00"))
    );
    assert!(list["legal"].as_str().is_some_and(|legal| legal.contains("khoản 3 Điều 16")), "{list}");
    let line = &list["overdue"][0];
    assert_eq!((&line["code"], &line["step"], &line["role"]), (&filed["code"], &json!("tiep_nhan"), &json!("mot_cua")));
    assert!(line["due"].as_str().is_some_and(|due| due.starts_with("2026-06-08T10:00")), "{line}");

    let next = link.split(['<', '>']).nth(1).expect("a full page has a next one");
    assert_eq!(ask(&router, "GET", next, DESK, json!({})).await.1, json!({ "items": [] }));
    let (_, elsewhere, _) = ask(&router, "GET", "/api/v1/duties", "post:p02_mot_cua_01", json!({})).await;
    assert_eq!(elsewhere["items"][0]["overdue"], json!([]), "another ward's dossiers are not its matter");
    let named = ask(&router, "GET", "/api/v1/duties?unit=ubnd_phuong_01", DESK, json!({})).await;
    assert_eq!((named.0, &named.1["items"][0]["agency"]), (200, &json!("ubnd_phuong_01")));
    for unit in ["ubnd_phuong_02", "khong_co"] {
        let (status, refused, _) = ask(&router, "GET", &format!("/api/v1/duties?unit={unit}"), DESK, json!({})).await;
        assert_eq!((status, &refused["code"]), (404, &json!("NotFound")), "{unit} is not its matter");
    }
    let (status, refused, _) = ask(&router, "GET", "/api/v1/duties", "applicant:nguoi_nop_0412", json!({})).await;
    assert_eq!((status, &refused["code"]), (403, &json!("PostsOnly")));
}
