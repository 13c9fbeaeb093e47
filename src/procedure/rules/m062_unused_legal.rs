//! M062 unused-legal: a ground that nothing names.
//! It does not judge which grounds are needed.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use super::m061_unknown_legal::cited;
use super::{Check, Rule, Subject};

/// Describes M062.
pub const RULE: Rule = Rule {
    code: Code::new("M062", "unused-legal", Severity::Note),
    explain: include_str!("m062_unused_legal.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let cited = cited(subject.definition);
    let known = || subject.definition.legal.iter().map(|legal| legal.id.value.as_str());
    // A misspelt ground names the one it is near to; that is M061.
    let meant = |word: &str| if known().any(|id| id == word) { None } else { nearest(word, known()) };
    let unused = |id: &str| cited.iter().all(|cited| cited.value != id && meant(&cited.value) != Some(id));
    out.extend(subject.definition.legal.iter().filter(|legal| unused(&legal.id.value)).map(|legal| report(&legal.id)));
}

/// Reports a ground that nothing names.
pub(crate) fn report(id: &Spanned<String>) -> Diagnostic {
    let name = &id.value;
    let message = Words::new(format!("căn cứ `{name}` chưa được dẫn ở đâu"), format!("nothing names ground `{name}`"));
    let help = Words::new("dẫn nó ở chỗ cần, hoặc bỏ đi", "name it where it belongs, or remove it");
    Diagnostic::new(RULE.code, id.span, message).help(help)
}
