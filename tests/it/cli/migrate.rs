//! `motcua migrate` on databases of this format, of an older and of a newer one, and beside a server.

use std::os::unix::fs::PermissionsExt as _;

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use super::dossier::{FIRST, database};
use super::*;
use crate::server::{Server, TestFile};

fn on(file: &TestFile, arguments: &[&str]) -> Said {
    run_on(&[&["migrate"], arguments, &["--db"]].concat(), &[file.path()])
}

/// Says something to a database behind the program's back.
fn tell(file: &TestFile, text: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite://{}", file.path().display());
        let mut connection = SqliteConnection::connect(&url).await.expect("a database");
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.expect("it is understood");
        connection.close().await.expect("it closes");
    });
}

/// What a database has been given since the format before letters were kept, taken away again.
const BACK: &str = "DROP TABLE publication_files; DROP TABLE closings; DROP TABLE publications; DROP TABLE letters; \
                    DELETE FROM _sqlx_migrations WHERE version >= 6";

/// Leaves a database behind as it was before letters were kept.
fn older() -> TestFile {
    let file = database();
    tell(&file, BACK);
    file
}

#[test]
fn an_older_database_is_copied_and_brought_up() {
    let file = older();
    let plan = on(&file, &["--plan"]);
    assert_eq!((plan.code, plan.err.as_str()), (OK, ""));
    assert!(plan.out.contains(": định dạng 5; chương trình này ghi định dạng "), "{}", plan.out);
    assert!(plan.out.contains("  · 0005 unmatched: đã có\n  ! 0006 letters: còn thiếu\n"), "{}", plan.out);
    let before = std::fs::read(file.path()).expect("a file");
    assert_eq!(on(&file, &["--plan", "--json"]).json()[0]["missing"], true);
    assert_eq!(std::fs::read(file.path()).expect("a file"), before, "a plan writes nothing");

    let done = on(&file, &[]);
    assert_eq!((done.code, done.err.as_str()), (OK, ""));
    let copy = PathBuf::from(format!("{}.format-5", file.path().display()));
    assert!(done.last().ends_with(&format!("trước khi nâng: {}", copy.display())), "{}", done.out);
    assert_eq!(std::fs::metadata(&copy).expect("a copy").permissions().mode() & 0o777, 0o600);
    let again = on(&file, &["--json"]);
    assert_eq!((&again.json()[0]["missing"], &again.json()[0]["copy"]), (&false.into(), &serde_json::Value::Null));
    for kept in [file.path(), copy.as_path()] {
        let listed = run_on(&["dossier", "list", "--db"], &[kept]);
        assert!(listed.out.contains(FIRST), "{}: {}{}", kept.display(), listed.out, listed.err);
    }
    drop(Server::start(file.path()));

    // A copy is never written over.
    tell(&file, BACK);
    let held = on(&file, &[]);
    assert!(held.code == ENVIRONMENT && held.err.contains(".format-5"), "{}", held.err);
    assert_eq!(on(&file, &["--plan", "--json"]).json()[0]["format"], 5, "nothing was applied");
    for beside in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{beside}", copy.display()));
    }
}

#[test]
fn a_running_server_keeps_its_database() {
    let file = older();
    let server = Server::start(file.path());
    // Whoever serves has brought it up already, so there is nothing to do beside him.
    assert_eq!(on(&file, &["--json"]).json()[0]["missing"], false);
    tell(&file, "DELETE FROM _sqlx_migrations WHERE version >= 6");
    assert_eq!(on(&file, &["--plan"]).code, OK);
    let refused = on(&file, &[]);
    assert_eq!((refused.code, refused.out.as_str()), (ENVIRONMENT, ""));
    assert!(refused.err.contains("máy chủ") && !refused.err.contains("Error"), "{}", refused.err);
    drop(server);
}

#[test]
fn what_is_newer_or_not_ours_is_refused_in_words() {
    let file = database();
    tell(
        &file,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99, 'later', TRUE, x'00', 0)",
    );
    for arguments in [&[][..], &["--plan"]] {
        let newer = on(&file, arguments);
        assert_eq!((newer.code, newer.out.as_str()), (ENVIRONMENT, ""));
        assert!(newer.err.contains("99"), "{}", newer.err);
    }
    let none = TestFile::new();
    let missing = on(&none, &[]);
    assert!(missing.code == ENVIRONMENT && !none.path().exists(), "{}", missing.err);
    let folder = Folder::new();
    let text = folder.file("chu.db", "không phải cơ sở dữ liệu, chỉ là chữ".repeat(40));
    assert_eq!(run_on(&["migrate", "--db"], &[&text]).code, ENVIRONMENT);
}
