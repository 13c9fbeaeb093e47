//! The shipped procedures: each checks as its own `waive` and `confirm` lines say, and passes its own tests, which notice
//! wrong rules.

use calendar::Date;
use motcua_rehearsal::test;
use procedure::shipped::{CALENDARS, DIRECTORIES, PROCEDURES, Shipped, TESTS};
use procedure::{Library, check};
use source::{Lang, Severity, SourceFile, render};

use crate::support::{Theatre, faults};

/// Nothing is wrong but what the author says himself: a warning for each `confirm`, and every `waive` is needed.
#[test]
fn procedures_check_as_they_say() {
    let (library, found) = Library::shipped();
    assert!(found.is_empty());
    let today = Date::parse("2026-06-08").expect("a date");
    for shipped in PROCEDURES {
        let checked = check(SourceFile::new(shipped.name, shipped.text), &library, today);
        let told = checked.diagnostics.iter().filter(|one| one.code.severity != Severity::Note);
        let strange: Vec<_> = told.clone().filter(|one| one.code.code != "M066").cloned().collect();
        assert_eq!(render(&checked.file, &strange, Lang::Vi, false), "", "{}", shipped.name);
        let compiled = checked.compiled.as_ref().unwrap_or_else(|| panic!("{} is not compiled", shipped.name));
        assert_eq!(told.count(), compiled.definition.confirm.len(), "{}", shipped.name);
        assert_eq!(checked.waived.len(), compiled.definition.waive.len(), "{}", shipped.name);
    }
}

/// Every scenario passes, and nothing of any procedure is left untried.
#[test]
fn procedures_pass_their_tests() {
    assert_eq!(PROCEDURES.len(), TESTS.len());
    for (procedure, tests) in PROCEDURES.iter().zip(TESTS) {
        let theatre = Theatre::new(procedure.text, DIRECTORIES[0].text);
        let file = SourceFile::new(tests.name, tests.text);
        let report = test(theatre.stage(), &file);
        assert!(report.passed(), "{}\n{}", tests.name, faults(&file, &report));
        let missing: Vec<_> = report.coverage.missing().map(|item| &item.address).collect();
        assert!(missing.is_empty(), "{}: never tried {missing:?}", tests.name);
    }
}

/// A change of one file: whose, what is wrong then, what is written, and what it would become.
type Wrong = (&'static str, &'static str, &'static str, &'static str);

/// Wrong rules of money, messages, blocks, waits and further clocks.
const WRONG: &[Wrong] = &[
    (
        "cap-giay-phep-xay-dung",
        "ten days for houses",
        "{ nha_o: 7 ngày làm việc, cong",
        "{ nha_o: 10 ngày làm việc, cong",
    ),
    ("cap-giay-phep-xay-dung", "the clock runs on after a supplement", "    clock: restart\n", "    clock: pause\n"),
    (
        "cap-giay-phep-xay-dung",
        "waiting for the fee counts",
        "    clock: pause\n    legal: nq_hdnd\n",
        "    legal: nq_hdnd\n",
    ),
    ("cap-giay-phep-xay-dung", "twelve working days of silence", "deadline: 12 ngày\n", "deadline: 12 ngày làm việc\n"),
    ("cap-giay-phep-xay-dung", "papers are asked for again and again", "when: chua_thong_bao, ", ""),
    ("cap-giay-phep-xay-dung", "houses pay more", "amount: { nha_o: 75000,", "amount: { nha_o: 150000,"),
    ("cap-giay-phep-xay-dung", "no notice before an extension", "    before: 1 ngày làm việc\n", ""),
    (
        "cap-giay-phep-xay-dung",
        "two extensions",
        "    extend: tối đa 10 ngày làm việc\n",
        "    extend: tối đa 10 ngày làm việc\n    times: 2\n",
    ),
    ("cap-giay-phep-xay-dung", "the task stays with its officer", "assign: truong_phong, notify", "notify"),
    (
        "dang-ky-bien-dong-dat-dai",
        "half a day is four hours",
        "    deadline: nửa ngày làm việc\n",
        "    deadline: 4 giờ làm việc\n",
    ),
    (
        "dang-ky-bien-dong-dat-dai",
        "whole days end in the evening",
        "within: 2 ngày làm việc, rule: cuối buổi",
        "within: 2 ngày làm việc",
    ),
    ("dang-ky-bien-dong-dat-dai", "the tax office's time counts", "    clock: pause\n", ""),
    (
        "dang-ky-bien-dong-dat-dai",
        "the second phase begins with the tax notice",
        "    from: nop_nghia_vu\n",
        "    from: thong_bao_thue\n",
    ),
    ("dang-ky-khai-sinh", "the cut-off still counts as before", "cutoff: \"15:00\"", "cutoff: \"sau 15:00\""),
    ("dang-ky-khai-sinh", "seven working days of posting", "wait: 7 ngày liên tục", "wait: 7 ngày làm việc"),
    ("dang-ky-khai-sinh", "the end of posting rolls", "wait: 7 ngày liên tục", "wait: 7 ngày"),
    (
        "dang-ky-khai-sinh",
        "the reply is given when it is proposed",
        "tiep_nhan.bo_sung, ky_tu_choi_tiep_nhan.ky]",
        "tiep_nhan.bo_sung, tiep_nhan.de_nghi_tu_choi]",
    ),
    ("dang-ky-thuong-tru", "one fee for every channel", "{ truc_tuyen: 10000, otherwise: 20000 }", "20000"),
    ("dang-ky-thuong-tru", "nobody is exempt", "    exempt: { when: doi_chieu.mien_le_phi, legal: tt_75 }\n", ""),
    (
        "dang-ky-thuong-tru",
        "the applicant's day ends with the office's",
        "    deadline: 5 ngày làm việc\n    timeout: { next: nhac_le_phi }",
        "    deadline: { within: 5 ngày làm việc, day_end: close }\n    timeout: { next: nhac_le_phi }",
    ),
    ("lien-thong-khai-sinh", "a code nobody knows is a refusal", "when: tin.ma == 6,", "when: tin.ma >= 6,"),
    (
        "lien-thong-khai-sinh",
        "one insurer's refusal stops all",
        "khong_dat: { name: Không được cấp, when: '!tin.dat' }\n            actions:\n              nhap_tay: { name: Nhập kết quả bằng tay, by: mot_cua, ask: [tin] }\n      - name: Cấp thẻ căn cước",
        "khong_dat: { name: Không được cấp, when: '!tin.dat', exit: tra_ket_qua }\n            actions:\n              nhap_tay: { name: Nhập kết quả bằng tay, by: mot_cua, ask: [tin] }\n      - name: Cấp thẻ căn cước",
    ),
    (
        "lien-thong-khai-sinh",
        "a supplement holds one clock alone",
        "    clock: pause\n",
        "    clock: pause\n    holds: [ho_so]\n",
    ),
];

fn named(files: &'static [Shipped], slug: &str, kind: &str) -> Shipped {
    let name = format!("{slug}.{kind}.yaml");
    *files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("{name} is shipped"))
}

/// The shipped tests notice each of these changes of law.
#[test]
fn tests_catch_wrong_rules() {
    let mut unnoticed = Vec::new();
    for (slug, rule, from, to) in WRONG {
        let (procedure, tests) = (named(PROCEDURES, slug, "tthc"), named(TESTS, slug, "test"));
        assert!(procedure.text.contains(from), "{slug}: {rule}");
        let changed = procedure.text.replace(from, to);
        let theatre = Theatre::with_calendar(&changed, DIRECTORIES[0].text, CALENDARS[0].text);
        let report = test(theatre.stage(), &SourceFile::new(tests.name, tests.text));
        if report.passed() {
            unnoticed.push(format!("{slug}: {rule}"));
        }
    }
    assert!(unnoticed.is_empty(), "nobody notices: {unnoticed:?}");
}
