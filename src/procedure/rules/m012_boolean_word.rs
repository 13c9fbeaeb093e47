//! M012 boolean-word: a word YAML may read as a truth value, as key or id.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use crate::files::keys::Table;

use super::{Check, Rule};

/// Describes M012.
pub const RULE: Rule = Rule {
    code: Code::new("M012", "boolean-word", Severity::Error),
    explain: include_str!("m012_boolean_word.md"),
    check: Check::Reader,
};

/// The key that is meant by `on:` (language.md k).
pub(crate) const MEANT: &str = "actions";

/// Reports the word as a key.
pub(crate) fn key(word: &Spanned<String>, table: &Table) -> Diagnostic {
    let diagnostic = found(word, "khóa", "a key");
    if table.key(MEANT).is_some() {
        diagnostic
            .help(Words::new("các nút của bước viết ở `actions:`", "the buttons of a step stand in `actions:`"))
            .fix(word.span, MEANT)
    } else {
        diagnostic.help(Words::new("bỏ khóa này", "leave the key out"))
    }
}

/// Reports the word as an id.
pub(crate) fn id(word: &Spanned<String>) -> Diagnostic {
    found(word, "tên", "an id").help(Words::new("đặt một tên khác, ví dụ `dong_y`", "choose another id, as `dong_y`"))
}

fn found(word: &Spanned<String>, vi: &str, en: &str) -> Diagnostic {
    let found = &word.value;
    let message = Words::new(
        format!("`{found}` không dùng làm {vi} được vì YAML có thể đọc thành đúng/sai"),
        format!("`{found}` cannot be {en}: YAML may read it as true or false"),
    );
    Diagnostic::new(RULE.code, word.span, message)
}
