//! M152 hold-for-nothing: a step holds the dossier's clocks, none of which can run yet.
//! It does not judge steps nobody can reach.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M152.
pub const RULE: Rule = Rule {
    code: Code::new("M152", "hold-for-nothing", Severity::Note),
    explain: include_str!("m152_hold_for_nothing.md"),
    check: Check::Whole(check),
};

/// Id of the dossier's own clock (language.md b1).
const OWN_CLOCK: &str = "ho_so";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let clocks: Option<Vec<(&str, Vec<bool>)>> = subject
        .deadlines()
        .into_iter()
        .filter(|timed| timed.step.is_none())
        .map(|timed| Some((timed.at, subject.after(timed.deadline)?)))
        .collect();
    let Some(clocks) = clocks else { return };
    let reachable = subject.outline.reachable();
    for (at, step) in subject.definition.steps.iter().enumerate().filter(|(at, _)| reachable[*at]) {
        let Some(clock) = &step.time.clock else { continue };
        let known = |id: &str| clocks.iter().any(|(clock, _)| called(id) == *clock);
        if step.time.holds.iter().any(|id| !known(&id.value)) {
            continue;
        }
        let holds = |id: &str| step.time.holds.is_empty() || step.time.holds.iter().any(|one| called(&one.value) == id);
        if clocks.iter().any(|(id, after)| holds(id) && after[at]) {
            continue;
        }
        let id = &step.id.value;
        let message = Words::new(
            format!("ở bước `{id}` chưa thời hạn nào bắt đầu, `clock` không có tác dụng"),
            format!("at step `{id}` no clock of the dossier has started; `clock` does nothing"),
        );
        out.push(
            Diagnostic::new(RULE.code, clock.span, message).help(Words::new("bỏ `clock`", "remove `clock`")).at(id),
        );
    }
}

/// Gives the place of a clock by its id: that of the dossier is the key `deadline`.
fn called(id: &str) -> &str {
    if id == OWN_CLOCK { "deadline" } else { id }
}
