//! Who acts, in what capacity, and who is written down as the author.

use serde::{Deserialize, Serialize};

use crate::Name;

/// A person at the door, as the edge knows him.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A post of the directory.
    Post(Name),
    /// An applicant, by account.
    Applicant(Name),
}

impl Actor {
    /// Returns the post or account.
    pub fn name(&self) -> &Name {
        match self {
            Self::Post(name) | Self::Applicant(name) => name,
        }
    }
}

/// In what capacity an actor may act in a role (sem 6.1, 6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// The principal, if the actor signs in his place (ký thay).
    pub on_behalf: Option<Name>,
}

/// Who is written down as the author of an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A person, perhaps in another's place.
    Person {
        /// Who acted.
        actor: Actor,
        /// In whose place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf: Option<Name>,
    },
    /// A timer of the dossier.
    Timer,
    /// A message from outside.
    Message,
    /// Money that came in.
    Payment,
    /// A worker of another system.
    Worker,
    /// An operator of the installation.
    Operator(Name),
}

impl Author {
    /// Returns everyone whom four eyes must keep apart: the actor and his principal (sem 6.6).
    pub fn people(&self) -> Vec<Actor> {
        match self {
            Self::Person { actor, on_behalf } => {
                std::iter::once(actor.clone()).chain(on_behalf.clone().map(Actor::Post)).collect()
            }
            _ => Vec::new(),
        }
    }
}
