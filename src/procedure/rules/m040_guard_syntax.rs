//! M040 guard-syntax: a guard uses a construct that guards do not have.
//! It is found while a guard is read; the words are in `guard/`.

use super::{Check, Rule};

/// Describes M040.
pub const RULE: Rule =
    Rule { code: crate::guard::M040, explain: include_str!("m040_guard_syntax.md"), check: Check::Reader };
