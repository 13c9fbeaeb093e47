//! The shipped procedure on a store, and short words for what people do there. No assertion is made here.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use calendar::Instant;
use engine::{ActivationId, Actor, Answers, Command, Filing, Name, Submission};
use motcua_runtime::{Catalogue, Client, Clock, Done, Refusal, Service};
use procedure::{Library, shipped, trusted};
use program::{Channel, Subject};
use store::{DossierId, DossierKey, DossierQuery, DossierScope, Kind, RecordRow, SqliteStore, Store, StoreError};

pub const PROCEDURE: &str = "cap_ban_sao_so_goc";
pub const MOT_CUA: &str = "p01_mot_cua_01";
/// 24:00 on Wednesday 17/6/2026 as a due: the last instant that still is that day.
pub const MIDNIGHT: &str = "2026-06-17T23:59:59.999";
/// Name under which the store keeps the clock; part of the kept format.
pub const OFFSET: &str = "clock_offset_ms";

/// A database file of its own, cleared away with all that SQLite puts beside it.
pub struct TestFile(PathBuf);

impl TestFile {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("motcua-runtime-{}-{number}.db", std::process::id())))
    }

    pub async fn open(&self) -> Arc<dyn Store> {
        self.try_open().await.unwrap()
    }

    /// Opens it, unless another store has it.
    pub async fn try_open(&self) -> Option<Arc<dyn Store>> {
        match SqliteStore::open(&self.0, Kind::Rehearsal).await {
            Ok(store) => Some(Arc::new(store)),
            Err(StoreError::InUse { .. }) => None,
            Err(error) => panic!("{error:?}"),
        }
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        for beside in ["", "-wal", "-shm", ".lock"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(beside);
            // SQLite clears some of them away itself.
            let _ = std::fs::remove_file(name);
        }
    }
}

pub fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{text}+07:00")).unwrap()
}

/// A Monday.
pub fn morning() -> Instant {
    at("2026-06-08T08:00:00")
}

pub fn catalogue_of(text: &str) -> Catalogue {
    let library = Library::shipped().0;
    let compiled = trusted(text, &library).unwrap();
    Catalogue::new(library, vec![compiled]).unwrap()
}

pub fn catalogue() -> Catalogue {
    catalogue_of(shipped::PROCEDURES[0].text)
}

pub async fn start(store: &Arc<dyn Store>) -> Service {
    Service::start(Arc::clone(store), catalogue(), morning()).await.unwrap()
}

/// Starts a service whose clock shows an instant, as after a standstill until then.
pub async fn start_at(store: &Arc<dyn Store>, instant: Instant) -> Service {
    store.set_setting(OFFSET, &Clock::offset_for(instant).to_string()).await.unwrap();
    start(store).await
}

pub fn submission(applicant: &str) -> Submission {
    let agency = Name::from("ubnd_phuong_01");
    let filing = Filing {
        applicant: applicant.into(),
        channel: Channel::Online,
        case: None,
        subject: Subject::Citizen,
        competent: agency.clone(),
        receiving: agency,
        assisting: None,
    };
    let answers = Answers::default()
        .with("yeu_cau.ten_giay_to", "Bằng tốt nghiệp")
        .with("yeu_cau.la_ho_tich", "false")
        .with("yeu_cau.so_ban", "1")
        .with("giay_to.giay_to_tuy_than", "true");
    Submission { filing, answers }
}

pub fn keyed(name: &str, key: &str, fingerprint: u8) -> Client {
    Client { name: name.to_owned(), key: Some((key.to_owned(), [fingerprint; 32])) }
}

pub async fn file(service: &Service) -> Done {
    service.submit(Client::default(), PROCEDURE, submission("Người nộp 0412")).await.unwrap()
}

/// Files many dossiers at once.
pub async fn file_many(service: &Service, count: usize) -> Vec<Done> {
    let mut filed = Vec::new();
    while filed.len() < count {
        let wave = (count - filed.len()).min(500);
        let asked: Vec<_> = (0..wave)
            .map(|_| {
                let service = service.clone();
                tokio::spawn(async move { file(&service).await })
            })
            .collect();
        for one in asked {
            filed.push(one.await.unwrap());
        }
    }
    filed
}

/// Who does what, and with which words.
#[derive(Clone, Copy)]
pub struct Press<'a> {
    pub who: &'a str,
    pub action: &'a str,
    pub words: Option<(&'a str, &'a str)>,
}

impl Press<'_> {
    fn actor(&self) -> Actor {
        if self.who.starts_with('p') { Actor::Post(self.who.into()) } else { Actor::Applicant(self.who.into()) }
    }

    pub fn on(&self, activation: ActivationId) -> Command {
        let mut answers = Answers::default();
        if let Some((name, text)) = self.words {
            answers = answers.with(name, text);
        }
        Command::Act { actor: self.actor(), activation, action: self.action.to_owned(), answers, received_at: None }
    }
}

pub const ACCEPT: Press<'static> = Press { who: MOT_CUA, action: "tiep_nhan", words: None };
pub const ASK: Press<'static> =
    Press { who: MOT_CUA, action: "bo_sung", words: Some(("noi_dung", "Thiếu giấy tờ")) };
pub const SEND: Press<'static> = Press { who: "Người nộp 0412", action: "gui", words: None };

/// What follows on each step of the way to the result; the leader sends back for ever if he is told to.
pub fn next_press(step: &str, send_back: bool) -> Press<'static> {
    let press = |who, action| Press { who, action, words: None };
    match step {
        "tiep_nhan" => ACCEPT,
        "tham_tra" => press("p01_ho_tich_01", "co_trong_so"),
        "ky" if send_back => Press { who: "p01_lanh_dao", action: "tra_lai", words: Some(("ly_do", "Sai số trang")) },
        "ky" => press("p01_lanh_dao", "ky"),
        "phat_hanh" => press(MOT_CUA, "da_phat_hanh"),
        "tra_ket_qua" => press(MOT_CUA, "da_tra"),
        "ket_thuc" => press(MOT_CUA, "ket_thuc"),
        other => panic!("nobody knows what to do at {other}"),
    }
}

/// The open step and its activation.
pub async fn open_step(service: &Service, code: &str) -> Option<(String, ActivationId)> {
    let dossier = service.dossier(code).await.unwrap().unwrap();
    let open = dossier.instance.open().next()?;
    Some((dossier.compiled.program.node(open.node).id.clone(), open.id))
}

/// Presses a button of the open step.
pub async fn press(service: &Service, client: Client, done: &Done, press: Press<'_>) -> Result<Done, Refusal> {
    let (_, activation) = open_step(service, &done.code).await.unwrap();
    service.command(client, done.id, None, press.on(activation)).await
}

/// Presses a button as somebody who wants no answer kept.
pub async fn plainly(service: &Service, done: &Done, button: Press<'_>) -> Result<Done, Refusal> {
    press(service, Client::default(), done, button).await
}

pub async fn records(store: &Arc<dyn Store>, id: DossierId) -> Vec<RecordRow> {
    store.records(id, 0, 10_000).await.unwrap()
}

pub async fn kinds(store: &Arc<dyn Store>, id: DossierId) -> Vec<String> {
    records(store, id).await.into_iter().map(|record| record.kind).collect()
}

/// Waits for what must come; a test that waits for ever tells nothing.
pub async fn patiently<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), coming).await.expect("it never came")
}

/// Waits until something holds that no reply tells of.
pub async fn until(mut holds: impl AsyncFnMut() -> bool) {
    patiently(async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Everything a store must hold of its dossiers whatever happened to it; gives their number.
pub async fn sound(store: &Arc<dyn Store>) -> usize {
    let query = DossierQuery { scope: DossierScope::All, open_only: false, limit: 100_000, after: None };
    let rows = store.dossiers(&query).await.unwrap();
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes.len(), rows.len(), "a code was given twice");
    for row in &rows {
        let log = records(store, row.id).await;
        let seqs: Vec<u64> = log.iter().map(|record| record.seq).collect();
        assert_eq!(seqs, (1..=row.version).collect::<Vec<_>>(), "{}", row.code);
        assert!(log.is_sorted_by_key(|record| record.at), "{}: legal time went back", row.code);
        assert!(log.is_sorted_by_key(|record| record.recorded_at), "{}: record time went back", row.code);
        assert_eq!(store.verify(row.id).await, Ok(Ok(())), "{}", row.code);
    }
    rows.len()
}

pub async fn wake(store: &Arc<dyn Store>, id: DossierId) -> Option<Instant> {
    store.dossier(DossierKey::Id(id)).await.unwrap().unwrap().wake_at.map(Instant::from_millis)
}
