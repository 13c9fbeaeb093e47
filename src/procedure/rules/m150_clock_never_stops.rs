//! M150 clock-never-stops: a path reaches an end with a decision, and no event of `to` happened on it.
//! A path on which the clock never started is M151, not this. A further clock may time a part of the course only: it is
//! judged by paths to an approval.

use source::{Code, Diagnostic, Severity, Span, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::paths::{Claim, Events, Goal, Hop, Mark, Paths};
use crate::files::{DeadlineDef, Definition, EndResult, EventRef};

/// Describes M150.
pub const RULE: Rule = Rule {
    code: Code::new("M150", "clock-never-stops", Severity::Warning),
    explain: include_str!("m150_clock_never_stops.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let paths = Paths::new(definition, subject.outline, subject.guards);
    out.extend(dossier(subject, &paths));
    out.extend((0..definition.clocks.len()).filter_map(|n| further(subject, &paths, n)));
}

fn dossier(subject: &Subject<'_>, paths: &Paths<'_>) -> Option<Diagnostic> {
    let definition = subject.definition;
    if !paths.all_exist(Events::To) {
        return None;
    }
    let runs_on = Mark::Happened(Events::To).lacks();
    let started = Mark::Happened(Events::From).holds();
    let early = definition.deadline.as_ref().is_some_and(|clock| stops_too_early(subject, clock));
    let approved: &[Claim] = if early { &[started] } else { &[runs_on, started] };
    let kinds: [(EndResult, &[Claim]); 2] = [(EndResult::Approved, approved), (EndResult::Rejected, &[runs_on])];
    let found = kinds
        .iter()
        .find_map(|(result, claims)| paths.find(&Goal { last: &|hop| ends(definition, hop, *result), claims }));
    let (path, end) = found.and_then(|path| Some((path.to_string(), path.hops.last()?.to)))?;
    Some(report("deadline", events_span(Events::To.of(definition)), early, &path, &definition.steps[end].id))
}

fn further(subject: &Subject<'_>, paths: &Paths<'_>, n: usize) -> Option<Diagnostic> {
    let definition = subject.definition;
    let stops = Events::Stops(n);
    if !paths.all_exist(stops) {
        return None;
    }
    let early = stops_too_early(subject, &definition.clocks[n].deadline);
    let (started, runs_on) = (Mark::Happened(Events::Starts(n)).holds(), Mark::Happened(stops).lacks());
    let claims: &[Claim] = if early { &[started] } else { &[started, runs_on] };
    let path = paths.find(&Goal { last: &|hop| ends(definition, hop, EndResult::Approved), claims })?;
    let end = path.hops.last()?.to;
    let at = &definition.clocks[n].id.value;
    Some(report(at, events_span(stops.of(definition)), early, &path.to_string(), &definition.steps[end].id))
}

/// Tells whether every event of `to` lies before the start of the clock: it stops nothing then.
fn stops_too_early(subject: &Subject<'_>, clock: &DeadlineDef) -> bool {
    let Some(after) = subject.after(clock) else { return false };
    let early = |event: &EventRef| subject.outline.find(&event.step).is_some_and(|at| !after[at]);
    clock.to.iter().all(|event| early(&event.value))
}

/// Tells whether a hop leads to an end of the dossier of this kind.
pub(super) fn ends(definition: &Definition, hop: &Hop, result: EndResult) -> bool {
    definition.steps[hop.to].end().and_then(|end| end.result.as_ref()).is_some_and(|of| of.value == result)
}

/// Covers a list of events.
pub(super) fn events_span(events: &[Spanned<EventRef>]) -> Span {
    let spans = events.iter().map(|event| event.span);
    spans.reduce(Span::to).unwrap_or_default()
}

fn report(at: &str, to: Span, early: bool, path: &str, end: &Spanned<String>) -> Diagnostic {
    let id = &end.value;
    let label = match early {
        true => Words::new(
            format!("những việc này xảy ra khi thời hạn chưa bắt đầu: {path}"),
            format!("these happen before the clock starts: {path}"),
        ),
        false => Words::new(format!("không có việc nào ở đây khi đi: {path}"), format!("none of these on: {path}")),
    };
    let message = match at {
        "deadline" => Words::new(
            format!("hồ sơ có thể kết thúc ở `{id}` khi thời hạn giải quyết còn chạy"),
            format!("the dossier can end at `{id}` while its clock still runs"),
        ),
        clock => Words::new(
            format!("hồ sơ có thể kết thúc ở `{id}` khi thời hạn `{clock}` còn chạy"),
            format!("the dossier can end at `{id}` while the clock `{clock}` still runs"),
        ),
    };
    Diagnostic::new(RULE.code, to, message)
        .at(at)
        .label(label)
        .related(end.span, Words::new("kết thúc ở đây", "it ends here"))
        .help(Words::new(
            "thêm vào `to` việc làm cho kết quả có trên đường này, như `bước.nút`",
            "add to `to` the event by which the result exists on this path, as `step.button`",
        ))
}
