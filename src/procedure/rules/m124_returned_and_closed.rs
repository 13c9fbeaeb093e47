//! M124 returned-and-closed: one button hands over and its step leads straight to the end.
//! Handing over and closing are two acts (NĐ 118/2025 art. 21.3).

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, StepAt, Via};

/// Describes M124.
pub const RULE: Rule = Rule {
    code: Code::new("M124", "returned-and-closed", Severity::Warning),
    explain: include_str!("m124_returned_and_closed.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let steps = &subject.definition.steps;
    for edge in &subject.outline.edges {
        let Via::Action(n) = edge.via else { continue };
        let (step, action) = (&steps[edge.from], &steps[edge.from].actions()[n]);
        let Some(end) = end_behind(subject, edge).filter(|_| !action.returns.is_empty()) else { continue };
        let address = format!("{}.{}", step.id.value, action.id.value);
        let message = Words::new(
            format!("nút `{address}` vừa trả kết quả vừa kết thúc hồ sơ: đó là hai việc"),
            format!("the button `{address}` hands over and closes the dossier: those are two acts"),
        );
        let help = Words::new("thêm một bước Kết thúc hồ sơ ở giữa", "put a step that closes the dossier between them");
        let end =
            Words::new(format!("hết hồ sơ ở `{}`", steps[end].id.value), format!("the end, `{}`", steps[end].id.value));
        let span = action.returns.iter().fold(action.returns[0].span, |span, paper| span.to(paper.span));
        out.push(
            Diagnostic::new(RULE.code, action.id.span, message)
                .at(address)
                .related(span, Words::new("trả kết quả ở đây", "it hands over here"))
                .help(help)
                .label(end),
        );
    }
}

/// Finds the end of the dossier that a way leads to over gateways only.
fn end_behind(subject: &Subject<'_>, edge: &Edge) -> Option<StepAt> {
    let reached = subject.outline.reach(&[edge.to], |way| matches!(way.via, Via::Branch(_)));
    (0..subject.outline.steps).find(|at| reached[*at] && subject.definition.steps[*at].end().is_some())
}
