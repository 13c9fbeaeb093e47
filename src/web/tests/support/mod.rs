//! A whole server on a store in memory, with the shipped files and the clock of a rehearsal.

use std::sync::Arc;

use calendar::{Date, Instant};
use motcua_web::{App, Mode};
use procedure::shipped::PROCEDURES;
use procedure::{Library, check};
use runtime::{Catalogue, Service};
use source::SourceFile;
use store::{Kind, MemoryStore};

/// When every rehearsal begins: Monday 2026-06-08, 08:00.
pub const START: &str = "2026-06-08T08:00:00+07:00";

/// Starts a server; a store of production has no time machine.
pub async fn app(mode: Mode, kind: Kind) -> App {
    let (library, faults) = Library::shipped();
    assert!(faults.is_empty(), "the shipped files are fit");
    let today = Date::parse("2026-06-08").expect("a date");
    let compile = |shipped: &procedure::shipped::Shipped| {
        check(SourceFile::new(shipped.name, shipped.text), &library, today).compiled.expect("a fit procedure")
    };
    let procedures = PROCEDURES.iter().map(compile).collect();
    let catalogue = Catalogue::new(library, procedures).expect("a directory");
    let start = Instant::parse_rfc3339(START).expect("an instant");
    let store = Arc::new(MemoryStore::new(kind));
    let service = Service::start(store, catalogue, start).await.expect("a store in memory never fails");
    App { service, mode }
}
