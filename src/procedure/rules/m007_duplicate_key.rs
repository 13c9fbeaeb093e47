//! M007 duplicate-key: the same key twice in one map.
//! It is found while a file is read; the words are here.

use super::{Check, Rule};

/// Describes M007.
pub const RULE: Rule =
    Rule { code: source::codes::M007, explain: include_str!("m007_duplicate_key.md"), check: Check::Reader };
