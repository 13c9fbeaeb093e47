//! M010 unknown-key: a key the language does not have, or not a type of step.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use crate::files::keys::{BUILT, Table};
use crate::files::step_types::STEP_TYPES;

use super::{Check, Rule};

/// Describes M010.
pub const RULE: Rule = Rule {
    code: Code::new("M010", "unknown-key", Severity::Error),
    explain: include_str!("m010_unknown_key.md"),
    check: Check::Reader,
};

/// Reports a key no map has.
pub(crate) fn report(word: &Spanned<String>, table: &Table) -> Diagnostic {
    let (found, thing) = (&word.value, table.words());
    let message = Words::new(
        format!("không có khóa `{found}` trong {}", thing.vi),
        format!("there is no key `{found}` in {}", thing.en),
    );
    propose(Diagnostic::new(RULE.code, word.span, message), word, table.built().collect())
}

/// Reports a word that is no type of step.
pub(crate) fn step_type(word: &Spanned<String>) -> Diagnostic {
    let found = &word.value;
    let message = Words::new(format!("`{found}` không phải kiểu bước"), format!("`{found}` is no type of step"));
    let known = STEP_TYPES.iter().filter(|kind| kind.stage <= BUILT).map(|kind| kind.name).collect();
    propose(Diagnostic::new(RULE.code, word.span, message), word, known)
}

fn propose(diagnostic: Diagnostic, word: &Spanned<String>, known: Vec<&str>) -> Diagnostic {
    match nearest(&word.value, known.iter().copied()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(word.span, near),
        None => {
            let list = known.join(", ");
            diagnostic.help(Words::new(format!("các khóa ở đây: {list}"), format!("keys here: {list}")))
        }
    }
}
