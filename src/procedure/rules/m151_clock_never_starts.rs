//! M151 clock-never-starts: a path reaches an approving end, and no event of `from` happened on it.
//! Without `from` there is nothing to judge; that is M051.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::m150_clock_never_stops::{ends, events_span};
use super::{Check, Rule, Subject};
use crate::compiler::paths::{Events, Goal, Mark, Paths};
use crate::files::EndResult;

/// Describes M151.
pub const RULE: Rule = Rule {
    code: Code::new("M151", "clock-never-starts", Severity::Warning),
    explain: include_str!("m151_clock_never_starts.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let paths = Paths::new(definition, subject.outline, subject.guards);
    if !paths.all_exist(Events::From) {
        return;
    }
    let claims = [Mark::Happened(Events::From).lacks()];
    let found = paths.find(&Goal { last: &|hop| ends(definition, hop, EndResult::Approved), claims: &claims });
    if let Some((path, end)) = found.and_then(|path| Some((path.to_string(), path.hops.last()?.to))) {
        out.push(report(events_span(Events::From.of(definition)), &path, &definition.steps[end].id));
    }
}

fn report(from: Span, path: &str, end: &Spanned<String>) -> Diagnostic {
    let id = &end.value;
    let message = Words::new(
        format!("hồ sơ có thể giải quyết xong ở `{id}` mà thời hạn chưa từng bắt đầu"),
        format!("the dossier can be settled at `{id}` without its clock ever starting"),
    );
    Diagnostic::new(RULE.code, from, message)
        .at("deadline")
        .label(Words::new(format!("không có việc nào ở đây khi đi: {path}"), format!("none of these on: {path}")))
        .related(end.span, Words::new("kết thúc ở đây", "it ends here"))
        .help(Words::new(
            "thêm vào `from` việc tiếp nhận trên đường này, như `bước.nút`",
            "add to `from` the reception on this path, as `step.button`",
        ))
}
