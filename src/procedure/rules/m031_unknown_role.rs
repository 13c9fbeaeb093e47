//! M031 unknown-role: a role that is not declared.
//! A missing role is M110.

use source::{Code, Diagnostic, Severity, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::compiler::role_uses;

/// Describes M031.
pub const RULE: Rule = Rule {
    code: Code::new("M031", "unknown-role", Severity::Error),
    explain: include_str!("m031_unknown_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    if definition.roles.is_empty() {
        return;
    }
    for used in role_uses(definition).into_iter().filter(|used| definition.role(&used.role.value).is_none()) {
        let found = &used.role.value;
        let message = Words::new(
            format!("không có vai `{found}` trong `roles`"),
            format!("there is no role `{found}` in `roles`"),
        );
        let diagnostic = Diagnostic::new(RULE.code, used.role.span, message).at(used.address);
        out.push(propose(diagnostic, used.role, definition.roles.iter().map(|role| role.id.value.as_str())));
    }
}
