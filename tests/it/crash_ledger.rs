//! The database file as anybody may read it: with SQL, JSON and SHA-256 alone. Nothing of the server's code is used, so
//! that an error of the server cannot hide itself here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::Connection;

use crate::crash_duties::{self, Span};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

/// A dossier's row.
struct Dossier {
    id: i64,
    code: String,
    version: i64,
    snapshot: Vec<u8>,
    ended: bool,
    wake_at: Option<i64>,
    head: Vec<u8>,
}

/// A row of the log.
struct Record {
    seq: i64,
    at: i64,
    recorded_at: i64,
    author: String,
    kind: String,
    body: Vec<u8>,
    hash: Vec<u8>,
}

/// A row of the task table, in the columns the log can tell.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Task {
    activation: i64,
    step: String,
    role: String,
    due: Option<i64>,
}

/// What a dossier's log says must be in the other tables.
#[derive(Default)]
struct Folded {
    tasks: BTreeMap<i64, Task>,
    /// Armed instants by owner and ordinal; a clock owns its timers under its name.
    timers: BTreeMap<(String, u64), i64>,
    /// What is told outside, by record: task opened, letter, end.
    told: BTreeSet<(i64, String)>,
    data: u64,
    ended: bool,
    /// What was open with a due, and when.
    spans: Vec<Span>,
}

/// Tells who answered what: the client and its key, the dossier's code, the version.
pub type Answered = BTreeSet<(String, String, String, u64)>;

/// What was read, for those who hold other notes.
pub struct Ledger {
    /// Every answer kept.
    pub answered: Answered,
    /// Every act in the logs, by code and number.
    pub acts: BTreeSet<(String, u64)>,
    /// How many timers fired.
    pub fired: usize,
    /// How many lists of duties there are.
    pub lists: usize,
}

/// Reads the whole file and checks each table against the logs.
pub fn read(db: &Path) -> Ledger {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio.block_on(async {
        let options = SqliteConnectOptions::new().filename(db).read_only(true);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("the file can be read");
        let whole: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.expect("it is checked");
        assert_eq!(whole, "ok");
        let ledger = dossiers(&mut connection).await;
        nothing_of_nobody(&mut connection).await;
        codes(&mut connection).await;
        ledger
    })
}

/// Writes a copy of the file that is altered by hand; gives the number of rows changed.
pub async fn alter(db: &Path, copy: &Path, alteration: &'static str) -> u64 {
    let (from, to) = (SqliteConnectOptions::new().filename(db), SqliteConnectOptions::new().filename(copy));
    let mut connection = SqliteConnection::connect_with(&from).await.expect("the file is there");
    let into = sqlx::query("VACUUM INTO ?").bind(copy.display().to_string());
    into.execute(&mut connection).await.expect("it is copied");
    let mut connection = SqliteConnection::connect_with(&to).await.expect("the copy is there");
    sqlx::query(alteration).execute(&mut connection).await.expect("it is altered").rows_affected()
}

async fn dossiers(connection: &mut SqliteConnection) -> Ledger {
    let mut ledger = Ledger { answered: answers(connection).await, acts: BTreeSet::new(), fired: 0, lists: 0 };
    let all = "SELECT id, code, version, snapshot, ended, wake_at, head FROM dossiers";
    let (mut spans, mut last) = (Vec::new(), 0);
    type Row = (i64, String, i64, Vec<u8>, bool, Option<i64>, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as(all).fetch_all(&mut *connection).await.expect("dossiers");
    for (id, code, version, snapshot, ended, wake_at, head) in rows {
        let row = &Dossier { id, code, version, snapshot, ended, wake_at, head };
        let log = log(connection, row).await;
        unbroken(row, &log);
        chained(row, &log);
        let folded = fold(row, &log);
        agree(connection, row, &folded).await;
        spans.extend(folded.spans);
        last = log.iter().map(|record| record.recorded_at).fold(last, i64::max);
        for record in &log {
            match record.kind.as_str() {
                "timer" => ledger.fired += 1,
                _ => drop(ledger.acts.insert((row.code.clone(), record.seq.unsigned_abs()))),
            }
        }
    }
    ledger.lists = crash_duties::check(connection, &spans, last).await;
    ledger
}

async fn log(connection: &mut SqliteConnection, row: &Dossier) -> Vec<Record> {
    let log = "SELECT seq, at, recorded_at, author, kind, body, hash FROM records WHERE dossier = ? ORDER BY seq";
    type Row = (i64, i64, i64, String, String, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = sqlx::query_as(log).bind(row.id).fetch_all(connection).await.expect("its records");
    rows.into_iter()
        .map(|(seq, at, recorded_at, author, kind, body, hash)| Record {
            seq,
            at,
            recorded_at,
            author,
            kind,
            body,
            hash,
        })
        .collect()
}

fn unbroken(row: &Dossier, log: &[Record]) {
    let seqs: Vec<i64> = log.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=row.version).collect::<Vec<_>>(), "{}", row.code);
    assert!(log.is_sorted_by_key(|record| record.at), "{}: legal time went back", row.code);
    assert!(log.is_sorted_by_key(|record| record.recorded_at), "{}: record time went back", row.code);
}

/// Recomputes the chain as `src/store/chain.rs` describes it.
fn chained(row: &Dossier, log: &[Record]) {
    let mut head = vec![0; 32];
    for record in log {
        let parts: [&[u8]; 8] = [
            &head,
            row.code.as_bytes(),
            &record.seq.to_be_bytes(),
            &record.at.to_be_bytes(),
            &record.recorded_at.to_be_bytes(),
            record.author.as_bytes(),
            record.kind.as_bytes(),
            &record.body,
        ];
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        head = Sha256::digest(&bytes).to_vec();
        assert_eq!(record.hash, head, "{}: record {} is not what was chained", row.code, record.seq);
    }
    assert_eq!(row.head, head, "{}: its head is another", row.code);
}

fn fold(row: &Dossier, log: &[Record]) -> Folded {
    let mut folded = Folded::default();
    for record in log {
        let body: Value = serde_json::from_slice(&record.body).expect("a body is JSON");
        for event in body["events"].as_array().unwrap_or_else(|| panic!("{}: no events", row.code)) {
            let (name, said) = event.as_object().and_then(|event| event.iter().next()).expect("an event has a name");
            folded.apply(row, record, name, said);
        }
    }
    folded
}

impl Folded {
    fn apply(&mut self, row: &Dossier, record: &Record, name: &str, said: &Value) {
        let owner = said["id"].to_string();
        match name {
            "data_written" => self.data = said["version"].as_u64().expect("a version"),
            "opened" => self.open(row, record, &said["activation"]),
            "completed" | "cancelled" => {
                let task = self.tasks.remove(&said["id"].as_i64().expect("an id"));
                if let Some(Task { step, .. }) = task {
                    self.close(record, |span| span.as_ref() == Some(&step));
                }
                self.timers.retain(|(of, _), _| *of != owner);
            }
            "step_overdue" | "reminded" | "escalated" => {
                self.timers.remove(&(owner, ordinal(said)));
            }
            "clock_changed" => {
                let clock = said["clock"].to_string();
                self.timers.retain(|(of, _), _| *of != clock);
                self.arm(&clock, &said["timers"]);
                self.close(record, Option::is_none);
                // A clock that runs does not say so.
                if said["state"]["phase"].is_null() {
                    self.span(row, record, None, said["state"]["due"].as_i64());
                }
            }
            // The only timer of a clock here is its due.
            "clock_overdue" => {
                let clock = said["clock"].to_string();
                self.timers.retain(|(of, _), _| *of != clock);
            }
            "printed" => self.tell(record, format!("letter {}", said["letter"])),
            "ended" => {
                self.ended = true;
                self.timers.clear();
                self.tasks.clear();
                self.close(record, |_| true);
                self.tell(record, "notice \"ended\" null".to_owned());
            }
            _ => {}
        }
    }

    fn open(&mut self, row: &Dossier, record: &Record, said: &Value) {
        let activation = said["id"].as_i64().expect("an id");
        self.arm(&activation.to_string(), &said["timers"]);
        // The step of the filing itself is over before anybody could see it.
        let (Some(role), true) = (said["role"].as_str(), said["node"] != "nop_ho_so") else { return };
        let task = Task {
            activation,
            step: said["node"].as_str().expect("a step").to_owned(),
            role: role.to_owned(),
            due: said["clock"]["state"]["due"].as_i64(),
        };
        self.span(row, record, Some(task.step.clone()), task.due);
        self.tasks.insert(activation, task);
        self.tell(record, format!("notice \"task_opened\" {activation}"));
    }

    fn span(&mut self, row: &Dossier, record: &Record, step: Option<String>, due: Option<i64>) {
        let Some(due) = due else { return };
        self.spans.push(Span { code: row.code.clone(), step, due, from: record.at, to: None });
    }

    fn close(&mut self, record: &Record, ends: impl Fn(&Option<String>) -> bool) {
        for span in self.spans.iter_mut().filter(|span| span.to.is_none() && ends(&span.step)) {
            span.to = Some(record.at);
        }
    }

    fn arm(&mut self, owner: &str, timers: &Value) {
        for timer in timers.as_array().into_iter().flatten() {
            self.timers.insert((owner.to_owned(), ordinal(timer)), timer["at"].as_i64().expect("an instant"));
        }
    }

    fn tell(&mut self, record: &Record, what: String) {
        self.told.insert((record.seq, what));
    }
}

/// Reads the number of a timer; the first one's is left out.
fn ordinal(timer: &Value) -> u64 {
    timer.get("ordinal").map_or(0, |ordinal| ordinal.as_u64().expect("a number"))
}

/// Compares what a log says with the other tables.
async fn agree(connection: &mut SqliteConnection, row: &Dossier, folded: &Folded) {
    let code = &row.code;
    let tasks = "SELECT activation, step, role, due FROM tasks WHERE dossier = ? ORDER BY activation";
    let tasks: Vec<(i64, String, String, Option<i64>)> =
        sqlx::query_as(tasks).bind(row.id).fetch_all(&mut *connection).await.expect("its tasks");
    let tasks: Vec<Task> =
        tasks.into_iter().map(|(activation, step, role, due)| Task { activation, step, role, due }).collect();
    assert_eq!(tasks.iter().collect::<Vec<_>>(), folded.tasks.values().collect::<Vec<_>>(), "{code}");
    assert_eq!(row.ended, folded.ended, "{code}");
    assert_eq!(row.wake_at, folded.timers.values().min().copied(), "{code}: it is woken at another instant");

    let snapshot: Value = serde_json::from_slice(&row.snapshot).expect("a snapshot is JSON");
    let open = snapshot["activations"].as_array().into_iter().flatten();
    let open: Vec<i64> = open.map(|one| one["id"].as_i64().expect("an id")).collect();
    assert_eq!(open, folded.tasks.keys().copied().collect::<Vec<_>>(), "{code}: its snapshot is of another instant");
    assert_eq!(snapshot["data"].as_u64(), Some(folded.data), "{code}");
    let data: Vec<u64> = sqlx::query_scalar("SELECT version FROM data WHERE dossier = ? ORDER BY version")
        .bind(row.id)
        .fetch_all(&mut *connection)
        .await
        .expect("its data");
    assert_eq!(data, (1..=folded.data).collect::<Vec<_>>(), "{code}: its data");
    assert_eq!(told(connection, row).await, folded.told, "{code}: what is told outside");
}

/// Reads what is told outside, and that the effects of a record are numbered from 0 without gaps.
async fn told(connection: &mut SqliteConnection, row: &Dossier) -> BTreeSet<(i64, String)> {
    let outbox = "SELECT seq, ordinal, target, body FROM outbox WHERE dossier = ? ORDER BY seq, ordinal";
    let rows: Vec<(i64, i64, String, Vec<u8>)> =
        sqlx::query_as(outbox).bind(row.id).fetch_all(&mut *connection).await.expect("its effects");
    let (mut told, mut last) = (BTreeSet::new(), (0, -1));
    for (seq, ordinal, target, body) in rows {
        assert_eq!(ordinal, if seq == last.0 { last.1 + 1 } else { 0 }, "{}: an effect of {seq} is missing", row.code);
        last = (seq, ordinal);
        let body: Value = serde_json::from_slice(&body).expect("an effect is JSON");
        match (target.as_str(), body["about"].as_str()) {
            ("letter", _) => drop(told.insert((seq, format!("letter {}", body["letter"])))),
            ("notice", Some("task_opened" | "ended")) => {
                told.insert((seq, format!("notice {} {}", body["about"], body["activation"])));
            }
            ("notice", Some(_)) => {}
            other => panic!("{}: {other:?} is told to nobody", row.code),
        }
    }
    told
}

async fn answers(connection: &mut SqliteConnection) -> Answered {
    let all = "SELECT a.client, a.key, d.code, a.version FROM answers a JOIN dossiers d ON d.id = a.dossier";
    let rows: Vec<(String, String, String, i64)> =
        sqlx::query_as(all).fetch_all(connection).await.expect("the answers");
    rows.into_iter().map(|(client, key, code, version)| (client, key, code, version.unsigned_abs())).collect()
}

/// Looks for rows whose dossier or record is not there.
async fn nothing_of_nobody(connection: &mut SqliteConnection) {
    for stray in [
        "SELECT count(*) FROM records WHERE dossier NOT IN (SELECT id FROM dossiers)",
        "SELECT count(*) FROM data WHERE dossier NOT IN (SELECT id FROM dossiers)",
        "SELECT count(*) FROM tasks WHERE dossier NOT IN (SELECT id FROM dossiers)",
        "SELECT count(*) FROM answers WHERE (dossier, version) NOT IN (SELECT dossier, seq FROM records)",
        "SELECT count(*) FROM outbox WHERE (dossier, seq) NOT IN (SELECT dossier, seq FROM records)",
    ] {
        let found: i64 = sqlx::query_scalar(stray).fetch_one(&mut *connection).await.expect("it is counted");
        assert_eq!(found, 0, "{stray}");
    }
}

/// Checks that the numbers of codes run from 1 without gaps, each given once.
async fn codes(connection: &mut SqliteConnection) {
    let numbers: Vec<(String, i64)> =
        sqlx::query_as("SELECT prefix, last FROM numbers").fetch_all(&mut *connection).await.expect("the numbers");
    let codes: Vec<String> =
        sqlx::query_scalar("SELECT code FROM dossiers").fetch_all(&mut *connection).await.expect("the codes");
    let given: BTreeSet<String> = codes.iter().cloned().collect();
    let counted =
        numbers.iter().flat_map(|(prefix, last)| (1..=*last).map(move |number| format!("{prefix}{number:04}")));
    assert_eq!(given, counted.collect(), "a code was left out or given without its number");
    assert_eq!(given.len(), codes.len(), "a code was given twice");
}
