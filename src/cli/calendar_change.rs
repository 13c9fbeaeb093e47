//! `motcua calendar plan | apply`: which open dues a changed calendar moves and why, then exactly that (sem 3.43).
//!
//! It moves nothing that is not in the plan: if anything has changed since, it moves nothing at all.

use std::path::Path;
use std::sync::Arc;

use calendar::{Calendar, Instant, Lang, Move};
use engine::{Command, Name, Operation, Rejection};
use procedure::Library;
use runtime::{Catalogue, Client, DueMove, Refusal, Service};
use serde_json::{Value, json};
use store::{DossierKey, SqliteStore, Store};

use crate::args::{CalendarApplyArgs, CalendarPlanArgs};
use crate::calendar_ask::Calendars;
use crate::ended::{ended, waited};
use crate::files::{self, Trouble};
use crate::output::{line, note, say};
use crate::{FOUND, OK, dossier, serve};

/// Name of the member of a line that tells how a due is found.
const WHY: &str = "why";

/// Prints the plan of a changed calendar.
pub(crate) fn plan(args: &CalendarPlanArgs) -> u8 {
    let lang = args.common.lang();
    let done = waited(async {
        let (library, new) = calendars(&args.calendar, args.processes.as_deref(), lang)?;
        let store = dossier::look_into(&args.db, lang).await?;
        let now = runtime::present(&store).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let moves = planned(&store, &library, &new, now, lang).await?;
        for one in &moves {
            line(&if args.common.json { planned_line(one, &new, lang).to_string() } else { words(one, &new, lang) });
        }
        note(&summary(&moves, lang));
        Ok(OK)
    });
    ended(done, lang)
}

/// Carries out a plan that was printed with `--json`.
pub(crate) fn apply(args: &CalendarApplyArgs) -> u8 {
    let lang = args.common.lang();
    let done = waited(async {
        let (library, new) = calendars(&args.calendar, args.processes.as_deref(), lang)?;
        let kept = read_plan(&args.plan, lang)?;
        let kind = dossier::look_into(&args.db, lang).await?.kind();
        let store = SqliteStore::open(&args.db, kind).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let store: Arc<dyn Store> = Arc::new(store);
        let now = runtime::present(store.as_ref()).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let moves = planned(store.as_ref(), &library, &new, now, lang).await?;
        let found: Vec<Value> = moves.iter().map(|one| written(one, &new)).collect();
        if found != kept {
            let vi = "lỗi: hồ sơ hoặc lịch đã khác so với kế hoạch; chưa dời hạn nào. Hãy lập kế hoạch lại";
            note(&say(lang, vi, "error: dossiers or the calendar differ from the plan; no due was moved. Plan again"));
            return Ok(FOUND);
        }
        if moves.iter().all(|one| one.what.to().is_none()) {
            line(&say(lang, "Lịch này không dời hạn nào.", "This calendar moves no due."));
            return Ok(OK);
        }
        let applied = carry_out(store, library, now, &moves, args).await?;
        line(&say(
            lang,
            format!("Đã áp dụng lịch mới cho {} hồ sơ.", applied.moved),
            format!("The new calendar is applied to {} dossiers.", applied.moved),
        ));
        applied.refused.iter().for_each(|trouble| note(trouble));
        Ok(if applied.refused.is_empty() { OK } else { FOUND })
    });
    ended(done, lang)
}

/// Reads the library with the changed calendar in the place of the one of the same id.
fn calendars(path: &Path, processes: Option<&Path>, lang: Lang) -> Result<(Library, Calendar), Trouble> {
    let named = path.to_string_lossy();
    let calendars = Calendars::at_hand(processes, lang)?;
    let new = calendars.find(Some(&named)).map_err(|fault| fault.words(lang))?;
    let id = &new.text().id;
    if !calendars.all().any(|known| known.text().id == *id) {
        let known: Vec<&str> = calendars.all().map(|known| known.text().id.as_str()).collect();
        let known = known.join(", ");
        return Err(say(
            lang,
            format!("không hạn nào tính theo lịch `{id}`; các lịch đang có: {known}"),
            format!("no due counts by the calendar `{id}`; the calendars at hand: {known}"),
        ));
    }
    let mut library = files::library(processes, Some(Path::new(".")), lang)?.library;
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

/// What came of a plan.
struct Applied {
    /// How many dossiers the calendar was applied to.
    moved: usize,
    /// Why it was not applied to others, in words.
    refused: Vec<String>,
}

/// Sends each dossier of the plan the one command. What is refused to one keeps none of the others waiting.
async fn carry_out(
    store: Arc<dyn Store>,
    library: Library,
    now: Instant,
    moves: &[DueMove],
    args: &CalendarApplyArgs,
) -> Result<Applied, Trouble> {
    let lang = args.common.lang();
    let told = |refusal| serve::told(refusal, lang);
    let catalogue = Catalogue::new(library, Vec::new())
        .ok_or_else(|| say(lang, "không có danh bạ nào", "there is no directory"))?;
    let service =
        Service::start(Arc::clone(&store), catalogue, now).await.map_err(|error| error.words(lang == Lang::Vi))?;
    let mut dossiers: Vec<&str> =
        moves.iter().filter(|one| one.what.to().is_some()).map(|one| one.code.as_str()).collect();
    dossiers.dedup();
    let mut applied = Applied { moved: 0, refused: Vec::new() };
    for code in dossiers {
        let found = store.dossier(DossierKey::Code(code)).await.map_err(|error| error.words(lang == Lang::Vi))?;
        let Some(row) = found else { continue };
        let operator = Name::from(args.operator.as_str());
        let what = Operation::ApplyCalendar { decree: args.decree.clone() };
        let command = Command::Operate { operator, what };
        // Nobody else has the store; only timers may have fired since the plan, and they leave these dues alone.
        match service.command(Client::default(), row.id, None, command).await {
            Ok(_) => applied.moved += 1,
            Err(Refusal::Rejected(rejection)) => applied.refused.push(refused(code, &rejection, lang)),
            Err(refusal) => return Err(told(refusal)),
        }
    }
    service.close().await.map_err(told)?;
    Ok(applied)
}

/// Says why the calendar was not applied to a dossier.
fn refused(code: &str, rejection: &Rejection, lang: Lang) -> String {
    let why = match rejection {
        Rejection::Suspended { .. } => say(
            lang,
            "hồ sơ đang tạm dừng vì sự cố; mở lại rồi lập kế hoạch lại",
            "it is suspended; lift that, plan again",
        ),
        other => other.name().to_owned(),
    };
    format!("{} {code}: {why}", say(lang, "chưa dời hạn của", "not moved:"))
}

/// Writes one line of the plan, with the arithmetic of a due that moves.
fn planned_line(one: &DueMove, new: &Calendar, lang: Lang) -> Value {
    let mut line = written(one, new);
    if let Some(why) = &one.why {
        line[WHY] = json!(why.words(lang));
    }
    line
}

/// Writes what a line of the plan is known by.
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
    let why: Vec<String> =
        one.why.iter().flat_map(|why| why.words(lang)).map(|clause| format!("\n    - {clause}")).collect();
    format!("{}  {}  {due}  {then}{}", one.code, one.clock, why.concat())
}

fn summary(moves: &[DueMove], lang: Lang) -> String {
    let moved = moves.iter().filter(|one| one.what.to().is_some()).count();
    let kept = moves.len() - moved;
    if moved == 0 {
        return say(
            lang,
            format!("Lịch này không dời hạn nào; {kept} hạn giữ nguyên."),
            format!("This calendar moves no due; {kept} stay."),
        );
    }
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
        let bare = |mut line: Value| {
            // How a due is found is for people; in another language it is the same plan.
            line.as_object_mut().map(|members| members.remove(WHY));
            line
        };
        serde_json::from_str(text).map(bare).map_err(|_| {
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
