//! `motcua check`: what it says of good and bad files, and how it ends.

use super::*;

/// Procedures that come with the program, and templates of their letters.
const COUNT: usize = 6 + 1;
const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";
const CALENDAR: &str = "processes/calendars/ha_noi.calendar.yaml";
const DIRECTORY: &str = "processes/directory/ha_noi.directory.yaml";
const LETTER: &str = "processes/dang-ky-bien-dong-dat-dai.phieu_chuyen.letter.html";

#[test]
fn the_shipped_procedure_passes_and_the_last_line_sums_up() {
    let said = run(&["check", TODAY]);
    assert_eq!((said.code, said.err.as_str()), (OK, ""));
    assert!(said.last().starts_with(&format!("Đạt: {COUNT} tệp, 0 lỗi, ")), "{}", said.last());
    let english = run(&["check", TODAY, "--lang", "en"]);
    assert!(english.last().starts_with(&format!("Passed: files {COUNT}, errors 0, ")), "{}", english.last());
}

#[test]
fn strictness_makes_an_unwaived_warning_a_failure() {
    let said = run(&["check", TODAY, "--strict"]);
    assert_eq!(said.code, FOUND);
    assert!(said.last().starts_with(&format!("Chưa đạt: {COUNT} tệp, 0 lỗi, ")), "{}", said.last());
}

#[test]
fn warnings_are_drawn_and_a_note_is_one_line() {
    let said = run(&["check", TODAY]);
    let drawn = said.out.matches("\ncảnh báo[").count() + usize::from(said.out.starts_with("cảnh báo["));
    let places = said.out.lines().filter(|line| line.trim_start().starts_with("--> ")).count();
    let notes = said.out.lines().filter(|line| line.starts_with("ghi chú[M")).count();
    assert_eq!(drawn, places, "notes are not drawn: {}", said.out);
    assert!(said.last().ends_with(&format!(", {drawn} cảnh báo, {notes} ghi chú.")), "{}", said.out);
    assert!(drawn > 0 && notes > 0, "the shipped file has both: {}", said.out);
}

#[test]
fn a_folder_stands_for_the_files_in_it() {
    let folder = Folder::new();
    for name in [GOOD, CALENDAR, DIRECTORY, "processes/cap-ban-sao-so-goc.test.yaml"] {
        folder.file(name.strip_prefix("processes/").expect("it is there"), shipped(name));
    }
    folder.file("doc.txt", "không phải tệp của tác giả");
    let said = run_on(&["check", TODAY], &[folder.path()]);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    assert!(said.last().starts_with("Đạt: 4 tệp, 0 lỗi, "), "{}", said.last());
}

#[test]
fn every_fault_is_placed_and_a_proposal_made() {
    let folder = Folder::new();
    let path = folder.file(PROCEDURE, changed(GOOD, "next: tham_tra ", "next: tham_tr "));
    let said = run_on(&["check", TODAY], &[&path]);
    assert_eq!(said.code, FOUND);
    for words in ["lỗi[M021]: không có bước `tham_tr`", "^^^^^^^", "gợi ý: có phải `tham_tra`?"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(said.last().starts_with("Chưa đạt: 1 tệp, 1 lỗi, "), "{}", said.last());
    let english = run_on(&["check", TODAY, "--lang", "en"], &[&path]);
    assert_eq!(english.code, FOUND);
    assert!(english.out.contains("error[M021]"), "{}", english.out);
    assert!(!english.out.contains("gợi ý"), "{}", english.out);
}

#[test]
fn json_is_one_object_a_line_with_the_same_findings() {
    let folder = Folder::new();
    let text = changed(GOOD, "next: tham_tra ", "next: tham_tr ");
    let line = text.lines().position(|line| line.contains("next: tham_tr ")).expect("it is there") + 1;
    let path = folder.file(PROCEDURE, text);
    let said = run_on(&["check", TODAY, "--json"], &[&path]);
    assert_eq!(said.code, FOUND);
    let found = said.json();
    let errors: Vec<_> = found.iter().filter(|one| one["severity"] == "error").collect();
    assert_eq!(errors.len(), 1, "{}", said.out);
    assert_eq!(errors[0]["code"], "M021");
    assert_eq!(errors[0]["line"], line);
    assert_eq!(errors[0]["file"], path.display().to_string());
    assert!(found.iter().any(|one| one["severity"] == "note"), "notes belong to the findings: {}", said.out);
}

#[test]
fn tests_calendars_directories_and_letters_are_judged_as_what_they_are() {
    let cases = [
        ("ha_noi.calendar.yaml", CALENDAR, "timezone: Asia/Ho_Chi_Minh", "timezone: Asia/Ha_Noi"),
        ("ha_noi.directory.yaml", DIRECTORY, "directory: ha_noi", "directry: ha_noi"),
        (TEST, "processes/cap-ban-sao-so-goc.test.yaml", "scenarios:", "scenaros:"),
        (LETTER.trim_start_matches("processes/"), LETTER, "{{ma_ho_so}}", "{{ma_hoso}}"),
    ];
    for (name, path, from, to) in cases {
        let folder = Folder::new();
        let good = folder.file(&format!("good/{name}"), shipped(path));
        let said = run_on(&["check", TODAY], &[&good]);
        assert_eq!((said.code, said.last()), (OK, "Đạt: 1 tệp, 0 lỗi, 0 cảnh báo, 0 ghi chú."), "{name}: {}", said.out);
        let bad = folder.file(&format!("bad/{name}"), changed(path, from, to));
        let said = run_on(&["check", TODAY], &[&bad]);
        assert_eq!(said.code, FOUND, "{name}: {}", said.out);
        assert!(said.out.starts_with("lỗi[M"), "{name}: {}", said.out);
    }
}

#[test]
fn a_letter_is_judged_by_the_form_of_the_procedure_beside_it() {
    let folder = Folder::new();
    let good = folder.file("cap-ban-sao-so-goc.tiep_nhan.letter.html", "<p>{{yeu_cau.ten_giay_to}}</p>");
    let said = run_on(&["check", TODAY], &[&good]);
    assert_eq!(said.code, OK, "{}", said.out);
    for (name, text, words) in [
        ("cap-ban-sao-so-goc.tu_choi.letter.html", "<p>{{thua_dat.loai}}</p>", "Không có tên `thua_dat.loai`"),
        ("cap-ban-sao-so-goc.xin_loi.letter.html", "<p></p>", "không in giấy tờ `xin_loi`"),
        ("thu-tuc-la.tu_choi.letter.html", "<p></p>", "không có thủ tục đạt kiểm tra `thu-tuc-la.tthc.yaml`"),
    ] {
        let said = run_on(&["check", TODAY], &[&folder.file(name, text)]);
        assert_eq!(said.code, FOUND, "{name}: {}", said.out);
        assert!(said.out.contains("lỗi[M175]") && said.out.contains(words), "{name}: {}", said.out);
    }
}

#[test]
fn a_faulty_calendar_is_told_once() {
    let folder = Folder::new();
    folder.file("calendars/ha_noi.calendar.yaml", changed(CALENDAR, "cutoff:", "cutof:"));
    let said = run_on(&["check", TODAY], &[folder.path()]);
    assert_eq!(said.code, FOUND);
    assert_eq!(said.out.matches("cutof:").count(), said.out.matches("ha_noi.calendar.yaml:").count(), "{}", said.out);
    assert_eq!(said.out.matches("lỗi[M010]").count(), 1, "{}", said.out);
}

#[test]
fn today_is_an_argument() {
    let judged = |today| run(&["check", "--today", today, "--json"]).json();
    let unannounced = |today| judged(today).iter().any(|one| one["code"] == "M153");
    assert!(!unannounced("2026-06-08"));
    // Seven working days from 28 December 2026 reach January 2027, which no calendar announces.
    assert!(unannounced("2026-12-28"));
}

#[test]
fn a_code_is_explained_with_a_bad_and_a_good_example() {
    for code in ["M021", "m021"] {
        let said = run(&["check", "--explain", code]);
        assert_eq!(said.code, OK);
        assert!(said.out.starts_with("# M021 · "), "{}", said.out);
        assert!(said.out.contains("\n## Sai\n") && said.out.contains("\n## Đúng\n"), "{}", said.out);
    }
    let unknown = run(&["check", "--explain", "M02"]);
    assert_eq!((unknown.code, unknown.err.as_str()), (USAGE, "lỗi: không có mã `M02`; có phải `M002`?\n"));
}

#[test]
fn the_setting_of_the_language_is_read_and_the_argument_wins() {
    let spoken = |arguments: &[&str]| {
        let mut command = call(arguments);
        command.env("MOTCUA_LANG", "en");
        finish(command).last().to_owned()
    };
    assert!(spoken(&["check", TODAY]).starts_with("Passed: "));
    assert!(spoken(&["check", TODAY, "--lang", "vi"]).starts_with("Đạt: "));
}
