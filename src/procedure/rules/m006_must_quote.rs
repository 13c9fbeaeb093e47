//! M006 must-quote: a code, clock time or session without quotes.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule};

/// Describes M006.
pub const RULE: Rule = Rule {
    code: Code::new("M006", "must-quote", Severity::Error),
    explain: include_str!("m006_must_quote.md"),
    check: Check::Reader,
};

/// Reports a value that must stand in quotes.
pub(crate) fn report(text: &Spanned<String>) -> Diagnostic {
    let found = &text.value;
    let message = Words::new(
        format!("`{found}` phải đặt trong ngoặc kép, nếu không có thể bị đọc thành một số khác"),
        format!("`{found}` must stand in quotes, or it may be read as another number"),
    );
    Diagnostic::new(RULE.code, text.span, message)
        .help(Words::new(format!("viết `\"{found}\"`"), format!("write `\"{found}\"`")))
        .fix(text.span, format!("\"{found}\""))
}
