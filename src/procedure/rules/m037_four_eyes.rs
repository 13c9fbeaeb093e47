//! M037 four-eyes: `notSameAs` names no userTask, or one that comes only later.
//! Who can still act is M132.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::m047_parallel_write::beside;
use super::proposal::propose;
use super::{Check, Rule, Subject, m021_unknown_step};
use crate::compiler::StepAt;
use crate::files::StepDef;

/// Describes M037.
pub const RULE: Rule = Rule {
    code: Code::new("M037", "four-eyes", Severity::Error),
    explain: include_str!("m037_four_eyes.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let other = step.user().map_or(&[][..], |user| &user.not_same_as);
        out.extend(other.iter().filter_map(|other| fault(subject, at, step, other)));
    }
}

fn fault(subject: &Subject<'_>, at: StepAt, step: &StepDef, other: &Spanned<String>) -> Option<Diagnostic> {
    let (definition, found, id) = (subject.definition, &other.value, &step.id.value);
    let report = |vi: String, en: String| Diagnostic::new(RULE.code, other.span, Words::new(vi, en)).at(id);
    let Some(other_at) = subject.outline.find(found) else {
        let tasks = definition.steps.iter().filter(|step| step.user().is_some());
        let diagnostic = report(
            format!("không có bước `{found}` để so người làm"),
            format!("there is no step `{found}` to compare with"),
        );
        return Some(propose(diagnostic, other, tasks.map(|step| step.id.value.as_str())));
    };
    let place = definition.steps[other_at].id.span;
    if definition.steps[other_at].user().is_none() {
        let diagnostic = report(
            format!("`{found}` không phải bước có người làm"),
            format!("`{found}` is no step that a person does"),
        );
        let help = Words::new("chọn một `userTask`", "choose a `userTask`");
        return Some(diagnostic.related(place, Words::new("bước ấy ở đây", "the step is here")).help(help));
    }
    if comes_before(subject, other_at, at) || is_doubtful(subject, at, other_at) {
        return None;
    }
    let diagnostic = report(
        format!("`{found}` không bao giờ làm trước `{id}`, nên điều kiện khác người không có tác dụng"),
        format!("`{found}` never comes before `{id}`, so the condition has no effect"),
    );
    let help = Words::new(
        format!("viết `notSameAs: {id}` ở bước `{found}`"),
        format!("write `notSameAs: {id}` at the step `{found}`"),
    );
    Some(diagnostic.related(place, Words::new("bước này chỉ đến sau", "this step only comes later")).help(help))
}

/// Tells whether some path leads from one step to another; an `anytime` may leave any step.
fn comes_before(subject: &Subject<'_>, one: StepAt, other: StepAt) -> bool {
    if beside(subject.definition, one, other) {
        return true;
    }
    let outline = subject.outline;
    let onward = outline.out(one).map(|edge| edge.to).chain(outline.anytime.iter().copied().flatten());
    outline.reach(&onward.collect::<Vec<_>>(), |_| true)[other]
}

/// Tells whether the order cannot be judged, because ways are missing (M021, M120).
fn is_doubtful(subject: &Subject<'_>, one: StepAt, other: StepAt) -> bool {
    let reachable = subject.outline.reachable();
    m021_unknown_step::is_broken(subject.definition) || !reachable[one] || !reachable[other]
}
