//! `timers`: many dossiers due at one instant, each fired with its record, snapshot and notice on the disk.

use store::{Bare, Recording};

use crate::store_stage::{Figure, TestFile, at, file_many, median, open, serve};

const DOSSIERS: usize = 40_000;
const ROUNDS: usize = 3;

pub fn timers() {
    let tokio = runtime::executor().expect("threads");
    let rounds: Vec<[Figure; 2]> = (0..ROUNDS).map(|_| tokio.block_on(round())).collect();
    let middle = |figure: fn(&[Figure; 2]) -> f64| median(rounds.iter().map(figure).collect());
    let (rate, processor) = (middle(|[_, bare]| bare.rate), middle(|[_, bare]| bare.processor));
    println!("  bare loop, the same batches       {rate:8.0} fired/s, {processor:.0} µs of processor time each");
    let (rate, processor) = (middle(|[ours, _]| ours.rate), middle(|[ours, _]| ours.processor));
    let ratio = middle(|[ours, bare]| ours.rate / bare.rate);
    println!("  {DOSSIERS} due at one instant       {rate:8.0} fired/s, {processor:.0} µs, {ratio:.2} × bare");
}

/// Measures ours, does it once more for what it sends to the database, and measures that alone.
async fn round() -> [Figure; 2] {
    let (ours, _) = fire(false).await;
    let (_, [filed, fired]) = fire(true).await;
    assert!(fired.transactions() < DOSSIERS);
    let copy = TestFile::new();
    let bare = Bare::open(copy.path()).await.expect("a new file");
    bare.play(filed).await.expect("what went well once goes well again");
    let replay = async { bare.play(fired).await.expect("what went well once goes well again") };
    let bare = Figure::of(DOSSIERS, replay).await;
    [ours, bare]
}

/// Files the dossiers and lets their timers fire; gives what was sent for each, if that is recorded.
async fn fire(recorded: bool) -> (Figure, [Recording; 2]) {
    let file = TestFile::new();
    let store = open(&file).await;
    let service = serve(&store).await;
    service.advance(at("2026-06-08T08:20:00")).await.expect("the clock moves");
    let record = || {
        if recorded {
            store.record().expect("it can be written")
        }
    };
    record();
    file_many(&service, DOSSIERS).await;
    let filed = store.recorded().expect("it can be written");
    record();
    // Two working hours for reception; the list of what is late at 10:30 is drawn up before, and is no timer.
    service.advance(at("2026-06-08T10:19:59")).await.expect("the clock moves");
    let to = at("2026-06-08T10:25:00");
    let figure = Figure::of(DOSSIERS, async {
        service.advance(to).await.expect("the clock moves");
    })
    .await;
    (figure, [filed, store.recorded().expect("it can be written")])
}
