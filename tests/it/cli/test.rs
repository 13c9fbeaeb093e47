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
        "lỗi[M084]: `due` không như mong đợi",
        "\n    MONG ĐỢI                │ THỰC TẾ\
         \n    thứ Ba 09/06/2026 10:01 │ thứ Ba 09/06/2026 10:00\
         \n    CÁCH TÍNH\
         \n      2 giờ làm việc kể từ thứ Ba 09/06/2026 08:00\
         \n      hết hạn lúc 10:00 ngày 09/06/2026\n",
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

/// Without the scenarios about civil status papers one button of seventeen and one guard of two are untried.
fn partly() -> Folder {
    let text = shipped(SCENARIOS);
    let (before, rest) = text.split_once("  - name: Giấy tờ hộ tịch").expect("it is there");
    let (_, after) = rest.split_once("\n\n").expect("others follow");
    with(&format!("{before}{after}"))
}

#[test]
fn a_threshold_is_for_each_kind() {
    let folder = partly();
    assert_eq!(run_on(&["test"], &[folder.path()]).code, OK);
    assert_eq!(run_on(&["test", "--threshold", "50"], &[folder.path()]).code, OK);
    // 16 of 17 buttons are 94 per cent; one guard of two is 50.
    let said = run_on(&["test", "--threshold", "94"], &[folder.path()]);
    assert_eq!(said.code, FOUND);
    assert!(said.out.contains("  độ phủ dưới ngưỡng 94%: điều kiện đúng và sai 1/2\n"), "{}", said.out);
    assert!(!said.out.contains("dưới ngưỡng 94%: nút"), "{}", said.out);
    assert!(said.last().starts_with("Chưa đạt: "), "{}", said.last());
    let said = run_on(&["test", "--threshold", "95", "--json"], &[folder.path()]);
    assert_eq!(said.code, FOUND);
    let coverage = said.json().into_iter().find(|one| one.get("coverage").is_some()).expect("coverage is told");
    assert_eq!(coverage["below"].as_array().map(Vec::len), Some(2), "{coverage}");
    let whole = with(&shipped(SCENARIOS));
    assert_eq!(run_on(&["test", "--threshold", "100"], &[whole.path()]).code, OK);
    assert_eq!(run(&["test", "--threshold", "101"]).code, USAGE);
    assert_eq!(run(&["test", "--threshold", "10", "--run", "Rút"]).code, USAGE);
}

#[test]
fn junit_is_one_well_formed_document() {
    let folder = failing();
    let said = run_on(&["test", "--format", "junit", "--threshold", "100"], &[folder.path()]);
    assert_eq!((said.code, said.err.as_str()), (FOUND, ""));
    let count = scenarios(&shipped(SCENARIOS));
    well_formed(&said.out);
    // One scenario fails before its button is pressed, so buttons are below the threshold.
    assert!(said.out.contains(&format!("<testsuites tests=\"{}\" failures=\"2\">", count + 1)), "{}", said.out);
    assert_eq!(said.out.matches("<failure type=\"M084\"").count(), 1);
    assert_eq!(said.out.matches("<failure type=\"coverage\"").count(), 1);
    assert!(said.out.contains("THỰC TẾ&#10;    thứ Ba 09/06/2026 10:01 │ thứ Ba 09/06/2026 10:00"), "{}", said.out);
    let broken = with("");
    broken.file(TEST, b"tthc: 1\ntest: \xff\n");
    let said = run_on(&["test", "--format", "junit"], &[broken.path()]);
    assert_eq!(said.code, FOUND);
    well_formed(&said.out);
    assert!(said.out.contains("<failure type=\"M002\""), "{}", said.out);
    assert_eq!(run(&["test", "--json", "--format", "junit"]).code, USAGE);
}

/// Checks what a reader of XML would: one root, every element closed in turn, no bare sign in a text.
fn well_formed(document: &str) {
    let body = document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("the declaration");
    let mut open: Vec<&str> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => open.push(tag.split(' ').next().expect("a tag has a name")),
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        for after in text.split('&').skip(1).chain(tag.split('&').skip(1)) {
            assert!(["amp;", "lt;", "gt;", "quot;", "#10;"].iter().any(|known| after.starts_with(known)), "{after}");
        }
        assert!(!open.is_empty() || text.trim().is_empty(), "text outside the root: {text}");
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn a_change_is_tested_anew() {
    use std::io::{BufRead as _, BufReader};
    let folder = failing();
    let path = folder.path().join(TEST);
    let bad = std::fs::read_to_string(&path).expect("it is there");
    let mut command = call(&["test", "--watch"]);
    command.arg(folder.path());
    let mut child = command.spawn().expect("the program can be started");
    let mut lines = BufReader::new(child.stdout.take().expect("it was piped")).lines().map_while(Result::ok);
    let mut notes = BufReader::new(child.stderr.take().expect("it was piped")).lines().map_while(Result::ok);
    let mut verdict = |starts: &str| {
        // A glance at a half-written file may have come between.
        assert!(lines.any(|line| line.starts_with(starts)), "it ended before {starts}");
        assert!(notes.any(|note| note.starts_with("Đang chờ tệp thay đổi")));
    };
    verdict("Chưa đạt: ");
    std::fs::write(&path, shipped(SCENARIOS)).expect("it can be written");
    verdict("Đạt: ");
    std::fs::write(&path, bad).expect("it can be written");
    verdict("Chưa đạt: ");
    child.kill().expect("it was still watching");
    child.wait().expect("it has ended");
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
