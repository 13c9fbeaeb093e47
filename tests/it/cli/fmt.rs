//! `motcua fmt`: what it writes, what it only tells, and what it leaves alone.

use std::io::Write as _;

use super::*;

const GOOD: &str = "processes/cap-ban-sao-so-goc.tthc.yaml";

/// A shipped procedure as someone in a hurry writes it; it says the same.
fn untidy() -> String {
    let text = shipped(GOOD).replace("name: Chứng thực", "name:   \"Chứng thực\"").replace('\n', "\r\n");
    text.replace("  - userTask: tham_tra", "  -   userTask:   \"tham_tra\"")
        .replace("notSameAs: tham_tra", "notSameAs: tham_tra   ")
}

/// The same with the step's further keys below its first.
fn shifted(text: &str) -> String {
    text.replace("  -   userTask:   \"tham_tra\"", "  - userTask:   \"tham_tra\"")
}

#[test]
fn a_file_is_written_anew_once() {
    let folder = Folder::new();
    let path = folder.file(PROCEDURE, shifted(&untidy()));
    let said = run_on(&["fmt"], &[&path]);
    assert_eq!((said.code, said.err.as_str()), (OK, "1 tệp, 1 được viết lại.\n"), "{}", said.out);
    assert_eq!(said.out, format!("đã viết lại: {}\n", path.display()));
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), shipped(GOOD));
    let again = run_on(&["fmt"], &[&path]);
    assert_eq!((again.code, again.out.as_str()), (OK, ""));
}

#[test]
fn check_and_diff_write_nothing_and_fail_where_something_would_change() {
    let folder = Folder::new();
    let text = shipped(GOOD).replace("field: Chứng thực", "field:   \"Chứng thực\"");
    let path = folder.file(PROCEDURE, &text);
    let checked = run_on(&["fmt", "--check"], &[folder.path()]);
    assert_eq!((checked.code, checked.out), (FOUND, format!("chưa đúng kiểu: {}\n", path.display())));
    let diff = run_on(&["fmt", "--diff"], &[&path]);
    assert_eq!(diff.code, FOUND);
    assert!(diff.out.contains("\n-field:   \"Chứng thực\"\n+field: Chứng thực\n"), "{}", diff.out);
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
    let json = run_on(&["fmt", "--check", "--json"], &[&path]).json();
    assert_eq!(json, [serde_json::json!({ "file": path.display().to_string(), "changed": true })]);
    let tidy = folder.file("hai.tthc.yaml", shipped(GOOD));
    assert_eq!(run_on(&["fmt", "--check"], &[&tidy]).code, OK);
}

#[test]
fn a_file_that_cannot_be_read_is_left_with_its_diagnostic() {
    let folder = Folder::new();
    let text = "tthc: 1\nname:   [một\n";
    let path = folder.file(PROCEDURE, text);
    let good = folder.file("hai.tthc.yaml", shipped(GOOD).replace("field: Chứng", "field:  Chứng"));
    let said = run_on(&["fmt"], &[folder.path()]);
    assert_eq!(said.code, FOUND);
    assert!(said.out.contains("lỗi[M001]"), "{}", said.out);
    assert_eq!(said.err, "2 tệp, 1 được viết lại, 1 có lỗi nên để nguyên.\n");
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
    assert_eq!(std::fs::read_to_string(&good).expect("it is there"), shipped(GOOD), "the others are done all the same");
    assert_eq!(run_on(&["fmt"], &[&folder.path().join("khong-co.tthc.yaml")]).code, ENVIRONMENT);
}

#[test]
fn an_editor_pipes_its_text_through() {
    let mut command = call(&["fmt", "-"]);
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(untidy().as_bytes()).expect("it reads");
    drop(stdin);
    let said = Said::from(child.wait_with_output().expect("it ends"));
    // The step whose first key was moved alone reads as another text: it is refused, not guessed at.
    assert_eq!(said.code, FOUND, "{}", said.out);
    let mut child = {
        let mut command = call(&["fmt", "-"]);
        command.stdin(Stdio::piped());
        command.spawn().expect("the program can be started")
    };
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(shifted(&untidy()).as_bytes()).expect("it reads");
    drop(stdin);
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!((said.code, said.out), (OK, shipped(GOOD)));
}
