//! An open or parked step as it is shown everywhere: what it is, whose it is, until when, what is owed on it.
//! It knows no button.

use engine::{Activation, ActivationState, Actor, Bill};
use procedure::explain::Teller;
use program::{BillLine, Program, Work};
use schemars::JsonSchema;
use serde::Serialize;

use super::sight::{Named, Seen, Slack, Stamp, When};

/// An open or parked step.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OpenStep", title = "Bước đang mở")]
pub(super) struct Step {
    activation: u64,
    id: String,
    name: String,
    number: Option<u16>,
    /// `task`, `list`, `block`, `message`, `payment`, `job` or `wait`.
    #[schemars(extend("enum" = ["task", "list", "block", "message", "payment", "job", "wait"]))]
    kind: &'static str,
    round: u16,
    /// The block or list it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<u64>,
    /// The agency it is done for, one of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Named>,
    role: Option<Named>,
    /// Who has claimed it (sem 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<Named>,
    /// Who prepares it for the holder just now (sem 6.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    preparing: Option<Named>,
    opened_at: Stamp,
    due: Option<When>,
    slack: Option<Slack>,
    overdue: bool,
    parked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bill: Option<Owed>,
    /// Attempts of its job that are left after the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u8>,
}

/// A bill, in đồng.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Owed", title = "Số tiền phải nộp")]
pub(super) struct Owed {
    lines: Vec<Line>,
    due: i64,
    paid: i64,
    paid_at: Option<Stamp>,
}

/// One line of a bill, in đồng.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BillLine", title = "Dòng của khoản phải nộp")]
struct Line {
    /// Id of the fee; none where the dossier's data say the amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<String>,
    name: String,
    amount: i64,
}

/// Describes an open or parked step.
pub(super) fn step(seen: &Seen<'_>, activation: &Activation) -> Step {
    let program = &seen.dossier.compiled.program;
    let teller = seen.teller();
    let node = program.node(activation.node);
    let clock = activation.clock.as_ref();
    let preparing = activation.delegates.last().filter(|_| activation.delegated);
    Step {
        activation: activation.id.0,
        id: node.id.clone(),
        name: node.name.clone(),
        number: node.number,
        kind: kind(program, activation),
        round: activation.round,
        parent: Some(activation.place.parent.0).filter(|parent| *parent != 0),
        item: activation.item.as_ref().map(|item| Named::new(item.as_str(), &teller.agency(item))),
        role: activation.role.map(|role| program.role(role)).map(|role| Named::new(&role.id, &role.name)),
        holder: activation.holder.as_ref().map(|holder| person(&teller, holder)),
        preparing: preparing.map(|one| person(&teller, one)),
        opened_at: seen.stamp(activation.opened_at),
        due: clock.map(|clock| seen.due(clock.state.due)),
        slack: clock.and_then(|clock| seen.slack(clock.limit, &clock.state)),
        overdue: clock.is_some_and(|clock| clock.overdue || clock.state.due.is_past(seen.app.service.now())),
        parked: activation.state != ActivationState::Open,
        bill: activation.bill.as_ref().map(|bill| owed(seen, bill)),
        attempts_left: activation.job,
    }
}

fn kind(program: &Program, activation: &Activation) -> &'static str {
    match &program.node(activation.node).work {
        Work::Message(_) => "message",
        Work::Payment(_) => "payment",
        Work::Job(_) => "job",
        Work::Wait(_) => "wait",
        _ if activation.scope.as_ref().is_some_and(|scope| !scope.items.is_empty()) => "list",
        Work::Open(_) => "block",
        Work::None | Work::Submit { .. } | Work::Person(_) | Work::End(_) => "task",
    }
}

/// Names a person, by his post or account.
pub(super) fn person(teller: &Teller<'_>, actor: &Actor) -> Named {
    Named::new(actor.name().as_str(), &teller.actor(actor))
}

/// Describes a bill.
pub(super) fn owed(seen: &Seen<'_>, bill: &Bill) -> Owed {
    let (program, teller) = (&seen.dossier.compiled.program, seen.teller());
    let fee = |line: BillLine| match line {
        BillLine::Fee(ix) => Some(program.fees[ix.at()].id.clone()),
        BillLine::Amount(_) => None,
    };
    let line =
        |&(line, amount): &(BillLine, i64)| Line { fee: fee(line), name: teller.bill_line(line).to_owned(), amount };
    Owed {
        lines: bill.lines.iter().map(line).collect(),
        due: bill.due(),
        paid: bill.paid,
        paid_at: bill.paid_at.map(|at| seen.stamp(at)),
    }
}
