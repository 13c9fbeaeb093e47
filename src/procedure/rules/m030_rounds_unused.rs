//! M030 rounds-unused: `rounds` on what does not go back.
//! The bounds themselves are the outline's; nothing is said while a target is unknown (M021).

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject, m021_unknown_step};
use crate::compiler::{Outline, StepAt, Via, way};

/// Describes M030.
pub const RULE: Rule = Rule {
    code: Code::new("M030", "rounds-unused", Severity::Error),
    explain: include_str!("m030_rounds_unused.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, outline) = (subject.definition, subject.outline);
    if m021_unknown_step::is_broken(definition) {
        return;
    }
    for edge in outline.edges.iter().filter(|edge| outline.bound(definition, edge).is_none()) {
        let way = way(definition, edge);
        let report = if outline.returns(edge) { counted_elsewhere } else { forward };
        out.extend(way.rounds.map(|rounds| report(&way.words, rounds).at(way.address)));
    }
    for step in &definition.steps {
        let timeout = step.time.timeout.as_ref().filter(|timeout| timeout.action.is_some());
        let what = Words::new("`timeout` bấm thay một nút", "a `timeout` that presses a button");
        out.extend(timeout.and_then(|timeout| timeout.rounds.as_ref()).map(|rounds| forward(&what, rounds)));
    }
    for (one, target) in definition.anytime.iter().zip(&outline.anytime) {
        let Some(rounds) = one.rounds.as_ref().filter(|_| target.is_some_and(|to| !comes_back(outline, to))) else {
            continue;
        };
        let id = &one.id.value;
        out.push(forward(&Words::new(format!("`{id}`"), format!("`{id}`")), rounds).at(id));
    }
}

/// Tells whether a step leads back to where a person works without having gone there.
fn comes_back(outline: &Outline, to: StepAt) -> bool {
    let (course, after) = (outline.reach(&[0], |_| true), outline.reach(&[to], |_| true));
    outline.edges.iter().any(|edge| matches!(edge.via, Via::Action(_)) && course[edge.from] && after[edge.from])
}

fn forward(what: &Words, rounds: &Spanned<u8>) -> Diagnostic {
    let message = Words::new(
        format!("{} không quay lại bước nào, nên `rounds` không có tác dụng", what.vi),
        format!("{} goes nowhere back, so `rounds` has no effect", what.en),
    );
    Diagnostic::new(RULE.code, rounds.span, message)
        .label(Words::new("không có vòng lặp nào để đếm", "there is no loop to count"))
        .help(Words::new(
            "bỏ `rounds`, hoặc đổi `next` về bước trước",
            "remove `rounds`, or let `next` go to an earlier step",
        ))
}

/// Reports a bound inside a loop that is counted where it goes back, or where it opens a supplement (language.md b7).
fn counted_elsewhere(what: &Words, rounds: &Spanned<u8>) -> Diagnostic {
    let message = Words::new(
        format!("{} nằm trong một vòng lặp nhưng số lần không đếm ở đây, nên `rounds` không có tác dụng", what.vi),
        format!("{} is part of a loop that is not counted here, so `rounds` has no effect", what.en),
    );
    Diagnostic::new(RULE.code, rounds.span, message).help(Words::new(
        "chuyển `rounds` sang nút mở bước bổ sung, hoặc nút quay lại bước trước",
        "move `rounds` to the button that opens the supplement, or that goes back",
    ))
}
