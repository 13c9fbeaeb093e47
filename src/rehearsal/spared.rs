//! The timers that did not fire: a step was done, or a clock stopped, before them.
//! It counts nothing.

use calendar::Phase;
use engine::{ActivationId, Cause, Event};
use program::RuleIx;

use crate::coverage::{self, Item, Kind};
use crate::{Rehearsal, told, tried};

/// Whose timers they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Step(ActivationId),
    Clock(RuleIx),
}

/// Lists the timers that an event of a pass of the log has spared.
pub(crate) fn spared(rehearsal: &Rehearsal<'_>, pass: usize, event: &Event) -> Vec<Item> {
    let program = rehearsal.stage().program();
    let (owner, timed_out) = match event {
        Event::Completed { id, silence, .. } => (Owner::Step(*id), *silence),
        Event::Cancelled { id, cause, .. } => (Owner::Step(*id), *cause == Cause::Timeout),
        Event::ClockChanged { clock, state, .. } if state.phase == Phase::Stopped => (Owner::Clock(*clock), false),
        _ => return Vec::new(),
    };
    let timers: Vec<Item> = match owner {
        Owner::Step(id) => {
            let opened = told::opened(rehearsal.log(), id);
            opened.into_iter().flat_map(|opened| coverage::timers(program, opened.node)).collect()
        }
        Owner::Clock(clock) => {
            let clock = &program.clocks[clock.at()];
            coverage::boundaries(&clock.id, &clock.boundary).collect()
        }
    };
    if timers.is_empty() {
        return timers;
    }
    let fired = fired(rehearsal, pass, owner);
    let done = |timer: &Item| fired.contains(timer) || (timed_out && timer.kind == Kind::Timeout);
    timers.iter().filter(|timer| !done(timer)).filter_map(coverage::spared).collect()
}

/// Lists the reminders and escalations of an owner that fired up to a pass.
fn fired(rehearsal: &Rehearsal<'_>, until: usize, owner: Owner) -> Vec<Item> {
    let passes = rehearsal.log()[..=until].iter().enumerate();
    let events = passes.flat_map(|(pass, one)| one.events.iter().map(move |event| (pass, event)));
    let own = events.filter(|(_, event)| timer_of(event) == Some(owner));
    own.filter_map(|(pass, event)| tried::of_timer(rehearsal, pass, event)).collect()
}

/// Tells whose timer an event is.
fn timer_of(event: &Event) -> Option<Owner> {
    match event {
        Event::Reminded { id, .. } | Event::Escalated { id, .. } | Event::StepOverdue { id, .. } => {
            Some(Owner::Step(*id))
        }
        Event::ClockReminded { clock, .. } | Event::ClockEscalated { clock, .. } => Some(Owner::Clock(*clock)),
        _ => None,
    }
}
