//! M085 due-ambiguous: one due is expected where not exactly one step opened.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M085.
pub const RULE: Rule = Rule {
    code: Code::new("M085", "due-ambiguous", Severity::Error),
    explain: include_str!("m085_due_ambiguous.md"),
    check: Check::Reader,
};

/// Reports a single due after a line in which these steps opened.
pub fn report(due: Span, opened: &[String]) -> Diagnostic {
    let list = opened.join(", ");
    let message = match opened {
        [] => Words::new(
            "dòng này không mở bước nào nên không có hạn để so",
            "no step opened in this line, so there is no due",
        ),
        _ => Words::new(
            format!("dòng này mở {} bước ({list}) nên một hạn là chưa rõ", opened.len()),
            format!("{} steps opened in this line ({list}), so one due is ambiguous", opened.len()),
        ),
    };
    Diagnostic::new(RULE.code, due, message)
        .help(Words::new("bỏ `due`, hoặc viết theo bước: `due: { bước: hạn }`", "leave `due` out, or write it by step"))
}
