//! What only a file can suffer: being closed, opened twice, altered, damaged, or not ours at all.

use motcua_store::{Broken, DossierKey, Kind, SqliteStore, Store, StoreError};
use sqlx::{Connection, SqliteConnection};

use crate::samples::{MORNING, TestFile, begin, go_on, keep, keep_next, letter, record};

async fn open(file: &TestFile) -> SqliteStore {
    SqliteStore::open(file.path(), Kind::Rehearsal).await.unwrap()
}

async fn refused(file: &TestFile, kind: Kind) -> StoreError {
    SqliteStore::open(file.path(), kind).await.err().expect("it must be refused")
}

/// Writes to the file as another program would.
async fn behind_its_back(file: &TestFile, statement: &'static str) {
    let url = format!("sqlite://{}?mode=rwc", file.path().display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let file = TestFile::new();
    let store = open(&file).await;
    let first = keep(&store, begin()).await;
    let second = keep_next(&store, &first, |next| next.state.wake_at = Some(MORNING)).await;
    store.set_setting("clock", "7").await.unwrap();
    let row = store.dossier(DossierKey::Id(first.id)).await.unwrap();
    drop(store);

    let store = open(&file).await;
    assert_eq!(store.dossier(DossierKey::Code(&first.code)).await.unwrap(), row);
    assert_eq!(store.setting("clock").await.unwrap().as_deref(), Some("7"));
    assert_eq!(store.next_wake().await.unwrap(), Some(MORNING));
    assert_eq!(keep_next(&store, &second, |_| {}).await.version, 3);
    assert_eq!(keep(&store, begin()).await.code, "H26.00.01-260608-0002");
    assert_eq!(store.verify(first.id).await, Ok(Ok(())));
}

#[tokio::test]
async fn alterations_of_the_file_are_found() {
    let alterations = [
        ("UPDATE records SET body = CAST('x' || substr(body, 2) AS BLOB) WHERE seq = 2", Err(Broken { seq: 2 })),
        ("UPDATE records SET at = at - 60000 WHERE seq = 3", Err(Broken { seq: 3 })),
        ("UPDATE records SET author = 'Cán bộ Một cửa 04' WHERE seq = 1", Err(Broken { seq: 1 })),
        ("DELETE FROM records WHERE seq = 2", Err(Broken { seq: 2 })),
        ("DELETE FROM records WHERE seq = 4", Err(Broken { seq: 4 })),
        ("DELETE FROM records", Err(Broken { seq: 1 })),
        ("UPDATE dossiers SET version = 5", Err(Broken { seq: 5 })),
        ("UPDATE dossiers SET version = 3", Err(Broken { seq: 3 })),
        ("UPDATE dossiers SET head = zeroblob(32)", Err(Broken { seq: 4 })),
        ("UPDATE dossiers SET code = 'H26.00.01-260608-0009'", Err(Broken { seq: 1 })),
        ("UPDATE settings SET value = '8'", Ok(())),
        ("DELETE FROM letters", Ok(())),
    ];
    for (statement, expected) in alterations {
        let file = TestFile::new();
        let store = open(&file).await;
        let first = keep(&store, begin()).await;
        let three = (0..3).map(|minute| record("Fire", MORNING + minute)).collect();
        let printed = keep_next(&store, &first, |next| {
            next.records = three;
            next.letters = vec![letter(3, 0)];
        });
        printed.await;
        behind_its_back(&file, statement).await;
        assert_eq!(store.verify(first.id).await, Ok(expected), "{statement}");
    }
}

#[tokio::test]
async fn a_newer_format_is_refused_and_left_as_it_is() {
    let file = TestFile::new();
    drop(open(&file).await);
    behind_its_back(
        &file,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'later', TRUE, x'00', 0)",
    )
    .await;
    let error = refused(&file, Kind::Rehearsal).await;
    assert_eq!(error, StoreError::NewerFormat { found: 99, supported: 7 });
    for vietnamese in [true, false] {
        let words = error.words(vietnamese);
        assert!(words.contains("99") && words.contains(" 7 "), "{words}");
    }
    assert_eq!(SqliteStore::read_only(file.path()).await.err(), Some(error));
}

#[tokio::test]
async fn a_reader_of_an_older_format_finds_nothing_published() {
    let file = TestFile::new();
    drop(open(&file).await);
    behind_its_back(
        &file,
        "DROP TABLE publications; DROP TABLE publication_files; DROP TABLE closings;
         DELETE FROM _sqlx_migrations WHERE version = 7",
    )
    .await;
    let reader = SqliteStore::read_only(file.path()).await.unwrap();
    assert_eq!(reader.publications().await, Ok(Vec::new()));
    drop(reader);
    assert_eq!(open(&file).await.publications().await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_second_server_is_refused_until_the_first_is_gone() {
    let file = TestFile::new();
    let first = open(&file).await;
    let path = file.path().display().to_string();
    assert_eq!(refused(&file, Kind::Rehearsal).await, StoreError::InUse { path });
    keep(&first, begin()).await;
    drop(first);
    assert_eq!(keep(&open(&file).await, begin()).await.code, "H26.00.01-260608-0002");
}

#[tokio::test]
async fn a_reader_beside_a_server_sees_its_commits_and_writes_nothing() {
    let file = TestFile::new();
    let server = open(&file).await;
    let reader = SqliteStore::read_only(file.path()).await.unwrap();
    let kept = keep(&server, begin()).await;
    assert_eq!(reader.kind(), Kind::Rehearsal);
    assert_eq!(reader.dossier(DossierKey::Id(kept.id)).await.unwrap().unwrap().code, kept.code);
    assert_eq!(reader.verify(kept.id).await, Ok(Ok(())));
    assert_eq!(reader.commit(&[go_on(kept.id, 1)]).await, Err(StoreError::ReadOnly));
    assert_eq!(reader.set_setting("clock", "7").await, Err(StoreError::ReadOnly));
    drop((server, reader));
    let reader = SqliteStore::read_only(file.path()).await.unwrap();
    assert!(reader.dossier(DossierKey::Id(kept.id)).await.unwrap().is_some(), "without a server too");
}

#[tokio::test]
async fn the_kind_is_fixed_at_creation() {
    let file = TestFile::new();
    drop(open(&file).await);
    let wrong = StoreError::WrongKind { found: Kind::Rehearsal, wanted: Kind::Production };
    assert_eq!(refused(&file, Kind::Production).await, wrong);
    assert_eq!(open(&file).await.kind(), Kind::Rehearsal);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let file = TestFile::new();
    let text = "tthc: 1\n".repeat(1_000);
    std::fs::write(file.path(), &text).unwrap();
    let path = file.path().display().to_string();
    assert_eq!(refused(&file, Kind::Rehearsal).await, StoreError::NotADatabase { path: path.clone() });
    assert_eq!(SqliteStore::read_only(file.path()).await.err(), Some(StoreError::NotADatabase { path }));
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), text);
}

#[tokio::test]
async fn a_database_of_another_program_is_left_as_it_is() {
    let file = TestFile::new();
    behind_its_back(&file, "CREATE TABLE bookmarks (url TEXT)").await;
    let before = std::fs::read(file.path()).unwrap();
    let path = file.path().display().to_string();
    assert_eq!(refused(&file, Kind::Rehearsal).await, StoreError::Foreign { path: path.clone() });
    assert_eq!(SqliteStore::read_only(file.path()).await.err(), Some(StoreError::Foreign { path }));
    assert_eq!(std::fs::read(file.path()).unwrap(), before);
}

#[tokio::test]
async fn an_empty_file_becomes_a_store() {
    let file = TestFile::new();
    std::fs::write(file.path(), "").unwrap();
    let path = file.path().display().to_string();
    assert_eq!(SqliteStore::read_only(file.path()).await.err(), Some(StoreError::NotADatabase { path }));
    keep(&open(&file).await, begin()).await;
}

#[tokio::test]
async fn a_damaged_file_is_called_damaged() {
    let file = TestFile::new();
    let store = open(&file).await;
    let first = keep(&store, begin()).await;
    keep_next(&store, &first, |next| next.records = vec![record("Fire", MORNING); 200]).await;
    drop(store);
    behind_its_back(&file, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let mut bytes = std::fs::read(file.path()).unwrap();
    let pages = bytes.len() / 4096;
    // The head page and the schema stay; what they point to does not.
    bytes[4 * 4096..pages * 4096].fill(0xAB);
    std::fs::write(file.path(), bytes).unwrap();

    let opened = SqliteStore::open(file.path(), Kind::Rehearsal).await;
    let error = match opened {
        Ok(store) => store.verify(first.id).await.err(),
        Err(error) => Some(error),
    };
    assert!(matches!(error, Some(StoreError::Corrupt { .. })), "{error:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_there_is_named() {
    let file = TestFile::new();
    let inside = file.path().join("motcua.db");
    for error in [
        SqliteStore::open(&inside, Kind::Rehearsal).await.err(),
        SqliteStore::read_only(&inside).await.err(),
        SqliteStore::read_only(file.path()).await.err(),
    ] {
        let Some(StoreError::CannotOpen { path, .. }) = &error else { panic!("{error:?}") };
        assert!(path.starts_with(&file.path().display().to_string()));
    }
    assert!(!file.path().exists(), "reading creates nothing");
}
