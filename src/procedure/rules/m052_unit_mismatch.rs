//! M052 unit-mismatch: a setting that the unit of its deadline does not know.
//! It does not judge the limit itself.

use calendar::{Length, Limit, Rule as Ending, Unit};
use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::survey::{Timed, limits};
use super::{Check, Rule, Subject};

/// Describes M052.
pub const RULE: Rule = Rule {
    code: Code::new("M052", "unit-mismatch", Severity::Error),
    explain: include_str!("m052_unit_mismatch.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for timed in subject.deadlines() {
        let limits = limits(timed.deadline);
        if !limits.is_empty() {
            out.extend(cutoff(&timed, &limits));
            out.extend(ending(&timed, &limits));
        }
    }
}

fn cutoff(timed: &Timed<'_>, limits: &[&Spanned<Limit>]) -> Option<Diagnostic> {
    let cutoff = timed.deadline.cutoff.as_ref()?;
    let same_day = limits.iter().any(|limit| limit.value == Limit::SameDay);
    (!same_day).then(|| {
        report(
            cutoff.span,
            Words::new("`cutoff` chỉ dùng cho hạn `cùng ngày làm việc`", "`cutoff` is for `cùng ngày làm việc` only"),
            Words::new("bỏ `cutoff`, hoặc đổi thời hạn", "remove `cutoff`, or change the limit"),
        )
    })
}

fn ending(timed: &Timed<'_>, limits: &[&Spanned<Limit>]) -> Option<Diagnostic> {
    let half = limits.iter().find(|limit| unit(&limit.value) == Some(Unit::HalfWorkingDay));
    let days = half.is_some() || limits.iter().any(|limit| unit(&limit.value) == Some(Unit::WorkingDay));
    let rule = timed.deadline.rule.as_ref();
    match (rule, half) {
        (None, Some(half)) if timed.step.is_none() => Some(of_steps(half.span, "nửa ngày", "half days")),
        (Some(rule), _) if rule.value == Ending::EndOfSession && timed.step.is_none() => {
            Some(of_steps(rule.span, "`cuối buổi`", "`cuối buổi`"))
        }
        (Some(rule), Some(half)) if rule.value != Ending::EndOfSession => Some(
            report(
                rule.span,
                Words::new(
                    "hạn có nửa ngày luôn kết thúc `cuối buổi`",
                    "a limit with half days always ends by `cuối buổi`",
                ),
                Words::new("bỏ `rule`, hoặc viết `rule: cuối buổi`", "remove `rule`, or write `rule: cuối buổi`"),
            )
            .related(half.span, Words::new("nửa ngày ở đây", "the half day is here")),
        ),
        (Some(rule), _) if !days => Some(report(
            rule.span,
            Words::new("`rule` chỉ dùng cho hạn tính bằng ngày làm việc", "`rule` is for limits in working days only"),
            Words::new("bỏ `rule`, hoặc đổi thời hạn", "remove `rule`, or change the limit"),
        )),
        _ => None,
    }
}

fn of_steps(span: Span, vi: &str, en: &str) -> Diagnostic {
    report(
        span,
        Words::new(
            format!("thời hạn hồ sơ không dùng {vi}, chỉ thời hạn của bước dùng"),
            format!("the dossier's deadline knows no {en}, only a step's does"),
        ),
        Words::new("viết bằng ngày làm việc trọn", "write whole working days"),
    )
}

fn report(span: Span, message: Words, help: Words) -> Diagnostic {
    Diagnostic::new(RULE.code, span, message).help(help)
}

fn unit(limit: &Limit) -> Option<Unit> {
    match limit {
        Limit::Of(Length { unit, .. }) => Some(*unit),
        Limit::SameDay | Limit::None => None,
    }
}
