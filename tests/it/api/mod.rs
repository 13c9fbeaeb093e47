//! The API as Schemathesis finds it, which nobody here wrote: it reads the description, asks what the description lets it
//! ask and what it does not, and judges every answer. `tools/test` installs it into `target/`.

mod populate;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use self::populate::{POSTS, populate};
use crate::cli::{Folder, stands};
use crate::http::ask;
use crate::server::{Server, TestFile};

const JUDGE: &str = "target/schemathesis/bin/schemathesis";
/// Statuses of a request that is well formed, but not for now: it is no fault of the description.
const LATER: &str = r#"["2xx", 401, 403, 404, 409, 412, 422, 429]"#;
/// Statuses of a request that is not well formed, or never came so far that this was seen.
const REFUSED: &str = r#"[400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428]"#;

/// Who judges, and how: on one server, by one description.
struct Trial<'a> {
    server: &'a Server,
    token: Option<&'a str>,
    /// Who asks; somebody else each time unless it is said.
    who: Option<&'a str>,
    /// The dossiers that are there.
    codes: &'a [String],
    more: &'a [&'a str],
}

impl Trial<'_> {
    /// Runs it; tells whether all was well, and what was said.
    fn run(&self, description: &Value) -> (bool, String) {
        let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join(JUDGE);
        assert!(judge.exists(), "schemathesis is not there: `tools/test` installs it with pip");
        let folder = Folder::new();
        let description = folder.file("openapi.json", description.to_string());
        let config = folder.file("schemathesis.toml", self.config());
        let output = Command::new(judge)
            .arg("--config-file")
            .arg(config)
            .arg("run")
            .arg(description)
            .args(["--url", &format!("http://{}", self.server.address), "--generation-deterministic"])
            .args(["--no-shrink", "--continue-on-failure", "--request-timeout", "20", "--workers", "1"])
            .args(self.more)
            .current_dir(folder.path())
            .output()
            .expect("it can be started");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.success(), said)
    }

    fn config(&self) -> String {
        let who: Vec<String> =
            POSTS.iter().map(|post| format!("post:{post}")).chain(["applicant:nguoi_nop_0412".to_owned()]).collect();
        let tags: Vec<String> = (1..=12).map(|version| format!("\"{version}\"")).collect();
        let token = self.token.map(|token| format!("Authorization = \"Bearer {token}\"\n")).unwrap_or_default();
        let fixed = self.who.map(|who| format!("X-Motcua-As = \"{who}\"\n")).unwrap_or_default();
        // A rehearsal wants no token, so there is none to be ignored.
        let auth = if self.token.is_some() { "" } else { "[checks.ignored_auth]\nenabled = false\n" };
        let codes = if self.codes.is_empty() { json!(["T-0"]) } else { json!(self.codes) };
        format!(
            "[headers]
{token}{fixed}{auth}
[warnings]
enabled = false
[checks.positive_data_acceptance]
expected-statuses = {LATER}
[checks.negative_data_rejection]
expected-statuses = {REFUSED}
[checks.missing_required_header]
expected-statuses = {REFUSED}
[dictionaries.who]
values = {who}
[dictionaries.tags]
values = {tags}
[dictionaries.codes]
values = {codes}
[dictionaries.small]
values = [1, 2, 3, 4, 5, 6, 7, 8, 0]
[parameters]
\"path.activation\" = {{ dictionary = \"small\", probability = 0.8 }}
\"path.seq\" = {{ dictionary = \"small\", probability = 0.8 }}
\"path.ordinal\" = {{ dictionary = \"small\", probability = 0.8 }}
\"path.incident\" = {{ dictionary = \"small\", probability = 0.8 }}
\"path.number\" = {{ dictionary = \"small\", probability = 0.8 }}
\"header.X-Motcua-As\" = {{ dictionary = \"who\", probability = 0.95 }}
\"header.If-Match\" = {{ dictionary = \"tags\", probability = 0.9 }}
\"path.code\" = {{ dictionary = \"codes\", probability = 0.9 }}
",
            who = json!(who),
            tags = json!(tags),
        )
    }
}

fn described(server: &Server, token: Option<&str>) -> (String, Value) {
    let token = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = token.iter().map(|token| ("Authorization", token.as_str())).collect();
    let answer = ask(server.address, "GET /api/v1/openapi.json", &headers, "").expect("an answer");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let description = answer.json();
    (answer.body, description)
}

#[test]
fn the_stored_description_stands() {
    let file = TestFile::new();
    let (text, description) = described(&Server::start(file.path()), None);
    stands("openapi.json", &text);
    let schemas = description["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas {
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name} is not described");
        assert!(!name.ends_with(|last: char| last.is_ascii_digit()), "{name}: two shapes of one name");
    }
    let mut ids: Vec<&str> = Vec::new();
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            for member in ["operationId", "summary", "description"] {
                assert!(operation[member].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}: {member}");
            }
            ids.push(operation["operationId"].as_str().expect("an id"));
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "operations of one name");
}

#[test]
fn a_rehearsal_answers_as_it_says() {
    let file = TestFile::new();
    let server = Server::start(file.path());
    let codes = populate(&server);
    let (_, description) = described(&server, None);
    // What may be wrong with a request, one thing at a time, is asked by one who may ask it; the rest by everybody.
    let wrong = ["--phases", "coverage"];
    let trial = Trial { server: &server, token: None, who: Some("post:p01_mot_cua_01"), codes: &codes, more: &wrong };
    let (well, said) = trial.run(&description);
    assert!(well, "{said}");
    let any = ["--max-examples", "10", "--phases", "examples,fuzzing"];
    let (well, said) = Trial { who: None, more: &any, ..trial }.run(&description);
    assert!(well, "{said}");
}

#[test]
fn a_production_server_answers_as_it_says() {
    let file = TestFile::new();
    let (server, token) = Server::production(file.path(), &[]);
    let token = token.expect("printed at the first start");
    let (_, description) = described(&server, Some(&token));
    let more = ["--max-examples", "3", "--phases", "examples,fuzzing"];
    let (well, said) =
        Trial { server: &server, token: Some(&token), who: None, codes: &[], more: &more }.run(&description);
    assert!(well, "{said}");
}

#[test]
fn an_answer_that_is_not_described_is_found() {
    let file = TestFile::new();
    let server = Server::start(file.path());
    let (_, description) = described(&server, None);
    let more = ["--max-examples", "1", "--phases", "examples,fuzzing", "--include-operation-id", "showCalendar"];
    let trial = Trial { server: &server, token: None, who: None, codes: &[], more: &more };
    let judged = |spoil: fn(&mut Value)| {
        let mut description = description.clone();
        spoil(&mut description);
        trial.run(&description)
    };
    let (well, said) = judged(|_| ());
    assert!(well, "{said}");
    let of = |found: &'static str, spoil| {
        let (well, said) = judged(spoil);
        assert!(!well && said.contains(found), "{found}: {said}");
    };
    of("Undocumented status code", |description| {
        let answers = &mut description["paths"]["/api/v1/calendars/{id}"]["get"]["responses"];
        answers.as_object_mut().expect("answers").remove("404");
    });
}
