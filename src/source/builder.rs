//! Builds the tree from a flat row of events: open, scalar, close.
//!
//! Holds the open maps and lists on a stack of its own; nothing here recurses or sees the library.

use std::collections::BTreeMap;

use crate::codes::{M001, M002, M007};
use crate::read::{FINDINGS_MAX, too_deep};
use crate::syntax::Refused;
use crate::text::{self, Fault};
use crate::traps;
use crate::{Diagnostic, Entry, Kind, List, Map, Node, Scalar, SourceFile, Span, Spanned, Style, Words};

/// An open map or list.
struct Frame {
    start: Span,
    flow: bool,
    shape: Shape,
}

enum Shape {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: BTreeMap<String, Span>, key: Key },
}

/// The key whose value comes next.
enum Key {
    Awaited,
    Named(Spanned<String>),
    /// The key was refused; its value is read and dropped.
    Refused,
}

/// Collects events into one tree and the findings about them.
pub(crate) struct Builder<'a> {
    file: &'a SourceFile,
    depth_max: usize,
    frames: Vec<Frame>,
    root: Option<Node>,
    found: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(file: &'a SourceFile, depth_max: usize) -> Self {
        Self { file, depth_max, frames: Vec::new(), root: None, found: Vec::new() }
    }

    /// Gives the tree, if it was closed, and the findings.
    pub(crate) fn finish(self) -> (Option<Node>, Vec<Diagnostic>) {
        (self.root, self.found)
    }

    /// Adds a finding unless the same place has the same one already, or there are enough.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let same = |last: &Diagnostic| last.code == diagnostic.code && last.span == diagnostic.span;
        if self.found.len() < FINDINGS_MAX && !self.found.last().is_some_and(same) {
            self.found.push(diagnostic);
        }
    }

    /// Reports a construct that is left out (M001), or the guard that was mistaken for it (M008).
    pub(crate) fn refuse(&mut self, refused: Refused, span: Span) {
        let may_be_guard = matches!(refused, Refused::Anchor | Refused::Alias | Refused::Tag);
        let guard = may_be_guard.then(|| traps::guard_at(self.file, span.start)).flatten();
        self.report(guard.unwrap_or_else(|| {
            let (words, help) = refused.words();
            Diagnostic::new(M001, span, words).help(help)
        }));
    }

    /// Gives the bracket of the innermost open `{` or `[`.
    pub(crate) fn innermost_flow(&self) -> Option<Span> {
        self.frames.last().filter(|frame| frame.flow).map(|frame| frame.start)
    }

    /// Opens a map or list; false if that is one level too many.
    pub(crate) fn open(&mut self, is_map: bool, flow: bool, start: Span) -> bool {
        if self.frames.len() >= self.depth_max {
            self.report(too_deep(start, self.depth_max));
            return false;
        }
        let shape = if is_map {
            Shape::Map { entries: Vec::new(), seen: BTreeMap::new(), key: Key::Awaited }
        } else {
            Shape::List(Vec::new())
        };
        self.frames.push(Frame { start, flow, shape });
        true
    }

    /// Closes the innermost map or list; `end` counts for the flow style only.
    pub(crate) fn close(&mut self, end: Span) {
        let Some(Frame { start, flow, shape }) = self.frames.pop() else {
            return;
        };
        let (last, kind) = match shape {
            Shape::List(items) => (items.last().map(|node| node.span), Kind::List(List { items, flow })),
            Shape::Map { entries, .. } => {
                let last = entries.last().map(|entry| entry.key.span.to(entry.value.span));
                (last, Kind::Map(Map { entries, flow }))
            }
        };
        // A block has no bracket of its own: it ends where its last value ends.
        let end = if flow { end } else { last.unwrap_or(start) };
        self.place(Node { span: start.to(end), kind });
    }

    /// Takes a scalar.
    pub(crate) fn scalar(&mut self, text: String, style: Style, span: Span) {
        let empty = style == Style::Plain && span.start == span.end;
        // Text in another form was reported (M002); read as NFC, its words are still the words of the language.
        let text = if empty { String::new() } else { crate::nfc(&text).into_owned() };
        let span = match style {
            Style::Plain if empty => self.behind_colon(span),
            Style::Block => self.with_header(span),
            Style::Plain | Style::Single | Style::Double => span,
        };
        if style == Style::Double {
            self.check_escapes(&text, span);
        }
        self.place(Node { span, kind: Kind::Scalar(Scalar { text, style }) });
    }

    fn place(&mut self, node: Node) {
        let Some(Frame { flow, shape, .. }) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        let flow = *flow;
        match shape {
            Shape::List(items) => items.push(node),
            Shape::Map { key, .. } => match std::mem::replace(key, Key::Awaited) {
                Key::Awaited => self.key(node),
                Key::Named(name) => self.entry(name, node, flow),
                Key::Refused => {}
            },
        }
    }

    fn key(&mut self, node: Node) {
        let spread = self.file.slice(node.span).contains('\n');
        let next = match node.kind {
            Kind::Scalar(Scalar { text, style: Style::Plain }) if text == "<<" => {
                self.refuse(Refused::MergeKey, node.span);
                Key::Refused
            }
            Kind::Scalar(scalar) if !spread => Key::Named(Spanned::new(scalar.text, node.span)),
            Kind::Scalar(_) | Kind::List(_) | Kind::Map(_) => {
                self.refuse(Refused::ComplexKey, node.span);
                Key::Refused
            }
        };
        if let Some(Frame { shape: Shape::Map { key, .. }, .. }) = self.frames.last_mut() {
            *key = next;
        }
    }

    fn entry(&mut self, key: Spanned<String>, value: Node, flow: bool) {
        if traps::is_guard_key(&key.value) {
            self.check_guard(&value);
        }
        let bare = flow && value.is_empty() && !self.rest(key.span.end).trim_start().starts_with(':');
        let Some(Frame { shape: Shape::Map { entries, seen, .. }, .. }) = self.frames.last_mut() else {
            return;
        };
        if let Some(&first) = seen.get(&key.value) {
            let words = Words::new(
                format!("Khóa `{}` viết hai lần trong cùng một mục", key.value),
                format!("Key `{}` stands twice in one map", key.value),
            );
            let related = Words::new("lần đầu ở đây", "first here");
            self.report(Diagnostic::new(M007, key.span, words).related(first, related));
            return;
        }
        seen.insert(key.value.clone(), key.span);
        entries.push(Entry { key, value, bare });
    }

    /// Reports a guard that YAML read as a list or map, or cut at a `#` inside its quotes (M008).
    fn check_guard(&mut self, value: &Node) {
        let mistaken = match &value.kind {
            Kind::Scalar(scalar) => scalar.style == Style::Plain && scalar.text.matches('"').count() % 2 == 1,
            Kind::List(list) => list.flow,
            Kind::Map(map) => map.flow,
        };
        if mistaken && let Some(diagnostic) = traps::guard_at(self.file, value.span.start) {
            self.report(diagnostic);
        }
    }

    /// Reports what an escape smuggles past the check of the text (M002).
    fn check_escapes(&mut self, text: &str, span: Span) {
        if text.chars().all(|c| Fault::of(c).is_none()) && text::nfc(text) == text {
            return;
        }
        let words = Words::new(
            "Ký hiệu thoát `\\` tạo ra ký tự không được dùng",
            "An escape makes a character that is not allowed",
        );
        self.report(Diagnostic::new(M002, span, words));
    }

    fn rest(&self, offset: u32) -> &'a str {
        self.file.text().get(offset as usize..).unwrap_or("")
    }

    /// Moves the place of an empty value, which the library puts before the colon, behind it.
    fn behind_colon(&self, span: Span) -> Span {
        let rest = self.rest(span.start);
        let colon = rest.trim_start_matches(' ').strip_prefix(':');
        let skip = colon.map_or(0, |after| rest.len() - after.len());
        Span::of(span.start as usize + skip..span.start as usize + skip)
    }

    /// Extends the place of a block scalar to its `|` or `>`, and cuts its blank end off.
    fn with_header(&self, span: Span) -> Span {
        let end = self.file.slice(Span::new(0, span.end)).trim_end().len();
        let before = self.file.slice(Span::new(0, span.start)).trim_end();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let header = before[line_start..].split(" #").next().unwrap_or("");
        let start = header.rfind(['|', '>']).map_or(span.start as usize, |at| line_start + at);
        Span::of(start..end.max(start))
    }
}
