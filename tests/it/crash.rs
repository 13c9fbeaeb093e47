//! Kills the server in the middle of its work, again and again: nothing acknowledged is lost, nothing is done twice.
//!
//! Clients note each answer they got. The file is read by code of its own; of the server only its API is asked.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::crash_ledger::{self, Answered, Ledger};
use crate::http::{Answer, ask, tell};
use crate::server::{Server, TestFile, motcua};

const KILLS: u64 = 200;
const CLIENTS: u64 = 8;
/// Longest wait for any one sign of life.
const PATIENCE: Duration = Duration::from_secs(30);

/// A generator anybody can repeat from its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A way to send a request.
type Way<T> = fn(SocketAddr, &str, &[(&str, &str)], &str) -> std::io::Result<T>;

/// A request under an idempotency key.
#[derive(Clone)]
struct Request {
    line: String,
    who: &'static str,
    key: String,
    seen: Option<u64>,
    body: Value,
}

impl Request {
    /// Sends it by one of the ways of `http`.
    fn send<T>(&self, server: SocketAddr, way: Way<T>) -> std::io::Result<T> {
        let tag = self.seen.map(|version| format!("\"{version}\""));
        let mut headers =
            vec![("Content-Type", "application/json"), ("X-Motcua-As", self.who), ("Idempotency-Key", &self.key)];
        headers.extend(tag.as_deref().map(|tag| ("If-Match", tag)));
        way(server, &self.line, &headers, &self.body.to_string())
    }
}

/// An answer a client has in hand.
#[derive(Clone)]
struct Acknowledged {
    request: Request,
    code: String,
    version: u64,
}

/// A client, its own dossiers and its notes.
struct Client {
    number: u64,
    dice: Dice,
    sent: u64,
    /// The dossier it works on, and the version it has in hand.
    current: Option<(String, u64)>,
    /// Sent, and not answered before the server died.
    pending: Option<Request>,
    notes: Vec<Acknowledged>,
    /// Unanswered requests that turned out to have been done.
    found_done: u64,
}

const APPLICANT: &str = "applicant:nguoi_nop_0412";

/// What moves the clock.
const CLOCK: [(&str, &str); 2] = [("X-Motcua-As", APPLICANT), ("Content-Type", "application/json")];
const ADD: &str = r#"{"add":"1 giờ làm việc"}"#;

/// Who presses what on each step of the way.
const WAY: [(&str, &str, &str); 6] = [
    ("tiep_nhan", "post:p01_mot_cua_01", "tiep_nhan"),
    ("tham_tra", "post:p01_ho_tich_01", "co_trong_so"),
    ("ky", "post:p01_lanh_dao", "ky"),
    ("phat_hanh", "post:p01_mot_cua_01", "da_phat_hanh"),
    ("tra_ket_qua", "post:p01_mot_cua_01", "da_tra"),
    ("ket_thuc", "post:p01_mot_cua_01", "ket_thuc"),
];

impl Client {
    fn new(number: u64, seed: u64) -> Self {
        Self {
            number,
            dice: Dice(seed ^ number),
            sent: 0,
            current: None,
            pending: None,
            notes: Vec::new(),
            found_done: 0,
        }
    }

    /// Works until the server is gone, telling of each acknowledged answer.
    fn work(&mut self, server: SocketAddr, told: &Sender<()>) {
        let mut unread = Vec::new();
        while self.step(server, &mut unread).is_ok() {
            // Nobody listens any more once the server is about to die.
            let _ = told.send(());
        }
    }

    /// Sends a request and reads its answer; now and then it misses the first answer and sends the request again.
    fn step(&mut self, server: SocketAddr, unread: &mut Vec<TcpStream>) -> std::io::Result<()> {
        let request = match self.pending.clone() {
            Some(request) => request,
            None => self.next(server)?,
        };
        self.pending = Some(request.clone());
        if self.dice.below(6) == 0 {
            unread.push(request.send(server, tell)?);
        }
        let answer = request.send(server, ask)?;
        self.pending = None;
        self.note(request, &answer);
        Ok(())
    }

    fn note(&mut self, request: Request, answer: &Answer) {
        match answer.status {
            200 | 201 => {
                let told = answer.json();
                let code = told["code"].as_str().expect("a receipt names the dossier").to_owned();
                let version = told["version"].as_u64().expect("a receipt names the version");
                assert_eq!(answer.header("etag"), Some(format!("\"{version}\"").as_str()));
                self.found_done += u64::from(answer.header("idempotency-replayed").is_some());
                self.current = Some((code.clone(), version));
                self.notes.push(Acknowledged { request, code, version });
            }
            // A timer was faster than the act; the act was never done and its key is thrown away.
            412 => {}
            other => panic!("{other} to {} {}: {}", request.line, request.body, answer.body),
        }
    }

    /// Reads where its dossier stands and says what comes next; a settled dossier is followed by a new one.
    fn next(&mut self, server: SocketAddr) -> std::io::Result<Request> {
        self.sent += 1;
        let key = format!("{}-{}", self.number, self.sent);
        // Dossiers left lying keep timers for the clock to fire.
        let left = self.dice.below(5) == 0;
        let Some((code, known)) = self.current.as_ref().filter(|_| !left) else { return Ok(filing(key)) };
        let headers = [("X-Motcua-As", "post:p01_mot_cua_01")];
        let answer = ask(server, &format!("GET /api/v1/dossiers/{code}/tasks"), &headers, "")?;
        assert_eq!(answer.status, 200, "{code} was acknowledged and is gone: {}", answer.body);
        let work = answer.json();
        let seen = work["version"].as_u64().expect("work names the version");
        assert!(seen >= *known, "{code} was acknowledged at {known} and stands at {seen}");
        let Some(task) = work["tasks"].get(0) else { return Ok(filing(key)) };
        let (_, who, action) = *WAY.iter().find(|(step, ..)| task["id"] == *step).expect("a step of the way");
        let line = format!("POST /api/v1/dossiers/{code}/tasks/{}/acts", task["activation"]);
        Ok(Request { line, who, key, seen: Some(seen), body: json!({ "action": action }) })
    }
}

fn filing(key: String) -> Request {
    let body = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    Request { line: "POST /api/v1/dossiers".to_owned(), who: APPLICANT, key, seen: None, body }
}

/// Lets the clients work, moves the clock in between, and kills the server after a while.
fn round(db: &Path, clients: &mut [Client], dice: &mut Dice, clock: &mut String) {
    let server = Server::start(db);
    let address = server.address;
    std::thread::scope(|scope| {
        let (told, heard) = channel();
        for client in clients {
            let told = told.clone();
            scope.spawn(move || client.work(address, &told));
        }
        drop(told);
        heard.recv_timeout(PATIENCE).expect("the clients get answers");
        move_clock(address, clock);
        pass(Duration::from_millis(20 + dice.below(130)));
        // An answer is the end of a commit; the kill must also fall into the middle of one, or of the clock's way.
        let _unread = tell(address, "POST /api/v1/demo/clock", &CLOCK, ADD).expect("the server listens");
        pass(Duration::from_micros(dice.below(5_000)));
        server.kill();
    });
}

/// Lets some time pass; nothing tells that it has.
fn pass(time: Duration) {
    let (_silent, never) = channel::<()>();
    let _ = never.recv_timeout(time);
}

/// Moves the demo's clock, which must not have gone back since it was last seen.
fn move_clock(server: SocketAddr, clock: &mut String) {
    let shown = ask(server, "GET /api/v1/demo/clock", &CLOCK[..1], "").expect("the clock is read").json();
    let now = shown["now"].as_str().expect("the clock shows an instant");
    assert!(now >= clock.as_str(), "the clock went back from {clock} to {now}");
    let moved = ask(server, "POST /api/v1/demo/clock", &CLOCK, ADD).expect("it is moved");
    assert_eq!(moved.status, 200, "{}", moved.body);
    moved.json()["now"].as_str().expect("the clock shows an instant").clone_into(clock);
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_done_twice() {
    let seed = std::env::var("MOTCUA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(663);
    println!("MOTCUA_SEED={seed}");
    let mut dice = Dice(seed);
    let file = TestFile::new();
    let mut clients: Vec<Client> = (0..CLIENTS).map(|number| Client::new(number, seed)).collect();
    let mut clock = String::new();
    for _ in 0..KILLS {
        round(file.path(), &mut clients, &mut dice, &mut clock);
    }
    let unanswered = clients.iter().filter(|client| client.pending.is_some()).count();
    let server = Server::start(file.path());
    for client in &mut clients {
        while client.pending.is_some() {
            client.step(server.address, &mut Vec::new()).expect("the server answers");
        }
    }
    repeat_everything(server.address, &clients);
    let found_done: u64 = clients.iter().map(|client| client.found_done).sum();
    let notes: Vec<Acknowledged> = clients.into_iter().flat_map(|client| client.notes).collect();
    println!("{} answers, {unanswered} open at the end, {found_done} answered only when repeated", notes.len());
    assert!(found_done > 0, "no request was ever repeated after it had been done");
    check(file.path(), &notes);
    server.kill();
    check(file.path(), &notes);
    let verified = motcua(&["dossier", "verify", "--json", "--db"]).arg(file.path()).output().expect("it runs");
    let told: Value = serde_json::from_slice(&verified.stdout).expect("it tells JSON");
    assert_eq!((verified.status.code(), &told["broken"]), (Some(0), &json!(0)), "{told}");
}

/// Sends the last requests of every client once more: each gets its first answer.
fn repeat_everything(server: SocketAddr, clients: &[Client]) {
    for client in clients {
        for note in client.notes.iter().rev().take(10) {
            let again = note.request.send(server, ask).expect("the server answers");
            assert_eq!(again.header("idempotency-replayed"), Some("true"), "{}", note.request.key);
            assert_eq!(again.json(), json!({ "code": note.code, "version": note.version }));
        }
    }
}

/// Compares the clients' notes with the file, read by code of its own.
fn check(db: &Path, notes: &[Acknowledged]) {
    let Ledger { answered, acts, fired, lists } = crash_ledger::read(db);
    // As every request was answered in the end, what was done and what was acknowledged are the same.
    let noted: BTreeSet<_> = notes.iter().map(|note| (note.code.clone(), note.version)).collect();
    assert_eq!(noted.len(), notes.len(), "two requests got one place");
    assert_eq!(acts, noted, "done is not what was acknowledged");
    let noted: Answered = notes
        .iter()
        .map(|note| (note.request.who.to_owned(), note.request.key.clone(), note.code.clone(), note.version))
        .collect();
    assert_eq!(answered, noted, "the kept answers are not those that were given");
    assert!(fired > 0, "no timer ever fired");
    println!("{fired} timers fired, {lists} lists drawn up");
    assert!(lists > 100, "hardly a list was ever drawn up");
}

/// Works a little, so that every table holds something.
fn a_little_work(db: &Path) {
    let server = Server::start(db);
    let mut client = Client::new(0, 663);
    for _ in 0..30 {
        client.step(server.address, &mut Vec::new()).expect("the server answers");
    }
    for _ in 0..5 {
        move_clock(server.address, &mut String::new());
    }
    server.kill();
}

#[test]
fn what_is_lost_or_altered_is_found() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let file = TestFile::new();
    a_little_work(file.path());
    crash_ledger::read(file.path());
    for alteration in [
        "DELETE FROM records WHERE rowid = (SELECT max(rowid) FROM records)",
        "UPDATE records SET at = at + 1 WHERE rowid = 1",
        "UPDATE records SET author = '{}' WHERE rowid = 1",
        "UPDATE records SET body = CAST(body || ' ' AS BLOB) WHERE rowid = 2",
        "UPDATE dossiers SET head = zeroblob(32) WHERE id = 1",
        "UPDATE dossiers SET wake_at = coalesce(wake_at, 0) + 1 WHERE id = 1",
        "UPDATE dossiers SET snapshot = (SELECT snapshot FROM dossiers ORDER BY ended LIMIT 1) WHERE ended = 1",
        "DELETE FROM data WHERE dossier = 1",
        "DELETE FROM tasks WHERE dossier = (SELECT max(dossier) FROM tasks)",
        "UPDATE tasks SET due = due + 1 WHERE due IS NOT NULL",
        "INSERT INTO tasks SELECT id, 99, 'ky', 'lanh_dao', agency, NULL, NULL, 0, NULL, NULL FROM dossiers WHERE id = 1",
        "DELETE FROM outbox WHERE position = 1",
        "UPDATE outbox SET seq = seq + 1 WHERE position = (SELECT max(position) FROM outbox)",
        "UPDATE numbers SET last = last + 1",
        "DELETE FROM dossiers WHERE id = (SELECT max(id) FROM dossiers)",
        "UPDATE answers SET version = 99 WHERE rowid = 1",
        "DELETE FROM duties WHERE unit = 'ubnd_phuong_02' AND slot = (SELECT min(slot) FROM duties)",
        "UPDATE duties SET slot = slot + 86400000, as_of = as_of + 86400000 WHERE rowid = 1",
        "UPDATE duties SET body = CAST('{\"v\":1,\"overdue\":[]}' AS BLOB) WHERE unit = 'ubnd_phuong_01'",
    ] {
        let copy = TestFile::new();
        let changed = tokio.block_on(crash_ledger::alter(file.path(), copy.path(), alteration));
        assert!(changed > 0, "{alteration} alters nothing");
        let found = std::panic::catch_unwind(|| crash_ledger::read(copy.path()));
        assert!(found.is_err(), "not found: {alteration}");
    }
}
