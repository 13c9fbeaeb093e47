//! Why a request is not answered as asked.
//! Status and words are in the table of `reasons`; `problem` renders them.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use engine::Rejection;
use procedure::Compiled;
use runtime::Refusal;
use source::Words;
use store::StoreError;

use crate::reasons::{self, Reason};

/// Where the answers of a body lie, unless its route says otherwise.
const ANSWERS: &str = "answers";

/// Why a request is not answered as asked.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The runtime did not carry it out.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The procedure in whose words a rejection is told.
        compiled: Option<Arc<Compiled>>,
        /// The member of the body in which the answers came.
        member: &'static str,
    },
    /// The request cannot be read.
    Malformed(Vec<Mistake>),
    /// It can be read, but members of it hold nothing that can be done.
    Unfit(Vec<Mistake>),
    /// The address cannot be read.
    BadAddress,
    /// `Idempotency-Key` is missing or longer than 255 characters.
    NoKey,
    /// `If-Match` is missing.
    NoMatch,
    /// `If-Match` is not one version.
    BadMatch,
    /// The body is larger than is read.
    TooLarge,
    /// The body is not said to be JSON.
    NotJson,
    /// There is nothing at this address, or nothing for whoever asks.
    Nothing,
    /// The dossier has no such job, or not any more.
    NoSuchJob,
    /// This address does not know this method.
    NoSuchMethod,
    /// The bearer token is missing or wrong.
    NoToken,
    /// The request does not say who asks.
    Nobody,
    /// It says so in a form that cannot be read.
    BadIdentity,
    /// The directory has no such post.
    UnknownPost,
    /// Only an applicant may do this, for himself.
    ApplicantsOnly,
    /// Only a post may do this.
    PostsOnly,
    /// A page of another site sent it.
    ForeignSite,
    /// It took too long.
    TimedOut,
    /// A handler broke down.
    Broken,
}

/// One wrong member of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// JSON pointer into the body, or the name of a query parameter.
    pub pointer: String,
    /// What is wrong, for machines.
    pub code: &'static str,
    /// What is wrong, for people.
    pub words: Words,
}

impl Mistake {
    /// Makes a mistake.
    pub fn new(pointer: impl Into<String>, code: &'static str, vi: &str, en: &str) -> Self {
        Self { pointer: pointer.into(), code, words: Words::new(vi, en) }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { refusal, compiled: None, member: ANSWERS }
    }
}

impl IntoResponse for Fault {
    /// Carries the fault to the layer that knows the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.reason().status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Fault {
    /// Makes the fault of a refusal that is told in the words of a procedure.
    pub(crate) fn of(refusal: Refusal, compiled: &Arc<Compiled>) -> Self {
        Self::about(refusal, compiled, ANSWERS)
    }

    /// Makes the fault of a refusal whose answers came in another member of the body.
    pub(crate) fn about(refusal: Refusal, compiled: &Arc<Compiled>, member: &'static str) -> Self {
        Self::Refused { refusal, compiled: Some(Arc::clone(compiled)), member }
    }

    /// Returns the seconds after which the same request may succeed, if waiting can help.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Refused { refusal: Refusal::Busy, .. } | Self::TimedOut => Some(2),
            Self::Refused { refusal: Refusal::Store(StoreError::Conflict { .. }), .. } => Some(1),
            Self::Refused { refusal: Refusal::Stopped, .. } => Some(10),
            Self::Refused { refusal: Refusal::Rejected(Rejection::Suspended { legally: false }), .. } => Some(60),
            Self::Refused { refusal: Refusal::Store(_), .. } => Some(60),
            _ => None,
        }
    }

    /// Returns what the runtime said, for the log.
    pub(crate) fn cause(&self) -> Option<&Refusal> {
        if let Self::Refused { refusal, .. } = self { Some(refusal) } else { None }
    }

    /// Returns what the table says.
    pub(crate) fn reason(&self) -> &'static Reason {
        reasons::find(self.name()).expect("the table holds every name; the test beside it proves that")
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Refused { refusal, .. } => refused(refusal),
            Self::Malformed(_) => "Malformed",
            Self::Unfit(_) => "Unfit",
            Self::BadAddress => "BadAddress",
            Self::NoKey => "IdempotencyKeyMissing",
            Self::NoMatch => "IfMatchMissing",
            Self::BadMatch => "IfMatchMalformed",
            Self::TooLarge => "TooLarge",
            Self::NotJson => "NotJson",
            Self::Nothing => "NotFound",
            Self::NoSuchJob => "NoSuchJob",
            Self::NoSuchMethod => "MethodNotAllowed",
            Self::NoToken => "TokenMissing",
            Self::Nobody => "IdentityMissing",
            Self::BadIdentity => "IdentityMalformed",
            Self::UnknownPost => "UnknownPost",
            Self::ApplicantsOnly => "ApplicantsOnly",
            Self::PostsOnly => "PostsOnly",
            Self::ForeignSite => "ForeignSite",
            Self::TimedOut => "TimedOut",
            Self::Broken => "Broken",
        }
    }
}

fn refused(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Rejected(Rejection::Limit { .. }) => "Limit",
        Refusal::Rejected(Rejection::Suspended { legally: false }) => "SuspendedTechnically",
        Refusal::Rejected(rejection) => rejection.name(),
        Refusal::Stale { .. } => "Stale",
        Refusal::NoSuchDossier => "NoSuchDossier",
        Refusal::NoSuchProcedure => "NoSuchProcedure",
        Refusal::NotOffered => "NotOffered",
        Refusal::KeyReused => "KeyReused",
        Refusal::Settled => "MessageSettled",
        Refusal::Busy => "Busy",
        Refusal::NotARehearsal => "NotARehearsal",
        Refusal::Store(StoreError::Full) => "StoreFull",
        Refusal::Store(StoreError::Conflict { .. }) => "Conflict",
        Refusal::Store(_) => "StoreFailed",
        Refusal::Stopped => "Stopping",
        Refusal::ProgramMissing { .. } => "ProgramMissing",
        Refusal::Unreadable(_) => "Unreadable",
    }
}

#[cfg(test)]
mod tests {
    use engine::{Actor, Closing, FieldError, Why};
    use store::DossierId;

    use super::*;
    use crate::reasons::REASONS;

    fn of(refusal: Refusal) -> Fault {
        Fault::from(refusal)
    }

    fn rejected(rejection: Rejection) -> Fault {
        of(Refusal::Rejected(rejection))
    }

    /// One fault for every reason, with its status and the seconds to wait.
    fn later() -> Rejection {
        Rejection::VersionNotInForce { to: program::ProgramHash([7; 32]), settles: true, lacks: Vec::new() }
    }

    fn all() -> Vec<(Fault, u16, Option<u32>)> {
        let at = calendar::Instant::from_millis(0);
        let conflict = StoreError::Conflict { dossier: DossierId(1), expected: 1, found: 2 };
        vec![
            (Fault::Malformed(Vec::new()), 400, None),
            (Fault::Unfit(Vec::new()), 422, None),
            (Fault::BadAddress, 400, None),
            (Fault::NoKey, 400, None),
            (Fault::NoMatch, 428, None),
            (Fault::BadMatch, 400, None),
            (Fault::TooLarge, 413, None),
            (Fault::NotJson, 415, None),
            (Fault::Nothing, 404, None),
            (Fault::NoSuchJob, 404, None),
            (Fault::NoSuchMethod, 405, None),
            (Fault::NoToken, 401, None),
            (Fault::Nobody, 401, None),
            (Fault::BadIdentity, 400, None),
            (Fault::UnknownPost, 403, None),
            (Fault::ApplicantsOnly, 403, None),
            (Fault::PostsOnly, 403, None),
            (Fault::ForeignSite, 403, None),
            (Fault::TimedOut, 503, Some(2)),
            (Fault::Broken, 500, None),
            (of(Refusal::Stale { version: 2 }), 412, None),
            (of(Refusal::NoSuchDossier), 404, None),
            (of(Refusal::NoSuchProcedure), 404, None),
            (of(Refusal::NotOffered), 422, None),
            (of(Refusal::KeyReused), 422, None),
            (of(Refusal::Settled), 409, None),
            (of(Refusal::Busy), 429, Some(2)),
            (of(Refusal::NotARehearsal), 404, None),
            (of(Refusal::Store(StoreError::Full)), 507, Some(60)),
            (of(Refusal::Store(conflict)), 503, Some(1)),
            (of(Refusal::Store(StoreError::ReadOnly)), 503, Some(60)),
            (of(Refusal::Stopped), 503, Some(10)),
            (of(Refusal::ProgramMissing { hash: String::new() }), 503, None),
            (of(Refusal::Unreadable(String::new())), 500, None),
            (rejected(Rejection::TaskNotOpen { closed_at: None, reason: Closing::Unknown }), 409, None),
            (rejected(Rejection::NotInRole { role: "a".into() }), 403, None),
            (rejected(Rejection::ClaimedBy { who: Actor::Post("a".into()) }), 409, None),
            (rejected(Rejection::SamePerson { step: "a".into() }), 403, None),
            (rejected(Rejection::ExtensionExhausted { most: 3 }), 422, None),
            (rejected(Rejection::ClockNotStarted), 409, None),
            (rejected(Rejection::ClockStopped), 409, None),
            (rejected(Rejection::AlreadyOpen), 409, None),
            (rejected(Rejection::Suspended { legally: true }), 409, None),
            (rejected(Rejection::Suspended { legally: false }), 503, Some(60)),
            (rejected(Rejection::NotAvailable { condition: None }), 409, None),
            (rejected(Rejection::RoundsExhausted { most: 2 }), 409, None),
            (rejected(Rejection::FormInvalid(vec![FieldError { field: "a".into(), why: Why::Required }])), 422, None),
            (rejected(Rejection::NoSuchAction), 404, None),
            (rejected(Rejection::DossierEnded { result: "approved", at }), 409, None),
            (rejected(Rejection::NoVersionInForce), 422, None),
            (rejected(later()), 409, None),
            (rejected(Rejection::Limit { name: "steps_max", most: 1_000 }), 422, None),
        ]
    }

    #[test]
    fn every_reason_has_its_status_and_its_wait() {
        for (fault, status, wait) in all() {
            assert_eq!(fault.reason().status.as_u16(), status, "{}", fault.name());
            assert_eq!(fault.retry_after(), wait, "{}", fault.name());
        }
    }

    #[test]
    fn the_table_holds_every_reason_once_and_no_other() {
        let mut used: Vec<&str> = all().iter().map(|(fault, ..)| fault.name()).collect();
        let mut held: Vec<&str> = REASONS.iter().map(|reason| reason.code).collect();
        used.sort_unstable();
        held.sort_unstable();
        assert_eq!(used, held);
    }
}
