//! `motcua test`: scenarios, the difference where one fails, and coverage.

use super::*;

const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";
const SCENARIOS: &str = "processes/cap-ban-sao-so-goc.test.yaml";

/// Puts the procedure into a folder with the scenarios given.
fn with(scenarios: &str) -> Folder {
    let folder = Folder::new();
    folder.file(PROCEDURE, shipped(GOOD));
    folder.file(TEST, scenarios);
    folder
}

/// The shipped scenarios, with a due one minute off: 8:00 and two working hours are 10:00.
fn failing() -> Folder {
    with(&changed(SCENARIOS, "due: 2026-06-09 10:00 ", "due: 2026-06-09 10:01 "))
}

fn scenarios(text: &str) -> usize {
    text.matches("\n  - name:").count()
}

#[test]
fn the_shipped_scenarios_pass_and_cover_everything() {
    let said = run(&["test"]);
    assert_eq!((said.code, said.err.as_str()), (OK, ""), "{}", said.out);
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("processes")).expect("it is there");
    let tests = files
        .map(|file| file.expect("it can be read").path())
        .filter(|path| path.to_string_lossy().ends_with(".test.yaml"));
    let count: usize = tests.map(|path| scenarios(&std::fs::read_to_string(path).expect("it can be read"))).sum();
    assert_eq!(said.last(), format!("Đạt: {count} kịch bản, {count} đạt, 0 không đạt."));
    let coverage = said.out.lines().find_map(|line| line.strip_prefix("Độ phủ: ")).expect("coverage is told");
    for part in coverage.split(", ") {
        let (tried, all) = part.rsplit_once(' ').and_then(|(_, number)| number.split_once('/')).expect("n/m");
        assert_eq!(tried, all, "{part}");
    }
}

#[test]
fn a_file_of_scenarios_names_its_procedure() {
    let folder = with(&shipped(SCENARIOS));
    for name in [PROCEDURE, TEST] {
        let said = run_on(&["test"], &[&folder.path().join(name)]);
        assert_eq!(said.code, OK, "{name}: {}{}", said.out, said.err);
        let count = scenarios(&shipped(SCENARIOS));
        assert_eq!(said.last(), format!("Đạt: {count} kịch bản, {count} đạt, 0 không đạt."), "{name}");
    }
}

#[test]
fn a_failing_scenario_shows_expected_and_actual_and_what_was_not_tried() {
    let said = run_on(&["test"], &[failing().path()]);
    assert_eq!(said.code, FOUND);
    let difference = [
        "KHÔNG ĐẠT  Giấy tờ hộ tịch thì hướng dẫn sang thủ tục 2.000635",
        "lỗi[M084]: `due`: mong đợi thứ Ba 09/06/2026 10:01, thực tế thứ Ba 09/06/2026 10:00",
        "gợi ý: cách tính: 2 giờ làm việc kể từ thứ Ba 09/06/2026 08:00",
        "  chưa thử: nút tiep_nhan.thu_tuc_khac",
    ];
    for words in difference {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(said.last().starts_with("Chưa đạt: ") && said.last().ends_with(", 1 không đạt."), "{}", said.last());
}

#[test]
fn some_scenarios_are_run_by_their_names_and_claim_no_coverage() {
    let folder = failing();
    let others = run_on(&["test", "--run", "Rút"], &[folder.path()]);
    assert_eq!(others.code, OK, "{}", others.out);
    assert!(others.out.lines().rev().skip(1).all(|line| line.contains("Rút")), "{}", others.out);
    assert!(!others.out.contains("Độ phủ"), "{}", others.out);
    let failing = run_on(&["test", "--run", "hộ tịch"], &[folder.path()]);
    assert_eq!((failing.code, failing.last()), (FOUND, "Chưa đạt: 1 kịch bản, 0 đạt, 1 không đạt."));
}

#[test]
fn a_name_no_scenario_has_is_no_success() {
    let said = run(&["test", "--run", "không có tên này"]);
    assert_eq!((said.code, said.out.as_str()), (FOUND, ""));
    assert_eq!(said.err, "lỗi: không có kịch bản nào có tên chứa `không có tên này`\n");
}

#[test]
fn json_is_one_object_a_line() {
    let said = run_on(&["test", "--json"], &[failing().path()]);
    assert_eq!(said.code, FOUND);
    let lines = said.json();
    let of = |passed: bool| lines.iter().filter(|one| one["passed"] == passed).count();
    assert_eq!(of(false), 1, "{}", said.out);
    assert_eq!(of(true) + 1, shipped(SCENARIOS).matches("\n  - name:").count());
    assert!(lines.iter().any(|one| one["code"] == "M084"), "{}", said.out);
    let coverage = lines.iter().find(|one| one.get("coverage").is_some()).expect("coverage is told");
    assert_eq!(coverage["missing"], serde_json::json!(["tiep_nhan.thu_tuc_khac"]));
}

#[test]
fn a_procedure_without_scenarios_is_named_and_is_no_failure() {
    let folder = Folder::new();
    let path = folder.file(PROCEDURE, shipped(GOOD));
    let said = run_on(&["test"], &[&path]);
    assert_eq!(said.code, OK);
    assert!(said.out.contains("chưa có kịch bản kiểm thử; viết vào"), "{}", said.out);
    assert!(said.out.contains(TEST), "{}", said.out);
    let json = run_on(&["test", "--json"], &[&path]);
    assert_eq!(json.json(), [serde_json::json!({ "file": path.display().to_string(), "scenarios": 0 })]);
}

#[test]
fn what_is_not_there_is_told() {
    let folder = Folder::new();
    let procedure = folder.file(PROCEDURE, shipped(GOOD));
    let missing = [folder.path().join(TEST), folder.path().join("khong-co.tthc.yaml")];
    for path in &missing {
        let said = run_on(&["test"], &[path]);
        assert_eq!(said.code, ENVIRONMENT, "{}{}", said.out, said.err);
        assert!(said.err.starts_with("lỗi: không có tệp hoặc thư mục "), "{}", said.err);
    }
    let other = folder.file("thu.yaml", shipped(GOOD));
    let said = run_on(&["test"], &[&other]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (ENVIRONMENT, "lỗi: không có thủ tục nào để chạy thử: cần tệp *.tthc.yaml\n")
    );
    assert_eq!(run_on(&["test"], &[&procedure]).code, OK);
}

#[test]
fn a_faulty_procedure_or_test_file_is_drawn_and_fails() {
    let procedure = with(&shipped(SCENARIOS));
    procedure.file(PROCEDURE, changed(GOOD, "next: tham_tra ", "next: tham_tr "));
    let scenarios = with(&changed(SCENARIOS, "run:", "rn:"));
    let bytes = with("");
    bytes.file(TEST, b"tthc: 1\ntest: \xff\n");
    for (folder, code) in [(procedure, "lỗi[M021]"), (scenarios, "lỗi[M"), (bytes, "lỗi[M002]: Tệp không phải UTF-8")]
    {
        let said = run_on(&["test"], &[folder.path()]);
        assert_eq!(said.code, FOUND, "{code}: {}", said.out);
        assert!(said.out.contains(code), "{code}: {}", said.out);
        assert!(said.last().starts_with("Chưa đạt: "), "{}", said.last());
    }
}
