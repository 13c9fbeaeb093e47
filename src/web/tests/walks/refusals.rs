//! Who may hold a task, suspend, halt or repair a dossier; what is told to whoever may not. Messages that match nothing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::Site;
use crate::land;
use crate::permit::{self, CLERK, DESK, EXPERT, HEAD, LEADER, OWNER};

const DESK_TWO: &str = "post:p01_mot_cua_02";
const DESK_HEAD: &str = "post:p01_phu_trach_mot_cua";

#[tokio::test]
async fn a_task_is_taken_given_back_and_handed_on() {
    let site = Site::new().await;
    let code = site.file(OWNER, &permit::filing()).await;
    let task = site.open(DESK, &code, "tiep_nhan", None).await;
    let hold =
        async |who: &str, how: &str, body: Value| site.act(who, &code, &format!("tasks/{task}/{how}"), &body).await;
    let holder = async || site.read(DESK, &code, "").await["steps"][0]["holder"]["id"].clone();

    assert_eq!(hold(OWNER, "claim", json!({})).await.problem(), (403, "NotInRole".to_owned()));
    assert_eq!(hold(EXPERT, "claim", json!({})).await.problem(), (403, "NotInRole".to_owned()));
    assert_eq!(hold(DESK, "release", json!({})).await.problem(), (409, "NotAvailable".to_owned()), "nobody holds it");
    assert_eq!(hold(DESK, "claim", json!({})).await.status, StatusCode::OK);
    assert_eq!(holder().await, "p01_mot_cua_01");
    let taken = hold(DESK_TWO, "claim", json!({})).await;
    assert_eq!(taken.problem(), (409, "ClaimedBy".to_owned()));
    assert!(taken.json()["detail"].as_str().is_some_and(|words| words.contains("Cán bộ Một cửa\u{a0}01")));
    let pressed = site.press(DESK_TWO, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    assert_eq!(pressed.problem(), (409, "ClaimedBy".to_owned()));
    let listed = site.get(DESK_TWO, "/api/v1/tasks").await.json();
    assert_eq!(listed["items"][0]["holder"], "p01_mot_cua_01");

    let to = |post: &str| json!({ "to": post });
    assert_eq!(hold(DESK_TWO, "assign", to("p01_mot_cua_02")).await.problem(), (403, "NotInRole".to_owned()));
    assert_eq!(hold(DESK_HEAD, "assign", to("p01_lanh_dao")).await.problem(), (403, "NotInRole".to_owned()));
    let nobody = hold(DESK_HEAD, "assign", json!({})).await;
    assert_eq!((nobody.status, &nobody.json()["errors"][0]["pointer"]), (StatusCode::BAD_REQUEST, &json!("/to")));
    assert_eq!(hold(DESK_HEAD, "assign", to("p01_mot_cua_02")).await.status, StatusCode::OK);
    assert_eq!(holder().await, "p01_mot_cua_02");

    assert_eq!(hold(DESK_TWO, "delegate", to("p01_mot_cua_01")).await.status, StatusCode::OK);
    let state = site.read(DESK, &code, "").await;
    assert_eq!(state["steps"][0]["preparing"]["id"], "p01_mot_cua_01");
    assert_eq!(hold(DESK_TWO, "prepared", json!({})).await.problem(), (409, "NotAvailable".to_owned()));
    assert_eq!(hold(DESK, "prepared", json!({})).await.status, StatusCode::OK);
    assert_eq!(hold(DESK_TWO, "release", json!({})).await.status, StatusCode::OK);
    assert_eq!(holder().await, Value::Null);
    assert_eq!(hold(DESK, "juggle", json!({})).await.problem(), (404, "NotFound".to_owned()));

    site.does(DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    let next = site.open(DESK, &code, "phan_cong", None).await;
    let back = site.act(DESK, &code, &format!("tasks/{next}/recall"), &json!({})).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    let again = site.open(DESK, &code, "tiep_nhan", None).await;
    let gone = site.act(DESK, &code, &format!("tasks/{again}/recall"), &json!({})).await;
    assert_eq!(gone.problem(), (409, "NotAvailable".to_owned()));
}

#[tokio::test]
async fn what_may_be_done_with_a_task_is_said_beforehand() {
    let site = Site::new().await;
    let code = site.file(OWNER, &permit::filing()).await;
    let held = async |who: &str| site.read(who, &code, "/tasks").await["tasks"][0]["holding"].clone();
    let on = |held: &Value| -> Vec<String> {
        let acts = held["acts"].as_array().expect("acts").iter().filter(|act| act["on"] == true);
        acts.map(|act| act["id"].as_str().expect("an id").to_owned()).collect()
    };
    let own = held(DESK).await;
    assert_eq!((on(&own), &own["assign"]), (vec!["claim".to_owned()], &json!([])));
    assert_eq!(own["delegate"][0]["id"], "p01_mot_cua_02");
    let head = held(DESK_HEAD).await;
    let to: Vec<&Value> = head["assign"].as_array().expect("posts").iter().map(|one| &one["id"]).collect();
    assert_eq!((on(&head).len(), to), (0, vec![&json!("p01_mot_cua_01"), &json!("p01_mot_cua_02")]));
    assert_eq!(head["acts"][0]["off"]["code"], "NotInRole");
}

#[tokio::test]
async fn a_dossier_is_suspended_by_law_and_goes_on() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let ground = json!({ "ground": "Chờ Tòa án", "article": "Điều 12", "document": "QĐ 01" });
    let stranger = site.act(DESK, &code, "suspend", &ground).await;
    assert_eq!(stranger.problem(), (403, "NotInRole".to_owned()));
    let bare = site.act(LEADER, &code, "suspend", &json!({ "ground": "Chờ" })).await;
    assert_eq!(bare.json()["errors"][0]["pointer"], "/article");
    assert_eq!(site.act(LEADER, &code, "resume", &ground).await.problem(), (409, "NotAvailable".to_owned()));
    assert_eq!(site.act(LEADER, &code, "suspend", &ground).await.status, StatusCode::OK);
    assert_eq!(site.act(LEADER, &code, "suspend", &ground).await.problem(), (409, "AlreadyOpen".to_owned()));
    let pressed = site.press(EXPERT, &code, "tham_dinh.dat", json!({})).await;
    assert_eq!(pressed.problem(), (409, "Suspended".to_owned()));
    let clocks = site.read(OWNER, &code, "/clocks").await;
    let own = &clocks["clocks"][0];
    assert_eq!((&own["state"], &own["heldBy"]["suspension"]), (&json!("paused"), &json!(true)));
    assert_eq!(own["changes"][1]["grounds"], json!(["Chờ Tòa án; Điều 12; QĐ 01"]));
    assert_eq!(site.act(LEADER, &code, "resume", &ground).await.status, StatusCode::OK);
    site.does(EXPERT, &code, "tham_dinh.dat", json!({})).await;
}

#[tokio::test]
async fn the_case_is_changed_on_a_ground() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let to = |case: &str| json!({ "case": case, "ground": "Công trình cấp III" });
    assert_eq!(site.act(EXPERT, &code, "case", &to("khac")).await.json()["errors"][0]["pointer"], "/case");
    assert_eq!(site.act(EXPERT, &code, "case", &to("nha_o")).await.problem(), (409, "NotAvailable".to_owned()));
    assert_eq!(site.act(LEADER, &code, "case", &to("cong_trinh")).await.problem(), (403, "NotInRole".to_owned()));
    assert_eq!(site.act(EXPERT, &code, "case", &to("cong_trinh")).await.status, StatusCode::OK);
    let clocks = site.read(DESK, &code, "/clocks").await;
    // Ten working days after Monday 8/6/2026: Monday 22/6.
    assert_eq!(clocks["clocks"][0]["due"]["at"], "2026-06-22T17:00:00+07:00");
    assert_eq!(clocks["clocks"][0]["changes"][1]["act"], "case_changed");
}

#[tokio::test]
async fn messages_that_match_nothing_wait_for_an_operator() {
    let site = Site::new().await;
    let code = land::at_the_job(&site).await;
    let send = async |body: Value| site.post(land::DESK, "/api/v1/messages", &body).await;
    let unmatched = |got: crate::client::Got| {
        assert_eq!((got.status, &got.json()["why"]), (StatusCode::ACCEPTED, &json!("nothing")), "{}", got.body);
    };
    unmatched(send(land::notice("A", "H26-0", 1)).await);
    let mut unknown = land::notice("B", &code, 1);
    unknown["name"] = json!("thue.khac");
    unmatched(send(unknown).await);
    let mut keyed = land::notice("C", &code, 1);
    keyed["dossier"] = Value::Null;
    keyed["key"] = json!("CH 012345");
    // This procedure's message has no key.
    unmatched(send(keyed).await);
    let elsewhere = site.post(DESK, "/api/v1/messages", &land::notice("D", &code, 1)).await;
    // Another agency's dossier is not within reach.
    unmatched(elsewhere);
    let mut wrong = land::notice("E", &code, 1);
    wrong["fields"]["so_tien"] = json!("nhiều");
    wrong["fields"]["la"] = json!("x");
    let refused = send(wrong).await;
    assert_eq!(refused.problem(), (422, "FormInvalid".to_owned()));
    let pointers: Vec<Value> =
        refused.json()["errors"].as_array().expect("errors").iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(pointers, ["/fields/so_tien", "/fields/la"]);
    let bare = send(json!({ "source": "thue" })).await;
    assert_eq!((bare.problem().1, bare.json()["errors"].as_array().map(Vec::len)), ("Malformed".to_owned(), Some(2)));
    let applicant = site.post(OWNER, "/api/v1/messages", &land::notice("F", &code, 1)).await;
    assert_eq!(applicant.problem(), (403, "PostsOnly".to_owned()));

    // What was refused for what it says was kept nowhere: it is taken once that fits.
    assert_eq!(send(land::notice("E", &code, 1)).await.status, StatusCode::OK);
    let listed = site.get(land::DESK, "/api/v1/unmatched").await.json();
    let names: Vec<&str> =
        listed["items"].as_array().expect("items").iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(names, ["A", "B", "C"], "{listed}");
    assert_eq!(site.get(OWNER, "/api/v1/unmatched").await.problem(), (403, "PostsOnly".to_owned()));
    let give = async |who: &str, dossier: &str| {
        let number = &listed["items"][0]["number"];
        site.post(who, &format!("/api/v1/unmatched/{number}/give"), &json!({ "dossier": dossier })).await
    };
    assert_eq!(give(DESK, &code).await.problem(), (404, "NotFound".to_owned()), "it was brought to another agency");
    assert_eq!(give(land::DESK, "H26-0").await.problem(), (404, "NotFound".to_owned()));
    assert_eq!(give(land::DESK, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn payments_that_cannot_be_booked() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let pay = |bill: i64, amount: i64| json!({ "dossier": code, "bill": bill, "payment": format!("{bill}-{amount}"), "amount": amount, "paid_at": "2026-06-08T08:30:00+07:00" });
    let send = async |who: &str, body: Value| site.post(who, "/api/v1/payments", &body).await;
    assert_eq!(send(DESK, pay(1, 10)).await.problem(), (409, "TaskNotOpen".to_owned()));
    assert_eq!(send(DESK, pay(99, 10)).await.problem(), (409, "TaskNotOpen".to_owned()));
    assert_eq!(send(DESK, pay(1, 0)).await.json()["errors"][0]["pointer"], "/amount");
    let mut undated = pay(1, 10);
    undated["paid_at"] = json!("hôm nay");
    assert_eq!(send(DESK, undated).await.json()["errors"][0]["pointer"], "/paid_at");
    assert_eq!(send(OWNER, pay(1, 10)).await.problem(), (403, "PostsOnly".to_owned()));
    assert_eq!(send(land::DESK, pay(1, 10)).await.problem(), (404, "NotFound".to_owned()));
}

#[tokio::test]
async fn a_dossier_is_halted_for_a_fault() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let halt = async |who: &str, on: bool| site.act(who, &code, "halt", &json!({ "on": on })).await;
    assert_eq!(halt(OWNER, true).await.problem(), (403, "PostsOnly".to_owned()));
    assert_eq!(halt(DESK, false).await.problem(), (409, "NotAvailable".to_owned()));
    assert_eq!(halt(DESK, true).await.status, StatusCode::OK);
    let pressed = site.press(EXPERT, &code, "tham_dinh.dat", json!({})).await;
    assert_eq!(pressed.problem(), (503, "Suspended".to_owned()));
    assert_eq!(pressed.header("retry-after"), "60");
    let stuck = site.get(DESK, "/api/v1/incidents").await.json();
    assert!(stuck["items"][0]["haltedAt"].is_string(), "{stuck}");
    assert_eq!(site.get(OWNER, "/api/v1/incidents").await.problem(), (403, "PostsOnly".to_owned()));
    assert_eq!(halt(DESK, false).await.status, StatusCode::OK);
    site.does(EXPERT, &code, "tham_dinh.dat", json!({})).await;
}

#[tokio::test]
async fn an_operators_act_needs_a_second_person() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let field = site.open(DESK, &code, "thuc_dia", None).await;
    let propose = async |body: Value| site.act(DESK, &code, "proposals", &body).await;
    let act = |act: &str| json!({ "act": act, "activation": field, "ground": "Đã kiểm tra ở hồ sơ trước" });
    assert_eq!(propose(act("dance")).await.json()["errors"][0]["pointer"], "/act");
    let mut nowhere = act("move");
    nowhere["to"] = json!("khong_co");
    assert_eq!(propose(nowhere).await.json()["errors"][0]["pointer"], "/to");
    let mut outside = act("move");
    outside["to"] = json!("ky");
    assert_eq!(propose(outside).await.problem(), (409, "NotAvailable".to_owned()), "nothing leaves a block");
    assert_eq!(propose(act("skip")).await.status, StatusCode::OK);

    let waiting = site.read(DESK, &code, "/proposals").await["proposals"][0].clone();
    assert_eq!(
        (&waiting["act"], &waiting["activation"], &waiting["operator"]["id"]),
        (&json!("skip"), &json!(field), &json!("p01_mot_cua_01"))
    );
    let settle = format!("proposals/{}/settle", waiting["id"]);
    let own = site.act(DESK, &code, &settle, &json!({ "approve": true })).await;
    assert_eq!(own.problem(), (403, "SamePerson".to_owned()));
    let silent = site.act(CLERK, &code, &settle, &json!({})).await;
    assert_eq!(silent.json()["errors"][0]["pointer"], "/approve");
    assert_eq!(site.act(CLERK, &code, &settle, &json!({ "approve": true })).await.status, StatusCode::OK);
    assert_eq!(
        site.act(CLERK, &code, &settle, &json!({ "approve": true })).await.problem(),
        (409, "TaskNotOpen".to_owned())
    );
    let state = site.read(DESK, &code, "").await;
    assert!(!state["steps"].as_array().expect("steps").iter().any(|one| one["id"] == "thuc_dia"), "{state}");

    let correct = json!({ "act": "correct", "ground": "Ghi nhầm", "answers": { "cong_trinh.so_tang": 4 } });
    assert_eq!(propose(correct).await.status, StatusCode::OK);
    let id = site.read(DESK, &code, "/proposals").await["proposals"][0]["id"].clone();
    let turned = site.act(HEAD, &code, &format!("proposals/{id}/settle"), &json!({ "approve": true })).await;
    assert_eq!(turned.status, StatusCode::OK, "{}", turned.body);
    assert_eq!(site.read(DESK, &code, "/data").await["answers"]["cong_trinh.so_tang"], "4");
}

#[tokio::test]
async fn nothing_is_done_without_version_key_and_name() {
    let site = Site::new().await;
    let code = permit::side_by_side(&site).await;
    let task = site.open(DESK, &code, "thuc_dia", None).await;
    let paths = [
        format!("tasks/{task}/claim"),
        format!("tasks/{task}/paper-answers"),
        format!("tasks/{task}/items"),
        format!("tasks/{task}/items/remove"),
        "suspend".to_owned(),
        "resume".to_owned(),
        "case".to_owned(),
        "halt".to_owned(),
        "proposals".to_owned(),
        "proposals/1/settle".to_owned(),
        "messages/1/deliver".to_owned(),
    ];
    for part in paths {
        let path = format!("/api/v1/dossiers/{code}/{part}");
        let json = ("content-type", "application/json");
        let send = async |headers: &[(&str, &str)]| site.send(Method::POST, &path, headers, "{}".to_owned()).await;
        let versionless = send(&[json, ("x-motcua-as", DESK), ("idempotency-key", "k")]).await;
        assert_eq!(versionless.problem(), (428, "IfMatchMissing".to_owned()), "{part}");
        let keyless = send(&[json, ("x-motcua-as", DESK), ("if-match", "\"1\"")]).await;
        assert_eq!(keyless.problem(), (400, "IdempotencyKeyMissing".to_owned()), "{part}");
        let nameless = send(&[json, ("if-match", "\"1\""), ("idempotency-key", "k")]).await;
        assert_eq!(nameless.problem(), (401, "IdentityMissing".to_owned()), "{part}");
    }
    for path in ["/api/v1/messages", "/api/v1/payments"] {
        let nameless = site.send(Method::POST, path, &[("content-type", "application/json")], "{}".to_owned()).await;
        assert_eq!(nameless.problem(), (401, "IdentityMissing".to_owned()), "{path}");
    }
    for path in ["/api/v1/jobs", "/api/v1/incidents"] {
        assert_eq!(
            site.send(Method::GET, path, &[], String::new()).await.problem(),
            (401, "IdentityMissing".to_owned())
        );
    }
}
