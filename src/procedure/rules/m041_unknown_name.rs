//! M041 unknown-name: a guard names a root, field, button or function that does not exist.
//! It is found while a guard is read; the words are in `guard/`.

use super::{Check, Rule};

/// Describes M041.
pub const RULE: Rule =
    Rule { code: crate::guard::M041, explain: include_str!("m041_unknown_name.md"), check: Check::Reader };
