//! M044 unknown-ask: `ask` names nothing it may.
//! A message (`tin`) belongs to a later level and is refused as such.

use source::{Code, Diagnostic, Severity, Spanned, Words, nearest};

use super::{Check, Rule, Subject, m014_not_yet as m014};
use crate::compiler::{BUILT_IN_ASKS, asked, askers, fields};
use crate::files::Definition;
use crate::files::keys::Stage;

/// Describes M044.
pub const RULE: Rule = Rule {
    code: Code::new("M044", "unknown-ask", Severity::Error),
    explain: include_str!("m044_unknown_ask.md"),
    check: Check::Rule(check),
};

/// Root of the message that a receive task waits for.
const MESSAGE: &str = "tin";

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let names = askers(definition).flat_map(|asker| asker.ask);
    for name in names.filter(|name| asked(definition, &name.value).is_none()) {
        out.push(match name.value.as_str() {
            MESSAGE => m014::report(name, Stage::L2),
            _ => report(definition, name),
        });
    }
}

fn report(definition: &Definition, name: &Spanned<String>) -> Diagnostic {
    let found = &name.value;
    let message = Words::new(
        format!("`ask` nhắc tới `{found}`, nhưng tờ khai và danh mục giấy tờ không có tên này"),
        format!("`ask` names `{found}`, which is neither a field of the form nor a paper"),
    );
    let diagnostic = Diagnostic::new(RULE.code, name.span, message);
    match meant(definition, found) {
        Some(near) => diagnostic
            .help(Words::new(format!("có phải `{near}`?"), format!("did you mean `{near}`?")))
            .fix(name.span, near),
        None => diagnostic.help(Words::new(
            "viết `phần.trường` của tờ khai, mã giấy tờ, hoặc `ly_do`, `noi_dung`, `ghi_chu`",
            "write `section.field`, the id of a paper, or `ly_do`, `noi_dung`, `ghi_chu`",
        )),
    }
}

/// Finds what was meant: a field named without its section, else the nearest name.
fn meant(definition: &Definition, found: &str) -> Option<String> {
    let bare = fields(definition).find(|one| one.field.id.value == found).map(|one| one.path());
    let paths = fields(definition).map(|one| one.path());
    let documents = definition.documents.iter().map(|document| document.id.value.clone());
    let known: Vec<String> = paths.chain(documents).chain(BUILT_IN_ASKS.iter().map(|id| (*id).to_owned())).collect();
    bare.or_else(|| nearest(found, known.iter().map(String::as_str)).map(str::to_owned))
}
