//! Every column says whether it is public or private, and `schemas/tables.md` says it to people. `UPDATE=1` rewrites
//! that file.

use std::fmt::Write;

use motcua_store::{Kind, SqliteStore};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::samples::TestFile;

const MIGRATIONS: [&str; 7] = [
    include_str!("../../../../migrations/sqlite/0001_dossiers.sql"),
    include_str!("../../../../migrations/sqlite/0002_duties.sql"),
    include_str!("../../../../migrations/sqlite/0003_task_holders.sql"),
    include_str!("../../../../migrations/sqlite/0004_recorded_at.sql"),
    include_str!("../../../../migrations/sqlite/0005_unmatched.sql"),
    include_str!("../../../../migrations/sqlite/0006_letters.sql"),
    include_str!("../../../../migrations/sqlite/0007_publications.sql"),
];

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/tables.md");

#[derive(Debug, PartialEq)]
struct Table<'a> {
    name: &'a str,
    about: String,
    columns: Vec<[&'a str; 4]>,
}

fn tables() -> Vec<Table<'static>> {
    let mut tables: Vec<Table> = Vec::new();
    let mut about: Vec<&str> = Vec::new();
    for line in MIGRATIONS.iter().flat_map(|text| text.lines()) {
        if let Some(words) = line.strip_prefix("-- ") {
            about.push(words);
        } else if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.trim_end_matches(" (");
            tables.push(Table { name, about: about.join(" "), columns: Vec::new() });
            about.clear();
        } else if let Some((line, note)) = line.split_once(" -- ") {
            let (table, column) =
                match line.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" ADD COLUMN ")) {
                    Some((name, column)) => (tables.iter_mut().find(|table| table.name == name), column),
                    None => (tables.last_mut(), line),
                };
            let (reach, what) = note.split_once(": ").expect("a column's note is `public: …` or `private: …`");
            assert!(["public", "private"].contains(&reach), "{line}");
            let mut words = column.split_whitespace();
            let (name, kind) = (words.next().unwrap(), words.next().unwrap());
            table.unwrap().columns.push([name, kind.trim_end_matches([',', ';']), reach, what]);
        } else {
            about.clear();
        }
    }
    tables
}

#[tokio::test]
async fn every_column_is_declared() {
    let file = TestFile::new();
    drop(SqliteStore::open(file.path(), Kind::Rehearsal).await.unwrap());
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", file.path().display())).await.unwrap();
    let declared = tables();
    let theirs = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations' ORDER BY rowid";
    let names: Vec<String> = sqlx::query_scalar(theirs).fetch_all(&mut connection).await.unwrap();
    assert_eq!(names, declared.iter().map(|table| table.name).collect::<Vec<_>>());
    for table in declared {
        let text = AssertSqlSafe(format!("SELECT name, type FROM pragma_table_info('{}')", table.name));
        let columns: Vec<(String, String)> = sqlx::query_as(text).fetch_all(&mut connection).await.unwrap();
        let declared: Vec<_> =
            table.columns.iter().map(|[name, kind, ..]| (name.to_string(), kind.to_string())).collect();
        assert_eq!(columns, declared, "{}", table.name);
    }
}

#[test]
fn the_list_of_tables_is_up_to_date() {
    let mut text = String::from("# Tables of the store\n\nMade from `migrations/sqlite/`; not edited by hand.\n");
    for Table { name, about, columns } in tables() {
        write!(text, "\n## {name}\n\n{about}\n\n| column | type | reach | what |\n|---|---|---|---|\n").unwrap();
        for [name, kind, reach, what] in columns {
            writeln!(text, "| {name} | {kind} | {reach} | {what} |").unwrap();
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(FILE).unwrap_or_default(), text, "run again with UPDATE=1");
}
