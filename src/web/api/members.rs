//! What the members of a body are, for the description of the API. Reading them is the matter of `body`.

use serde_json::{Value, json};

use super::body::WHOLE_MAX;

/// Text without the characters that `text::is_control` refuses.
const TEXT: &str = "^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u202A-\\u202E\\u2066-\\u2069]*$";

/// One member of a body.
pub(super) struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub needed: bool,
    /// Its schema.
    pub schema: Value,
}

/// What a member holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// A whole number.
    Number,
    /// A whole number from 1 on.
    Amount,
    /// An instant (RFC 3339).
    Instant,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Answers by address.
    Answers,
}

/// Describes a member that must be there.
pub(super) fn needed(name: &'static str, kind: Kind, words: &str) -> Member {
    Member { name, needed: true, schema: described(schema(kind), words) }
}

/// Describes a member that may be left out, or null.
pub(super) fn maybe(name: &'static str, kind: Kind, words: &str) -> Member {
    let mut schema = schema(kind);
    schema["type"] = json!([schema["type"], "null"]);
    Member { name, needed: false, schema: described(schema, words) }
}

/// Describes the member `answers`.
pub(super) fn answers() -> Member {
    maybe("answers", Kind::Answers, "What is answered, by the address of each question.")
}

fn described(mut schema: Value, words: &str) -> Value {
    schema["description"] = Value::from(words);
    schema
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string", "pattern": TEXT }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "integer", "minimum": -WHOLE_MAX, "maximum": WHOLE_MAX }),
        Kind::Amount => json!({ "type": "integer", "minimum": 1, "maximum": WHOLE_MAX }),
        Kind::Instant => json!({ "type": "string", "format": "date-time", "examples": ["2026-06-08T09:00:00+07:00"] }),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Answers => {
            let answer = json!({ "$ref": "#/components/schemas/Answer" });
            json!({ "type": "object", "propertyNames": { "pattern": TEXT }, "additionalProperties": answer })
        }
    }
}

/// Describes an answer: a fraction is sent as text, for it must stay exact.
pub(super) fn answer() -> Value {
    json!({
        "title": "Câu trả lời",
        "description": "An answer to one question: text, true or false, a whole number, several texts, or null for none. \
                        A fraction or a very large number is sent as text, so that it stays exact.",
        "oneOf": [
            { "type": "string", "pattern": TEXT },
            { "type": "boolean" },
            { "type": "integer", "minimum": -WHOLE_MAX, "maximum": WHOLE_MAX },
            { "type": "array", "items": { "type": "string", "pattern": TEXT } },
            { "type": "null" },
        ],
        "examples": ["Bằng tốt nghiệp", false, 2, ["mot", "hai"]],
    })
}
