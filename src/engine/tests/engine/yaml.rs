//! The little of YAML in which scenarios are written: words, lists and maps, short ones on one line. What is written
//! reads back as the same tree. It must not know what the words mean.

use std::fmt::{self, Write as _};

/// Longest line that is not divided.
const WIDTH: usize = 116;

/// A text as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// What is left out where it stands in a map.
    Nothing,
    Word(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    pub fn word(text: impl ToString) -> Self {
        Self::Word(text.to_string())
    }

    /// Makes a map of what is something; a map of nothing is nothing.
    pub fn map(parts: impl IntoIterator<Item = (String, Self)>) -> Self {
        let parts: Vec<_> = parts.into_iter().filter(|(_, part)| *part != Self::Nothing).collect();
        if parts.is_empty() { Self::Nothing } else { Self::Map(parts) }
    }

    /// Makes a list; an empty one is nothing.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        if items.is_empty() { Self::Nothing } else { Self::List(items) }
    }

    /// Returns what a map holds under a key, or nothing.
    pub fn at(&self, key: &str) -> &Self {
        self.parts().iter().find(|(name, _)| name == key).map_or(&Self::Nothing, |(_, part)| part)
    }

    pub fn parts(&self) -> &[(String, Self)] {
        if let Self::Map(parts) = self { parts } else { &[] }
    }

    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    pub fn text(&self) -> &str {
        if let Self::Word(text) = self { text } else { panic!("a word wanted: {self}") }
    }

    /// Writes the tree in lines, each so far to the right.
    pub fn lines(&self, indent: usize) -> String {
        let mut out = String::new();
        let mut line = |head: &str, part: &Self| {
            let flow = part.to_string();
            let fits = indent + head.chars().count() + 1 + flow.chars().count() <= WIDTH;
            let _ = if fits || matches!(part, Self::Word(_) | Self::Nothing) {
                writeln!(out, "{:indent$}{head} {flow}", "")
            } else {
                write!(out, "{:indent$}{head}\n{}", "", part.lines(indent + 2))
            };
        };
        self.items().iter().for_each(|item| line("-", item));
        self.parts().iter().for_each(|(key, part)| line(&format!("{key}:"), part));
        out
    }

    /// Reads lines; those that begin with `#` are for people.
    pub fn parse(text: &str) -> Self {
        let told = text.lines().map(|line| (line.len() - line.trim_start().len(), line.trim()));
        let lines: Vec<_> = told.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).collect();
        let mut rest = &lines[..];
        let tree = block(&mut rest);
        assert!(rest.is_empty(), "not read: {rest:?}");
        tree
    }
}

impl fmt::Display for Tree {
    /// Writes the tree on one line.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |parts: Vec<String>| parts.join(", ");
        match self {
            Self::Nothing => out.write_str("{}"),
            Self::Word(text) if is_plain(text) => out.write_str(text),
            Self::Word(text) => write!(out, "{}", serde_json::to_string(text).map_err(|_| fmt::Error)?),
            Self::List(items) => write!(out, "[{}]", joined(items.iter().map(Self::to_string).collect())),
            Self::Map(parts) => {
                write!(out, "{{{}}}", joined(parts.iter().map(|(key, part)| format!("{key}: {part}")).collect()))
            }
        }
    }
}

fn is_plain(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "_.+:~/ -".contains(c);
    text.starts_with(char::is_alphanumeric)
        && text.chars().all(inside)
        && !text.contains(": ")
        && !text.ends_with([' ', ':'])
}

/// Reads the lines that stand as far to the right as the first.
fn block(rest: &mut &[(usize, &str)]) -> Tree {
    let (mut items, mut parts) = (Vec::new(), Vec::new());
    let Some(&(indent, _)) = rest.first() else { return Tree::Nothing };
    while let Some(&(_, line)) = rest.first().filter(|(at, _)| *at == indent) {
        *rest = &rest[1..];
        let (key, mut told) = match line.strip_prefix('-') {
            Some(told) => (None, told),
            None => {
                line.split_once(':').map(|(key, told)| (Some(key), told)).unwrap_or_else(|| panic!("no key: {line}"))
            }
        };
        told = told.trim_start();
        let tree = if told.is_empty() { block(rest) } else { flow(&mut told) };
        assert!(told.is_empty(), "not read: {told}");
        match key {
            None => items.push(tree),
            Some(key) => parts.push((key.to_owned(), tree)),
        }
    }
    if parts.is_empty() { Tree::List(items) } else { Tree::Map(parts) }
}

/// Reads a word, or what stands in brackets.
fn flow(rest: &mut &str) -> Tree {
    match rest.chars().next() {
        Some('{') => {
            let parts = bracketed(rest, '}', |rest| {
                let (key, told) = rest.split_once(": ").unwrap_or_else(|| panic!("no key: {rest}"));
                *rest = told;
                (key.to_owned(), flow(rest))
            });
            if parts.is_empty() { Tree::Nothing } else { Tree::Map(parts) }
        }
        Some('[') => Tree::List(bracketed(rest, ']', flow)),
        Some('"') => {
            let mut words = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            let word = words.next().unwrap().unwrap();
            *rest = &rest[words.byte_offset()..];
            Tree::Word(word)
        }
        _ => {
            let (word, after) = rest.split_at(rest.find([',', '}', ']']).unwrap_or(rest.len()));
            *rest = after;
            Tree::word(word.trim_end())
        }
    }
}

/// Reads what stands between brackets, divided by commas.
fn bracketed<T>(rest: &mut &str, close: char, mut one: impl FnMut(&mut &str) -> T) -> Vec<T> {
    let mut all = Vec::new();
    *rest = rest[1..].trim_start();
    while !rest.starts_with(close) {
        all.push(one(rest));
        *rest = rest.trim_start_matches([',', ' ']);
        assert!(!rest.is_empty(), "no {close}");
    }
    *rest = &rest[1..];
    all
}

/// What looks like something else is quoted; lists and maps nest; long ones are divided.
#[test]
fn what_is_written_reads_back() {
    let long: Vec<Tree> = (0..40).map(|n| Tree::map([(format!("so_{n}"), Tree::word(n))])).collect();
    let words =
        ["a", "", " ", "a: b", "a,b", "[x]", "\"", "#", "- a", "Hồ sơ thiếu giấy tờ.", "2024-06-10T09:00:00+07:00"];
    let tree = Tree::map([
        ("ngan".to_owned(), Tree::List(words.map(Tree::word).to_vec())),
        ("rong".to_owned(), Tree::List(Vec::new())),
        ("dai".to_owned(), Tree::List(vec![Tree::List(long.clone()), Tree::Nothing, Tree::List(long)])),
    ]);
    assert_eq!(Tree::parse(&tree.lines(0)), tree, "{}", tree.lines(0));
}
