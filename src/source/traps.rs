//! Quoting traps: texts that YAML takes for something else unless they stand in quotes.
//!
//! Looks at one raw line only where the parser stumbled; it never judges a line that reads well.

use std::ops::Range;

use crate::codes::M008;
use crate::{Diagnostic, SourceFile, Span, Words};

/// The keys whose value is a guard (language.md d).
const GUARD_KEYS: [&str; 2] = ["when", "is"];

/// How far a line is looked at: 1,000 characters (language.md g) of at most four bytes. Without a
/// bound, a file of one line would be searched once for every stumble in it.
const LINE_BYTES_MAX: usize = 4_000;

/// Tells whether the value of a key is a guard.
pub(crate) fn is_guard_key(key: &str) -> bool {
    GUARD_KEYS.contains(&key)
}

/// Finds the guard around `offset` that lacks its quotes (M008), with the quoted form as fix.
pub(crate) fn guard_at(file: &SourceFile, offset: u32) -> Option<Diagnostic> {
    let (start, line) = line_at(file, offset)?;
    let at = (offset as usize).checked_sub(start)?;
    let range = GUARD_KEYS
        .iter()
        .flat_map(|key| values_of(line, key))
        .find(|range| range.start <= at && at <= range.end && needs_quotes(&line[range.clone()]))?;
    let value = &line[range.clone()];
    let span = Span::of(start + range.start..start + range.end);
    let words = Words::new(
        "Điều kiện này phải đặt trong dấu nháy, nếu không YAML hiểu sai",
        "This guard must be quoted, YAML reads it as something else",
    );
    Some(Diagnostic::new(M008, span, words).fix(span, quoted(value)))
}

/// Finds the block value around `offset` that holds a colon and a blank, as `name: Ghi chú: gấp`;
/// gives its place and the quoted form.
pub(crate) fn colon_at(file: &SourceFile, offset: u32) -> Option<(Span, String)> {
    let (start, line) = line_at(file, offset)?;
    let key_end = line.find(": ")?;
    let range = trimmed(line, key_end + 2..line.len());
    let value = &line[range.clone()];
    let plain = !value.starts_with(['"', '\'', '{', '[', '&', '*', '!', '|', '>']);
    let trap = plain && (value.contains(": ") || value.ends_with(':'));
    trap.then(|| (Span::of(start + range.start..start + range.end), quoted(value)))
}

/// Quotes a text: single quotes, double ones only if it holds a single quote.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{text}'")
    }
}

/// Gives the line around `offset` and its start, unless it is over-long.
fn line_at(file: &SourceFile, offset: u32) -> Option<(usize, &str)> {
    let text = file.text();
    let offset = text.floor_char_boundary(offset as usize);
    let from = text.ceil_char_boundary(offset.saturating_sub(LINE_BYTES_MAX));
    let to = text.floor_char_boundary(offset + LINE_BYTES_MAX);
    let start = text[from..offset].rfind('\n').map(|at| from + at + 1).or((from == 0).then_some(0))?;
    let end = text[offset..to].find('\n').map(|at| offset + at).or((to == text.len()).then_some(to))?;
    Some((start, &text[start..end]))
}

/// Finds the raw values of `key` on a line, in a block or between braces.
fn values_of<'a>(line: &'a str, key: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    line.match_indices(key).filter_map(move |(at, _)| {
        let before = line[..at].trim_end().chars().next_back();
        let stands_alone = at == 0 || line[..at].ends_with([' ', '{', ',']);
        let value = at + key.len() + 2;
        if !stands_alone || !line[at + key.len()..].starts_with(": ") {
            return None;
        }
        let in_braces = matches!(before, Some('{' | ','));
        let end = if in_braces { value + flow_end(&line[value..]) } else { line.len() };
        Some(trimmed(line, value..end))
    })
}

/// Finds where a value between braces ends: at a comma or brace outside quotes and inner brackets.
fn flow_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut in_quotes = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            ',' | '}' | ']' if depth == 0 => return at,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let text = &line[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

fn needs_quotes(value: &str) -> bool {
    if value.starts_with('\'') {
        return false;
    }
    if let Some(rest) = value.strip_prefix('"') {
        return rest.find('"').is_none_or(|end| end + 1 < rest.len());
    }
    value.starts_with(['!', '[', '{', '*', '&']) || value.contains(": ") || value.contains(" #")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_without_quotes() {
        for (line, wanted) in [
            ("when: !ho_so.gap", "'!ho_so.gap'"),
            ("  - { when: \"a\" in x.y, next: b }", "'\"a\" in x.y'"),
            ("is: [1, 2]", "'[1, 2]'"),
            ("when: x == \"it's: so\"", "\"x == \\\"it's: so\\\"\""),
            ("when: x == \"số #1\"", "'x == \"số #1\"'"),
        ] {
            let file = SourceFile::new("mau.yaml", line);
            let at = line.find(": ").unwrap() as u32 + 2;
            let found = guard_at(&file, at).unwrap();
            assert_eq!(found.fix.unwrap().text, wanted, "{line}");
        }
    }

    #[test]
    fn guards_that_read_well() {
        for line in ["when: x > 2", "when: '!x'", "is: \"a\"", "whenever: !x", "{ then: !x }"] {
            let file = SourceFile::new("mau.yaml", line);
            assert_eq!(guard_at(&file, line.len() as u32), None, "{line}");
        }
    }
}
