//! M008 quote-guard: a guard that YAML does not read as one text.
//! It is found while a file is read; the words are here.

use super::{Check, Rule};

/// Describes M008.
pub const RULE: Rule =
    Rule { code: source::codes::M008, explain: include_str!("m008_quote_guard.md"), check: Check::Reader };
