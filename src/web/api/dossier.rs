//! `GET /dossiers/{code}`: where a dossier stands.

use axum::extract::State;
use axum::response::Response;
use calendar::Phase;
use engine::{Incident, LegVerdict, LegalClock, Life};
use procedure::explain::{end_words, incident_repair, status_name};
use program::RuleIx;
use schemars::JsonSchema;
use serde::Serialize;

use super::receipt::versioned;
use super::request::At;
use super::route::Route;
use super::sight::{Named, Seen, Slack, Stamp, When, consulted};
use super::step::{Step, step};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::reach::Reach;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/dossiers/{code}", show)
            .says(
                "showDossier",
                "Hồ sơ đang ở đâu",
                "Shows where a dossier stands; its ETag is what acts name as If-Match.",
            )
            .shows::<Shape>(),
    ]
}

/// Where a dossier stands.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Dossier", title = "Hồ sơ")]
struct Shape {
    code: String,
    version: u64,
    procedure: Named,
    program: String,
    status: Status,
    /// Where it stands on further axes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    axes: Vec<OnAxis>,
    submitted_at: Stamp,
    applicant: String,
    #[schemars(extend("enum" = ["truc_tuyen", "truc_tiep", "buu_chinh"]))]
    channel: &'static str,
    case: Option<Named>,
    agency: Named,
    receiving: Named,
    steps: Vec<Step>,
    clock: Option<Clock>,
    held: bool,
    /// Since when it is suspended on a ground in law (sem 3.38).
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_at: Option<Stamp>,
    /// Since when it is halted for a fault; time runs on (sem 8.8).
    #[serde(skip_serializing_if = "Option::is_none")]
    halted_at: Option<Stamp>,
    supplements: u16,
    end: Option<End>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incidents: Vec<Trouble>,
}

/// A status on a further axis.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AxisStatus", title = "Trạng thái riêng")]
struct OnAxis {
    axis: String,
    code: String,
    name: String,
}

/// A national status.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Status", title = "Trạng thái hồ sơ")]
pub(super) struct Status {
    #[schemars(range(min = 1, max = 10))]
    code: u8,
    name: &'static str,
}

/// The clock of the dossier itself.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "DossierClock", title = "Thời hạn giải quyết hồ sơ")]
struct Clock {
    #[schemars(extend("enum" = ["running", "paused", "stopped"]))]
    state: &'static str,
    started_at: Stamp,
    original_due: When,
    due: When,
    slack: Option<Slack>,
    paused_at: Option<Stamp>,
    overdue_at: Option<Stamp>,
    stopped_at: Option<Stamp>,
    #[schemars(extend("enum" = ["early", "on_time", "overdue", "silent", null]))]
    verdict: Option<&'static str>,
}

/// How the dossier has ended.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "End", title = "Kết thúc hồ sơ")]
struct End {
    step: String,
    #[schemars(extend("enum" = ["approved", "rejected", "refused", "withdrawn", "expired", "stopped"]))]
    result: &'static str,
    words: &'static str,
    at: Stamp,
}

/// An open incident.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Incident", title = "Sự cố")]
pub(super) struct Trouble {
    id: u64,
    #[schemars(extend("enum" = ["guard_missing", "guard_arithmetic", "guard_limit", "no_branch", "rounds_exhausted", "step_limit", "job_failed", "job_error", "join_slot_filled", "items_limit", "message_ambiguous", "quiescent", "calendar_gap"]))]
    kind: &'static str,
    /// What has happened, in words.
    words: String,
    /// What an operator can do about it, in words.
    repair: &'static str,
    detail: String,
    at: Stamp,
    attempt: u16,
    activation: Option<u64>,
    /// True if what it is about stands still until it is repaired.
    blocks: bool,
}

/// Answers with the state, its version as `ETag`.
pub(super) async fn show(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Response, Fault> {
    let seen = consulted(&app, &who.actor, lang, &code).await?;
    Ok(versioned(seen.dossier.row.version, shape(&seen)))
}

fn shape(seen: &Seen<'_>) -> Shape {
    let (row, instance) = (&seen.dossier.row, &seen.dossier.instance);
    let program = &seen.dossier.compiled.program;
    let teller = seen.teller();
    let filing = &instance.filing;
    let clock = instance.clock(RuleIx(0));
    let works = seen.is_post() && seen.reach == Reach::Whole;
    let incidents = if works { instance.incidents.as_slice() } else { &[] };
    Shape {
        code: row.code.clone(),
        version: row.version,
        procedure: Named::new(&program.id, &program.name),
        program: program.version(),
        status: status(instance.status, seen.lang),
        axes: axes(seen),
        submitted_at: seen.stamp(instance.submitted_at),
        applicant: filing.applicant.to_string(),
        channel: filing.channel.id(),
        case: filing.case.and_then(|case| program.cases.get(case.at())).map(|case| Named::new(&case.id, &case.name)),
        agency: Named::new(filing.competent.as_str(), &teller.agency(&filing.competent)),
        receiving: Named::new(filing.receiving.as_str(), &teller.agency(&filing.receiving)),
        steps: instance.activations.iter().filter(|one| seen.shows(one)).map(|one| step(seen, one)).collect(),
        clock: clock.map(|clock| told(seen, clock)),
        held: clock.is_some_and(|clock| matches!(clock.state.phase, Phase::Paused { .. })),
        suspended_at: instance.suspended.map(|at| seen.stamp(at)),
        halted_at: instance.halted.map(|at| seen.stamp(at)),
        supplements: instance.supplements,
        end: end(seen),
        incidents: incidents.iter().map(|incident| trouble(seen, incident)).collect(),
    }
}

fn axes(seen: &Seen<'_>) -> Vec<OnAxis> {
    let axes = seen.dossier.compiled.program.axes.iter().zip(&seen.dossier.instance.axes);
    let on = axes.filter_map(|(axis, code)| Some((axis, axis.codes.get(usize::from((*code)?))?)));
    on.map(|(axis, (code, name))| OnAxis { axis: axis.id.clone(), code: code.clone(), name: name.clone() }).collect()
}

/// Names a national status.
pub(super) fn status(code: u8, lang: calendar::Lang) -> Status {
    Status { code, name: status_name(code, lang) }
}

fn told(seen: &Seen<'_>, clock: &LegalClock) -> Clock {
    let (state, paused_at) = match clock.state.phase {
        Phase::Running => ("running", None),
        Phase::Paused { since, .. } => ("paused", Some(seen.stamp(since))),
        Phase::Stopped => ("stopped", None),
    };
    Clock {
        state,
        started_at: seen.stamp(clock.started_at),
        original_due: seen.due(clock.original_due),
        due: seen.due(clock.state.due),
        slack: seen.slack(clock.limit, &clock.state),
        paused_at,
        overdue_at: clock.overdue.map(|(at, _)| seen.stamp(at)),
        stopped_at: clock.stopped_at.map(|at| seen.stamp(at)),
        verdict: clock.verdict.map(|verdict| LegVerdict::from(verdict).id()),
    }
}

fn end(seen: &Seen<'_>) -> Option<End> {
    match seen.dossier.instance.life {
        Life::Alive => None,
        Life::Ended { node, result, at } => Some(End {
            step: seen.dossier.compiled.program.node(node).id.clone(),
            result: result.id(),
            words: end_words(result, seen.lang),
            at: seen.stamp(at),
        }),
    }
}

/// Describes an incident.
pub(super) fn trouble(seen: &Seen<'_>, incident: &Incident) -> Trouble {
    let about = incident.activation.and_then(|id| seen.dossier.instance.activation(id)).map(|one| one.node);
    Trouble {
        id: incident.id.0,
        kind: incident.kind.id(),
        words: seen.teller().incident(incident.kind, about, &incident.detail),
        repair: incident_repair(incident.kind, seen.lang),
        detail: incident.detail.clone(),
        at: seen.stamp(incident.at),
        attempt: incident.attempt,
        activation: incident.activation.map(|activation| activation.0),
        blocks: incident.kind.blocks(),
    }
}
