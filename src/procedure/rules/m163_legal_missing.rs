//! M163 legal-missing: a deadline, clock, fee, paper, hold or refusal without a ground.
//! It does not speak where M060 or M063 does.

use calendar::Limit;
use source::{Code, Diagnostic, Severity, Span, Words};

use super::survey::limits;
use super::{Check, Rule, Subject};
use crate::compiler::Edge;

/// Describes M163.
pub const RULE: Rule = Rule {
    code: Code::new("M163", "legal-missing", Severity::Warning),
    explain: include_str!("m163_legal_missing.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    out.extend(clocks(subject));
    for fee in subject.definition.fees.iter().filter(|fee| fee.legal.is_empty()) {
        let id = &fee.id.value;
        let what = Words::new(format!("khoản thu `{id}` chưa có căn cứ"), format!("fee `{id}` has no ground"));
        out.push(report(fee.id.span, what, &format!("fees.{id}")));
    }
    for document in subject.definition.documents.iter().filter(|document| document.legal.is_empty()) {
        let id = &document.id.value;
        let what = Words::new(format!("giấy tờ `{id}` chưa có căn cứ"), format!("document `{id}` has no ground"));
        out.push(report(document.id.span, what, &format!("documents.{id}")));
    }
    for (at, step) in subject.definition.steps.iter().enumerate().filter(|(_, step)| step.legal.is_empty()) {
        let id = &step.id.value;
        if let Some(clock) = step.time.clock.as_ref().filter(|_| !subject.is_office(step)) {
            let what = Words::new(
                format!("bước `{id}` làm dừng thời hạn hồ sơ mà chưa có căn cứ"),
                format!("step `{id}` holds the dossier's clock without a ground"),
            );
            out.push(report(clock.span, what, id));
        }
        if step.waits() && subject.outline.out(at).any(|edge| refuses_groundless(subject, edge)) {
            let what = Words::new(
                format!("bước `{id}` từ chối hồ sơ mà chưa có căn cứ"),
                format!("step `{id}` refuses the dossier without a ground"),
            );
            out.push(report(step.id.span, what, id));
        }
    }
}

/// Reports the dossier's deadline and its further clocks; `không quy định` is reported as such.
fn clocks(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let clocks = subject.deadlines().into_iter().filter(|timed| timed.step.is_none());
    let groundless = clocks.filter(|timed| {
        timed.deadline.legal.is_empty() && !limits(timed.deadline).iter().any(|limit| limit.value == Limit::None)
    });
    let what = |at: &str| match at {
        "deadline" => Words::new("thời hạn hồ sơ chưa có căn cứ", "the dossier's deadline has no ground"),
        clock => Words::new(format!("thời hạn `{clock}` chưa có căn cứ"), format!("the clock `{clock}` has no ground")),
    };
    groundless.map(|timed| report(timed.deadline.span, what(timed.at), timed.at)).collect()
}

fn refuses_groundless(subject: &Subject<'_>, edge: &Edge) -> bool {
    let cited = subject.button(edge).is_some_and(|button| !button.legal.is_empty())
        || subject.outcome(edge).is_some_and(|outcome| !outcome.legal.is_empty());
    !cited && (subject.refuses(edge) || subject.signs_last_word(edge))
}

fn report(span: Span, message: Words, at: &str) -> Diagnostic {
    let help = Words::new("thêm `legal`", "add `legal`");
    Diagnostic::new(RULE.code, span, message).help(help).at(at)
}
