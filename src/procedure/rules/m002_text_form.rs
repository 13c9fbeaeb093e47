//! M002 text-form: text that is not UTF-8, NFC and LF, or holds characters that hide.
//! It is found while a file is read; the words are here.

use super::{Check, Rule};

/// Describes M002.
pub const RULE: Rule =
    Rule { code: source::codes::M002, explain: include_str!("m002_text_form.md"), check: Check::Reader };
