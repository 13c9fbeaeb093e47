//! Who asks. A name is believed here or refused here; what its bearer may do is the engine's matter.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use engine::{Actor, Name};

use crate::fault::Fault;
use crate::{App, Mode};

/// The cookie in which a reader of the demo is kept.
pub(crate) const COOKIE: &str = "motcua_vai";
/// The header in which a client says for whom it asks.
const HEADER: &str = "x-motcua-as";

/// Whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An applicant, by account.
    Applicant(Name),
    /// A post of the directory.
    Post(Name),
    /// Nobody in particular; he may look at what is public.
    Nobody,
}

impl Who {
    /// Reads `post:<id>` or `applicant:<account>`, the form of the header and of the cookie.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        match kind {
            _ if !source::is_id(name) => None,
            "post" => Some(Self::Post(name.into())),
            "applicant" => Some(Self::Applicant(name.into())),
            _ => None,
        }
    }

    /// Returns the person, as the engine knows him.
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Applicant(account) => Some(Actor::Applicant(account.clone())),
            Self::Post(post) => Some(Actor::Post(post.clone())),
            Self::Nobody => None,
        }
    }
}

impl fmt::Display for Who {
    /// Writes what [`Who::parse`] reads; nothing for nobody.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applicant(account) => write!(out, "applicant:{account}"),
            Self::Post(post) => write!(out, "post:{post}"),
            Self::Nobody => Ok(()),
        }
    }
}

impl FromRequestParts<App> for Who {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let named = match (parts.headers.get(HEADER), &app.mode) {
            (Some(value), _) => value.to_str().map_err(|_| Fault::BadIdentity)?,
            (None, Mode::Demo) => cookie(&parts.headers, COOKIE).unwrap_or_default(),
            (None, Mode::Token { .. }) => "",
        };
        if named.is_empty() {
            return Ok(Self::Nobody);
        }
        let who = Self::parse(named).ok_or(Fault::BadIdentity)?;
        match &who {
            Self::Post(post) if app.service.catalogue().directory().post(post.as_str()).is_none() => {
                Err(Fault::UnknownPost)
            }
            _ => Ok(who),
        }
    }
}

/// A person who must be somebody: there is no anonymous write, and nothing of a dossier is public.
pub(crate) struct Somebody {
    /// The person, as the engine knows him.
    pub actor: Actor,
    /// The name under which his idempotency keys are kept.
    pub name: String,
}

impl FromRequestParts<App> for Somebody {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let who = Who::from_request_parts(parts, app).await?;
        let actor = who.actor().ok_or(Fault::Nobody)?;
        Ok(Self { actor, name: who.to_string() })
    }
}

/// Returns a cookie of the request.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
