//! Whether a version may be published beside those that are: its window, what it closes, what it comes with (sem 9.4).
//!
//! It writes nothing; the row it makes is kept by whoever asked.

use calendar::{Date, Instant};
use procedure::Compiled;
use store::{PublicationRow, StoreError};

use crate::version::{Window, windows};

/// Fewest hexadecimal digits by which a version may be named.
const DIGITS_MIN: usize = 6;

/// A version as somebody wants it published.
pub struct Candidate<'a> {
    /// The version, judged.
    pub compiled: &'a Compiled,
    /// Its files as they were given, the procedure first.
    pub files: Vec<(String, Vec<u8>)>,
    /// Versions it is to close, as they were named: `id@` and hexadecimal digits, or the digits alone.
    pub closes: &'a [String],
    /// When.
    pub at: Instant,
    /// The post that publishes it.
    pub by: &'a str,
}

/// Why a version is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It does not say from which day it applies (sem 9.5).
    Draft,
    /// It was published with other templates of letters.
    OtherFiles,
    /// Versions apply on the same days, and it does not close them (sem 9.4).
    Overlaps(Vec<(String, Window)>),
    /// What it is to close was never published.
    NothingNamed(String),
    /// What it is to close applies on none of its days.
    NothingToClose(String),
}

/// What publishing a version comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// A row to be kept.
    New(PublicationRow),
    /// It is published already.
    Known,
}

/// Judges a version against the publications that are there.
///
/// # Errors
/// [`StoreError::Corrupt`] if a day among them cannot be read.
pub fn admit(
    publications: &[PublicationRow],
    candidate: &Candidate<'_>,
) -> Result<Result<Admission, Objection>, StoreError> {
    let program = &candidate.compiled.program;
    let hash = program.hash.to_string();
    if let Some(known) = publications.iter().find(|row| row.hash == hash) {
        let same = known.files.get(1..) == candidate.files.get(1..);
        return Ok(if same { Ok(Admission::Known) } else { Err(Objection::OtherFiles) });
    }
    let (Some(first), last) = program.effective else { return Ok(Err(Objection::Draft)) };
    let windows = windows(publications)?;
    let beside = publications.iter().zip(&windows).filter(|(row, _)| row.procedure == program.id);
    let overlapping: Vec<_> = beside.filter(|(_, window)| window.overlaps(&Window { first, last })).collect();
    let mut closes = Vec::new();
    for named in candidate.closes {
        match closed(publications, &overlapping, &program.id, named) {
            Ok(None) => {}
            Ok(Some(row)) => closes.push((row.hash.clone(), first.plus_days(-1).to_string())),
            Err(objection) => return Ok(Err(objection)),
        }
    }
    closes.sort();
    closes.dedup();
    let left = overlapping.iter().filter(|(row, _)| closes.iter().all(|(hash, _)| *hash != row.hash));
    let left: Vec<_> = left.map(|(row, window)| (version_of(row), **window)).collect();
    if !left.is_empty() {
        return Ok(Err(Objection::Overlaps(left)));
    }
    Ok(Ok(Admission::New(row(candidate, hash, (first, last), closes))))
}

/// Names a publication as versions are shown: `id@` and 12 hexadecimal digits.
pub fn version_of(row: &PublicationRow) -> String {
    format!("{}@{:.12}", row.procedure, row.hash)
}

fn row(
    candidate: &Candidate<'_>,
    hash: String,
    (first, last): (Date, Option<Date>),
    closes: Vec<(String, String)>,
) -> PublicationRow {
    PublicationRow {
        hash,
        procedure: candidate.compiled.program.id.clone(),
        first_day: first.to_string(),
        last_day: last.map(|last| last.to_string()),
        published_at: candidate.at.millis(),
        published_by: candidate.by.to_owned(),
        files: candidate.files.clone(),
        closes,
    }
}

/// Finds the version that is to be closed; none if it is of another procedure, published with this one.
fn closed<'a>(
    publications: &'a [PublicationRow],
    overlapping: &[(&PublicationRow, &Window)],
    id: &str,
    named: &str,
) -> Result<Option<&'a PublicationRow>, Objection> {
    let (of, digits) = named.rsplit_once('@').map_or((None, named), |(of, digits)| (Some(of), digits));
    let digits = digits.to_lowercase();
    let is = |row: &&PublicationRow| of.is_none_or(|of| of == row.procedure) && row.hash.starts_with(&digits);
    let found = publications.iter().find(is).filter(|_| digits.len() >= DIGITS_MIN);
    match found.ok_or_else(|| Objection::NothingNamed(named.to_owned()))? {
        row if row.procedure != id => Ok(None),
        row if overlapping.iter().any(|(other, _)| other.hash == row.hash) => Ok(Some(row)),
        _ => Err(Objection::NothingToClose(named.to_owned())),
    }
}
