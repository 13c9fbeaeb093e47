//! A route with what it says of itself: the server and its description are made from one table, so neither knows a
//! route that the other does not. It answers no request.

use std::collections::BTreeSet;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};

use super::members::Member;
use super::receipt::Receipt;
use crate::App;

/// Makes the schema of a shape.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// Whom a route asks who he is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// Nobody, not even for the token: a probe.
    Probe,
    /// Whoever holds the token.
    Anybody,
    /// A person: an applicant or a post.
    Somebody,
}

/// What an answer holds.
pub(super) enum Content {
    /// Nothing.
    Nothing,
    /// One shape of a media type.
    One(&'static str, Shape),
    /// An object whose `items` are of one shape.
    Items(Shape),
    /// A page for people.
    Page,
}

/// An answer that is no problem.
pub(super) struct Answer {
    /// The status.
    pub status: u16,
    /// What it holds.
    pub content: Content,
    /// The headers it always has.
    pub always: &'static [&'static str],
    /// The headers it may have.
    pub at_times: &'static [&'static str],
}

/// A route.
pub(crate) struct Route {
    /// Its path, below the root of its router.
    pub path: &'static str,
    /// Its method, in small letters.
    pub method: &'static str,
    serves: MethodRouter<App>,
    /// Its name for programs.
    pub(super) id: &'static str,
    /// What it does, in Vietnamese and English.
    pub(super) words: (&'static str, &'static str),
    /// Whom it asks who he is.
    pub(super) asker: Asker,
    /// The parameters of its query.
    pub(super) query: Option<Shape>,
    /// The members of its body, one list for each form it may have; none if it has no body.
    pub(super) bodies: Vec<Vec<Member>>,
    /// An example of its body.
    pub(super) example: Option<fn() -> serde_json::Value>,
    /// True if it wants an `Idempotency-Key`.
    pub(super) once: bool,
    /// True if it wants an `If-Match`.
    pub(super) on_version: bool,
    /// What it answers when all is well.
    pub(super) answers: Vec<Answer>,
    /// The statuses of the problems it may answer with.
    pub(super) problems: BTreeSet<u16>,
}

const JSON: &str = "application/json";

impl Route {
    /// Starts a route that reads.
    pub fn get<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(path, "get", routing::get(handler))
    }

    /// Starts a route that does something.
    pub fn post<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(path, "post", routing::post(handler)).may(&[403])
    }

    fn new(path: &'static str, method: &'static str, serves: MethodRouter<App>) -> Self {
        let route = Self {
            path,
            method,
            serves,
            id: "",
            words: ("", ""),
            asker: Asker::Somebody,
            query: None,
            bodies: Vec::new(),
            example: None,
            once: false,
            on_version: false,
            answers: Vec::new(),
            problems: BTreeSet::from([400, 401, 403, 500, 503]),
        };
        if path.contains('{') { route.may(&[400, 404]) } else { route }
    }

    /// Names it, and says in Vietnamese and English what it does.
    pub fn says(self, id: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { id, words: (vi, en), ..self }
    }

    /// Lets anybody ask who holds the token.
    pub fn for_anybody(mut self) -> Self {
        self.problems.remove(&403);
        if self.query.is_none() && !self.path.contains('{') {
            self.problems.remove(&400);
        }
        Self { asker: Asker::Anybody, ..self }
    }

    /// Lets anybody ask at all.
    pub fn for_probes(self) -> Self {
        Self { asker: Asker::Probe, problems: BTreeSet::from([500, 503]), ..self }
    }

    /// Adds the parameters of its query.
    pub fn asks<Q: JsonSchema>(self) -> Self {
        Self { query: Some(SchemaGenerator::root_schema_for::<Q>), ..self }
    }

    /// Adds the members of its body.
    pub fn takes(self, body: Vec<Member>) -> Self {
        self.may(&[413, 415, 422]).or(body)
    }

    /// Adds the members of another form of its body.
    pub fn or(mut self, body: Vec<Member>) -> Self {
        self.bodies.push(body);
        self
    }

    /// Adds an example of its body that is accepted by the shipped procedures.
    pub fn such_as(self, example: fn() -> serde_json::Value) -> Self {
        Self { example: Some(example), ..self }
    }

    /// Says that it may be sent again without being done again.
    pub fn once(self) -> Self {
        Self { once: true, ..self.may(&[422]) }
    }

    /// Says that it acts on the version of a dossier that was seen.
    pub fn on_version(self) -> Self {
        Self { on_version: true, ..self.may(&[412, 428]) }
    }

    /// Says that it acts on a dossier, once, as it was seen, and is answered with a receipt.
    pub fn acts(self, body: Vec<Member>) -> Self {
        self.takes(body).once().on_version().receives(200)
    }

    /// Says that it writes, and is answered with a receipt.
    pub fn receives(self, status: u16) -> Self {
        let always: &[&str] = if status == 201 { &["ETag", "Location"] } else { &["ETag"] };
        let content = Content::One(JSON, SchemaGenerator::subschema_for::<Receipt>);
        self.writes().and(Answer { status, content, always, at_times: &["Idempotency-Replayed"] })
    }

    /// Adds the problems of whatever is written.
    pub fn writes(self) -> Self {
        self.may(&[404, 409, 422, 429, 507])
    }

    /// Says that it answers 200 with one shape.
    pub fn answers<T: JsonSchema>(self) -> Self {
        self.and(plain(200, Content::One(JSON, SchemaGenerator::subschema_for::<T>)))
    }

    /// Says that it answers 200 with one shape and, as `ETag`, the version of the dossier.
    pub fn shows<T: JsonSchema>(self) -> Self {
        let content = Content::One(JSON, SchemaGenerator::subschema_for::<T>);
        self.and(Answer { always: &["ETag"], ..plain(200, content) })
    }

    /// Says that it answers 200 with a whole list.
    pub fn lists<T: JsonSchema>(self) -> Self {
        self.and(plain(200, Content::Items(SchemaGenerator::subschema_for::<T>)))
    }

    /// Says that it answers 200 with a page of a list, and where the next is.
    pub fn pages<Q: JsonSchema, T: JsonSchema>(self) -> Self {
        let content = Content::Items(SchemaGenerator::subschema_for::<T>);
        self.asks::<Q>().and(Answer { at_times: &["Link"], ..plain(200, content) })
    }

    /// Adds an answer.
    pub fn and(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// Adds statuses of problems.
    pub fn may(mut self, problems: &[u16]) -> Self {
        self.problems.extend(problems);
        self
    }
}

/// Makes an answer without headers of its own.
pub(super) fn plain(status: u16, content: Content) -> Answer {
    Answer { status, content, always: &[], at_times: &[] }
}

/// Makes the server of some routes.
pub(super) fn router(routes: impl IntoIterator<Item = Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| router.route(route.path, route.serves))
}
