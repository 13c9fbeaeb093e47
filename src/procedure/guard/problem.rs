//! What is wrong with a guard, with its place inside the expression and in the file.
//! It finds nothing itself.

use std::ops::Range;

use source::{Code, Diagnostic, Severity, SourceFile, Span, Words};

use super::place::offset_in_scalar;

/// Not in the subset of Rhai that guards may use.
pub const M040: Code = Code::new("M040", "guard-syntax", Severity::Error);
/// Root, field or function that does not exist.
pub const M041: Code = Code::new("M041", "unknown-name", Severity::Error);
/// Types that do not fit.
pub const M043: Code = Code::new("M043", "type", Severity::Error);

/// Says what is wrong at one place of a guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Permanent code.
    pub code: Code,
    /// Bytes inside the expression's text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: Words,
    /// What to write instead.
    pub help: Option<Words>,
    /// Text that may replace the span.
    pub fix: Option<String>,
}

impl Problem {
    /// Makes a problem with its place and sentence.
    pub fn new(code: Code, span: Range<usize>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, span, message: Words::new(vi, en), help: None, fix: None }
    }

    /// Adds what to write instead.
    pub fn help(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(vi, en));
        self
    }

    /// Adds the text that replaces the span.
    pub fn fix(mut self, text: impl Into<String>) -> Self {
        self.fix = Some(text.into());
        self
    }

    /// Turns the problem into a finding about a file.
    ///
    /// `scalar` is where the value stands, its quotes included; `text` is the guard read from it.
    pub fn place(self, text: &str, file: &SourceFile, scalar: Span) -> Diagnostic {
        let raw = file.slice(scalar);
        let bounds = [self.span.start, self.span.end].map(|offset| offset_in_scalar(raw, text, offset));
        let untouched = raw.get(bounds[0]..bounds[1]) == text.get(self.span);
        let [start, end] = bounds.map(|offset| scalar.start + u32::try_from(offset).unwrap_or(u32::MAX));
        let diagnostic =
            Diagnostic { help: self.help, ..Diagnostic::new(self.code, Span::new(start, end), self.message) };
        match self.fix {
            // Inside quotes a fix might need escapes; it is offered where it can stand as it is.
            Some(fix) if untouched && !(raw.starts_with('"') && fix.contains('"')) => {
                diagnostic.fix(Span::new(start, end), fix)
            }
            _ => diagnostic,
        }
    }
}
