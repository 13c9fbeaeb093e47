//! What a department must still do before it works with its procedures and calendars.
//! It looks at what was judged already; it reads nothing, and knows no clock but the day it is told.

use calendar::{Calendar, Date};
use source::{Diagnostic, ReadLimits, Severity, SourceFile, Words};

use crate::files::fact;
use crate::files::{self, FactDef, FactSheet, Known};
use crate::rules::m066_to_confirm as m066;
use crate::{Checked, Compiled};

/// Month from whose first day the calendar of the next year must be there (language.md f).
const NEXT_YEAR_FROM: u32 = 11;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about: a file, a calendar, the disk.
    pub about: String,
    /// Whether something must be done.
    pub must: bool,
    /// What was found.
    pub what: Words,
    /// The single points of it, in the author's words.
    pub points: Vec<String>,
    /// What to do; only where something must be done or soon will.
    pub fix: Option<Words>,
}

impl Finding {
    /// Makes a finding that is in order.
    pub fn good(about: impl Into<String>, what: Words) -> Self {
        Self { about: about.into(), must: false, what, points: Vec::new(), fix: None }
    }

    /// Makes a finding that asks for something.
    pub fn bad(about: impl Into<String>, what: Words, fix: Words) -> Self {
        Self { about: about.into(), must: true, what, points: Vec::new(), fix: Some(fix) }
    }
}

/// Reads a file of facts and judges it against its procedure; the facts are there only if nothing is wrong with them.
pub fn facts(file: &SourceFile, compiled: Option<&Compiled>) -> (Option<FactSheet>, Vec<Diagnostic>) {
    let (node, mut found) = source::read(file, &ReadLimits::default());
    let (sheet, faults) = node.map(|node| files::facts(file, &node)).unwrap_or_default();
    found.extend(faults);
    if let (Some(sheet), Some(compiled), true) = (&sheet, compiled, found.is_empty()) {
        found.extend(fact::judge(sheet, &compiled.definition));
    }
    let whole = !found.iter().any(|one| one.code.severity == Severity::Error);
    (sheet.filter(|_| whole), found)
}

/// Tells what a procedure rests on and what it still needs: no error, no warning unwaived, every line of `confirm`
/// resolved, every fact read in its source.
pub fn procedure(checked: &Checked, sheet: Option<&FactSheet>) -> Vec<Finding> {
    let name = checked.file.name();
    let count = |wanted: &dyn Fn(&Diagnostic) -> bool| checked.diagnostics.iter().filter(|one| wanted(one)).count();
    let errors = count(&|one| one.code.severity == Severity::Error);
    let open = |one: &Diagnostic| one.code == m066::RULE.code;
    let warnings = count(&|one| one.code.severity == Severity::Warning && !open(one));
    let mut found = Vec::new();
    if errors > 0 {
        let what = Words::new(format!("còn {errors} lỗi, chưa vận hành được"), format!("errors: {errors}"));
        let fix = Words::new(format!("xem và sửa: motcua check {name}"), format!("see and mend: motcua check {name}"));
        found.push(Finding::bad(name, what, fix));
    }
    if warnings > 0 {
        let what =
            Words::new(format!("còn {warnings} cảnh báo chưa chấp nhận"), format!("unwaived warnings: {warnings}"));
        let fix = Words::new(
            format!("xem: motcua check --strict {name}; sửa, hoặc chấp nhận kèm lý do trong `waive`"),
            format!("see: motcua check --strict {name}; mend them, or waive them with reasons"),
        );
        found.push(Finding::bad(name, what, fix));
    }
    let place = |one: &Diagnostic| {
        let at = one.at.as_deref().unwrap_or_default();
        let (_, note) = one.message.vi.split_once(": ").unwrap_or(("", &one.message.vi));
        format!("{at}: {note}")
    };
    let places: Vec<&str> =
        checked.diagnostics.iter().filter(|one| open(one)).filter_map(|one| one.at.as_deref()).collect();
    let told = |wanted: &dyn Fn(&FactDef) -> bool| -> Vec<String> {
        let (Some(sheet), Some(compiled)) = (sheet, &checked.compiled) else { return Vec::new() };
        let facts = sheet.facts.iter().filter(|fact| wanted(fact));
        facts.map(|fact| sheet.told(fact, &compiled.definition)).collect()
    };
    let read = told(&|fact| fact.known == Known::Read);
    // A line of `confirm` at the same place says more.
    let doubtful = told(&|fact| fact.known != Known::Read && !places.contains(&fact.at.value.as_str()));
    let points = checked.diagnostics.iter().filter(|one| open(one)).map(place).chain(doubtful);
    let points: Vec<String> = points.collect();
    if !points.is_empty() {
        let (n, what) = (
            points.len(),
            "xác nhận với đơn vị chủ quản, sửa tệp nếu khác, rồi xóa dòng ấy trong `confirm`, ghi nguồn vào tệp căn cứ",
        );
        let fix = Words::new(
            what,
            "confirm with the department in charge, then remove the line from `confirm` and write the source into the file of facts",
        );
        let what = Words::new(format!("còn {n} điều phải xác nhận"), format!("facts to be confirmed: {n}"));
        found.push(Finding { points, ..Finding::bad(name, what, fix) });
    }
    if !read.is_empty() {
        let (n, name) = (read.len(), name.to_owned());
        let what = Words::new(format!("{n} điều đã đọc trong nguồn"), format!("facts read in their sources: {n}"));
        found.push(Finding { points: read, ..Finding::good(name, what) });
    }
    if !found.iter().any(|one| one.must) {
        found.push(Finding::good(name, Words::new("không còn điều gì phải làm", "nothing left to do")));
    }
    found
}

/// Tells whether a calendar announces this year and, late in the year, the next.
pub fn calendar(calendar: &Calendar, today: Date) -> Finding {
    let text = calendar.text();
    let about = format!("{}.calendar.yaml", text.id);
    let fix = |year: i32| {
        Words::new(
            format!("thêm năm {year} vào `years` theo thông báo lịch nghỉ, rồi `motcua calendar plan` xem hạn nào đổi"),
            format!("add {year} under `years` from the notice of holidays, then see `motcua calendar plan`"),
        )
    };
    let missing = |year: i32| Words::new(format!("chưa có lịch năm {year}"), format!("{year} is not announced"));
    let (year, next) = (today.year(), today.year() + 1);
    if !text.years.contains_key(&year) {
        return Finding::bad(about, missing(year), fix(year));
    }
    if text.years.contains_key(&next) {
        return Finding::good(
            about,
            Words::new(format!("có lịch đến hết năm {next}"), format!("announced to the end of {next}")),
        );
    }
    let late = Date::from_ymd(year, NEXT_YEAR_FROM, 1).is_some_and(|from| today >= from);
    Finding { must: late, ..Finding::bad(about, missing(next), fix(next)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Library, check};

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn the_next_year_is_asked_for_from_november() {
        let (library, _) = Library::shipped();
        let last = *library.calendars[0].text().years.keys().last().expect("a year");
        let on = |date: &str| calendar(&library.calendars[0], day(&format!("{last}-{date}")));
        assert!(!on("10-31").must && on("10-31").fix.is_some());
        assert!(on("11-01").must);
        let before = calendar(&library.calendars[0], day(&format!("{}-12-31", last - 1)));
        assert!(!before.must && before.fix.is_none(), "{before:?}");
        assert!(calendar(&library.calendars[0], day(&format!("{}-01-01", last + 1))).must);
    }

    #[test]
    fn what_a_department_must_confirm_is_listed() {
        let (library, _) = Library::shipped();
        let shipped = crate::shipped::PROCEDURES[0];
        let judged =
            |text: &str| procedure(&check(SourceFile::new(shipped.name, text), &library, day("2026-06-08")), None);
        let found = judged(shipped.text);
        assert!(found.iter().all(|one| one.must));
        let points: Vec<_> = found.iter().flat_map(|one| &one.points).collect();
        assert_eq!(points.len(), shipped.text.split("\nconfirm:\n").nth(1).expect("it has some").lines().count());
        assert!(points[0].starts_with("bo_sung: Thời hạn chờ bổ sung"), "{points:?}");
        let broken = judged(&shipped.text.replace("level: xã", "level: x"));
        assert!(broken[0].what.vi.starts_with("còn 1 lỗi"), "{broken:?}");
    }
}
