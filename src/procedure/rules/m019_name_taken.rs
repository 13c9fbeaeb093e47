//! M019 name-taken: a reserved id, or an id used twice in its namespace.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule};

/// Describes M019.
pub const RULE: Rule = Rule {
    code: Code::new("M019", "name-taken", Severity::Error),
    explain: include_str!("m019_name_taken.md"),
    check: Check::Reader,
};

/// Reports an id the language keeps for itself.
pub(crate) fn reserved(id: &Spanned<String>) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(
        format!("tên `{found}` được ngôn ngữ dành riêng"),
        format!("the id `{found}` is reserved by the language"),
    );
    rename(Diagnostic::new(RULE.code, id.span, message), found)
}

/// Reports a result named like a built-in letter.
pub(crate) fn letter(id: &Spanned<String>) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(
        format!("tên `{found}` đã là một giấy tờ có sẵn, kết quả cần tên khác"),
        format!("`{found}` is a built-in letter already; a result needs another id"),
    );
    rename(Diagnostic::new(RULE.code, id.span, message), found)
}

/// Reports an id that was used before.
pub(crate) fn twice(id: &Spanned<String>, first: Span) -> Diagnostic {
    let found = &id.value;
    let message = Words::new(format!("tên `{found}` đã được dùng"), format!("the id `{found}` is used already"));
    rename(Diagnostic::new(RULE.code, id.span, message), found)
        .related(first, Words::new("dùng lần đầu ở đây", "first used here"))
}

fn rename(diagnostic: Diagnostic, id: &str) -> Diagnostic {
    diagnostic.help(Words::new(format!("đặt tên khác, ví dụ `{id}_2`"), format!("choose another id, as `{id}_2`")))
}
