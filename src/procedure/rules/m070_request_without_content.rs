//! M070 request-without-content: a button into a supplement step does not ask `noi_dung`.
//! What else it asks is not its matter.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Via, way};

/// Describes M070.
pub const RULE: Rule = Rule {
    code: Code::new("M070", "request-without-content", Severity::Error),
    explain: include_str!("m070_request_without_content.md"),
    check: Check::Rule(check),
};

/// Name of the question for the content of a request (language.md c4).
const CONTENT: &str = "noi_dung";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, outline) = (subject.definition, subject.outline);
    for edge in outline.edges.iter().filter(|edge| outline.is_supplement(edge.to)) {
        let Via::Action(n) = edge.via else { continue };
        if is_silent(&definition.steps[edge.from].actions()[n].ask) {
            let way = way(definition, edge);
            out.push(report(way.span, &way.words, way.address, &definition.steps[edge.to].id));
        }
    }
    for (one, target) in definition.anytime.iter().zip(&outline.anytime) {
        let Some(to) = target.filter(|to| outline.is_supplement(*to) && is_silent(&one.ask)) else { continue };
        let id = &one.id.value;
        out.push(report(
            one.id.span,
            &Words::new(format!("`{id}`"), format!("`{id}`")),
            id.clone(),
            &definition.steps[to].id,
        ));
    }
}

fn is_silent(ask: &[Spanned<String>]) -> bool {
    ask.iter().all(|asked| asked.value != CONTENT)
}

fn report(span: Span, what: &Words, address: String, to: &Spanned<String>) -> Diagnostic {
    let message = Words::new(
        format!("{} yêu cầu bổ sung mà không ghi phải bổ sung gì", what.vi),
        format!("{} asks for completion without saying of what", what.en),
    );
    Diagnostic::new(RULE.code, span, message)
        .at(address)
        .related(to.span, Words::new("mở bước bổ sung này", "it opens this supplement step"))
        .help(Words::new(format!("thêm `ask: [{CONTENT}]`"), format!("add `ask: [{CONTENT}]`")))
}
