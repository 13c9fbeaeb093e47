//! M052 unit-mismatch: a setting that the unit of its deadline does not know.
//! It does not judge the limit itself.

use calendar::{Length, Limit, Rule as Ending, Unit};
use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::survey::{Timed, limits};
use super::{Check, Rule, Subject};
use crate::files::Definition;

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
            out.extend(holidays(&timed, &limits));
        }
    }
    out.extend(extensions(subject.definition));
}

fn holidays(timed: &Timed<'_>, limits: &[&Spanned<Limit>]) -> Option<Diagnostic> {
    let holidays = timed.deadline.holidays.as_ref()?;
    let calendar_days =
        |limit: &&Spanned<Limit>| matches!(unit(&limit.value), Some(Unit::Day | Unit::Month | Unit::ConsecutiveDay));
    (!limits.iter().any(calendar_days)).then(|| {
        report(
            holidays.span,
            Words::new("`holidays` chỉ dùng cho hạn tính bằng ngày, tháng", "`holidays` is for days and months only"),
            Words::new("bỏ `holidays`, hoặc đổi thời hạn", "remove `holidays`, or change the limit"),
        )
    })
}

/// Reports extensions of another unit than the dossier's deadline has.
fn extensions(definition: &Definition) -> Vec<Diagnostic> {
    let limits = definition.deadline.as_ref().map(limits).unwrap_or_default();
    let own: Vec<Unit> = limits.iter().filter_map(|limit| extended_in(&limit.value)).collect();
    let buttons = definition.steps.iter().flat_map(|step| step.actions()).filter_map(|button| button.extend.as_ref());
    let anytime = definition.anytime.iter().filter_map(|one| one.extend.as_ref());
    let total = definition.anytime.iter().filter_map(|one| one.total.as_ref()).map(|total| (total.value, total.span));
    let lengths = buttons.chain(anytime).map(|extend| (extend.value.length, extend.span)).chain(total);
    let fits = |length: Length| own.contains(&length.unit);
    lengths
        .filter(|(length, _)| !own.is_empty() && !fits(*length))
        .map(|(_, span)| {
            report(
                span,
                Words::new(
                    "gia hạn khác đơn vị với thời hạn hồ sơ",
                    "the extension has another unit than the deadline",
                ),
                Words::new("viết cùng đơn vị với `deadline`", "write it in the unit of `deadline`"),
            )
        })
        .collect()
}

/// Gives the unit in which a limit may be extended; a same-day limit is extended by working days (sem 3.40).
fn extended_in(limit: &Limit) -> Option<Unit> {
    match limit {
        Limit::SameDay => Some(Unit::WorkingDay),
        limit => unit(limit),
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
