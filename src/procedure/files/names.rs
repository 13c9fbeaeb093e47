//! Words that may not be ids (language.md g), and what an id looks like (c1).
//! It reports nothing; the reader does.

use source::Spanned;

/// Words YAML 1.1 reads as truth values.
const BOOLEAN_WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off"];

/// Ids the language keeps for itself: roots, outcome words, words of tables and of the engine.
const RESERVED: &[&str] = &[
    "ho_so",
    "phi",
    "giay_to",
    "tin",
    "dong_ho",
    "hom_nay",
    "bay_gio",
    "done",
    "paid",
    "received",
    "failed",
    "timeout",
    "skipped",
    "otherwise",
    "timer",
    "quoc_gia",
    "top",
    "true",
    "false",
    "null",
];

/// Keywords and reserved words of the guards' grammar.
const KEYWORDS: &[&str] = &[
    "let",
    "const",
    "if",
    "else",
    "switch",
    "do",
    "while",
    "until",
    "loop",
    "for",
    "in",
    "continue",
    "break",
    "return",
    "throw",
    "try",
    "catch",
    "fn",
    "private",
    "import",
    "export",
    "as",
    "global",
    "this",
    "is",
    "goto",
    "match",
    "case",
    "default",
    "void",
    "nil",
    "var",
    "static",
    "shared",
    "with",
    "public",
    "protected",
    "super",
    "new",
    "use",
    "module",
    "package",
    "spawn",
    "thread",
    "go",
    "sync",
    "async",
    "await",
    "yield",
    "exit",
    "eval",
    "print",
    "debug",
    "call",
    "curry",
    "type_of",
    "is_def_var",
    "is_def_fn",
    "is_shared",
];

/// Tells whether YAML 1.1 would read the word as a truth value, in any case of letters.
pub(crate) fn is_boolean_word(word: &str) -> bool {
    BOOLEAN_WORDS.contains(&word.to_lowercase().as_str())
}

/// Tells whether a text is an id, 2 to 48 characters long.
pub(crate) fn is_id(text: &str) -> bool {
    (2..=48).contains(&text.len()) && source::is_id(text)
}

/// Tells whether an id is kept by the language.
pub(crate) fn is_reserved(id: &str) -> bool {
    RESERVED.contains(&id) || KEYWORDS.contains(&id)
}

/// Tells whether YAML would read the word as a value of its own.
pub(crate) fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null")
}

/// Proposes an id for a Vietnamese text, if its letters make one.
pub(crate) fn id_for(text: &str) -> Option<String> {
    let letters: String = text.chars().flat_map(char::to_lowercase).map(unmarked).collect();
    let parts: Vec<_> = letters.split('_').filter(|part| !part.is_empty()).collect();
    Some(parts.join("_")).filter(|id| is_id(id) && !is_reserved(id) && !is_boolean_word(id))
}

/// Gives the id that was meant, so that what names it is no further fault; as written where none can be proposed.
pub(crate) fn meant(id: Spanned<String>) -> Spanned<String> {
    id.map(|text| id_for(&text).unwrap_or(text))
}

/// Takes the marks off a letter; `_` for what is neither letter nor digit.
pub(crate) fn unmarked(letter: char) -> char {
    const FAMILIES: &[(char, &str)] = &[
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"),
        ('d', "đ"),
        ('e', "èéẻẽẹêềếểễệ"),
        ('i', "ìíỉĩị"),
        ('o', "òóỏõọôồốổỗộơờớởỡợ"),
        ('u', "ùúủũụưừứửữự"),
        ('y', "ỳýỷỹỵ"),
    ];
    match letter {
        letter if letter.is_ascii_alphanumeric() => letter,
        letter => FAMILIES.iter().find(|(_, family)| family.contains(letter)).map_or('_', |(base, _)| *base),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposed_ids() {
        assert_eq!(id_for("Nữ").as_deref(), Some("nu"));
        assert_eq!(id_for("Đã nghỉ việc (lâu)").as_deref(), Some("da_nghi_viec_lau"));
        assert_eq!(id_for("  "), None);
    }

    #[test]
    fn words_of_yaml() {
        for word in ["on", "Yes", "y", "OFF"] {
            assert!(is_boolean_word(word), "{word}");
        }
        assert!(!is_boolean_word("one"));
    }
}
