//! Every place of a definition that names a role.
//! Whether the role exists, and who serves it, is judged by rules.

use source::Spanned;

use crate::files::{Definition, OverdueDef, StepDef, StepKind};

/// What a role is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolePart {
    /// It files the dossier.
    Applicant,
    /// It presses the buttons of a step.
    Step,
    /// It owes the message or the money a step waits for.
    Owes,
    /// It may do an `anytime`.
    Anytime,
    /// An overdue task passes to it.
    Assign,
    /// It is told of an overdue task.
    Notify,
    /// It fills a field or adds a document.
    Filler,
}

/// One place that names a role.
#[derive(Clone, Debug)]
pub struct RoleUse<'d> {
    /// The role as named.
    pub role: &'d Spanned<String>,
    /// What it is named for.
    pub part: RolePart,
    /// Address of the place (`language.md` b8).
    pub address: String,
}

/// Lists every place that names a role, in the order of the definition.
pub fn role_uses(definition: &Definition) -> Vec<RoleUse<'_>> {
    let mut uses = Vec::new();
    let mut add = |role, part, address: String| uses.push(RoleUse { role, part, address });
    for section in &definition.sections {
        for field in &section.fields {
            field.by.iter().for_each(|by| add(by, RolePart::Filler, "form".into()));
        }
    }
    for document in &definition.documents {
        let address = format!("documents.{}", document.id.value);
        document.by.iter().for_each(|by| add(by, RolePart::Filler, address.clone()));
    }
    if let Some(deadline) = &definition.deadline {
        escalated(&deadline.overdue).for_each(|(role, part)| add(role, part, "deadline".into()));
    }
    for clock in &definition.clocks {
        escalated(&clock.deadline.overdue).for_each(|(role, part)| add(role, part, clock.id.value.clone()));
    }
    for step in &definition.steps {
        of_step(step).for_each(|(role, part)| add(role, part, step.id.value.clone()));
    }
    for one in &definition.anytime {
        one.role.iter().for_each(|role| add(role, RolePart::Anytime, one.id.value.clone()));
    }
    uses
}

fn of_step(step: &StepDef) -> impl Iterator<Item = (&Spanned<String>, RolePart)> {
    let part = match step.kind {
        StepKind::Start(_) => RolePart::Applicant,
        StepKind::Receive(_) => RolePart::Owes,
        _ => RolePart::Step,
    };
    let own = step.role().into_iter().map(move |role| (role, part));
    let buttons = step.actions().iter().filter(|button| !button.is_by_timer()).filter_map(|button| button.by.as_ref());
    own.chain(buttons.map(|role| (role, RolePart::Step))).chain(escalated(&step.time.overdue))
}

fn escalated(overdue: &[OverdueDef]) -> impl Iterator<Item = (&Spanned<String>, RolePart)> {
    overdue.iter().flat_map(|one| {
        let assign = one.assign.iter().map(|role| (role, RolePart::Assign));
        assign.chain(one.notify.iter().map(|role| (role, RolePart::Notify)))
    })
}

/// Finds the role of the applicant: that of the start event.
pub fn applicant(definition: &Definition) -> Option<&Spanned<String>> {
    definition.steps.iter().find_map(|step| match &step.kind {
        StepKind::Start(start) => start.role.as_ref(),
        _ => None,
    })
}
