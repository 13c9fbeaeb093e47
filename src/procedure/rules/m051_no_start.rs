//! M051 no-start: a clock of the dossier does not say what starts it.
//! It does not judge whether the events exist.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M051.
pub const RULE: Rule = Rule {
    code: Code::new("M051", "no-start", Severity::Error),
    explain: include_str!("m051_no_start.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let first = subject.tasks().find(|(_, step, _)| subject.is_office(step)).map(|(_, step, _)| step.id.value.as_str());
    let example = first.unwrap_or("tiep_nhan");
    let clocks = subject.deadlines().into_iter().filter(|timed| timed.step.is_none());
    for timed in clocks.filter(|timed| timed.deadline.from.is_empty()) {
        let message = match timed.at {
            "deadline" => Words::new(
                "thời hạn hồ sơ chưa nói bắt đầu tính từ việc nào",
                "the dossier's deadline does not say what starts it",
            ),
            clock => Words::new(
                format!("thời hạn `{clock}` chưa nói bắt đầu tính từ việc nào"),
                format!("the clock `{clock}` does not say what starts it"),
            ),
        };
        out.push(Diagnostic::new(RULE.code, timed.deadline.span, message).help(Words::new(
            format!("thêm `from`, ví dụ `from: {example}`: tính từ khi bước đó xong"),
            format!("add `from`, as `from: {example}`: it runs once that step is behind"),
        )));
    }
}
