//! Invariants of flows, counts and statuses (§10 26, 29; sem 4.14; `language.md` b7), recomputed from the log.
//! They must not ask the engine where a token may go.

use std::collections::BTreeMap;

use calendar::Act;
use motcua_engine::{
    Activation, ActivationId, Cause, Event, IncidentKind, Instance, Life, OperatorAct, Place, StepHistory,
};
use program::{ActionIx, ActionKind, AnytimeKind, Bound, FlowKind, GuardIx, NodeIx, Work};

use crate::invariants::{DOSSIER, Holds, each_event, ensure};
use crate::run::{Seen, Turned};

/// 26: of a gateway and of a message's outcomes, every guard up to the one that held; of nothing else any.
pub fn guards_are_recorded(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for event in seen.turned.iter().flat_map(|turned| &turned.pass.events) {
        let Event::Taken { flow, guards, counted } = event else { continue };
        let bounded = matches!(program.flow(*flow).bound, Some(Bound::Rounds(_)));
        ensure(*counted == bounded, || format!("{event:?}"))?;
        let node = program.node(program.source(*flow));
        let choices: Vec<(Option<GuardIx>, bool)> = match (program.flow(*flow).kind, &node.work) {
            (FlowKind::Branch, _) => node.out.iter().map(|one| (program.flow(*one).guard, one == flow)).collect(),
            (FlowKind::Action(_), Work::Message(_)) => {
                let outcomes = node.actions.iter().filter(|one| one.kind == ActionKind::Outcome);
                let taken = node.actions.iter().any(|one| one.kind == ActionKind::Outcome && one.flow == Some(*flow));
                outcomes.filter(|_| taken).map(|one| (one.when, one.flow == Some(*flow))).collect()
            }
            _ => Vec::new(),
        };
        let up_to = choices.iter().position(|(_, taken)| *taken).map_or(0, |at| at + 1);
        let expected = choices[..up_to].iter().filter_map(|(guard, taken)| Some(((*guard)?, *taken)));
        let expected: Vec<(GuardIx, bool)> = expected.collect();
        ensure(expected == *guards, || format!("{event:?}, expected {expected:?}"))?;
    }
    Ok(())
}

/// What the log says of every step.
struct Count {
    steps: Vec<StepHistory>,
    supplements: u16,
    of: BTreeMap<ActivationId, Activation>,
}

impl Count {
    /// Forgets the latest outcome of a step (sem 1.5, 1.6).
    fn clear(&mut self, node: NodeIx) -> &mut StepHistory {
        let step = &mut self.steps[node.index()];
        *step = StepHistory {
            entries: step.entries,
            rounds: step.rounds,
            ever: step.ever,
            actors: step.actors.clone(),
            ..StepHistory::default()
        };
        step
    }

    fn opened(&mut self, one: &Activation, clears: &[NodeIx]) -> Holds {
        clears.iter().for_each(|node| _ = self.clear(*node));
        if one.item.is_none() {
            let step = self.clear(one.node);
            step.entries += 1;
        }
        let entries = self.steps[one.node.index()].entries;
        ensure(one.round == entries, || format!("{one:?} is entry {entries}"))?;
        self.supplements += u16::from(one.supplement);
        self.of.insert(one.id, one.clone());
        Ok(())
    }

    fn completed(&mut self, event: &Event, at: calendar::Instant) {
        let Event::Completed { id, button, people, .. } = event else { return };
        let one = &self.of[id];
        let step = &mut self.steps[one.node.index()];
        let action = button.map(|button| button.action);
        step.ever |= action.map_or(0, |action| 1 << action.0);
        for person in people {
            for list in [&mut step.actors, &mut step.latest] {
                if !list.contains(person) {
                    list.push(person.clone());
                }
            }
        }
        if one.item.is_some() {
            count(step, action, 1);
        } else {
            step.rounds += 1;
            (step.action, step.done, step.at) = (action, true, Some(at));
        }
    }

    fn cancelled(&mut self, id: ActivationId, cause: Cause) {
        let Some(one) = self.of.get(&id) else { return };
        self.supplements -= u16::from(one.supplement && cause == Cause::Operator);
        if one.item.is_none() {
            let step = &mut self.steps[one.node.index()];
            (step.action, step.at, step.done, step.timed_out) = (None, None, false, cause == Cause::Timeout);
        }
    }
}

fn count(step: &mut StepHistory, action: Option<ActionIx>, by: i16) {
    let Some(at) = action.map(ActionIx::at) else { return };
    step.counts.resize(step.counts.len().max(at + 1), 0);
    step.counts[at] = step.counts[at].saturating_add_signed(by);
}

/// 29: `lan_bo_sung`, rounds, `count` and the like.
pub fn counts_are_those_of_the_log(seen: &Seen<'_>) -> Holds {
    let steps = vec![StepHistory::default(); seen.program().graph.node_count()];
    let mut counted = Count { steps, supplements: 0, of: BTreeMap::new() };
    for (event, at) in seen.log.iter().flat_map(|pass| pass.events.iter().map(|event| (event, pass.at))) {
        match event {
            Event::Opened { activation, clears } => counted.opened(activation, clears)?,
            Event::Skipped { node, .. } => counted.clear(*node).skipped = true,
            Event::Completed { .. } => counted.completed(event, at),
            Event::Cancelled { id, cause, .. } => counted.cancelled(*id, *cause),
            Event::SilenceReplaced { buttons: (silence, answer), .. } => {
                let step = &mut counted.steps[answer.node.index()];
                step.ever |= 1 << answer.action.0;
                count(step, Some(silence.action), -1);
                count(step, Some(answer.action), 1);
            }
            _ => {}
        }
    }
    ensure(counted.supplements == seen.after.supplements, || format!("{} supplements", counted.supplements))?;
    let steps = &counted.steps;
    ensure(*steps == seen.after.steps, || format!("by the log {steps:?}\n  kept {:?}", seen.after.steps))
}

/// 29: no cycle ran more than its rounds; no right was used more than its times (7.10).
pub fn bounds_hold(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for (flow, times) in &seen.after.taken {
        let events = seen.log.iter().flat_map(|pass| &pass.events);
        let taken = events.filter(|event| matches!(event, Event::Taken { flow: of, .. } if of == flow)).count();
        let most = program.flow(*flow).bound.map_or(0, Bound::most);
        let right = taken == usize::from(*times) && *times <= u16::from(most);
        ensure(right, || format!("{flow:?} taken {taken}, kept {times}, at most {most}"))?;
    }
    for turned in seen.turned {
        each_event(turned, |before, event| {
            let Event::Taken { flow, .. } = event else { return Ok(()) };
            let full = match program.flow(*flow).bound {
                Some(Bound::Supplements(most)) => before.supplements >= u16::from(most),
                Some(Bound::Rounds(most)) => before.times_taken(*flow) >= u16::from(most),
                None => false,
            };
            ensure(!full, || format!("{event:?} beyond its bound"))
        })?;
    }
    let entries = program.anytime.iter().zip(&seen.after.rights);
    let used = entries.into_iter().all(|(entry, right)| entry.times.is_none_or(|times| right.used <= times));
    ensure(used, || format!("{:?}", seen.after.rights))
}

/// 29: whatever opens was led to by a flow, a right, the block or list around it, an operator, or a repair that lifts
/// no bound; and in the place where the token stood.
pub fn arrivals_came_by_a_flow(seen: &Seen<'_>) -> Holds {
    seen.turned.iter().try_for_each(|turned| {
        let mut led_to: Vec<NodeIx> = vec![seen.program().start];
        each_event(turned, |before, event| {
            led_to.extend(leads_to(seen, turned, before, event));
            let arrived = match event {
                Event::Opened { activation, .. } => Some(activation.node),
                Event::Skipped { node, .. } | Event::EndReached { node } => Some(*node),
                Event::Ended { node, .. } if before.ending.is_none() => Some(*node),
                Event::IncidentRaised { parked: Some(parked), kind, .. } => {
                    Some(parked.node).filter(|_| *kind != IncidentKind::RoundsExhausted)
                }
                _ => None,
            };
            let known = arrived.is_none_or(|node| led_to.contains(&node));
            ensure(known, || format!("{event:?} was led to by nothing"))
        })
    })
}

fn leads_to(seen: &Seen<'_>, turned: &Turned<'_>, before: &Instance, event: &Event) -> Vec<NodeIx> {
    let program = seen.program();
    match event {
        Event::Taken { flow, .. } => vec![program.target(*flow)],
        Event::RightUsed { anytime, .. } => match program.anytime[anytime.at()].does {
            AnytimeKind::Next(node) | AnytimeKind::Steps(node) => vec![node],
            AnytimeKind::Extend(_) => Vec::new(),
        },
        Event::Opened { activation, .. } => {
            let branches =
                program.node(activation.node).out.iter().filter(|flow| program.flow(**flow).kind == FlowKind::Branch);
            let inside = branches.map(|flow| program.target(*flow));
            let items = activation.scope.is_some().then_some(activation.node);
            inside.chain(items).collect()
        }
        // The next item of a list, in the list that is open.
        Event::Completed { id, .. } | Event::Cancelled { id, cause: Cause::Removed, .. } => {
            let item = before.activation(*id).filter(|one| one.item.is_some());
            item.map(|one| one.node).into_iter().collect()
        }
        Event::ItemAdded { id, .. } => before.activation(*id).map(|one| one.node).into_iter().collect(),
        Event::Settled { id, approved: true } => {
            let act = before.proposals.iter().find(|one| one.id == *id).map(|one| &one.act);
            match act {
                Some(OperatorAct::Move { to, .. }) => vec![*to],
                Some(OperatorAct::Skip { activation }) => {
                    before.activation(*activation).map(|one| one.node).into_iter().collect()
                }
                _ => Vec::new(),
            }
        }
        Event::Cancelled { id, cause: Cause::Recalled, .. } => {
            let place = before.activation(*id).map_or(Place::MAIN, |one| one.place);
            let passed_on = before.closed.iter().rev().find(|closed| closed.place == place);
            passed_on.map(|closed| closed.node).into_iter().collect()
        }
        Event::Cancelled { id, cause: Cause::Retried, .. } => {
            let Some(token) = before.activation(*id) else { return Vec::new() };
            let known = turned.before.iter().flat_map(|before| &before.incidents);
            let raised = known.into_iter().find(|one| one.activation == Some(*id));
            let lifts = raised.is_some_and(|raised| raised.kind == IncidentKind::RoundsExhausted);
            let gateway = program.node(token.node).work == Work::None;
            if lifts && !gateway { Vec::new() } else { vec![token.node] }
        }
        _ => Vec::new(),
    }
}

/// Sem 8.5: only the repaired node is tried again; every other is tried for the first time.
pub fn attempts_are_counted(seen: &Seen<'_>) -> Holds {
    seen.turned.iter().try_for_each(|turned| {
        let mut repaired = None;
        each_event(turned, |_, event| {
            match event {
                Event::Cancelled { id, cause: Cause::Retried, .. } => {
                    let mut known = turned.before.iter().flat_map(|before| &before.incidents);
                    repaired = known.find(|one| one.activation == Some(*id)).map(|one| one.attempt + 1);
                }
                Event::Taken { .. } | Event::Skipped { .. } | Event::Opened { .. } => repaired = None,
                Event::IncidentRaised { parked: Some(_), attempt, .. } => {
                    let expected = repaired.take().unwrap_or(1);
                    ensure(*attempt == expected, || format!("{event:?}, expected attempt {expected}"))?;
                }
                _ => {}
            }
            Ok(())
        })
    })
}

/// Sem 4.14: a job fails at most once more than it may be tried again, but for an operator's repair; between two
/// attempts lies the pause.
pub fn jobs_are_tried(seen: &Seen<'_>) -> Holds {
    let mut failed: BTreeMap<ActivationId, u8> = BTreeMap::new();
    for (event, at) in seen.log.iter().flat_map(|pass| pass.events.iter().map(|event| (event, pass.at))) {
        match event {
            Event::JobFailed { id, code: None, retry, .. } => {
                let times = failed.entry(*id).or_default();
                *times += 1;
                let (job, open) = job_of(seen, *id).ok_or("no job")?;
                ensure(*times <= job.retries + 1, || format!("{id} failed {times} times of {}", job.retries))?;
                let pause = i64::from(job.retry_after) * 60_000;
                let right = retry.is_none_or(|retry| retry.at == at.plus_millis(pause));
                ensure(right, || format!("{event:?} at {at:?}, {open:?}"))?;
            }
            Event::JobReady { id, ordinal: None, .. } => _ = failed.insert(*id, 0),
            _ => {}
        }
    }
    Ok(())
}

fn job_of<'s>(seen: &'s Seen<'_>, id: ActivationId) -> Option<(&'s program::Job, &'s Activation)> {
    let mut events = seen.log.iter().flat_map(|pass| &pass.events);
    let open = events.find_map(|event| match event {
        Event::Opened { activation, .. } if activation.id == id => Some(activation),
        _ => None,
    })?;
    match &seen.program().node(open.node).work {
        Work::Job(job) => Some((job, open)),
        _ => None,
    }
}

/// `language.md` b7.
pub fn status_is_lawful(seen: &Seen<'_>) -> Holds {
    const RETURNED: u8 = 10;
    let after = seen.after;
    for turned in seen.turned {
        let left = turned.before.as_ref().is_some_and(|before| before.status == RETURNED);
        ensure(!left || turned.after.status == RETURNED, || "10 was left".to_owned())?;
        each_event(turned, |before, event| match event {
            Event::StatusSet { status } => ensure(*status != before.status, || format!("{event:?} changes nothing")),
            Event::AxisSet { axis, code } => {
                let known = usize::from(*code) < seen.program().axes[axis.at()].codes.len();
                ensure(known && before.axes[axis.at()] != Some(*code), || format!("{event:?} changes nothing"))
            }
            _ => Ok(()),
        })?;
    }
    let returned = after.status == RETURNED;
    if let Life::Ended { result, .. } = after.life {
        let expected = result.status().filter(|_| !returned);
        return ensure(expected.is_none_or(|code| code == after.status), || {
            format!("{result:?} with {}", after.status)
        });
    }
    let started = after.clock(DOSSIER).is_some();
    ensure(!started || after.status != 1, || "the clock has started, the status is still 1".to_owned())?;
    for turned in seen.turned {
        if stopped_last(turned) && !speaks_itself(seen, turned) {
            ensure([9, RETURNED, 5, 6].contains(&turned.after.status), || {
                format!("stopped, status {}", turned.after.status)
            })?;
        }
    }
    Ok(())
}

fn stopped_last(turned: &Turned<'_>) -> bool {
    let mut acts = turned.pass.events.iter().filter_map(|event| match event {
        Event::ClockChanged { clock: DOSSIER, act, .. } => Some(act),
        _ => None,
    });
    turned.after.is_alive() && acts.next_back() == Some(&Act::Stopped)
}

/// Tells whether a button or step of this pass says its own status, or one that waits for the applicant is over.
fn speaks_itself(seen: &Seen<'_>, turned: &Turned<'_>) -> bool {
    let asks = |node: NodeIx| match &seen.program().node(node).work {
        Work::Person(person) => person.supplement.is_some(),
        Work::Payment(_) => true,
        _ => false,
    };
    let open = |id: &ActivationId| turned.before.as_ref().and_then(|before| before.activation(*id)).map(|one| one.node);
    turned.pass.events.iter().any(|event| match event {
        Event::Completed { button: Some(button), .. } => {
            asks(button.node) || seen.program().action(button.node, button.action).status.national.is_some()
        }
        Event::Cancelled { id, .. } => open(id).is_some_and(asks),
        Event::Opened { activation, .. } => seen.program().node(activation.node).status.national.is_some(),
        _ => false,
    })
}
