//! The bytes of a stored body: JSON without spaces, put down in one go. It knows nothing of the engine.

use serde::Serialize;

/// Room for most bodies, so that few grow while they are written.
const BODY: usize = 2_048;

/// A body while it is written. Objects and lists are opened and closed by whoever writes them.
pub(super) struct Json(Vec<u8>);

impl Json {
    /// Begins a body.
    pub fn new() -> Self {
        Self(Vec::with_capacity(BODY))
    }

    /// Gives the bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Puts down a bracket, or the colon behind a tag.
    pub fn bracket(&mut self, bracket: u8) {
        self.0.push(bracket);
    }

    /// Puts a comma behind what stands there, unless a bracket was just opened.
    pub fn next(&mut self) {
        if !matches!(self.0.last(), Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }

    /// Begins a field whose name stands there with its quotes and colon.
    pub fn field(&mut self, name: &str) {
        self.next();
        self.0.extend_from_slice(name.as_bytes());
    }

    /// Begins a field of any name.
    pub fn key(&mut self, key: &str) {
        self.next();
        self.text(&[key]);
        self.0.push(b':');
    }

    /// Writes one text made of parts.
    pub fn text(&mut self, parts: &[&str]) {
        self.0.reserve(parts.iter().map(|part| part.len()).sum::<usize>() + 2);
        self.0.push(b'"');
        for part in parts {
            if is_plain(part) {
                self.0.extend_from_slice(part.as_bytes());
            } else {
                let quoted = serde_json::to_string(part).expect("a text becomes JSON");
                self.0.extend_from_slice(&quoted.as_bytes()[1..quoted.len() - 1]);
            }
        }
        self.0.push(b'"');
    }

    /// Writes digits and hyphens as a text.
    pub fn ascii(&mut self, digits: &[u8]) {
        self.0.push(b'"');
        self.0.extend_from_slice(digits);
        self.0.push(b'"');
    }

    /// Writes the name of a variant.
    pub fn tag(&mut self, tag: &Tag) {
        self.0.extend_from_slice(&tag.bytes[..tag.length]);
    }

    /// Writes a word of JSON's own.
    pub fn word(&mut self, word: &str) {
        self.0.extend_from_slice(word.as_bytes());
    }

    /// Writes a number.
    pub fn number(&mut self, number: impl itoa::Integer) {
        self.0.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    /// Writes a value as it describes itself.
    pub fn value(&mut self, value: &impl Serialize) {
        serde_json::to_writer(&mut self.0, value).expect("structs with text keys become JSON");
    }

    /// Writes a list.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, each: impl Fn(&mut Self, T)) {
        self.bracket(b'[');
        for item in items {
            self.next();
            each(self, item);
        }
        self.bracket(b']');
    }

    /// Writes an object.
    pub fn object<'k, T>(&mut self, fields: impl IntoIterator<Item = (&'k String, T)>, each: impl Fn(&mut Self, T)) {
        self.bracket(b'{');
        for (key, value) in fields {
            self.key(key);
            each(self, value);
        }
        self.bracket(b'}');
    }
}

/// Tells whether a text needs no escape. Looked at to its end, for then many bytes are looked at together.
fn is_plain(text: &str) -> bool {
    !text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\'))
}

/// The name of a variant as it is stored: `ClockChanged` becomes `clock_changed`, with quotes.
pub(super) struct Tag {
    bytes: [u8; Tag::ROOM],
    length: usize,
}

impl Tag {
    const ROOM: usize = 40;

    /// Makes it, when the program is built.
    pub const fn of(variant: &str) -> Self {
        let (variant, mut bytes, mut length, mut at) = (variant.as_bytes(), [0; Self::ROOM], 1, 0);
        bytes[0] = b'"';
        while at < variant.len() {
            if variant[at].is_ascii_uppercase() && at > 0 {
                bytes[length] = b'_';
                length += 1;
            }
            bytes[length] = variant[at].to_ascii_lowercase();
            length += 1;
            at += 1;
        }
        bytes[length] = b'"';
        Self { bytes, length: length + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Json)) -> String {
        let mut json = Json::new();
        write(&mut json);
        String::from_utf8(json.into_bytes()).expect("JSON is text")
    }

    #[test]
    fn texts_are_escaped_as_serde_does() {
        for text in ["", "a", "đơn", "a\"b", "\\", "\n\t\u{1}", "{[", "\u{2028}"] {
            assert_eq!(written(|json| json.text(&[text])), serde_json::to_string(text).expect("a text"));
        }
        assert_eq!(written(|json| json.text(&["a\"", ".", "b"])), r#""a\".b""#);
    }

    #[test]
    fn lists_and_objects_have_their_commas() {
        let (first, second) = ("a{".to_owned(), "b".to_owned());
        let fields = [(&first, vec![]), (&second, vec!["[", "]"])];
        let object =
            written(|json| json.object(fields, |json, texts| json.list(texts, |json, text| json.text(&[text]))));
        assert_eq!(object, r#"{"a{":[],"b":["[","]"]}"#);
    }

    #[test]
    fn variants_are_named_in_small_letters() {
        for (variant, name) in [("ClockChanged", "\"clock_changed\""), ("Due", "\"due\"")] {
            assert_eq!(written(|json| json.tag(&Tag::of(variant))), name);
        }
    }
}
