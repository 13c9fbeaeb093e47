//! `open`: a server with many open dossiers: how soon it is ready after a loss of power, and how much memory it takes.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use crate::http::{Answer, ask};
use crate::server::Server;
use crate::store_stage::{TestFile, file_many, now, open as open_file, serve};

const DOSSIERS: usize = 100_000;
/// Dossiers read and moved before the memory is read, and lists of tasks.
const REQUESTS: usize = 2_000;
const LISTS: usize = 50;
const DESK: (&str, &str) = ("X-Motcua-As", "post:p01_mot_cua_01");

pub fn open() {
    let file = TestFile::new();
    let tokio = runtime::executor().expect("threads");
    tokio.block_on(async {
        let service = serve(&open_file(&file).await).await;
        file_many(&service, DOSSIERS).await;
    });
    // The server in this process lets go of the file.
    drop(tokio);
    let (server, first) = start(file.path());
    work(server.address);
    let memory = server.memory();
    server.kill();
    let (server, ready) = start(file.path());
    println!("  {DOSSIERS} open dossiers: ready after {first:.2?}, after kill -9 in {ready:.2?}");
    println!("  most memory after {} requests: {} MB", 2 * REQUESTS + LISTS, memory >> 10);
    server.kill();
}

/// Starts a server; gives the time to its first answer that it is ready.
fn start(db: &Path) -> (Server, Duration) {
    let start = now();
    let server = Server::start(db);
    let ready = ask(server.address, "GET /ready", &[], "").expect("it answers");
    assert_eq!(ready.status, 200);
    (server, start.elapsed())
}

/// Reads dossiers from everywhere, lists of tasks, and acts.
fn work(server: SocketAddr) {
    for number in 0..REQUESTS {
        let code = format!("T-H26.00.01-260608-{:04}", 1 + number * (DOSSIERS / REQUESTS));
        expect(ask(server, &format!("GET /api/v1/dossiers/{code}"), &[DESK], ""), 200);
        let key = number.to_string();
        let headers =
            [DESK, ("Content-Type", "application/json"), ("Idempotency-Key", key.as_str()), ("If-Match", "\"1\"")];
        let line = format!("POST /api/v1/dossiers/{code}/tasks/2/acts");
        expect(ask(server, &line, &headers, r#"{"action":"tiep_nhan"}"#), 200);
    }
    for _ in 0..LISTS {
        expect(ask(server, "GET /api/v1/tasks", &[DESK], ""), 200);
    }
}

fn expect(answer: std::io::Result<Answer>, status: u16) {
    let answer = answer.expect("it is answered");
    assert_eq!(answer.status, status, "{}", answer.body);
}
