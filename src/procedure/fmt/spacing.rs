//! Blanks within a line: `key: value`, `{ a: 1, b: 2 }`, `[a, b]`. Lines and their beginnings are not its business.

use source::{Kind, List, Map, Node, Span};

use super::edit::Edit;

pub(super) fn edits(text: &str, tree: &Node) -> Vec<Edit> {
    let mut gaps = Gaps { text, edits: Vec::new() };
    gaps.walk(tree);
    gaps.edits
}

struct Gaps<'t> {
    text: &'t str,
    edits: Vec<Edit>,
}

impl Gaps<'_> {
    fn walk(&mut self, node: &Node) {
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::List(list) => {
                if list.flow {
                    self.list(node.span, list);
                }
                list.items.iter().for_each(|item| self.walk(item));
            }
            Kind::Map(map) => {
                // Where a comma has cut a value, nothing is certain.
                if map.flow && !map.entries.iter().any(|entry| entry.bare) {
                    self.braces(node.span, map);
                }
                for entry in &map.entries {
                    if !entry.bare {
                        self.colon(entry.key.span.end, &entry.value);
                    }
                    self.walk(&entry.value);
                }
            }
        }
    }

    fn colon(&mut self, key_end: u32, value: &Node) {
        let empty = value.is_empty();
        let found = !empty && self.gap(key_end, value.span.start, ":", ": ");
        if !found {
            let rest = &self.text[key_end as usize..];
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            if blanks > 0 && rest[blanks..].starts_with(':') {
                self.edits.push(Edit::new(key_end as usize, key_end as usize + blanks, ""));
            }
        }
    }

    fn braces(&mut self, span: Span, map: &Map) {
        let pieces = map.entries.iter().map(|entry| entry.key.span.to(entry.value.span)).collect::<Vec<_>>();
        self.pieces(span, &pieces, " ");
    }

    fn list(&mut self, span: Span, list: &List) {
        let pieces = list.items.iter().map(|item| item.span).collect::<Vec<_>>();
        self.pieces(span, &pieces, "");
    }

    fn pieces(&mut self, span: Span, pieces: &[Span], pad: &str) {
        // A pair in a list, `[a: b]`, is a map without brackets of its own.
        if !self.text[span.start as usize..].starts_with(['{', '[']) {
            return;
        }
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            self.gap(span.start + 1, span.end - 1, "", "");
            return;
        };
        self.gap(span.start + 1, first.start, "", pad);
        for pair in pieces.windows(2) {
            self.gap(pair[0].end, pair[1].start, ",", ", ");
        }
        // A comma behind the last piece says nothing.
        if !self.gap(last.end, span.end - 1, "", pad) {
            self.gap(last.end, span.end - 1, ",", pad);
        }
    }

    /// Writes a gap anew if it holds only `sign` and blanks on one line; tells whether it does.
    fn gap(&mut self, start: u32, end: u32, sign: &str, wanted: &str) -> bool {
        let Some(found) = self.text.get(start as usize..end as usize) else { return false };
        let plain = found.replace(' ', "") == sign;
        if plain {
            self.edits.extend(Edit::unless(self.text, start as usize, end as usize, wanted));
        }
        plain
    }
}
