//! Invariants of tokens, counts and the national status (§10 26, 29; `language.md` b7), recomputed from the log.

use calendar::Act;
use motcua_engine::{Cause, Event, IncidentKind, Instance, Life, StepHistory};
use program::{Bound, FlowKind, NodeIx, Work};

use crate::invariants::{Holds, each_event, ensure};
use crate::run::{Seen, Turned};

/// 26.
pub fn guards_are_recorded(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for event in seen.turned.iter().flat_map(|turned| &turned.pass.events) {
        let Event::Taken { flow, guards, counted } = event else { continue };
        let bounded = matches!(program.flow(*flow).bound, Some(Bound::Rounds(_)));
        ensure(*counted == bounded, || format!("{event:?}"))?;
        if program.flow(*flow).kind != FlowKind::Branch {
            ensure(guards.is_empty(), || format!("{event:?}"))?;
            continue;
        }
        let out = &program.node(program.source(*flow)).out;
        let before = out.iter().take_while(|one| *one != flow).map(|one| (program.flow(*one).guard, false));
        let own = program.flow(*flow).guard.map(|guard| (Some(guard), true));
        let expected: Vec<_> = before.chain(own).collect();
        let recorded: Vec<_> = guards.iter().map(|(guard, held)| (Some(*guard), *held)).collect();
        ensure(expected == recorded, || format!("{event:?}, expected {expected:?}"))?;
    }
    Ok(())
}

/// 29: `lan_bo_sung`, rounds and the like.
pub fn counts_are_those_of_the_log(seen: &Seen<'_>) -> Holds {
    let mut steps = vec![StepHistory::default(); seen.program().graph.node_count()];
    let (mut supplements, mut of) = (0, std::collections::BTreeMap::new());
    for (event, at) in seen.log.iter().flat_map(|pass| pass.events.iter().map(|event| (event, pass.at))) {
        match event {
            Event::Opened { id, node, round, supplement, .. } => {
                let step = &mut steps[node.index()];
                *step = StepHistory {
                    entries: step.entries + 1,
                    rounds: step.rounds,
                    ever: step.ever,
                    actors: step.actors.clone(),
                    ..StepHistory::default()
                };
                ensure(*round == step.entries, || format!("{event:?} is entry {}", step.entries))?;
                supplements += u16::from(*supplement);
                of.insert(*id, *node);
            }
            Event::Skipped { node, .. } => {
                let step = &mut steps[node.index()];
                *step = StepHistory {
                    entries: step.entries,
                    rounds: step.rounds,
                    ever: step.ever,
                    actors: step.actors.clone(),
                    skipped: true,
                    ..StepHistory::default()
                };
            }
            Event::Completed { id, button, people, .. } => {
                let step = &mut steps[of[id].index()];
                step.rounds += 1;
                step.action = button.map(|button| button.action);
                step.ever |= button.map_or(0, |button| 1 << button.action.0);
                (step.done, step.at, step.latest) = (true, Some(at), people.clone());
                for one in people {
                    if !step.actors.contains(one) {
                        step.actors.push(one.clone());
                    }
                }
            }
            Event::Cancelled { id, cause, .. } => {
                if let Some(node) = of.get(id) {
                    steps[node.index()].timed_out = *cause == Cause::Timeout;
                }
            }
            _ => {}
        }
    }
    ensure(supplements == seen.after.supplements, || format!("{supplements} supplements"))?;
    ensure(steps == seen.after.steps, || format!("by the log {steps:?}\n  kept {:?}", seen.after.steps))
}

/// 29: no cycle ran more than its rounds; no right was used more than its times (7.10).
pub fn bounds_hold(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for (flow, times) in &seen.after.taken {
        let mut events = seen.log.iter().flat_map(|pass| &pass.events);
        let taken =
            events.by_ref().filter(|event| matches!(event, Event::Taken { flow: of, .. } if of == flow)).count();
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
    let used = program.anytime.iter().zip(&seen.after.rights).all(|(entry, right)| right.used <= entry.times);
    ensure(used, || format!("{:?}", seen.after.rights))
}

/// 29: whatever opens was led to by a flow, a right, or a repair that lifts no bound.
pub fn arrivals_came_by_a_flow(seen: &Seen<'_>) -> Holds {
    seen.turned.iter().try_for_each(|turned| {
        let mut led_to: Vec<NodeIx> = vec![seen.program().start];
        each_event(turned, |before, event| {
            led_to.extend(leads_to(seen, turned, before, event));
            let arrived = match event {
                Event::Opened { node, .. } | Event::Skipped { node, .. } | Event::Ended { node, .. } => Some(*node),
                Event::IncidentRaised { parked: Some((_, node)), kind, .. }
                    if *kind != IncidentKind::RoundsExhausted =>
                {
                    Some(*node)
                }
                _ => None,
            };
            let known = arrived.is_none_or(|node| led_to.contains(&node));
            ensure(known, || format!("{event:?} was led to by nothing"))
        })
    })
}

fn leads_to(seen: &Seen<'_>, turned: &Turned<'_>, before: &Instance, event: &Event) -> Option<NodeIx> {
    match event {
        Event::Taken { flow, .. } => Some(seen.program().target(*flow)),
        Event::RightUsed { anytime } => Some(seen.program().anytime[anytime.at()].next),
        Event::Cancelled { id, cause: Cause::Retried, .. } => {
            let token = before.activation(*id)?;
            let raised = turned.before.as_ref()?.incidents.iter().find(|one| one.activation == Some(*id))?;
            let gateway = seen.program().node(token.node).work == Work::None;
            (raised.kind != IncidentKind::RoundsExhausted || gateway).then_some(token.node)
        }
        _ => None,
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
                Event::Taken { .. } | Event::Skipped { .. } => repaired = None,
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

/// `language.md` b7.
pub fn status_is_lawful(seen: &Seen<'_>) -> Holds {
    const RETURNED: u8 = 10;
    let (program, after) = (seen.program(), seen.after);
    for turned in seen.turned {
        let left = turned.before.as_ref().is_some_and(|before| before.status == RETURNED);
        ensure(!left || turned.after.status == RETURNED, || "10 was left".to_owned())?;
    }
    let returned = after.status == RETURNED;
    if let Life::Ended { result, .. } = after.life {
        let expected = result.status().filter(|_| !returned);
        return ensure(expected.is_none_or(|code| code == after.status), || {
            format!("{result:?} with {}", after.status)
        });
    }
    let started = after.clock(crate::invariants::DOSSIER).is_some();
    ensure(!started || after.status != 1, || "the clock has started, the status is still 1".to_owned())?;
    for open in after.open() {
        let supplement = program.person(open.node).is_some_and(|person| person.supplement.is_some());
        let own = program.node(open.node).status;
        let right = !supplement || returned || after.status == own.unwrap_or(5);
        ensure(right, || format!("a supplement is open, the status is {}", after.status))?;
    }
    for turned in seen.turned {
        if stopped_last(turned) && !speaks_itself(seen, turned) {
            ensure([9, RETURNED, 5].contains(&turned.after.status), || {
                format!("stopped, status {}", turned.after.status)
            })?;
        }
    }
    Ok(())
}

fn stopped_last(turned: &Turned<'_>) -> bool {
    let mut acts = turned.pass.events.iter().filter_map(|event| match event {
        Event::ClockChanged { act, .. } => Some(act),
        _ => None,
    });
    turned.after.is_alive() && acts.next_back() == Some(&Act::Stopped)
}

/// Tells whether a button or step of this pass says its own status.
fn speaks_itself(seen: &Seen<'_>, turned: &Turned<'_>) -> bool {
    turned.pass.events.iter().any(|event| match event {
        Event::Completed { button: Some(button), .. } => {
            let person = seen.program().person(button.node);
            person.is_some_and(|person| person.actions[button.action.at()].status.is_some())
        }
        Event::Opened { node, .. } => seen.program().node(*node).status.is_some(),
        _ => false,
    })
}
