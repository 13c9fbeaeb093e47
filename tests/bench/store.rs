//! `durable`: steps that are on the disk before they are answered, and the bare loop: the same SQL with the same values,
//! driver and settings, without us. They take turns, so that a disk that is busy with others is busy for both.

use store::{Bare, SqliteStore};

use crate::store_stage::{Figure, STEPS, TestFile, median, open, serve, settle_many};

const CLIENTS: usize = 64;
/// Turns; the middle one is told.
const TURNS: usize = 25;
/// Dossiers a lonely client settles in a turn, and those of each of many.
const ALONE: usize = 40;
const EACH: usize = 3;

/// Steps a second and microseconds of processor time for each, ours and bare.
struct Turn {
    ours: Figure,
    bare: Figure,
}

pub fn durable() {
    let tokio = runtime::executor().expect("threads");
    let (alone, many) = tokio.block_on(turns());
    let tell = |what: &str, figures: Vec<Figure>, ratio: String| {
        let rate = median(figures.iter().map(|figure| figure.rate).collect());
        let processor = median(figures.iter().map(|figure| figure.processor).collect());
        println!("  {what:<34}{rate:8.0} steps/s, {processor:3.0} µs of processor time each{ratio}");
    };
    let times = |ratios: Vec<f64>, what: &str| format!(", {:.2} × {what}", median(ratios));
    let ours = |turns: &[Turn]| turns.iter().map(|turn| turn.ours).collect();
    let bare = |turns: &[Turn]| turns.iter().map(|turn| turn.bare).collect();
    tell("bare loop, 1 step a transaction", bare(&alone), String::new());
    let ratios = alone.iter().map(|turn| turn.ours.rate / turn.bare.rate).collect();
    tell("1 client", ours(&alone), times(ratios, "bare"));
    tell(&format!("bare loop, batches of {CLIENTS} clients"), bare(&many), String::new());
    let ratios = alone.iter().zip(&many).map(|(alone, many)| many.ours.rate / alone.bare.rate).collect();
    tell(&format!("{CLIENTS} clients"), ours(&many), times(ratios, "the bare loop of 1 step"));
}

async fn turns() -> (Vec<Turn>, Vec<Turn>) {
    let (file, copy) = (TestFile::new(), TestFile::new());
    let store = open(&file).await;
    let service = serve(&store).await;
    let bare = Bare::open(copy.path()).await.expect("a new file");
    let (mut alone, mut many) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        alone.push(turn(&store, &bare, ALONE * STEPS, || settle_many(&service, 1, ALONE)).await);
        many.push(turn(&store, &bare, CLIENTS * EACH * STEPS, || settle_many(&service, CLIENTS, EACH)).await);
    }
    (alone, many)
}

/// Measures some work, does it once more for what it sends to the database, and measures that alone: recording is no part
/// of either.
async fn turn<F: Future<Output = ()>>(store: &SqliteStore, bare: &Bare, steps: usize, work: impl Fn() -> F) -> Turn {
    let ours = Figure::of(steps, work()).await;
    store.record().expect("it can be written");
    work().await;
    let recording = store.recorded().expect("it can be written");
    assert!(recording.transactions() <= steps);
    // On a thread of the executor, as the writer is: waking the thread that waits for all of it is another thing.
    let bare = bare.clone();
    let replay = tokio::spawn(async move { bare.play(recording).await.expect("what went well once goes well again") });
    Turn { ours, bare: Figure::of(steps, async { replay.await.expect("it ended") }).await }
}
