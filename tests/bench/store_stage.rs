//! A store on a file, the shipped procedure on it, and people who settle dossiers as fast as they are answered.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use calendar::Instant;
use engine::{ActivationId, Actor, Answers, Command, Filing, Name, Submission};
use procedure::{Library, shipped, trusted};
use program::{Channel, Subject};
use runtime::{Catalogue, Client, Done, Service};
use store::{Kind, SqliteStore, Store};

const PROCEDURE: &str = "cap_ban_sao_so_goc";

/// Who presses what on the way to the result; each step is the next activation.
const WAY: [(&str, &str); 6] = [
    ("p01_mot_cua_01", "tiep_nhan"),
    ("p01_ho_tich_01", "co_trong_so"),
    ("p01_lanh_dao", "ky"),
    ("p01_mot_cua_01", "da_phat_hanh"),
    ("p01_mot_cua_01", "da_tra"),
    ("p01_mot_cua_01", "ket_thuc"),
];

/// Steps of a dossier: its filing and the way.
pub const STEPS: usize = 1 + WAY.len();

/// A database file in the build's own folder, cleared away with all that SQLite puts beside it.
pub struct TestFile(PathBuf);

impl TestFile {
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bench-{}-{number}.db", std::process::id());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub fn path(&self) -> &Path {
        &self.0
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

/// An instant in Việt Nam.
pub fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{text}+07:00")).expect("an instant")
}

pub async fn open(file: &TestFile) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(file.path(), Kind::Rehearsal).await.expect("a new file"))
}

pub async fn serve(store: &Arc<SqliteStore>) -> Service {
    let library = Library::shipped().0;
    let compiled = trusted(shipped::PROCEDURES[0].text, &library).expect("the shipped procedure is fit");
    let catalogue = Catalogue::new(library, vec![compiled]).expect("a directory is shipped");
    Service::start(Arc::clone(store) as Arc<dyn Store>, catalogue, at("2026-06-08T08:00:00"))
        .await
        .expect("the store can be written")
}

fn submission() -> Submission {
    let agency = Name::from("ubnd_phuong_01");
    let filing = Filing {
        applicant: "nguoi_nop_0412".into(),
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

/// A client under a key that was never used, as every request over the API has one.
fn client(name: &str) -> Client {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let key = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
    Client { name: name.to_owned(), key: Some((key, [7; 32])) }
}

pub async fn file(service: &Service) -> Done {
    service.submit(client("applicant:nguoi_nop_0412"), PROCEDURE, submission()).await.expect("it is filed")
}

/// Files a dossier and goes all the way with it.
async fn settle(service: &Service) {
    let Done { id, .. } = file(service).await;
    for (activation, (post, action)) in (2..).zip(WAY) {
        let command = Command::Act {
            actor: Actor::Post(post.into()),
            activation: ActivationId(activation),
            action: action.to_owned(),
            answers: Answers::default(),
            received_at: None,
        };
        service.command(client(post), id, None, command).await.expect("the next step");
    }
}

/// Lets so many clients settle so many dossiers each.
pub async fn settle_many(service: &Service, clients: usize, each: usize) {
    let working: Vec<_> = (0..clients)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move {
                for _ in 0..each {
                    settle(&service).await;
                }
            })
        })
        .collect();
    for one in working {
        one.await.expect("nobody failed");
    }
}

/// Files so many dossiers, many at a time.
pub async fn file_many(service: &Service, count: usize) {
    let clients = 256;
    let working: Vec<_> = (0..clients)
        .map(|number| {
            let service = service.clone();
            tokio::spawn(async move {
                for _ in (number..count).step_by(clients) {
                    file(&service).await;
                }
            })
        })
        .collect();
    for one in working {
        one.await.expect("nobody failed");
    }
}

/// How often a second something is done, and microseconds of processor time for each.
#[derive(Clone, Copy)]
pub struct Figure {
    pub rate: f64,
    pub processor: f64,
}

impl Figure {
    /// Measures some work that does something so many times.
    pub async fn of(times: usize, work: impl Future<Output = ()>) -> Self {
        let (start, before) = (now(), processor());
        work.await;
        let (took, processor) = (start.elapsed().as_secs_f64(), processor() - before);
        Self { rate: times as f64 / took, processor: processor * 1e6 / times as f64 }
    }
}

/// Returns the processor time this process has taken, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    let (_, fields) = stat.rsplit_once(") ").expect("the name stands in brackets");
    // The 14th and 15th field of all, in hundredths of a second.
    let ticks = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Starts a measurement.
#[expect(clippy::disallowed_methods, reason = "a measurement is one of real time")]
pub fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
