//! M033 outside-role: `at: ngoai` on what a person does here.
//! Such a role only owes messages.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{RolePart, role_uses};
use crate::files::RolePlace;

/// Describes M033.
pub const RULE: Rule = Rule {
    code: Code::new("M033", "outside-role", Severity::Error),
    explain: include_str!("m033_outside_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for used in role_uses(subject.definition) {
        let outside = subject.definition.role(&used.role.value).filter(|role| role.at.value == RolePlace::Outside);
        let Some(role) = outside.filter(|_| acts(used.part)) else { continue };
        let id = &role.id.value;
        let message = Words::new(
            format!("vai `{id}` ở ngoài hệ thống (`at: ngoai`), không thể làm việc ở `{}`", used.address),
            format!("the role `{id}` is outside the system (`at: ngoai`) and cannot act at `{}`", used.address),
        );
        out.push(
            Diagnostic::new(RULE.code, used.role.span, message)
                .at(used.address)
                .related(role.at.span, Words::new("vai được khai ở ngoài hệ thống", "the role is declared outside"))
                .help(Words::new(
                    "chọn vai khác, hoặc sửa `at` của vai này",
                    "choose another role, or change its `at`",
                )),
        );
    }
}

fn acts(part: RolePart) -> bool {
    match part {
        RolePart::Applicant | RolePart::Step | RolePart::Anytime | RolePart::Assign | RolePart::Filler => true,
        RolePart::Owes | RolePart::Notify => false,
    }
}
