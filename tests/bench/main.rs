//! Measures the figures the project states: `cargo bench --profile dist`, or one of them with `-- calendar`.
//! It asserts nothing about speed: a figure is read by people and differs between machines.

mod calendar;

/// What can be measured, by name.
const FIGURES: [(&str, fn()); 1] = [("calendar", calendar::run)];

fn main() {
    // Cargo adds flags of its own.
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, run) in FIGURES {
        if named.is_empty() || named.iter().any(|one| one == name) {
            run();
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
