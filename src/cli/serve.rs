//! `motcua serve`: everything in one process.
//!
//! It puts the parts together; no page, route or rule is here.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calendar::{Instant, Lang};
use letters::Template;
use procedure::{Compiled, Library, check};
use runtime::{Catalogue, Clock, Refusal, Service, Version, version_of, windows};
use serde_json::json;
use source::{Severity, SourceFile};
use store::{Kind, SqliteStore, Store};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::OK;
use crate::args::ServeArgs;
use crate::ended::ended;
use crate::files::{self, Found, Trouble};
use crate::output::{self, line, note, say};
use crate::templates::{self, TEMPLATE};

/// Name of the setting that keeps the token of a production store.
const TOKEN: &str = "token";
/// When a rehearsal begins: a Monday well inside the announced calendar.
const REHEARSAL_START: &str = "2026-06-08 08:00";

pub(crate) fn run(args: &ServeArgs) -> u8 {
    let lang = args.common.lang();
    let filter = EnvFilter::try_from_env("MOTCUA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr).init();
    let served =
        runtime::executor().map_err(|error| error.to_string()).and_then(|tokio| tokio.block_on(serve(args, lang)));
    ended(served.map(|()| OK), lang)
}

async fn serve(args: &ServeArgs, lang: Lang) -> Result<(), Trouble> {
    if !args.demo && !args.listen.ip().is_loopback() {
        return Err(say(
            lang,
            "chưa có tài khoản người dùng nên chỉ phục vụ được trên máy này (127.0.0.1)",
            "without accounts the server listens on this machine only (127.0.0.1)",
        ));
    }
    let Found { mut library, faults } = match &args.processes {
        Some(folder) => files::from_folder(folder, lang)?,
        None => files::library(None, None, lang)?,
    };
    for (file, found) in &faults {
        output::diagnostics(file, found, lang, false);
        // A date or a right must never come from another file than the one that was meant.
        if found.iter().any(|one| one.code.severity == Severity::Error) {
            let name = file.name();
            return Err(say(
                lang,
                format!("{name} còn lỗi nên không khởi động; lịch và danh bạ mẫu không được dùng thay"),
                format!("{name} has errors, so the server does not start; no sample stands in for it"),
            ));
        }
    }
    if let Some(path) = &args.directory {
        named_directory(path, &mut library, lang)?;
    }
    let words = |error: store::StoreError| error.words(lang == Lang::Vi);
    let store = open(args).await.map_err(words)?;
    let catalogue = match args.demo {
        true => rehearsal(args, library, lang)?,
        false => production(&store, library, lang).await?,
    };
    let start = start(&catalogue).ok_or_else(|| say(lang, "không có lịch nào", "there is no calendar"))?;
    let service = Service::start(Arc::new(store), catalogue, start).await.map_err(words)?;
    let listener = listen(args.listen, lang).await?;
    let mode =
        if args.demo { web::Mode::Demo } else { web::Mode::Token { token: token(&service, args).await?.into() } };
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    if args.common.json {
        line(&json!({ "url": format!("http://{address}/") }).to_string());
    } else {
        line(&format!("http://{address}/"));
        note(&say(lang, "Đang phục vụ tại địa chỉ trên; Ctrl-C để dừng.", "Serving at that address; Ctrl-C stops."));
    }
    let app = web::App { service: service.clone(), mode };
    web::serve(app, listener, stopped()).await.map_err(|error| error.to_string())?;
    service.close().await.map_err(|refusal| told(refusal, lang))
}

async fn listen(address: SocketAddr, lang: Lang) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => say(
            lang,
            format!("{address} đang có chương trình khác dùng; chọn cổng khác bằng --listen"),
            format!("{address} is in use by another program; choose another port with --listen"),
        ),
        _ => say(
            lang,
            format!("không phục vụ được tại {address}. Chi tiết: {error}"),
            format!("cannot listen on {address} ({error})"),
        ),
    })
}

/// Takes the directory that was named instead of any other.
fn named_directory(path: &Path, library: &mut Library, lang: Lang) -> Result<(), Trouble> {
    let file = whole(files::read(path, lang)?, lang);
    library.directories.clear();
    let faults = library.add(&file);
    output::diagnostics(&file, &faults, lang, false);
    if library.directories.is_empty() {
        let name = path.display();
        return Err(say(
            lang,
            format!("{name} không phải là danh bạ dùng được"),
            format!("{name} is no fit directory"),
        ));
    }
    Ok(())
}

/// Gives what could be read as text of a file, and prints what could not; the rest is judged as it is.
fn whole(read: files::Read, lang: Lang) -> SourceFile {
    read.unwrap_or_else(|broken| {
        output::diagnostics(&broken.0, std::slice::from_ref(&broken.1), lang, false);
        broken.0
    })
}

/// Puts together what a rehearsal offers: every file without errors, whatever its warnings.
fn rehearsal(args: &ServeArgs, library: Library, lang: Lang) -> Result<Catalogue, Trouble> {
    let procedures = procedures(args, &library, lang)?;
    let drawn = drawn(args, &procedures, lang)?;
    let made = Catalogue::new(library, procedures).map(|catalogue| catalogue.with_templates(drawn));
    made.ok_or_else(|| no_directory(lang))
}

/// Puts together what a production server offers: what `publish` has stored, and nothing else.
async fn production(store: &SqliteStore, library: Library, lang: Lang) -> Result<Catalogue, Trouble> {
    let words = |error: store::StoreError| error.words(lang == Lang::Vi);
    let published = store.publications().await.map_err(words)?;
    let windows = windows(&published).map_err(words)?;
    if published.is_empty() {
        note(&say(
            lang,
            "Kho này chưa ban hành thủ tục nào nên chưa nhận hồ sơ; ban hành bằng: motcua publish TỆP --by VỊ TRÍ",
            "Nothing is published here yet, so nothing can be filed; publish with: motcua publish FILE --by POST",
        ));
    }
    let mut versions = Vec::new();
    for (row, window) in published.iter().zip(windows) {
        match Version::of(row, window, &library) {
            Some(version) => versions.push(version),
            // Its dossiers are kept, and none begins on it.
            None => {
                let version = version_of(row);
                note(&say(
                    lang,
                    format!("không nạp được {version}: thiếu lịch của nó, hoặc cần bản chương trình khác"),
                    format!("{version} cannot be loaded: its calendar is missing, or another program is needed"),
                ));
            }
        }
    }
    Catalogue::of(library, versions).ok_or_else(|| no_directory(lang))
}

fn no_directory(lang: Lang) -> Trouble {
    say(lang, "không có danh bạ nào", "there is no directory")
}

/// Compiles the shipped procedures and those of a folder, which replace shipped ones of the same id.
fn procedures(args: &ServeArgs, library: &Library, lang: Lang) -> Result<Vec<Compiled>, Trouble> {
    let today = files::today(None, library, lang)?;
    let mut sources: Vec<SourceFile> = files::shipped().collect();
    if let Some(folder) = &args.processes {
        let own = files::under(folder, lang)?;
        for path in own.iter().filter(|path| files::ends(path, files::PROCEDURE)) {
            sources.push(whole(files::read(path, lang)?, lang));
        }
    }
    let mut fit: Vec<Compiled> = Vec::new();
    for file in sources {
        let checked = check(file, library, today);
        let stops = checked.has(Severity::Error);
        if stops {
            let shown: Vec<_> =
                checked.diagnostics.iter().filter(|one| one.code.severity != Severity::Note).cloned().collect();
            output::diagnostics(&checked.file, &shown, lang, false);
        }
        match checked.compiled.filter(|_| !stops) {
            Some(compiled) => {
                fit.retain(|one| one.program.id != compiled.program.id);
                fit.push(compiled);
            }
            None => {
                // The shipped text must not stand in for the one that was to replace it.
                fit.retain(|one| !is_file_of(checked.file.name(), &one.program.id));
                note(&say(
                    lang,
                    format!("không phục vụ {}: thủ tục chưa đạt", checked.file.name()),
                    format!("left out {}: the procedure did not pass", checked.file.name()),
                ));
            }
        }
    }
    Ok(fit)
}

/// Reads the templates of letters for the procedures that are served: the shipped ones, and those of a folder instead.
fn drawn(args: &ServeArgs, procedures: &[Compiled], lang: Lang) -> Result<Vec<(String, Template)>, Trouble> {
    let mut sources: Vec<SourceFile> = templates::shipped().collect();
    if let Some(folder) = &args.processes {
        let own = files::under(folder, lang)?;
        for path in own.iter().filter(|path| files::ends(path, TEMPLATE)) {
            sources.push(whole(files::read(path, lang)?, lang));
        }
    }
    let mut drawn = Vec::new();
    for file in sources {
        let base = templates::base(&file);
        let stem = templates::parts(&base).map(|(stem, _)| stem.replace('-', "_"));
        let Some(procedure) = procedures.iter().find(|one| Some(&one.program.id) == stem.as_ref()) else { continue };
        let template = templates::read(&file, Some(procedure)).map_err(|found| {
            output::diagnostics(&file, &found, lang, false);
            let name = file.name();
            say(
                lang,
                format!("{name} còn lỗi nên không khởi động; giấy tờ không được in trên mẫu khác thay"),
                format!("{name} has errors, so the server does not start; no other template stands in for it"),
            )
        })?;
        drawn.push((base, template));
    }
    Ok(drawn)
}

/// Tells whether a file has the name that the procedure of an id must have (M016).
fn is_file_of(name: &str, id: &str) -> bool {
    let file = Path::new(name).file_name().unwrap_or_default();
    file.to_string_lossy().strip_suffix(files::PROCEDURE) == Some(&id.replace('_', "-"))
}

async fn open(args: &ServeArgs) -> Result<SqliteStore, store::StoreError> {
    let kind = if args.demo { Kind::Rehearsal } else { Kind::Production };
    let path = match (&args.db, args.demo) {
        (Some(path), _) => path.clone(),
        (None, false) => PathBuf::from("motcua.db"),
        (None, true) => temporary(),
    };
    SqliteStore::open(&path, kind).await
}

/// A file of this process in the folder for temporary files.
fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("motcua-demo-{}-{}.db", std::process::id(), Clock::real().now().millis()))
}

fn start(catalogue: &Catalogue) -> Option<Instant> {
    catalogue.library().calendars.first()?.zone().parse_moment(REHEARSAL_START)
}

/// Returns the token of a production store; printed once, at its first start.
async fn token(service: &Service, args: &ServeArgs) -> Result<String, Trouble> {
    let lang = args.common.lang();
    let failed = |refusal| told(refusal, lang);
    if let Some(kept) = service.setting(TOKEN).await.map_err(failed)? {
        return Ok(kept);
    }
    let token = random().map_err(|error| error.to_string())?;
    service.set_setting(TOKEN, &token).await.map_err(failed)?;
    if args.common.json {
        line(&json!({ "token": token }).to_string());
    } else {
        line(&say(
            lang,
            format!("Mã truy cập (chỉ in một lần này, hãy cất giữ): {token}"),
            format!("Access token (printed this once, keep it): {token}"),
        ));
    }
    Ok(token)
}

pub(crate) fn told(refusal: Refusal, lang: Lang) -> Trouble {
    match refusal {
        Refusal::Store(error) => error.words(lang == Lang::Vi),
        Refusal::Rejected(rejection) => say(
            lang,
            format!("hồ sơ không nhận việc này ({})", rejection.name()),
            format!("the dossier does not take it ({})", rejection.name()),
        ),
        Refusal::Stale { version } => say(
            lang,
            format!("hồ sơ vừa có thay đổi, nay là bản ghi thứ {version}; hãy làm lại"),
            format!("the dossier has changed meanwhile and is at record {version} now; try again"),
        ),
        Refusal::NoSuchDossier => say(lang, "không có hồ sơ này", "there is no such dossier"),
        Refusal::NoSuchProcedure => say(lang, "không có thủ tục này", "there is no such procedure"),
        Refusal::NotOffered => {
            say(lang, "cơ quan này không giải quyết thủ tục này", "this agency does not offer this procedure")
        }
        Refusal::KeyReused => {
            say(lang, "khóa chống gửi trùng đã dùng cho việc khác", "the idempotency key was used for something else")
        }
        Refusal::Settled => say(lang, "tin này đã được xử lý", "the message has been dealt with"),
        Refusal::ProgramMissing { hash } => say(
            lang,
            format!("không nạp được phiên bản quy trình {hash:.12} mà hồ sơ đang chạy; hồ sơ được giữ nguyên"),
            format!(
                "version {hash:.12} of the procedure, on which the dossier runs, cannot be loaded; it is kept as it is"
            ),
        ),
        Refusal::Unreadable(detail) => say(
            lang,
            format!("dữ liệu đã lưu không đọc được. Chi tiết: {detail}"),
            format!("stored data cannot be read ({detail})"),
        ),
        Refusal::Busy => say(lang, "đang có quá nhiều việc chờ; hãy thử lại sau", "too much waits; try again later"),
        Refusal::NotARehearsal => {
            say(lang, "chỉ kho chạy thử mới dời được đồng hồ", "only the clock of a rehearsal can be moved")
        }
        Refusal::Stopped => say(lang, "máy chủ đang dừng", "the server is stopping"),
    }
}

/// Draws 32 bytes from the system's source of randomness.
fn random() -> std::io::Result<String> {
    use std::io::Read;
    let mut bytes = [0_u8; 32];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Waits for the signal to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    match terminate {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::Rejection;

    use super::*;

    #[test]
    fn every_refusal_is_told_in_words() {
        let refusals = [
            Refusal::Rejected(Rejection::ClockStopped),
            Refusal::Stale { version: 7 },
            Refusal::NoSuchDossier,
            Refusal::NoSuchProcedure,
            Refusal::NotOffered,
            Refusal::KeyReused,
            Refusal::Settled,
            Refusal::ProgramMissing { hash: "0123456789abcdef".to_owned() },
            Refusal::Unreadable("thiếu dấu".to_owned()),
            Refusal::Busy,
            Refusal::NotARehearsal,
            Refusal::Store(store::StoreError::Full),
            Refusal::Stopped,
        ];
        for refusal in refusals {
            let code = format!("{refusal:?}");
            let name = code.split([' ', '(']).next().expect("a name");
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| told(refusal.clone(), lang));
            assert!(vi != en && !vi.contains(name) && !en.contains(name), "{vi} / {en}");
            assert!(vi.contains(' ') && !vi.contains('{') && !en.contains('{'), "{vi} / {en}");
        }
    }
}
