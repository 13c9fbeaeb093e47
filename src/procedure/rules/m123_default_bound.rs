//! M123 default-bound: a loop runs on the default bound.
//! A loop that M122 refuses is not told of; the defaults are the outline's (language.md b7).

use source::{Code, Diagnostic, Severity, Words};

use super::m122_loop_without_wait::is_circling;
use super::{Check, Rule, Subject};
use crate::compiler::{LoopBound, way};

/// Describes M123.
pub const RULE: Rule = Rule {
    code: Code::new("M123", "default-bound", Severity::Note),
    explain: include_str!("m123_default_bound.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, outline) = (subject.definition, subject.outline);
    for edge in outline.edges.iter().filter(|edge| !is_circling(outline, edge)) {
        let way = way(definition, edge);
        let Some(bound) = outline.bound(definition, edge).filter(|_| way.rounds.is_none()) else { continue };
        let id = &definition.steps[edge.to].id.value;
        let message = match bound {
            LoopBound::Supplements(most) => Words::new(
                format!("{} chưa ghi `rounds`: mặc định cả hồ sơ được yêu cầu bổ sung tối đa {most} lần", way.words.vi),
                format!(
                    "{} has no `rounds`: by default a dossier is sent for completion at most {most} times",
                    way.words.en
                ),
            ),
            LoopBound::Rounds(most) => Words::new(
                format!("{} quay lại `{id}` mà chưa ghi `rounds`: mặc định tối đa {most} lần", way.words.vi),
                format!("{} goes back to `{id}` without `rounds`: by default at most {most} times", way.words.en),
            ),
        };
        let help = Words::new("ghi `rounds: n` nếu quy định khác", "write `rounds: n` if the rules say otherwise");
        out.push(Diagnostic::new(RULE.code, way.span, message).at(way.address).help(help));
    }
}
