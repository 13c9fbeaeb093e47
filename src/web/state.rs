//! What every request finds: the runtime, and how people are known. It holds nothing that changes.

use std::sync::Arc;

use runtime::Service;

/// A running server, as its handlers see it. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The runtime.
    pub service: Service,
    /// How people are known.
    pub mode: Mode,
}

/// How people are known until there are accounts.
#[derive(Clone, PartialEq, Eq)]
pub enum Mode {
    /// Everybody picks who he is; for rehearsals only.
    Demo,
    /// Whoever holds the token is believed.
    Token {
        /// The bearer token; every request must present it.
        token: Arc<str>,
    },
}
