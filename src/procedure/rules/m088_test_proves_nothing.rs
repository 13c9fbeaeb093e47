//! M088 test-proves-nothing: a scenario asserts no date, or only one on which all counting rules agree.
//! It is found where scenarios are run; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M088.
pub const RULE: Rule = Rule {
    code: Code::new("M088", "test-proves-nothing", Severity::Note),
    explain: include_str!("m088_test_proves_nothing.md"),
    check: Check::Reader,
};

/// Notes a scenario without any date.
pub fn no_date(name: Span) -> Diagnostic {
    let message = Words::new("kịch bản này không kiểm tra ngày nào", "this scenario asserts no date");
    Diagnostic::new(RULE.code, name, message).help(Words::new(
        "thêm `due`, `dossier_due` hoặc `fired` vào một dòng",
        "add `due`, `dossier_due` or `fired` to a line",
    ))
}

/// Notes a deadline whose only asserted dates would also come out under other counting rules.
pub fn all_agree(due: Span, name: &str) -> Diagnostic {
    let message = Words::new(
        format!("hạn của “{name}” chỉ được kiểm tra ở nơi mọi cách tính đều cho cùng kết quả"),
        format!("the deadline “{name}” is asserted only where every way of counting agrees"),
    );
    Diagnostic::new(RULE.code, due, message).help(Words::new(
        "thêm một kịch bản qua ngày nghỉ, giờ nghỉ trưa hoặc giờ chốt",
        "add a scenario across a rest day, the lunch break or the cut-off",
    ))
}
