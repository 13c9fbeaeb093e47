//! Cases that once broke an invariant, as they were printed: each file of `../replays` is played under all of them. A
//! file says in its first lines what it is about; it must not stay if nobody can explain it.

use std::path::Path;

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use crate::case::cases;
use crate::run::{played, town};
use crate::scenario::{self, parse, replay};

#[test]
fn every_replay_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replays");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(
            text.trim_start().starts_with("# ") && file.extension().is_some_and(|it| it == "yaml"),
            "{}",
            file.display()
        );
        if let Err((trace, why)) = replay(&parse(&text)) {
            panic!("{}: {why}\n{trace}", file.display());
        }
    }
    assert!(!files.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Written and read, a case is the same program and the same commands, and does the same.
    #[test]
    fn what_a_failure_prints_replays_it(case in cases()) {
        let town = town(&case);
        let opening = scenario::opening(&town);
        let run = played(&case, &town).map_err(|(_, why)| why).unwrap();
        let printed = scenario::told("invariant 0: none\n  of all", &opening, &run.trace);
        let read = parse(&printed);
        prop_assert_eq!(format!("{:?}", read.town.program), format!("{:?}", town.program));
        let again = replay(&read).map_err(|(_, why)| why).unwrap();
        prop_assert_eq!(&again.trace, &run.trace, "{}", &printed);
        prop_assert_eq!((&again.log, &again.instance, &again.data), (&run.log, &run.instance, &run.data));
        prop_assert_eq!(opening, scenario::opening(&parse(&printed).town));
    }
}
