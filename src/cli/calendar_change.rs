//! `motcua calendar plan | apply`: which open dues a changed calendar moves and why, then exactly that (sem 3.43).
//!
//! It moves nothing that is not in the plan: if anything has changed since, it moves nothing at all.

use std::path::Path;
use std::sync::Arc;

use calendar::{Calendar, Instant, Lang, Move};
use engine::{Command, Name, Operation};
use procedure::Library;
use runtime::{Catalogue, Client, DueMove, Service};
use serde_json::{Value, json};
use store::{DossierKey, Kind, SqliteStore, Store};

use crate::args::{CalendarApplyArgs, CalendarPlanArgs};
use crate::calendar_ask::Calendars;
use crate::files::{self, Trouble};
use crate::output::{line, note, say};
use crate::{ENVIRONMENT, OK, serve};

/// Prints the plan of a changed calendar.
pub(crate) fn plan(args: &CalendarPlanArgs) -> u8 {
    let lang = args.common.lang();
    finish(lang, async {
        let (library, new) = calendars(&args.calendar, args.processes.as_deref(), lang)?;
        let store = SqliteStore::read_only(&args.db).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let now = runtime::present(&store).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let moves = planned(&store, &library, &new, now, lang).await?;
        for one in &moves {
            line(&if args.common.json { written(one, &new).to_string() } else { words(one, &new, lang) });
        }
        note(&summary(&moves, lang));
        Ok(OK)
    })
}

/// Carries out a plan that was printed with `--json`.
pub(crate) fn apply(args: &CalendarApplyArgs) -> u8 {
    let lang = args.common.lang();
    finish(lang, async {
        let (library, new) = calendars(&args.calendar, args.processes.as_deref(), lang)?;
        let kept = read_plan(&args.plan, lang)?;
        let kind = kind_of(&args.db, lang).await?;
        let store = SqliteStore::open(&args.db, kind).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let store: Arc<dyn Store> = Arc::new(store);
        let now = runtime::present(store.as_ref()).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let moves = planned(store.as_ref(), &library, &new, now, lang).await?;
        let found: Vec<Value> = moves.iter().map(|one| written(one, &new)).collect();
        if found != kept {
            return Err(say(
                lang,
                "hồ sơ hoặc lịch đã khác so với kế hoạch; chưa dời hạn nào. Hãy lập kế hoạch lại",
                "dossiers or the calendar differ from the plan; no due was moved. Plan again",
            ));
        }
        let moved = carry_out(store, library, now, &moves, args).await?;
        line(&say(
            lang,
            format!("Đã áp dụng lịch mới cho {moved} hồ sơ."),
            format!("The new calendar is applied to {moved} dossiers."),
        ));
        Ok(OK)
    })
}

fn finish(lang: Lang, work: impl Future<Output = Result<u8, Trouble>>) -> u8 {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = tokio.map_err(|error| error.to_string()).and_then(|tokio| tokio.block_on(work));
    done.unwrap_or_else(|trouble| {
        note(&format!("{}: {trouble}", say(lang, "lỗi", "error")));
        ENVIRONMENT
    })
}

/// Reads the library with the changed calendar in the place of the one of the same id.
fn calendars(path: &Path, processes: Option<&Path>, lang: Lang) -> Result<(Library, Calendar), Trouble> {
    let named = path.to_string_lossy();
    let calendars = Calendars::at_hand(processes, lang)?;
    let new = calendars.find(Some(&named)).map_err(|fault| fault.words(lang))?;
    let mut library = match processes {
        Some(folder) => files::from_folder(folder, lang)?.library,
        None => files::library(None, None, lang)?.library,
    };
    library.calendars.retain(|calendar| calendar.text().id != new.text().id);
    library.calendars.push(Calendar::clone(&new));
    Ok((library, Calendar::clone(&new)))
}

async fn planned(
    store: &dyn Store,
    library: &Library,
    new: &Calendar,
    now: Instant,
    lang: Lang,
) -> Result<Vec<DueMove>, Trouble> {
    let told = |refusal| serve::told(refusal, lang);
    runtime::plan(store, library, new, now).await.map_err(told)
}

async fn kind_of(path: &Path, lang: Lang) -> Result<Kind, Trouble> {
    let store = SqliteStore::read_only(path).await.map_err(|error| error.words(lang == Lang::Vi))?;
    Ok(store.kind())
}

/// Sends each dossier of the plan the one command, at the version it was planned from.
async fn carry_out(
    store: Arc<dyn Store>,
    library: Library,
    now: Instant,
    moves: &[DueMove],
    args: &CalendarApplyArgs,
) -> Result<usize, Trouble> {
    let lang = args.common.lang();
    let told = |refusal| serve::told(refusal, lang);
    let catalogue = Catalogue::new(library, Vec::new())
        .ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let service =
        Service::start(Arc::clone(&store), catalogue, now).await.map_err(|error| error.words(lang == Lang::Vi))?;
    let mut dossiers: Vec<(&str, u64)> =
        moves.iter().filter(|one| one.what.to().is_some()).map(|one| (one.code.as_str(), one.version)).collect();
    dossiers.dedup();
    for (code, version) in &dossiers {
        let found = store.dossier(DossierKey::Code(code)).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let Some(row) = found else { continue };
        let operator = Name::from(args.operator.as_str());
        let what = Operation::ApplyCalendar { decree: args.decree.clone() };
        let command = Command::Operate { operator, what };
        service.command(Client::default(), row.id, Some(*version), command).await.map_err(told)?;
    }
    service.close().await.map_err(told)?;
    Ok(dossiers.len())
}

/// Writes one line of the plan.
fn written(one: &DueMove, new: &Calendar) -> Value {
    let zone = new.zone();
    let (what, to) = reason(one.what);
    json!({
        "dossier": one.code,
        "version": one.version,
        "clock": one.clock,
        "due": one.due.map(|at| zone.rfc3339(at)),
        "what": what,
        "to": to.map(|at| zone.rfc3339(at)),
        "calendar": new.hash().to_string(),
    })
}

/// Names what is done to a due, with the instant it is about.
fn reason(what: Move) -> (&'static str, Option<Instant>) {
    match what {
        Move::Unchanged => ("unchanged", None),
        Move::Later(to) => ("later", Some(to)),
        Move::Determined(to) => ("determined", Some(to)),
        Move::Undetermined(_) => ("undetermined", None),
        Move::Earlier(to) => ("kept_would_be_earlier", Some(to)),
        Move::Past(to) => ("kept_past", Some(to)),
        Move::Withdrawn(_) => ("kept_withdrawn", None),
        Move::Paused => ("paused", None),
        Move::Ended => ("ended", None),
    }
}

/// Tells one line of the plan.
fn words(one: &DueMove, new: &Calendar, lang: Lang) -> String {
    let moment = |at: Instant| new.zone().moment(at).digits();
    let due = one.due.map_or_else(|| say(lang, "chưa định", "undetermined"), moment);
    let then = match one.what {
        Move::Later(to) => say(lang, format!("dời đến {}", moment(to)), format!("moves to {}", moment(to))),
        Move::Determined(to) => say(lang, format!("nay định được: {}", moment(to)), format!("is now {}", moment(to))),
        Move::Undetermined(year) => {
            say(lang, format!("vẫn chưa định, năm {year} chưa công bố"), format!("{year} is not announced"))
        }
        Move::Earlier(to) => say(
            lang,
            format!("giữ nguyên, vì sẽ sớm hơn ({})", moment(to)),
            format!("stays: it would be earlier ({})", moment(to)),
        ),
        Move::Past(_) => say(lang, "giữ nguyên, vì đã qua hạn", "stays: it has passed"),
        Move::Withdrawn(year) => {
            say(lang, format!("giữ nguyên, lịch mới không có năm {year}"), format!("stays: {year} is withdrawn"))
        }
        Move::Paused => {
            say(lang, "đang tạm dừng, tính theo lịch mới khi chạy tiếp", "paused: counts on when it resumes")
        }
        Move::Unchanged | Move::Ended => say(lang, "không đổi", "unchanged"),
    };
    format!("{}  {}  {due}  {then}", one.code, one.clock)
}

fn summary(moves: &[DueMove], lang: Lang) -> String {
    let moved = moves.iter().filter(|one| one.what.to().is_some()).count();
    let kept = moves.len() - moved;
    say(
        lang,
        format!("{moved} hạn sẽ dời, {kept} hạn giữ nguyên; in kế hoạch với --json để áp dụng."),
        format!("{moved} dues move, {kept} stay; print the plan with --json to apply it."),
    )
}

fn read_plan(path: &Path, lang: Lang) -> Result<Vec<Value>, Trouble> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let read = |(number, text): (usize, &str)| {
        serde_json::from_str(text).map_err(|_| {
            let line = number + 1;
            say(
                lang,
                format!("dòng {line} của kế hoạch không phải JSON"),
                format!("line {line} of the plan is no JSON"),
            )
        })
    };
    let plan: Vec<Value> = lines.map(read).collect::<Result<_, _>>()?;
    Ok(plan)
}
