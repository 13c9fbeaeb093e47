//! What is stored: bodies of records, snapshots and data, as JSON of versioned structs.
//!
//! In memory everything is a position; here everything is a name, so that a body can be read without its program
//! and by a later engine. A format is frozen with the first kept history: [`v1`] is only ever read differently
//! by adding a `v2`.

pub mod v1;
