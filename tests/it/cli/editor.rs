//! An editor in miniature: speaks to yaml-language-server, which nobody here wrote, over its standard streams.
//! `tools/test` installs it into `target/`. It waits for answers with a bound, never for a span of time.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

const SERVER: &str = "target/yaml-language-server/node_modules/yaml-language-server/bin/yaml-language-server";
/// Longest wait for an answer; it starts within a second or two.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Editor {
    child: Child,
    input: ChildStdin,
    said: Receiver<Value>,
    requests: u64,
}

/// Gives the address of a file of the project.
pub fn uri(path: &str) -> String {
    format!("file://{}", Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display())
}

impl Editor {
    /// Starts the server; `schemas` tells which schema files of the project serve which names of files.
    pub fn start(schemas: &[(String, &str)]) -> Self {
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join(SERVER);
        assert!(server.exists(), "yaml-language-server is not there: `tools/test` installs it with npm");
        let mut child = Command::new("node")
            .arg(server)
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("node cannot be started ({error}): `tools/test` installs it"));
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let (tell, said) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if tell.send(message).is_err() {
                    break;
                }
            }
        });
        let mut editor = Self { child, input, said, requests: 0 };
        editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
        editor.tell("initialized", json!({}));
        let schemas: serde_json::Map<String, Value> =
            schemas.iter().map(|(schema, names)| (schema.clone(), json!(names))).collect();
        let yaml = json!({
            "validate": true, "hover": true, "completion": true, "schemas": schemas,
            "schemaStore": { "enable": false },
        });
        editor.tell("workspace/didChangeConfiguration", json!({ "settings": { "yaml": yaml } }));
        editor
    }

    /// Opens a file with a text of its own and gives what is complained of: line from 1, and the words.
    pub fn complaints(&mut self, uri: &str, text: &str) -> Vec<(u64, String)> {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        let published =
            self.wait(|one| one["method"] == "textDocument/publishDiagnostics" && one["params"]["uri"] == *uri);
        let found = published["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
        let line = |one: &Value| one["range"]["start"]["line"].as_u64().unwrap_or_default() + 1;
        found.iter().map(|one| (line(one), one["message"].as_str().unwrap_or_default().to_owned())).collect()
    }

    /// Gives the hover text at a place of an open file; line and column from 1.
    pub fn hover(&mut self, uri: &str, line: usize, column: usize) -> String {
        let position = json!({ "line": line - 1, "character": column - 1 });
        let answer = self.ask("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }));
        answer["result"]["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Gives the labels that are proposed at a place of an open file; line and column from 1.
    pub fn proposals(&mut self, uri: &str, line: usize, column: usize) -> Vec<String> {
        let position = json!({ "line": line - 1, "character": column - 1 });
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        let answer = self.ask("textDocument/completion", params);
        let items = answer["result"]["items"].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|item| item["label"].as_str().map(str::to_owned)).collect()
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.wait(|one| one["id"] == id && one.get("method").is_none())
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Waits for a message; what the server asks meanwhile is answered with nothing.
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let one = self.said.recv_timeout(PATIENCE).expect("yaml-language-server answers in time");
            if wanted(&one) {
                return one;
            }
            if one.get("id").is_some() && one.get("method").is_some() {
                let nothing = match one["params"]["items"].as_array() {
                    Some(items) => Value::Array(vec![Value::Null; items.len()]),
                    None => Value::Null,
                };
                self.send(json!({ "jsonrpc": "2.0", "id": one["id"], "result": nothing }));
            }
        }
    }

    fn send(&mut self, message: Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads one message; none when the stream ends.
fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(told) = line.strip_prefix("Content-Length: ") {
            length = told.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
