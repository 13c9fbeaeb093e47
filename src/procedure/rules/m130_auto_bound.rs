//! M130 auto-bound: an automatic way can reach its bound without an act of a person, or opens a supplement.
//! Circles without any wait are M122.

use source::{Code, Diagnostic, Severity, Words};

use super::m122_loop_without_wait::at_once;
use super::{Check, Rule, Subject};
use crate::compiler::{Edge, Outline, Via, way};
use crate::files::Definition;

/// Describes M130.
pub const RULE: Rule = Rule {
    code: Code::new("M130", "auto-bound", Severity::Warning),
    explain: include_str!("m130_auto_bound.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, outline) = (subject.definition, subject.outline);
    let automatic = |edge: &Edge| is_automatic(definition, edge);
    for edge in outline.edges.iter().filter(|edge| automatic(edge) && outline.bound(definition, edge).is_some()) {
        let to = &definition.steps[edge.to].id.value;
        let (vi, en) = if outline.is_supplement(edge.to) {
            (
                format!("tự mở bước bổ sung `{to}`, không do ai quyết định"),
                format!("opens the supplement `{to}` by itself"),
            )
        } else if circles(outline, edge, automatic) && !circles(outline, edge, at_once) {
            (
                format!("tự quay lại `{to}` đến hết số lần mà không ai làm gì"),
                format!("goes back to `{to}` until its bound with nobody acting"),
            )
        } else {
            continue;
        };
        let way = way(definition, edge);
        let message = Words::new(format!("{} {vi}", way.words.vi), format!("{} {en}", way.words.en));
        let label = Words::new("hết số lần thì hồ sơ bị kẹt ở đây", "at the bound the dossier is stuck here");
        let help = Words::new(
            "thêm điều kiện chặn vòng lặp, hoặc để một nút quyết định",
            "bound it by a guard, or let a button decide",
        );
        out.push(Diagnostic::new(RULE.code, way.span, message).at(way.address).label(label).help(help));
    }
}

/// Tells whether a way is taken without a person: a branch, a timeout, a skip, or a button that silence presses.
fn is_automatic(definition: &Definition, edge: &Edge) -> bool {
    let Via::Action(n) = edge.via else { return true };
    let Some(user) = definition.steps[edge.from].user() else { return false };
    let silence = user.timeout.as_ref().and_then(|timeout| timeout.action.as_ref());
    silence.is_some_and(|silence| silence.value == user.actions[n].id.value)
}

fn circles(outline: &Outline, edge: &Edge, over: impl Fn(&Edge) -> bool) -> bool {
    over(edge) && outline.reach(&[edge.to], over)[edge.from]
}
