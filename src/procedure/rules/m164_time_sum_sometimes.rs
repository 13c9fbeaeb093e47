//! M164 time-sum-sometimes: the deadlines of the steps, one after the other, end after the clock's due from some starts,
//! at most a tenth of them. It adds nothing up itself; M054 is the same for more starts.

use source::{Code, Diagnostic, Severity, Words};

use super::m054_time_sum::report;
use super::{Check, Rule, Subject};

/// Describes M164.
pub const RULE: Rule = Rule {
    code: Code::new("M164", "time-sum-sometimes", Severity::Note),
    explain: include_str!("m164_time_sum_sometimes.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for sum in subject.sums.iter().filter(|sum| !sum.tally.is_often_late()) {
        let help = Words::new(
            "hạn đếm cả ngày nghỉ thường như vậy quanh Tết; nếu không phải thế, rút ngắn thời hạn các bước",
            "limits in calendar days often do so around Tết; otherwise shorten the deadlines of the steps",
        );
        out.extend(report(RULE.code, subject.definition, sum).map(|diagnostic| diagnostic.help(help)));
    }
}
