//! The codes this crate reports. A code is permanent; the other crates list their own.

use crate::Code;
use crate::Severity::Error;

/// Not YAML, several documents, anchor, alias, tag or merge key.
pub const M001: Code = Code::new("M001", "yaml-syntax", Error);
/// Not UTF-8, NFC or LF; byte order mark, tab, control or bidi character.
pub const M002: Code = Code::new("M002", "text-form", Error);
/// The same key twice in one map.
pub const M007: Code = Code::new("M007", "duplicate-key", Error);
/// A guard that YAML does not read as one text because it lacks quotes.
pub const M008: Code = Code::new("M008", "quote-guard", Error);
/// A limit of the language (language.md g) is passed.
pub const M009: Code = Code::new("M009", "limit", Error);
