//! Diagnostics: one file per rule, one permanent code each, with its page of explanation.
//! A rule looks at what was read and compiled; it changes nothing and reads no file.

mod data_path;
mod inquiry;
pub mod judge;
pub(crate) mod m001_yaml_syntax;
pub(crate) mod m002_text_form;
pub(crate) mod m003_version;
pub(crate) mod m004_first_key;
pub(crate) mod m005_number_form;
pub(crate) mod m006_must_quote;
pub(crate) mod m007_duplicate_key;
pub(crate) mod m008_quote_guard;
pub(crate) mod m009_limit;
pub(crate) mod m010_unknown_key;
pub(crate) mod m011_key_not_here;
pub(crate) mod m012_boolean_word;
pub(crate) mod m013_comma_in_braces;
pub(crate) mod m014_not_yet;
pub(crate) mod m015_either_or;
pub(crate) mod m016_file_name;
pub(crate) mod m017_tests_apart;
pub(crate) mod m018_bad_value;
pub(crate) mod m019_name_taken;
pub(crate) mod m020_runs_off;
pub mod m021_unknown_step;
pub(crate) mod m022_id_syntax;
pub(crate) mod m023_end_in_branch;
pub(crate) mod m024_empty_step;
pub mod m025_unknown_event;
pub(crate) mod m026_leaves_branch;
pub(crate) mod m027_quorum;
pub(crate) mod m028_branch_shape;
pub(crate) mod m029_all_off;
pub(crate) mod m030_rounds_unused;
pub(crate) mod m031_unknown_role;
pub(crate) mod m032_item_role;
pub(crate) mod m033_outside_role;
pub(crate) mod m034_ask_role;
pub(crate) mod m035_unknown_agency;
pub mod m036_unknown_case;
pub(crate) mod m037_four_eyes;
pub(crate) mod m038_supplement_role;
pub(crate) mod m039_role_unbound;
pub(crate) mod m040_guard_syntax;
pub(crate) mod m041_unknown_name;
pub(crate) mod m042_not_exhaustive;
pub(crate) mod m043_type;
pub(crate) mod m044_unknown_ask;
pub(crate) mod m045_may_be_missing;
pub(crate) mod m046_condition_cycle;
pub(crate) mod m047_parallel_write;
pub(crate) mod m048_never_taken;
pub(crate) mod m049_overlap;
pub(crate) mod m050_duration;
pub(crate) mod m051_no_start;
pub(crate) mod m052_unit_mismatch;
pub(crate) mod m053_table;
pub(crate) mod m054_time_sum;
pub(crate) mod m055_no_deadline_for;
pub(crate) mod m056_silent_close;
pub(crate) mod m057_unknown_calendar;
pub(crate) mod m058_window;
pub(crate) mod m059_no_step_deadline;
pub(crate) mod m060_office_pause;
pub(crate) mod m061_unknown_legal;
pub(crate) mod m062_unused_legal;
pub(crate) mod m063_legal_required;
pub(crate) mod m064_waive_error;
pub(crate) mod m065_waive_unused;
pub(crate) mod m066_to_confirm;
pub(crate) mod m067_no_decision;
pub(crate) mod m068_no_code;
pub(crate) mod m070_request_without_content;
pub(crate) mod m072_letter;
pub(crate) mod m073_sign;
pub(crate) mod m074_result_unmade;
pub(crate) mod m075_result_lost;
pub(crate) mod m076_unused_case;
pub(crate) mod m077_fee_unpaid;
pub(crate) mod m078_status;
pub(crate) mod m080_test_key;
pub mod m081_test_target;
pub mod m082_test_time;
pub mod m083_test_window;
pub mod m084_test_failed;
pub mod m085_due_ambiguous;
pub mod m088_test_proves_nothing;
pub(crate) mod m091_off_and_worked;
pub(crate) mod m092_sessions;
pub(crate) mod m093_off_anyway;
pub(crate) mod m094_message_clash;
pub(crate) mod m095_sends_personal;
pub mod m097_directory;
pub(crate) mod m110_missing_key;
pub(crate) mod m111_list_for_map;
pub(crate) mod m120_unreachable;
pub(crate) mod m121_no_way_out;
pub(crate) mod m122_loop_without_wait;
pub(crate) mod m123_default_bound;
pub(crate) mod m124_returned_and_closed;
pub(crate) mod m125_overlap_exit;
pub(crate) mod m128_one_start;
pub(crate) mod m130_auto_bound;
pub(crate) mod m131_unused_role;
pub(crate) mod m132_four_eyes_empty;
pub(crate) mod m140_constant_guard;
pub(crate) mod m141_unused_condition;
pub(crate) mod m145_never_asked;
pub(crate) mod m150_clock_never_stops;
pub(crate) mod m151_clock_never_starts;
pub(crate) mod m152_hold_for_nothing;
pub(crate) mod m153_year_not_announced;
pub(crate) mod m154_cutoff_outside;
pub(crate) mod m155_timer_never;
pub(crate) mod m156_open_supplement;
pub(crate) mod m157_half_days_mixed;
pub(crate) mod m158_silence_asks;
pub(crate) mod m159_no_stop;
pub(crate) mod m163_legal_missing;
pub(crate) mod m164_time_sum_sometimes;
pub(crate) mod m170_refusal_by_mouth;
pub(crate) mod m171_paper_not_demanded;
pub(crate) mod m172_refusal_without_reason;
pub(crate) mod m173_negative_fee;
pub(crate) mod m174_fee_twice;
pub mod m175_letter_template;
mod owed;
mod proposal;
mod refusal;
mod survey;
mod ways;

use calendar::Date;
use source::{Code, Diagnostic};

use crate::compiler::{Awaited, Guards, Outline, Sum};
use crate::files::{Definition, Directory};
use crate::guard::Names;

/// Describes one rule of the language.
pub struct Rule {
    /// Permanent code, slug and severity.
    pub code: Code,
    /// Page of explanation, with a bad and a good example.
    pub explain: &'static str,
    /// How it is found.
    pub check: Check,
}

/// Tells how a rule is found.
pub enum Check {
    /// By the reader, while a file is read.
    Reader,
    /// By looking at the definition where every step could be read; a lost step is fault enough, and what led to
    /// it or hung on it is no further one.
    Whole(fn(&Subject<'_>, &mut Vec<Diagnostic>)),
    /// By looking at the definition.
    Rule(fn(&Subject<'_>, &mut Vec<Diagnostic>)),
    /// By the judgement, once every rule has spoken.
    Judgement,
}

/// Holds what a rule may look at.
pub struct Subject<'a> {
    /// The definition judged.
    pub definition: &'a Definition,
    /// Its steps as a graph.
    pub outline: &'a Outline,
    /// Its guards, compiled; those with faults are left out.
    pub guards: &'a Guards,
    /// What guards of it may name.
    pub names: &'a Names,
    /// Messages that the procedures of the library wait for.
    pub awaited: &'a [Awaited],
    /// The time sums of its clocks.
    pub sums: &'a [Sum<'a>],
    /// Today, an argument as everywhere.
    pub today: Date,
    /// Calendars known.
    pub calendars: &'a [calendar::Calendar],
    /// The directory, if exactly one is known.
    pub directory: Option<&'a Directory>,
}

/// Lists every rule, sorted by code.
pub fn all() -> &'static [&'static Rule] {
    ALL
}

static ALL: &[&Rule] = &[
    &m001_yaml_syntax::RULE,
    &m002_text_form::RULE,
    &m003_version::RULE,
    &m004_first_key::RULE,
    &m005_number_form::RULE,
    &m006_must_quote::RULE,
    &m007_duplicate_key::RULE,
    &m008_quote_guard::RULE,
    &m009_limit::RULE,
    &m010_unknown_key::RULE,
    &m011_key_not_here::RULE,
    &m012_boolean_word::RULE,
    &m013_comma_in_braces::RULE,
    &m014_not_yet::RULE,
    &m015_either_or::RULE,
    &m016_file_name::RULE,
    &m017_tests_apart::RULE,
    &m018_bad_value::RULE,
    &m019_name_taken::RULE,
    &m020_runs_off::RULE,
    &m021_unknown_step::RULE,
    &m022_id_syntax::RULE,
    &m023_end_in_branch::RULE,
    &m024_empty_step::RULE,
    &m025_unknown_event::RULE,
    &m026_leaves_branch::RULE,
    &m027_quorum::RULE,
    &m028_branch_shape::RULE,
    &m029_all_off::RULE,
    &m030_rounds_unused::RULE,
    &m031_unknown_role::RULE,
    &m032_item_role::RULE,
    &m033_outside_role::RULE,
    &m034_ask_role::RULE,
    &m035_unknown_agency::RULE,
    &m036_unknown_case::RULE,
    &m037_four_eyes::RULE,
    &m038_supplement_role::RULE,
    &m039_role_unbound::RULE,
    &m040_guard_syntax::RULE,
    &m041_unknown_name::RULE,
    &m042_not_exhaustive::RULE,
    &m043_type::RULE,
    &m044_unknown_ask::RULE,
    &m045_may_be_missing::RULE,
    &m046_condition_cycle::RULE,
    &m047_parallel_write::RULE,
    &m048_never_taken::RULE,
    &m049_overlap::RULE,
    &m050_duration::RULE,
    &m051_no_start::RULE,
    &m052_unit_mismatch::RULE,
    &m053_table::RULE,
    &m054_time_sum::RULE,
    &m055_no_deadline_for::RULE,
    &m056_silent_close::RULE,
    &m057_unknown_calendar::RULE,
    &m058_window::RULE,
    &m059_no_step_deadline::RULE,
    &m060_office_pause::RULE,
    &m061_unknown_legal::RULE,
    &m062_unused_legal::RULE,
    &m063_legal_required::RULE,
    &m064_waive_error::RULE,
    &m065_waive_unused::RULE,
    &m066_to_confirm::RULE,
    &m067_no_decision::RULE,
    &m068_no_code::RULE,
    &m070_request_without_content::RULE,
    &m072_letter::RULE,
    &m073_sign::RULE,
    &m074_result_unmade::RULE,
    &m075_result_lost::RULE,
    &m076_unused_case::RULE,
    &m077_fee_unpaid::RULE,
    &m078_status::RULE,
    &m080_test_key::RULE,
    &m081_test_target::RULE,
    &m082_test_time::RULE,
    &m083_test_window::RULE,
    &m084_test_failed::RULE,
    &m085_due_ambiguous::RULE,
    &m088_test_proves_nothing::RULE,
    &m091_off_and_worked::RULE,
    &m092_sessions::RULE,
    &m093_off_anyway::RULE,
    &m094_message_clash::RULE,
    &m095_sends_personal::RULE,
    &m097_directory::RULE,
    &m110_missing_key::RULE,
    &m111_list_for_map::RULE,
    &m120_unreachable::RULE,
    &m121_no_way_out::RULE,
    &m122_loop_without_wait::RULE,
    &m123_default_bound::RULE,
    &m124_returned_and_closed::RULE,
    &m125_overlap_exit::RULE,
    &m128_one_start::RULE,
    &m130_auto_bound::RULE,
    &m131_unused_role::RULE,
    &m132_four_eyes_empty::RULE,
    &m140_constant_guard::RULE,
    &m141_unused_condition::RULE,
    &m145_never_asked::RULE,
    &m150_clock_never_stops::RULE,
    &m151_clock_never_starts::RULE,
    &m152_hold_for_nothing::RULE,
    &m153_year_not_announced::RULE,
    &m154_cutoff_outside::RULE,
    &m155_timer_never::RULE,
    &m156_open_supplement::RULE,
    &m157_half_days_mixed::RULE,
    &m158_silence_asks::RULE,
    &m159_no_stop::RULE,
    &m163_legal_missing::RULE,
    &m164_time_sum_sometimes::RULE,
    &m170_refusal_by_mouth::RULE,
    &m171_paper_not_demanded::RULE,
    &m172_refusal_without_reason::RULE,
    &m173_negative_fee::RULE,
    &m174_fee_twice::RULE,
    &m175_letter_template::RULE,
];

/// Finds the page of a code.
pub fn explain(code: &str) -> Option<&'static str> {
    all().iter().find(|rule| rule.code.code == code).map(|rule| rule.explain)
}
