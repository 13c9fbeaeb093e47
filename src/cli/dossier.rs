//! `motcua dossier`: looks into a database without touching it, a running server's included.

use calendar::{Instant, Lang};
use procedure::Library;
use serde_json::{Value, json};
use store::{DossierKey, DossierQuery, DossierRow, DossierScope, SqliteStore, Store, StoreError};

use crate::args::{Database, DossierVerb, One, Verify, Which};
use crate::output::{line, note, say};
use crate::{ENVIRONMENT, FOUND, OK};

/// Dossiers or records read at a time.
const PAGE: u32 = 500;

pub(crate) fn run(verb: &DossierVerb) -> u8 {
    let lang = match verb {
        DossierVerb::List(which) => which.database.common.lang(),
        DossierVerb::Show(one) | DossierVerb::History(one) => one.database.common.lang(),
        DossierVerb::Verify(verify) => verify.database.common.lang(),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return trouble(&error.to_string(), lang),
    };
    let done = runtime.block_on(async {
        match verb {
            DossierVerb::List(which) => list(which).await,
            DossierVerb::Show(one) => show(one).await,
            DossierVerb::History(one) => history(one).await,
            DossierVerb::Verify(which) => verify(which).await,
        }
    });
    done.unwrap_or_else(|error| trouble(&error.words(lang == Lang::Vi), lang))
}

fn trouble(what: &str, lang: Lang) -> u8 {
    note(&format!("{}: {what}", say(lang, "lỗi", "error")));
    ENVIRONMENT
}

async fn open(database: &Database) -> Result<SqliteStore, StoreError> {
    SqliteStore::read_only(&database.db).await
}

async fn list(which: &Which) -> Result<u8, StoreError> {
    let store = open(&which.database).await?;
    let mut query = DossierQuery { scope: DossierScope::All, open_only: which.open, limit: PAGE, after: None };
    loop {
        let page = store.dossiers(&query).await?;
        let Some(last) = page.last() else { return Ok(OK) };
        query.after = Some(last.id);
        for row in &page {
            if which.database.common.json {
                line(&summary(row).to_string());
            } else {
                line(&format!("{}  {}  {:>2}  {}", row.code, moment(row.created_at), row.status, row.procedure));
            }
        }
    }
}

fn summary(row: &DossierRow) -> Value {
    json!({
        "code": row.code, "procedure": row.procedure, "agency": row.agency, "status": row.status, "ended": row.ended,
        "createdAt": stamp(row.created_at), "version": row.version,
    })
}

async fn find(store: &SqliteStore, one: &One) -> Result<Option<DossierRow>, StoreError> {
    let found = store.dossier(DossierKey::Code(&one.code)).await?;
    if found.is_none() {
        let lang = one.database.common.lang();
        note(&say(lang, format!("lỗi: không có hồ sơ {}", one.code), format!("error: no dossier {}", one.code)));
    }
    Ok(found)
}

/// Prints the state as it is stored: readable without the procedure.
async fn show(one: &One) -> Result<u8, StoreError> {
    let store = open(&one.database).await?;
    let Some(row) = find(&store, one).await? else { return Ok(FOUND) };
    let mut state = summary(&row);
    state["state"] = serde_json::from_slice(&row.snapshot).unwrap_or(Value::Null);
    let text = if one.database.common.json { state.to_string() } else { format!("{state:#}") };
    line(&text);
    Ok(OK)
}

async fn history(one: &One) -> Result<u8, StoreError> {
    let store = open(&one.database).await?;
    let Some(row) = find(&store, one).await? else { return Ok(FOUND) };
    let mut after = 0;
    loop {
        let page = store.records(row.id, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(OK) };
        after = last.seq;
        for record in &page {
            let body: Value = serde_json::from_slice(&record.body).unwrap_or(Value::Null);
            let author: Value = serde_json::from_str(&record.author).unwrap_or(Value::Null);
            if one.database.common.json {
                let json = json!({
                    "seq": record.seq, "at": stamp(record.at), "recordedAt": stamp(record.recorded_at),
                    "kind": record.kind, "author": author, "body": body,
                });
                line(&json.to_string());
            } else {
                line(&format!("{:>4}  {}  {:<8} {author}", record.seq, moment(record.at), record.kind));
                for event in body["events"].as_array().into_iter().flatten() {
                    line(&format!("      {event}"));
                }
            }
        }
    }
}

/// Recomputes hash chains; every broken one is named with its first wrong record.
async fn verify(which: &Verify) -> Result<u8, StoreError> {
    let store = open(&which.database).await?;
    let lang = which.database.common.lang();
    let mut broken = 0_usize;
    let mut whole = 0_usize;
    let mut query = DossierQuery { scope: DossierScope::All, open_only: false, limit: PAGE, after: None };
    loop {
        let page = match &which.code {
            Some(code) => store.dossier(DossierKey::Code(code)).await?.into_iter().collect(),
            None => store.dossiers(&query).await?,
        };
        let Some(last) = page.last() else { break };
        query.after = Some(last.id);
        for row in &page {
            match store.verify(row.id).await? {
                Ok(()) => whole += 1,
                Err(found) => {
                    broken += 1;
                    line(&say(
                        lang,
                        format!("{}: nhật ký không khớp từ bản ghi {}", row.code, found.seq),
                        format!("{}: the log does not verify from record {}", row.code, found.seq),
                    ));
                }
            }
        }
        if which.code.is_some() {
            break;
        }
    }
    if let (Some(code), 0, 0) = (&which.code, whole, broken) {
        note(&say(lang, format!("lỗi: không có hồ sơ {code}"), format!("error: no dossier {code}")));
        return Ok(FOUND);
    }
    if which.database.common.json {
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
