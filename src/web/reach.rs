//! How much of a dossier is open to whoever asks: all of it, only what he is asked, or nothing (sem 6.11).
//! It loads nothing and answers nothing.

use engine::{Actor, Instance, Name};
use procedure::files::Directory;
use program::{RoleAt, Value};
use runtime::Dossier;

/// How much of a dossier is open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All of it: his own, or one that his agency received, settles or works on.
    Whole,
    /// What was filed, and what his office is asked: it is one of those consulted.
    Asked,
}

/// Tells how much of a dossier is open to an actor; none if it does not concern him.
pub(crate) fn reach(actor: &Actor, dossier: &Dossier, directory: &Directory) -> Option<Reach> {
    let instance = &dossier.instance;
    match actor {
        Actor::Applicant(account) => (instance.filing.applicant == *account).then_some(Reach::Whole),
        Actor::Post(post) => {
            let agency = &directory.post(post.as_str())?.agency.id;
            if works(dossier, agency) { Some(Reach::Whole) } else { is_asked(instance, agency).then_some(Reach::Asked) }
        }
    }
}

/// Tells whether an agency handles a dossier: by the facts of its filing, or because a role of the procedure lives there.
fn works(dossier: &Dossier, agency: &str) -> bool {
    let filing = &dossier.instance.filing;
    let filed = [Some(&filing.competent), Some(&filing.receiving), filing.assisting.as_ref()];
    let lives = |at: &RoleAt| match at {
        RoleAt::Agency(id) => id == agency,
        RoleAt::Named(field) => matches!(dossier.data.field(*field), Some(Value::Text(id)) if id == agency),
        RoleAt::Competent | RoleAt::Receiving | RoleAt::Assisting | RoleAt::Item | RoleAt::Outside => false,
    };
    filed.into_iter().flatten().any(|one| one.as_str() == agency)
        || dossier.compiled.program.roles.iter().any(|role| lives(&role.at))
}

fn is_asked(instance: &Instance, agency: &str) -> bool {
    let asked = |item: &Option<Name>| item.as_ref().is_some_and(|item| item.as_str() == agency);
    instance.activations.iter().any(|one| asked(&one.item)) || instance.closed.iter().any(|one| asked(&one.item))
}
