//! Invariants of who acts, who is told, and what is shown to be possible (§10 27, 28; sem 1.10, 6).

use std::collections::BTreeSet;

use motcua_engine::{
    About, Activation, ActivationId, Actor, Author, Command, Effect, Event, Instance, Name, Rejection, Sight, World,
    decide, effects,
};
use program::{Action, ActionKind, NodeIx, RoleAt, RoleIx, Work};

use crate::house;
use crate::invariants::{Holds, each_event, ensure, lifts};
use crate::run::Seen;
use crate::town::{POSTS, applicant, post};

/// 27: those who completed a step, with whom they acted for and who prepared it.
pub fn four_eyes(seen: &Seen<'_>) -> Holds {
    let mut past: Vec<(NodeIx, Vec<Actor>)> = Vec::new();
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        match event {
            // An entry without people: what `rounds: latest` looks at from now on.
            Event::Opened { activation, clears } => {
                past.extend(clears.iter().map(|node| (*node, Vec::new())));
                if activation.item.is_none() {
                    past.push((activation.node, Vec::new()));
                }
            }
            Event::Skipped { node, .. } => past.push((*node, Vec::new())),
            Event::Completed { button: Some(button), people, .. } => {
                let rules = seen.program().person(button.node).map_or(&[][..], |person| &person.not_same_as);
                for rule in rules {
                    let of_step = past.iter().rev().filter(|(node, _)| *node == rule.node);
                    let of_step = of_step.take(if rule.latest { 1 } else { usize::MAX });
                    let excluded: BTreeSet<&Actor> = of_step.flat_map(|(_, people)| people).collect();
                    ensure(people.iter().all(|one| !excluded.contains(one)), || format!("{event:?}, {excluded:?}"))?;
                }
                match past.iter_mut().rev().find(|(node, _)| *node == button.node) {
                    Some((_, all)) => all.extend(people.iter().cloned()),
                    None => past.push((button.node, people.clone())),
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns the agency a role lives in for an activation.
fn agency(seen: &Seen<'_>, instance: &Instance, role: RoleIx, one: Option<&Activation>) -> Option<Name> {
    match &seen.program().role(role).at {
        RoleAt::Item => one.and_then(|one| one.item.clone()),
        RoleAt::Agency(id) => Some(id.as_str().into()),
        RoleAt::Named(field) => match seen.data_before.field(*field) {
            Some(program::Value::Text(id)) => Some(id.as_str().into()),
            _ => None,
        },
        at => Some(instance.agency(at).clone()),
    }
}

/// 28; silence and operators press nothing in their own name, and money, messages and workers are nobody.
pub fn author_held_the_role(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let Some(before) = &turned.before else { continue };
        let Some((role, one)) = acted(seen, before, &turned.pass.events) else { continue };
        let described = seen.program().role(role);
        let Author::Person { actor, on_behalf } = &turned.pass.author else {
            return Err(format!("nobody acted: {:?}", turned.pass));
        };
        let at = one.and_then(|one| one.agency.clone()).filter(|_| one.is_some_and(|one| one.role == Some(role)));
        let at = at.or_else(|| agency(seen, before, role, one)).ok_or("a role that lives nowhere")?;
        let capacity = seen.town.may(actor, role, &at).map(|capacity| capacity.on_behalf);
        let capacity = if described.applicant && *actor == applicant() { Some(None) } else { capacity };
        ensure(capacity.as_ref() == Some(on_behalf), || format!("{:?} in role {}", turned.pass.author, described.id))?;
    }
    Ok(())
}

/// Returns the role in which a person acted in a pass: that of the button, or of the entry used.
fn acted<'b>(seen: &Seen<'_>, before: &'b Instance, events: &[Event]) -> Option<(RoleIx, Option<&'b Activation>)> {
    events.iter().find_map(|event| match event {
        Event::Completed { id, button: Some(button), people, .. } if !people.is_empty() => {
            let open = before.activation(*id)?;
            let by_hand = seen.program().actions(open.node).iter().find(|one| one.ask.contains(&program::Ask::Message));
            let outcome = seen.program().action(button.node, button.action).kind == ActionKind::Outcome;
            let button = by_hand.filter(|_| outcome).unwrap_or(seen.program().action(button.node, button.action));
            match button.kind {
                ActionKind::Button(by) => by.or(open.role).map(|role| (role, Some(open))),
                ActionKind::Outcome => None,
            }
        }
        Event::RightUsed { anytime, .. } => Some((seen.program().anytime[anytime.at()].role, None)),
        _ => None,
    })
}

/// What is told must be true when the command is over, pass by pass and all at once.
pub fn effects_are_true(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        for (before, after) in [(turned.before.as_ref(), &turned.after), (seen.before, seen.after)] {
            let all = effects(seen.program(), before, after, turned.pass);
            for effect in &all {
                let Effect::Notice { about, activation: Some(id), .. } = effect else { continue };
                let open = after.activation(*id).is_some();
                let right = match about {
                    About::TaskCancelled => {
                        let task = before.and_then(|before| before.activation(*id));
                        !open && task.is_some_and(|task| task.is_leaf() && task.role.is_some())
                    }
                    About::LateAnswer => !open,
                    // Whoever is given a task, or loses one, is told even if it is over by then.
                    About::TaskAssigned | About::TaskReassigned => true,
                    _ => open,
                };
                ensure(right, || format!("{effect:?} of {:?}", turned.pass.events))?;
            }
            let opened = all.iter().filter(|one| matches!(one, Effect::Notice { about: About::TaskOpened, .. }));
            let still = |event: &&Event| match event {
                Event::Opened { activation: one, .. } => {
                    one.is_leaf() && one.role.is_some() && after.activation(one.id).is_some()
                }
                _ => false,
            };
            let fresh = turned.pass.events.iter().filter(still).count();
            ensure(opened.count() == fresh, || format!("{all:?} of {:?}", turned.pass.events))?;
        }
    }
    one_reminder_a_catch_up(seen)
}

/// Sem 2.20: of the reminders of one activation in one catch-up at most one is told, the latest.
fn one_reminder_a_catch_up(seen: &Seen<'_>) -> Holds {
    if lifts(seen.command) {
        return Ok(());
    }
    let mut told: Vec<ActivationId> = Vec::new();
    for turned in seen.turned {
        for effect in effects(seen.program(), seen.before, seen.after, turned.pass) {
            if let Effect::Notice { about: About::Reminder, activation: Some(id), .. } = effect {
                let reminds = |event: &Event| matches!(event, Event::Reminded { id: of, .. } if *of == id);
                if turned.pass.events.iter().any(reminds) {
                    ensure(!told.contains(&id), || format!("{id} is reminded twice"))?;
                    told.push(id);
                }
            }
        }
    }
    Ok(())
}

/// A button shown as on can be pressed by whoever may; one shown as off is refused for the reason shown.
pub fn buttons_keep_their_word(seen: &Seen<'_>) -> Holds {
    let (program, world, instance, data) = (seen.program(), seen.town, seen.after, seen.data);
    let sight = Sight { program, world, instance, data, at: world.now().at };
    if instance.suspended.is_some() || instance.halted.is_some() {
        return Ok(());
    }
    for open in instance.open().filter(|open| !open.delegated && open.delegates.is_empty()) {
        for (action, off) in sight.buttons(open.id) {
            let button = program.action(open.node, action);
            let Some(actor) = who_may(seen, open, button) else { continue };
            let answers = house::answers(program, &button.ask);
            let (activation, action) = (open.id, button.id.clone());
            let command = Command::Act { actor, activation, action, answers, received_at: None };
            let refused = decide(program, instance.clone(), data, &command, world).1.err();
            let form = matches!(refused, Some(Rejection::FormInvalid(_) | Rejection::ExtensionExhausted { .. }));
            // That a new due would be past already is known only once it is computed (sem 3.42).
            let past = button.extend.is_some() && refused == Some(Rejection::NotAvailable { condition: None });
            let right = form || past || refused == off;
            ensure(right, || format!("{}: shown {off:?}, pressed {refused:?}", button.id))?;
        }
    }
    seen.turned.iter().try_for_each(|turned| {
        each_event(turned, |before, event| match event {
            Event::RightUsed { anytime, .. } => {
                let right = before.right(*anytime);
                let entry = &program.anytime[anytime.at()];
                let left = entry.times.is_none_or(|times| right.used < times);
                let on = (entry.from_start || right.offered) && !right.ended && left;
                ensure(on, || format!("sem 7.1, 7.2: {event:?} with {right:?}"))
            }
            _ => Ok(()),
        })
    })
}

/// Finds somebody who may press a button: not kept away by four eyes, and not by another who holds the task.
fn who_may(seen: &Seen<'_>, open: &Activation, button: &Action) -> Option<Actor> {
    let (program, world, instance) = (seen.program(), seen.town, seen.after);
    let own = open.role?;
    let role = if let ActionKind::Button(by) = button.kind { by.unwrap_or(own) } else { own };
    let at = open.agency.clone().filter(|_| role == own);
    let at = match &program.role(role).at {
        RoleAt::Named(_) if at.is_none() => return None,
        RoleAt::Agency(id) => at.unwrap_or_else(|| id.as_str().into()),
        place => at.unwrap_or_else(|| instance.agency(place).clone()),
    };
    let rules = program.person(open.node).map_or(&[][..], |person| &person.not_same_as);
    let excluded = rules.iter().flat_map(|rule| {
        let step = instance.step(rule.node);
        if rule.latest { &step.latest } else { &step.actors }
    });
    let excluded: Vec<&Actor> = excluded.collect();
    let may = |one: &Actor| {
        world.may(one, role, &at).is_some_and(|as_whom| {
            as_whom.on_behalf.is_none_or(|principal| !excluded.contains(&&Actor::Post(principal)))
        })
    };
    let posts = POSTS.iter().map(|one| post(one.id)).filter(may);
    let all = program.role(role).applicant.then(applicant).into_iter().chain(posts);
    let free = |one: &Actor| !excluded.contains(&one) && open.holder.as_ref().is_none_or(|holder| holder == one);
    all.into_iter().find(free)
}

/// Sem 6.8: after an act, a repair or an escalation a task nobody may do is noted, and no other.
pub fn tasks_without_people_are_noted(seen: &Seen<'_>) -> Holds {
    let looked = |event: &Event| {
        matches!(
            event,
            Event::Taken { .. } | Event::Opened { .. } | Event::Escalated { .. } | Event::ClockEscalated { .. }
        )
    };
    let Some(last) = seen.turned.last().filter(|turned| turned.pass.events.iter().any(looked)) else { return Ok(()) };
    for open in last.after.open() {
        let task = matches!(seen.program().node(open.node).work, Work::Person(_)) && open.is_leaf();
        let Some(role) = open.role.filter(|_| task) else { continue };
        let described = seen.program().role(role);
        let rules = seen.program().person(open.node).map_or(&[][..], |person| &person.not_same_as);
        let excluded = rules.iter().flat_map(|rule| {
            let step = last.after.step(rule.node);
            if rule.latest { step.latest.clone() } else { step.actors.clone() }
        });
        let excluded: Vec<Actor> = excluded.collect();
        let at = open.agency.clone().unwrap_or_else(|| last.after.agency(&described.at).clone());
        let somebody = described.applicant || seen.town.anyone(role, &at, &excluded);
        let mut incidents = last.after.incidents.iter().filter(|one| one.activation == Some(open.id));
        let noted = incidents.any(|one| one.kind == motcua_engine::IncidentKind::NoActor);
        ensure(noted != somebody, || format!("noted {noted}, somebody {somebody}: {open:?}"))?;
    }
    Ok(())
}
