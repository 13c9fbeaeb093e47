//! M044 unknown-ask: `ask` names nothing it may.
//! Whose question it is, is another rule's matter.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use super::{Check, Rule, Subject};
use crate::compiler::{Asked, BUILT_IN_ASKS, MESSAGE, asked, askers, fields};
use crate::files::Definition;

/// Describes M044.
pub const RULE: Rule = Rule {
    code: Code::new("M044", "unknown-ask", Severity::Error),
    explain: include_str!("m044_unknown_ask.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    for asker in askers(definition) {
        let step = asker.button.map(|(at, _)| &definition.steps[at]);
        let awaited = step.and_then(|step| step.receive()).is_some_and(|receive| receive.message.is_some());
        for name in asker.ask {
            match asked(definition, &name.value) {
                None => out.push(report(name, meant(definition, &name.value, awaited))),
                Some(Asked::Message) if !awaited => out.push(no_message(name)),
                Some(_) => {}
            }
        }
    }
}

fn no_message(name: &Spanned<String>) -> Diagnostic {
    let message = Words::new("`tin` chỉ hỏi được ở bước chờ tin", "only a step that waits for a message can ask `tin`");
    Diagnostic::new(RULE.code, name.span, message)
        .help(Words::new("hỏi trường của tờ khai hoặc giấy tờ", "ask a field of the form, or a paper"))
}

fn report(name: &Spanned<String>, meant: Option<String>) -> Diagnostic {
    let found = &name.value;
    let message = Words::new(
        format!("`ask` nhắc tới `{found}`, nhưng tờ khai và danh mục giấy tờ không có tên này"),
        format!("`ask` names `{found}`, which is neither a field of the form nor a paper"),
    );
    let diagnostic = Diagnostic::new(RULE.code, name.span, message);
    match meant {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(name.span, near),
        None => diagnostic.help(Words::new(
            "viết `phần.trường` của tờ khai, mã giấy tờ, hoặc `ly_do`, `noi_dung`, `ghi_chu`",
            "write `section.field`, the id of a paper, or `ly_do`, `noi_dung`, `ghi_chu`",
        )),
    }
}

/// Finds what was meant: the whole message, a field named without its section, else the nearest name.
fn meant(definition: &Definition, found: &str, awaited: bool) -> Option<String> {
    if awaited && found.split_once('.').is_some_and(|(root, _)| root == MESSAGE) {
        return Some(MESSAGE.to_owned());
    }
    let bare = fields(definition).find(|one| one.field.id.value == found).map(|one| one.path());
    let paths = fields(definition).map(|one| one.path());
    let documents = definition.documents.iter().map(|document| document.id.value.clone());
    let known: Vec<String> = paths.chain(documents).chain(BUILT_IN_ASKS.iter().map(|id| (*id).to_owned())).collect();
    bare.or_else(|| nearest(found, known.iter().map(String::as_str)).map(str::to_owned))
}
