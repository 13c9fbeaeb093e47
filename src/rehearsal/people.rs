//! Who acts where a test names nobody: the first post of the directory that may, four eyes respected.
//! It admits nobody; the engine does, at the act.

use engine::{Actor, Instance, Name, World};
use program::{NodeIx, RoleIx};

use crate::Stage;

/// The account of the applicant of every rehearsal.
const APPLICANT: &str = "nguoi_nop_0412";

/// Returns the applicant's account.
pub(crate) fn applicant() -> Name {
    Name::from(APPLICANT)
}

/// Returns the first who may act in a role, in directory order; `node` is the step whose four eyes count.
///
/// If nobody may, it returns the first post of the role, so that the engine says why.
pub(crate) fn first(stage: &Stage<'_>, instance: &Instance, role: RoleIx, node: Option<NodeIx>) -> Option<Actor> {
    let described = stage.program().role(role);
    if described.applicant {
        return Some(Actor::Applicant(instance.filing.applicant.clone()));
    }
    let agency = instance.agency(described.at);
    let world = stage.world(instance.last_at);
    let excluded = node.map(|node| excluded(stage, instance, node)).unwrap_or_default();
    let places = stage.directory.agency(agency.as_str()).into_iter().flat_map(|agency| agency.places());
    let able: Vec<Actor> = places
        .map(|place| Actor::Post(Name::from(place.post.id.as_str())))
        .filter(|actor| world.may(actor, role, agency).is_some())
        .collect();
    let principal = |actor: &Actor| world.may(actor, role, agency)?.on_behalf.map(Actor::Post);
    let free = able.iter().find(|actor| {
        !excluded.contains(actor) && principal(actor).is_none_or(|principal| !excluded.contains(&principal))
    });
    free.or(able.first()).cloned()
}

fn excluded(stage: &Stage<'_>, instance: &Instance, node: NodeIx) -> Vec<Actor> {
    let rules = stage.program().person(node).map(|person| person.not_same_as.as_slice()).unwrap_or_default();
    let of = |rule: &program::FourEyes| {
        let step = instance.step(rule.node);
        if rule.latest { step.latest.clone() } else { step.actors.clone() }
    };
    rules.iter().flat_map(of).collect()
}
