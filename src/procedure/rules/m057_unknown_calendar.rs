//! M057 unknown-calendar: the procedure counts with a calendar that is not there.
//! It does not judge calendars.

use source::{Code, Diagnostic, Severity, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};

/// Describes M057.
pub const RULE: Rule = Rule {
    code: Code::new("M057", "unknown-calendar", Severity::Error),
    explain: include_str!("m057_unknown_calendar.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let calendars = subject.definition.calendar.iter();
    let mut named: Vec<_> = calendars.flat_map(|calendars| [&calendars.reception, &calendars.processing]).collect();
    named.dedup();
    named.extend(subject.deadlines().iter().filter_map(|timed| timed.deadline.calendar.as_ref()));
    let known: Vec<&str> = subject.calendars.iter().map(|calendar| calendar.text().id.as_str()).collect();
    for calendar in named.into_iter().filter(|calendar| !known.contains(&calendar.value.as_str())) {
        let found = &calendar.value;
        let message = Words::new(format!("không có lịch `{found}`"), format!("there is no calendar `{found}`"));
        out.push(propose(Diagnostic::new(RULE.code, calendar.span, message), calendar, known.iter().copied()));
    }
}
