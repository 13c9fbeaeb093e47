//! M170 refusal-by-mouth: a dossier ends refused or rejected, and no paper says so.
//! It is content if some paper of refusal can have been given before.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, Via};
use crate::files::StepKind;

/// Describes M170.
pub const RULE: Rule = Rule {
    code: Code::new("M170", "refusal-by-mouth", Severity::Warning),
    explain: include_str!("m170_refusal_by_mouth.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for edge in subject.outline.edges.iter().filter(|edge| subject.refuses(edge)) {
        let papered = subject.gives_paper(edge) || subject.papered_before(edge.from);
        let Some((span, at)) = place(subject, edge).filter(|_| !papered) else { continue };
        let message = Words::new(
            format!("`{at}` từ chối hồ sơ mà không có giấy tờ nào gửi người nộp"),
            format!("`{at}` refuses the dossier, and no paper tells the applicant"),
        );
        let help = Words::new(
            "thêm `print: tu_choi`, hoặc ký văn bản trả lời trước đó",
            "add `print: tu_choi`, or sign a written answer before",
        );
        out.push(Diagnostic::new(RULE.code, span, message).help(help).at(at));
    }
}

fn place(subject: &Subject<'_>, edge: &Edge) -> Option<(Span, String)> {
    let step = &subject.definition.steps[edge.from];
    match (&step.kind, edge.via) {
        (_, Via::Action(_)) => subject.button(edge).map(|button| place_of(&step.id, &button.id)),
        (_, Via::Outcome(_)) => subject.outcome(edge).map(|outcome| place_of(&step.id, &outcome.id)),
        (StepKind::Exclusive(gateway), Via::Branch(n)) => Some((gateway.branches[n].span, step.id.value.clone())),
        _ => None,
    }
}

fn place_of(step: &Spanned<String>, ending: &Spanned<String>) -> (Span, String) {
    (ending.span, format!("{}.{}", step.value, ending.value))
}
