//! M063 legal-required: what only the law can allow stands without a ground.
//! It does not judge the ground.

use calendar::Limit;
use source::{Code, Diagnostic, Severity, Span, Words};

use super::survey::limits;
use super::{Check, Rule, Subject};

/// Describes M063.
pub const RULE: Rule = Rule {
    code: Code::new("M063", "legal-required", Severity::Error),
    explain: include_str!("m063_legal_required.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for timed in subject.deadlines().iter().filter(|timed| timed.deadline.legal.is_empty()) {
        let open = limits(timed.deadline).into_iter().find(|limit| limit.value == Limit::None);
        out.extend(open.map(|limit| report(limit.span, "`không quy định`", "`không quy định`")));
    }
    let exempt = subject.definition.fees.iter().filter_map(|fee| fee.exempt.as_ref());
    let free = exempt.filter(|exempt| exempt.legal.is_empty());
    out.extend(free.map(|exempt| report(exempt.span, "miễn thu", "an exemption")));
    for step in &subject.definition.steps {
        let longer = step.actions().iter().filter(|button| button.legal.is_empty());
        let longer = longer.filter_map(|button| button.extend.as_ref());
        out.extend(longer.map(|extend| report(extend.span, "kéo dài thời hạn hồ sơ", "lengthening the deadline")));
        let silent = step.time.timeout.as_ref().filter(|timeout| timeout.legal.is_empty());
        let pressed = silent.and_then(|timeout| timeout.action.as_ref());
        out.extend(pressed.map(|action| report(action.span, "coi im lặng là bấm nút", "taking silence for a button")));
    }
}

fn report(span: Span, vi: &str, en: &str) -> Diagnostic {
    let message = Words::new(format!("{vi} phải có căn cứ"), format!("{en} needs a ground"));
    Diagnostic::new(RULE.code, span, message).help(Words::new(
        "thêm `legal` ngay bên cạnh, ghi điều khoản cho phép",
        "add `legal` beside it, with the article that allows it",
    ))
}
