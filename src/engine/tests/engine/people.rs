//! Invariants of who acts, who is told, and what is shown to be possible (§10 27, 28; sem 1.10).

use std::collections::BTreeSet;

use motcua_engine::{About, Actor, Author, Command, Effect, Event, Rejection, Sight, World, decide, effects};
use program::NodeIx;

use crate::invariants::{Holds, each_event, ensure};
use crate::run::Seen;
use crate::sketch;
use crate::town::{POSTS, applicant, post};

/// 27.
pub fn four_eyes(seen: &Seen<'_>) -> Holds {
    let mut past: Vec<(NodeIx, Vec<Actor>)> = Vec::new();
    for event in seen.log.iter().flat_map(|pass| &pass.events) {
        match event {
            // An entry without people: what `rounds: latest` looks at from now on.
            Event::Opened { node, .. } | Event::Skipped { node, .. } => past.push((*node, Vec::new())),
            Event::Completed { button: Some(button), people, .. } => {
                let rules = seen.program().person(button.node).map_or(&[][..], |person| &person.not_same_as);
                for rule in rules {
                    let of_step = past.iter().rev().filter(|(node, _)| *node == rule.node);
                    let of_step = of_step.take(if rule.latest { 1 } else { usize::MAX });
                    let excluded: BTreeSet<&Actor> = of_step.flat_map(|(_, people)| people).collect();
                    ensure(people.iter().all(|one| !excluded.contains(one)), || format!("{event:?}, {excluded:?}"))?;
                }
                past.push((button.node, people.clone()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// 28; silence and operators press nothing in their own name.
pub fn author_held_the_role(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        let Some(before) = &turned.before else { continue };
        let role = turned.pass.events.iter().find_map(|event| match event {
            Event::Completed { id, silence: false, .. } => before.activation(*id).and_then(|open| open.role),
            Event::RightUsed { anytime } => Some(seen.program().anytime[anytime.at()].role),
            _ => None,
        });
        let Some(role) = role else { continue };
        let described = seen.program().role(role);
        let Author::Person { actor, on_behalf } = &turned.pass.author else {
            return Err(format!("nobody acted: {:?}", turned.pass));
        };
        let capacity = seen.town.may(actor, role, before.agency(described.at)).map(|capacity| capacity.on_behalf);
        let capacity = if described.applicant && *actor == applicant() { Some(None) } else { capacity };
        ensure(capacity.as_ref() == Some(on_behalf), || format!("{:?} in role {}", turned.pass.author, described.id))?;
    }
    Ok(())
}

/// What is told must be true when the command is over, pass by pass and all at once.
pub fn effects_are_true(seen: &Seen<'_>) -> Holds {
    for turned in seen.turned {
        for (before, after) in [(turned.before.as_ref(), &turned.after), (seen.before, seen.after)] {
            let all = effects(seen.program(), before, after, turned.pass);
            for effect in &all {
                let Effect::Notice { about, activation: Some(id), .. } = effect else { continue };
                let right = match about {
                    About::TaskCancelled => {
                        after.activation(*id).is_none() && before.is_some_and(|before| before.activation(*id).is_some())
                    }
                    _ => after.activation(*id).is_some(),
                };
                ensure(right, || format!("{effect:?} of {:?}", turned.pass.events))?;
            }
            let opened = all.iter().filter(|one| matches!(one, Effect::Notice { about: About::TaskOpened, .. }));
            let fresh = turned
                .pass
                .events
                .iter()
                .filter(|event| matches!(event, Event::Opened { id, .. } if after.activation(*id).is_some()));
            ensure(opened.count() == fresh.count(), || format!("{all:?} of {:?}", turned.pass.events))?;
        }
    }
    Ok(())
}

/// A button shown as on can be pressed by whoever may; one shown as off is refused for the reason shown.
pub fn buttons_keep_their_word(seen: &Seen<'_>) -> Holds {
    let (program, world, instance, data) = (seen.program(), seen.town, seen.after, seen.data);
    let sight = Sight { program, world, instance, data, at: world.now().at };
    for open in instance.open() {
        let Some((person, role)) = program.person(open.node).zip(open.role) else { continue };
        let agency = instance.agency(program.role(role).at);
        let excluded = person.not_same_as.iter().flat_map(|rule| {
            let step = instance.step(rule.node);
            if rule.latest { &step.latest } else { &step.actors }
        });
        let excluded: Vec<&Actor> = excluded.collect();
        let own = program.role(role).applicant.then(applicant);
        let posts = POSTS.iter().map(|one| post(one.id)).filter(|one| {
            world.may(one, role, agency).is_some_and(|as_whom| {
                as_whom.on_behalf.is_none_or(|principal| !excluded.contains(&&Actor::Post(principal)))
            })
        });
        let Some(actor) = own.into_iter().chain(posts).find(|one| !excluded.contains(&one)) else { continue };
        for (action, off) in sight.buttons(open.id) {
            let button = &person.actions[action.at()];
            let answers = sketch::answers(program, &button.ask);
            let command =
                Command::Act { actor: actor.clone(), activation: open.id, action: button.id.clone(), answers };
            let refused = decide(program, instance.clone(), data, &command, world).1.err();
            let form = matches!(refused, Some(Rejection::FormInvalid(_)));
            ensure(form || refused == off, || format!("{}: shown {off:?}, pressed {refused:?}", button.id))?;
        }
    }
    seen.turned.iter().try_for_each(|turned| {
        each_event(turned, |before, event| match event {
            Event::RightUsed { anytime } => {
                let right = before.right(*anytime);
                let entry = &program.anytime[anytime.at()];
                let on = (entry.from_start || right.offered) && !right.ended && right.used < entry.times;
                ensure(on, || format!("sem 7.1, 7.2: {event:?} with {right:?}"))
            }
            _ => Ok(()),
        })
    })
}

/// Sem 6.8: after an act, a repair or an escalation a task nobody may do is noted, and no other.
pub fn tasks_without_people_are_noted(seen: &Seen<'_>) -> Holds {
    let looked = |turned: &crate::run::Turned<'_>| {
        let escalated = |event: &Event| matches!(event, Event::Escalated { .. });
        turned.pass.author != Author::Timer || turned.pass.events.iter().any(escalated)
    };
    let Some(last) = seen.turned.last().filter(|turned| looked(turned)) else { return Ok(()) };
    for open in last.after.open() {
        let Some(role) = open.role else { continue };
        let described = seen.program().role(role);
        let rules = seen.program().person(open.node).map_or(&[][..], |person| &person.not_same_as);
        let excluded = rules.iter().flat_map(|rule| {
            let step = last.after.step(rule.node);
            if rule.latest { step.latest.clone() } else { step.actors.clone() }
        });
        let excluded: Vec<Actor> = excluded.collect();
        let somebody = described.applicant || seen.town.anyone(role, last.after.agency(described.at), &excluded);
        let mut incidents = last.after.incidents.iter().filter(|one| one.activation == Some(open.id));
        let noted = incidents.any(|one| one.kind == motcua_engine::IncidentKind::NoActor);
        ensure(noted != somebody, || format!("noted {noted}, somebody {somebody}: {open:?}"))?;
    }
    Ok(())
}
