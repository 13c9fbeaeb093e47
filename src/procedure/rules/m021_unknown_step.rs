//! M021 unknown-step: a target, or the place of a `waive` or `confirm`, does not exist.
//! Events are judged by M025, `notSameAs` by M037.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::files::top::TOP;
use crate::files::{Definition, StepDef, StepKind};

/// Describes M021.
pub const RULE: Rule = Rule {
    code: Code::new("M021", "unknown-step", Severity::Error),
    explain: include_str!("m021_unknown_step.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    out.extend(unknown_targets(definition).map(|target| unknown_step(definition, target)));
    out.extend(all_targets(definition).filter_map(|target| back_to_start(definition, target)));
    let waived = definition.waive.iter().filter_map(|line| line.at.as_ref());
    let places = waived.chain(definition.confirm.iter().filter_map(|line| line.at.as_ref()));
    out.extend(places.filter_map(|at| place(definition, at)));
}

/// Reports a place that the file does not have; none if it has it.
pub(crate) fn place(definition: &Definition, at: &Spanned<String>) -> Option<Diagnostic> {
    (!is_place(definition, &at.value)).then(|| unknown_place(definition, at))
}

/// Tells whether some way leads to a step that does not exist: then nothing is said of ways that are missing.
pub(super) fn is_broken(definition: &Definition) -> bool {
    unknown_targets(definition).next().is_some()
}

fn unknown_targets(definition: &Definition) -> impl Iterator<Item = &Spanned<String>> {
    all_targets(definition).filter(|target| definition.step(&target.value).is_none())
}

fn all_targets(definition: &Definition) -> impl Iterator<Item = &Spanned<String>> {
    let anytime = definition.anytime.iter().filter_map(|one| one.next.as_ref());
    definition.steps.iter().flat_map(targets).chain(anytime)
}

/// Reports a way to the start event: a dossier is filed once, nobody could file it again.
fn back_to_start(definition: &Definition, target: &Spanned<String>) -> Option<Diagnostic> {
    let start = definition.step(&target.value).filter(|step| matches!(step.kind, StepKind::Start(_)))?;
    let found = &target.value;
    let message = Words::new(
        format!("không quay lại bước nộp hồ sơ `{found}` được: hồ sơ chỉ nộp một lần"),
        format!("no way leads back to the start event `{found}`: a dossier is filed once"),
    );
    Some(
        Diagnostic::new(RULE.code, target.span, message)
            .related(start.id.span, Words::new("bước nộp ở đây", "the start event is here"))
            .help(Words::new(
                "dẫn tới bước sau đó, hoặc tới một bước bổ sung",
                "go to the step behind it, or to a supplement step",
            )),
    )
}

fn targets(step: &StepDef) -> Vec<&Spanned<String>> {
    let mut found: Vec<&Spanned<String>> = Vec::new();
    found.extend(step.actions().iter().flat_map(|button| button.next.iter().chain(&button.exit)));
    found.extend(step.outcomes().iter().flat_map(|outcome| outcome.to.iter().chain(&outcome.exit)));
    if let StepKind::Exclusive(gateway) = &step.kind {
        found.extend(gateway.branches.iter().flat_map(|branch| branch.to.iter().chain(&branch.exit)));
    }
    found.extend(step.errors().iter().flat_map(|error| error.to.iter().chain(&error.exit)));
    found.extend(step.time.timeout.iter().flat_map(|timeout| timeout.next.iter().chain(&timeout.exit)));
    found
}

fn unknown_step(definition: &Definition, target: &Spanned<String>) -> Diagnostic {
    let found = &target.value;
    let message = Words::new(format!("không có bước `{found}`"), format!("there is no step `{found}`"));
    let diagnostic = Diagnostic::new(RULE.code, target.span, message).label(Words::new("dẫn tới đây", "leads here"));
    propose(diagnostic, target, definition.steps.iter().map(|step| step.id.value.as_str()))
}

fn is_place(definition: &Definition, at: &str) -> bool {
    match at.split_once('.') {
        None => at == "top" || TOP.built().any(|key| key == at) || names(definition).any(|name| name == at),
        Some(("documents", id)) => definition.documents.iter().any(|document| document.id.value == id),
        Some(("fees", id)) => definition.fees.iter().any(|fee| fee.id.value == id),
        Some((step, ending)) => {
            definition.step(step).is_some_and(|step| step.endings().iter().any(|one| one.id() == ending))
        }
    }
}

fn names(definition: &Definition) -> impl Iterator<Item = &str> {
    let steps = definition.steps.iter().map(|step| step.id.value.as_str());
    let clocks = definition.clocks.iter().map(|clock| clock.id.value.as_str());
    steps.chain(definition.anytime.iter().map(|one| one.id.value.as_str())).chain(clocks)
}

fn unknown_place(definition: &Definition, at: &Spanned<String>) -> Diagnostic {
    let found = &at.value;
    let message = Words::new(
        format!("không có chỗ nào trong tệp tên là `{found}`"),
        format!("no place of the file is called `{found}`"),
    );
    let endings = definition
        .steps
        .iter()
        .flat_map(|step| step.endings().into_iter().map(|one| format!("{}.{}", step.id.value, one.id())));
    let documents = definition.documents.iter().map(|document| format!("documents.{}", document.id.value));
    let fees = definition.fees.iter().map(|fee| format!("fees.{}", fee.id.value));
    let longer: Vec<String> = endings.chain(documents).chain(fees).collect();
    let diagnostic = Diagnostic::new(RULE.code, at.span, message);
    let known = names(definition).chain(["deadline", "top"]).chain(longer.iter().map(String::as_str));
    propose(diagnostic, at, known)
}
