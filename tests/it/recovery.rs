//! Databases a server must not touch: it says so in words, ends with code 3, and leaves them as they were.

use crate::http::ask;
use crate::server::{Server, TestFile, motcua, serve_in_vain};

/// The code of a fault in the surroundings.
const ENVIRONMENT: Option<i32> = Some(3);

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("words are UTF-8")
}

#[test]
fn a_second_server_on_one_database_is_refused() {
    let file = TestFile::new();
    let first = Server::start(file.path());
    let second = serve_in_vain(file.path());
    assert_eq!(second.status.code(), ENVIRONMENT);
    let said = words(&second.stderr);
    assert!(said.contains("Một máy chủ khác đang làm việc với cơ sở dữ liệu"), "{said}");
    assert!(said.contains(&file.path().display().to_string()), "{said}");
    assert_eq!(ask(first.address, "GET /health", &[], "").expect("the first answers").status, 200);
    first.kill();
    // Killed, it has let go of the file.
    let third = Server::start(file.path());
    assert_eq!(ask(third.address, "GET /ready", &[], "").expect("it answers").status, 200);
}

#[test]
fn files_that_are_no_database_of_ours_are_left_as_they_are() {
    let cases: [(&str, &[u8]); 2] = [
        ("text", "Đây là một bức thư, không phải cơ sở dữ liệu.\n".as_bytes()),
        ("damaged", b"SQLite format 3\0 and then nothing that belongs there"),
    ];
    for (name, content) in cases {
        let file = TestFile::new();
        std::fs::write(file.path(), content).expect("the file can be written");
        for command in ["serve", "verify"] {
            let refused = match command {
                "serve" => serve_in_vain(file.path()),
                _ => motcua(&["dossier", "verify", "--db"]).arg(file.path()).output().expect("it runs"),
            };
            assert_eq!(refused.status.code(), ENVIRONMENT, "{command} {name}");
            let said = words(&refused.stderr);
            assert!(said.starts_with("lỗi: ") && said.contains("cơ sở dữ liệu"), "{command} {name}: {said}");
            assert_eq!(std::fs::read(file.path()).expect("the file is there"), content, "{command} {name}");
        }
    }
}

#[test]
fn a_rehearsal_does_not_become_a_production_store() {
    let file = TestFile::new();
    Server::start(file.path()).kill();
    let refused = motcua(&["serve", "--listen", "127.0.0.1:0", "--db"]).arg(file.path()).output().expect("it runs");
    assert_eq!(refused.status.code(), ENVIRONMENT);
    assert!(words(&refused.stderr).contains("được ấn định khi tạo"), "{}", words(&refused.stderr));
    assert!(!words(&refused.stdout).contains("Mã truy cập"), "a token for a store that does not serve");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let nowhere = TestFile::new().path().join("khong-co/motcua.db");
    let refused = serve_in_vain(&nowhere);
    assert_eq!(refused.status.code(), ENVIRONMENT);
    assert!(words(&refused.stderr).contains("khong-co/motcua.db"), "{}", words(&refused.stderr));
}
