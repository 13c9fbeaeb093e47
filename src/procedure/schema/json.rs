//! JSON as it is printed: members in the order they were put, two blanks a level. It reads none.

use std::fmt::Write as _;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    /// Makes a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Makes a list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// Makes a map.
    pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Json)>) -> Self {
        Self::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// Writes the value, with a line feed at the end.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(value) => write!(out, "{value}").expect("a String takes every write"),
            Self::Text(text) => quote(text, out),
            Self::List(items) if items.iter().all(|item| !matches!(item, Self::List(_) | Self::Map(_))) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write(depth, out);
                }
                out.push(']');
            }
            Self::List(items) => {
                let each = items.iter().map(|item| (None, item));
                block('[', ']', each, depth, out);
            }
            Self::Map(members) => {
                let each = members.iter().map(|(key, value)| (Some(key.as_str()), value));
                block('{', '}', each, depth, out);
            }
        }
    }
}

fn block<'j>(
    open: char,
    close: char,
    members: impl Iterator<Item = (Option<&'j str>, &'j Json)>,
    depth: usize,
    out: &mut String,
) {
    out.push(open);
    let mut any = false;
    for (key, value) in members {
        out.push_str(if any { ",\n" } else { "\n" });
        any = true;
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            quote(key, out);
            out.push_str(": ");
        }
        value.write(depth + 1, out);
    }
    if any {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)).expect("a String takes every write"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written() {
        let value = Json::map([
            ("a", Json::texts(["x\"\\\n"])),
            ("b", Json::Map(Vec::new())),
            ("c", Json::List(vec![Json::map([("d", Json::Number(1))])])),
        ]);
        let wanted =
            "{\n  \"a\": [\"x\\\"\\\\\\n\"],\n  \"b\": {},\n  \"c\": [\n    {\n      \"d\": 1\n    }\n  ]\n}\n";
        assert_eq!(value.pretty(), wanted);
    }
}
