//! `durable`: steps that are on the disk before they are answered, and the bare loop: the same SQL with the same values,
//! driver and settings, without us.

use store::{Bare, Recording};

use crate::store_stage::{STEPS, TestFile, median, now, open, per_second, serve, settle_many};

/// Dossiers each lonely client settles in a round, and those of each of many.
const ALONE: usize = 300;
const EACH: usize = 20;
const CLIENTS: usize = 64;
/// Rounds; the middle one is told.
const ROUNDS: usize = 5;

/// One round: steps a second of a lonely client and of many, and of the bare loop one by one and in batches.
struct Round {
    alone: f64,
    bare: f64,
    many: f64,
    bare_many: f64,
}

pub fn durable() {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let rounds: Vec<Round> = (0..ROUNDS).map(|_| tokio.block_on(round())).collect();
    let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    println!("  bare loop, 1 step a transaction   {:8.0} steps/s", middle(|round| round.bare));
    println!("  bare loop, {CLIENTS} steps a transaction  {:8.0} steps/s", middle(|round| round.bare_many));
    let ratio = middle(|round| round.alone / round.bare);
    println!("  1 client                          {:8.0} steps/s, {ratio:.2} × bare", middle(|round| round.alone));
    let ratio = middle(|round| round.many / round.bare);
    println!(
        "  {CLIENTS} clients                        {:8.0} steps/s, {ratio:.2} × bare",
        middle(|round| round.many)
    );
}

async fn round() -> Round {
    let (alone, recording) = served(1, ALONE).await;
    let bare = replayed(recording, 1).await;
    let (many, recording) = served(CLIENTS, EACH).await;
    let bare_many = replayed(recording, CLIENTS).await;
    Round { alone, bare, many, bare_many }
}

/// Measures so many clients on a new file; gives steps a second and what was sent to the database.
async fn served(clients: usize, each: usize) -> (f64, Recording) {
    let file = TestFile::new();
    let store = open(&file).await;
    let service = serve(&store).await;
    store.record().expect("it can be written");
    let start = now();
    settle_many(&service, clients, each).await;
    let took = start.elapsed();
    let recording = store.recorded().expect("it can be written");
    assert_eq!(recording.commits(), clients * each * STEPS);
    (per_second(recording.commits(), took), recording)
}

async fn replayed(recording: Recording, each: usize) -> f64 {
    let file = TestFile::new();
    let bare = Bare::open(file.path()).await.expect("a new file");
    let commits = recording.commits();
    let start = now();
    bare.play(recording, each).await.expect("what went well once goes well again");
    per_second(commits, start.elapsed())
}
