//! Damaged copies of the shipped files, and of files that use the whole language, are read without a panic, and what is found lies inside the file.
//! One misspelt key is one fault, whatever depends on it.

use calendar::Date;
use motcua_procedure::{Library, check, files};
use proptest::prelude::*;
use source::{Diagnostic, Node, ReadLimits, SourceFile};

type Reading = fn(&SourceFile, &Node) -> Vec<Diagnostic>;

const WHOLE: [(&str, &str, Reading); 5] = [
    ("cap-ban-sao-so-goc.tthc.yaml", include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml"), |file, tree| {
        files::definition(file, tree).1
    }),
    ("ha_noi.calendar.yaml", include_str!("../../../processes/calendars/ha_noi.calendar.yaml"), |file, tree| {
        files::calendar(file, tree).1
    }),
    ("ha_noi.directory.yaml", include_str!("../../../processes/directory/ha_noi.directory.yaml"), |file, tree| {
        files::directory(file, tree).1
    }),
    ("muc-hai.tthc.yaml", include_str!("reader/muc-hai.tthc.yaml"), |file, tree| files::definition(file, tree).1),
    ("muc-hai.test.yaml", include_str!("reader/muc-hai.test.yaml"), |file, tree| files::scenarios(file, tree).1),
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

/// One cut into a text: where, how much is lost, and which piece stands there instead.
type Cut = (prop::sample::Index, usize, usize);

fn damaged(text: &str, cuts: Vec<Cut>) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, lost, piece) in cuts {
        let at = at.index(letters.len().max(1));
        let end = (at + lost).min(letters.len());
        letters.splice(at..end, PIECES[piece].chars());
    }
    letters.into_iter().collect()
}

fn cuts() -> impl Strategy<Value = Vec<Cut>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..PIECES.len()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn damage_is_judged_not_suffered(cuts in cuts()) {
        let (name, text, _) = WHOLE[3];
        let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
        let checked = check(SourceFile::new(name, damaged(text, cuts)), &Library::shipped().0, today);
        for found in checked.diagnostics {
            prop_assert!(found.span.start <= found.span.end && found.span.end as usize <= checked.file.text().len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn damage_is_told_not_suffered(
        which in 0..WHOLE.len(),
        cuts in cuts(),
    ) {
        let (name, text, read) = WHOLE[which];
        let file = SourceFile::new(name, damaged(text, cuts));
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
    for (name, text, read) in [WHOLE[0], WHOLE[3]] {
        for (at, key) in keys_of(text) {
            let damaged = format!("{}{key}x{}", &text[..at], &text[at + key.len()..]);
            let file = SourceFile::new(name, damaged);
            let tree = source::read(&file, &ReadLimits::default()).0.expect("it is YAML still");
            let found: Vec<_> =
                read(&file, &tree).iter().map(|found| (found.code.code, found.span.start as usize)).collect();
            assert_eq!(found, [("M010", at)], "{key} at {at} of {name}");
        }
    }
}
