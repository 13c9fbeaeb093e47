//! Who was told of reminders and delays (sem 4.2, 4.6; `language.md` b7), by role; and who escalates without saying so.
//! It decides nobody: the engine's effects say who is told.

use engine::{About, ActivationId, Actor, Effect, Event, Pass, Recipient};
use program::{Boundary, NodeIx, Program, RoleIx};

use crate::{Rehearsal, people};

/// Returns the ids of the roles told since a place of the log; the head of a unit is told in the roles of his post.
///
/// That a task is open is told to those whose task it is; a test sees that in `open`, so it is left out here.
pub(crate) fn roles(rehearsal: &Rehearsal<'_>, since: usize) -> Vec<String> {
    let effects = rehearsal.effects()[since..].iter().flatten();
    let mut told: Vec<String> = effects
        .flat_map(|effect| match effect {
            Effect::Notice { about: About::TaskOpened, .. } | Effect::Letter { .. } => Vec::new(),
            Effect::Notice { to, .. } => named(rehearsal, *to),
        })
        .collect();
    told.sort();
    told.dedup();
    told
}

fn named(rehearsal: &Rehearsal<'_>, to: Recipient) -> Vec<String> {
    let roles = &rehearsal.stage().program().roles;
    match to {
        Recipient::Role(role) => vec![roles[role.at()].id.clone()],
        Recipient::Applicant => roles.iter().filter(|role| role.applicant).map(|role| role.id.clone()).collect(),
        Recipient::HeadOf(role) => head(rehearsal, role),
    }
}

fn head(rehearsal: &Rehearsal<'_>, role: RoleIx) -> Vec<String> {
    let stage = rehearsal.stage();
    let Some(Actor::Post(post)) = people::first(&stage, rehearsal.instance(), role, None) else { return Vec::new() };
    let head = stage.directory.head(post.as_str());
    head.map(|head| head.roles.iter().map(|bound| bound.role.clone()).collect()).unwrap_or_default()
}

/// Tells whether a step of an office tells the head of its unit at its due, for want of an `overdue` of its own.
pub(crate) fn escalates_by_default(program: &Program, node: NodeIx) -> bool {
    let step = program.node(node);
    let own = step.boundary.iter().any(|one| matches!(one, Boundary::Overdue(_) | Boundary::Timeout(_)));
    let office = program.person(node).is_some_and(|person| !program.role(person.role).applicant);
    step.deadline.is_some() && office && !own
}

/// Finds the step and role of an activation in the log.
pub(crate) fn opened(log: &[Pass], wanted: ActivationId) -> Option<(NodeIx, Option<RoleIx>)> {
    log.iter().flat_map(|pass| &pass.events).find_map(|event| match event {
        Event::Opened { id, node, role, .. } if *id == wanted => Some((*node, *role)),
        _ => None,
    })
}
