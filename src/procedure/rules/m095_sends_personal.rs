//! M095 sends-personal: a job sends data of a person out of the system.
//! Whether it may is the author's and the law's matter.

use source::{Code, Diagnostic, Severity, Span, Words};

use super::{Check, Rule, Subject};
use crate::files::FieldTy;

/// Describes M095.
pub const RULE: Rule = Rule {
    code: Code::new("M095", "sends-personal", Severity::Note),
    explain: include_str!("m095_sends_personal.md"),
    check: Check::Rule(check),
};

/// Types whose values tell who or where a person is (language.md k).
const PERSONAL: [FieldTy; 4] = [FieldTy::IdNumber, FieldTy::Phone, FieldTy::Email, FieldTy::Address];

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for step in &subject.definition.steps {
        let Some(service) = step.service() else { continue };
        let personal = |path: &str| {
            let ty = subject.data(path).and_then(|field| field.ty.as_ref());
            ty.is_some_and(|ty| PERSONAL.contains(&ty.value))
        };
        let sent: Vec<_> = service.send.iter().filter(|path| personal(&path.value)).collect();
        let Some(span) = sent.iter().map(|path| path.span).reduce(Span::to) else { continue };
        let (id, list) =
            (&step.id.value, sent.iter().map(|path| format!("`{}`", path.value)).collect::<Vec<_>>().join(", "));
        let message = Words::new(
            format!("bước `{id}` gửi dữ liệu cá nhân ra ngoài: {list}"),
            format!("the step `{id}` sends personal data out: {list}"),
        );
        out.push(Diagnostic::new(RULE.code, span, message).at(id).help(Words::new(
            "kiểm tra bên nhận có quyền và thật sự cần; bỏ những gì không cần khỏi `send`",
            "check that the receiver may and must have it; take out of `send` what is not needed",
        )));
    }
}
