//! M075 result-lost: a path signs a result and ends without handing it over.
//! An office may stop a dossier whose result nobody receives any more.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::compiler::applicant;
use crate::compiler::paths::{By, Goal, Hop, Mark, Path, Paths};
use crate::files::{Definition, EndResult, Ending, ResultDef, StepKind};

/// Describes M075.
pub const RULE: Rule = Rule {
    code: Code::new("M075", "result-lost", Severity::Error),
    explain: include_str!("m075_result_lost.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let paths = Paths::new(definition, subject.outline, subject.guards);
    for (n, result) in definition.results.iter().enumerate() {
        let claims = [Mark::Unreturned(n).holds()];
        let lost = paths.find(&Goal { last: &|hop| ends(definition, hop), claims: &claims });
        out.extend(lost.map(|path| report(definition, result, &path)));
    }
}

/// Tells whether a hop ends the dossier, or side work, in a way that owes the applicant what was signed. What side work
/// signs it hands over itself: the main work may be past its own `returns` by then.
fn ends(definition: &Definition, hop: &Hop) -> bool {
    let step = &definition.steps[hop.to];
    match &step.kind {
        StepKind::End(_) if step.side.is_some() => true,
        StepKind::End(end) => {
            let end = end.result.as_ref().map(|end| end.value);
            let stopped = matches!(end, Some(EndResult::Stopped | EndResult::Expired | EndResult::Withdrawn));
            end.is_some() && !(stopped && by_office(definition, hop))
        }
        _ => false,
    }
}

/// Tells whether somebody of an office makes a hop.
fn by_office(definition: &Definition, hop: &Hop) -> bool {
    let role = match hop.by {
        By::Anytime(n) => definition.anytime[n].role.as_ref(),
        _ => hop.action(definition).and_then(|button| button.by.as_ref().or(definition.steps[hop.from].role())),
    };
    role.is_some_and(|role| Some(&role.value) != applicant(definition).map(|applicant| &applicant.value))
}

/// Finds where the path makes the result last.
fn signed(definition: &Definition, result: &ResultDef, path: &Path<'_>) -> Option<Span> {
    let made = |hop: &&&Hop| match hop.ending(definition) {
        Some(Ending::Button(button)) => button.sign.iter().collect(),
        Some(_) => definition.steps[hop.from].produces(),
        None => Vec::new(),
    };
    let mut names = path.hops.iter().rev().flat_map(|hop| made(&hop));
    names.find(|name| name.value == result.id.value).map(|name| name.span)
}

fn report(definition: &Definition, result: &ResultDef, path: &Path<'_>) -> Diagnostic {
    let id = &result.id.value;
    let end = path.hops.last().map_or(&result.id, |hop| &definition.steps[hop.to].id);
    let aside = path.hops.last().is_some_and(|hop| definition.steps[hop.to].side.is_some());
    let (vi, en) = if aside { ("phần việc phụ", "the side work") } else { ("hồ sơ", "the dossier") };
    let message = Words::new(
        format!("`{id}` đã ký nhưng {vi} có thể kết thúc ở `{}` mà chưa trả", end.value),
        format!("`{id}` is signed, but {en} can end at `{}` without handing it over", end.value),
    );
    Diagnostic::new(RULE.code, signed(definition, result, path).unwrap_or(result.id.span), message)
        .label(Words::new(format!("đường đi: {path}"), format!("the path: {path}")))
        .related(end.span, Words::new("kết thúc ở đây", "it ends here"))
        .help(Words::new(
            format!("thêm `returns: {id}` vào nút trả kết quả trên đường này"),
            format!("add `returns: {id}` to the button that hands over on this path"),
        ))
}
