//! M154 cutoff-outside: the cut-off lies in no session of the calendar.
//! It judges the cut-off of a deadline; that of a calendar is not this file's.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M154.
pub const RULE: Rule = Rule {
    code: Code::new("M154", "cutoff-outside", Severity::Warning),
    explain: include_str!("m154_cutoff_outside.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for timed in subject.deadlines() {
        let Some(cutoff) = &timed.deadline.cutoff else { continue };
        let Some(calendar) = subject.calendar_of(&timed).map(|calendar| calendar.text()) else { continue };
        let at = cutoff.value.at;
        if calendar.week.iter().flatten().any(|session| session.open <= at && at < session.close) {
            continue;
        }
        let id = &calendar.id;
        let message = Words::new(
            format!("giờ chốt không nằm trong buổi làm việc nào của lịch `{id}`"),
            format!("the cut-off lies in no session of calendar `{id}`"),
        );
        let help = Words::new("chọn một giờ trong giờ làm việc", "choose a time inside working hours");
        out.push(Diagnostic::new(RULE.code, cutoff.span, message).help(help).at(timed.at));
    }
}
