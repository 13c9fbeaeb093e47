//! The procedures a server offers, and every version a dossier may still run on.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use calendar::{Date, Instant, Zone};
use engine::Now;
use letters::{Template, file_name};
use procedure::files::duty::{Duty, duties};
use procedure::files::{Agency, Directory};
use procedure::{Compiled, Facts, Library};

/// Procedures in force and old versions, with the calendars and the directory they are judged against.
pub struct Catalogue {
    library: Library,
    directory: Directory,
    duties: Vec<Duty>,
    current: Vec<Arc<Compiled>>,
    versions: RwLock<HashMap<String, Arc<Compiled>>>,
    /// Templates that departments have drawn, by file name.
    templates: HashMap<String, Template>,
}

impl Catalogue {
    /// Makes the catalogue of a server; the first directory of the library is the one that answers.
    pub fn new(library: Library, procedures: Vec<Compiled>) -> Option<Self> {
        let directory = library.directories.first()?.clone();
        let current: Vec<Arc<Compiled>> = procedures.into_iter().map(Arc::new).collect();
        let versions = current.iter().map(|one| (one.program.hash.to_string(), Arc::clone(one))).collect();
        let (versions, templates) = (RwLock::new(versions), HashMap::new());
        Some(Self { library, directory, duties: duties(), current, versions, templates })
    }

    /// Adds the templates that departments have drawn, each under the name of its file (`letters::file_name`).
    pub fn with_templates(mut self, templates: impl IntoIterator<Item = (String, Template)>) -> Self {
        self.templates.extend(templates);
        self
    }

    /// Finds the template that a procedure has drawn for a letter.
    pub(crate) fn template(&self, procedure: &str, meaning: &str) -> Option<&Template> {
        // A file is called as its procedure is, with hyphens (M016).
        self.templates.get(&file_name(&procedure.replace('_', "-"), meaning))
    }

    /// Returns the procedures in force, in catalogue order.
    pub fn procedures(&self) -> &[Arc<Compiled>] {
        &self.current
    }

    /// Finds a procedure in force by id.
    pub fn procedure(&self, id: &str) -> Option<&Arc<Compiled>> {
        self.current.iter().find(|one| one.program.id == id)
    }

    /// Finds a version by its hash, in force or not.
    pub fn version(&self, hash: &str) -> Option<Arc<Compiled>> {
        self.versions.read().ok()?.get(hash).cloned()
    }

    /// Recompiles an old version from its stored source, in trusted mode; tells whether it can be run.
    pub(crate) fn remember(&self, hash: &str, source: &str) -> bool {
        if self.version(hash).is_some() {
            return true;
        }
        let compiled = procedure::trusted(source, &self.library);
        let fits = compiled.filter(|one| one.program.hash.to_string() == hash);
        match (fits, self.versions.write()) {
            (Some(compiled), Ok(mut versions)) => {
                versions.insert(hash.to_owned(), Arc::new(compiled));
                true
            }
            _ => false,
        }
    }

    /// Returns the directory.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Returns what every agency does at fixed hours.
    pub fn duties(&self) -> &[Duty] {
        &self.duties
    }

    /// Returns the zone in which the installation tells time.
    ///
    /// # Panics
    /// If there is no calendar; a procedure is not compiled without one.
    pub fn zone(&self) -> Zone {
        self.library.calendars.first().map(calendar::Calendar::zone).expect("a catalogue has calendars")
    }

    /// Returns the library.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Lists the agencies that offer a procedure, in directory order.
    pub fn offering<'a>(&'a self, compiled: &'a Compiled) -> impl Iterator<Item = &'a Agency> {
        let level = compiled.definition.level.as_ref().map(|level| level.value);
        self.directory
            .agencies
            .iter()
            .filter(move |agency| level.is_some_and(|level| agency.offers(&compiled.program.id, level)))
            .filter(|agency| {
                let named = &compiled.program.agencies;
                named.is_empty() || named.contains(&agency.id)
            })
    }

    /// Answers the engine's questions at an instant.
    pub fn facts<'a>(&'a self, compiled: &'a Compiled, now: Now) -> Facts<'a> {
        Facts::new(compiled, &self.library, &self.directory, now)
    }

    /// Tells whether an instant lies in a year some calendar announces; a rehearsal's clock could not come back.
    pub fn is_announced(&self, at: Instant) -> bool {
        self.library.calendars.iter().any(|calendar| calendar.sessions(calendar.zone().date(at)).is_some())
    }

    /// Returns the date of an instant in the zone of a procedure.
    pub fn date(&self, compiled: &Compiled, at: Instant) -> Date {
        self.facts(compiled, Now { at, recorded_at: at }).calendar(program::RuleIx(0)).zone().date(at)
    }
}
