//! What other systems follow: events by cursor, each once and in one order, across restarts; and jobs as external tasks.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use store::Kind;

use crate::client::{Got, Site};
use crate::{birth, support};

/// Reads pages of a size from a cursor until the link stays the same.
async fn follow(site: &Site, who: &str, limit: usize, mut after: String) -> (Vec<Value>, String) {
    let mut all = Vec::new();
    loop {
        let cursor = if after.is_empty() { String::new() } else { format!("&after={after}") };
        let got = site.get(who, &format!("/api/v1/events?limit={limit}{cursor}")).await;
        assert_eq!(got.header("content-type"), "application/cloudevents-batch+json", "{}", got.body);
        let page = got.json();
        let page = page.as_array().expect("a batch");
        assert!(page.len() <= limit);
        all.extend(page.iter().cloned());
        let next = cursor_of(&got);
        if next == after {
            return (all, next);
        }
        after = next;
    }
}

fn cursor_of(got: &Got) -> String {
    let link = got.header("link").strip_suffix(">; rel=\"next\"").expect("where to go on");
    link.rsplit_once("after=").expect("a cursor").1.to_owned()
}

fn kinds<'e>(events: &'e [Value], subject: &str) -> Vec<&'e str> {
    let own = events.iter().filter(|event| event["subject"] == subject);
    own.map(|event| event["type"].as_str().expect("a type")).collect()
}

#[tokio::test]
async fn events_are_told_once_in_one_order_across_restarts() {
    let store = support::empty(Kind::Rehearsal);
    let site = Site::on(Arc::clone(&store), support::shipped()).await;
    let first = birth::side_by_side(&site).await;
    let second = site.file(birth::PARENT, &birth::filing()).await;
    let (all, end) = follow(&site, birth::DESK, 200, String::new()).await;
    assert!(all.len() > 20, "{}", all.len());

    let begun = ["vn.motcua.dossier.submitted.v1", "vn.motcua.dossier.status-changed.v1", "vn.motcua.step.opened.v1"];
    assert_eq!(kinds(&all, &second)[..begun.len()], begun);
    let filed = all.iter().find(|event| event["subject"] == *second).expect("it was filed");
    let expected = json!({
        "specversion": "1.0", "id": format!("{second}/1/1"), "source": "/api/v1/events", "subject": second,
        "type": "vn.motcua.dossier.submitted.v1", "time": "2026-09-03T09:00:00+07:00",
        "datacontenttype": "application/json", "sequence": filed["sequence"],
        "data": {
            "version": 1, "procedure": "lien_thong_khai_sinh", "agency": "ubnd_phuong_01",
            "receiving": "ubnd_phuong_01", "channel": "truc_tuyen",
        },
    });
    let mut told = filed.clone();
    // A rehearsal's clock runs on from the instant it was moved to.
    told["time"] =
        json!(told["time"].as_str().expect("an instant").get(..17).map(|minute| format!("{minute}00+07:00")));
    assert_eq!(told, expected);
    assert!(all.is_sorted_by(|a, b| a["sequence"].as_str() < b["sequence"].as_str()), "ascending, none twice");
    let text = json!(all).to_string();
    assert!(!text.contains("nguoi_nop_0733") && !text.contains("Trẻ mẫu"), "nothing of who filed and what he said");

    // The same in small pages, read on from anywhere, and after a restart.
    for limit in [1, 3, 50] {
        assert_eq!(follow(&site, birth::DESK, limit, String::new()).await, (all.clone(), end.clone()), "{limit}");
    }
    drop(site);
    let site = Site::on(store, support::shipped()).await;
    let middle = all[7]["sequence"].as_str().expect("a cursor").to_owned();
    assert_eq!(follow(&site, birth::DESK, 4, middle).await, (all[8..].to_vec(), end.clone()));

    // What happens later stands behind what was read, and only that.
    site.does(birth::DESK, &second, "tiep_nhan.tiep_nhan", json!({})).await;
    let (later, _) = follow(&site, birth::DESK, 2, end).await;
    assert_eq!(later[0]["type"], "vn.motcua.step.completed.v1");
    assert_eq!((&later[0]["data"]["step"], &later[0]["data"]["button"]), (&json!("tiep_nhan"), &json!("tiep_nhan")));
    assert_eq!(kinds(&later, &first), [] as [&str; 0]);

    // Whoever has nothing to do with a dossier is not told of it; its applicant is told of his.
    assert_eq!(follow(&site, "applicant:nguoi_nop_0007", 5, String::new()).await.0, [] as [Value; 0]);
    assert_eq!(follow(&site, "post:p02_mot_cua_01", 5, String::new()).await.0, [] as [Value; 0]);
    assert_eq!(kinds(&follow(&site, birth::PARENT, 5, String::new()).await.0, &second)[..3], begun);
}

#[tokio::test]
async fn what_is_no_cursor_is_refused_in_words() {
    let site = Site::new().await;
    let long = "a".repeat(8_000);
    for cursor in ["", "abc", "1", "000000000001-1", "000000000001-000g", "-00000000001-0001", "%F0%9F%8C%8A", &long] {
        let got = site.get(birth::DESK, &format!("/api/v1/events?after={cursor}")).await;
        assert_eq!(got.problem(), (400, "Malformed".to_owned()), "{cursor}");
        assert_eq!(got.json()["errors"][0]["code"], "NoSuchCursor");
    }
    let nobody = site.send(axum::http::Method::GET, "/api/v1/events", &[], String::new()).await;
    assert_eq!(nobody.problem(), (401, "IdentityMissing".to_owned()));
    let ahead = site.get(birth::DESK, "/api/v1/events?after=ffffffffffff-ffff").await;
    assert_eq!((ahead.status, ahead.body.as_str()), (StatusCode::OK, "[]"), "of a store that was longer");
}

#[tokio::test]
async fn a_job_holds_what_an_external_task_is_made_of() {
    let site = Site::new().await;
    site.until("2026-09-03T09:00:00+07:00").await;
    let code = site.file(birth::PARENT, &birth::filing()).await;
    site.does(birth::DESK, &code, "tiep_nhan.tiep_nhan", json!({})).await;
    let all = site.get(birth::DESK, "/api/v1/jobs").await.json();
    let job = &all["items"][0];

    // fetchAndLock: id, topicName, businessKey, processDefinitionKey, activityId, createTime, retries, variables.
    let task = |name: &str| match name {
        "id" => json!(format!("{}/{}", job["dossier"].as_str().expect("a code"), job["job"])),
        "businessKey" => job["dossier"].clone(),
        "topicName" => job["topic"].clone(),
        "processDefinitionKey" => job["procedure"].clone(),
        "activityId" => job["step"]["id"].clone(),
        "createTime" => job["openedAt"].clone(),
        "retries" => job["attemptsLeft"].clone(),
        _ => job["send"].clone(),
    };
    for name in ["id", "businessKey", "topicName", "processDefinitionKey", "activityId", "createTime"] {
        assert!(task(name).as_str().is_some_and(|text| !text.is_empty()), "{name}: {job}");
    }
    assert_eq!(task("processDefinitionKey"), "lien_thong_khai_sinh");
    assert!(task("retries").is_u64() && task("variables").is_object(), "{job}");

    // complete, failure, bpmnError: one path each; what is over is unknown, as their clients expect it.
    let path = |what: &str| format!("/api/v1/dossiers/{code}/jobs/{}/{what}", job["job"]);
    let failed = json!({ "retries": 1, "message": "Cổng không trả lời" });
    assert_eq!(site.post(birth::DESK, &path("failure"), &failed).await.status, StatusCode::OK);
    for (what, body) in [("error", json!({ "code": "khong_co", "message": "" })), ("complete", json!({}))] {
        let got = site.post(birth::DESK, &path(what), &body).await;
        assert!(got.status.is_success() || got.problem().0 == 404, "{what}: {}", got.body);
    }
    let over = site.post(birth::DESK, &format!("/api/v1/dossiers/{code}/jobs/999/complete"), &json!({})).await;
    assert_eq!(over.problem(), (404, "NoSuchJob".to_owned()));
}
