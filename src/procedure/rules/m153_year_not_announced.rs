//! M153 year-not-announced: a deadline that starts today reaches a year the calendar lacks.
//! It guesses no holiday; each year of a calendar is named once.

use calendar::{Bearer, Calendar, ClockTime, Counting, Due, Limit, start};
use source::{Code, Diagnostic, Severity, Words};

use super::survey::{Timed, limits};
use super::{Check, Rule, Subject};

/// Describes M153.
pub const RULE: Rule = Rule {
    code: Code::new("M153", "year-not-announced", Severity::Note),
    explain: include_str!("m153_year_not_announced.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let mut said = Vec::new();
    for timed in subject.deadlines() {
        let Some(calendar) = subject.calendar_of(&timed) else { continue };
        for limit in limits(timed.deadline) {
            let Some(year) = missing(subject, &timed, limit.value, calendar) else { continue };
            let known = (&calendar.text().id, year);
            if !said.contains(&known) {
                said.push(known);
                let (id, year) = known;
                let message = Words::new(
                    format!("tính từ hôm nay, hạn này sang năm {year} mà lịch `{id}` chưa có"),
                    format!("from today this deadline reaches {year}, which calendar `{id}` lacks"),
                );
                let help = Words::new(
                    format!("thêm năm {year} vào lịch khi lịch nghỉ được công bố"),
                    format!("add {year} to the calendar once its days off are announced"),
                );
                out.push(Diagnostic::new(RULE.code, limit.span, message).help(help));
            }
        }
    }
}

/// Gives the year that is missing for a deadline started at the last moment of today.
fn missing(subject: &Subject<'_>, timed: &Timed<'_>, limit: Limit, calendar: &Calendar) -> Option<i32> {
    let role = timed.step.and_then(|at| subject.definition.steps[at].role());
    let role = role.and_then(|role| subject.definition.role(&role.value));
    let applicant = role.is_some_and(|role| subject.is_applicants(role));
    let bearer = if applicant { Bearer::Applicant } else { Bearer::Office };
    let usual = Counting::of(limit, bearer, calendar);
    let counting = Counting {
        rule: timed.deadline.rule.as_ref().map_or(usual.rule, |rule| rule.value),
        cutoff: timed.deadline.cutoff.as_ref().map_or(usual.cutoff, |cutoff| cutoff.value),
        ..usual
    };
    let from = calendar.zone().at(subject.today, ClockTime::MIDNIGHT);
    match start(&counting, from, calendar) {
        Due::Undetermined(year) => Some(year),
        _ => None,
    }
}
