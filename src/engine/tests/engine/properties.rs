//! The property: any program, any commands, every invariant. It must not hold a case; those are in `../replays`.

use proptest::prelude::{ProptestConfig, prop_assert, proptest};

use crate::case::cases;
use crate::run::play;

/// More cases than usual; `PROPTEST_CASES` says otherwise.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 3_000;
    }
    config.max_shrink_iters = 20_000;
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_invariant_holds_after_every_command(case in cases()) {
        let played = play(&case);
        prop_assert!(played.is_ok(), "{}", played.unwrap_err());
    }
}
