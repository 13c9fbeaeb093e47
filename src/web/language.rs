//! Which language an answer is in: `?lang=`, then the cookie `motcua_lang`, then `Accept-Language`; Vietnamese first.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use calendar::Lang;

use crate::identity::cookie;

/// The language of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken(pub Lang);

impl<S: Sync> FromRequestParts<S> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(of(parts.uri.query(), &parts.headers)))
    }
}

/// Returns the language asked for by a query and headers.
pub(crate) fn of(query: Option<&str>, headers: &HeaderMap) -> Lang {
    let asked = query.into_iter().flat_map(|query| query.split('&')).find_map(|pair| pair.strip_prefix("lang="));
    let kept = || cookie(headers, "motcua_lang").and_then(known);
    asked.and_then(known).or_else(kept).or_else(|| accepted(headers)).unwrap_or(Lang::Vi)
}

fn known(word: &str) -> Option<Lang> {
    match word {
        "vi" => Some(Lang::Vi),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// Reads `Accept-Language`: the known language with the greatest weight, the first of equals.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Lang)> = None;
    for range in text.split(',') {
        let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let weight = rest.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if let Some(lang) = known(&primary)
            && weight > best.map_or(0.0, |(best, _)| best)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}
