//! M014 not-yet: a construct of a level this program does not have yet.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use crate::files::keys::Stage;

use super::{Check, Rule};

/// Describes M014.
pub const RULE: Rule = Rule {
    code: Code::new("M014", "not-yet", Severity::Error),
    explain: include_str!("m014_not_yet.md"),
    check: Check::Reader,
};

/// Reports a construct of a later stage.
pub(crate) fn report(word: &Spanned<String>, stage: Stage) -> Diagnostic {
    let (found, level) = (&word.value, level(stage));
    let message = Words::new(
        format!("`{found}` thuộc mức {level} của ngôn ngữ, chương trình này chưa có"),
        format!("`{found}` belongs to level {level} of the language, which this program does not have yet"),
    );
    Diagnostic::new(RULE.code, word.span, message)
        .help(Words::new("bỏ phần này, hoặc chờ bản sau", "leave it out, or wait for a later release"))
}

fn level(stage: Stage) -> u8 {
    match stage {
        Stage::L1 => 1,
        Stage::L2 => 2,
        Stage::L3 => 3,
    }
}
