//! Figures anybody can measure: `cargo bench --profile dist` for all of them, `cargo bench -- durable` for one. Each is
//! told beside what the same work costs without us, measured in the same minutes; only ratios mean anything on another
//! machine, so nothing is asserted.

mod calendar;
mod engine;
#[expect(dead_code, reason = "the benchmark asks less of a server than the tests do")]
#[path = "../it/http.rs"]
mod http;
mod scenarios;
#[expect(dead_code, reason = "the benchmark asks less of a server than the tests do")]
#[path = "../it/server.rs"]
mod server;
mod store;
mod store_open;
mod store_stage;
mod store_timers;

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A figure: its name, and what measures and prints it.
type Figure = (&'static str, fn());

const FIGURES: [Figure; 6] = [
    ("calendar", calendar::run),
    ("engine", engine::run),
    ("scenarios", scenarios::run),
    ("durable", store::durable),
    ("timers", store_timers::timers),
    ("open", store_open::open),
];

fn main() {
    // Cargo says `--bench` to every benchmark.
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let unknown = asked.iter().find(|name| FIGURES.iter().all(|(known, _)| known != name));
    if let Some(unknown) = unknown {
        let known: Vec<&str> = FIGURES.iter().map(|(name, _)| *name).collect();
        eprintln!("no figure `{unknown}`; there are: {}", known.join(", "));
        std::process::exit(2);
    }
    for (name, measure) in FIGURES {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            println!("{name}");
            measure();
        }
    }
}

/// Says how many times a second something was done.
fn tell(what: &str, times: usize, seconds: f64) {
    println!("{what:<58} {:>12.0}/s   ({times} in {seconds:.2} s)", times as f64 / seconds);
}

/// Times an act in seconds.
#[expect(clippy::disallowed_methods, reason = "how long it takes is what is measured")]
fn seconds(act: impl FnOnce()) -> f64 {
    let begun = std::time::Instant::now();
    act();
    begun.elapsed().as_secs_f64()
}
