//! M050 duration: a length of time that is not written in its legal unit.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use crate::files::duration;

use super::{Check, Rule};

/// Describes M050.
pub const RULE: Rule = Rule {
    code: Code::new("M050", "duration", Severity::Error),
    explain: include_str!("m050_duration.md"),
    check: Check::Reader,
};

/// Asks what a text means that is no duration. It is never rewritten: only the author knows.
pub(crate) fn report(text: &Spanned<String>) -> Diagnostic {
    ask(text, "")
}

/// Asks what a text means that is no time limit: two of them are words.
pub(crate) fn limit(text: &Spanned<String>) -> Diagnostic {
    let found = text.value.to_lowercase();
    let word = duration::LIMITS.iter().map(|(word, _)| *word).find(|word| word.starts_with(&found));
    match word {
        Some(word) => refused(text, Words::new(format!("ý là `{word}`?"), format!("do you mean `{word}`?"))),
        None => report(text),
    }
}

/// Asks what a text means that is no reminder.
pub(crate) fn reminder(text: &Spanned<String>) -> Diagnostic {
    ask(text, " trước")
}

/// Asks what a text means that is no extension.
pub(crate) fn extension(text: &Spanned<String>) -> Diagnostic {
    ask(text, "")
}

/// Says how attempts are written.
pub(crate) fn retry(text: &Spanned<String>) -> Diagnostic {
    refused(text, Words::new("viết như `3 lần, cách 5 phút`", "write as `3 lần, cách 5 phút`"))
}

fn ask(text: &Spanned<String>, suffix: &str) -> Diagnostic {
    let meant: Vec<_> =
        duration::meant(&text.value).into_iter().map(|duration| format!("`{duration}{suffix}`")).collect();
    let help = if meant.is_empty() {
        let units: Vec<_> = duration::UNITS.iter().map(|(unit, _)| *unit).collect();
        let units = units.join(", ");
        Words::new(
            format!("viết một số từ 1 đến 999, dấu cách, rồi đơn vị: {units}; hoặc `nửa ngày làm việc`"),
            format!("write a number from 1 to 999, a blank, then the unit: {units}; or `nửa ngày làm việc`"),
        )
    } else {
        Words::new(format!("ý là {}?", meant.join(" hay ")), format!("do you mean {}?", meant.join(" or ")))
    };
    refused(text, help)
}

fn refused(text: &Spanned<String>, help: Words) -> Diagnostic {
    let found = &text.value;
    let message = Words::new(
        format!("`{found}` không phải thời hạn viết bằng đơn vị của luật"),
        format!("`{found}` is not a time limit in a unit of the law"),
    );
    Diagnostic::new(RULE.code, text.span, message).help(help)
}
