//! Who acts where a test names nobody: the first post of the directory that may, four eyes respected.
//! It admits nobody; the engine does, at the act.

use engine::{Activation, Actor, Instance, Name, World};
use program::{NodeIx, RoleAt, RoleIx, Value};

use crate::{Rehearsal, Stage};

/// The account of the applicant of every rehearsal.
const APPLICANT: &str = "nguoi_nop_0412";

/// Returns the applicant's account.
pub(crate) fn applicant() -> Name {
    Name::from(APPLICANT)
}

/// Returns the first who may act in a role at an agency, in directory order; `node` is the step whose four eyes count.
///
/// If nobody may, it returns the first post of the role, so that the engine says why.
pub(crate) fn first(dossier: &Rehearsal<'_>, role: RoleIx, agency: &Name, node: Option<NodeIx>) -> Option<Actor> {
    let (stage, instance) = (dossier.stage(), dossier.instance());
    if stage.program().role(role).applicant {
        return Some(Actor::Applicant(instance.filing.applicant.clone()));
    }
    let world = stage.world(dossier.now());
    let excluded = node.map(|node| excluded(&stage, instance, node)).unwrap_or_default();
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

/// Returns the agency in which a role acts on a task.
pub(crate) fn agency_of(dossier: &Rehearsal<'_>, role: RoleIx, task: &Activation) -> Name {
    let own = task.agency.clone().filter(|_| task.role == Some(role));
    own.unwrap_or_else(|| agency(dossier, role, task.item.as_ref()))
}

/// Returns the agency in which a role lives, for one agency of a list if the role is the list's.
pub(crate) fn agency(dossier: &Rehearsal<'_>, role: RoleIx, item: Option<&Name>) -> Name {
    let at = &dossier.stage().program().role(role).at;
    let named = match at {
        RoleAt::Item => item.cloned(),
        RoleAt::Agency(id) => Some(Name::from(id.as_str())),
        RoleAt::Named(field) => match dossier.data().field(*field) {
            Some(Value::Text(id)) => Some(Name::from(id.as_str())),
            _ => None,
        },
        RoleAt::Competent | RoleAt::Receiving | RoleAt::Assisting | RoleAt::Outside => None,
    };
    named.unwrap_or_else(|| dossier.instance().agency(at).clone())
}

fn excluded(stage: &Stage<'_>, instance: &Instance, node: NodeIx) -> Vec<Actor> {
    let rules = stage.program().person(node).map(|person| person.not_same_as.as_slice()).unwrap_or_default();
    let of = |rule: &program::FourEyes| {
        let step = instance.step(rule.node);
        if rule.latest { step.latest.clone() } else { step.actors.clone() }
    };
    rules.iter().flat_map(of).collect()
}
