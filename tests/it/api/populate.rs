//! Fills a rehearsal with dossiers in many places, by what the API itself says may be asked and pressed: the form of every
//! procedure answered, then the first button that is on, by whoever has the task, for some rounds.

use std::net::SocketAddr;

use serde_json::{Map, Value, json};

use crate::http::{Answer, ask};
use crate::server::Server;

/// Posts of the sample directory, of several agencies.
pub const POSTS: [&str; 10] = [
    "p01_mot_cua_01",
    "p01_ho_tich_01",
    "p01_lanh_dao",
    "p01_truong_phong_ktht",
    "p01_chuyen_vien_ktht",
    "ca01_tiep_dan",
    "ca01_cu_tru",
    "vpdk_mot_cua",
    "vpdk_tham_dinh",
    "qhkt_y_kien",
];
const APPLICANT: &str = "applicant:nguoi_nop_0412";
/// How often every person looks at his tasks.
const ROUNDS: usize = 4;

/// Fills a server; returns the codes of the dossiers.
pub fn populate(server: &Server) -> Vec<String> {
    let mut client = Client { address: server.address, keys: 0 };
    let procedures = client.read(APPLICANT, "/procedures");
    let ids: Vec<String> = items(&procedures).iter().map(|one| text(&one["id"])).collect();
    let codes: Vec<String> = ids.iter().filter_map(|id| client.file(id)).collect();
    assert!(codes.len() >= 3, "most procedures can be filed: {codes:?} of {ids:?}");
    let people: Vec<String> = POSTS.iter().map(|post| format!("post:{post}")).chain([APPLICANT.to_owned()]).collect();
    let mut pressed = 0;
    for _ in 0..ROUNDS {
        for code in &codes {
            pressed += people.iter().filter(|who| client.press_one(who, code)).count();
        }
        client.post(&people[0], "/demo/clock", None, &json!({ "next": true }));
    }
    assert!(pressed >= codes.len(), "the dossiers move: {pressed}");
    codes
}

struct Client {
    address: SocketAddr,
    keys: usize,
}

impl Client {
    fn get(&self, who: &str, path: &str) -> Answer {
        let line = format!("GET /api/v1{path}");
        ask(self.address, &line, &[("X-Motcua-As", who)], "").expect("an answer")
    }

    fn read(&self, who: &str, path: &str) -> Value {
        let answer = self.get(who, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    }

    fn post(&mut self, who: &str, path: &str, tag: Option<&str>, body: &Value) -> Answer {
        self.keys += 1;
        let key = self.keys.to_string();
        let mut headers = vec![("X-Motcua-As", who), ("Content-Type", "application/json"), ("Idempotency-Key", &key)];
        headers.extend(tag.map(|tag| ("If-Match", tag)));
        ask(self.address, &format!("POST /api/v1{path}"), &headers, &body.to_string()).expect("an answer")
    }

    /// Files a dossier of a procedure; what is wrong is mended as far as the answer says how.
    fn file(&mut self, id: &str) -> Option<String> {
        let procedure = self.read(APPLICANT, &format!("/procedures/{id}"));
        let sections = procedure["sections"].as_array()?.iter().flat_map(|section| items_of(section, "fields"));
        let asked: Vec<Value> = sections.chain(items_of(&procedure, "documents")).collect();
        let agencies = items_of(&procedure, "agencies");
        let first = |list: &str| procedure[list][0]["id"].clone();
        let mut filing = json!({
            "procedure": id, "agency": first("agencies"), "channel": first("channels"), "subject": first("subjects"),
            "case": first("cases"), "answers": answered(&asked, agencies.first()),
        });
        for _ in 0..4 {
            let answer = self.post(APPLICANT, "/dossiers", None, &filing);
            if answer.status == 201 {
                return Some(text(&answer.json()["code"]));
            }
            mend(&mut filing["answers"], &answer.json());
        }
        None
    }

    /// Presses the first button of a dossier that is on for somebody; tells whether he could.
    fn press_one(&mut self, who: &str, code: &str) -> bool {
        let shown = self.get(who, &format!("/dossiers/{code}/tasks"));
        if shown.status != 200 {
            return false;
        }
        let tag = shown.header("etag").expect("a version").to_owned();
        let work = shown.json();
        for task in items_of(&work, "tasks") {
            for button in items_of(&task, "buttons").iter().filter(|button| button["on"] == true) {
                let path = format!("/dossiers/{code}/tasks/{}/acts", task["activation"]);
                let mut act = json!({ "action": button["id"], "answers": answered(&items_of(button, "asks"), None) });
                for _ in 0..3 {
                    let answer = self.post(who, &path, Some(&tag), &act);
                    if answer.status == 200 {
                        return true;
                    }
                    mend(&mut act["answers"], &answer.json());
                }
            }
        }
        false
    }
}

/// Answers questions with something of their type.
fn answered(asked: &[Value], agency: Option<&Value>) -> Value {
    let agency = agency.map_or_else(|| json!("so_qhkt"), |agency| agency["id"].clone());
    let mut answers = Map::new();
    for question in asked.iter().filter(|question| question["optional"] == false) {
        let option = question["options"][0]["id"].clone();
        let answer = match question["type"].as_str().unwrap_or_default() {
            "integer" | "decimal" | "money" => question["min"].as_str().map_or(json!("2"), |least| json!(least)),
            "date" => json!("2026-06-01"),
            "boolean" | "paper" => json!(true),
            "choice" | "one_of_papers" => option,
            "choices" => json!([option]),
            "phone" => json!("0912345678"),
            "email" => json!("nguoi.nop@example.vn"),
            "id_number" => json!("001085000412"),
            "agency" => agency.clone(),
            "agencies" => json!([agency]),
            _ => json!("Nội dung khai"),
        };
        answers.insert(text(&question["address"]), answer);
    }
    Value::Object(answers)
}

/// Leaves out what was not asked, as a refusal says.
fn mend(answers: &mut Value, refusal: &Value) {
    for error in items_of(refusal, "errors").iter().filter(|error| error["code"] == "NotAsked") {
        let pointer = text(&error["pointer"]);
        let address = pointer.trim_start_matches("/answers/").replace("~1", "/").replace("~0", "~");
        answers.as_object_mut().map(|answers| answers.remove(&address));
    }
}

fn items(list: &Value) -> Vec<Value> {
    items_of(list, "items")
}

fn items_of(of: &Value, list: &str) -> Vec<Value> {
    of[list].as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
