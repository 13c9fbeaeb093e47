//! M172 refusal-without-reason: a button refuses, or signs a refusal, and nobody was asked why.
//! It is content if every way into the step has asked, or if the refusal was signed before.

use source::{Code, Diagnostic, Severity, Words};

use super::refusal::{REASON, asks_reason};
use super::{Check, Rule, Subject};
use crate::compiler::{Edge, StepAt};

/// Describes M172.
pub const RULE: Rule = Rule {
    code: Code::new("M172", "refusal-without-reason", Severity::Warning),
    explain: include_str!("m172_refusal_without_reason.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for edge in &subject.outline.edges {
        let Some(button) = subject.button(edge) else { continue };
        if asks_reason(button) || !is_refusal(subject, edge) || is_asked_before(subject, edge.from) {
            continue;
        }
        let id = &button.id.value;
        let message = Words::new(
            format!("nút `{id}` từ chối hồ sơ mà không hỏi lý do"),
            format!("button `{id}` refuses the dossier without asking for the reason"),
        );
        let help = Words::new(format!("thêm `ask: [{REASON}]`"), format!("add `ask: [{REASON}]`"));
        let at = format!("{}.{id}", subject.definition.steps[edge.from].id.value);
        out.push(Diagnostic::new(RULE.code, button.id.span, message).help(help).at(at));
    }
}

fn is_refusal(subject: &Subject<'_>, edge: &Edge) -> bool {
    subject.signs_refusal(edge) || subject.refuses(edge) && !subject.papered_before(edge.from)
}

fn is_asked_before(subject: &Subject<'_>, at: StepAt) -> bool {
    let mut ways = subject.outline.edges.iter().filter(|edge| edge.to == at).peekable();
    ways.peek().is_some() && ways.all(|way| subject.button(way).is_some_and(asks_reason))
}
