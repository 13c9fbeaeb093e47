//! M141 unused-condition: a condition that no guard names.
//! A text with faults counts too: what it names is used.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Place, places};
use crate::files::ConditionDef;
use crate::guard::conditions_in;

/// Describes M141.
pub const RULE: Rule = Rule {
    code: Code::new("M141", "unused-condition", Severity::Note),
    explain: include_str!("m141_unused_condition.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let names = subject.names;
    let places = places(subject.definition);
    for (at, condition) in subject.definition.conditions.iter().enumerate() {
        let used = places.iter().filter(|(place, _)| *place != Place::Condition(at)).any(|(_, text)| {
            conditions_in(text.value, names).iter().any(|one| names.conditions[*one].id == condition.id.value)
        });
        out.extend((!used && condition.is.is_some()).then(|| report(condition)));
    }
}

fn report(condition: &ConditionDef) -> Diagnostic {
    let id = &condition.id.value;
    let message = Words::new(
        format!("điều kiện `{id}` được khai nhưng không nơi nào dùng"),
        format!("the condition `{id}` is declared, but used nowhere"),
    );
    Diagnostic::new(RULE.code, condition.id.span, message).help(Words::new(
        format!("viết `when: {id}` ở nơi cần, hoặc bỏ đi"),
        format!("write `when: {id}`, or remove it"),
    ))
}
