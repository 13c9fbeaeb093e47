//! M058 window: the version ends before it begins.
//! It compares with no other version.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M058.
pub const RULE: Rule = Rule {
    code: Code::new("M058", "window", Severity::Error),
    explain: include_str!("m058_window.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let effective = &subject.definition.effective;
    let (Some(from), Some(to)) = (&effective.from, &effective.to) else { return };
    if from.value > to.value {
        let message = Words::new(
            "ngày hết áp dụng đứng trước ngày bắt đầu áp dụng",
            "the last day of application is before the first",
        );
        let diagnostic = Diagnostic::new(RULE.code, to.span, message)
            .label(Words::new("ngày hết áp dụng", "last day"))
            .related(from.span, Words::new("ngày bắt đầu áp dụng", "first day"))
            .help(Words::new("sửa một trong hai ngày", "correct one of the two dates"));
        out.push(diagnostic);
    }
}
