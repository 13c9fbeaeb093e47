//! `motcua publish`: puts versions of procedures into force, or shows what that would change.
//!
//! What may be published is judged by `check` and by the runtime; a version that does not pass is written nowhere, nor
//! is any other that was named with it.

use std::path::{Path, PathBuf};

use calendar::{Instant, Lang};
use procedure::{Compiled, Library, check};
use runtime::{Admission, Candidate, admit};
use source::{Severity, SourceFile};
use store::{Kind, PublicationRow, SqliteStore, Store, StoreError};

use crate::args_publish::PublishArgs;
use crate::ended::{ended, waited};
use crate::files::{self, Found, PROCEDURE, Trouble};
use crate::output::{line, note, say};
use crate::publish_told::{Told, objection, plan_of, unused};
use crate::report::Report;
use crate::templates::{self, TEMPLATE};
use crate::{FOUND, OK, USAGE};

pub(crate) fn run(args: &PublishArgs) -> u8 {
    let lang = args.common.lang();
    ended(waited(publish(args, lang)), lang)
}

/// A version that has passed, with its files as they were given.
pub(crate) struct Fit {
    pub compiled: Compiled,
    pub files: Vec<(String, Vec<u8>)>,
}

async fn publish(args: &PublishArgs, lang: Lang) -> Result<u8, Trouble> {
    let Some(paths) = procedures(args, lang)? else { return Ok(USAGE) };
    let Found { library, faults } = files::library(args.processes.as_deref(), paths.first().map(AsRef::as_ref), lang)?;
    let mut report = Report::new(
        if args.common.json { crate::args_author::Format::Json } else { crate::args_author::Format::Text },
        lang,
        true,
    );
    for (file, found) in &faults {
        report.show(file, found);
    }
    let fit = judge(&paths, &library, args, &mut report)?;
    if report.failed() {
        note(&say(
            lang,
            "Chưa ban hành: còn lỗi hoặc cảnh báo; sửa, hoặc ghi lý do chấp nhận trong `waive`.",
            "Not published: errors or warnings are left; mend them, or waive them with a reason.",
        ));
        return Ok(FOUND);
    }
    if let Some(by) = &args.by
        && library.directories.iter().all(|directory| directory.post(by).is_none())
    {
        note(&say(
            lang,
            format!("lỗi: danh bạ không có vị trí `{by}`; ghi mã vị trí của người ban hành bằng --by"),
            format!("error: the directory has no post `{by}`; name the post that publishes with --by"),
        ));
        return Ok(USAGE);
    }
    put(args, &library, &fit, lang).await
}

/// Lists the procedures that were named; none, with a word to whoever asked, if something else was.
fn procedures(args: &PublishArgs, lang: Lang) -> Result<Option<Vec<PathBuf>>, Trouble> {
    if let Some(other) = args.paths.iter().find(|path| !path.is_dir() && !files::ends(path, PROCEDURE)) {
        let name = other.display();
        note(&say(
            lang,
            format!("lỗi: {name} không phải tệp thủ tục; tên tệp thủ tục kết thúc bằng {PROCEDURE}"),
            format!("error: {name} is no procedure; the name of one ends in {PROCEDURE}"),
        ));
        return Ok(None);
    }
    let mut paths = files::list(&args.paths, lang)?;
    paths.retain(|path| files::ends(path, PROCEDURE));
    if paths.is_empty() {
        note(&say(lang, "lỗi: không có thủ tục nào để ban hành", "error: there is no procedure to publish"));
        return Ok(None);
    }
    Ok(Some(paths))
}

/// Judges every file as `check` does, with the templates beside it; whatever is wrong is reported.
fn judge(paths: &[PathBuf], library: &Library, args: &PublishArgs, report: &mut Report) -> Result<Vec<Fit>, Trouble> {
    let lang = args.common.lang();
    let today = files::today(args.today, library, lang)?;
    let mut fit = Vec::new();
    for path in paths {
        let bytes = files::bytes(path, lang)?;
        let file = match SourceFile::from_bytes(path.display().to_string(), bytes.clone()) {
            Ok(file) => file,
            Err(broken) => {
                report.show(&broken.0, std::slice::from_ref(&broken.1));
                continue;
            }
        };
        let checked = check(file, library, today);
        // What only informs was said by `check`; here it would hide what changes.
        let mut found = checked.diagnostics;
        found.retain(|one| one.code.severity != Severity::Note);
        report.show(&checked.file, &found);
        let Some(compiled) = checked.compiled else { continue };
        let mut files = vec![(name_of(path), bytes)];
        for (path, bytes) in beside(path, lang)? {
            let read = SourceFile::from_bytes(path.display().to_string(), bytes.clone());
            match read.map(|file| (templates::read(&file, Some(&compiled)).map(drop), file)) {
                Ok((Ok(()), _)) => files.push((name_of(&path), bytes)),
                Ok((Err(found), file)) => report.show(&file, &found),
                Err(broken) => report.show(&broken.0, std::slice::from_ref(&broken.1)),
            }
        }
        fit.push(Fit { compiled, files });
    }
    Ok(fit)
}

/// Reads the templates of letters that stand beside a procedure, by name.
fn beside(path: &Path, lang: Lang) -> Result<Vec<(PathBuf, Vec<u8>)>, Trouble> {
    let name = name_of(path);
    let stem = name.strip_suffix(PROCEDURE).unwrap_or(&name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| error.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(TEMPLATE) && templates::parts(&name).is_some_and(|(of, _)| of == stem) {
            found.push((entry.path(), files::bytes(&entry.path(), lang)?));
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Holds the versions against what is published, and keeps them unless only the plan is wanted.
async fn put(args: &PublishArgs, library: &Library, fit: &[Fit], lang: Lang) -> Result<u8, Trouble> {
    let words = |error: StoreError| error.words(lang == Lang::Vi);
    let store = match args.plan {
        _ if !args.db.exists() => None,
        true => Some(SqliteStore::read_only(&args.db).await.map_err(words)?),
        false => Some(writable(&args.db, lang).await?),
    };
    if store.as_ref().is_some_and(|store| store.kind() == Kind::Rehearsal) {
        return Err(rehearsal(&args.db, lang));
    }
    let published = match &store {
        Some(store) => store.publications().await.map_err(words)?,
        None => Vec::new(),
    };
    let at = runtime::Clock::real().now();
    let (mut all, mut told) = (published.clone(), Vec::new());
    for one in fit {
        match admitted(&all, one, args, at).map_err(words)? {
            Ok(Admission::Known) => told.push(Told::known(&one.compiled)),
            Ok(Admission::New(row)) => {
                told.push(plan_of(&all, &row, one, store.as_ref(), library, lang).await?);
                all.push(row);
            }
            Err(found) => {
                note(&objection(&one.compiled, &found, lang));
                return Ok(FOUND);
            }
        }
    }
    let new = &all[published.len()..];
    if let Some(named) = unused(&args.closes, new) {
        note(named.pick(lang));
        return Ok(FOUND);
    }
    if !args.plan {
        // A file is made only for what may be published.
        let store = match store {
            Some(store) => store,
            None => writable(&args.db, lang).await?,
        };
        store.publish(new).await.map_err(words)?;
        store.close().await.map_err(words)?;
    }
    told.iter().for_each(|one| one.print(args.plan, args.common.json, lang));
    if args.plan && !args.common.json {
        line(&say(lang, "Chỉ là kế hoạch, chưa ghi gì.", "A plan only: nothing was written."));
    }
    Ok(OK)
}

fn admitted(
    all: &[PublicationRow],
    one: &Fit,
    args: &PublishArgs,
    at: Instant,
) -> Result<Result<Admission, runtime::Objection>, StoreError> {
    let by = args.by.as_deref().unwrap_or_default();
    admit(all, &Candidate { compiled: &one.compiled, files: one.files.clone(), closes: &args.closes, at, by })
}

/// Opens the database to publish into; a server that has it must be stopped first.
async fn writable(path: &Path, lang: Lang) -> Result<SqliteStore, Trouble> {
    SqliteStore::open(path, Kind::Production).await.map_err(|error| match error {
        StoreError::InUse { .. } => {
            let name = path.display();
            say(
                lang,
                format!(
                    "một máy chủ đang dùng {name}; dừng máy chủ, ban hành, rồi chạy lại. Hồ sơ đang mở được giữ nguyên; \
                     dừng dưới 30 phút không làm lùi hạn nào. Chưa ban hành gì; xem trước được bằng --plan"
                ),
                format!(
                    "a server has {name}; stop it, publish, and start it again. Open dossiers stay as they are, and a stop \
                     of less than 30 minutes moves no due. Nothing was published; --plan works beside the server"
                ),
            )
        }
        StoreError::WrongKind { .. } => rehearsal(path, lang),
        error => error.words(lang == Lang::Vi),
    })
}

fn rehearsal(path: &Path, lang: Lang) -> Trouble {
    let name = path.display();
    say(
        lang,
        format!(
            "{name} là kho chạy thử: ở đó mọi thủ tục không còn lỗi đều chạy được, không cần ban hành; hồ sơ chạy thử \
             không có giá trị pháp lý. Ghi --db là kho để vận hành"
        ),
        format!(
            "{name} is a rehearsal: every procedure without errors runs there, nothing is published into it. Name a \
             production database with --db"
        ),
    )
}
