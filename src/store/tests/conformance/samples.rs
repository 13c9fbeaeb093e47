//! Commits to try a store with, and files that go away. No assertion is made here.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use engine::{ActivationId, TaskRow};
use motcua_store::{Commit, Committed, DossierId, NewDossier, NewLetter, NewRecord, State, Store, Target};

/// 2026-06-08 08:00 in Việt Nam.
pub const MORNING: i64 = 1_780_880_400_000;

pub const PREFIX: &str = "H26.00.01-260608-";

/// A file name of its own, cleared away with all that SQLite puts beside it.
pub struct TestFile(PathBuf);

impl TestFile {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = Self(std::env::temp_dir().join(format!("motcua-store-{}-{number}.db", std::process::id())));
        file.clear();
        file
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn clear(&self) {
        for beside in ["", "-wal", "-shm", "-journal", ".lock"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(beside);
            // Most of them never were.
            let _ = std::fs::remove_file(name);
        }
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        self.clear();
    }
}

pub fn record(kind: &str, at: i64) -> NewRecord {
    NewRecord {
        at,
        recorded_at: at + 5,
        author: r#"{"post":"Cán bộ Một cửa 03"}"#.into(),
        kind: kind.into(),
        body: format!(r#"{{"v":1,"events":["{kind}"]}}"#).into_bytes(),
    }
}

pub fn state(status: u8) -> State {
    State { snapshot: format!("snapshot {status}").into_bytes(), status, ended: false, wake_at: None, due_at: None }
}

fn commit(dossier: Target, kind: &str, at: i64, status: u8) -> Commit {
    Commit {
        program: None,
        dossier,
        records: vec![record(kind, at)],
        state: state(status),
        data: Vec::new(),
        rows: Vec::new(),
        outbox: Vec::new(),
        letters: Vec::new(),
        answer: None,
    }
}

pub fn new_dossier() -> NewDossier {
    NewDossier {
        code_prefix: PREFIX.into(),
        procedure: "2.001610".into(),
        program: "9f".repeat(32),
        agency: "so-tai-chinh".into(),
        receiving: "trung-tam-mot-cua".into(),
        applicant: "Người nộp 0412".into(),
        created_at: MORNING,
    }
}

pub fn begin() -> Commit {
    begin_with(new_dossier())
}

pub fn begin_with(new: NewDossier) -> Commit {
    commit(Target::New(new), "Submit", MORNING, 1)
}

pub fn go_on(id: DossierId, version: u64) -> Commit {
    commit(Target::Existing { id, version }, "CompleteTask", MORNING + version as i64 * 60_000, 4)
}

pub fn task(activation: u64, role: &str, due: Option<i64>) -> TaskRow {
    TaskRow {
        activation: ActivationId(activation),
        step: "tham_dinh".into(),
        item: None,
        holder: None,
        role: role.into(),
        agency: "so-tai-chinh".into(),
        applicant: None,
        due,
        opened_at: MORNING,
    }
}

pub fn letter(seq: u64, ordinal: u32) -> NewLetter {
    NewLetter {
        seq,
        ordinal,
        letter: "tiep_nhan".into(),
        form: Some("01".into()),
        legal: None,
        signed: true,
        sha256: [ordinal as u8; 32],
        body: b"<p>Gi\xe1\xba\xa5y ti\xe1\xba\xbfp nh\xe1\xba\xadn</p>".to_vec(),
    }
}

/// Commits one member that must succeed.
pub async fn keep(store: &dyn Store, commit: Commit) -> Committed {
    store.commit(&[commit]).await.expect("the commit is sound").remove(0)
}

/// Commits something after `before` that must succeed.
pub async fn keep_next(store: &dyn Store, before: &Committed, change: impl FnOnce(&mut Commit)) -> Committed {
    let mut next = go_on(before.id, before.version);
    change(&mut next);
    keep(store, next).await
}
