//! `motcua dossier` on a database a server left behind.

use serde_json::json;

use super::*;
use crate::http::ask;
use crate::server::{Server, TestFile};

pub const FIRST: &str = "T-H26.00.01-260608-0001";
const SECOND: &str = "T-H26.00.01-260608-0002";

/// Leaves a database behind with two dossiers.
pub fn database() -> TestFile {
    let file = TestFile::new();
    let server = Server::start(file.path());
    let post = |line: &str, key: &str, body: serde_json::Value| {
        let headers = [
            ("X-Motcua-As", "applicant:nguoi_nop_0412"),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
        ];
        let answer = ask(server.address, line, &headers, &body.to_string()).expect("the server answers");
        assert!(matches!(answer.status, 200 | 201), "{}: {}", answer.status, answer.body);
        answer.json()
    };
    let filing = json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    });
    assert_eq!(post("POST /api/v1/dossiers", "1", filing.clone())["code"], FIRST);
    assert_eq!(post("POST /api/v1/dossiers", "2", filing)["code"], SECOND);
    server.kill();
    file
}

fn on(file: &TestFile, arguments: &[&str]) -> Said {
    run_on(&[&["dossier"], arguments, &["--db"]].concat(), &[file.path()])
}

#[test]
fn a_database_is_read_in_words_and_as_json() {
    let file = database();
    let listed = on(&file, &["list"]);
    assert_eq!((listed.code, listed.err.as_str()), (OK, ""));
    let lines: Vec<&str> = listed.out.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with(SECOND) && lines[1].starts_with(FIRST), "{}", listed.out);
    assert!(lines[0].contains("08/06/2026 08:0") && lines[0].ends_with("Mới đăng ký"), "{}", lines[0]);
    let rows = on(&file, &["list", "--open", "--json"]).json();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[1]["code"], &rows[1]["status"], &rows[1]["ended"]), (&json!(FIRST), &json!(1), &json!(false)));

    let shown = on(&file, &["show", FIRST]);
    assert_eq!((shown.code, shown.err.as_str()), (OK, ""));
    for words in ["Hồ sơ: T-H26.00.01-260608-0001", "Thủ tục: Cấp bản sao từ sổ gốc", "Việc đang mở: ", "Cách tính: "]
    {
        assert!(shown.out.contains(words), "{words}: {}", shown.out);
    }
    let english = on(&file, &["show", FIRST, "--lang", "en"]);
    assert!(english.out.contains("\nStatus: Newly filed\n"), "{}", english.out);
    let stored = on(&file, &["show", FIRST, "--json"]).json();
    assert!(stored.len() == 1 && stored[0]["state"]["submitted_at"].is_i64(), "{stored:?}");

    let history = on(&file, &["history", FIRST]);
    assert_eq!(history.code, OK);
    assert!(history.out.starts_with("   1  08/06/2026 08:0"), "{}", history.out);
    assert!(history.out.contains("Người nộp 0412: Nộp hồ sơ"), "{}", history.out);
    let records = on(&file, &["history", FIRST, "--json"]).json();
    assert_eq!((records.len(), &records[0]["seq"], &records[0]["kind"]), (1, &json!(1), &json!("submit")));
    assert!(records[0]["at"].as_str().expect("an instant").starts_with("2026-06-08T08:0"));

    let verified = on(&file, &["verify"]);
    assert_eq!((verified.code, verified.out.as_str()), (OK, "2 hồ sơ nguyên vẹn, 0 hồ sơ không khớp.\n"));
    assert_eq!(on(&file, &["verify", FIRST, "--json"]).json(), [json!({ "whole": 1, "broken": 0 })]);
}

#[test]
fn a_running_server_is_looked_at_without_being_disturbed() {
    let file = database();
    let _server = Server::start(file.path());
    assert_eq!(on(&file, &["list"]).out.lines().count(), 2);
    assert_eq!(on(&file, &["verify"]).code, OK);
}

#[test]
fn a_code_nobody_has_is_told() {
    let file = database();
    for verb in ["show", "history", "verify"] {
        let said = on(&file, &[verb, "H26.00.01-990101-0001"]);
        assert_eq!((said.code, said.out.as_str()), (FOUND, ""), "{verb}");
        assert_eq!(said.err, "lỗi: không có hồ sơ H26.00.01-990101-0001\n", "{verb}");
    }
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let file = TestFile::new();
    for arguments in [&["list"][..], &["show", FIRST], &["history", FIRST], &["verify"]] {
        let said = on(&file, arguments);
        assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""), "{arguments:?}");
        assert!(said.err.starts_with("lỗi: không có cơ sở dữ liệu "), "{}", said.err);
        assert!(!file.path().exists(), "{arguments:?} made a file");
    }
}

#[test]
fn what_is_no_database_is_told_and_left_as_it_is() {
    let folder = Folder::new();
    for (name, content) in [("empty", ""), ("text", "Đây là một bức thư.\n")] {
        let path = folder.file(name, content);
        let said = run_on(&["dossier", "list", "--db"], &[&path]);
        assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""), "{name}: {}", said.err);
        assert!(said.err.starts_with("lỗi: "), "{name}: {}", said.err);
        assert_eq!(std::fs::read(&path).expect("it is there"), content.as_bytes(), "{name}");
    }
    let said = run_on(&["dossier", "list", "--db"], &[folder.path()]);
    assert_eq!((said.code, said.out.as_str()), (ENVIRONMENT, ""), "{}", said.err);
}

#[test]
fn a_record_changed_behind_our_back_is_named() {
    let file = database();
    let mut name = file.path().as_os_str().to_owned();
    name.push("-wal");
    let mut log = std::fs::read(&name).expect("what a killed server wrote last is in the write-ahead log");
    let changed = change(&mut log, b"{\"submitted\":{\"filing\":", b"{\"submitted\":{\"filinG\":");
    assert!(changed > 0, "no filing in the log");
    seal(&mut log);
    std::fs::write(&name, log).expect("the log can be written");
    let said = on(&file, &["verify"]);
    assert_eq!(said.code, FOUND, "{}{}", said.out, said.err);
    assert!(said.out.contains("T-H26.00.01-260608-0001: nhật ký không khớp từ bản ghi 1\n"), "{}", said.out);
    assert!(said.out.ends_with("0 hồ sơ nguyên vẹn, 2 hồ sơ không khớp.\n"), "{}", said.out);
    let json = on(&file, &["verify", FIRST, "--json"]);
    assert_eq!(json.json(), [json!({ "code": FIRST, "brokenFrom": 1 }), json!({ "whole": 0, "broken": 1 })]);
    let shown = on(&file, &["history", FIRST]);
    assert_eq!(shown.code, OK);
    assert!(shown.err.starts_with("chương trình này không đọc được"), "{}", shown.err);
    assert!(shown.out.contains("filinG"), "what is stored is shown as it is: {}", shown.out);
}

/// Puts one text in place of another of its length; tells how often.
fn change(bytes: &mut [u8], from: &[u8], to: &[u8]) -> usize {
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    for &at in &places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    places.len()
}

/// Makes SQLite take a changed write-ahead log for its own (sqlite.org/fileformat2.html, 4.2 and 4.3).
fn seal(log: &mut [u8]) {
    const HEADER: usize = 32;
    const FRAME: usize = 24;
    let word = |bytes: &[u8]| u32::from_be_bytes(bytes[..4].try_into().expect("four bytes"));
    let page = word(&log[8..]) as usize;
    let big_endian = word(log) & 1 == 1;
    let sum = |bytes: &[u8], sums: (u32, u32)| {
        let read = |four: &[u8]| if big_endian { word(four) } else { word(four).swap_bytes() };
        bytes.chunks_exact(8).fold(sums, |(first, second), pair| {
            let first = first.wrapping_add(read(pair)).wrapping_add(second);
            (first, second.wrapping_add(read(&pair[4..])).wrapping_add(first))
        })
    };
    let salts = log[16..24].to_vec();
    let mut sums = (word(&log[24..]), word(&log[28..]));
    let frames = log[HEADER..].chunks_exact_mut(FRAME + page).take_while(|frame| frame[8..16] == salts);
    for frame in frames {
        sums = sum(&frame[FRAME..], sum(&frame[..8], sums));
        frame[16..20].copy_from_slice(&sums.0.to_be_bytes());
        frame[20..24].copy_from_slice(&sums.1.to_be_bytes());
    }
}
