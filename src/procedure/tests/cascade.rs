//! A step that could not be read is one fault: what leads to it, or comes after it, stays silent.

use calendar::Date;
use motcua_procedure::{Library, check};
use source::{Severity, SourceFile};

const BASE: &str = include_str!("base.tthc.yaml");

/// Compiles the smallest procedure with a part of it replaced, and lists the errors.
fn errors(lost: &str, instead: &str) -> Vec<(&'static str, String)> {
    assert!(BASE.contains(lost));
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    let file = SourceFile::new("xac-nhan-cu-tru-mau.tthc.yaml", BASE.replace(lost, instead));
    let checked = check(file, &Library::shipped().0, today);
    let errors = checked.diagnostics.into_iter().filter(|found| found.code.severity == Severity::Error);
    errors.map(|found| (found.code.code, found.message.vi)).collect()
}

#[test]
fn a_step_that_is_not_read_is_one_error() {
    for (lost, instead) in [
        ("- { userTask: ky, name", "- { callActivity: ky, name"),
        ("- { userTask: ky, name", "- { userTsak: ky, name"),
        ("- { endEvent: khong_nhan, name", "- { sendTask: khong_nhan, name"),
    ] {
        let codes = errors(lost, instead);
        assert_eq!(codes.len(), 1, "{instead}: {codes:?}");
    }
}

#[test]
fn a_guard_that_is_too_long_is_one_error() {
    let long = format!("- {{ userTask: ky, when: 'true{}', name", " && true".repeat(63));
    let found = errors("- { userTask: ky, name", &long);
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["M009"], "{found:?}");
}
