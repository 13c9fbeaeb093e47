//! M011 key-not-here: a key of the language that stands on another thing.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use crate::files::keys::Table;

use super::{Check, Rule};

/// Describes M011.
pub const RULE: Rule = Rule {
    code: Code::new("M011", "key-not-here", Severity::Error),
    explain: include_str!("m011_key_not_here.md"),
    check: Check::Reader,
};

/// How many homes of a key are named.
const HOMES: usize = 3;

/// Reports a key that stands elsewhere.
pub(crate) fn report(word: &Spanned<String>, table: &Table, homes: &[&'static Table]) -> Diagnostic {
    let (found, thing) = (&word.value, table.words());
    let homes: Vec<Words> = homes.iter().take(HOMES).map(|home| home.words()).collect();
    let (vi, en): (Vec<_>, Vec<_>) = homes.into_iter().map(|home| (home.vi, home.en)).unzip();
    let message = Words::new(
        format!("khóa `{found}` không đứng được trong {}", thing.vi),
        format!("the key `{found}` cannot stand in {}", thing.en),
    );
    let diagnostic = Diagnostic::new(RULE.code, word.span, message);
    match nearest(found, table.built()) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(word.span, near),
        None => diagnostic.help(Words::new(
            format!("`{found}` là khóa của: {}", vi.join("; ")),
            format!("`{found}` is a key of: {}", en.join("; ")),
        )),
    }
}
