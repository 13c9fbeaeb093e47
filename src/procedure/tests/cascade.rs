//! A step that could not be read is one fault: what leads to it, or comes after it, stays silent.

use calendar::Date;
use motcua_procedure::{Library, check};
use source::{Severity, SourceFile};

const BASE: &str = include_str!("base.tthc.yaml");

#[test]
fn a_step_that_is_not_read_is_one_error() {
    let today = Date::from_ymd(2026, 6, 8).expect("it is a date");
    for (lost, instead) in [
        ("- { userTask: ky, name", "- { receiveTask: ky, name"),
        ("- { userTask: ky, name", "- { userTsak: ky, name"),
        ("- { endEvent: khong_nhan, name", "- { sendTask: khong_nhan, name"),
    ] {
        assert!(BASE.contains(lost));
        let file = SourceFile::new("xac-nhan-cu-tru-mau.tthc.yaml", BASE.replace(lost, instead));
        let checked = check(file, &Library::shipped().0, today);
        let errors = checked.diagnostics.iter().filter(|found| found.code.severity == Severity::Error);
        let codes: Vec<_> = errors.map(|found| (found.code.code, found.message.vi.as_str())).collect();
        assert_eq!(codes.len(), 1, "{instead}: {codes:?}");
    }
}
