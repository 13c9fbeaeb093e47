//! A `{ }` or `[ ]` on a line that is too long is opened: one key or item a line, the outermost first.
//! It never closes one again, and leaves alone what spans lines already.

use source::{Kind, Node};

use super::WIDTH;
use super::edit::Edit;
use super::flow::is_flow;
use super::lines::Lines;

pub(super) fn edits(text: &str, tree: &Node) -> Vec<Edit> {
    let mut opener = Opener { text, lines: Lines::of(text), edits: Vec::new() };
    // A file in one pair of brackets is left as it is.
    if !is_flow(tree) {
        opener.walk(tree);
    }
    opener.edits
}

struct Opener<'t> {
    text: &'t str,
    lines: Lines<'t>,
    edits: Vec<Edit>,
}

impl Opener<'_> {
    fn walk(&mut self, node: &Node) {
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::List(list) => {
                for item in &list.items {
                    if is_flow(item) {
                        let start = item.span.start as usize;
                        self.judge(item, start, self.lines.column(start));
                    } else {
                        self.walk(item);
                    }
                }
            }
            Kind::Map(map) => {
                for entry in &map.entries {
                    if is_flow(&entry.value) {
                        let (key, colon) = (entry.key.span.start as usize, entry.key.span.end as usize + 1);
                        self.judge(&entry.value, colon, self.lines.column(key) + 2);
                    } else {
                        self.walk(&entry.value);
                    }
                }
            }
        }
    }

    /// Opens a value that ends too far right; `from` is where its text is replaced, `column` where its lines begin.
    fn judge(&mut self, node: &Node, from: usize, column: usize) {
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let line = self.lines.start(self.lines.of_offset(start));
        let filled = match &node.kind {
            Kind::Scalar(_) => false,
            Kind::List(list) => !list.items.is_empty(),
            Kind::Map(map) => !map.entries.is_empty() && !map.entries.iter().any(|entry| entry.bare),
        };
        let one_line = !self.text[from..end].contains('\n');
        if filled && one_line && self.text[line..end].chars().count() > WIDTH {
            let mut out = String::new();
            self.open(node, column, from != start, &mut out);
            self.edits.push(Edit::new(from, end, out));
        }
    }

    /// Writes the pieces of a value, one a line; the first on a line of its own if `fresh`.
    fn open(&self, node: &Node, column: usize, fresh: bool, out: &mut String) {
        let margin = " ".repeat(column);
        let mut first = true;
        let mut begin = |out: &mut String| {
            if fresh || !first {
                out.push('\n');
                out.push_str(&margin);
            }
            first = false;
        };
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::List(list) => {
                for item in &list.items {
                    begin(out);
                    out.push('-');
                    self.piece(item, column + 1, column + 2, out);
                }
            }
            Kind::Map(map) => {
                for entry in &map.entries {
                    begin(out);
                    let key = self.source(entry.key.span.start, entry.key.span.end);
                    out.push_str(key);
                    out.push(':');
                    let before = column + key.chars().count() + 1;
                    self.piece(&entry.value, before, column + 2, out);
                }
            }
        }
    }

    /// Writes a value behind a colon or dash that ends at column `before`; lines of its own begin at `column`.
    fn piece(&self, node: &Node, before: usize, column: usize, out: &mut String) {
        if node.is_empty() {
            return;
        }
        let text = self.source(node.span.start, node.span.end);
        if is_flow(node) && text.len() > 2 && before + 1 + text.chars().count() > WIDTH {
            self.open(node, column, true, out);
        } else {
            out.push(' ');
            out.push_str(text);
        }
    }

    fn source(&self, start: u32, end: u32) -> &str {
        &self.text[start as usize..end as usize]
    }
}
