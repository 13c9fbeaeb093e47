//! M064 waive-error: a waiver of what is no warning, or one that lacks a key.
//! It does not judge the reason.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::judge::waivable;
use super::{Check, Rule, Subject};
use crate::files::WaiveDef;

/// Describes M064.
pub const RULE: Rule = Rule {
    code: Code::new("M064", "waive-error", Severity::Error),
    explain: include_str!("m064_waive_error.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for line in &subject.definition.waive {
        out.extend(incomplete(line));
        out.extend(line.code.as_ref().and_then(forbidden));
    }
}

fn incomplete(line: &WaiveDef) -> Option<Diagnostic> {
    let keys = [
        ("code", line.code.is_none()),
        ("at", line.at.is_none()),
        ("reason", line.reason.is_none()),
        ("legal", line.legal.is_empty()),
    ];
    let missing: Vec<String> = keys.iter().filter(|(_, missing)| *missing).map(|(key, _)| format!("`{key}`")).collect();
    let list = missing.join(", ");
    let message = Words::new(format!("dòng `waive` thiếu {list}"), format!("the waiver lacks {list}"));
    let help = Words::new(
        "chấp nhận một cảnh báo phải nói rõ: mã, nơi, lý do, căn cứ",
        "a waiver says all of: code, place, reason, ground",
    );
    (!missing.is_empty()).then(|| Diagnostic::new(RULE.code, line.span, message).help(help))
}

fn forbidden(code: &Spanned<String>) -> Option<Diagnostic> {
    let found = &code.value;
    let message = match waivable(found) {
        Some(true) => return None,
        Some(false) => {
            Words::new(format!("`{found}` không chấp nhận bỏ qua được"), format!("`{found}` cannot be waived"))
        }
        None => Words::new(format!("không có mã `{found}`"), format!("there is no code `{found}`")),
    };
    let help = Words::new(
        "chỉ cảnh báo (W) mới bỏ qua được; lỗi thì phải sửa",
        "only warnings (W) can be waived; errors must be mended",
    );
    Some(Diagnostic::new(RULE.code, code.span, message).help(help))
}
