//! M080 test-key: a key a test file does not have.
//! It is found where scenarios are read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use crate::files::keys::Table;

use super::{Check, Rule};

/// Describes M080.
pub const RULE: Rule = Rule {
    code: Code::new("M080", "test-key", Severity::Error),
    explain: include_str!("m080_test_key.md"),
    check: Check::Reader,
};

/// Reports a key of a test file that does not exist.
pub(crate) fn report(word: &Spanned<String>, table: &Table) -> Diagnostic {
    let (found, thing) = (&word.value, table.words());
    let message = Words::new(
        format!("không có khóa `{found}` trong {}", thing.vi),
        format!("there is no key `{found}` in {}", thing.en),
    );
    let diagnostic = Diagnostic::new(RULE.code, word.span, message);
    match nearest(found, table.built()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(word.span, near),
        None => {
            let list = table.built().collect::<Vec<_>>().join(", ");
            diagnostic.help(Words::new(format!("các khóa ở đây: {list}"), format!("keys here: {list}")))
        }
    }
}
