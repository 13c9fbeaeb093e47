//! What is wrong with a template or a table of forms, and where. It is no diagnostic yet: it has no code.

use std::fmt;

use source::{Position, SourceFile, Span, Words};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub span: Span,
    /// Line and column of its beginning.
    pub position: Position,
    /// What is wrong, and what is meant.
    pub words: Words,
}

impl Fault {
    /// Makes a fault of a place in a file.
    pub(crate) fn new(file: &SourceFile, span: Span, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { span, position: file.position(span.start), words: Words::new(vi, en) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dòng {}, cột {}: {}", self.position.line, self.position.column, self.words.vi)
    }
}
