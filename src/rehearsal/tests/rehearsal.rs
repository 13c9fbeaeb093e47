//! The shipped procedure rehearsed whole, the pages of M08x, and every matcher shown able to fail.

mod failing;
mod shipped;
mod support;
mod walked;

use engine::Until;
use motcua_rehearsal::{Kind, Outcome, test};
use procedure::shipped::{CALENDARS, DIRECTORIES, PROCEDURES, TESTS};
use source::SourceFile;

use failing::level_two;
use support::{Theatre, codes, faults};

/// The shipped test file passes, leaves nothing to say, and nothing of its procedure untried.
#[test]
fn shipped_procedure_is_rehearsed_whole() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let file = SourceFile::new(TESTS[0].name, TESTS[0].text);
    let report = test(theatre.stage(), &file);
    assert_eq!(faults(&file, &report), "");
    assert!(report.passed());
    let missing: Vec<_> = report.coverage.missing().map(|item| &item.address).collect();
    assert!(missing.is_empty(), "never tried: {missing:?}");
    for kind in Kind::ALL {
        let (tried, total) = report.coverage.tally(kind);
        assert_eq!(tried, total, "{kind:?}");
    }
}

/// A scenario that only files leaves almost everything untried, by name.
#[test]
fn coverage_names_what_was_never_tried() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let text = "tthc: 1\ntest: cap_ban_sao_so_goc\nscenarios:\n  - name: Chỉ nộp\n    given: { at: 2026-06-09 08:00 }\n    run: [{ when: nop_ho_so }]\n";
    let report = test(theatre.stage(), &SourceFile::new("mau.test.yaml", text));
    let tallies: Vec<_> = Kind::ALL.iter().map(|&kind| report.coverage.tally(kind)).collect();
    // the start, 10 tasks, 4 ends; 4 + 2 + 2 + 1 + 1 + 1 buttons, and 2 + 1 + 2 + 1 aside; one guard, seen false; of
    // five roles the applicant's; no outcome, no gateway, no list.
    let expected = [(2, 15), (0, 17), (0, 0), (0, 0), (0, 0), (0, 1), (0, 1), (0, 7), (0, 9), (0, 1), (1, 5), (1, 2)];
    assert_eq!(tallies, expected);
    let missing: Vec<_> = report.coverage.missing().map(|item| item.address.as_str()).collect();
    for address in [
        "tham_tra",
        "ky.tra_lai",
        "bo_sung.timeout",
        "bo_sung (1 ngày làm việc trước)",
        "rut",
        "`yeu_cau.la_ho_tich` = true",
    ] {
        assert!(missing.contains(&address), "{address} in {missing:?}");
    }
}

/// Each kind of the shipped test file misses what it alone tries, once the scenario that tries it is gone.
#[test]
fn a_scenario_that_is_gone_is_missed() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let cases: [(&str, Kind, &str); 6] = [
        ("Giấy tờ hộ tịch thì", Kind::Guard, "`yeu_cau.la_ho_tich` = true"),
        ("Giấy tờ hộ tịch thì", Kind::Button, "tiep_nhan.thu_tuc_khac"),
        ("Hết hạn bổ sung lúc 24 giờ", Kind::Escalation, "qua_han_bo_sung"),
        ("Vẫn nhận bổ sung quá hạn;", Kind::Spared, "qua_han_bo_sung"),
        ("Vẫn nhận bổ sung quá hạn;", Kind::Escalation, "xac_nhan_rut"),
        ("Lỡ hai giờ tiếp nhận", Kind::Escalation, "tham_tra"),
    ];
    for (name, kind, address) in cases {
        let text = without(TESTS[0].text, &[name]);
        let report = test(theatre.stage(), &SourceFile::new(TESTS[0].name, text.as_str()));
        let missing: Vec<_> = report.coverage.missing().filter(|item| item.kind == kind).collect();
        assert!(missing.iter().any(|item| item.address == address), "without `{name}`: {missing:?}");
        let (tried, all) = report.coverage.tally(kind);
        assert_eq!(tried + missing.len(), all);
    }
}

/// Roles that never act are missed, and timers that always fire.
#[test]
fn roles_and_timers_are_missed_by_name() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let text = "tthc: 1\ntest: cap_ban_sao_so_goc\nscenarios:\n  - name: Để quá hạn bổ sung\n    given: { at: 2026-06-09 08:00 }\n    run:\n      - { when: nop_ho_so }\n      - { when: tiep_nhan.bo_sung, at: 2026-06-09 09:00 }\n      - { wait: until 2026-06-19 09:00, then: { fired: { bo_sung: 2026-06-18 24:00 } } }\n";
    let report = test(theatre.stage(), &SourceFile::new("mau.test.yaml", text));
    assert!(report.passed());
    let missing = |kind| {
        let items = report.coverage.missing().filter(move |item| item.kind == kind);
        items.map(|item| item.address.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(missing(Kind::Role), ["luu_tru", "lanh_dao", "van_thu"]);
    // The reminder and the timeout fired; reception was done before its due.
    assert_eq!(missing(Kind::Timeout), [""; 0]);
    assert_eq!(missing(Kind::Reminder), [""; 0]);
    let spared = missing(Kind::Spared);
    assert!(spared.contains(&"bo_sung.timeout") && spared.contains(&"bo_sung (1 ngày làm việc trước)"), "{spared:?}");
    assert!(!spared.contains(&"tiep_nhan"), "{spared:?}");
    assert!(missing(Kind::Escalation).contains(&"tiep_nhan"));
}

/// Leaves out the scenarios whose names begin so.
fn without(text: &str, names: &[&str]) -> String {
    let (head, scenarios) = text.split_once("  - name: ").expect("there are scenarios");
    let kept = scenarios.split("\n  - name: ").filter(|one| !names.iter().any(|name| one.starts_with(name)));
    let kept: Vec<String> = kept.map(|one| format!("  - name: {}\n", one.trim_end())).collect();
    assert!(kept.len() + 1 == text.matches("  - name: ").count(), "{names:?}: one scenario is left out");
    format!("{head}{}", kept.join("\n"))
}

/// Each page of M08x shows what its code means: the bad block yields it, the good one yields nothing.
#[test]
fn pages_show_their_codes() {
    let theatre = Theatre::new(include_str!("data/mau.tthc.yaml"), include_str!("data/mau.directory.yaml"));
    let pages = procedure::rules::all().iter().filter(|rule| rule.code.code.starts_with("M08"));
    let mut seen = 0;
    for rule in pages {
        let blocks: Vec<_> =
            rule.explain.split("```yaml test\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let [bad, good] = blocks.as_slice() else { panic!("{}: two blocks", rule.code.code) };
        for (text, wanted) in [(bad, vec![rule.code.code]), (good, vec![])] {
            let file = SourceFile::new("xac-nhan-cu-tru-mau.test.yaml", *text);
            let mut found = codes(&test(theatre.stage(), &file));
            // Blocks of a few lines prove little about dates; only the page of M088 is about that.
            found.retain(|code| *code != "M088" || rule.code.code == "M088");
            assert_eq!(found, wanted, "{}: {text}", rule.code.code);
        }
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// A whole, true scenario of the sample passes; the table of failing lines varies it.
#[test]
fn sample_passes() {
    let theatre = failing::theatre();
    for lines in [failing::TRUE_LINES, failing::SILENT_LINES] {
        let file = failing::file("{ at: 2026-06-09 08:00 }", lines);
        let report = test(theatre.stage(), &file);
        assert_eq!(failing::without_notes(&file, &report), "");
    }
}

/// Each matcher fails in a named way: code, and both sides in the message.
#[test]
fn every_matcher_can_fail() {
    let theatre = failing::theatre();
    for (given, lines, code, said) in failing::CASES {
        let file = failing::file(given, lines);
        let report = test(theatre.stage(), &file);
        let found = failing::without_notes(&file, &report);
        assert!(codes(&report).contains(code), "{lines}\nwanted {code}, found:\n{found}");
        assert!(found.contains(said), "{lines}\nwanted `{said}`, found:\n{found}");
        assert!(!report.passed() && report.scenarios.iter().all(|one| one.outcome != Outcome::Passed), "{lines}");
    }
}

/// Money, messages, jobs, waits, lists and further clocks: whole, true scenarios pass.
#[test]
fn second_sample_passes() {
    let theatre = level_two::theatre();
    for (given, lines) in [(level_two::ONLINE, level_two::ONLINE_LINES), (level_two::COUNTER, level_two::COUNTER_LINES)]
    {
        let file = level_two::file(given, lines);
        let report = test(theatre.stage(), &file);
        assert_eq!(failing::without_notes(&file, &report), "");
    }
}

/// Each expectation about them fails in a named way.
#[test]
fn every_matcher_of_the_second_sample_can_fail() {
    let theatre = level_two::theatre();
    for (before, line, code, said) in level_two::CASES {
        let file = level_two::file(level_two::ONLINE, &level_two::joined(before, line));
        let report = test(theatre.stage(), &file);
        let found = failing::without_notes(&file, &report);
        assert!(codes(&report).contains(code), "{line}\nwanted {code}, found:\n{found}");
        assert!(found.contains(said), "{line}\nwanted `{said}`, found:\n{found}");
        assert!(!report.passed() && report.scenarios.iter().all(|one| one.outcome != Outcome::Passed), "{line}");
    }
}

/// Coverage names outcomes, lists, errors and reminders of the dossier's clock as it names buttons.
#[test]
fn coverage_counts_what_comes_from_outside() {
    let theatre = level_two::theatre();
    let file = level_two::file(level_two::ONLINE, level_two::ONLINE_LINES);
    let missing: Vec<_> = test(theatre.stage(), &file).coverage.missing().map(|item| item.address.clone()).collect();
    let expected = [
        "khong_nhan",
        "dung_lai",
        "tiep_nhan.tu_choi",
        "xu_ly.dung",
        "cho.som",
        "nop_phi.timeout",
        "tra_cuu.failed",
        "y_kien (không cơ quan nào)",
        "y_kien (một cơ quan)",
    ];
    for address in expected {
        assert!(missing.iter().any(|one| one == address), "{address} in {missing:?}");
    }
    let tried = ["ket_qua.nhap_tay", "ket_qua.dat", "ket_qua.khong_dat", "tra_cuu.failed (khong_thay)", "nop_phi.paid"];
    for address in
        tried.into_iter().chain(["cho.done", "y_kien.timeout", "y_kien (nhiều cơ quan)", "gia_han", "co_quan"])
    {
        assert!(!missing.iter().any(|one| one == address), "{address} in {missing:?}");
    }
}

/// A file that cannot be read whole runs nothing and says why.
#[test]
fn unreadable_files_run_nothing() {
    let theatre = failing::theatre();
    for (given, lines, code) in failing::UNREADABLE {
        let file = failing::file(given, lines);
        let report = test(theatre.stage(), &file);
        assert_eq!(codes(&report), [*code], "{lines}\n{}", faults(&file, &report));
        assert!(!report.passed() && report.scenarios.is_empty(), "{lines}");
    }
}

/// The shipped tests notice each of these changes of law or calendar: what is written, and what it would become.
#[test]
fn shipped_tests_catch_wrong_rules() {
    let changes = [
        ("the cut-off still counts as before", r#"cutoff: "15:00", from"#, r#"cutoff: "sau 15:00", from"#),
        ("the lunch break counts", r#"["08:00-12:00", "13:00-17:00"]"#, r#"["08:00-17:00"]"#),
        ("24/11 is forgotten", "      2026-11-24: Ngày Văn hóa Việt Nam\n", ""),
        ("the swapped day off is forgotten", "      2026-08-31: Nghỉ hoán đổi\n", ""),
        ("Saturday 22/8 is not worked", "      2026-08-22: { for: 2026-08-31 }\n", ""),
        ("Saturdays are worked", "thứ 2 - thứ 6:", "thứ 2 - thứ 7:"),
        ("seven calendar days", "deadline: 7 ngày làm việc", "deadline: 7 ngày"),
        ("six working days", "deadline: 7 ngày làm việc", "deadline: 6 ngày làm việc"),
        ("two elapsed hours", "deadline: 2 giờ làm việc", "deadline: 2 giờ"),
        ("three elapsed hours", "deadline: 3 giờ làm việc", "deadline: 3 giờ"),
        ("one elapsed hour", "deadline: 1 giờ làm việc", "deadline: 1 giờ"),
        // One calendar day, moved on to the next working day, is one working day: that rule cannot be told apart.
        ("two working days", "deadline: 1 ngày làm việc", "deadline: 2 ngày làm việc"),
        ("a reminder a day late", "remind: [1 ngày làm việc trước]", "remind: [4 giờ làm việc trước]"),
        ("one request only", "ask: [noi_dung], next: bo_sung", "ask: [noi_dung], next: bo_sung, rounds: 1"),
        ("withdrawal after signing", "    until: [ky.ky, ky_tra_loi.ky]\n", ""),
        ("the clock stops at the signature", "to: phat_hanh", "to: [ky.ky, ky_tra_loi.ky]"),
        (
            "no letter of refusal",
            "ask: [ly_do], print: tu_choi, next: khong_tiep_nhan }",
            "ask: [ly_do], next: khong_tiep_nhan }",
        ),
    ];
    for (rule, from, to) in changes {
        let change = |text: &str| text.replace(from, to);
        let touched = [PROCEDURES[0].text, CALENDARS[0].text].iter().filter(|text| text.contains(from)).count();
        assert_eq!(touched, 1, "{rule}: one file says so");
        let theatre =
            Theatre::with_calendar(&change(PROCEDURES[0].text), DIRECTORIES[0].text, &change(CALENDARS[0].text));
        let report = test(theatre.stage(), &SourceFile::new(TESTS[0].name, TESTS[0].text));
        assert!(!report.passed(), "nobody notices that {rule}");
    }
}

/// However the clock is moved, the same things happen at the same instants.
#[test]
fn clock_stops_at_every_due_on_the_way() {
    let theatre = Theatre::new(PROCEDURES[0].text, DIRECTORIES[0].text);
    let stage = theatre.stage();
    let at = |text: &str| stage.zone().parse_moment(text).expect("a moment");
    let dossier = || failing::filed(stage, at("2026-06-12 16:00"));
    let (mut leap, mut steps) = (dossier(), dossier());
    leap.advance(Until::UpTo(at("2026-06-20 08:00")));
    while steps.now() < at("2026-06-20 08:00") {
        steps.advance(Until::UpTo(steps.now().plus_millis(60 * 60 * 1_000)));
    }
    assert_eq!(leap.log(), steps.log());
    assert_eq!(leap.instance(), steps.instance());
    // Filed T6 12/6 16:00: the two hours end T2 15/6 09:00, and that is when it is recorded.
    let last = leap.log().last().expect("a pass");
    assert_eq!((last.at, last.recorded_at), (at("2026-06-15 09:00"), at("2026-06-15 09:00")));
    leap.advance(Until::UpTo(at("2026-06-12 08:00")));
    assert_eq!(leap.now(), at("2026-06-20 08:00"), "the clock never goes back");
}

/// A test of another procedure, or in a directory that is not at hand, runs nothing.
#[test]
fn tests_name_what_is_beside_them() {
    let theatre = failing::theatre();
    for (from, to, code) in
        [("test: nhieu_buoc", "test: mot_buoc", "M081"), ("directory: mau", "directory: khac", "M097")]
    {
        let file = failing::file("{ at: 2026-06-09 08:00 }", failing::TRUE_LINES);
        let report = test(theatre.stage(), &SourceFile::new(file.name(), file.text().replace(from, to)));
        assert_eq!(codes(&report), [code]);
        assert!(report.scenarios.is_empty() && !report.passed());
    }
}
