//! The canonical form of a tree, the bytes a version is named after (language.md h).
//!
//! Fixed for ever: a change here renames every version ever published. It fills in no defaults and
//! knows no key; the caller ranks them.

use std::fmt::Write;

use unicode_normalization::is_nfc;

use crate::text::Fault;
use crate::{Kind, List, Map, Node, Scalar, Style};

/// Ranks the keys of maps for the canonical form.
pub trait KeyOrder {
    /// Gives the rank of `key` in `map`, which stands at `path` (keys from the top, lists add
    /// nothing); `None` for an unknown key, which keeps file order behind the known ones.
    fn rank(&self, path: &[&str], map: &Map, key: &str) -> Option<usize>;
}

impl<F: Fn(&[&str], &Map, &str) -> Option<usize>> KeyOrder for F {
    fn rank(&self, path: &[&str], map: &Map, key: &str) -> Option<usize> {
        self(path, map, key)
    }
}

/// Writes a tree in its canonical form (language.md h).
///
/// Every map and list in block style, two spaces for each level, keys in the given order, no
/// comments; quotes only where YAML or the language demands them; one line feed at the end.
pub fn canonical(node: &Node, order: &dyn KeyOrder) -> String {
    let mut writer = Writer { out: String::new(), order };
    match &node.kind {
        Kind::List(list) if !list.items.is_empty() => writer.list(list, 0, &mut Vec::new()),
        Kind::Map(map) if !map.entries.is_empty() => writer.map(map, 0, &mut Vec::new()),
        _ => writer.out.push_str(&leaf(node)),
    }
    writer.out.push('\n');
    writer.out
}

struct Writer<'o> {
    out: String,
    order: &'o dyn KeyOrder,
}

impl Writer<'_> {
    /// Writes entries, one a line; the cursor stands where the first key goes.
    fn map<'n>(&mut self, map: &'n Map, indent: usize, path: &mut Vec<&'n str>) {
        let mut entries: Vec<_> = map.entries.iter().collect();
        entries.sort_by_key(|entry| self.order.rank(path, map, &entry.key.value).unwrap_or(usize::MAX));
        for (n, entry) in entries.into_iter().enumerate() {
            self.new_line(n, indent);
            self.out.push_str(&spelled_key(&entry.key.value));
            self.out.push(':');
            path.push(&entry.key.value);
            self.value(&entry.value, indent, path);
            path.pop();
        }
    }

    /// Writes the value behind a colon.
    fn value<'n>(&mut self, node: &'n Node, indent: usize, path: &mut Vec<&'n str>) {
        match &node.kind {
            Kind::List(list) if !list.items.is_empty() => {
                self.new_line(1, indent + 2);
                self.list(list, indent + 2, path);
            }
            Kind::Map(map) if !map.entries.is_empty() => {
                self.new_line(1, indent + 2);
                self.map(map, indent + 2, path);
            }
            _ => self.leaf(node),
        }
    }

    /// Writes items, one a line; the cursor stands where the first dash goes.
    fn list<'n>(&mut self, list: &'n List, indent: usize, path: &mut Vec<&'n str>) {
        for (n, item) in list.items.iter().enumerate() {
            self.new_line(n, indent);
            self.out.push('-');
            match &item.kind {
                Kind::List(list) if !list.items.is_empty() => {
                    self.out.push(' ');
                    self.list(list, indent + 2, path);
                }
                Kind::Map(map) if !map.entries.is_empty() => {
                    self.out.push(' ');
                    self.map(map, indent + 2, path);
                }
                _ => self.leaf(item),
            }
        }
    }

    fn leaf(&mut self, node: &Node) {
        let text = leaf(node);
        if !text.is_empty() {
            self.out.push(' ');
            self.out.push_str(&text);
        }
    }

    fn new_line(&mut self, n: usize, indent: usize) {
        if n > 0 {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', indent));
        }
    }
}

/// Spells what fits behind a colon or dash: a scalar, an empty list or an empty map.
fn leaf(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => spelled(scalar),
        Kind::List(_) => "[]".to_owned(),
        Kind::Map(_) => "{}".to_owned(),
    }
}

fn spelled(scalar: &Scalar) -> String {
    let Scalar { text, style } = scalar;
    // A number in quotes is a code or a clock time, which the language refuses bare (language.md g).
    let code = *style != Style::Plain && is_number_like(text);
    let empty = text.is_empty() && *style == Style::Plain;
    if empty || (!code && is_plain(text)) { text.clone() } else { quoted(text) }
}

fn spelled_key(key: &str) -> String {
    if is_plain(key) && key != "<<" { key.to_owned() } else { quoted(key) }
}

/// Tells whether a text may stand without quotes in block style.
fn is_plain(text: &str) -> bool {
    let after_first = text.chars().nth(1);
    let starts_well = match text.chars().next() {
        None => false,
        Some('-' | '?' | ':') => after_first.is_some_and(|c| c != ' '),
        Some(c) => !" ,[]{}#&*!|>'\"%@`".contains(c),
    };
    starts_well
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.starts_with("...")
        && is_clean(text)
}

/// Tells whether a text fits on one line without escapes.
fn is_clean(text: &str) -> bool {
    text.chars().all(|c| c != '\n' && Fault::of(c).is_none()) && is_nfc(text)
}

fn is_number_like(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || "+-.,:_ ".contains(c))
}

/// Quotes a text: single quotes unless it holds one, or needs escapes to stay on its line.
fn quoted(text: &str) -> String {
    if !text.contains('\'') && is_clean(text) {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ if Fault::of(c).is_some() => write!(out, "\\U{:08x}", u32::from(c)).expect("a String takes every write"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
