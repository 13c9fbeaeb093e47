//! M171 paper-not-demanded: a path reaches an approving end, and an officer's paper was demanded nowhere on it.
//! A paper that no button asks at all is M145.

use program::DocumentIx;
use source::{Code, Diagnostic, Severity, Words};

use super::m150_clock_never_stops::ends;
use super::{Check, Rule, Subject};
use crate::compiler::askers;
use crate::compiler::paths::{Goal, Paths, written};
use crate::files::{DocumentDef, EndResult};
use crate::guard::Slot;

/// Describes M171.
pub const RULE: Rule = Rule {
    code: Code::new("M171", "paper-not-demanded", Severity::Warning),
    explain: include_str!("m171_paper_not_demanded.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let paths = Paths::new(definition, subject.outline, subject.guards);
    let asked = |id: &str| askers(definition).flat_map(|asker| asker.ask).any(|name| name.value == id);
    for (ix, document) in (0..).map(DocumentIx).zip(&definition.documents) {
        let known = document.by.as_ref().is_some_and(|by| definition.role(&by.value).is_some());
        if !known || document.optional || !asked(&document.id.value) {
            continue;
        }
        let Some(mark) = written(definition, Slot::Paper(ix)) else { continue };
        let last = |hop: &_| ends(definition, hop, EndResult::Approved);
        let found = paths.find(&Goal { last: &last, claims: &[mark.lacks()] });
        out.extend(found.map(|path| report(document, &path.to_string())));
    }
}

fn report(document: &DocumentDef, path: &str) -> Diagnostic {
    let id = &document.id.value;
    let message = Words::new(
        format!("hồ sơ có thể giải quyết xong mà chưa ai đưa vào `{id}`"),
        format!("the dossier can be settled without anyone adding `{id}`"),
    );
    Diagnostic::new(RULE.code, document.id.span, message)
        .at(format!("documents.{id}"))
        .label(Words::new(format!("không được hỏi khi đi: {path}"), format!("not demanded on: {path}")))
        .help(Words::new(
            format!("thêm `ask: [{id}]` vào một nút trên đường này, hoặc khai `optional: true`"),
            format!("add `ask: [{id}]` to a button on this path, or declare `optional: true`"),
        ))
}
