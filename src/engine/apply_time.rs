//! Folds what time does: clocks, reminders, escalations, attempts, and whom a task goes to.

use calendar::{Act, Instant};
use program::{ExtensionIx, RoleIx, RuleIx};

use crate::apply::activation_mut;
use crate::{Activation, ActivationId, Actor, Event, Extended, Instance, LegalClock, Name};

/// Folds what time does: clocks, reminders, escalations, attempts.
pub(crate) fn pass_time(instance: &mut Instance, event: &Event, at: Instant) {
    match event {
        Event::ClockChanged { .. } => change_clock(instance, event, at),
        Event::StepClockChanged { id, state, timers, .. } => {
            if let Some(activation) = activation_mut(instance, *id) {
                activation.timers.clone_from(timers);
                if let Some(clock) = &mut activation.clock {
                    clock.state = *state;
                }
            }
        }
        Event::ClockOverdue { clock, due } => {
            if let Some(clock) = &mut instance.clocks[clock.at()] {
                clock.overdue = Some((at, *due));
                clock.timers.retain(|armed| armed.kind != crate::TimerKind::Due);
            }
        }
        Event::ClockReminded { clock, ordinal, .. } => disarm_clock(instance, *clock, *ordinal),
        Event::ClockEscalated { clock, ordinal, assign, agency, .. } => {
            disarm_clock(instance, *clock, *ordinal);
            for (role, id) in assign.iter().flat_map(|(role, ids)| ids.iter().map(move |id| (*role, *id))) {
                move_to(instance, id, role, agency);
            }
        }
        Event::StepOverdue { id, ordinal } => {
            disarm(instance, *id, *ordinal);
            if let Some(clock) = activation_mut(instance, *id).and_then(|activation| activation.clock.as_mut()) {
                clock.overdue = true;
            }
        }
        Event::Reminded { id, ordinal, .. } => disarm(instance, *id, *ordinal),
        Event::Escalated { id, ordinal, assign, agency, .. } => {
            disarm(instance, *id, *ordinal);
            if let Some(role) = assign {
                move_to(instance, *id, *role, agency);
            }
        }
        Event::JobFailed { id, left, retry, .. } => {
            if let Some(activation) = activation_mut(instance, *id) {
                activation.job = Some(*left);
                activation.timers.extend(*retry);
            }
        }
        Event::WaitArmed { id, timer } => {
            if let Some(activation) = activation_mut(instance, *id) {
                activation.timers.push(*timer);
            }
        }
        Event::JobReady { id, left, ordinal } => {
            if let Some(ordinal) = ordinal {
                disarm(instance, *id, *ordinal);
            }
            if let Some(activation) = activation_mut(instance, *id) {
                activation.job = Some(*left);
            }
        }
        _ => {}
    }
}

/// Gives a task to another role: whoever held it does no more (sem 4.12).
fn move_to(instance: &mut Instance, id: ActivationId, role: RoleIx, agency: &Option<Name>) {
    if let Some(activation) = activation_mut(instance, id) {
        activation.role = Some(role);
        activation.agency.clone_from(agency);
        hand_over(activation, None);
    }
}

/// Lets another hold a task: whoever prepared it for the one before only held it (sem 6.7).
pub(crate) fn hand_over(activation: &mut Activation, holder: Option<Actor>) {
    if activation.holder != holder {
        activation.holder = holder;
        activation.delegates.clear();
    }
    activation.delegated = false;
}

fn change_clock(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::ClockChanged { clock, limit, act, state, timers, verdict, extension, counted_from } = event else {
        return;
    };
    if let Some((extension, by)) = extension {
        lengthen(&mut instance.extended, *extension, *by);
    }
    let slot = &mut instance.clocks[clock.at()];
    let kept = slot.get_or_insert_with(|| LegalClock {
        limit: *limit,
        state: *state,
        original_due: state.due,
        started_at: counted_from.unwrap_or(at),
        stopped_at: None,
        overdue: None,
        verdict: None,
        timers: Vec::new(),
    });
    kept.limit = *limit;
    kept.state = *state;
    kept.timers.clone_from(timers);
    match act {
        Act::Stopped => {
            kept.stopped_at = Some(at);
            kept.verdict = *verdict;
        }
        Act::Reopened => {
            kept.stopped_at = None;
            kept.verdict = None;
        }
        Act::Started { .. }
        | Act::Held
        | Act::Released
        | Act::Restarted { .. }
        | Act::Extended { .. }
        | Act::Recomputed
        | Act::CaseChanged { .. } => {}
    }
}

fn lengthen(extended: &mut Vec<Extended>, extension: ExtensionIx, by: u32) {
    match extended.iter_mut().find(|one| one.extension == extension) {
        Some(one) => {
            one.times = one.times.saturating_add(1);
            one.total = one.total.saturating_add(by);
        }
        None => extended.push(Extended { extension, times: 1, total: by }),
    }
}

fn disarm(instance: &mut Instance, id: ActivationId, ordinal: u8) {
    if let Some(activation) = activation_mut(instance, id) {
        activation.timers.retain(|armed| armed.ordinal != ordinal);
    }
}

fn disarm_clock(instance: &mut Instance, clock: RuleIx, ordinal: u8) {
    if let Some(clock) = &mut instance.clocks[clock.at()] {
        clock.timers.retain(|armed| armed.ordinal != ordinal);
    }
}
