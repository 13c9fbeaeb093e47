//! The time machine of a rehearsal: moves the store's clock forward, shows what will fire and what has fired.
//! A production store has none.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use calendar::{Due, Instant, Length, Unit, wait_until};
use engine::{Author, TimerKind};
use procedure::explain::Teller;
use runtime::{Dossier, Recorded, Refusal};
use store::{DossierQuery, DossierScope};

use super::posted::{Posted, moment};
use super::reader::{Answer, Page, Reader, capital};
use super::refused::Refused;
use crate::clocks::history_lines;
use crate::identity::Who;

/// Most dossiers looked at.
const DOSSIERS_MAX: u32 = 30;
const DAY: i64 = 86_400_000;

#[derive(Template)]
#[template(path = "time_machine.html")]
struct TimePage {
    page: Page,
    next: String,
    coming: Vec<Fired>,
    fired: Vec<Fired>,
    typed: String,
    error: String,
}

/// A timer, fired or armed.
struct Fired {
    instant: Instant,
    at: String,
    code: String,
    what: String,
    detail: String,
    late: bool,
}

/// Shows the clock, what comes and what came.
pub(crate) async fn show(reader: Reader) -> Answer {
    rehearsal(&reader)?;
    render(&reader, String::new(), String::new(), StatusCode::OK).await
}

/// Moves the clock.
pub(crate) async fn advance(reader: Reader, posted: Result<Form<Vec<(String, String)>>, FormRejection>) -> Answer {
    rehearsal(&reader)?;
    if reader.who == Who::Nobody {
        return Err(Refused::from(Redirect::to("/vai?tu=/chay-thu").into_response()));
    }
    let posted = Posted::read(&reader, posted)?;
    let wanted = match posted.one("toi") {
        "ke-tiep" => reader.app.service.next_wake().await.map_err(|refusal| reader.failed(&refusal, None))?,
        "gio" => working(&reader, Unit::WorkingHour),
        "ngay-lam-viec" => working(&reader, Unit::WorkingDay),
        "ngay" => Some(reader.now().plus_millis(DAY)),
        _ => moment(&reader, posted.one("luc")),
    };
    let Some(to) = wanted.filter(|to| *to > reader.now() && reader.app.service.catalogue().is_announced(*to)) else {
        let error = reader.say(
            "Ghi ngày và giờ sau lúc này, trong những năm đã công bố lịch nghỉ, ví dụ 24/06/2026 09:00.",
            "Give a date and time after now, within the years announced, such as 24/06/2026 09:00.",
        );
        return render(&reader, posted.one("luc").to_owned(), error, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    reader.app.service.advance(to).await.map_err(|refusal| reader.failed(&refusal, None))?;
    Ok(Redirect::to("/chay-thu").into_response())
}

fn rehearsal(reader: &Reader) -> Result<(), Refused> {
    if reader.app.service.is_rehearsal() { Ok(()) } else { Err(reader.failed(&Refusal::NotARehearsal, None)) }
}

fn working(reader: &Reader, unit: Unit) -> Option<Instant> {
    let calendar = reader.app.service.catalogue().library().calendars.first()?;
    match wait_until(&Length { count: 1, unit }, reader.now(), calendar) {
        Due::At(at) => Some(at),
        Due::Undetermined(_) | Due::NoLimit => None,
    }
}

async fn render(reader: &Reader, typed: String, error: String, status: StatusCode) -> Answer {
    let failed = |refusal: Refusal| reader.failed(&refusal, None);
    let next = reader.app.service.next_wake().await.map_err(failed)?;
    let query = DossierQuery { scope: DossierScope::All, open_only: false, limit: DOSSIERS_MAX, after: None };
    let (mut coming, mut fired) = (Vec::new(), Vec::new());
    for row in reader.app.service.dossiers(&query).await.map_err(failed)? {
        let Some(dossier) = reader.app.service.dossier(&row.code).await.map_err(failed)? else { continue };
        let teller = reader.teller(&dossier.compiled);
        coming.extend(armed(reader, &teller, &dossier));
        let history = reader.app.service.history(&dossier).await.map_err(failed)?;
        fired.extend(past(reader, &teller, &dossier, &history));
    }
    coming.sort_by_key(|one| one.instant);
    fired.sort_by_key(|one| std::cmp::Reverse(one.instant));
    let next = next.map(|at| reader.moment(at)).unwrap_or_default();
    Ok(reader.show(status, &TimePage { page: reader.page(), next, coming, fired, typed, error }))
}

/// Lists the armed timers of a dossier.
fn armed(reader: &Reader, teller: &Teller<'_>, dossier: &Dossier) -> Vec<Fired> {
    let steps = dossier
        .instance
        .activations
        .iter()
        .flat_map(|open| open.timers.iter().map(move |armed| (armed, teller.step(open.node))));
    let whole = reader.say("cả hồ sơ", "the whole dossier");
    let clocks = dossier.instance.clocks.iter().flatten().flat_map(|clock| &clock.timers);
    let clocks = clocks.map(|armed| (armed, whole.clone()));
    let view = |(armed, step): (&engine::Armed, String)| {
        let (vi, en) = match armed.kind {
            TimerKind::Timeout => ("Hết hạn, hồ sơ tự chuyển", "Time runs out, the dossier moves on"),
            TimerKind::Due => ("Quá hạn", "Overdue"),
            TimerKind::Overdue { .. } => ("Báo quá hạn", "Escalation"),
            TimerKind::Remind => ("Nhắc", "Reminder"),
            TimerKind::Wait => ("Hết thời gian chờ", "The wait ends"),
            TimerKind::Retry => ("Thử lại việc tự động", "A job is tried again"),
        };
        Fired {
            instant: armed.at,
            at: capital(&reader.moment(armed.at)),
            code: dossier.row.code.clone(),
            what: format!("{}: {step}", reader.say(vi, en)),
            detail: String::new(),
            late: matches!(armed.kind, TimerKind::Timeout | TimerKind::Due | TimerKind::Overdue { .. }),
        }
    };
    steps.chain(clocks).map(view).collect()
}

/// Lists what timers have done to a dossier.
fn past(reader: &Reader, teller: &Teller<'_>, dossier: &Dossier, log: &[Recorded]) -> Vec<Fired> {
    let lines = history_lines(teller, log).into_iter().zip(log.iter().map(|record| &record.pass));
    let lines = lines.filter(|(_, pass)| pass.author == Author::Timer);
    let view = |(line, pass): (procedure::explain::Line, &engine::Pass)| Fired {
        instant: pass.at,
        at: reader.digits(pass.at),
        code: dossier.row.code.clone(),
        what: line.what,
        detail: line.detail.join("; "),
        late: true,
    };
    lines.map(view).collect()
}
