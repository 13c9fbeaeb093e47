//! One suite for every store: the cases are written once and run on each. What only a file can suffer is in `files`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alike;
mod cases;
mod files;
mod samples;
mod tables;

use motcua_store::{Kind, MemoryStore, SqliteStore};

macro_rules! conformance {
    ($($case:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $case() {
                super::cases::$case(&super::MemoryStore::new(super::Kind::Rehearsal)).await;
            })*
        }

        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let file = super::samples::TestFile::new();
                let store = super::SqliteStore::open(file.path(), super::Kind::Rehearsal).await.unwrap();
                super::cases::$case(&store).await;
            })*
        }
    };
}

conformance! {
    a_new_dossier_is_read_back_as_written,
    a_commit_replaces_the_state,
    dossiers_are_read_as_they_stand,
    sequence_numbers_have_no_gap,
    records_come_in_pages,
    the_last_record_of_all_is_known,
    a_stale_version_is_a_conflict,
    of_writers_with_one_version_one_wins,
    an_unknown_dossier_is_named,
    a_commit_without_a_record_is_refused,
    commits_of_one_dossier_follow_each_other_in_a_batch,
    a_failing_member_undoes_its_batch,
    an_empty_batch_is_nothing,
    an_answer_is_given_again_with_its_place,
    a_key_answers_once_per_client,
    codes_count_up_by_prefix,
    a_number_of_a_failed_commit_is_given_to_the_next,
    a_task_opens_moves_and_closes,
    a_task_that_only_passes_leaves_nothing,
    a_task_opens_once,
    tasks_are_listed_by_due_then_code,
    tasks_are_found_by_role_and_by_applicant,
    dossiers_are_listed_newest_first,
    wake_ups_come_in_order,
    versions_of_form_data_stand_side_by_side,
    effects_keep_their_order,
    the_log_of_all_keeps_the_order_of_writing,
    an_effect_is_written_once,
    a_letter_is_kept_as_it_was_printed,
    a_letter_is_printed_once,
    a_setting_is_replaced,
    a_program_stays_as_it_was_first_kept,
    a_dossier_goes_on_under_another_program,
    publications_are_read_back_as_written,
    a_version_is_published_once,
    the_chain_verifies,
    a_long_chain_verifies,
    every_alteration_breaks_the_chain,
    what_is_overdue_is_found,
    a_duty_goes_on_behind_its_last_slot,
    a_slot_is_kept_once,
    duties_come_in_pages,
    a_message_that_matches_nothing_is_kept_once,
    what_matches_nothing_is_settled_once,
    the_kind_is_told,
}
