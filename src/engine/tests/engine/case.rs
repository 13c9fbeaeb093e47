//! One random case: the bytes that `plan.rs` and `moves.rs` read. It must not outlive its run: what is kept of a case
//! is the scenario it stands for.

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;

use crate::moves::Move;
use crate::plan::{Step, Whole};

/// One case, as it is generated and shrunk.
#[derive(Clone)]
pub struct Case {
    pub whole: Whole,
    pub steps: Vec<Step>,
    pub moves: Vec<Move>,
}

/// Any case.
pub fn cases() -> impl Strategy<Value = Case> {
    let steps = vec(any::<[u8; 24]>(), 1..=12);
    let moves = vec(any::<[u8; 8]>(), 0..=40);
    (any::<[u8; 24]>(), steps, moves).prop_map(|(whole, steps, moves)| Case { whole, steps, moves })
}

impl std::fmt::Debug for Case {
    /// Says nothing: the failure itself tells how to replay it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the scenario above")
    }
}
