//! Who may take, give or hand on a task, by dry runs of the engine (sem 6.2–6.4, 6.14). It changes nothing.

use engine::{Activation, Actor, Command, Holding, Name, Rejection, Sight, decide};
use procedure::files::Directory;

/// What may be done with a task beside completing it, that needs no other person.
pub(crate) const ALONE: [(&str, Holding); 4] = [
    ("claim", Holding::Claim),
    ("release", Holding::Release),
    ("prepared", Holding::Prepared),
    ("recall", Holding::Recall),
];

/// Tells why somebody may not do something with a task.
///
/// # Errors
/// What the engine would say.
pub(crate) fn tried(sight: &Sight<'_>, actor: &Actor, task: &Activation, how: Holding) -> Result<(), Rejection> {
    let command = Command::Hold { actor: actor.clone(), activation: task.id, how };
    decide(sight.program, sight.instance.clone(), sight.data, &command, sight.world).1.map(|_| ())
}

/// Lists the posts to whom an actor may give a task, or whom he may let prepare it.
pub(crate) fn candidates(
    sight: &Sight<'_>,
    directory: &Directory,
    (actor, task): (&Actor, &Activation),
    how: fn(Actor) -> Holding,
) -> Vec<Name> {
    let Some(role) = task.role else { return Vec::new() };
    let usual = sight.instance.agency(&sight.program.role(role).at);
    let agency = task.agency.as_ref().unwrap_or(usual);
    let posts = directory.agency(agency.as_str()).into_iter().flat_map(|agency| agency.places());
    let names = posts.map(|place| Name::from(place.post.id.as_str()));
    let others = names.filter(|name| Actor::Post(name.clone()) != *actor);
    others.filter(|name| tried(sight, actor, task, how(Actor::Post(name.clone()))).is_ok()).collect()
}
