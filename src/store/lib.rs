//! The store: where dossiers are kept, and the one contract every database fulfils.
//!
//! It sees opaque bodies, numbers and [`engine::RowChange`]s; it must never look into an event, decide anything, or
//! ask what time it is. One accepted command is one [`Commit`]: record, snapshot, tasks, wake-up, outbox and answer
//! stand together or not at all. The records of a dossier are a hash [`chain`](verify).

mod chain;
mod commit;
mod contract;
mod error;
mod kept;
mod memory;
mod publications;
mod queue;
mod rows;
mod sqlite;

pub use chain::{Broken, Hash, verify};
pub use commit::{
    Commit, Committed, DossierId, NewAnswer, NewData, NewDossier, NewEffect, NewLetter, NewRecord, State, Target,
};
pub use contract::{Kind, Reply, Store};
pub use error::StoreError;
pub use memory::MemoryStore;
pub use rows::{
    AnswerRow, DataRow, DossierKey, DossierQuery, DossierRow, DossierScope, DutyQuery, DutyRow, EffectRow, LogRow,
    NewUnmatched, OverdueRow, ProgramRow, PublicationRow, RecordRow, Settled, Standing, TaskPlace, TaskQuery,
    TaskScope, TaskView, UnmatchedKey, UnmatchedQuery, UnmatchedRow,
};
#[cfg(feature = "tape")]
pub use sqlite::{Bare, Recording};
pub use sqlite::{Migrations, SqliteStore};
