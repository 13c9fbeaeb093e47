//! One source file: its name, its text, and places in it.
//!
//! Offsets are bytes, columns are characters. Nothing here opens a file.

use crate::Diagnostic;
use crate::text;

/// Byte range into the text of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte of the range.
    pub start: u32,
    /// Byte after the last one of the range.
    pub end: u32,
}

impl Span {
    /// Makes the range `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Covers everything from the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Makes a range from byte offsets; an offset beyond 4 GiB is cut to the largest one.
    pub(crate) fn of(range: std::ops::Range<usize>) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self::new(cut(range.start), cut(range.end))
    }
}

/// A value and the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(change(self.value), self.span)
    }

    /// Borrows the value and copies the place.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned::new(&self.value, self.span)
    }
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (not bytes), from 1.
    pub column: u32,
}

/// A named text with the starts of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Takes a name (as messages print it) and the text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| Span::of(at + 1..at + 1).start)).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// Takes the bytes of a file; refuses what is over-sized (M009) or not UTF-8 (M002).
    ///
    /// # Errors
    /// The diagnostic points into the returned file, which holds what could be decoded: nothing of an
    /// over-sized file, and U+FFFD where bytes are not UTF-8.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Box<(Self, Diagnostic)>> {
        text::decode(name.into(), bytes)
    }

    /// Names the file as messages print it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Finds line and column of a byte offset; an offset beyond the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1);
        let start = self.line_starts[line - 1];
        let column = self.slice(Span::new(start, offset)).chars().count() + 1;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: count(line), column: count(column) }
    }

    /// Gives the text of line `n` (from 1) without its line end; empty if there is no such line.
    pub fn line_text(&self, n: u32) -> &str {
        let starts = |n: u32| self.line_starts.get(n as usize).copied();
        let Some(start) = n.checked_sub(1).and_then(starts) else {
            return "";
        };
        let end = starts(n).unwrap_or(u32::MAX);
        self.slice(Span::new(start, end)).trim_end_matches(['\n', '\r'])
    }

    /// Gives the text of a range, cut to the file and widened to whole characters.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.ceil_char_boundary(span.end as usize);
        self.text.get(start..end).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let file = SourceFile::new("mau.yaml", "id: a\nname: Đăng ký khai sinh\n");
        let at = file.text().find("khai").unwrap() as u32;
        assert_eq!(file.position(at), Position { line: 2, column: 15 });
        assert_eq!(file.position(u32::MAX), Position { line: 3, column: 1 });
        assert_eq!(file.line_text(2), "name: Đăng ký khai sinh");
        assert_eq!(file.line_text(0), "");
        assert_eq!(file.line_text(9), "");
    }
}
