//! Cases that once broke an invariant, as they were shrunk. It must not hold a case nobody can explain.

use crate::case::Case;
use crate::run::{play, played, town};

/// Plays a case that is written down.
fn replay(text: &str) {
    play(&Case::parse(text)).unwrap_or_else(|why| panic!("{why}"));
}

/// What a failure prints is a fixture: read back, it is the same case, and it does the same.
#[test]
fn what_a_failure_prints_replays_it() {
    let case = Case { whole: [7; 24], steps: vec![[1; 24], [255; 24]], moves: vec![[9; 8], [0; 8], [0; 8]] };
    let first = town(&case);
    let Ok(run) = played(&case, &first) else { panic!("a case that holds") };
    let printed = case.told(&first.program, &run.trace, "invariant 0: none");
    assert!(printed.lines().all(|line| line.starts_with("# ") || !line.contains(':')), "{printed}");
    let read = Case::parse(&printed);
    assert_eq!(read, case);
    let again = town(&read);
    let Ok(second) = played(&read, &again) else { panic!("a case that holds") };
    assert_eq!((second.log, second.trace), (run.log.clone(), run.trace.clone()));
    replay(&printed);
}
