//! Runs the fixtures of the reader and the examples on the pages of the rules.
//! A fixture is a file with its diagnostics drawn under the text; `UPDATE=1` draws them anew.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use calendar::Date;
use motcua_procedure::{Library, check, files, rules};
use source::{Diagnostic, Diagnostics, ReadLimits, Severity, SourceFile};

/// The code that reading a test file can yield; its other codes take a rehearsal, in the crate that rehearses.
const READ_IN_TESTS: &str = "M080";

/// The reference of the language.
const REFERENCE: &str = include_str!("../language.md");

/// The smallest complete procedure; a page's example may be a part that replaces its own.
const BASE: &str = include_str!("base.tthc.yaml");

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn files_of(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found.sort();
    found
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("names are ASCII")
}

fn found_in(name: &str, text: &str) -> (SourceFile, Vec<Diagnostic>) {
    let file = SourceFile::new(name, text);
    let (tree, mut found) = source::read(&file, &ReadLimits::default());
    if let Some(tree) = tree {
        found.extend(match name {
            name if name.ends_with(".calendar.yaml") => files::calendar(&file, &tree).1,
            name if name.ends_with(".directory.yaml") => files::directory(&file, &tree).1,
            name if name.ends_with(".test.yaml") => files::scenarios(&file, &tree).1,
            _ => files::definition(&file, &tree).1,
        });
    }
    let found = Diagnostics::from(found).sorted().into_vec();
    (file, found)
}

fn is_drawing(line: &str) -> bool {
    let drawn = line.trim_start().strip_prefix('#').map(str::trim_start);
    drawn.is_some_and(|drawn| drawn.starts_with('^') && drawn.contains(" M"))
}

/// Draws each diagnostic under the line it begins on. A `#` in the first column stands for a caret when
/// the next character is one.
fn drawn(file: &SourceFile, found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for (index, line) in file.text().lines().enumerate() {
        writeln!(out, "{line}").expect("a string takes all");
        for diagnostic in found {
            let start = file.position(diagnostic.span.start);
            if start.line as usize != index + 1 {
                continue;
            }
            let end = file.position(diagnostic.span.end);
            let last = if end.line == start.line { end.column as usize } else { line.chars().count() + 1 };
            let column = start.column as usize;
            let carets = last.saturating_sub(column).max(1);
            let drawing = match column {
                1 => format!("#{}", "^".repeat(carets.saturating_sub(1).max(1))),
                column => format!("#{}{}", " ".repeat(column - 2), "^".repeat(carets)),
            };
            writeln!(out, "{drawing} {} {}", diagnostic.code.code, diagnostic.message.vi).expect("a string takes all");
        }
    }
    out
}

#[test]
fn fixtures_hold() {
    for path in files_of(&here("tests/reader"), "yaml") {
        let expected = std::fs::read_to_string(&path).expect("it can be read");
        let text: String = expected.lines().filter(|line| !is_drawing(line)).map(|line| format!("{line}\n")).collect();
        let (file, found) = found_in(name_of(&path), &text);
        let actual = drawn(&file, &found);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, actual).expect("it can be written");
        } else {
            assert_eq!(actual, expected, "{}", path.display());
        }
    }
}

const PROCEDURE: &str = include_str!("../../../processes/cap-ban-sao-so-goc.tthc.yaml");
const HOURS: &str = include_str!("../../../processes/calendars/ha_noi.calendar.yaml");
const POSTS: &str = include_str!("../../../processes/directory/ha_noi.directory.yaml");

/// What another procedure of the library waits for.
const NEIGHBOUR: &str = "
id: cap_the_mau
steps:
  - { startEvent: nop_ho_so, role: nguoi_nop }
  - { receiveTask: cho, name: Chờ kết quả, role: mot_cua, message: { name: dan_cu.ket_qua, key: don.so_dinh_danh } }
  - { endEvent: xong, name: Đã giải quyết, result: approved }
";

fn library() -> Library {
    let tree = |file: &SourceFile| source::read(file, &ReadLimits::default()).0.expect("it is YAML");
    let (hours, posts) =
        (SourceFile::new("ha_noi.calendar.yaml", HOURS), SourceFile::new("ha_noi.directory.yaml", POSTS));
    let mut library = Library {
        calendars: files::calendar(&hours, &tree(&hours)).0.into_iter().collect(),
        directories: files::directory(&posts, &tree(&posts)).0.into_iter().collect(),
        ..Library::default()
    };
    library.note(&SourceFile::new("cap-the-mau.tthc.yaml", whole(NEIGHBOUR)));
    library
}

#[test]
fn shipped_files_are_clean() {
    let shipped = [
        ("cap-ban-sao-so-goc.tthc.yaml", PROCEDURE),
        ("ha_noi.calendar.yaml", HOURS),
        ("ha_noi.directory.yaml", POSTS),
        ("xac-nhan-cu-tru-mau.tthc.yaml", BASE),
    ];
    for (name, text) in shipped {
        assert_eq!(found_in(name, text).1, [], "{name}");
    }
}

/// Splits a file into its top-level keys, each with its lines.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.split_once(':').filter(|_| line.starts_with(|first: char| !" #-}]".contains(first))) {
            Some((key, _)) => blocks.push((key.into(), format!("{line}\n"))),
            None => match blocks.last_mut() {
                Some((_, block)) => writeln!(block, "{line}").expect("a string takes all"),
                None => blocks.push((String::new(), format!("{line}\n"))),
            },
        }
    }
    blocks
}

/// Makes a part a whole procedure: its top-level keys replace those of the base.
fn whole(part: &str) -> String {
    let mut whole = blocks(BASE);
    for (key, block) in blocks(part) {
        match whole.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = block,
            None => whole.push((key, block)),
        }
    }
    whole.into_iter().map(|(_, block)| block).collect()
}

/// Gives an example its file, named as its first comment says, else after its id.
fn file_of(example: &str) -> SourceFile {
    let named = example.strip_prefix("# tệp: ").and_then(|rest| rest.lines().next());
    let text = if example.lines().any(|line| line.starts_with("tthc:")) { example.into() } else { whole(example) };
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).unwrap_or_default();
    let name = named.map_or_else(|| format!("{}.tthc.yaml", id.replace('_', "-")), str::to_owned);
    SourceFile::new(name, text)
}

/// Gives the YAML blocks below a heading of a page, each with the word behind `yaml`.
fn examples<'p>(page: &'p str, heading: &str) -> Vec<(&'p str, &'p str)> {
    let section = page.split_once(heading).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let fenced = section.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    fenced.map(|(word, text)| (word.trim().trim_start_matches("yaml").trim(), text)).collect()
}

/// Tells the codes an example yields.
fn codes_in(word: &str, text: &str, library: &Library) -> Vec<&'static str> {
    let first = text.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    let found = match word {
        "test" => {
            let file = SourceFile::new("xac-nhan-cu-tru-mau.test.yaml", text);
            let (tree, mut found) = source::read(&file, &ReadLimits::default());
            found.extend(tree.map(|tree| files::scenario::scenarios(&file, &tree).1).unwrap_or_default());
            found
        }
        "html" => {
            let file = SourceFile::new("mau-don.giay.letter.html", text);
            let faults = letters::Template::read(&file, &[]).err().unwrap_or_default();
            faults.into_iter().map(|fault| rules::m175_letter_template::fault(fault.span, fault.words)).collect()
        }
        _ if first.starts_with("calendar:") && text.contains("\nyears:") => found_in("ha_noi.calendar.yaml", text).1,
        _ if first.starts_with("directory:") => found_in("mau.directory.yaml", text).1,
        _ => {
            let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
            check(file_of(text), library, today).diagnostics
        }
    };
    found.iter().map(|found| found.code.code).collect()
}

#[test]
fn pages_hold_what_they_say() {
    let library = library();
    let mut wrong = String::new();
    for rule in rules::all() {
        let code = rule.code.code;
        for (heading, expected) in [("\n## Sai\n", true), ("\n## Đúng\n", false)] {
            let examples = examples(rule.explain, heading);
            assert!(!examples.is_empty(), "{code} has an example below {heading}");
            for (word, text) in examples.into_iter().filter(|(word, _)| *word != "test" || code == READ_IN_TESTS) {
                let found = codes_in(word, text, &library);
                if found.contains(&code) != expected {
                    writeln!(wrong, "{code} {}: found {found:?} in\n{text}", heading.trim())
                        .expect("a string takes all");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The reference shows a whole procedure, of which three warnings are told, and a whole test file.
#[test]
fn the_reference_shows_what_can_be_read() {
    let blocks: Vec<&str> =
        REFERENCE.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    let [tour, test] = blocks[..] else { panic!("two examples") };
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let told = check(file_of(tour), &Library::shipped().0, today).diagnostics;
    let told: Vec<&str> =
        told.iter().filter(|one| one.code.severity != Severity::Note).map(|one| one.code.code).collect();
    assert_eq!(told, ["M067", "M068", "M163"]);
    assert_eq!(found_in("cap-ban-sao-so-goc.test.yaml", test).1, []);
}

#[test]
fn every_rule_has_its_files() {
    let listed: Vec<String> = rules::all()
        .iter()
        .map(|rule| format!("{}_{}", rule.code.code.to_lowercase(), rule.code.slug.replace('-', "_")))
        .collect();
    assert!(listed.is_sorted(), "the list is sorted by code");
    for extension in ["rs", "md"] {
        let stems = files_of(&here("rules"), extension);
        let stems = stems.iter().map(|path| name_of(path).trim_end_matches(extension).trim_end_matches('.'));
        let stems: Vec<&str> =
            stems.filter(|stem| stem.starts_with('m') && stem[1..].starts_with(|c: char| c.is_ascii_digit())).collect();
        assert_eq!(stems, listed, "rule files .{extension}");
    }
    for rule in rules::all() {
        let head = format!("# {} · ", rule.code.code);
        let slug = format!("({})", rule.code.slug);
        let title = rule.explain.lines().next().unwrap_or_default();
        assert!(title.starts_with(&head) && title.ends_with(&slug), "{title}");
        assert!(rule.explain.contains("\n## English\n"), "{title}");
        assert_eq!(rules::explain(rule.code.code), Some(rule.explain));
    }
}
