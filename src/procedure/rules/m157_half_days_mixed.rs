//! M157 half-days-mixed: whole-day lines that end with the day beside half-day lines that end with a session.
//! It adds nothing up; that is the time sum.

use calendar::{Length, Limit, Rule as Ending, Unit};
use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::survey::{Timed, limits};
use super::{Check, Rule, Subject};

/// Describes M157.
pub const RULE: Rule = Rule {
    code: Code::new("M157", "half-days-mixed", Severity::Note),
    explain: include_str!("m157_half_days_mixed.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let office = |timed: &Timed<'_>| timed.step.is_some_and(|at| subject.is_office(&subject.definition.steps[at]));
    let lines: Vec<Timed<'_>> = subject.deadlines().into_iter().filter(office).collect();
    let Some(half) = lines.iter().find_map(|timed| counted(timed, Unit::HalfWorkingDay)) else { return };
    for timed in &lines {
        let by_session = ending(subject, timed) == Some(Ending::EndOfSession);
        let Some(whole) = counted(timed, Unit::WorkingDay).filter(|_| !by_session) else { continue };
        let message = Words::new(
            format!("bước `{}` tính đến cuối ngày, còn dòng khác tính theo buổi", timed.at),
            format!("step `{}` counts to the end of a day, another line by sessions", timed.at),
        );
        let diagnostic = Diagnostic::new(RULE.code, whole.span, message)
            .related(half.span, Words::new("dòng tính theo buổi", "the line that counts by sessions"))
            .help(Words::new(
                "thêm `rule: cuối buổi` để các dòng cộng lại vừa thời hạn hồ sơ",
                "add `rule: cuối buổi`, so that the lines add up",
            ))
            .at(timed.at);
        out.push(match whole.value {
            Limit::Of(Length { count, .. }) if timed.deadline.bare => {
                diagnostic.fix(timed.deadline.span, format!("{{ within: {count} ngày làm việc, rule: cuối buổi }}"))
            }
            _ => diagnostic,
        });
    }
}

fn counted<'a>(timed: &Timed<'a>, wanted: Unit) -> Option<&'a Spanned<Limit>> {
    limits(timed.deadline)
        .into_iter()
        .find(|limit| matches!(limit.value, Limit::Of(Length { unit, .. }) if unit == wanted))
}

fn ending(subject: &Subject<'_>, timed: &Timed<'_>) -> Option<Ending> {
    let written = timed.deadline.rule.as_ref().map(|rule| rule.value);
    written.or_else(|| Some(subject.calendar_of(timed)?.text().rule))
}
