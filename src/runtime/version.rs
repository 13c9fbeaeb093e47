//! Versions that were put into force: when each applies, and how it is made runnable from what was stored.
//!
//! It publishes nothing and decides nothing about a dossier.

use std::collections::HashMap;
use std::sync::Arc;

use calendar::{Date, Instant};
use letters::Template;
use procedure::{Compiled, Library};
use source::SourceFile;
use store::{PublicationRow, StoreError};

/// A version of a procedure on which dossiers may be filed.
pub struct Version {
    /// The version.
    pub compiled: Arc<Compiled>,
    /// First day on which it applies; none if it always has.
    pub first: Option<Date>,
    /// Last day on which it applies, closings included; none if it is open.
    pub last: Option<Date>,
    /// When and by whom it was published; none in a rehearsal.
    pub published: Option<(Instant, String)>,
    /// The templates of letters that were published with it, by file name.
    pub(crate) templates: HashMap<String, Template>,
}

/// When a published version applies: both days included (sem 9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub first: Date,
    /// Last day; none if it is open. Before the first day if the version never applies.
    pub last: Option<Date>,
}

impl Window {
    /// Tells whether a version with this window and one with another would both apply on some day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let last = [self.last, other.last].into_iter().flatten().min();
        last.is_none_or(|last| self.first.max(other.first) <= last)
    }

    /// Tells whether it holds no day.
    pub fn is_empty(&self) -> bool {
        self.last.is_some_and(|last| last < self.first)
    }
}

/// Finds when each publication applies: by its own text, and by what later ones have closed (sem 9.4).
///
/// # Errors
/// [`StoreError::Corrupt`] if a day cannot be read.
pub fn windows(publications: &[PublicationRow]) -> Result<Vec<Window>, StoreError> {
    let day =
        |text: &String| Date::parse(text).ok_or_else(|| StoreError::Corrupt { detail: format!("`{text}` is no day") });
    let window = |row: &PublicationRow| {
        let closed = publications.iter().flat_map(|other| &other.closes).filter(|(hash, _)| *hash == row.hash);
        let last = closed.map(|(_, last)| last).chain(&row.last_day).map(day).collect::<Result<Vec<_>, _>>()?;
        Ok(Window { first: day(&row.first_day)?, last: last.into_iter().min() })
    };
    publications.iter().map(window).collect()
}

impl Version {
    /// Makes a version that nobody has published: it applies by its own text.
    pub(crate) fn unpublished(compiled: Compiled) -> Self {
        let (first, last) = compiled.program.effective;
        Self { compiled: Arc::new(compiled), first, last, published: None, templates: HashMap::new() }
    }

    /// Recompiles a published version from the files that were stored, in trusted mode; none if this program or its
    /// calendars cannot make it.
    pub fn of(row: &PublicationRow, window: Window, library: &Library) -> Option<Self> {
        let mut files = row.files.iter();
        let (name, body) = files.next()?;
        let source = SourceFile::from_bytes(name.as_str(), body.clone()).ok()?;
        let compiled = procedure::trusted(source.text(), library)?;
        if compiled.program.hash.to_string() != row.hash {
            return None;
        }
        let form = &compiled.program.form;
        let paths: Vec<String> = form.field_ixs().map(|ix| form.path(ix)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let template = |(name, body): &(String, Vec<u8>)| {
            let file = SourceFile::from_bytes(name.as_str(), body.clone()).ok()?;
            Some((name.clone(), Template::read(&file, &paths).ok()?))
        };
        let templates = files.map(template).collect::<Option<_>>()?;
        let published = Some((Instant::from_millis(row.published_at), row.published_by.clone()));
        Some(Self { compiled: Arc::new(compiled), first: Some(window.first), last: window.last, published, templates })
    }

    /// Tells whether it applies on a day.
    pub fn applies(&self, on: Date) -> bool {
        self.first.is_none_or(|first| first <= on) && self.last.is_none_or(|last| on <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(hash: &str, first: &str, last: Option<&str>, closes: &[(&str, &str)]) -> PublicationRow {
        PublicationRow {
            hash: hash.to_owned(),
            procedure: "khai_sinh".to_owned(),
            first_day: first.to_owned(),
            last_day: last.map(str::to_owned),
            published_at: 0,
            published_by: "p01_lanh_dao".to_owned(),
            files: Vec::new(),
            closes: closes.iter().map(|(hash, last)| ((*hash).to_owned(), (*last).to_owned())).collect(),
        }
    }

    fn window(first: &str, last: Option<&str>) -> Window {
        let day = |text| Date::parse(text).expect("a day");
        Window { first: day(first), last: last.map(day) }
    }

    #[test]
    fn the_earliest_closing_counts() {
        let rows = [
            row("a", "2025-07-01", None, &[]),
            row("b", "2027-03-01", Some("2028-12-31"), &[("a", "2027-02-28")]),
            row("c", "2026-10-01", None, &[("a", "2026-09-30"), ("b", "2026-09-30")]),
        ];
        let found = windows(&rows).expect("days");
        assert_eq!(found[0], window("2025-07-01", Some("2026-09-30")));
        assert_eq!(found[1], window("2027-03-01", Some("2026-09-30")), "it never applies");
        assert_eq!([found[1].is_empty(), found[2].is_empty()], [true, false]);
        assert!(matches!(windows(&[row("a", "1/7/2025", None, &[])]), Err(StoreError::Corrupt { .. })));
    }

    #[test]
    fn windows_overlap_if_they_share_a_day() {
        for (one, other, share) in [
            (window("2025-07-01", Some("2027-02-28")), window("2027-03-01", None), false),
            (window("2025-07-01", Some("2027-03-01")), window("2027-03-01", None), true),
            (window("2025-07-01", None), window("2027-03-01", Some("2027-03-01")), true),
            (window("2025-07-01", None), window("2027-03-01", Some("2027-02-28")), false),
        ] {
            assert_eq!([one.overlaps(&other), other.overlaps(&one)], [share; 2], "{one:?} {other:?}");
        }
    }
}
