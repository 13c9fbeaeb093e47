//! Timers: which is next, and what it does (sem 2.16). They are data of the instance; nothing here waits.

use calendar::Instant;
use program::{Boundary, NodeIx, RuleIx, Timeout};

use crate::turn::Turn;
use crate::{ActivationId, Armed, Cause, Event, Instance, TimerKind, act, flow, leg, status};

/// A timer with its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueTimer {
    pub at: Instant,
    pub owner: Owner,
    pub kind: TimerKind,
    pub ordinal: u8,
}

/// Who owns a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Clock(RuleIx),
    Step(ActivationId),
}

/// Returns the next timer of a dossier: by due instant, interrupting ones first, then by age of their owner.
pub(crate) fn next(instance: &Instance) -> Option<DueTimer> {
    let of = |owner| move |armed: &Armed| DueTimer { at: armed.at, owner, kind: armed.kind, ordinal: armed.ordinal };
    let steps =
        instance.activations.iter().flat_map(|activation| activation.timers.iter().map(of(Owner::Step(activation.id))));
    let clocks =
        instance.clocks.iter().flatten().flat_map(|clock| clock.timers.iter().map(of(Owner::Clock(clock.limit.rule))));
    steps.chain(clocks).min_by_key(|due| {
        let of_dossier = matches!(due.owner, Owner::Clock(_));
        (due.at, due.kind.rank(of_dossier), due.owner, due.ordinal)
    })
}

/// Fires one timer, in a pass dated at its due.
pub(crate) fn fire(turn: &mut Turn<'_>, due: DueTimer) {
    match due.owner {
        Owner::Clock(clock) => {
            if let Some(state) = turn.instance.clock(clock).map(|clock| clock.state.due) {
                turn.emit(Event::DossierOverdue { clock, due: state });
            }
        }
        Owner::Step(id) => fire_step(turn, id, due),
    }
}

fn fire_step(turn: &mut Turn<'_>, id: ActivationId, due: DueTimer) {
    let ordinal = due.ordinal;
    let Some(node) = turn.instance.activation(id).map(|activation| activation.node) else { return };
    match due.kind {
        TimerKind::Remind => turn.emit(Event::Reminded { id, ordinal }),
        TimerKind::Due => turn.emit(Event::StepOverdue { id, ordinal }),
        TimerKind::Overdue { boundary } => {
            let assign = match turn.program.node(node).boundary.get(usize::from(boundary)) {
                Some(Boundary::Overdue(escalation)) => escalation.assign,
                Some(Boundary::Remind(_) | Boundary::Timeout(_)) | None => None,
            };
            turn.emit(Event::Escalated { id, ordinal, boundary, assign });
            flow::staff(turn);
        }
        TimerKind::Timeout => time_out(turn, id, node),
    }
}

fn time_out(turn: &mut Turn<'_>, id: ActivationId, node: NodeIx) {
    let program = turn.program;
    let timeout = program.node(node).boundary.iter().find_map(|one| match one {
        Boundary::Timeout(timeout) => Some(timeout),
        Boundary::Remind(_) | Boundary::Overdue(_) => None,
    });
    match timeout {
        Some(Timeout::Next { flow, effects }) => {
            let verdict = turn.instance.activation(id).and_then(|activation| leg::cancelled(turn, activation, true));
            turn.emit(Event::Cancelled { id, cause: Cause::Timeout, verdict });
            act::follow(turn, effects);
            status::after_interrupt(turn, None, effects);
            flow::take_automatic(turn, *flow);
        }
        Some(Timeout::Press { action, .. }) => {
            let flow = program.person(node).map(|person| person.actions[action.at()].flow);
            act::complete(turn, id, *action, Vec::new());
            match flow {
                Some(flow) => flow::take_automatic(turn, flow),
                None => flow::leave(turn, node, None),
            }
        }
        None => {}
    }
    flow::settle(turn);
}
