//! M131 unused-role: a role that nothing names.
//! While a role is named that is not declared (M031), nothing is said.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::role_uses;

/// Describes M131.
pub const RULE: Rule = Rule {
    code: Code::new("M131", "unused-role", Severity::Note),
    explain: include_str!("m131_unused_role.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let uses = role_uses(subject.definition);
    if uses.iter().any(|used| subject.definition.role(&used.role.value).is_none()) {
        return;
    }
    let unused = |id: &str| uses.iter().all(|used| used.role.value != id);
    for role in subject.definition.roles.iter().filter(|role| unused(&role.id.value)) {
        let id = &role.id.value;
        let message =
            Words::new(format!("vai `{id}` không làm việc ở bước nào"), format!("the role `{id}` is used nowhere"));
        let help = Words::new("bỏ vai này, hoặc giao cho nó một bước", "remove the role, or give it a step");
        out.push(Diagnostic::new(RULE.code, role.id.span, message).at("roles").help(help));
    }
}
