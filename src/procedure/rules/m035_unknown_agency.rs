//! M035 unknown-agency: an agency that the directory does not list.
//! It is judged only where exactly one directory is known (language.md k).

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::files::{Directory, RolePlace};

/// Describes M035.
pub const RULE: Rule = Rule {
    code: Code::new("M035", "unknown-agency", Severity::Error),
    explain: include_str!("m035_unknown_agency.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(directory) = subject.directory else { return };
    let offering = subject.definition.agencies.iter().cloned();
    let homes = subject.definition.roles.iter().filter_map(|role| match &role.at.value {
        RolePlace::Agency(id) => Some(Spanned::new(id.clone(), role.at.span)),
        _ => None,
    });
    let known = |id: &str| directory.agencies.iter().any(|agency| agency.id == id);
    out.extend(offering.chain(homes).filter(|id| !known(&id.value)).map(|id| report(directory, &id)));
}

fn report(directory: &Directory, id: &Spanned<String>) -> Diagnostic {
    let (found, name) = (&id.value, &directory.id);
    let message = Words::new(
        format!("danh bạ `{name}` không có cơ quan `{found}`"),
        format!("the directory `{name}` has no agency `{found}`"),
    );
    propose(Diagnostic::new(RULE.code, id.span, message), id, directory.agencies.iter().map(|one| one.id.as_str()))
}
