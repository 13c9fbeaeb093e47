//! M025 unknown-event: no such button, step or word; or a bare step that nothing proceeds from.
//! A step without any button is M024.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words, nearest};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::compiler::names_ending;
use crate::files::{Definition, Ending, EventRef, StepDef, StepKind};

/// Describes M025.
pub const RULE: Rule = Rule {
    code: Code::new("M025", "unknown-event", Severity::Error),
    explain: include_str!("m025_unknown_event.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let clocks = definition.deadline.iter().chain(definition.clocks.iter().map(|clock| &clock.deadline));
    let clocks = clocks.flat_map(|deadline| deadline.from.iter().chain(&deadline.to));
    let anytime = definition.anytime.iter().flat_map(|one| one.from.iter().chain(&one.until));
    out.extend(clocks.chain(anytime).filter_map(|event| event_fault(definition, event)));
    for step in &definition.steps {
        let silence = step.time.timeout.as_ref().and_then(|timeout| timeout.action.as_ref());
        out.extend(silence.and_then(|button| silence_fault(step, button)));
    }
}

fn event_fault(definition: &Definition, event: &Spanned<EventRef>) -> Option<Diagnostic> {
    let EventRef { step: id, action } = &event.value;
    match (definition.step(id), action) {
        (Some(step), Some(action)) => button_fault(step, action, event.span),
        (Some(step), None) => bare_fault(step, event.span),
        (None, None) if definition.anytime.iter().any(|one| one.id.value == *id) => None,
        (None, _) => Some(unknown_step(definition, event)),
    }
}

fn unknown_step(definition: &Definition, event: &Spanned<EventRef>) -> Diagnostic {
    let EventRef { step: id, action } = &event.value;
    let message = Words::new(
        format!("không có bước hay việc nào tên là `{id}`"),
        format!("there is no step or `anytime` called `{id}`"),
    );
    let diagnostic = Diagnostic::new(RULE.code, event.span, message);
    let steps = definition.steps.iter().map(|step| step.id.value.as_str());
    match action {
        None => {
            let anytime = definition.anytime.iter().map(|one| one.id.value.as_str());
            propose(diagnostic, &Spanned::new(id.clone(), event.span), steps.chain(anytime))
        }
        Some(action) => match nearest(id, steps) {
            Some(near) => proposed(diagnostic, event.span, format!("{near}.{action}")),
            None => diagnostic,
        },
    }
}

fn button_fault(step: &StepDef, action: &str, span: Span) -> Option<Diagnostic> {
    let id = &step.id.value;
    let known = happenings(step);
    if known.contains(&action) || (step.actions().is_empty() && step.user().is_some()) {
        return None;
    }
    let message =
        Words::new(format!("bước `{id}` không có nút `{action}`"), format!("the step `{id}` has no button `{action}`"));
    let diagnostic = Diagnostic::new(RULE.code, span, message)
        .related(step.id.span, Words::new("bước ấy ở đây", "the step is here"));
    let only = known.first().copied().filter(|_| known.len() == 1);
    Some(match nearest(action, known.iter().copied()).or(only) {
        Some(near) => proposed(diagnostic, span, format!("{id}.{near}")),
        None if known.is_empty() => diagnostic,
        None => {
            let list = known.iter().map(|name| format!("`{id}.{name}`")).collect::<Vec<_>>().join(", ");
            diagnostic.help(Words::new(format!("ở đây có: {list}"), format!("there are: {list}")))
        }
    })
}

/// Lists what may happen to a step: the ways it is completed, its failure, its timeout (language.md b7).
fn happenings(step: &StepDef) -> Vec<&str> {
    let away = step.time.timeout.as_ref().is_some_and(|timeout| timeout.action.is_none());
    let endings = step.endings().into_iter().map(Ending::id);
    endings.chain((!step.errors().is_empty()).then_some("failed")).chain(away.then_some("timeout")).collect()
}

fn bare_fault(step: &StepDef, span: Span) -> Option<Diagnostic> {
    if matches!(step.kind, StepKind::End(_)) {
        return Some(end_fault(step, span));
    }
    let id = &step.id.value;
    let endings = step.endings();
    let bare = EventRef { step: id.clone(), action: None };
    if endings.is_empty() || endings.iter().any(|one| names_ending(&bare, step, *one)) || step.when.is_some() {
        return None;
    }
    let message = Words::new(
        format!("mọi nút của `{id}` đều có `next`, nên phải nói rõ nút nào"),
        format!("every button of `{id}` has a `next`, so the button must be named"),
    );
    let diagnostic = Diagnostic::new(RULE.code, span, message);
    let addresses: Vec<String> = endings.iter().map(|one| format!("{id}.{}", one.id())).collect();
    Some(match addresses.as_slice() {
        [only] => proposed(diagnostic, span, only.clone()),
        several => {
            let list = several.join(", ");
            diagnostic
                .help(Words::new(format!("viết một hay nhiều trong số: {list}"), format!("write some of: {list}")))
        }
    })
}

fn end_fault(step: &StepDef, span: Span) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("`{id}` là điểm kết thúc: không có việc nào xảy ra sau nó"),
        format!("`{id}` is an end: nothing happens behind it"),
    );
    Diagnostic::new(RULE.code, span, message)
        .related(step.id.span, Words::new("điểm kết thúc ở đây", "the end is here"))
        .help(Words::new("viết nút dẫn tới nó, dạng `bước.nút`", "write the button that leads to it, as `step.button`"))
}

fn silence_fault(step: &StepDef, button: &Spanned<String>) -> Option<Diagnostic> {
    let mut known = step.actions().iter().map(|action| action.id.value.as_str());
    if known.clone().count() == 0 || known.any(|name| name == button.value) {
        return None;
    }
    let (id, found) = (&step.id.value, &button.value);
    let message = Words::new(
        format!("hết hạn thì bấm thay nút `{found}`, nhưng bước `{id}` không có nút ấy"),
        format!("silence presses `{found}`, but the step `{id}` has no such button"),
    );
    let known = step.actions().iter().map(|action| action.id.value.as_str());
    Some(propose(Diagnostic::new(RULE.code, button.span, message), button, known))
}

fn proposed(diagnostic: Diagnostic, span: Span, text: String) -> Diagnostic {
    diagnostic.help(Words::new(format!("có phải `{text}`?"), format!("did you mean `{text}`?"))).fix(span, text)
}
