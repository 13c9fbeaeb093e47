//! M066 to-confirm: a fact that its author has still to confirm.
//! It does not judge whether the place exists.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M066.
pub const RULE: Rule = Rule {
    code: Code::new("M066", "to-confirm", Severity::Warning),
    explain: include_str!("m066_to_confirm.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for line in &subject.definition.confirm {
        let (Some(at), Some(note)) = (&line.at, &line.note) else { continue };
        let message =
            Words::new(format!("còn phải xác nhận: {}", note.value), format!("to be confirmed: {}", note.value));
        let help = Words::new("xác nhận xong thì bỏ dòng này", "remove the line once it is confirmed");
        out.push(Diagnostic::new(RULE.code, line.span, message).help(help).at(&at.value));
    }
}
