//! The procedures a server offers, and every version a dossier may still run on.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use calendar::{Date, Instant, Zone};
use engine::{Now, Rejection};
use letters::{Template, file_name};
use procedure::files::duty::{Duty, duties};
use procedure::files::{Agency, Directory, EffectiveBy};
use procedure::{Compiled, Facts, Library};
use program::Program;

use crate::Refusal;
use crate::version::Version;

/// Procedures with their versions, those of old dossiers included, and what they are judged against.
pub struct Catalogue {
    library: Library,
    directory: Directory,
    duties: Vec<Duty>,
    /// The versions on which dossiers may be filed, by procedure, in catalogue order.
    procedures: Vec<Vec<Version>>,
    places: HashMap<String, usize>,
    versions: RwLock<HashMap<String, Arc<Compiled>>>,
    /// Templates that departments have drawn for versions nobody has published, by file name.
    templates: HashMap<String, Template>,
}

impl Catalogue {
    /// Makes the catalogue of a rehearsal: each procedure applies by its own text. The first directory of the library is
    /// the one that answers.
    pub fn new(library: Library, procedures: Vec<Compiled>) -> Option<Self> {
        Self::of(library, procedures.into_iter().map(Version::unpublished))
    }

    /// Makes a catalogue of versions that were published, several of one procedure side by side.
    pub fn of(library: Library, all: impl IntoIterator<Item = Version>) -> Option<Self> {
        let directory = library.directories.first()?.clone();
        let (mut procedures, mut places, mut versions) = (Vec::<Vec<Version>>::new(), HashMap::new(), HashMap::new());
        for version in all {
            let program = &version.compiled.program;
            versions.insert(program.hash.to_string(), Arc::clone(&version.compiled));
            let place = *places.entry(program.id.clone()).or_insert(procedures.len());
            match procedures.get_mut(place) {
                Some(known) => known.push(version),
                None => procedures.push(vec![version]),
            }
        }
        let (versions, templates) = (RwLock::new(versions), HashMap::new());
        Some(Self { library, directory, duties: duties(), procedures, places, versions, templates })
    }

    /// Adds the templates that departments have drawn, each under the name of its file (`letters::file_name`).
    pub fn with_templates(mut self, templates: impl IntoIterator<Item = (String, Template)>) -> Self {
        self.templates.extend(templates);
        self
    }

    /// Finds the template that a version has for a letter: what was published with it, and nothing else then.
    pub(crate) fn template(&self, compiled: &Compiled, meaning: &str) -> Option<&Template> {
        let Program { id, hash, .. } = &compiled.program;
        let own = self.versions_of(id).iter().find(|one| one.published.is_some() && one.compiled.program.hash == *hash);
        // A file is called as its procedure is, with hyphens (M016).
        own.map_or(&self.templates, |own| &own.templates).get(&file_name(&id.replace('_', "-"), meaning))
    }

    /// Returns every procedure at an instant, in catalogue order: as [`Catalogue::procedure`].
    pub fn procedures(&self, at: Instant) -> impl Iterator<Item = &Arc<Compiled>> {
        self.procedures.iter().filter_map(move |versions| self.shown(versions, at))
    }

    /// Finds a procedure at an instant: the version in force, else the next one, else the last.
    pub fn procedure(&self, id: &str, at: Instant) -> Option<&Arc<Compiled>> {
        self.shown(self.versions_of(id), at)
    }

    /// Returns the versions of a procedure on which dossiers may be filed at one time or another.
    pub fn versions_of(&self, id: &str) -> &[Version] {
        self.places.get(id).map_or(&[], |place| &self.procedures[*place])
    }

    /// Returns the version on which a dossier is filed at an instant (sem 9.1).
    ///
    /// # Errors
    /// [`Rejection::NoVersionInForce`] if none applies on that day (sem 9.4).
    pub fn in_force(&self, id: &str, at: Instant) -> Result<&Arc<Compiled>, Refusal> {
        let versions = self.versions_of(id);
        match versions.iter().find(|one| self.applies(one, at)) {
            Some(version) => Ok(&version.compiled),
            None if versions.is_empty() => Err(Refusal::NoSuchProcedure),
            None => Err(Rejection::NoVersionInForce.into()),
        }
    }

    /// Returns the version by which a dossier is settled whose clock starts at an instant, if its own does not apply any
    /// more and says that the reception decides (sem 9.1). In a gap it goes on (sem 9.4).
    pub(crate) fn successor(&self, compiled: &Compiled, at: Instant) -> Option<&Arc<Compiled>> {
        let Program { id, hash, effective: (first, last), .. } = &compiled.program;
        let versions = self.versions_of(id);
        let alone = matches!(versions, [only] if only.compiled.program.hash == *hash);
        if alone || compiled.definition.effective.by == EffectiveBy::Submission {
            return None;
        }
        let own = versions.iter().find(|one| one.compiled.program.hash == *hash);
        let day = self.date(compiled, at);
        let by_text = first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last);
        let applies = own.map_or(by_text, |own| own.applies(day));
        if applies { None } else { versions.iter().find(|one| self.applies(one, at)).map(|one| &one.compiled) }
    }

    fn applies(&self, version: &Version, at: Instant) -> bool {
        version.applies(self.date(&version.compiled, at))
    }

    fn shown<'a>(&'a self, versions: &'a [Version], at: Instant) -> Option<&'a Arc<Compiled>> {
        let in_force = versions.iter().find(|one| self.applies(one, at));
        let coming = |one: &&Version| one.first.is_some_and(|first| self.date(&one.compiled, at) < first);
        let next = || versions.iter().filter(coming).min_by_key(|one| one.first);
        let last = || versions.iter().max_by_key(|one| one.first);
        in_force.or_else(next).or_else(last).map(|one| &one.compiled)
    }

    /// Returns every version on which dossiers may be filed at one time or another.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Compiled>> {
        self.procedures.iter().flatten().map(|one| &one.compiled)
    }

    /// Finds a version by its hash, in force or not.
    pub fn version(&self, hash: &str) -> Option<Arc<Compiled>> {
        self.versions.read().ok()?.get(hash).cloned()
    }

    /// Finds a version of a procedure by the first digits of its hash, in force or not.
    pub(crate) fn version_named(&self, id: &str, digits: &str) -> Option<Arc<Compiled>> {
        let versions = self.versions.read().ok()?;
        let mut of = versions.iter().filter(|(hash, one)| hash.starts_with(digits) && one.program.id == id);
        of.next().map(|(_, one)| Arc::clone(one))
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
