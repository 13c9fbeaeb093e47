//! M039 role-unbound: no agency offers the procedure, or no post of one that does serves the role.
//! It is judged only where exactly one directory is known (language.md k).

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::role_uses;
use crate::files::{Agency, Definition, Directory, RoleDef, RolePlace};

/// Describes M039.
pub const RULE: Rule = Rule {
    code: Code::new("M039", "role-unbound", Severity::Warning),
    explain: include_str!("m039_role_unbound.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let (Some(directory), Some(_)) = (subject.directory, subject.applicant()) else { return };
    if let (Some(level), None) = (&definition.level, offering(definition, directory).next()) {
        let message = Words::new(
            format!("không cơ quan nào trong danh bạ `{}` nhận thủ tục này", directory.id),
            format!("no agency of the directory `{}` offers this procedure", directory.id),
        );
        let help = Words::new(
            format!("thêm `{}` vào `procedures` của một cơ quan cấp {}", definition.id.value, level.value.words()),
            format!("add `{}` to the `procedures` of an agency of this level", definition.id.value),
        );
        out.push(Diagnostic::new(RULE.code, level.span, message).at("level").help(help));
    }
    let uses = role_uses(definition);
    let is_of_office =
        |role: &&RoleDef| !subject.is_applicants(role) && uses.iter().any(|used| used.role.value == role.id.value);
    let served = definition.roles.iter().filter(is_of_office);
    out.extend(served.filter_map(|role| Some(report(role, lacking(definition, directory, role)?))));
}

/// Lists the agencies that offer a procedure: those of its level, or the ones it names among them.
pub(super) fn offering<'d>(definition: &'d Definition, directory: &'d Directory) -> impl Iterator<Item = &'d Agency> {
    let level = definition.level.as_ref().map(|level| level.value);
    let named = |agency: &&Agency| {
        definition.agencies.is_empty() || definition.agencies.iter().any(|one| one.value == agency.id)
    };
    let agencies = directory.agencies.iter().filter(named);
    agencies.filter(move |agency| level.is_some_and(|level| agency.offers(&definition.id.value, level)))
}

/// Finds an agency in which nobody serves a role that must be served there.
fn lacking<'d>(definition: &'d Definition, directory: &'d Directory, role: &'d RoleDef) -> Option<&'d Agency> {
    let serves = |agency: &Agency| agency.serving(&definition.id.value, &role.id.value).next().is_some();
    match &role.at.value {
        RolePlace::Competent | RolePlace::Receiving => offering(definition, directory).find(|agency| !serves(agency)),
        // Any agency may help to file, so one that can is enough.
        RolePlace::Assisting if directory.agencies.iter().any(serves) => None,
        RolePlace::Assisting => offering(definition, directory).next(),
        RolePlace::Agency(id) => directory.agencies.iter().find(|agency| agency.id == *id && !serves(agency)),
        RolePlace::Item | RolePlace::Field(_) | RolePlace::Outside => None,
    }
}

fn report(role: &RoleDef, agency: &Agency) -> Diagnostic {
    let (id, name, agency) = (&role.id.value, &role.name.value, &agency.name);
    let message = Words::new(
        format!("không vị trí nào của {agency} đảm nhận vai `{id}` ({name})"),
        format!("no post of {agency} serves the role `{id}` ({name})"),
    );
    let help = Words::new(
        format!("thêm `{id}` vào `roles` của một vị trí trong danh bạ"),
        format!("add `{id}` to the `roles` of a post in the directory"),
    );
    Diagnostic::new(RULE.code, role.id.span, message).at("roles").help(help)
}
