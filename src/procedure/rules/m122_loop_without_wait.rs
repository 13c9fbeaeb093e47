//! M122 loop-without-wait: a cycle of gateways and skipped steps only.
//! Loops in which somebody acts or a deadline runs are judged by M123 and M130.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, Outline, StepAt, Via};

/// Describes M122.
pub const RULE: Rule = Rule {
    code: Code::new("M122", "loop-without-wait", Severity::Error),
    explain: include_str!("m122_loop_without_wait.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let outline = subject.outline;
    let mut told = vec![false; outline.steps];
    for at in 0..outline.steps {
        let after = |at: StepAt| outline.reach(&[at], at_once);
        let reached = after(at);
        let closing = outline.edges.iter().find(|edge| edge.to == at && at_once(edge) && reached[edge.from]);
        if let Some(closing) = closing.filter(|_| !told[at]) {
            (at..outline.steps)
                .filter(|other| reached[*other] && after(*other)[at])
                .for_each(|other| told[other] = true);
            out.push(report(subject, at, closing));
        }
    }
}

/// Tells whether a way is part of a circle that is reported here.
pub(super) fn is_circling(outline: &Outline, edge: &Edge) -> bool {
    at_once(edge) && outline.reach(&[edge.to], at_once)[edge.from]
}

/// Tells whether a way is taken at once, without anybody and without any time.
pub(super) fn at_once(edge: &Edge) -> bool {
    matches!(edge.via, Via::Branch(_) | Via::Enter(_) | Via::Skip)
}

fn report(subject: &Subject<'_>, at: StepAt, closing: &Edge) -> Diagnostic {
    let steps = &subject.definition.steps;
    let (id, from) = (&steps[at].id.value, &steps[closing.from].id);
    let message = Words::new(
        format!("từ `{id}` có thể quay lại chính nó mà không ai làm gì: hồ sơ chạy vòng mãi"),
        format!("`{id}` can lead back to itself with nobody acting: the dossier would run in a circle"),
    );
    Diagnostic::new(RULE.code, steps[at].id.span, message)
        .at(id)
        .related(from.span, Words::new("vòng khép lại ở đây", "the circle closes here"))
        .help(Words::new(
            "đặt trong vòng một bước có người làm (không có `when`)",
            "put a step that somebody does into the circle (without `when`)",
        ))
}
