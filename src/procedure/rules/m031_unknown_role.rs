//! M031 unknown-role: a role that is not declared, or missing where nothing else says who acts.
//! A missing `role` of a user task is M110.

use source::{Code, Diagnostic, Severity, Words};

use super::proposal::propose;
use super::{Check, Rule, Subject};
use crate::compiler::role_uses;
use crate::files::{ActionDef, StepDef, StepKind};

/// Describes M031.
pub const RULE: Rule = Rule {
    code: Code::new("M031", "unknown-role", Severity::Error),
    explain: include_str!("m031_unknown_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    out.extend(definition.steps.iter().flat_map(nobody));
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

/// Reports what waits for somebody, and nobody is named: the buttons beside a message or a wait, the debtor of a bill.
fn nobody(step: &StepDef) -> Vec<Diagnostic> {
    let id = &step.id.value;
    let debtor = step.receive().filter(|receive| receive.role.is_none() && !receive.payment.is_empty()).map(|_| {
        let message = Words::new(
            format!("bước `{id}` chưa ghi vai nào phải nộp tiền"),
            format!("the step `{id}` does not say which role pays"),
        );
        Diagnostic::new(RULE.code, step.id.span, message).at(id).help(Words::new("thêm `role`", "add `role`"))
    });
    let buttons: &[ActionDef] = match &step.kind {
        StepKind::Receive(receive) => &receive.actions,
        StepKind::Wait(wait) => &wait.actions,
        _ => &[],
    };
    let unmanned = buttons.iter().filter(|button| button.by.is_none()).map(|button| {
        let address = format!("{id}.{}", button.id.value);
        let message = Words::new(
            format!("nút `{address}` chưa ghi vai nào bấm"),
            format!("the button `{address}` does not say which role presses it"),
        );
        let help = Words::new("thêm `by` và tên vai", "add `by` and the role");
        Diagnostic::new(RULE.code, button.id.span, message).at(address).help(help)
    });
    debtor.into_iter().chain(unmanned).collect()
}
