//! M028 branch-shape: a parallel branch with a condition, one branch alone, or a branch without steps.
//! It is found while a file is read; the words are here.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule};

/// Describes M028.
pub const RULE: Rule = Rule {
    code: Code::new("M028", "branch-shape", Severity::Error),
    explain: include_str!("m028_branch_shape.md"),
    check: Check::Reader,
};

/// Reports a condition on a branch.
pub(crate) fn when(span: Span) -> Diagnostic {
    let message = Words::new(
        "nhánh của `parallelGateway` luôn chạy, không có điều kiện `when`",
        "a branch of a `parallelGateway` always runs; it has no `when`",
    );
    let help = Words::new(
        "đặt `when` ở các bước trong nhánh; khối chọn nhánh theo điều kiện là `inclusiveGateway` (chương trình này chưa có)",
        "put `when` on the steps inside; choosing branches is `inclusiveGateway`, which this program does not have yet",
    );
    Diagnostic::new(RULE.code, span, message).help(help)
}

/// Reports fewer than two branches.
pub(crate) fn few(span: Span) -> Diagnostic {
    let message = Words::new("khối song song cần ít nhất hai nhánh", "a parallel block needs at least two branches");
    Diagnostic::new(RULE.code, span, message).help(Words::new(
        "thêm nhánh, hoặc đưa các bước ra ngoài và bỏ khối",
        "add a branch, or move the steps out and remove the block",
    ))
}

/// Reports a branch without steps.
pub(crate) fn empty(span: Span) -> Diagnostic {
    Diagnostic::new(RULE.code, span, Words::new("nhánh này không có bước nào", "this branch has no step"))
        .help(Words::new("thêm bước, hoặc bỏ nhánh", "add a step, or remove the branch"))
}
