//! A whole server on a store in memory, with the shipped files and the clock of a rehearsal.

use std::sync::Arc;

use calendar::{Date, Instant};
use letters::Template;
use motcua_web::{App, Mode};
use procedure::shipped::{PROCEDURES, Shipped, TEMPLATES};
use procedure::{Compiled, Library, check};
use runtime::{Catalogue, Service};
use source::SourceFile;
use store::{Kind, MemoryStore};

/// When every rehearsal begins: Monday 2026-06-08, 08:00.
pub const START: &str = "2026-06-08T08:00:00+07:00";

/// Starts a server on a store that may hold dossiers; a store of production has no time machine.
pub async fn app(mode: Mode, store: Arc<MemoryStore>, procedures: Vec<Compiled>) -> App {
    let templates = drawn(&procedures);
    let catalogue = Catalogue::new(library(), procedures).expect("a directory").with_templates(templates);
    let start = Instant::parse_rfc3339(START).expect("an instant");
    let service = Service::start(store, catalogue, start).await.expect("a store in memory never fails");
    App { service, mode }
}

/// Reads the shipped templates of letters.
fn drawn(procedures: &[Compiled]) -> Vec<(String, Template)> {
    let paths: Vec<String> =
        procedures.iter().flat_map(|one| one.program.form.field_ixs().map(|ix| one.program.form.path(ix))).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let read = |one: &Shipped| {
        let template = Template::read(&SourceFile::new(one.name, one.text), &paths);
        Some((one.name.to_owned(), template.ok()?))
    };
    TEMPLATES.iter().filter_map(read).collect()
}

/// Makes a store that holds nothing.
pub fn empty(kind: Kind) -> Arc<MemoryStore> {
    Arc::new(MemoryStore::new(kind))
}

/// Compiles the shipped procedures.
pub fn shipped() -> Vec<Compiled> {
    PROCEDURES.iter().map(|shipped| compile(shipped.name, shipped.text)).collect()
}

/// Compiles a fit procedure.
pub fn compile(name: &str, text: &str) -> Compiled {
    let today = Date::parse("2026-06-08").expect("a date");
    let checked = check(SourceFile::new(name, text), &library(), today);
    checked.compiled.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

fn library() -> Library {
    let (library, faults) = Library::shipped();
    assert!(faults.is_empty(), "the shipped files are fit");
    library
}
