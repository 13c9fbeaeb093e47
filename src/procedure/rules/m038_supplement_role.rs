//! M038 supplement-role: `supplement` on an office's step.
//! The applicant is the role of the startEvent.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::applicant;

/// Describes M038.
pub const RULE: Rule = Rule {
    code: Code::new("M038", "supplement-role", Severity::Error),
    explain: include_str!("m038_supplement_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let Some(applicant) = applicant(definition).filter(|role| definition.role(&role.value).is_some()) else { return };
    for step in &definition.steps {
        let Some(user) = step.user().filter(|user| user.supplement.is_some()) else { continue };
        let Some(role) = user.role.as_ref().filter(|role| role.value != applicant.value) else { continue };
        if definition.role(&role.value).is_none_or(|role| subject.is_applicants(role)) {
            continue;
        }
        let (id, found, wanted) = (&step.id.value, &role.value, &applicant.value);
        let message = Words::new(
            format!("`{id}` là bước bổ sung hồ sơ nhưng vai `{found}` không phải người nộp"),
            format!("`{id}` completes the dossier, but the role `{found}` is not the applicant"),
        );
        let help = Words::new(
            format!("viết `role: {wanted}`, hoặc bỏ `supplement`"),
            format!("write `role: {wanted}`, or remove `supplement`"),
        );
        let related = Words::new("vai của người nộp", "the applicant's role");
        let diagnostic = Diagnostic::new(RULE.code, role.span, message).at(id).related(applicant.span, related);
        out.push(diagnostic.help(help).fix(role.span, wanted));
    }
}
