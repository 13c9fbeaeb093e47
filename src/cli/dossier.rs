//! `motcua dossier`: looks into a database without touching it, a running server's included.
//!
//! It writes nothing and creates no file.

use std::path::Path;

use calendar::{Instant, Lang};
use procedure::Library;
use procedure::explain::status_name;
use serde_json::{Value, json};
use store::{DossierKey, DossierQuery, DossierRow, DossierScope, RecordRow, SqliteStore, Store, StoreError};

use crate::args::{Database, DossierVerb, One, Verify, Which};
use crate::ended::{ended, waited};
use crate::files::Trouble;
use crate::output::{line, note, say};
use crate::told::{self, Told};
use crate::{FOUND, OK};

/// Dossiers read at a time.
const PAGE: u32 = 500;

pub(crate) fn run(verb: &DossierVerb) -> u8 {
    let lang = match verb {
        DossierVerb::List(which) => which.database.common.lang(),
        DossierVerb::Show(one) | DossierVerb::History(one) => one.database.common.lang(),
        DossierVerb::Verify(verify) => verify.database.common.lang(),
    };
    let done = waited(async {
        match verb {
            DossierVerb::List(which) => list(which).await,
            DossierVerb::Show(one) => show(one).await,
            DossierVerb::History(one) => history(one).await,
            DossierVerb::Verify(which) => verify(which).await,
        }
    });
    ended(done, lang)
}

async fn open(database: &Database) -> Result<SqliteStore, Trouble> {
    look_into(&database.db, database.common.lang()).await
}

/// Opens a database that is there; what is not there is told apart from what cannot be opened.
pub(crate) async fn look_into(path: &Path, lang: Lang) -> Result<SqliteStore, Trouble> {
    if !path.exists() {
        let name = path.display();
        return Err(say(
            lang,
            format!("không có cơ sở dữ liệu {name}; ghi đúng tệp bằng --db"),
            format!("there is no database {name}; name the file with --db"),
        ));
    }
    SqliteStore::read_only(path).await.map_err(|error| error.words(lang == Lang::Vi))
}

/// Puts the failure of a store into words.
fn words(lang: Lang) -> impl Fn(StoreError) -> Trouble {
    move |error| error.words(lang == Lang::Vi)
}

async fn list(which: &Which) -> Result<u8, Trouble> {
    let (store, lang) = (open(&which.database).await?, which.database.common.lang());
    let mut query = DossierQuery { scope: DossierScope::All, open_only: which.open, limit: PAGE, after: None };
    loop {
        let page = store.dossiers(&query).await.map_err(words(lang))?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.id);
        for row in &page {
            if which.database.common.json {
                line(&summary(row).to_string());
            } else {
                let status = status_name(row.status, lang);
                line(&format!("{}  {}  {}  {status}", row.code, moment(row.created_at), row.procedure));
            }
        }
    }
    if query.after.is_none() && !which.database.common.json {
        note(&say(lang, "Không có hồ sơ nào.", "No dossiers."));
    }
    Ok(OK)
}

fn summary(row: &DossierRow) -> Value {
    json!({
        "code": row.code, "procedure": row.procedure, "agency": row.agency, "status": row.status, "ended": row.ended,
        "createdAt": stamp(row.created_at), "version": row.version,
    })
}

async fn find(store: &SqliteStore, one: &One) -> Result<Option<DossierRow>, Trouble> {
    let lang = one.database.common.lang();
    let found = store.dossier(DossierKey::Code(&one.code)).await.map_err(words(lang))?;
    if found.is_none() {
        unknown(&one.code, lang);
    }
    Ok(found)
}

/// Says that no dossier has a code.
pub(crate) fn unknown(code: &str, lang: Lang) {
    note(&say(lang, format!("lỗi: không có hồ sơ {code}"), format!("error: there is no dossier {code}")));
}

/// Prints where a dossier stands: in words, or as it is stored.
async fn show(one: &One) -> Result<u8, Trouble> {
    let (store, lang) = (open(&one.database).await?, one.database.common.lang());
    let Some(row) = find(&store, one).await? else { return Ok(FOUND) };
    let mut state = summary(&row);
    state["state"] = serde_json::from_slice(&row.snapshot).unwrap_or(Value::Null);
    if one.database.common.json {
        line(&state.to_string());
        return Ok(OK);
    }
    let log = told::log(&store, &row).await.map_err(words(lang))?;
    line(&format!("{}: {}", say(lang, "Hồ sơ", "Dossier"), row.code));
    match Told::new(&store, &row, &log, lang).await.map_err(words(lang))? {
        Some(told) => told.state().iter().for_each(|text| line(text)),
        None => {
            untold(lang);
            line(&format!("{state:#}"));
        }
    }
    Ok(OK)
}

/// Says why stored bodies are printed instead of words.
fn untold(lang: Lang) {
    note(&say(
        lang,
        "chương trình này không đọc được phiên bản thủ tục của hồ sơ; in dữ liệu như đã lưu",
        "this program cannot read the dossier's version of the procedure; printed as stored",
    ));
}

/// Prints the log: in words, or as it is stored.
async fn history(one: &One) -> Result<u8, Trouble> {
    let (store, lang) = (open(&one.database).await?, one.database.common.lang());
    let Some(row) = find(&store, one).await? else { return Ok(FOUND) };
    let log = told::log(&store, &row).await.map_err(words(lang))?;
    let told = match one.database.common.json {
        true => None,
        false => Told::new(&store, &row, &log, lang).await.map_err(words(lang))?,
    };
    match told {
        Some(told) => told.history().iter().for_each(|text| line(text)),
        None => {
            if !one.database.common.json {
                untold(lang);
            }
            log.iter().for_each(|record| line(&stored(record).to_string()));
        }
    }
    Ok(OK)
}

fn stored(record: &RecordRow) -> Value {
    json!({
        "seq": record.seq, "at": stamp(record.at), "recordedAt": stamp(record.recorded_at), "kind": record.kind,
        "author": serde_json::from_str::<Value>(&record.author).unwrap_or(Value::Null),
        "body": serde_json::from_slice::<Value>(&record.body).unwrap_or(Value::Null),
    })
}

/// Recomputes hash chains; every broken one is named with its first wrong record.
async fn verify(which: &Verify) -> Result<u8, Trouble> {
    let (store, lang) = (open(&which.database).await?, which.database.common.lang());
    let json = which.database.common.json;
    let mut broken = 0_usize;
    let mut whole = 0_usize;
    let mut query = DossierQuery { scope: DossierScope::All, open_only: false, limit: PAGE, after: None };
    loop {
        let page = match &which.code {
            Some(code) => store.dossier(DossierKey::Code(code)).await.map(|found| found.into_iter().collect()),
            None => store.dossiers(&query).await,
        };
        let page: Vec<DossierRow> = page.map_err(words(lang))?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.id);
        for row in &page {
            match store.verify(row.id).await.map_err(words(lang))? {
                Ok(()) => whole += 1,
                Err(found) => {
                    broken += 1;
                    tell_broken(&row.code, found.seq, json, lang);
                }
            }
        }
        if which.code.is_some() {
            break;
        }
    }
    if let (Some(code), 0, 0) = (&which.code, whole, broken) {
        unknown(code, lang);
        return Ok(FOUND);
    }
    if json {
        line(&json!({ "whole": whole, "broken": broken }).to_string());
    } else {
        line(&say(
            lang,
            format!("{whole} hồ sơ nguyên vẹn, {broken} hồ sơ không khớp."),
            format!("{whole} dossiers verify, {broken} do not."),
        ));
    }
    Ok(if broken == 0 { OK } else { FOUND })
}

fn tell_broken(code: &str, seq: u64, json: bool, lang: Lang) {
    if json {
        line(&json!({ "code": code, "brokenFrom": seq }).to_string());
        return;
    }
    line(&say(
        lang,
        format!("{code}: nhật ký không khớp từ bản ghi {seq}"),
        format!("{code}: the log does not verify from record {seq}"),
    ));
}

fn stamp(millis: i64) -> String {
    zone().map_or_else(|| millis.to_string(), |zone| zone.rfc3339(Instant::from_millis(millis)))
}

fn moment(millis: i64) -> String {
    zone().map_or_else(|| millis.to_string(), |zone| zone.moment(Instant::from_millis(millis)).digits())
}

/// The zone of the shipped calendars; a database names none.
fn zone() -> Option<calendar::Zone> {
    Library::shipped().0.calendars.first().map(|calendar| calendar.zone())
}
