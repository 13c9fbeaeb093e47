//! M130 auto-bound: an automatic way can reach its bound without an act of a person, or opens a supplement.
//! Circles without any wait are M122. A guard that is never true at the bound keeps the way from reaching it.

use source::{Code, Diagnostic, Severity, Words};

use super::inquiry::Inquiry;
use super::m122_loop_without_wait::at_once;
use super::{Check, Rule, Subject};
use crate::compiler::{Edge, LoopBound, Outline, Place, StepAt, Via, way};
use crate::files::Definition;
use crate::guard::compile;

/// Describes M130.
pub const RULE: Rule = Rule {
    code: Code::new("M130", "auto-bound", Severity::Warning),
    explain: include_str!("m130_auto_bound.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, outline) = (subject.definition, subject.outline);
    let automatic = |edge: &Edge| is_automatic(definition, edge);
    let inquiry = Inquiry::new(subject);
    for edge in outline.edges.iter().filter(|edge| automatic(edge)) {
        let Some(bound) = outline.bound(definition, edge) else { continue };
        if inquiry.as_ref().is_some_and(|inquiry| is_guarded(subject, inquiry, edge, bound)) {
            continue;
        }
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
    let step = &definition.steps[edge.from];
    let silence = step.time.timeout.as_ref().and_then(|timeout| timeout.action.as_ref());
    silence.is_some_and(|silence| silence.value == step.actions()[n].id.value)
}

/// Tells whether the guard of a way is never true once its bound is reached. A way counted by rounds has been taken at
/// most as often as its step was left, and as the one it leads to was opened.
fn is_guarded(subject: &Subject<'_>, inquiry: &Inquiry<'_>, edge: &Edge, bound: LoopBound) -> bool {
    let place = match edge.via {
        Via::Branch(n) => Place::Branch(edge.from, n),
        Via::Outcome(n) => Place::Outcome(edge.from, n),
        _ => return false,
    };
    let Some(guard) = subject.guards.get(place) else { return false };
    let id = |at: StepAt| &subject.definition.steps[at].id.value;
    let reached = match bound {
        LoopBound::Supplements(bound) => vec![format!("ho_so.lan_bo_sung >= {bound}")],
        LoopBound::Rounds(bound) => {
            [edge.from, edge.to].map(|at| format!("{}.rounds >= {bound}", id(at))).into_iter().collect()
        }
    };
    let never = |text: &String| {
        compile(text, subject.names).is_ok_and(|full| inquiry.ask(place, &[(guard, true), (&full, true)]).is_never())
    };
    reached.iter().any(never)
}

fn circles(outline: &Outline, edge: &Edge, over: impl Fn(&Edge) -> bool) -> bool {
    over(edge) && outline.reach(&[edge.to], over)[edge.from]
}
