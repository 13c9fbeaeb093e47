//! What other systems are told of a recorded fact: its type, and what it is about. Who acted and what was filled in is
//! not told; whoever needs that reads the dossier.

use calendar::Zone;
use engine::{Activation, ActivationId, Event, Filing, LegVerdict};
use program::{NodeIx, Program};
use schemars::JsonSchema;
use serde::Serialize;

use super::sight::When;
use crate::clocks::act_id;

/// What a fact is about; each type has some of the members.
#[derive(Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "EventData", title = "Nội dung sự kiện")]
pub(super) struct Data {
    /// The version of the dossier since the fact; what happened together has the same.
    version: u64,
    /// Id of the procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<String>,
    /// Id of the agency that settles the dossier, or that the step lies with.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    /// Id of the agency that received the dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    receiving: Option<String>,
    /// Id of the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// Id of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    /// National status, 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u8>,
    /// Number of the activation within the dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    activation: Option<u64>,
    /// Id of the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    /// Id of the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Id of the agency it is done for, one of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// Id of the button.
    #[serde(skip_serializing_if = "Option::is_none")]
    button: Option<String>,
    /// True if silence pressed the button.
    #[serde(skip_serializing_if = "Option::is_none")]
    silent: Option<bool>,
    /// Whether it was in time: `early`, `on_time`, `overdue` or `silent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// Id of the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<String>,
    /// What was done to the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'static str>,
    /// The due since.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<When>,
    /// Id of the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    /// Ids of the results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    results: Vec<String>,
    /// The payment's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    /// How much, in đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    /// True for a ground in law, false for a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    legally: Option<bool>,
    /// Number of the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<u64>,
    /// Kind of the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// How the dossier ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
}

/// Tells a fact of a dossier: its type, and what it is about; none if it is nobody's matter outside.
pub(super) fn told(program: &Program, zone: Zone, version: u64, event: &Event) -> Option<(&'static str, Data)> {
    let (kind, data) = of_dossier(program, event)
        .or_else(|| of_step(program, zone, event))
        .or_else(|| of_clock(program, zone, event))
        .or_else(|| of_money(program, event))?;
    Some((kind, Data { version, ..data }))
}

fn of_dossier(program: &Program, event: &Event) -> Option<(&'static str, Data)> {
    let none = Data::default();
    Some(match event {
        Event::Submitted { filing, .. } => ("vn.motcua.dossier.submitted.v1", filed(program, filing)),
        Event::StatusSet { status } => ("vn.motcua.dossier.status-changed.v1", Data { status: Some(*status), ..none }),
        Event::CaseChanged { case } => {
            let case = program.cases.get(case.at()).map(|case| case.id.clone());
            ("vn.motcua.dossier.case-changed.v1", Data { case, ..none })
        }
        Event::Suspended { legally } => ("vn.motcua.dossier.suspended.v1", Data { legally: Some(*legally), ..none }),
        Event::Resumed { legally } => ("vn.motcua.dossier.resumed.v1", Data { legally: Some(*legally), ..none }),
        Event::Ended { node, result } => {
            let data = Data { step: id(program, *node), result: Some(result.id()), ..none };
            ("vn.motcua.dossier.ended.v1", data)
        }
        Event::IncidentRaised { id, kind, activation, .. } => {
            let activation = activation.map(|activation| activation.0);
            let data = Data { incident: Some(id.0), kind: Some(kind.id()), activation, ..none };
            ("vn.motcua.incident.raised.v1", data)
        }
        Event::IncidentClosed { id } => ("vn.motcua.incident.closed.v1", Data { incident: Some(id.0), ..none }),
        _ => return None,
    })
}

fn filed(program: &Program, filing: &Filing) -> Data {
    let case = filing.case.and_then(|case| program.cases.get(case.at()));
    Data {
        procedure: Some(program.id.clone()),
        agency: Some(filing.competent.to_string()),
        receiving: Some(filing.receiving.to_string()),
        channel: Some(filing.channel.id()),
        case: case.map(|case| case.id.clone()),
        ..Data::default()
    }
}

fn of_step(program: &Program, zone: Zone, event: &Event) -> Option<(&'static str, Data)> {
    Some(match event {
        Event::Opened { activation, .. } => ("vn.motcua.step.opened.v1", opened(program, zone, activation)),
        Event::Completed { id: activation, button, silence, verdict, .. } => {
            let pressed = button.map(|button| program.action(button.node, button.action).id.clone());
            let step = button.and_then(|button| id(program, button.node));
            let verdict = verdict.map(LegVerdict::id);
            let data = Data { step, button: pressed, silent: Some(*silence), verdict, ..about(*activation) };
            ("vn.motcua.step.completed.v1", data)
        }
        Event::Cancelled { id, verdict, .. } => {
            ("vn.motcua.step.cancelled.v1", Data { verdict: verdict.map(LegVerdict::id), ..about(*id) })
        }
        Event::StepOverdue { id, .. } => ("vn.motcua.step.overdue.v1", about(*id)),
        Event::AnsweredLate { id: activation, button, .. } => {
            let pressed = Some(program.action(button.node, button.action).id.clone());
            let data = Data { step: id(program, button.node), button: pressed, ..about(*activation) };
            ("vn.motcua.step.answered-late.v1", data)
        }
        Event::Printed { letter, activation, .. } => {
            let letter = program.letters.get(usize::from(letter.0)).map(|letter| letter.id.clone());
            let activation = activation.map(|activation| activation.0);
            ("vn.motcua.letter.printed.v1", Data { letter, activation, ..Data::default() })
        }
        Event::Signed { result, activation } => {
            let results = vec![program.results[result.at()].id.clone()];
            ("vn.motcua.result.signed.v1", Data { results, ..about(*activation) })
        }
        Event::Returned { results, activation } => {
            let results = results.iter().map(|result| program.results[result.at()].id.clone()).collect();
            ("vn.motcua.result.returned.v1", Data { results, ..about(*activation) })
        }
        _ => return None,
    })
}

fn opened(program: &Program, zone: Zone, activation: &Activation) -> Data {
    Data {
        step: id(program, activation.node),
        role: activation.role.map(|role| program.role(role).id.clone()),
        agency: activation.agency.as_ref().map(ToString::to_string),
        item: activation.item.as_ref().map(ToString::to_string),
        due: activation.clock.as_ref().map(|clock| When::of(zone, clock.state.due)),
        ..about(activation.id)
    }
}

fn of_clock(program: &Program, zone: Zone, event: &Event) -> Option<(&'static str, Data)> {
    let none = Data::default();
    Some(match event {
        Event::ClockChanged { clock, act, state, verdict, .. } => {
            let due = Some(When::of(zone, state.due));
            let verdict = verdict.map(|verdict| LegVerdict::from(verdict).id());
            let clock = Some(program.clocks[clock.at()].id.clone());
            ("vn.motcua.clock.changed.v1", Data { clock, act: Some(act_id(*act)), due, verdict, ..none })
        }
        Event::ClockOverdue { clock, due } => {
            let due = Some(When::of(zone, *due));
            let clock = Some(program.clocks[clock.at()].id.clone());
            ("vn.motcua.clock.overdue.v1", Data { clock, due, ..none })
        }
        _ => return None,
    })
}

fn of_money(program: &Program, event: &Event) -> Option<(&'static str, Data)> {
    let sum = |lines: &[(program::BillLine, i64)]| lines.iter().map(|(_, amount)| amount).sum::<i64>();
    Some(match event {
        Event::FeesAssessed { node, lines, .. } => {
            let data = Data { step: id(program, *node), amount: Some(sum(lines)), ..Data::default() };
            ("vn.motcua.payment.assessed.v1", data)
        }
        Event::Paid { id, payment, lines, surplus, .. } => {
            let (payment, amount) = (Some(payment.to_string()), Some(sum(lines) + surplus));
            ("vn.motcua.payment.received.v1", Data { payment, amount, ..about(*id) })
        }
        Event::PaidLate { payment, amount, .. } => {
            let data = Data { payment: Some(payment.to_string()), amount: Some(*amount), ..Data::default() };
            ("vn.motcua.payment.received-late.v1", data)
        }
        _ => return None,
    })
}

fn about(activation: ActivationId) -> Data {
    Data { activation: Some(activation.0), ..Data::default() }
}

fn id(program: &Program, node: NodeIx) -> Option<String> {
    Some(program.node(node).id.clone())
}
