//! M048 never-taken: a branch, outcome, button or step whose guard is never true, or a branch or outcome behind others
//! that take all of its cases. Only what is proven is reported; a last branch with `otherwise` may wait for nothing.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::ways::Ways;
use super::{Check, Rule, Subject};
use crate::compiler::Place;
use crate::files::StepDef;

/// Describes M048.
pub const RULE: Rule = Rule {
    code: Code::new("M048", "never-taken", Severity::Error),
    explain: include_str!("m048_never_taken.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let id = &step.id.value;
        if let Some(when) = step.when.as_ref().filter(|_| is_never(subject, &inquiry, Place::Step(at))) {
            out.push(report(when, format!("bước `{id}` không bao giờ mở"), format!("the step `{id}` never opens")));
        }
        for (n, action) in step.actions().iter().enumerate() {
            if let Some(when) = action.when.as_ref().filter(|_| is_never(subject, &inquiry, Place::Action(at, n))) {
                let button = format!("{id}.{}", action.id.value);
                let vi = format!("nút `{button}` không bao giờ bấm được");
                out.push(report(when, vi, format!("the button `{button}` is never on")));
            }
        }
        ways(subject, &inquiry, &Ways::new(at, step), out);
        errors(step, out);
    }
}

/// Tells whether the guard of a place is never true there.
pub(super) fn is_never(subject: &Subject<'_>, inquiry: &Inquiry<'_>, place: Place) -> bool {
    let guard = subject.guards.get(place);
    guard.is_some_and(|guard| inquiry.ask(place, &[(guard, true)]).is_never())
}

fn ways(subject: &Subject<'_>, inquiry: &Inquiry<'_>, ways: &Ways<'_>, out: &mut Vec<Diagnostic>) {
    let id = ways.id;
    for (n, way) in ways.each.iter().enumerate() {
        let place = ways.place(n);
        let (Some(when), Some(guard)) = (way.when, ways.guard(subject, n)) else { continue };
        let (vi, en) = (
            format!("{} của `{id}` không bao giờ được chọn", way.title.vi),
            format!("{} of `{id}` is never taken", way.title.en),
        );
        if is_never(subject, inquiry, place) {
            out.push(report(when, vi, en));
        } else if ways.is_covered(subject, inquiry, n) {
            let alone = (0..n).find(|earlier| {
                let earlier = ways.guard(subject, *earlier);
                earlier.is_some_and(|earlier| inquiry.ask(place, &[(earlier, false), (guard, true)]).is_never())
            });
            out.push(covered(when, vi, en, alone.and_then(|earlier| ways.each[earlier].when)));
            // If one before it is always true, what follows is one fault, said once.
            if inquiry.ask(place, &ways.before(subject, n)).is_never() {
                return;
            }
        }
    }
}

/// Reports an error that a line before it takes already.
fn errors(step: &StepDef, out: &mut Vec<Diagnostic>) {
    let codes: Vec<&Spanned<String>> = step.errors().iter().filter_map(|error| error.code.as_ref()).collect();
    for (n, code) in codes.iter().enumerate() {
        if let Some(first) = codes[..n].iter().find(|before| before.value == code.value) {
            let (id, found) = (&step.id.value, &code.value);
            let message = Words::new(
                format!("lỗi `{found}` của `{id}` đã có ở dòng trước, dòng này không bao giờ được chọn"),
                format!("the error `{found}` of `{id}` is taken by a line before; this one never is"),
            );
            out.push(
                Diagnostic::new(RULE.code, code.span, message)
                    .related(first.span, Words::new("dòng trước ở đây", "the line before"))
                    .help(Words::new(
                        "bỏ một trong hai dòng, hoặc sửa mã lỗi",
                        "remove one of them, or correct the code",
                    )),
            );
        }
    }
}

fn report(when: &Spanned<String>, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(RULE.code, when.span, Words::new(vi, en))
        .label(Words::new("ở đây điều kiện này không bao giờ đúng", "this is never true here"))
        .help(Words::new("sửa điều kiện, hoặc bỏ phần này", "correct the condition, or remove what it guards"))
}

fn covered(when: &Spanned<String>, vi: String, en: String, by: Option<&Spanned<String>>) -> Diagnostic {
    let label = Words::new(
        "hễ điều kiện này đúng thì một điều kiện phía trước đã đúng rồi",
        "whenever this is true, one before it is",
    );
    let diagnostic = Diagnostic::new(RULE.code, when.span, Words::new(vi, en)).label(label).help(Words::new(
        "chuyển lên trước, thu hẹp điều kiện phía trước, hoặc bỏ phần này",
        "move it up, narrow the condition before it, or remove it",
    ));
    match by {
        Some(by) => diagnostic.related(by.span, Words::new("phần này nhận hết", "this one takes all of it")),
        None => diagnostic,
    }
}
