//! `timers`: many dossiers due at one instant, each fired with its record, snapshot and notice on the disk.

use crate::store_stage::{TestFile, at, file_many, median, now, open, per_second, serve};
use store::Bare;

const DOSSIERS: usize = 40_000;
/// Firings the server puts into one transaction.
const EACH: usize = 256;
const ROUNDS: usize = 3;

pub fn timers() {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| tokio.block_on(round())).collect();
    let (fired, bare) = rounds.iter().copied().unzip();
    let ratio = median(rounds.iter().map(|(fired, bare)| fired / bare).collect());
    println!("  bare loop, {EACH} a transaction     {:8.0} fired/s", median(bare));
    println!("  {DOSSIERS} due at one instant       {:8.0} fired/s, {ratio:.2} × bare", median(fired));
}

/// Gives firings a second, and those of the bare loop.
async fn round() -> (f64, f64) {
    let file = TestFile::new();
    let store = open(&file).await;
    let service = serve(&store).await;
    service.advance(at("2026-06-08T08:20:00")).await.expect("the clock moves");
    store.record().expect("it can be written");
    file_many(&service, DOSSIERS).await;
    let filed = store.recorded().expect("it can be written");
    store.record().expect("it can be written");
    // Two working hours for reception.
    let start = now();
    service.advance(at("2026-06-08T10:25:00")).await.expect("the clock moves");
    let took = start.elapsed();
    let fired = store.recorded().expect("it can be written");
    assert_eq!(fired.commits(), DOSSIERS);

    let copy = TestFile::new();
    let bare = Bare::open(copy.path()).await.expect("a new file");
    bare.play(filed, EACH).await.expect("what went well once goes well again");
    let start = now();
    bare.play(fired, EACH).await.expect("what went well once goes well again");
    (per_second(DOSSIERS, took), per_second(DOSSIERS, start.elapsed()))
}
