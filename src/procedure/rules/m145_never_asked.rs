//! M145 never-asked: a field or paper of an office that no button asks.
//! What the applicant fills is asked at the filing.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{applicant, askers, fields};

/// Describes M145.
pub const RULE: Rule = Rule {
    code: Code::new("M145", "never-asked", Severity::Error),
    explain: include_str!("m145_never_asked.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let fields = fields(definition).map(|one| (one.path(), &one.field.id, &one.field.by));
    let documents = definition.documents.iter().map(|one| (one.id.value.clone(), &one.id, &one.by));
    for (name, id, by) in fields.chain(documents) {
        let Some(by) = by.as_ref().filter(|by| definition.role(&by.value).is_some()) else { continue };
        let office = applicant(definition).is_some_and(|applicant| applicant.value != by.value);
        let asked = askers(definition).flat_map(|asker| asker.ask).any(|one| one.value == name);
        if office && !asked {
            out.push(report(id, &name, by));
        }
    }
}

fn report(id: &Spanned<String>, name: &str, by: &Spanned<String>) -> Diagnostic {
    let role = &by.value;
    let message = Words::new(
        format!("`{name}` do `{role}` điền, nhưng không nút nào hỏi"),
        format!("`{name}` is filled by `{role}`, but no button asks it"),
    );
    Diagnostic::new(RULE.code, id.span, message).related(by.span, Words::new("người điền", "who fills it")).help(
        Words::new(
            format!("thêm `ask: [{name}]` vào một nút của `{role}`, hoặc bỏ `by`"),
            format!("add `ask: [{name}]` to a button of `{role}`, or remove `by`"),
        ),
    )
}
