//! What shipped procedures say of the law: each figure has a line that tells where it is from, or that nobody knows yet.

use calendar::Date;
use motcua_procedure::doctor::{facts, procedure};
use motcua_procedure::files::{Definition, FactSheet, Known, StepKind};
use motcua_procedure::shipped::{FACTS, PROCEDURES, Shipped};
use motcua_procedure::{Checked, Library, check};
use source::SourceFile;

fn checked(shipped: &Shipped) -> Checked {
    let (library, _) = Library::shipped();
    let today = Date::parse("2026-06-08").expect("a date");
    check(SourceFile::new(shipped.name, shipped.text), &library, today)
}

/// Reads facts against a procedure; gives the codes of what is wrong with them.
fn judged(shipped: &Shipped, text: &str) -> (Option<FactSheet>, Vec<&'static str>) {
    let checked = checked(shipped);
    let file = SourceFile::new(shipped.name.replace(".tthc.", ".facts."), text);
    let (sheet, found) = facts(&file, checked.compiled.as_ref());
    (sheet, found.iter().map(|one| one.code.code).collect())
}

/// Lists every place of a procedure that holds a figure or a list of the law.
fn places(definition: &Definition) -> Vec<String> {
    let mut found = vec!["deadline".to_owned()];
    found.extend(definition.clocks.iter().map(|clock| clock.id.value.clone()));
    found.extend(definition.fees.iter().map(|fee| format!("fees.{}", fee.id.value)));
    let timed = |kind: &StepKind| matches!(kind, StepKind::Wait(_));
    let steps = definition.steps.iter().filter(|step| step.time.deadline.is_some() || timed(&step.kind));
    found.extend(steps.map(|step| step.id.value.clone()));
    let extended = definition.anytime.iter().filter(|one| one.extend.is_some());
    found.extend(extended.map(|one| one.id.value.clone()));
    found
}

#[test]
fn every_figure_tells_where_it_is_from() {
    assert_eq!(PROCEDURES.len(), FACTS.len());
    for (shipped, own) in PROCEDURES.iter().zip(FACTS) {
        assert_eq!(own.name, shipped.name.replace(".tthc.", ".facts."));
        let (sheet, found) = judged(shipped, own.text);
        assert_eq!(found, Vec::<&str>::new(), "{}", own.name);
        let (sheet, checked) = (sheet.expect("it is whole"), checked(shipped));
        let definition = &checked.compiled.expect("it compiles").definition;
        let told = |place: &String| sheet.facts.iter().any(|fact| fact.at.value == *place);
        let untold: Vec<String> = places(definition).into_iter().filter(|place| !told(place)).collect();
        assert_eq!(untold, Vec::<String>::new(), "{}", own.name);
        // The decision that is shipped with its procedure was read; so was one at least of every other.
        assert!(sheet.facts.iter().any(|fact| fact.known == Known::Read), "{}", own.name);
    }
}

#[test]
fn what_is_wrong_with_facts_is_told() {
    let (shipped, own) = (&PROCEDURES[0], FACTS[0].text);
    for (was, is, code) in [
        ("facts: cap_ban_sao_so_goc", "facts: dang_ky_khai_sinh", "M081"),
        ("- at: deadline", "- at: deadlines", "M021"),
        ("source: qd_663", "source: qd_664", "M061"),
        ("    article: trang 65-69\n", "", "M110"),
        ("    source: qd_663\n", "", "M110"),
        ("known: đã đọc", "known: chắc chắn", "M018"),
        ("    known: đã đọc\n", "", "M110"),
        ("article: ", "articel: ", "M010"),
        ("\nlist:", "\nsources: { khac: { name: Nguồn khác } }\nlist:", "M062"),
    ] {
        assert!(own.contains(was), "{was}");
        let (_, found) = judged(shipped, &own.replacen(was, is, 1));
        assert!(found.contains(&code), "{is}: {found:?}");
    }
}

#[test]
fn facts_stand_beside_what_must_be_confirmed() {
    let checked = checked(&PROCEDURES[0]);
    let (sheet, _) = judged(&PROCEDURES[0], FACTS[0].text);
    let found = procedure(&checked, sheet.as_ref());
    let (open, read): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.must);
    let read: Vec<&String> = read.iter().flat_map(|one| &one.points).collect();
    let day = "deadline: Trả kết quả trong ngày làm việc; nhận từ 15 giờ thì trả trong ngày làm việc tiếp theo \
        (Quyết định 663/QĐ-TTPVHCC ngày 13/5/2026, trang 65-69; đã đọc)";
    assert_eq!(read[0], day);
    let open: Vec<&String> = open.iter().flat_map(|one| &one.points).collect();
    let of = |place: &str| open.iter().filter(|one| one.starts_with(place)).count();
    assert_eq!((of("bo_sung: "), of("qua_han_bo_sung: "), of("deadline: ")), (1, 1, 0), "said once: {open:?}");
    assert!(procedure(&checked, None).iter().all(|one| one.must), "facts are asked of nobody");
}
