//! M032 item-role: a role `at: item` where nothing is done once per agency, or such a step with another role.
//! Which agencies there are, the dossier says.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{RolePart, RoleUse, role_uses};
use crate::files::{Definition, RoleDef, RolePlace};

/// Describes M032.
pub const RULE: Rule = Rule {
    code: Code::new("M032", "item-role", Severity::Error),
    explain: include_str!("m032_item_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    for used in role_uses(definition) {
        let role = definition.role(&used.role.value).filter(|role| role.at.value == RolePlace::Item);
        out.extend(role.filter(|_| is_misplaced(definition, &used)).map(|role| alone(&used, role)));
    }
    for (_, step, user) in subject.tasks() {
        let Some(role) = user.role.as_ref().filter(|_| user.for_each.is_some()) else { continue };
        let declared = definition.role(&role.value).filter(|role| role.at.value != RolePlace::Item);
        out.extend(declared.map(|declared| elsewhere(&step.id, role, declared)));
    }
}

/// Tells whether no item stands behind a role where it is named; what it fills, a list may ask.
fn is_misplaced(definition: &Definition, used: &RoleUse<'_>) -> bool {
    if used.part == RolePart::Filler {
        return false;
    }
    let step = definition.step(&used.address).and_then(|step| step.user());
    step.is_none_or(|user| user.for_each.is_none())
}

fn alone(used: &RoleUse<'_>, role: &RoleDef) -> Diagnostic {
    let (id, address) = (&role.id.value, &used.address);
    let message = Words::new(
        format!("vai `{id}` là của từng cơ quan trong danh sách (`at: item`), nhưng `{address}` không có `forEach`"),
        format!("the role `{id}` is of each agency of a list (`at: item`), but `{address}` has no `forEach`"),
    );
    Diagnostic::new(RULE.code, used.role.span, message)
        .at(address)
        .related(role.at.span, Words::new("vai được khai ở đây", "the role is declared here"))
        .help(Words::new(
            "thêm `forEach` cho bước, hoặc chọn vai khác",
            "give the step a `forEach`, or choose another role",
        ))
}

fn elsewhere(step: &Spanned<String>, role: &Spanned<String>, declared: &RoleDef) -> Diagnostic {
    let (id, found) = (&step.value, &role.value);
    let message = Words::new(
        format!("bước `{id}` có việc cho từng cơ quan (`forEach`), nhưng vai `{found}` không khai `at: item`"),
        format!("the step `{id}` is done once per agency (`forEach`), but the role `{found}` is not `at: item`"),
    );
    Diagnostic::new(RULE.code, role.span, message)
        .at(id)
        .related(declared.id.span, Words::new("vai được khai ở đây", "the role is declared here"))
        .help(Words::new(
            format!("khai `at: item` cho vai `{found}`"),
            format!("declare `at: item` of the role `{found}`"),
        ))
}
