//! Why a request was not carried out, for whoever asked.

use engine::Rejection;
use store::StoreError;

/// A request that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The engine said no.
    Rejected(Rejection),
    /// Somebody was faster: the dossier is at this version now.
    Stale {
        /// The version now.
        version: u64,
    },
    /// No such dossier.
    NoSuchDossier,
    /// No such procedure, or no agency that offers it.
    NoSuchProcedure,
    /// The agency is unknown or does not offer the procedure.
    NotOffered,
    /// The idempotency key was used for another request.
    KeyReused,
    /// Something has become of the message already (sem 2.13).
    Settled,
    /// The version the dossier runs on cannot be loaded (sem 8.9).
    ProgramMissing {
        /// Its hash.
        hash: String,
    },
    /// A stored body cannot be read.
    Unreadable(String),
    /// Too many requests wait.
    Busy,
    /// The time machine belongs to rehearsals.
    NotARehearsal,
    /// The store failed; nothing was written.
    Store(StoreError),
    /// The runtime is shutting down.
    Stopped,
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<engine::record::v1::Unreadable> for Refusal {
    fn from(unreadable: engine::record::v1::Unreadable) -> Self {
        Self::Unreadable(unreadable.0)
    }
}
