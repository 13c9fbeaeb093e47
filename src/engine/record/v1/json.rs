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

    /// Begins a field with its comma, its name in quotes and its colon; as the name is known, it is a store or two.
    #[inline(always)]
    pub fn field(&mut self, name: &str) {
        self.0.extend_from_slice(name.as_bytes());
    }

    /// Writes an object out of its fields.
    #[inline(always)]
    pub fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.enclosed(b"{}", fields);
    }

    /// Puts brackets around members, each of which begins with a comma: the first comma becomes the bracket.
    #[inline(always)]
    fn enclosed(&mut self, brackets: &[u8; 2], members: impl FnOnce(&mut Self)) {
        let begin = self.0.len();
        members(self);
        match self.0.get_mut(begin) {
            Some(comma) => *comma = brackets[0],
            None => self.0.push(brackets[0]),
        }
        self.0.push(brackets[1]);
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.0.push(b'"');
        if is_plain(text) {
            self.0.extend_from_slice(text.as_bytes());
        } else {
            let quoted = serde_json::to_string(text).expect("a text becomes JSON");
            self.0.extend_from_slice(&quoted.as_bytes()[1..quoted.len() - 1]);
        }
        self.0.push(b'"');
    }

    /// Writes one text made of ids, in which nothing needs an escape (`language.md` a).
    pub fn id(&mut self, parts: &[&str]) {
        self.0.push(b'"');
        for part in parts {
            self.0.extend_from_slice(part.as_bytes());
        }
        self.0.push(b'"');
    }

    /// Writes digits and hyphens as a text.
    #[inline(always)]
    pub fn ascii(&mut self, digits: &[u8]) {
        self.0.push(b'"');
        self.0.extend_from_slice(digits);
        self.0.push(b'"');
    }

    /// Writes the name of a variant.
    pub fn tag(&mut self, tag: &Tag) {
        self.0.extend_from_slice(&tag.bytes[..tag.length]);
    }

    /// Writes a variant with its fields.
    #[inline(always)]
    pub fn variant(&mut self, tag: &Tag, fields: impl FnOnce(&mut Self)) {
        self.0.push(b'{');
        self.tag(tag);
        self.0.push(b':');
        self.object(fields);
        self.0.push(b'}');
    }

    /// Writes a word of JSON's own.
    #[inline(always)]
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
        self.enclosed(b"[]", |out| {
            for item in items {
                out.0.push(b',');
                each(out, item);
            }
        });
    }

    /// Writes an object whose keys are ids.
    pub fn by_id<'k, T>(&mut self, fields: impl IntoIterator<Item = (&'k String, T)>, each: impl Fn(&mut Self, T)) {
        self.object(|out| {
            for (key, value) in fields {
                out.0.push(b',');
                out.id(&[key]);
                out.0.push(b':');
                each(out, value);
            }
        });
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
            assert_eq!(written(|json| json.text(text)), serde_json::to_string(text).expect("a text"));
        }
        assert_eq!(written(|json| json.id(&["a", ".", "b"])), r#""a.b""#);
    }

    #[test]
    fn lists_and_objects_have_their_commas() {
        let (first, second) = ("a".to_owned(), "b".to_owned());
        let fields = [(&first, vec![]), (&second, vec!["[", "]"])];
        let object = written(|json| json.by_id(fields, |json, texts| json.list(texts, |json, text| json.text(text))));
        assert_eq!(object, r#"{"a":[],"b":["[","]"]}"#);
    }

    #[test]
    fn variants_are_named_in_small_letters() {
        for (variant, name) in [("ClockChanged", "\"clock_changed\""), ("Due", "\"due\"")] {
            assert_eq!(written(|json| json.tag(&Tag::of(variant))), name);
        }
    }
}
