//! M068 no-code: the procedure has no national code.
//! It does not look the code up.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M068.
pub const RULE: Rule = Rule {
    code: Code::new("M068", "no-code", Severity::Warning),
    explain: include_str!("m068_no_code.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    if definition.code.is_none() {
        let message = Words::new("thủ tục chưa có mã quốc gia", "the procedure has no national code");
        let help = Words::new(
            "thêm `code` trong ngoặc kép, lấy trên Cổng Dịch vụ công quốc gia",
            "add `code` in quotes, as the National Public Service Portal has it",
        );
        out.push(Diagnostic::new(RULE.code, definition.id.span, message).help(help).at("top"));
    }
}
