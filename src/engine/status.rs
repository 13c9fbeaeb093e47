//! Statuses: the national one (axis `quoc_gia`, `language.md` b7), where 10 is never left, and further axes.

use calendar::Phase;
use program::{Effects, EndResult, NodeIx, RuleIx, Statuses, Work};

use crate::Event;
use crate::turn::Turn;

const FILED: u8 = 1;
const RECEIVED: u8 = 2;
const PROCESSING: u8 = 4;
const SUPPLEMENT: u8 = 5;
const PAYMENT: u8 = 6;
const DONE: u8 = 9;
const RETURNED: u8 = 10;
const DOSSIER: RuleIx = RuleIx(0);

/// Sets the status a completed step leaves behind.
pub(crate) fn after_act(turn: &mut Turn<'_>, node: NodeIx, own: &Statuses, returns: bool, effects: &Effects) {
    let resumed = asks_the_applicant(turn, node).is_some().then(|| resumed(turn));
    let by_default = if returns { Some(RETURNED) } else { by_clock(turn, effects).or(resumed) };
    set(turn, own.national.or(by_default));
    set_axes(turn, own);
}

/// Sets the status of an event that is no act: the filing, a step skipped, a block over.
pub(crate) fn after_pass(turn: &mut Turn<'_>, effects: &Effects) {
    let status = by_clock(turn, effects);
    set(turn, status);
}

/// Sets the status after what was open was taken away: by an `anytime` act, or by its timeout.
pub(crate) fn after_interrupt(turn: &mut Turn<'_>, own: &Statuses, effects: &Effects) {
    let still = turn.instance.open().any(|open| asks_the_applicant(turn, open.node).is_some());
    let waiting = matches!(turn.instance.status, SUPPLEMENT | PAYMENT) && !still;
    let resumed = waiting.then(|| resumed(turn));
    let status = own.national.or(by_clock(turn, effects)).or(resumed);
    set(turn, status);
    set_axes(turn, own);
}

/// Sets the status of a step that opens; what is paid already asks for nothing.
pub(crate) fn at_opening(turn: &mut Turn<'_>, node: NodeIx, is_paid: bool, reopened: bool) {
    let program = turn.program;
    let step = program.node(node);
    let office = program.role_of(node).is_some_and(|role| !program.role(role).applicant);
    let by_default = match asks_the_applicant(turn, node).filter(|_| !is_paid) {
        Some(status) => Some(status),
        None if reopened => Some(PROCESSING),
        None if turn.instance.status == RECEIVED && office => Some(PROCESSING),
        None => None,
    };
    set(turn, step.status.national.or(by_default));
    set_axes(turn, &step.status);
}

/// Returns the status of a step in which the applicant owes papers or money.
fn asks_the_applicant(turn: &Turn<'_>, node: NodeIx) -> Option<u8> {
    match &turn.program.node(node).work {
        Work::Person(person) => person.supplement.map(|_| SUPPLEMENT),
        Work::Payment(payment) => turn.program.role(payment.role).applicant.then_some(PAYMENT),
        _ => None,
    }
}

/// Sets the status of a filed dossier.
pub(crate) fn at_filing(turn: &mut Turn<'_>) {
    set(turn, Some(FILED));
}

/// Sets the status of an end.
pub(crate) fn at_end(turn: &mut Turn<'_>, result: EndResult) {
    set(turn, result.status());
}

/// Returns the status an event in `from` or `to` of the dossier's clock sets.
fn by_clock(turn: &Turn<'_>, effects: &Effects) -> Option<u8> {
    let stopped = turn.instance.clock(DOSSIER).is_some_and(|clock| clock.state.phase == Phase::Stopped);
    if stopped && effects.stops.contains(&DOSSIER) {
        Some(DONE)
    } else if effects.starts.contains(&DOSSIER) && turn.instance.status < RECEIVED {
        Some(RECEIVED)
    } else {
        None
    }
}

fn resumed(turn: &Turn<'_>) -> u8 {
    if turn.instance.clock(DOSSIER).is_some() { PROCESSING } else { FILED }
}

fn set(turn: &mut Turn<'_>, status: Option<u8>) {
    let Some(status) = status else { return };
    let now = turn.instance.status;
    if status != now && now != RETURNED {
        turn.emit(Event::StatusSet { status });
    }
}

fn set_axes(turn: &mut Turn<'_>, statuses: &Statuses) {
    for &(axis, code) in &statuses.axes {
        if turn.instance.axes[axis.at()] != Some(code) {
            turn.emit(Event::AxisSet { axis, code });
        }
    }
}
