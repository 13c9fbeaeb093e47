//! M001 yaml-syntax: not YAML, several documents, anchor, alias, tag or merge key.
//! It is found while a file is read; the words are here.

use super::{Check, Rule};

/// Describes M001.
pub const RULE: Rule =
    Rule { code: source::codes::M001, explain: include_str!("m001_yaml_syntax.md"), check: Check::Reader };
