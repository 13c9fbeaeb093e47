//! The national status (axis `quoc_gia`, `language.md` b7). 10 is never left.

use calendar::Phase;
use program::{Effects, EndResult, NodeIx, RuleIx};

use crate::Event;
use crate::turn::Turn;

const FILED: u8 = 1;
const RECEIVED: u8 = 2;
const PROCESSING: u8 = 4;
const SUPPLEMENT: u8 = 5;
const DONE: u8 = 9;
const RETURNED: u8 = 10;
const DOSSIER: RuleIx = RuleIx(0);

/// Sets the status a completed step leaves behind.
pub(crate) fn after_act(turn: &mut Turn<'_>, node: NodeIx, own: Option<u8>, returns: bool, effects: &Effects) {
    let supplement = turn.program.person(node).is_some_and(|person| person.supplement.is_some());
    let resumed = supplement.then(|| resumed(turn));
    let by_default = if returns { Some(RETURNED) } else { by_clock(turn, effects).or(resumed) };
    set(turn, own.or(by_default));
}

/// Sets the status of an event that is no act: the filing, a step skipped.
pub(crate) fn after_pass(turn: &mut Turn<'_>, effects: &Effects) {
    let status = by_clock(turn, effects);
    set(turn, status);
}

/// Sets the status after what was open was taken away: by an `anytime` act, or by its timeout.
pub(crate) fn after_interrupt(turn: &mut Turn<'_>, own: Option<u8>, effects: &Effects) {
    let waiting = turn.instance.status == SUPPLEMENT;
    let resumed = waiting.then(|| resumed(turn));
    let status = own.or(by_clock(turn, effects)).or(resumed);
    set(turn, status);
}

/// Sets the status of a step that opens.
pub(crate) fn at_opening(turn: &mut Turn<'_>, node: NodeIx, reopened: bool) {
    let program = turn.program;
    let step = program.node(node);
    let by_default = match program.person(node) {
        Some(person) if person.supplement.is_some() => Some(SUPPLEMENT),
        _ if reopened => Some(PROCESSING),
        Some(person) if turn.instance.status == RECEIVED && !program.role(person.role).applicant => Some(PROCESSING),
        _ => None,
    };
    set(turn, step.status.or(by_default));
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
