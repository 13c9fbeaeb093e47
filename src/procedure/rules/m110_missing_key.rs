//! M110 missing-key: a required key is absent.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use crate::files::keys::{BUILT, Table};
use crate::files::step_types::STEP_TYPES;

use super::{Check, Rule};

/// Describes M110.
pub const RULE: Rule = Rule {
    code: Code::new("M110", "missing-key", Severity::Error),
    explain: include_str!("m110_missing_key.md"),
    check: Check::Reader,
};

/// Reports a key that must be there.
pub(crate) fn report(span: Span, name: &str, table: &Table) -> Diagnostic {
    let thing = table.words();
    let message =
        Words::new(format!("{} thiếu khóa `{name}`", thing.vi), format!("{} lacks the key `{name}`", thing.en));
    let diagnostic = Diagnostic::new(RULE.code, span, message);
    match table.key(name) {
        Some(key) => {
            diagnostic.help(Words::new(format!("thêm `{name}:` — {}", key.vi), format!("add `{name}:` — {}", key.en)))
        }
        None => diagnostic,
    }
}

/// Reports a step without a type.
pub(crate) fn step_type(span: Span) -> Diagnostic {
    let types: Vec<_> = STEP_TYPES.iter().filter(|kind| kind.stage <= BUILT).map(|kind| kind.name).collect();
    let types = types.join(", ");
    Diagnostic::new(RULE.code, span, Words::new("bước này chưa có kiểu", "this step has no type"))
        .help(Words::new(format!("thêm khóa đầu tiên là một trong: {types}"), format!("begin with one of: {types}")))
}
