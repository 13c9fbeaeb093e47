//! M094 message-clash: two procedures wait for the same message and find the dossier by the same data.
//! A message that brings the code of its dossier is never in doubt.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};

/// Describes M094.
pub const RULE: Rule = Rule {
    code: Code::new("M094", "message-clash", Severity::Warning),
    explain: include_str!("m094_message_clash.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let own = &subject.definition.id.value;
    for step in &subject.definition.steps {
        let Some(message) = step.receive().and_then(|receive| receive.message.as_ref()) else { continue };
        let (Some(name), Some(key)) = (&message.name, &message.key) else { continue };
        let mut others = subject.awaited.iter().filter(|other| other.procedure != *own);
        let Some(other) = others.find(|other| other.name == name.value && other.key == key.value) else { continue };
        let (found, procedure) = (&name.value, &other.procedure);
        let message = Words::new(
            format!("thủ tục `{procedure}` cũng chờ tin `{found}` và tìm hồ sơ theo `{}`", key.value),
            format!("the procedure `{procedure}` too waits for `{found}`, and finds its dossier by `{}`", key.value),
        );
        out.push(
            Diagnostic::new(RULE.code, name.span, message)
                .at(&step.id.value)
                .label(Words::new("một tin có thể hợp với hai hồ sơ", "one message may fit two dossiers"))
                .help(Words::new(
                    "đặt tên tin riêng cho mỗi thủ tục, hoặc yêu cầu bên gửi ghi mã hồ sơ",
                    "give each procedure a name of its own, or have the sender state the code of the dossier",
                )),
        );
    }
}
