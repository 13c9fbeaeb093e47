//! M029 all-off: every button of a step can be off at once.
//! A button with a guard or a bound may be off; guards that leave no case out keep one of them on. An example is
//! shown; where none is found and none is excluded, the guards are looked at by their form.

use source::{Code, Diagnostic, Severity, Words};

use super::inquiry::Inquiry;
use super::{Check, Rule, Subject};
use crate::compiler::{Place, Via};
use crate::files::StepDef;
use crate::guard::{Answer, Guard, Shape, Witness, covers};

/// Describes M029.
pub const RULE: Rule = Rule {
    code: Code::new("M029", "all-off", Severity::Error),
    explain: include_str!("m029_all_off.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let inquiry = Inquiry::new(subject);
    for (at, step) in subject
        .definition
        .steps
        .iter()
        .enumerate()
        .filter(|(_, step)| step.user().is_some_and(|user| !user.actions.is_empty()))
    {
        let Some(guards) = guards(subject, at, step) else { continue };
        let off: Vec<(&Guard, bool)> = guards.iter().map(|guard| (*guard, false)).collect();
        match inquiry.as_ref().map_or(Answer::Open, |inquiry| inquiry.ask(Place::Action(at, 0), &off)) {
            Answer::Sometimes(witness) => out.push(report(step, Some(&witness))),
            Answer::Open if !some_cover(&guards) => out.push(report(step, None)),
            Answer::Open | Answer::Never => {}
        }
    }
}

/// Lists the guards that alone keep buttons of a step off; none if a button is never off, or one with faults leaves it
/// open.
fn guards<'a>(subject: &Subject<'a>, at: usize, step: &StepDef) -> Option<Vec<&'a Guard>> {
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
            None => return None,
        }
    }
    Some(guards)
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

fn report(step: &StepDef, witness: Option<&Witness>) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("ở bước `{id}` có lúc mọi nút đều tắt, hồ sơ không đi tiếp được"),
        format!("at the step `{id}` every button can be off at once, so the dossier is stuck"),
    );
    let label = match witness.map(Witness::words).filter(|words| !words.vi.is_empty()) {
        Some(words) => {
            Words::new(format!("không nút nào bấm được {}", words.vi), format!("no button is on {}", words.en))
        }
        None => Words::new("nút nào cũng có `when` hoặc có giới hạn số lần", "each button has a `when` or a bound"),
    };
    Diagnostic::new(RULE.code, step.id.span, message).label(label).help(Words::new(
        "để một nút luôn bấm được, hoặc viết hai nút với điều kiện ngược nhau: `x` và `!x`",
        "leave one button without condition and bound, or give two buttons the conditions `x` and `!x`",
    ))
}
