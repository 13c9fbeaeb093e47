//! M034 ask-role: a button asks what another role fills.
//! What has no `by` is filled by the applicant.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Asked, applicant, asked, askers};

/// Describes M034.
pub const RULE: Rule = Rule {
    code: Code::new("M034", "ask-role", Severity::Error),
    explain: include_str!("m034_ask_role.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    for asker in askers(definition) {
        let Some(role) = asker.role.filter(|role| definition.role(&role.value).is_some()) else { continue };
        for name in asker.ask {
            let by = match asked(definition, &name.value) {
                Some(Asked::Field(one)) => &one.field.by,
                Some(Asked::Document(_, document)) => &document.by,
                Some(Asked::Message | Asked::BuiltIn) | None => continue,
            };
            let theirs = definition.role(&role.value).is_some_and(|role| subject.is_applicants(role));
            if by.is_none() && theirs {
                continue;
            }
            let Some(filler) = by.as_ref().or(applicant(definition)) else { continue };
            if filler.value != role.value && definition.role(&filler.value).is_some() {
                out.push(report(name, role, filler));
            }
        }
    }
}

fn report(name: &Spanned<String>, role: &Spanned<String>, filler: &Spanned<String>) -> Diagnostic {
    let (name_of, role_of, filler_of) = (&name.value, &role.value, &filler.value);
    let message = Words::new(
        format!("người bấm là `{role_of}`, nhưng `{name_of}` do `{filler_of}` điền"),
        format!("`{role_of}` presses the button, but `{name_of}` is filled by `{filler_of}`"),
    );
    Diagnostic::new(RULE.code, name.span, message)
        .related(filler.span, Words::new("người điền khai ở đây", "who fills it is declared here"))
        .help(Words::new(
            format!("bỏ khỏi `ask`, hoặc khai `by: {role_of}` ở nơi khai `{name_of}`"),
            format!("take it out of `ask`, or declare `by: {role_of}` where `{name_of}` is declared"),
        ))
}
