//! Edits of a text: what stands at a span is replaced. It knows no YAML.

use source::Span;

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// Replaces the bytes from `start` to `end`.
    pub fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { span: Span::new(offset(start), offset(end)), text: text.into() }
    }

    /// Replaces what stands there unless it is so already.
    pub fn unless(source: &str, start: usize, end: usize, text: &str) -> Option<Self> {
        (&source[start..end] != text).then(|| Self::new(start, end, text))
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a file that was read has far fewer than 4 GiB")
}

/// Applies edits that are equal or do not overlap, in any order.
pub(super) fn applied(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        out.push_str(&source[at..start]);
        out.push_str(&edit.text);
        at = end;
    }
    out.push_str(&source[at..]);
    out
}

/// Gives a text in the form the language demands: no byte order mark, LF, no tabs, NFC (language.md g).
pub(super) fn formed(source: &str) -> String {
    let text = source.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n").replace('\t', "  ");
    source::nfc(&text).into_owned()
}
