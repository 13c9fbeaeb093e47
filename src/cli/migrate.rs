//! `motcua migrate`: brings a database to the format of this program, after a copy of it as it was.
//!
//! It moves no dossier to another version of its procedure.

use std::path::Path;

use calendar::Lang;
use serde_json::json;
use store::{Migrations, SqliteStore, StoreError};

use crate::OK;
use crate::args_author::MigrateArgs;
use crate::ended::{ended, waited};
use crate::files::Trouble;
use crate::output::{line, say};

pub(crate) fn run(args: &MigrateArgs) -> u8 {
    let lang = args.common.lang();
    ended(waited(migrate(args, lang)).map(|()| OK), lang)
}

async fn migrate(args: &MigrateArgs, lang: Lang) -> Result<(), Trouble> {
    let words = |error: StoreError| error.words(lang == Lang::Vi);
    let name = args.db.display();
    if !args.db.exists() {
        return Err(say(
            lang,
            format!("không có cơ sở dữ liệu {name}; máy chủ tạo tệp khi chạy lần đầu"),
            format!("there is no database {name}; a server makes it when it first runs"),
        ));
    }
    let told = SqliteStore::migrations(&args.db).await.map_err(words)?;
    if args.plan || !told.missing() {
        print(&told, args, None);
        return Ok(());
    }
    let copy = SqliteStore::apply_migrations(&args.db).await.map_err(words)?;
    let now = SqliteStore::migrations(&args.db).await.map_err(words)?;
    print(&now, args, copy.as_deref());
    Ok(())
}

/// Tells what a database has, and where it was copied to before it was given the rest.
fn print(told: &Migrations, args: &MigrateArgs, copy: Option<&Path>) {
    let (lang, copy) = (args.common.lang(), copy.map(|path| path.display().to_string()));
    if args.common.json {
        let known = told.known.iter().map(|(number, name, has)| json!({ "number": number, "name": name, "has": has }));
        let known: Vec<_> = known.collect();
        let all = json!({
            "format": told.found, "supported": told.supported, "missing": told.missing(), "migrations": known,
            "copy": copy,
        });
        return line(&all.to_string());
    }
    let (name, found, ours) = (args.db.display(), told.found, told.supported);
    line(&say(
        lang,
        format!("{name}: định dạng {found}; chương trình này ghi định dạng {ours}"),
        format!("{name}: format {found}; this program writes format {ours}"),
    ));
    for (number, name, has) in &told.known {
        let (mark, vi, en) = if *has { ('·', "đã có", "there") } else { ('!', "còn thiếu", "missing") };
        line(&format!("  {mark} {number:04} {name}: {}", say(lang, vi, en)));
    }
    line(&match (copy, told.missing()) {
        (Some(copy), _) => say(
            lang,
            format!("Đã nâng. Bản sao trước khi nâng: {copy}"),
            format!("Migrated. The copy from before: {copy}"),
        ),
        (None, true) => say(
            lang,
            "Chưa ghi gì. Dừng máy chủ rồi chạy: motcua migrate",
            "Nothing was written. Stop the server, then run: motcua migrate",
        ),
        (None, false) => say(lang, "Không còn thiếu gì.", "Nothing is missing."),
    });
}
