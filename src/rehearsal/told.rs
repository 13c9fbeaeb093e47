//! Who was told of reminders and delays (sem 4.2, 4.6; `language.md` b7), by role; and who escalates without saying so.
//! It decides nobody: the engine's effects say who is told.

use engine::{About, Activation, ActivationId, Actor, Effect, Event, Name, Pass, Recipient};
use procedure::files::directory::Post;
use program::{Boundary, NodeIx, Program, RoleIx, Work};

use crate::{Rehearsal, people};

/// Returns the ids of the roles told since a place of the log; a post is told in the roles that it serves.
///
/// That a task is open is told to those whose task it is; a test sees that in `open`, so it is left out here.
pub(crate) fn roles(rehearsal: &Rehearsal<'_>, since: usize) -> Vec<String> {
    let effects = rehearsal.effects()[since..].iter().flatten();
    let mut told: Vec<String> = effects
        .flat_map(|effect| match effect {
            Effect::Notice { about: About::TaskOpened, .. } | Effect::Letter { .. } | Effect::Refund => Vec::new(),
            Effect::Notice { to, activation, .. } => named(rehearsal, to, *activation),
        })
        .collect();
    told.sort();
    told.dedup();
    told
}

fn named(rehearsal: &Rehearsal<'_>, to: &Recipient, about: Option<ActivationId>) -> Vec<String> {
    let (stage, roles) = (rehearsal.stage(), &rehearsal.stage().program().roles);
    let of = |post: Option<&Post>| post.iter().flat_map(|post| &post.roles).map(|one| one.role.clone()).collect();
    match to {
        Recipient::Role(role) => vec![roles[role.at()].id.clone()],
        Recipient::Applicant => roles.iter().filter(|role| role.applicant).map(|role| role.id.clone()).collect(),
        Recipient::Post(post) => of(stage.directory.post(post.as_str()).map(|place| place.post)),
        Recipient::HeadOf(role) => of(head(rehearsal, *role, about)),
    }
}

/// Finds the head of the unit of who serves a role in a task.
fn head<'a>(rehearsal: &Rehearsal<'a>, role: RoleIx, about: Option<ActivationId>) -> Option<&'a Post> {
    let task = about.and_then(|id| opened(rehearsal.log(), id));
    let agency: Name = match task {
        Some(task) => people::agency_of(rehearsal, role, task),
        None => people::agency(rehearsal, role, None),
    };
    let Some(Actor::Post(post)) = people::first(rehearsal, role, &agency, None) else { return None };
    rehearsal.stage().directory.head(post.as_str())
}

/// Tells whether a step of an office tells the head of its unit at its due, for want of an `overdue` of its own.
pub(crate) fn escalates_by_default(program: &Program, node: NodeIx) -> bool {
    let step = program.node(node);
    let own = step.boundary.iter().any(|one| matches!(one, Boundary::Overdue(_) | Boundary::Timeout(_)));
    let office = program.person(node).is_some_and(|person| !program.role(person.role).applicant);
    step.deadline.is_some() && office && !own
}

/// Finds an activation as it was opened.
pub(crate) fn opened(log: &[Pass], wanted: ActivationId) -> Option<&Activation> {
    log.iter().flat_map(|pass| &pass.events).find_map(|event| match event {
        Event::Opened { activation, .. } if activation.id == wanted => Some(activation.as_ref()),
        _ => None,
    })
}

/// Tells whether a node is a step of the file, not a join or what opens side work.
pub(crate) fn is_step(program: &Program, node: NodeIx) -> bool {
    let step = program.node(node);
    let opens_side = matches!(step.work, Work::Open(_)) && program.find_anytime(&step.id).is_some();
    step.join == program::Join::Any && !opens_side
}
