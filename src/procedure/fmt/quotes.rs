//! Quotes: those that nothing needs go. What may be read as a number, a clock time or a word of YAML keeps them,
//! whoever reads the file. When in doubt they stay.

use source::{Kind, Node, Scalar, Spanned, Style};

use super::edit::Edit;

/// Words that some readers of YAML take for true, false or nothing.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];

/// Signs that end or nest a text between `{ }` or `[ ]`.
const FLOW_SIGNS: &[char] = &[',', '[', ']', '{', '}'];

pub(super) fn edits(text: &str, tree: &Node) -> Vec<Edit> {
    let mut edits = Vec::new();
    walk(text, tree, false, &mut edits);
    edits
}

fn walk(text: &str, node: &Node, flow: bool, edits: &mut Vec<Edit>) {
    match &node.kind {
        Kind::Scalar(scalar) => edits.extend(bared(text, node, scalar, flow)),
        Kind::List(list) => list.items.iter().for_each(|item| walk(text, item, flow || list.flow, edits)),
        Kind::Map(map) => {
            for entry in &map.entries {
                edits.extend(bare_key(text, &entry.key));
                walk(text, &entry.value, flow || map.flow, edits);
            }
        }
    }
}

fn bare_key(text: &str, key: &Spanned<String>) -> Option<Edit> {
    let written = &text[key.span.start as usize..key.span.end as usize];
    let followed = text[key.span.end as usize..].starts_with(": ") || text[key.span.end as usize..].starts_with(":\n");
    let quoted = written.starts_with(['"', '\'']);
    (quoted && followed && source::is_id(&key.value) && !is_word(&key.value))
        .then(|| Edit { span: key.span, text: key.value.clone() })
}

fn bared(text: &str, node: &Node, scalar: &Scalar, flow: bool) -> Option<Edit> {
    let (start, end) = (node.span.start as usize, node.span.end as usize);
    let quoted = matches!(scalar.style, Style::Single | Style::Double) && !text[start..end].contains('\n');
    (quoted && is_plain(&scalar.text, flow)).then(|| Edit { span: node.span, text: scalar.text.clone() })
}

fn is_word(text: &str) -> bool {
    WORDS.contains(&text.to_lowercase().as_str())
}

/// Tells whether a text is the same text without quotes, for every reader of YAML.
fn is_plain(text: &str, flow: bool) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '(')
        || (text.starts_with(|c: char| c.is_ascii_digit()) && text.split(' ').any(is_written));
    let clock = text
        .as_bytes()
        .windows(3)
        .any(|three| three[0].is_ascii_digit() && three[1] == b':' && three[2].is_ascii_digit());
    starts_well
        && !clock
        && !is_word(text)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(|c: char| c.is_control())
        && !text.contains('"')
        && !(flow && text.contains(FLOW_SIGNS))
        && source::nfc(text) == text
}

/// Tells whether a word is made of letters alone.
fn is_written(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}

/// Quotes a text as the canonical form does: single quotes unless it holds one.
pub(super) fn quoted(text: &str) -> String {
    match text.contains('\'') {
        true => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        false => format!("'{text}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_that_nothing_needs() {
        for text in ["Người nộp", "ho_so.qua_han", "7 ngày làm việc", "(a || b) && c"] {
            assert!(is_plain(text, false), "{text}");
        }
        for text in [
            "2.000908",
            "15:00",
            "sau 15:00",
            "08:00-12:00",
            "2026-05-13",
            "no",
            "TRUE",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "!x",
            "\"a\" in x",
            "[a]",
            "x.ever(\"y\")",
            "1e3",
            "a\nb",
            "- a",
            "0 30 10 * * *",
            "giờ:",
        ] {
            assert!(!is_plain(text, false), "{text}");
        }
        assert!(is_plain("days(a, b) > 2", false) && !is_plain("days(a, b) > 2", true));
    }
}
