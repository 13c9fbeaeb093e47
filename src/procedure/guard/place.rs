//! Where a byte of a guard stands in the YAML scalar it was read from.
//! It follows quotes, escapes and folded lines; it reads no YAML.

/// Finds the offset in `raw`, quotes included, of an offset in the `text` that was read from it.
pub(super) fn offset_in_scalar(raw: &str, text: &str, offset: usize) -> usize {
    let quote = raw.chars().next().filter(|first| matches!(first, '"' | '\''));
    let mut at = match (quote, text.chars().next()) {
        (Some(quote), _) => quote.len_utf8(),
        // A block scalar begins with its mark; the guard begins on a later line.
        (None, Some(first)) if raw.starts_with(['|', '>']) => {
            let line = raw.find('\n').unwrap_or(0);
            line + raw[line..].find(first).unwrap_or(0)
        }
        (None, _) => 0,
    };
    for c in text[..offset].chars() {
        at += written(&raw[at..], c, quote);
    }
    at
}

/// Returns how many bytes of `raw` stand for one character of the text.
fn written(raw: &str, c: char, quote: Option<char>) -> usize {
    if (c == ' ' || c == '\n') && raw.trim_start_matches(' ').starts_with('\n') {
        return raw.len() - raw.trim_start_matches([' ', '\n']).len();
    }
    match (quote, raw.as_bytes().first()) {
        (Some('\''), Some(b'\'')) => 2,
        (Some('"'), Some(b'\\')) => 1 + escape(&raw[1..]),
        _ => c.len_utf8().min(raw.len()),
    }
}

fn escape(rest: &str) -> usize {
    let length = match rest.as_bytes().first() {
        Some(b'x') => 3,
        Some(b'u') => 5,
        Some(b'U') => 9,
        _ => rest.chars().next().map_or(0, char::len_utf8),
    };
    length.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::offset_in_scalar;

    #[test]
    fn follows_quotes_escapes_and_folded_lines() {
        let cases = [
            ("a == b", "a == b", "b", 5),
            ("'x == \"ở\" && y'", "x == \"ở\" && y", "y", 15),
            ("'a == ''b'' z'", "a == 'b' z", "z", 12),
            (r#""x == \"ở\" && y""#, "x == \"ở\" && y", "y", 17),
            ("a ==\n    b", "a == b", "b", 9),
            (">-\n    a ==\n    b", "a == b", "b", 16),
            ("|\n  a\n  b", "a\nb", "b", 8),
        ];
        for (raw, text, word, expected) in cases {
            let offset = text.rfind(word).expect(word);
            assert_eq!(offset_in_scalar(raw, text, offset), expected, "{raw}");
        }
    }
}
