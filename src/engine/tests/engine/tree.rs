//! Invariants of tokens: one tree of activations, a slot for every branch and item, one token a level
//! (§10 7–11; sem 1.17–1.31). They must not ask the engine where a token stands.

use std::collections::BTreeMap;

use motcua_engine::{Activation, ActivationId, ActivationState, Cause, Event, Instance, Place, Slot};
use program::{AnytimeKind, NodeIx, Program, Work};

use crate::invariants::{Holds, each_event, ensure, is_open};
use crate::run::Seen;

/// 7.
pub fn all_belongs_to_the_open(seen: &Seen<'_>) -> Holds {
    let program = seen.program();
    for one in &seen.after.activations {
        let ordinals: Vec<u8> = one.timers.iter().map(|armed| armed.ordinal).collect();
        ensure(ordinals.windows(2).all(|pair| pair[0] < pair[1]), || format!("ordinals of {one:?}"))?;
        match one.state {
            ActivationState::Open => {
                ensure(is_furnished(program, one), || format!("more or less than it waits for: {one:?}"))?
            }
            ActivationState::Parked { incident } => {
                let raised = seen.after.incidents.iter().any(|raised| raised.id == incident);
                let bare = one.timers.is_empty() && one.clock.is_none() && one.role.is_none();
                ensure(raised && bare, || format!("a parked token without incident, or with a task: {one:?}"))?;
            }
        }
    }
    for incident in &seen.after.incidents {
        let known = incident.activation.is_none_or(|id| seen.after.activation(id).is_some());
        ensure(known, || format!("an incident of a closed task: {incident:?}"))?;
        let blocking =
            |other: &&motcua_engine::Incident| other.activation == incident.activation && other.kind.blocks();
        let one = !incident.kind.blocks() || seen.after.incidents.iter().filter(blocking).count() == 1;
        ensure(one, || format!("stopped twice: {:?}", seen.after.incidents))?;
    }
    Ok(())
}

/// Tells whether an open activation has what its work needs, and nothing else: one task, job, bill, timer or scope.
fn is_furnished(program: &Program, one: &Activation) -> bool {
    let node = program.node(one.node);
    let is_list = program.person(one.node).is_some_and(|person| person.each.is_some()) && one.item.is_none();
    let clocked = if is_list { None } else { node.deadline };
    let clock = clocked == one.clock.as_ref().map(|clock| clock.limit.rule);
    let holds = |bill: bool, job: bool, scope: bool| {
        (one.bill.is_some(), one.job.is_some(), one.scope.is_some()) == (bill, job, scope)
    };
    let work = match node.work {
        Work::Person(_) => one.role.is_some() && holds(false, false, is_list),
        Work::Message(_) | Work::Wait(_) => holds(false, false, false),
        Work::Payment(_) => holds(true, false, false),
        Work::Job(_) => holds(false, true, false),
        Work::Open(_) => holds(false, false, true),
        Work::None | Work::Submit { .. } | Work::End(_) => false,
    };
    clock && work
}

/// 8, 11: every parent is open, holds branches or items, and lies above.
pub fn one_tree(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after).chain([seen.after]) {
        for one in after.activations.iter().filter(|one| one.place.parent != ActivationId::ROOT) {
            let parent = after.activation(one.place.parent);
            let right = parent.is_some_and(|parent| {
                let slots = parent.scope.as_ref().map_or(0, |scope| scope.slots.len());
                is_open(parent) && usize::from(one.place.branch) < slots && parent.id < one.id
            });
            ensure(right, || format!("{one:?} under {parent:?}"))?;
        }
    }
    Ok(())
}

/// 9: slots recomputed from the log; one token or one filled slot for each branch and item.
pub fn slots_are_true(seen: &Seen<'_>) -> Holds {
    let mut kept: BTreeMap<ActivationId, (Vec<Slot>, Place)> = BTreeMap::new();
    let mut places: BTreeMap<ActivationId, (Place, bool)> = BTreeMap::new();
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        match event {
            Event::Opened { activation: one, .. } => {
                let is_block = one.scope.as_ref().is_some_and(|scope| scope.items.is_empty());
                if !is_block {
                    touch(&mut kept, one.place);
                }
                places.insert(one.id, (one.place, one.item.is_some()));
                if let Some(scope) = &one.scope {
                    kept.insert(one.id, (vec![Slot::Untouched; scope.slots.len()], one.place));
                }
            }
            Event::IncidentRaised { parked: Some(parked), .. } => {
                set(&mut kept, parked.place, |slot| if slot == Slot::Arrived { Slot::Touched } else { slot });
            }
            Event::Arrived { place } => {
                set(&mut kept, *place, |slot| if slot == Slot::Untouched { Slot::Dead } else { Slot::Arrived });
            }
            Event::Dropped { place } => set(&mut kept, *place, |_| Slot::Dead),
            Event::ItemAdded { id, .. } => {
                if let Some((slots, _)) = kept.get_mut(id) {
                    slots.push(Slot::Untouched);
                }
            }
            Event::Completed { id, .. } | Event::Cancelled { id, .. } => {
                if let Some((place, true)) = places.get(id) {
                    let done = matches!(event, Event::Completed { .. });
                    set(&mut kept, *place, |_| if done { Slot::Arrived } else { Slot::Dead });
                }
                kept.remove(id);
            }
            _ => {}
        }
    }
    for one in seen.after.activations.iter().filter(|one| !one.is_leaf()) {
        let scope = one.scope.as_ref().ok_or("no scope")?;
        let expected = kept.get(&one.id).map(|(slots, _)| slots);
        ensure(expected == Some(&scope.slots), || format!("by the log {expected:?}, kept {one:?}"))?;
        let sequential = matches!(&seen.program().node(one.node).work, Work::Person(person) if person.each.is_some_and(|each| each.sequential));
        for (branch, slot) in (0_u16..).zip(&scope.slots) {
            let place = Place { parent: one.id, branch };
            let tokens = seen.after.activations.iter().filter(|inner| inner.place == place).count();
            let right = match (slot.is_awaited(), tokens) {
                (true, 1) | (false, 0) => true,
                (true, 0) => sequential && *slot == Slot::Untouched,
                _ => false,
            };
            ensure(right, || format!("{tokens} tokens in slot {branch} of {one:?}"))?;
        }
        let awaited = scope.slots.iter().any(|slot| slot.is_awaited());
        ensure(awaited, || format!("sem 1.19: a join that hangs: {one:?}"))?;
    }
    Ok(())
}

fn set(kept: &mut BTreeMap<ActivationId, (Vec<Slot>, Place)>, place: Place, to: impl FnOnce(Slot) -> Slot) {
    if let Some(slot) = kept.get_mut(&place.parent).and_then(|(slots, _)| slots.get_mut(usize::from(place.branch))) {
        *slot = to(*slot);
    }
}

fn touch(kept: &mut BTreeMap<ActivationId, (Vec<Slot>, Place)>, mut place: Place) {
    while let Some((_, outer)) = kept.get(&place.parent) {
        let outer = *outer;
        set(kept, place, |slot| if slot == Slot::Untouched { Slot::Touched } else { slot });
        place = outer;
    }
}

/// Tells whether a node opens side work.
pub fn is_side(program: &Program, node: NodeIx) -> bool {
    program.anytime.iter().any(|one| one.does == AnytimeKind::Steps(node))
}

/// 10: on the main level one token, none once its end was reached; each side work at most once.
pub fn one_token_a_level(seen: &Seen<'_>) -> Holds {
    for after in seen.turned.iter().map(|turned| &turned.after).chain([seen.after]) {
        let top = after.activations.iter().filter(|one| one.place == Place::MAIN);
        let (side, main): (Vec<_>, Vec<_>) = top.partition(|one| is_side(seen.program(), one.node));
        let most = usize::from(after.ending.is_none());
        ensure(main.len() <= most, || format!("{main:?}, ending {:?}", after.ending))?;
        let alone = side.iter().all(|one| side.iter().filter(|other| other.node == one.node).count() == 1);
        ensure(alone, || format!("{side:?}"))?;
    }
    Ok(())
}

/// Sem 1.22, 1.27: what opens with its block or list opens in the order of branches or items. A token that moves on
/// meanwhile stands behind the others.
pub fn in_file_order(seen: &Seen<'_>) -> Holds {
    for event in seen.turned.iter().map(|turned| &turned.pass.events) {
        let mut last: BTreeMap<ActivationId, Option<u16>> = BTreeMap::new();
        for event in event {
            match event {
                Event::Opened { activation: one, .. } => {
                    if let Some(before) = last.get_mut(&one.place.parent) {
                        let right = before.is_none_or(|before| before < one.place.branch);
                        ensure(right, || format!("{one:?} after branch {before:?}"))?;
                        *before = Some(one.place.branch);
                    }
                    last.insert(one.id, None);
                }
                Event::Taken { .. } | Event::Skipped { .. } | Event::Cancelled { .. } => last.clear(),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Sem 1.20: of what goes together the deepest goes first, and the youngest among equals.
pub fn losers_in_order(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let mut run: Vec<(usize, ActivationId, Option<ActivationId>)> = Vec::new();
        each_event(turned, |before, event| {
            let Event::Cancelled { id, cause, .. } = event else {
                if !matches!(event, Event::IncidentClosed { .. }) {
                    run.clear();
                }
                return Ok(());
            };
            let own = before.activation(*id).ok_or("cancelled, never open")?;
            let key = (before.around(own.place).count(), *id, top(before, own));
            let last = run.last().filter(|_| *cause != Cause::Retried).copied();
            run.push(key);
            let right = last.is_none_or(|last| last.2 != key.2 || (last.0, last.1) > (key.0, key.1));
            ensure(right, || format!("{last:?} before {key:?} in {:?}", turned.pass.events))
        })?;
    }
    Ok(())
}

fn top(instance: &Instance, one: &Activation) -> Option<ActivationId> {
    instance.around(one.place).last().map(|outer| outer.id).or(Some(one.id))
}
