//! Cases that once broke an invariant, as they were shrunk. It must not hold a case nobody can explain.

use crate::run::{Case, play};

/// Plays a case that is written down.
fn replay(text: &str) {
    play(&Case::parse(text)).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_case_is_read_as_it_was_written() {
    let case = Case { whole: [7; 16], steps: vec![[1; 20], [255; 20]], moves: vec![[9; 6]] };
    assert_eq!(Case::parse(&case.to_string()).to_string(), case.to_string());
    replay(&case.to_string());
}

/// `language.md` b7: the filing itself starts the clock; the status stayed 1.
#[test]
fn a_clock_started_by_the_filing_sets_the_status() {
    replay(
        "whole 00008f00000000000000000000000000
        step 8900000000000000000000000000000000003700",
    );
}

/// Sem 2.20: the reminder of a task that its timeout took away in the same catch-up was still sent.
#[test]
fn nobody_is_reminded_of_what_is_over() {
    replay(
        "whole 0000000000000000000000003c070000
        step 8800000000000000000000000000000000000000
        step 5900000000001400000000000000000000000000
        step 0000000000000089001f12000000000000000000
        move 6c000000001e
        move 002e00000000",
    );
}

/// A parked token that is tried again was closed in the task table, where it had never been.
#[test]
fn a_parked_token_is_no_task() {
    replay(
        "whole 000000000000000000000000aa350000
        step 0000000000001f00000000000000000000000000
        move c30000000000",
    );
}

/// Sem 1.10, §10 29: a retry went round the loop that was exhausted.
#[test]
fn a_repair_lifts_no_bound() {
    replay(
        "whole 00000000000000000000000000640000
        step 0500090000002488003a4d000000110000000000
        step 112a5f0003000400000000000000570000000000
        step 0000000000000000000000000000000000000000
        step 00006d670085003c0000062b0000000000000000
        move 090030180032
        move 090008180b82
        move 004437000000
        move 8d1800000000",
    );
}

/// §10 7: the gap of a step's calendar outlived the step.
#[test]
fn a_gap_ends_with_its_task() {
    replay(
        "whole 0000000000000000000000000000a800
        step a5000000000000a0c80000000000000000000000
        step 0000000000000000000000000000000000000000
        move c60007000000",
    );
}
