//! Finds and reads the files a verb is about: procedures, tests, calendars, directories.
//!
//! It judges no content; a file may be of any size, kind and bytes.

use std::fs::{DirEntry, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use calendar::{Date, Lang};
use procedure::Library;
use procedure::shipped::{PROCEDURES, Shipped};
use source::{Diagnostic, SourceFile};

use crate::output::say;
use crate::templates::TEMPLATE;

/// Endings of the files an author writes.
pub(crate) const PROCEDURE: &str = ".tthc.yaml";
pub(crate) const TEST: &str = ".test.yaml";
pub(crate) const CALENDAR: &str = ".calendar.yaml";
pub(crate) const DIRECTORY: &str = ".directory.yaml";
pub(crate) const DUTY: &str = ".duty.yaml";
pub(crate) const FACTS: &str = ".facts.yaml";

/// What went wrong before anything could be judged, in words.
pub(crate) type Trouble = String;

/// A file that was read, or what is wrong with its bytes.
pub(crate) type Read = Result<SourceFile, Box<(SourceFile, Diagnostic)>>;

/// Most bytes that are read of a file; the reader refuses far shorter ones (language.md g), a device never ends.
pub(crate) const READ_MAX: u64 = 256 * 1024 * 1024;

/// Reads a file of any size and content without trusting it.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Read, Trouble> {
    Ok(SourceFile::from_bytes(path.display().to_string(), bytes(path, lang)?))
}

/// Reads the bytes of a file.
pub(crate) fn bytes(path: &Path, lang: Lang) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let got = File::open(path).and_then(|file| file.take(READ_MAX).read_to_end(&mut bytes));
    got.map_err(|error| unreadable(path, &error, lang))?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error, lang: Lang) -> Trouble {
    let name = path.display();
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            say(lang, format!("không có tệp hoặc thư mục {name}"), format!("there is no file or folder {name}"))
        }
        ErrorKind::PermissionDenied => {
            say(lang, format!("không có quyền đọc {name}"), format!("no right to read {name}"))
        }
        _ => say(lang, format!("không đọc được {name}. Chi tiết: {error}"), format!("{name} cannot be read ({error})")),
    }
}

/// Lists the files that were named, a folder standing for the author's files in it, sorted.
///
/// A folder without any is trouble: silence would pass for a judgement.
pub(crate) fn list(paths: &[PathBuf], lang: Lang) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let inside = under(path, lang)?;
        if inside.is_empty() {
            let name = path.display();
            return Err(say(
                lang,
                format!("thư mục {name} không có tệp nào để đọc (*.tthc.yaml, *.test.yaml, lịch, danh bạ)"),
                format!("folder {name} holds nothing to read (*.tthc.yaml, *.test.yaml, calendars, directories)"),
            ));
        }
        found.extend(inside);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Lists the author's files under a folder, sorted.
pub(crate) fn under(folder: &Path, lang: Lang) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let trouble = |error| unreadable(&folder, &error, lang);
        for entry in std::fs::read_dir(&folder).map_err(trouble)? {
            let entry = entry.map_err(trouble)?;
            let kind = entry.file_type().map_err(trouble)?;
            // Links to folders are not followed: a folder may not contain itself.
            if kind.is_dir() {
                folders.push(entry.path());
            } else if (kind.is_file() || kind.is_symlink()) && is_authored(&entry) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_authored(entry: &DirEntry) -> bool {
    let path = entry.path();
    [PROCEDURE, TEST, CALENDAR, DIRECTORY, DUTY, FACTS, TEMPLATE].iter().any(|ending| ends(&path, ending))
        && !path.is_dir()
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

/// Finds the calendars and directories of a procedure, and the procedures beside it: those in the folder named, in the
/// nearest above, else the shipped ones.
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

/// Reads the calendars, directories and procedures under a folder; what calendars and directories it lacks come from
/// the shipped ones.
pub(crate) fn from_folder(folder: &Path, lang: Lang) -> Result<Found, Trouble> {
    let mut found = Found { library: Library::default(), faults: Vec::new() };
    let paths = under(folder, lang)?;
    for path in &paths {
        if ends(path, CALENDAR) || ends(path, DIRECTORY) {
            match read(path, lang)? {
                Ok(file) => {
                    let faults = found.library.add(&file);
                    found.faults.extend((!faults.is_empty()).then_some((file, faults)));
                }
                Err(broken) => found.faults.push((broken.0, vec![broken.1])),
            }
        }
    }
    note(&mut found.library, paths.iter(), lang);
    let (shipped, _) = Library::shipped();
    if found.library.calendars.is_empty() {
        found.library.calendars = shipped.calendars;
    }
    if found.library.directories.is_empty() {
        found.library.directories = shipped.directories;
    }
    Ok(found)
}

/// Notes what procedures wait for; one that cannot be read is reported where it is judged.
pub(crate) fn note<'p>(library: &mut Library, paths: impl Iterator<Item = &'p PathBuf>, lang: Lang) {
    let read = paths.filter(|path| ends(path, PROCEDURE)).filter_map(|path| read(path, lang).ok()?.ok());
    read.for_each(|file| library.note(&file));
}

/// Gives the shipped procedures as files.
pub(crate) fn shipped() -> impl Iterator<Item = SourceFile> {
    PROCEDURES.iter().map(|Shipped { name, text }| SourceFile::new(*name, *text))
}

/// Returns the day a check is made on: as named, else today in the zone of the calendars.
pub(crate) fn today(named: Option<Date>, library: &Library, lang: Lang) -> Result<Date, Trouble> {
    if let Some(date) = named {
        return Ok(date);
    }
    let now = runtime::Clock::real().now();
    let zone = library.calendars.first().map(|calendar| calendar.zone());
    let zone = zone.or_else(|| calendar::Zone::named("Asia/Ho_Chi_Minh"));
    zone.map(|zone| zone.date(now)).ok_or_else(|| say(lang, "không có lịch nào", "there is no calendar"))
}
