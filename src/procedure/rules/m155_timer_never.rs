//! M155 timer-never: a reminder, an escalation or the end of a wait that cannot fire, or fires twice at once.
//! It compares lengths of one kind only, for the kinds never convert (language.md c1).

use calendar::{Length, Limit, Unit};
use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::survey::limits;
use super::{Check, Rule, Subject};
use crate::files::{DeadlineDef, StepDef, StepKind};

/// Describes M155.
pub const RULE: Rule = Rule {
    code: Code::new("M155", "timer-never", Severity::Error),
    explain: include_str!("m155_timer_never.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for timed in subject.deadlines() {
        let step = timed.step.map(|at| &subject.definition.steps[at]);
        let remind = step.map_or(&timed.deadline.remind, |step| &step.time.remind);
        out.extend(equal(remind));
        out.extend(remind.iter().filter_map(|remind| too_long(remind, timed.deadline)));
        out.extend(step.and_then(forestalled));
    }
    out.extend(subject.definition.steps.iter().filter_map(pressed_before));
}

/// Finds a button that the end of a wait never presses, as it presses another.
fn pressed_before(step: &StepDef) -> Option<Diagnostic> {
    let StepKind::Wait(wait) = &step.kind else { return None };
    let mut timers = wait.actions.iter().filter(|button| button.is_by_timer());
    let (first, again) = (timers.next()?, timers.next()?);
    let (id, taken) = (&again.id.value, &first.id.value);
    let message = Words::new(
        format!("nút `{id}` không bao giờ tự bấm: hết thời gian chờ thì `{taken}` đã được bấm"),
        format!("the button `{id}` is never pressed: the end of the wait presses `{taken}`"),
    );
    Some(
        Diagnostic::new(RULE.code, again.id.span, message)
            .related(first.id.span, Words::new("nút kia", "the other one"))
            .help(Words::new("chỉ để một nút `by: timer`", "keep one button `by: timer`")),
    )
}

fn equal(remind: &[Spanned<Length>]) -> Option<Diagnostic> {
    let twin = |(at, one): (usize, &Spanned<Length>)| {
        let first = remind[..at].iter().find(|first| measure(first.value) == measure(one.value))?;
        Some((first.span, one.span))
    };
    let (first, again) = remind.iter().enumerate().find_map(twin)?;
    let message = Words::new("hai lời nhắc vào cùng một lúc", "two reminders at the same moment");
    Some(
        Diagnostic::new(RULE.code, again, message)
            .related(first, Words::new("lời nhắc kia", "the other one"))
            .help(Words::new("bỏ một lời nhắc", "remove one of them")),
    )
}

fn too_long(remind: &Spanned<Length>, deadline: &DeadlineDef) -> Option<Diagnostic> {
    let limits = limits(deadline);
    let late = limits.iter().all(|limit| matches!(limit.value, Limit::Of(limit) if reaches(remind.value, limit)));
    let span = limits.first().filter(|_| late)?.span;
    let message = Words::new(
        "lời nhắc dài hơn thời hạn nên không bao giờ đến",
        "the reminder is longer than the deadline and never comes",
    );
    Some(
        Diagnostic::new(RULE.code, remind.span, message)
            .related(span, Words::new("thời hạn ở đây", "the deadline is here"))
            .help(Words::new("nhắc gần hạn hơn", "remind nearer to the due")),
    )
}

/// Tells whether a reminder would come no later than the opening of the step (sem 4.3).
fn reaches(remind: Length, limit: Length) -> bool {
    let ((kind, before), (other, whole)) = (measure(remind), measure(limit));
    // Days end with the day: a reminder of just as many days comes on the day of opening.
    let minutes = matches!(remind.unit, Unit::Minute | Unit::Hour | Unit::WorkingMinute | Unit::WorkingHour);
    kind == other && (before > whole || minutes && before == whole)
}

fn forestalled(step: &StepDef) -> Option<Diagnostic> {
    let (timeout, overdue) = (step.time.timeout.as_ref()?, step.time.overdue.first()?);
    let message = Words::new(
        "`overdue` không bao giờ chạy: khi hết hạn, `timeout` đã lấy việc đi",
        "`overdue` never fires: at the due, `timeout` has taken the task away",
    );
    Some(
        Diagnostic::new(RULE.code, overdue.span, message)
            .related(timeout.span, Words::new("`timeout` ở đây", "`timeout` is here"))
            .help(Words::new("bỏ một trong hai", "remove one of the two")),
    )
}

/// Gives the kind of a length and how much of it, in its smallest unit.
fn measure(length: Length) -> (Unit, u32) {
    match length.unit {
        Unit::Hour => (Unit::Minute, length.count * 60),
        Unit::WorkingHour => (Unit::WorkingMinute, length.count * 60),
        Unit::WorkingDay => (Unit::HalfWorkingDay, length.count * 2),
        Unit::ConsecutiveDay => (Unit::Day, length.count),
        unit => (unit, length.count),
    }
}
