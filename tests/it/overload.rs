//! More requests than the disk can take: who cannot be served is told when to come again, nothing acknowledged is lost,
//! and the server's memory stays as it is.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use serde_json::json;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::crash_ledger;
use crate::http::ask;
use crate::server::{Server, TestFile};

/// More than the writer and its queue hold together, and fewer than a process may have connections.
const CLIENTS: usize = 720;
/// Refusals while the disk stands still: far beyond ten times what it can take then, which is nothing.
const REFUSALS: usize = 2_000;
/// Most memory the server may take on, in kB.
const GROWTH_MAX: u64 = 128 << 10;
const PATIENCE: Duration = Duration::from_secs(60);

/// What came of all requests.
#[derive(Default)]
struct Outcome {
    refused: AtomicUsize,
    accepted: Mutex<BTreeSet<(String, u64)>>,
}

/// Files one dossier, coming again as often as it is refused, and says so each time.
fn insist(server: SocketAddr, number: usize, outcome: &Outcome, refusals: &Sender<()>) {
    let key = number.to_string();
    let headers = [
        ("X-Motcua-As", "applicant:nguoi_nop_0412"),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key.as_str()),
    ];
    let body = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    loop {
        let answer = ask(server, "POST /api/v1/dossiers", &headers, &body.to_string()).expect("it is answered");
        match answer.status {
            201 => {
                let told = answer.json();
                let place =
                    (told["code"].as_str().expect("a code").to_owned(), told["version"].as_u64().expect("a version"));
                assert!(outcome.accepted.lock().expect("nobody failed").insert(place), "one place for two requests");
                return;
            }
            429 => {
                assert_eq!(answer.header("retry-after"), Some("2"));
                assert_eq!(answer.json()["code"], "Busy");
                outcome.refused.fetch_add(1, Ordering::Relaxed);
                // Nobody listens any more once there were enough.
                let _ = refusals.send(());
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
}

/// A disk that stands still for as long as this lives.
async fn standstill(db: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(db);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the file is there");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.expect("the file is locked");
    connection
}

#[test]
fn too_many_requests_are_told_to_come_again_and_none_is_lost() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let file = TestFile::new();
    let server = Server::start(file.path());
    let before = server.memory();
    let lock = tokio.block_on(standstill(file.path()));
    let outcome = Outcome::default();
    std::thread::scope(|scope| {
        let (refusals, heard) = channel();
        for number in 0..CLIENTS {
            let (outcome, refusals, address) = (&outcome, refusals.clone(), server.address);
            scope.spawn(move || insist(address, number, outcome, &refusals));
        }
        for _ in 0..REFUSALS {
            heard.recv_timeout(PATIENCE).expect("a full queue refuses");
        }
        tokio.block_on(lock.close()).expect("it is let go");
    });
    let growth = server.memory().saturating_sub(before);
    println!("{} refused, {CLIENTS} accepted, {growth} kB more", outcome.refused.load(Ordering::Relaxed));
    assert!(growth < GROWTH_MAX, "the server took {growth} kB more");
    server.kill();
    let accepted = outcome.accepted.into_inner().expect("nobody failed");
    assert_eq!(accepted.len(), CLIENTS);
    assert_eq!(crash_ledger::read(file.path()).acts, accepted, "what was refused is not written, all else is");
}
