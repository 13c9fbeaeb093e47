//! Whoever works over the API beside a reader, so that his pages have something on them. It judges nothing.

use std::cell::Cell;
use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::http::{Answer, ask};

/// A client of the API.
pub struct Desk {
    server: SocketAddr,
    keys: Cell<u32>,
}

impl Desk {
    pub fn of(server: SocketAddr) -> Self {
        Self { server, keys: Cell::new(0) }
    }

    fn send(&self, line: &str, who: &str, tag: &str, body: &Value) -> Answer {
        self.keys.set(self.keys.get() + 1);
        let key = format!("desk-{}", self.keys.get());
        let mut headers = vec![("Content-Type", "application/json"), ("X-Motcua-As", who), ("Idempotency-Key", &key)];
        if !tag.is_empty() {
            headers.push(("If-Match", tag));
        }
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let answer = ask(self.server, &format!("{method} /api/v1{path}"), &headers, &body);
        let answer = answer.expect("the server answers");
        assert!((200..300).contains(&answer.status), "{line} of {body}: {}", answer.body);
        answer
    }

    /// Reads as somebody.
    pub fn read(&self, path: &str, who: &str) -> Value {
        self.send(&format!("GET {path}"), who, "", &Value::Null).json()
    }

    /// Sends as somebody.
    pub fn post(&self, path: &str, who: &str, body: &Value) -> Value {
        self.send(&format!("POST {path}"), who, "", body).json()
    }

    /// Files a dossier and returns its code.
    pub fn file(&self, who: &str, body: &Value) -> String {
        self.post("/dossiers", who, body)["code"].as_str().expect("a dossier has a code").to_owned()
    }

    /// Returns the open activation of a step; of a list, that of an agency (`step[agency]`).
    pub fn open(&self, who: &str, code: &str, step: &str) -> Value {
        let (step, item) = step.trim_end_matches(']').split_once('[').unwrap_or((step, ""));
        let state = self.read(&format!("/dossiers/{code}"), who);
        let mut open = state["steps"].as_array().expect("steps").iter();
        let fits =
            |one: &&Value| one["id"] == step && one["kind"] != "list" && (item.is_empty() || one["item"]["id"] == item);
        open.find(fits).unwrap_or_else(|| panic!("{step} is not open: {state}"))["activation"].clone()
    }

    /// Sends an act on a dossier with the version as it is now.
    pub fn act(&self, who: &str, code: &str, part: &str, body: &Value) {
        let path = format!("/dossiers/{code}");
        let read = self.send(&format!("GET {path}"), who, "", &Value::Null);
        self.send(&format!("POST {path}/{part}"), who, read.header("etag").expect("it has a version"), body);
    }

    /// Presses a button.
    pub fn does(&self, who: &str, code: &str, button: &str, answers: Value) {
        let (step, action) = button.split_once('.').expect("step.button");
        let task = self.open(who, code, step);
        self.act(who, code, &format!("tasks/{task}/acts"), &json!({ "action": action, "answers": answers }));
    }

    /// Reports on every job that is offered.
    pub fn report(&self, who: &str, what: &str, body: &Value) {
        for job in self.read("/jobs", who)["items"].as_array().expect("jobs") {
            let dossier = job["dossier"].as_str().expect("a code");
            self.post(&format!("/dossiers/{dossier}/jobs/{}/{what}", job["job"]), who, body);
        }
    }

    /// Moves the clock.
    pub fn until(&self, who: &str, to: &str) {
        self.post("/demo/clock", who, &json!({ "to": to }));
    }
}
