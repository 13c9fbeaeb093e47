//! M029 all-off: every button of a step can be off at once.
//! A button with a guard or a bound may be off; guards that leave no case out keep one of them on.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Place, Via};
use crate::files::StepDef;
use crate::guard::{Guard, Shape, covers};

/// Describes M029.
pub const RULE: Rule = Rule {
    code: Code::new("M029", "all-off", Severity::Error),
    explain: include_str!("m029_all_off.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let steps = subject.definition.steps.iter().enumerate();
    let off = steps.filter(|(at, step)| !step.actions().is_empty() && all_off(subject, *at, step) == Some(true));
    out.extend(off.map(|(_, step)| report(step)));
}

/// Judges a step; none if a guard with faults leaves it open.
fn all_off(subject: &Subject<'_>, at: usize, step: &StepDef) -> Option<bool> {
    let mut guards = Vec::new();
    for (n, action) in step.actions().iter().enumerate() {
        let edge = subject.outline.out(at).find(|edge| edge.via == Via::Action(n));
        let bounded = edge.is_some_and(|edge| subject.outline.bound(subject.definition, edge).is_some());
        let guard = match action.when {
            Some(_) => Some(subject.guards.get(Place::Action(at, n))?),
            None => None,
        };
        match guard {
            _ if bounded => {}
            Some(guard) => guards.push(guard),
            None => return Some(false),
        }
    }
    Some(!some_cover(&guards))
}

/// Tells whether some of the guards, a pair or those over one choice, always leave one true.
fn some_cover(guards: &[&Guard]) -> bool {
    guards.iter().enumerate().any(|(n, first)| {
        let pair = guards[n + 1..].iter().any(|second| covers([*first, *second]));
        pair || covers(guards.iter().copied().filter(|other| same_choice(first, other)))
    })
}

fn same_choice(one: &Guard, other: &Guard) -> bool {
    match (one.shape(), other.shape()) {
        (Shape::Options { of, .. }, Shape::Options { of: second, .. }) => of == second,
        _ => false,
    }
}

fn report(step: &StepDef) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("ở bước `{id}` có lúc mọi nút đều tắt, hồ sơ không đi tiếp được"),
        format!("at the step `{id}` every button can be off at once, so the dossier is stuck"),
    );
    Diagnostic::new(RULE.code, step.id.span, message)
        .label(Words::new("nút nào cũng có `when` hoặc có giới hạn số lần", "each button has a `when` or a bound"))
        .help(Words::new(
            "để một nút luôn bấm được, hoặc viết hai nút với điều kiện ngược nhau: `x` và `!x`",
            "leave one button without condition and bound, or give two buttons the conditions `x` and `!x`",
        ))
}
