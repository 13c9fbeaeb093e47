//! Text with spans: the YAML tree, text form (NFC), diagnostics and their rendering.
//!
//! This crate knows no key of the language and reads no file, clock or terminal: text comes in,
//! a tree and sentences go out. It is the only room that sees the YAML library and the renderer.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod builder;
mod canonical;
pub mod codes;
mod diagnostic;
mod file;
mod json;
mod read;
mod render;
mod spell;
mod syntax;
mod text;
mod traps;
mod tree;

pub use calendar::Lang;
pub use canonical::{KeyOrder, canonical};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Fix, Severity, Words};
pub use file::{Position, SourceFile, Span, Spanned};
pub use json::to_json;
pub use read::{ReadLimits, read};
pub use render::render;
pub use spell::{hex, is_id, nearest, sha256};
pub use text::nfc;
pub use tree::{Entry, Kind, List, Map, Node, Scalar, Style};
