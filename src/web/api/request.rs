//! The parts of a request that several nouns read: path, query, idempotency key, version seen.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use engine::Actor;
use runtime::Client;
use serde::de::DeserializeOwned;

use super::body::Body;
use crate::App;
use crate::fault::Fault;
use crate::identity::Somebody;

/// Most characters of an idempotency key.
const KEY_MAX: usize = 255;
const KEY: &str = "idempotency-key";

/// The variables of the path.
pub(super) struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        Path::from_request_parts(parts, state).await.map(|Path(read)| Self(read)).map_err(|_| Fault::BadAddress)
    }
}

/// The query, beside `lang`, which every request may have; a parameter that nobody asked for is refused.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let own: Vec<&str> = pairs.filter(|pair| pair.split('=').next() != Some("lang")).collect();
        let own = format!("/?{}", own.join("&")).parse().map_err(|_| Fault::BadAddress)?;
        Query::try_from_uri(&own).map(|Query(read)| Self(read)).map_err(|_| Fault::BadAddress)
    }
}

/// The version of the dossier a client saw: `If-Match`, without which nothing is done to it.
pub(super) struct IfMatch(pub u64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let tag = parts.headers.get(header::IF_MATCH).ok_or(Fault::NoMatch)?;
        let version: Option<u64> =
            tag.to_str().ok().and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        // Only what was given out is a tag: a number has other spellings, such as "+7".
        version.filter(|version| self::tag(*version) == *tag).map(Self).ok_or(Fault::BadMatch)
    }
}

/// Writes a version as an entity tag.
pub(super) fn tag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("digits are visible ASCII")
}

/// A request that may be sent again without being done again (sem 2.9).
pub(super) struct Once {
    /// Who asks.
    pub actor: Actor,
    /// Under which key.
    pub client: Client,
    /// What he says.
    pub body: Body,
}

impl FromRequest<App> for Once {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let somebody = Somebody::from_request_parts(&mut parts, app).await?;
        let key = parts.headers.get(KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
        let key = key.filter(|key| (1..=KEY_MAX).contains(&key.len())).ok_or(Fault::NoKey)?;
        let said = [parts.method.to_string(), parts.uri.path().to_owned(), somebody.name.clone()];
        let body = Body::from_request(Request::from_parts(parts, body), app).await?;
        let client = Client { name: somebody.name, key: Some((key, fingerprint(&said, &body.bytes))) };
        Ok(Self { actor: somebody.actor, client, body })
    }
}

/// Tells two requests apart: method, path, who, then the body. None of the first three holds a line break.
pub(super) fn fingerprint(said: &[String], body: &[u8]) -> [u8; 32] {
    let mut bytes = said.join("\n").into_bytes();
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    source::sha256(&bytes)
}
