//! Files nobody should have, and readers that go away: clear words, the right code, soon, and never a panic.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use super::*;

/// Longest a refusal may take on a busy machine; the program alone needs a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does something that must be over in a while.
#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is what is tested")]
fn soon<T>(patience: Duration, what: &str, act: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = act();
    assert!(begun.elapsed() < patience, "{what} took {:?}", begun.elapsed());
    done
}

fn good() -> String {
    shipped("processes/cap-ban-sao-so-goc.tthc.yaml")
}

/// Separates some Vietnamese letters from their marks.
fn decomposed(text: &str) -> String {
    [('ấ', "a\u{302}\u{301}"), ('ả', "a\u{309}"), ('ừ', "u\u{31b}\u{300}"), ('ổ', "o\u{302}\u{309}")]
        .iter()
        .fold(text.to_owned(), |text, (letter, parts)| text.replace(*letter, parts))
}

/// Ten levels of ten aliases: ten thousand million words, if anyone followed them.
fn billion_laughs() -> String {
    let mut text = "tthc: 1\na0: &a0 [cười]\n".to_owned();
    for level in 1..=10 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(text, "a{level}: &a{level} [{below}]").expect("a string takes everything");
    }
    text
}

/// Puts lines into each other, one blank deeper each.
fn staircase(depth: usize) -> String {
    (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect()
}

#[test]
fn bad_bytes_are_refused_with_their_code_and_soon() {
    let nested = |depth: usize| format!("tthc: 1\nx: {}{}\n", "[".repeat(depth), "]".repeat(depth));
    let marked = |mark: &str| format!("{mark}{}", good()).into_bytes();
    let cases: [(&str, Vec<u8>, &str); 14] = [
        ("empty", Vec::new(), "lỗi[M001]: Tệp chưa có nội dung"),
        ("blank", b"\n\n# ...\n".to_vec(), "lỗi[M001]: Tệp chưa có nội dung"),
        ("one byte", b"x".to_vec(), "lỗi[M018]"),
        ("no text", vec![0xff; 1_000], "lỗi[M002]: Tệp không phải UTF-8"),
        ("100 MB", vec![b'a'; 100 * 1024 * 1024], "lỗi[M009]: Tệp dài 102400 KiB, quá giới hạn 256 KiB"),
        ("deep in flow style", nested(10_000).into_bytes(), "lỗi[M009]: Các mục lồng nhau quá 32 tầng"),
        ("deep in block style", staircase(600).into_bytes(), "lỗi[M009]: Các mục lồng nhau quá 32 tầng"),
        ("unclosed", format!("x: {}", "[{".repeat(5_000)).into_bytes(), "lỗi[M0"),
        ("billion laughs", billion_laughs().into_bytes(), "lỗi[M001]: Không dùng bí danh `*`"),
        ("NUL", good().replacen("name:", "na\0me:", 1).into_bytes(), "lỗi[M002]: Tệp có ký tự điều khiển"),
        ("CRLF", good().replace('\n', "\r\n").into_bytes(), "lỗi[M002]: Dòng kết thúc bằng CR"),
        ("BOM", marked("\u{feff}"), "lỗi[M002]: Tệp có dấu BOM"),
        ("NFD", decomposed(&good()).into_bytes(), "không phải dạng NFC"),
        ("bidi", marked("# \u{202e}\n"), "lỗi[M002]: Tệp có ký tự đảo chiều"),
    ];
    for (name, content, expected) in cases {
        let folder = Folder::new();
        let path = folder.file(PROCEDURE, content);
        let said = soon(PATIENCE, name, || run_on(&["check", TODAY], &[&path]));
        let shown: String = said.out.chars().take(2_000).collect();
        assert_eq!((said.code, said.err.as_str()), (FOUND, ""), "{name}: {shown}");
        assert!(said.out.contains(expected), "{name}: {shown}");
        let json = run_on(&["check", TODAY, "--json"], &[&path]);
        assert_eq!(json.code, FOUND, "{name}");
        assert!(json.json().iter().any(|one| one["severity"] == "error"), "{name}");
        assert_eq!(run_on(&["test"], &[&path]).code, FOUND, "{name}");
    }
}

#[test]
fn a_device_without_end_is_refused() {
    let said = soon(PATIENCE, "/dev/zero", || run_on(&["check"], &[Path::new("/dev/zero")]));
    assert_eq!(said.code, FOUND);
    assert!(said.out.starts_with("lỗi[M009]: Tệp dài "), "{}", said.out);
}

#[test]
fn a_folder_with_the_name_of_a_file_is_a_folder() {
    let folder = Folder::new();
    let named = folder.path().join(PROCEDURE);
    std::fs::create_dir(&named).expect("a new folder");
    for verb in ["check", "test"] {
        let said = run_on(&[verb], &[&named]);
        assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""), "{verb}");
        assert!(said.err.contains("không có tệp nào để đọc"), "{}", said.err);
    }
    folder.file(&format!("{PROCEDURE}/{PROCEDURE}"), good());
    assert_eq!(run_on(&["check", TODAY], &[&named]).code, OK);
}

#[test]
fn links_in_circles_and_to_nowhere_stop_no_other_judgement() {
    let folder = Folder::new();
    folder.file(PROCEDURE, good());
    let link = |to: &str, name: &str| symlink(to, folder.path().join(name)).expect("a new link");
    link("vong.tthc.yaml", "vong.tthc.yaml");
    link("khong-co", "mat.tthc.yaml");
    link(".", "chinh-no");
    let said = run_on(&["check", TODAY], &[folder.path()]);
    assert_eq!(said.code, ENVIRONMENT);
    assert!(said.err.contains("lỗi: không có tệp hoặc thư mục ") && said.err.contains("mat.tthc.yaml"), "{}", said.err);
    assert!(said.err.contains("lỗi: không đọc được ") && said.err.contains("vong.tthc.yaml"), "{}", said.err);
    assert!(said.last().starts_with("Chưa đạt: 3 tệp (2 không đọc được), 0 lỗi, "), "{}", said.last());
}

#[test]
fn a_path_through_a_file_and_one_that_is_not_there_are_told() {
    let folder = Folder::new();
    let file = folder.file(PROCEDURE, good());
    for path in [file.join("x.tthc.yaml"), folder.path().join("khong-co")] {
        let said = run_on(&["check", TODAY], &[&path]);
        assert_eq!(said.code, ENVIRONMENT, "{path:?}");
        assert!(said.err.starts_with("lỗi: không có tệp hoặc thư mục"), "{path:?}: {}", said.err);
    }
    let said = run_on(&["check", TODAY, "--processes"], &[&folder.path().join("khong-co")]);
    assert_eq!(said.code, ENVIRONMENT);
}

#[test]
fn files_that_vanish_while_they_are_judged_are_told_and_nothing_breaks() {
    let folder = Folder::new();
    // Findings of some 500 KiB, of which a pipe holds 64; what is said of the missing fits into the other pipe.
    for number in 0..400 {
        folder.file(&format!("f{number:03}.tthc.yaml"), "tthc: 1\n");
    }
    let mut child = {
        let mut command = call(&["check", TODAY]);
        command.arg(folder.path()).spawn().expect("the program can be started")
    };
    let mut lines = BufReader::new(child.stdout.take().expect("it was piped"));
    let mut first = String::new();
    lines.read_line(&mut first).expect("it says something");
    std::fs::remove_dir_all(folder.path()).expect("the folder can be cleared");
    let rest: Vec<String> = lines.lines().map_while(Result::ok).collect();
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, ENVIRONMENT);
    assert!(said.err.lines().all(|line| line.starts_with("lỗi: không có tệp hoặc thư mục ")), "{}", said.err);
    let last = rest.last().expect("it sums up");
    assert!(last.starts_with("Chưa đạt: 400 tệp (") && last.contains("không đọc được)"), "{last}");
}

#[test]
fn ten_thousand_files_are_judged_soon() {
    let folder = Folder::new();
    for number in 0..10_000 {
        folder.file(&format!("f{number:05}.tthc.yaml"), "tthc: 1\n");
    }
    let said = soon(6 * PATIENCE, "10,000 files", || run_on(&["check", TODAY, "--json"], &[folder.path()]));
    assert_eq!(said.code, FOUND);
    let files: std::collections::BTreeSet<String> = said.json().iter().map(|one| one["file"].to_string()).collect();
    assert_eq!(files.len(), 10_000);
}

#[test]
fn a_reader_that_goes_away_is_no_accident() {
    let verbs: [&[&str]; 4] = [&["check", TODAY], &["test"], &["--help"], &["check", "--explain", "M001"]];
    for arguments in verbs {
        let mut child = call(arguments).spawn().expect("the program can be started");
        drop(child.stdout.take());
        let said = Said::from(child.wait_with_output().expect("it ends"));
        assert_eq!((said.code, said.err.as_str()), (OK, ""), "{arguments:?}");
    }
}
