//! The house rules that a machine can check. Every list of exceptions may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Most lines of a source file, its tests at the bottom not counted.
const FILE_LINES_MAX: usize = 500;
/// Most packages of a build, the lock file's platform-only ones included; a commit that raises it says what it costs.
const PACKAGES_MAX: usize = 279;
/// Files that are longer, each with why; an entry that is not needed any more is a failure.
const LONG_FILES: &[(&str, &str)] = &[];

/// Where each third-party crate lives. `tests` stands for dev-dependencies anywhere.
const ROOMS: &[(&str, &[&str])] = &[
    ("annotate-snippets", &["source"]),
    ("askama", &["web"]),
    ("axum", &["web"]),
    ("chrono", &["calendar"]),
    ("clap", &["cli"]),
    ("cron", &["runtime"]),
    ("itoa", &["engine"]),
    ("petgraph", &["program"]),
    ("qrcodegen", &["letters"]),
    ("regex-lite", &["program"]),
    ("rhai", &["procedure"]),
    ("schemars", &["web"]),
    ("serde", &["source", "calendar", "engine", "web"]),
    ("serde_json", &["source", "engine", "store", "runtime", "web", "cli"]),
    ("serde-saphyr", &["source"]),
    ("sha2", &["source", "store"]),
    ("sqlx", &["store"]),
    ("strsim", &["source"]),
    ("tokio", &["runtime", "web", "cli"]),
    ("tracing", &["runtime", "web"]),
    ("tracing-subscriber", &["cli"]),
    ("unicode-normalization", &["source"]),
];

/// What each room of the house may see. A rule in the wrong room does not compile.
const LAYERS: &[(&str, &[&str])] = &[
    ("calendar", &[]),
    ("source", &["calendar"]),
    ("program", &["calendar"]),
    ("engine", &["calendar", "program"]),
    ("procedure", &["calendar", "engine", "program", "source"]),
    ("letters", &["calendar", "source"]),
    ("rehearsal", &["calendar", "engine", "procedure", "program", "source"]),
    ("store", &["engine"]),
    ("runtime", &["calendar", "engine", "letters", "procedure", "program", "source", "store"]),
    ("web", &["calendar", "engine", "letters", "procedure", "program", "runtime", "source", "store"]),
    (
        "cli",
        &["calendar", "engine", "letters", "procedure", "program", "rehearsal", "runtime", "source", "store", "web"],
    ),
];

/// Words that say nothing about what a thing is.
const BANNED_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "handler"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            walk(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).expect("a path of the project").to_string_lossy().into_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text file of the project")
}

fn is_test(name: &str) -> bool {
    name.split('/').any(|part| part == "tests")
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = files("src", ".rs")
        .iter()
        .chain(&files("tests", ".rs"))
        .filter(|path| !read(path).starts_with("//! "))
        .map(|path| name(path))
        .collect();
    assert!(silent.is_empty(), "files without a `//!` header: {silent:#?}");
}

#[test]
fn files_are_one_idea_long() {
    let mut excused: BTreeSet<&str> = LONG_FILES.iter().map(|(file, _)| *file).collect();
    let mut long = Vec::new();
    for path in files("src", ".rs") {
        let (file, text) = (name(&path), read(&path));
        let lines = text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
        if lines > FILE_LINES_MAX && !is_test(&file) && !excused.remove(file.as_str()) {
            long.push(format!("{file}: {lines}"));
        }
    }
    assert!(long.is_empty(), "longer than {FILE_LINES_MAX} lines: {long:#?}");
    assert!(excused.is_empty(), "no exception needed any more: {excused:?}");
}

#[test]
fn names_say_what_things_are() {
    let bad: Vec<String> = files("src", "")
        .iter()
        .map(|path| name(path))
        .filter(|file| file.split(['/', '.', '_', '-']).any(|part| BANNED_NAMES.contains(&part)))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
}

/// Reads the names under a heading of a manifest.
fn section(manifest: &str, heading: &str) -> Vec<String> {
    let after = manifest.split(&format!("\n[{heading}]\n")).nth(1).unwrap_or_default();
    let own = after.split("\n[").next().unwrap_or_default();
    let dependency = |line: &str| line.split(['.', ' ', '=']).next().map(str::to_owned).filter(|name| !name.is_empty());
    own.lines().filter(|line| !line.starts_with('#')).filter_map(dependency).collect()
}

#[test]
fn crates_live_in_their_rooms_and_see_only_what_lies_below() {
    let rooms: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let layers: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    for (room, below) in &layers {
        let manifest = read(&root().join("src").join(room).join("Cargo.toml"));
        for dependency in section(&manifest, "dependencies") {
            if layers.contains_key(dependency.as_str()) {
                assert!(below.contains(&dependency.as_str()), "{room} must not see {dependency}");
            } else {
                let allowed = rooms.get(dependency.as_str()).copied().unwrap_or_default();
                assert!(allowed.contains(room), "{dependency} does not live in {room}");
            }
        }
    }
    let rooms_on_disk = std::fs::read_dir(root().join("src")).expect("src").filter_map(Result::ok);
    let on_disk = rooms_on_disk.filter(|entry| entry.path().is_dir()).count();
    assert_eq!(on_disk, layers.len(), "a room without a layer");
}

#[test]
fn the_house_stays_small() {
    let packages = read(&root().join("Cargo.lock")).matches("\n[[package]]\n").count();
    assert!(packages <= PACKAGES_MAX, "{packages} packages; the ceiling is {PACKAGES_MAX}");
}

#[test]
fn nothing_temporary_is_left() {
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    let left: Vec<String> = files("src", ".rs")
        .iter()
        .filter(|path| {
            marks.iter().any(|mark| read(path).split(|c: char| !c.is_alphanumeric()).any(|word| word == *mark))
        })
        .map(|path| name(path))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_points_out_of_the_project() {
    let bad: Vec<String> = files("src", "")
        .iter()
        .chain(&files("tests", ""))
        .chain(&files("processes", ""))
        .filter(|path| {
            String::from_utf8_lossy(&std::fs::read(path).expect("readable")).contains(&["..", "/shared"].concat())
        })
        .map(|path| name(path))
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
}

/// Finds the numbers that follow `sem ` in a text, such as 3.21 and 3.13a.
fn cited(text: &str) -> BTreeSet<String> {
    let numbers = text
        .split("sem ")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect::<String>());
    let section = |number: &String| {
        number.split_once('.').is_some_and(|(chapter, rule)| {
            chapter.parse::<u8>().is_ok() && rule.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    numbers.map(|number| number.trim_end_matches('.').to_owned()).filter(section).collect()
}

#[test]
fn every_rule_that_is_cited_is_written_down() {
    let written = read(&root().join("src/engine/semantics.md"));
    let all: BTreeSet<String> =
        files("src", ".rs").iter().chain(&files("tests", ".rs")).flat_map(|path| cited(&read(path))).collect();
    assert!(all.len() > 50, "citations are found at all");
    let missing: Vec<&String> = all.iter().filter(|number| !written.contains(&format!("**{number}**"))).collect();
    assert!(missing.is_empty(), "cited, but not in src/engine/semantics.md: {missing:?}");
}

#[test]
fn the_readme_names_what_is_there() {
    let readme = read(&root().join("README.md"));
    let named =
        readme.split('`').skip(1).step_by(2).filter(|code| code.starts_with("src/") || code.starts_with("tests/"));
    let path = |code: &str| code.split([' ', ':', '*']).next().unwrap_or_default().to_owned();
    let gone: Vec<String> = named.map(path).filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "the README names what is not there: {gone:?}");
}
