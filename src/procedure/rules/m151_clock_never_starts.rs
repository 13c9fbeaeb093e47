//! M151 clock-never-starts: a path reaches an approving end, and no event of `from` happened on it.
//! Without `from` there is nothing to judge; that is M051. A further clock may time a part of the course only: it is
//! judged by the paths on which its `to` happens, and not at all without one.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::m150_clock_never_stops::{ends, events_span};
use super::{Check, Rule, Subject};
use crate::compiler::paths::{Claim, Events, Goal, Mark, Paths};
use crate::files::{Definition, EndResult};

/// Describes M151.
pub const RULE: Rule = Rule {
    code: Code::new("M151", "clock-never-starts", Severity::Warning),
    explain: include_str!("m151_clock_never_starts.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let paths = Paths::new(definition, subject.outline, subject.guards);
    out.extend(unstarted(definition, &paths, "deadline", Events::From, &[]));
    for (n, clock) in definition.clocks.iter().enumerate() {
        // A path does not say of which case or channel it is.
        if clock.cases.is_empty() && clock.channels.is_empty() && !clock.deadline.to.is_empty() {
            let stopped = [Mark::Happened(Events::Stops(n)).holds()];
            out.extend(unstarted(definition, &paths, &clock.id.value, Events::Starts(n), &stopped));
        }
    }
}

/// Reports a path to an approval on which a clock does not start, although some claims hold.
fn unstarted(
    definition: &Definition,
    paths: &Paths<'_>,
    clock: &str,
    starts: Events,
    claims: &[Claim],
) -> Option<Diagnostic> {
    if !paths.all_exist(starts) {
        return None;
    }
    let claims: Vec<Claim> = std::iter::once(Mark::Happened(starts).lacks()).chain(claims.iter().copied()).collect();
    let path = paths.find(&Goal { last: &|hop| ends(definition, hop, EndResult::Approved), claims: &claims })?;
    let end = path.hops.last()?.to;
    Some(report(clock, events_span(starts.of(definition)), &path.to_string(), &definition.steps[end].id))
}

fn report(clock: &str, from: Span, path: &str, end: &Spanned<String>) -> Diagnostic {
    let id = &end.value;
    let message = match clock {
        "deadline" => Words::new(
            format!("hồ sơ có thể giải quyết xong ở `{id}` mà thời hạn chưa từng bắt đầu"),
            format!("the dossier can be settled at `{id}` without its clock ever starting"),
        ),
        clock => Words::new(
            format!("hồ sơ có thể giải quyết xong ở `{id}` mà thời hạn `{clock}` chưa từng bắt đầu"),
            format!("the dossier can be settled at `{id}` without the clock `{clock}` ever starting"),
        ),
    };
    Diagnostic::new(RULE.code, from, message)
        .at(clock)
        .label(Words::new(format!("không có việc nào ở đây khi đi: {path}"), format!("none of these on: {path}")))
        .related(end.span, Words::new("kết thúc ở đây", "it ends here"))
        .help(Words::new(
            "thêm vào `from` việc bắt đầu tính trên đường này, như `bước.nút`",
            "add to `from` the event that starts it on this path, as `step.button`",
        ))
}
