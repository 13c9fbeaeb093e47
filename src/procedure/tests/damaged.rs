//! Damaged copies of the shipped files are read without a panic, and what is found lies inside the file.
//! One misspelt key is one fault, whatever depends on it.

use motcua_procedure::files;
use proptest::prelude::*;
use source::{Diagnostic, Node, ReadLimits, SourceFile};

type Reading = fn(&SourceFile, &Node) -> Vec<Diagnostic>;

const SHIPPED: [(&str, &str, Reading); 3] = [
    ("cap-ban-sao-so-goc.tthc.yaml", include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml"), |file, tree| {
        files::definition(file, tree).1
    }),
    ("ha_noi.calendar.yaml", include_str!("../../../processes/calendars/ha_noi.calendar.yaml"), |file, tree| {
        files::calendar(file, tree).1
    }),
    ("ha_noi.directory.yaml", include_str!("../../../processes/directory/ha_noi.directory.yaml"), |file, tree| {
        files::directory(file, tree).1
    }),
];

/// Pieces an author may type, or lose, anywhere.
const PIECES: [&str; 16] = [
    "",
    " ",
    ":",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\n  ",
    "0,5 ngày làm việc",
    "on: ",
    "next: ",
    "\"15:00\"",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damage_is_told_not_suffered(
        which in 0..SHIPPED.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..PIECES.len()), 1..6),
    ) {
        let (name, text, read) = SHIPPED[which];
        let mut letters: Vec<char> = text.chars().collect();
        for (at, lost, piece) in cuts {
            let at = at.index(letters.len().max(1));
            let end = (at + lost).min(letters.len());
            letters.splice(at..end, PIECES[piece].chars());
        }
        let file = SourceFile::new(name, letters.into_iter().collect::<String>());
        if let (Some(tree), _) = source::read(&file, &ReadLimits::default()) {
            for found in read(&file, &tree) {
                let span = found.span;
                prop_assert!(span.start <= span.end && span.end as usize <= file.text().len(), "{found:?}");
                prop_assert!(!found.message.vi.is_empty() && !found.message.en.is_empty());
            }
        }
    }
}

/// Lists the places where a key of the language stands, as the text before it ends.
fn keys_of(text: &str) -> Vec<(usize, &'static str)> {
    let names = files::tables().into_iter().flat_map(|table| table.built());
    let mut places: Vec<(usize, &str)> = names
        .flat_map(|name| text.match_indices(name).map(move |(at, _)| (at, name)))
        .filter(|(at, name)| text[..*at].ends_with(['\n', ' ']) && text[at + name.len()..].starts_with(':'))
        .collect();
    places.sort();
    places.dedup();
    places
}

#[test]
fn a_misspelt_key_is_one_fault() {
    let (name, text, read) = SHIPPED[0];
    for (at, key) in keys_of(text) {
        let damaged = format!("{}{key}x{}", &text[..at], &text[at + key.len()..]);
        let file = SourceFile::new(name, damaged);
        let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML still");
        let found: Vec<_> =
            read(&file, &tree).iter().map(|found| (found.code.code, found.span.start as usize)).collect();
        assert_eq!(found, [("M010", at)], "{key} at {at}");
    }
}
