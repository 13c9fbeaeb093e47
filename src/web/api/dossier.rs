//! `GET /dossiers/{code}`: where a dossier stands.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use calendar::Phase;
use engine::{Activation, ActivationState, Incident, LegVerdict, LegalClock, Life};
use procedure::explain::{end_words, status_name};
use program::RuleIx;
use serde::Serialize;

use super::request::{At, tag};
use super::sight::{Named, Seen, Slack, When, find};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    code: String,
    version: u64,
    procedure: Named,
    program: String,
    status: Status,
    submitted_at: String,
    applicant: String,
    channel: &'static str,
    case: Option<Named>,
    agency: Named,
    receiving: Named,
    steps: Vec<Step>,
    clock: Option<Clock>,
    held: bool,
    supplements: u16,
    end: Option<End>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incidents: Vec<Trouble>,
}

/// A national status.
#[derive(Serialize)]
pub(super) struct Status {
    code: u8,
    name: &'static str,
}

/// An open or parked step.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    activation: u64,
    id: String,
    name: String,
    number: Option<u16>,
    round: u16,
    role: Option<Named>,
    opened_at: String,
    due: Option<When>,
    slack: Option<Slack>,
    overdue: bool,
    parked: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Clock {
    state: &'static str,
    started_at: String,
    original_due: When,
    due: When,
    slack: Option<Slack>,
    paused_at: Option<String>,
    overdue_at: Option<String>,
    stopped_at: Option<String>,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
struct End {
    step: String,
    result: &'static str,
    words: &'static str,
    at: String,
}

#[derive(Serialize)]
struct Trouble {
    id: u64,
    kind: &'static str,
    detail: String,
    at: String,
    attempt: u16,
    activation: Option<u64>,
}

/// Answers with the state, its version as `ETag`.
pub(super) async fn show(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Response, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let etag = tag(seen.dossier.row.version);
    Ok(([(header::ETAG, etag)], Json(shape(&seen))).into_response())
}

fn shape(seen: &Seen<'_>) -> Shape {
    let (row, instance) = (&seen.dossier.row, &seen.dossier.instance);
    let program = &seen.dossier.compiled.program;
    let teller = seen.teller();
    let filing = &instance.filing;
    let clock = instance.clock(RuleIx(0));
    let incidents = if seen.is_post() { instance.incidents.as_slice() } else { &[] };
    Shape {
        code: row.code.clone(),
        version: row.version,
        procedure: Named::new(&program.id, &program.name),
        program: program.version(),
        status: status(instance.status, seen.lang),
        submitted_at: seen.stamp(instance.submitted_at),
        applicant: filing.applicant.to_string(),
        channel: filing.channel.id(),
        case: filing.case.and_then(|case| program.cases.get(case.at())).map(|case| Named::new(&case.id, &case.name)),
        agency: Named::new(filing.competent.as_str(), &teller.agency(&filing.competent)),
        receiving: Named::new(filing.receiving.as_str(), &teller.agency(&filing.receiving)),
        steps: instance.activations.iter().map(|one| step(seen, one)).collect(),
        clock: clock.map(|clock| told(seen, clock)),
        held: clock.is_some_and(|clock| matches!(clock.state.phase, Phase::Paused { .. })),
        supplements: instance.supplements,
        end: end(seen),
        incidents: incidents.iter().map(|incident| trouble(seen, incident)).collect(),
    }
}

/// Names a national status.
pub(super) fn status(code: u8, lang: calendar::Lang) -> Status {
    Status { code, name: status_name(code, lang) }
}

/// Describes an open or parked step.
pub(super) fn step(seen: &Seen<'_>, activation: &Activation) -> Step {
    let program = &seen.dossier.compiled.program;
    let node = program.node(activation.node);
    let clock = activation.clock.as_ref();
    Step {
        activation: activation.id.0,
        id: node.id.clone(),
        name: node.name.clone(),
        number: node.number,
        round: activation.round,
        role: activation.role.map(|role| program.role(role)).map(|role| Named::new(&role.id, &role.name)),
        opened_at: seen.stamp(activation.opened_at),
        due: clock.map(|clock| seen.due(clock.state.due)),
        slack: clock.and_then(|clock| seen.slack(clock.limit, &clock.state)),
        overdue: clock.is_some_and(|clock| clock.overdue || clock.state.due.is_past(seen.app.service.now())),
        parked: activation.state != ActivationState::Open,
    }
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

fn trouble(seen: &Seen<'_>, incident: &Incident) -> Trouble {
    Trouble {
        id: incident.id.0,
        kind: incident.kind.id(),
        detail: incident.detail.clone(),
        at: seen.stamp(incident.at),
        attempt: incident.attempt,
        activation: incident.activation.map(|activation| activation.0),
    }
}
