//! What needs a hand on the store's own connections: a full disk, a file that may not be written, the plans of
//! statements. All else is in the conformance suite.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::{SqliteStore, sql};
use crate::commit::{Commit, NewData, NewDossier, NewRecord, State, Target};
use crate::contract::{Kind, Store};
use crate::error::StoreError;
use crate::rows::DossierKey;

struct Opened {
    store: SqliteStore,
    path: PathBuf,
}

impl Opened {
    async fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("motcua-store-{}-{name}.db", std::process::id()));
        let store = SqliteStore::open(&path, Kind::Rehearsal).await.unwrap();
        Self { store, path }
    }

    /// Says something to the connection that the next commit takes.
    async fn tell(&self, pragma: &'static str) {
        let writer = self.store.writer().unwrap();
        let mut connection = writer.connection().await.unwrap();
        sqlx::query(pragma).execute(&mut *connection).await.unwrap();
        writer.give_back(connection);
    }

    async fn asked<T>(&self, pragma: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send + Unpin,
    {
        let mut connection = self.store.writer().unwrap().connection().await.unwrap();
        sqlx::query_scalar(pragma).fetch_one(&mut *connection).await.unwrap()
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        for beside in ["", "-wal", "-shm", ".lock"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(beside);
            // SQLite clears some of them away itself.
            let _ = std::fs::remove_file(name);
        }
    }
}

fn commit(dossier: Target, bytes: usize) -> Commit {
    Commit {
        program: None,
        dossier,
        records: vec![NewRecord {
            at: 1,
            recorded_at: 1,
            author: "{}".into(),
            kind: "Submit".into(),
            body: b"{}".to_vec(),
        }],
        state: State { snapshot: Vec::new(), status: 1, ended: false, wake_at: None, due_at: None },
        data: vec![NewData { version: 0, body: vec![b'x'; bytes] }],
        rows: Vec::new(),
        outbox: Vec::new(),
        letters: Vec::new(),
        answer: None,
    }
}

fn begin(bytes: usize) -> Commit {
    let new = NewDossier {
        code_prefix: "T-".into(),
        procedure: "p".into(),
        program: "h".into(),
        agency: "a".into(),
        receiving: "a".into(),
        applicant: "Người nộp 0412".into(),
        created_at: 1,
    };
    commit(Target::New(new), bytes)
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_writing_goes_on() {
    let opened = Opened::new("full").await;
    let first = opened.store.commit(&[begin(10)]).await.unwrap().remove(0);
    // The page limit is the database's own full disk; it ends with the connection, as space comes back.
    opened.tell("PRAGMA max_page_count = 60").await;

    let large = [begin(10), begin(1_000_000)];
    assert_eq!(opened.store.commit(&large).await, Err(StoreError::Full));
    assert_eq!(opened.store.dossier(DossierKey::Code("T-0002")).await.unwrap(), None);
    assert_eq!(opened.store.verify(first.id).await, Ok(Ok(())));

    let kept = opened.store.commit(&large).await.unwrap();
    assert_eq!(kept[1].code, "T-0003");
}

#[tokio::test]
async fn a_disk_that_stays_full_is_said_each_time() {
    let opened = Opened::new("stays-full").await;
    let large = "x".repeat(1_000_000);
    for _ in 0..3 {
        opened.tell("PRAGMA max_page_count = 60").await;
        assert_eq!(opened.store.set_setting("large", &large).await, Err(StoreError::Full));
        assert_eq!(opened.store.commit(&[begin(1_000_000)]).await, Err(StoreError::Full));
    }
    assert_eq!(opened.store.commit(&[begin(10)]).await.unwrap()[0].code, "T-0001");
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_said_to_be_so() {
    let opened = Opened::new("read-only").await;
    opened.tell("PRAGMA query_only = ON").await;
    assert_eq!(opened.store.commit(&[begin(10)]).await, Err(StoreError::ReadOnly));
    assert_eq!(opened.store.commit(&[begin(10)]).await.unwrap()[0].code, "T-0001");
}

#[tokio::test]
async fn a_new_database_is_read_by_its_owner_only() {
    let opened = Opened::new("rights").await;
    opened.store.commit(&[begin(10)]).await.unwrap();
    for beside in ["", "-wal", "-shm"] {
        let mut name = opened.path.as_os_str().to_owned();
        name.push(beside);
        let rights = std::fs::metadata(&name).unwrap().permissions().mode();
        assert_eq!(rights & 0o777, 0o600, "{}", name.display());
    }
}

#[tokio::test]
async fn nothing_is_written_to_a_file_that_is_not_in_its_place() {
    let opened = Opened::new("moved").await;
    opened.store.commit(&[begin(10)]).await.unwrap();
    let away = opened.path.with_extension("away");
    let moved = Err(StoreError::Moved { path: opened.path.display().to_string() });

    std::fs::rename(&opened.path, &away).unwrap();
    assert_eq!(opened.store.commit(&[begin(10)]).await, moved);
    std::fs::copy(&away, &opened.path).unwrap();
    assert_eq!(opened.store.commit(&[begin(10)]).await, moved, "a copy is another file");

    std::fs::rename(&away, &opened.path).unwrap();
    assert_eq!(opened.store.commit(&[begin(10)]).await.unwrap()[0].code, "T-0002");
}

#[tokio::test]
async fn an_interrupted_commit_leaves_nothing() {
    let opened = Opened::new("interrupted").await;
    for polls in 0..40 {
        let batch = [begin(10)];
        let mut commit = opened.store.commit(&batch);
        for _ in 0..polls {
            if poll_once(&mut commit).await {
                break;
            }
        }
        drop(commit);
    }
    let kept = opened.store.commit(&[begin(10)]).await.unwrap().remove(0);
    assert_eq!(kept.code, format!("T-{:04}", kept.id.0), "numbers without a dossier");
    assert_eq!(opened.store.verify(kept.id).await, Ok(Ok(())));
}

/// Polls once, gives way, and says whether it is done.
async fn poll_once<T>(reply: &mut crate::contract::Reply<'_, T>) -> bool {
    let done = std::future::poll_fn(|context| std::task::Poll::Ready(reply.as_mut().poll(context).is_ready())).await;
    tokio::task::yield_now().await;
    done
}

#[tokio::test]
async fn the_writer_waits_for_the_disk() {
    let opened = Opened::new("pragmas").await;
    let mode: String = opened.asked("PRAGMA journal_mode").await;
    let synchronous: i64 = opened.asked("PRAGMA synchronous").await;
    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
}

#[tokio::test]
async fn what_is_asked_often_is_found_by_an_index() {
    let opened = Opened::new("plans").await;
    for (statement, index) in [
        (sql::DUE, "dossiers_by_wake"),
        (sql::NEXT_WAKE, "dossiers_by_wake"),
        (sql::DOSSIER_BY_CODE, "sqlite_autoindex_dossiers"),
        (sql::DOSSIERS_OF_APPLICANT, "dossiers_by_applicant"),
        (sql::DOSSIERS_OF_AGENCY, "dossiers_by_receiving"),
        (sql::TASKS_OF_ROLES, "tasks_by_role"),
        (sql::TASKS_OF_APPLICANT, "tasks_by_applicant"),
        (sql::ANSWER, "sqlite_autoindex_answers"),
        (sql::EFFECTS, "sqlite_autoindex_outbox"),
        (sql::RECORDS, "sqlite_autoindex_records"),
    ] {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(&opened.store.readers).await.unwrap();
        assert!(plan.iter().any(|(.., step)| step.contains(index)), "{statement}: {plan:?}");
    }
}
