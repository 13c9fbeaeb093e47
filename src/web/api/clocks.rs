//! `GET /dossiers/{code}/clocks`: every clock with its dues, every change of it, what is left, what holds it.

use axum::extract::State;
use axum::response::Response;
use calendar::Phase;
use engine::{LegVerdict, LegalClock};
use procedure::explain::{limit_words, outlook};
use schemars::JsonSchema;
use serde::Serialize;

use super::receipt::versioned;
use super::request::At;
use super::route::Route;
use super::sight::{Named, Seen, Slack, Stamp, When, find};
use crate::clocks::{Change, Told, told, what_id, what_words};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let words = "Shows every clock with its dues, every change of it, what is left, what holds it.";
    vec![
        Route::get("/dossiers/{code}/clocks", show)
            .says("showClocks", "Các thời hạn của hồ sơ", words)
            .shows::<Clocks>(),
    ]
}

/// The clocks of a dossier at its present version.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Clocks", title = "Các thời hạn của hồ sơ")]
pub(super) struct Clocks {
    version: u64,
    clocks: Vec<Clock>,
    /// Whether the dossier can still be finished in time; none while there is no due to keep.
    outlook: Option<Ahead>,
}

/// What is to be expected of a running dossier.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Outlook", title = "Dự kiến hoàn thành")]
struct Ahead {
    /// `in_time`, `at_risk` or `too_late`.
    #[schemars(extend("enum" = ["in_time", "at_risk", "too_late"]))]
    prospect: &'static str,
    /// True unless it is in time: flagged before any step is late.
    flagged: bool,
    /// When it is done if what is open takes until its own due.
    planned: Stamp,
    /// When it is done if what is open is done now.
    earliest: Stamp,
    words: String,
}

/// A clock of the dossier.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Clock", title = "Thời hạn")]
struct Clock {
    /// `ho_so` is the dossier's own.
    id: String,
    name: String,
    /// `not_started`, `running`, `paused` or `stopped`.
    #[schemars(extend("enum" = ["not_started", "running", "paused", "stopped"]))]
    state: &'static str,
    limit: Option<String>,
    legal: Vec<Named>,
    calendar: Named,
    started_at: Option<Stamp>,
    original_due: Option<When>,
    due: Option<When>,
    slack: Option<Slack>,
    paused_at: Option<Stamp>,
    /// Why it stands: steps that hold it, and whether a legal suspension does.
    held_by: HeldBy,
    overdue_at: Option<Stamp>,
    stopped_at: Option<Stamp>,
    #[schemars(extend("enum" = ["early", "on_time", "overdue", "silent", null]))]
    verdict: Option<&'static str>,
    changes: Vec<Line>,
}

/// What a clock stands for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HeldBy", title = "Lý do thời hạn dừng")]
struct HeldBy {
    steps: Vec<Holder>,
    suspension: bool,
}

/// A step that holds a clock.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HoldingStep", title = "Bước đang giữ thời hạn")]
struct Holder {
    activation: u64,
    #[serde(flatten)]
    step: Named,
}

/// One thing done to a clock.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ClockChange", title = "Thay đổi của thời hạn")]
struct Line {
    seq: u64,
    at: Stamp,
    #[schemars(extend("enum" = ["started", "held", "hold_added", "hold_ended", "released", "restarted", "extended", "recomputed", "case_changed", "stopped", "reopened"]))]
    act: &'static str,
    words: &'static str,
    author: String,
    /// Articles it rests on.
    articles: Vec<Named>,
    /// What was written as its ground.
    grounds: Vec<String>,
    /// The decree that changed the calendar, if that is why.
    #[serde(skip_serializing_if = "Option::is_none")]
    decree: Option<String>,
    due_before: Option<When>,
    due_after: When,
    /// The arithmetic in words; empty while the clock does not run.
    arithmetic: Vec<String>,
}

/// Shows the clocks.
pub(super) async fn show(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Response, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let log = app.service.history(&seen.dossier).await?;
    let found = told(&app.service, &seen.teller(), &seen.dossier, &log).await?;
    let clocks = found.iter().map(|told| clock(&seen, told)).collect();
    let version = seen.dossier.row.version;
    Ok(versioned(version, Clocks { version, clocks, outlook: ahead(&seen) }))
}

fn ahead(seen: &Seen<'_>) -> Option<Ahead> {
    let teller = seen.teller();
    let found = outlook(teller.program(), teller.library, &seen.dossier.instance, seen.app.service.now())?;
    Some(Ahead {
        prospect: found.prospect.id(),
        flagged: found.prospect.is_flagged(),
        planned: seen.stamp(found.planned.at),
        earliest: seen.stamp(found.least.at),
        words: teller.outlook(&found),
    })
}

fn clock(seen: &Seen<'_>, told: &Told<'_>) -> Clock {
    let program = &seen.dossier.compiled.program;
    let (described, rule) = (&program.clocks[told.rule.at()], &program.rules[told.rule.at()]);
    let clock = told.clock;
    let (state, paused_at) = match clock.map(|clock| clock.state.phase) {
        None => ("not_started", None),
        Some(Phase::Running) => ("running", None),
        Some(Phase::Paused { since, .. }) => ("paused", Some(seen.stamp(since))),
        Some(Phase::Stopped) => ("stopped", None),
    };
    let calendar = seen.teller().calendar(told.rule).text();
    Clock {
        id: described.id.clone(),
        name: rule.name.clone(),
        state,
        limit: clock.map(|clock| limit_words(rule.counting(clock.limit.entry), seen.lang)),
        legal: cited(seen, &rule.legal),
        calendar: Named::new(&calendar.id, &calendar.name),
        started_at: clock.map(|clock| seen.stamp(clock.started_at)),
        original_due: clock.map(|clock| seen.due(clock.original_due)),
        due: clock.map(|clock| seen.due(clock.state.due)),
        slack: clock.and_then(|clock: &LegalClock| seen.slack(clock.limit, &clock.state)),
        paused_at,
        held_by: held_by(seen, told),
        overdue_at: clock.and_then(|clock| clock.overdue).map(|(at, _)| seen.stamp(at)),
        stopped_at: clock.and_then(|clock| clock.stopped_at).map(|at| seen.stamp(at)),
        verdict: clock.and_then(|clock| clock.verdict).map(|verdict| LegVerdict::from(verdict).id()),
        changes: told.changes.iter().map(|change| line(seen, change)).collect(),
    }
}

fn held_by(seen: &Seen<'_>, told: &Told<'_>) -> HeldBy {
    let (program, instance) = (&seen.dossier.compiled.program, &seen.dossier.instance);
    let holders = told.held_by.iter().filter_map(|id| instance.activation(*id));
    let holder = |one: &engine::Activation| {
        let node = program.node(one.node);
        Holder { activation: one.id.0, step: Named::new(&node.id, &node.name) }
    };
    HeldBy { steps: holders.map(holder).collect(), suspension: instance.suspended.is_some() }
}

fn cited(seen: &Seen<'_>, articles: &[program::CiteIx]) -> Vec<Named> {
    let citations = &seen.dossier.compiled.program.citations;
    articles.iter().map(|ix| &citations[ix.at()]).map(|one| Named::new(&one.id, &one.text)).collect()
}

fn line(seen: &Seen<'_>, change: &Change) -> Line {
    Line {
        seq: change.seq,
        at: seen.stamp(change.at),
        act: what_id(change.what),
        words: what_words(change.what, seen.lang),
        author: seen.teller().author(&change.author),
        articles: cited(seen, &change.articles),
        grounds: change.grounds_for(seen.is_post()).map(|remark| remark.text.clone()).collect(),
        decree: change.decree.clone(),
        due_before: change.before.map(|due| seen.due(due)),
        due_after: seen.due(change.after),
        arithmetic: change.arithmetic.clone(),
    }
}
