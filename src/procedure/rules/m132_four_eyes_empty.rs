//! M132 four-eyes-empty: only one post can serve both steps, also after an `overdue` has reassigned one.
//! It is judged only where exactly one directory is known (language.md k).

use std::collections::BTreeSet;

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::m039_role_unbound::offering;
use super::{Check, Rule, Subject};
use crate::files::{Agency, Definition, Post, StepDef};

/// Describes M132.
pub const RULE: Rule = Rule {
    code: Code::new("M132", "four-eyes-empty", Severity::Warning),
    explain: include_str!("m132_four_eyes_empty.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let (definition, Some(directory)) = (subject.definition, subject.directory) else { return };
    for step in &definition.steps {
        let Some(user) = step.user() else { continue };
        for other in &user.not_same_as {
            let Some(task) = definition.step(&other.value).filter(|step| step.user().is_some()) else { continue };
            let found = offering(definition, directory)
                .find_map(|agency| Some((agency, only_post(definition, agency, step, task)?)));
            out.extend(found.map(|(agency, post)| report(&step.id, other, agency, post)));
        }
    }
}

/// Finds the one post that must do both tasks, each by its own role or by one it may pass to.
fn only_post<'d>(definition: &Definition, agency: &'d Agency, one: &StepDef, other: &StepDef) -> Option<&'d Post> {
    let pairs = holders(one).into_iter().flat_map(|role| holders(other).into_iter().map(move |task| (role, task)));
    pairs.into_iter().find_map(|(role, task)| {
        let (role, task) = (serving(definition, agency, role), serving(definition, agency, task));
        let all: BTreeSet<&str> = role.iter().chain(&task).map(|post| post.id.as_str()).collect();
        (all.len() == 1 && !task.is_empty()).then(|| role.first().copied()).flatten()
    })
}

fn holders(step: &StepDef) -> Vec<&str> {
    let assigned = step.time.overdue.iter().filter_map(|one| one.assign.as_ref());
    step.role().into_iter().chain(assigned).map(|role| role.value.as_str()).collect()
}

fn serving<'d>(definition: &Definition, agency: &'d Agency, role: &str) -> Vec<&'d Post> {
    agency.places().map(|place| place.post).filter(|post| post.serves(&definition.id.value, role)).collect()
}

fn report(id: &Spanned<String>, other: &Spanned<String>, agency: &Agency, post: &Post) -> Diagnostic {
    let (id_word, found, agency, post) = (&id.value, &other.value, &agency.name, &post.name);
    let message = Words::new(
        format!("ở {agency} chỉ có vị trí {post} làm được cả `{found}` và `{id_word}`"),
        format!("at {agency} only the post {post} can do both `{found}` and `{id_word}`"),
    );
    Diagnostic::new(RULE.code, other.span, message)
        .at(id_word)
        .label(Words::new("phải là hai người khác nhau", "they must be two people"))
        .related(id.span, Words::new("bước này sẽ không ai được làm", "nobody may do this step"))
        .help(Words::new(
            "giao vai của một trong hai bước cho vị trí khác trong danh bạ",
            "let another post of the directory serve one of the roles",
        ))
}
