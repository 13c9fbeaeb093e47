//! `motcua check --format …` and `--watch`: findings as other programs read them, and again after every change.

use std::io::{BufRead as _, BufReader};

use super::*;

const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";

/// A folder whose name needs escaping, with a procedure that has one error, and the line of the error.
fn faulty() -> (Folder, PathBuf, usize) {
    let folder = Folder::new();
    let text = changed(GOOD, "next: tham_tra ", "next: tham_tr ");
    let line = text.lines().position(|line| line.contains("next: tham_tr ")).expect("it is there") + 1;
    let path = folder.file(&format!("Hồ sơ, 50%/{PROCEDURE}"), text);
    (folder, path, line)
}

#[test]
fn sarif_names_rule_place_and_fix() {
    let (_folder, path, line) = faulty();
    let said = run_on(&["check", TODAY, "--format", "sarif"], &[&path]);
    assert_eq!((said.code, said.err.as_str()), (FOUND, ""));
    let sarif: serde_json::Value = serde_json::from_str(&said.out).expect("one document");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    let error = results.iter().find(|one| one["level"] == "error").expect("the error");
    assert_eq!(error["ruleId"], "M021");
    let place = &error["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
    assert!(uri.is_ascii() && uri.ends_with(&format!("H%E1%BB%93%20s%C6%A1%2C%2050%25/{PROCEDURE}")), "{uri}");
    assert_eq!(place["region"]["startLine"], line);
    let fix = &error["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], "tham_tra");
    assert_eq!(fix["deletedRegion"], place["region"]);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|rule| rule["id"] == "M021").expect("its rule");
    assert!(rule["help"]["markdown"].as_str().expect("a page").contains("## Đúng"));
    let named: Vec<_> = results.iter().map(|one| &one["ruleId"]).collect();
    assert!(named.iter().all(|id| rules.iter().any(|rule| rule["id"] == **id)), "every result has its rule");
}

#[test]
fn github_is_told_line_by_line() {
    let (_folder, path, line) = faulty();
    let said = run_on(&["check", TODAY, "--format", "github"], &[&path]);
    assert_eq!(said.code, FOUND);
    let error = said.out.lines().find(|line| line.starts_with("::error ")).expect("the error");
    assert!(error.contains("Hồ sơ%2C 50%25/"), "{error}");
    assert!(error.contains(&format!(",line={line},endLine={line},col=")), "{error}");
    assert!(error.contains(",title=M021::không có bước `tham_tr`; có phải `tham_tra`?"), "{error}");
    assert!(said.out.lines().all(|line| line.starts_with("::")), "nothing else is printed: {}", said.out);
}

#[test]
fn junit_has_a_case_for_each_file() {
    let (_folder, path, line) = faulty();
    let good = Folder::new();
    let good_path = good.file(PROCEDURE, shipped(GOOD));
    let said = run_on(&["check", TODAY, "--format", "junit"], &[&path, &good_path]);
    assert_eq!(said.code, FOUND);
    assert!(said.out.contains("tests=\"2\" failures=\"1\""), "{}", said.out);
    assert_eq!(said.out.matches("<testcase ").count(), 2);
    assert_eq!(said.out.matches("<failure type=\"M021\"").count(), 1);
    assert!(said.out.contains(&format!("{PROCEDURE}:{line}:")), "{}", said.out);
    let strict = run_on(&["check", TODAY, "--strict", "--format", "junit"], &[&good_path]);
    assert_eq!(strict.code, FOUND);
    assert!(strict.out.contains("<failure type=\"M066\""), "{}", strict.out);
}

#[test]
fn one_form_at_a_time() {
    let said = run(&["check", "--json", "--format", "sarif"]);
    assert_eq!((said.code, said.out.as_str()), (USAGE, ""));
    let said = run(&["check", "--format", "xml"]);
    assert!(said.err.contains("chọn một trong: text, json, sarif, github, junit"), "{}", said.err);
}

#[test]
fn a_change_is_judged_anew() {
    let (_folder, path, _) = faulty();
    let bad = std::fs::read_to_string(&path).expect("it is there");
    let mut command = call(&["check", TODAY, "--watch"]);
    command.arg(&path);
    let mut child = command.spawn().expect("the program can be started");
    let mut lines = BufReader::new(child.stdout.take().expect("it was piped")).lines().map_while(Result::ok);
    let mut notes = BufReader::new(child.stderr.take().expect("it was piped")).lines().map_while(Result::ok);
    let mut verdict = |starts: &str| {
        // A glance at a half-written file may have come between.
        let told = lines.find(|line| line.starts_with(starts)).unwrap_or_else(|| panic!("it ended before {starts}"));
        assert!(notes.any(|note| note.starts_with("Đang chờ tệp thay đổi")));
        told
    };
    assert!(verdict("Chưa đạt: 1 tệp, 1 lỗi").contains("cảnh báo"));
    for _ in 0..3 {
        std::fs::write(&path, shipped(GOOD)).expect("it can be written");
        verdict("Đạt: 1 tệp, 0 lỗi");
        std::fs::write(&path, &bad).expect("it can be written");
        verdict("Chưa đạt: 1 tệp, 1 lỗi");
    }
    child.kill().expect("it was still watching");
    child.wait().expect("it has ended");
}
