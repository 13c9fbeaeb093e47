//! Finds and reads the files a verb is about: procedures, tests, calendars, directories.

use std::path::{Path, PathBuf};

use calendar::{Date, Lang};
use procedure::Library;
use procedure::shipped::{PROCEDURES, Shipped};
use source::{Diagnostic, SourceFile};

use crate::output::say;

/// Endings of the files an author writes.
pub(crate) const PROCEDURE: &str = ".tthc.yaml";
pub(crate) const TEST: &str = ".test.yaml";
const CALENDAR: &str = ".calendar.yaml";
const DIRECTORY: &str = ".directory.yaml";

/// What went wrong before anything could be judged, in words.
pub(crate) type Trouble = String;

/// A file that was read, or what is wrong with its bytes.
pub(crate) type Read = Result<SourceFile, Box<(SourceFile, Diagnostic)>>;

/// Reads a file of any size and content without trusting it.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Read, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| {
        let name = path.display();
        say(lang, format!("không đọc được {name}: {error}"), format!("{name} cannot be read: {error}"))
    })?;
    Ok(SourceFile::from_bytes(path.display().to_string(), bytes))
}

/// Lists the author's files under some paths, sorted; a file is taken whatever its ending.
pub(crate) fn list(paths: &[PathBuf], lang: Lang) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found).map_err(|error| {
                let name = path.display();
                say(lang, format!("không đọc được {name}: {error}"), format!("{name} cannot be read: {error}"))
            })?;
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Links are not followed: a folder may not contain itself.
        if entry.file_type()?.is_dir() {
            walk(&path, found)?;
        } else if [PROCEDURE, TEST, CALENDAR, DIRECTORY].iter().any(|ending| ends(&path, ending)) {
            found.push(path);
        }
    }
    Ok(())
}

/// Tells whether a file's name has an ending.
pub(crate) fn ends(path: &Path, ending: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending))
}

/// A library with what was found wrong in its files.
pub(crate) struct Found {
    pub library: Library,
    pub faults: Vec<(SourceFile, Vec<Diagnostic>)>,
}

/// Finds the calendars and directories of a procedure: those named, the nearest above, else the shipped ones.
pub(crate) fn library(named: Option<&Path>, near: Option<&Path>, lang: Lang) -> Result<Found, Trouble> {
    let above = near.and_then(|path| {
        let whole = path.canonicalize().ok()?;
        whole.ancestors().map(Path::to_path_buf).find(|folder| folder.join("calendars").is_dir())
    });
    match named.map(Path::to_path_buf).or(above) {
        Some(folder) => from_folder(&folder, lang),
        None => {
            let (library, faults) = Library::shipped();
            Ok(Found { library, faults })
        }
    }
}

/// Reads the calendars and directories under a folder; what it lacks comes from the shipped ones.
pub(crate) fn from_folder(folder: &Path, lang: Lang) -> Result<Found, Trouble> {
    let mut found = Found { library: Library::default(), faults: Vec::new() };
    for path in list(&[folder.to_path_buf()], lang)? {
        if ends(&path, CALENDAR) || ends(&path, DIRECTORY) {
            match read(&path, lang)? {
                Ok(file) => {
                    let faults = found.library.add(&file);
                    found.faults.extend((!faults.is_empty()).then_some((file, faults)));
                }
                Err(broken) => found.faults.push((broken.0, vec![broken.1])),
            }
        }
    }
    let (shipped, _) = Library::shipped();
    if found.library.calendars.is_empty() {
        found.library.calendars = shipped.calendars;
    }
    if found.library.directories.is_empty() {
        found.library.directories = shipped.directories;
    }
    Ok(found)
}

/// Gives the shipped procedures as files.
pub(crate) fn shipped() -> impl Iterator<Item = SourceFile> {
    PROCEDURES.iter().map(|Shipped { name, text }| SourceFile::new(*name, *text))
}

/// Reads the day a check is made on: as named, else today in the zone of the calendars.
pub(crate) fn today(named: Option<&str>, library: &Library, lang: Lang) -> Result<Date, Trouble> {
    match named {
        Some(text) => Date::parse(text).ok_or_else(|| {
            say(lang, format!("`{text}` không phải là ngày; viết như 2026-06-08"), format!("`{text}` is no date; write 2026-06-08"))
        }),
        None => {
            let now = runtime::Clock::real().now();
            let zone = library.calendars.first().map(|calendar| calendar.zone());
            let zone = zone.or_else(|| calendar::Zone::named("Asia/Ho_Chi_Minh"));
            zone.map(|zone| zone.date(now)).ok_or_else(|| say(lang, "không có lịch nào", "there is no calendar"))
        }
    }
}
