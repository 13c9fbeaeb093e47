//! M152 hold-for-nothing: a step holds the dossier's clock, which cannot run yet.
//! It does not judge steps nobody can reach.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M152.
pub const RULE: Rule = Rule {
    code: Code::new("M152", "hold-for-nothing", Severity::Note),
    explain: include_str!("m152_hold_for_nothing.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(after) = subject.after_start() else { return };
    let reachable = subject.outline.reachable();
    for (_, step, user) in subject.tasks().filter(|(at, _, _)| reachable[*at] && !after[*at]) {
        let Some(clock) = &user.clock else { continue };
        let id = &step.id.value;
        let message = Words::new(
            format!("ở bước `{id}` thời hạn hồ sơ chưa bắt đầu, `clock` không có tác dụng"),
            format!("at step `{id}` the dossier's clock has not started; `clock` does nothing"),
        );
        out.push(
            Diagnostic::new(RULE.code, clock.span, message).help(Words::new("bỏ `clock`", "remove `clock`")).at(id),
        );
    }
}
