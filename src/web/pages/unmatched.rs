//! The page of messages that matched no dossier, or more than one: an operator gives one to a dossier, or leaves it aside
//! (sem 2.13). Until there are accounts, an operator is any post of the agency that was brought it.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use calendar::Instant;
use engine::{Answer, Name};
use runtime::{Mismatch, Refusal, Unmatched};
use serde::Deserialize;
use store::{Settled, UnmatchedQuery};

use super::dossier::{back, whole};
use super::posted::Posted;
use super::reader::{Answer as Shown, Page, Reader};

/// The address of the list.
const LIST: &str = "/congchuc/van-hanh/tin";
/// Messages on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "unmatched.html")]
struct UnmatchedPage {
    page: Page,
    rows: Vec<Row>,
    more: Option<i64>,
}

/// One message.
struct Row {
    number: i64,
    name: String,
    source: String,
    id: String,
    /// Why it matched nothing.
    why: String,
    /// The dossier it names; empty if it names none.
    dossier: String,
    /// The value it gives for the key; empty if it gives none.
    key: String,
    /// What it says, by field.
    fields: Vec<(String, String)>,
    received: String,
    late: bool,
    /// What became of it; empty while it waits.
    settled: String,
}

/// Where the list goes on.
#[derive(Deserialize)]
pub(crate) struct After {
    sau: Option<String>,
}

/// Lists the messages of the reader's agency, settled ones too, the longest waiting first.
pub(crate) async fn show(reader: Reader, Query(after): Query<After>) -> Shown {
    let agency = reader.post()?.agency.id.clone();
    let after = after.sau.and_then(|number| number.parse().ok()).unwrap_or_default();
    let query = UnmatchedQuery { agency, open_only: false, limit: PAGE, after };
    let failed = |refusal| reader.failed(&refusal, None);
    let found = reader.app.service.list_unmatched(&query).await.map_err(failed)?;
    let more = found.last().filter(|_| found.len() == PAGE as usize).map(|last| last.number);
    // What waits comes before what is settled.
    let (open, settled): (Vec<_>, Vec<_>) = found.iter().partition(|message| message.settled.is_none());
    let rows = open.into_iter().chain(settled).map(|message| row(&reader, message)).collect();
    Ok(reader.show(StatusCode::OK, &UnmatchedPage { page: reader.page(), rows, more }))
}

/// Counts what waits, up to a page, for the list of what needs an operator.
pub(crate) async fn count(reader: &Reader, agency: &str) -> Result<usize, Refusal> {
    let query = UnmatchedQuery { agency: agency.to_owned(), open_only: true, limit: PAGE, after: 0 };
    Ok(reader.app.service.list_unmatched(&query).await?.len())
}

fn row(reader: &Reader, message: &Unmatched) -> Row {
    let arrival = message.arrival.clone();
    let text = |answer: &Answer| match answer {
        Answer::One(text) => text.clone(),
        Answer::Many(texts) => texts.join(", "),
    };
    Row {
        number: message.number,
        name: arrival.name,
        source: arrival.source,
        id: arrival.id,
        why: why(reader, message.why),
        dossier: arrival.dossier.unwrap_or_default(),
        key: arrival.key.unwrap_or_default(),
        fields: arrival.fields.0.iter().map(|(name, answer)| (name.clone(), text(answer))).collect(),
        received: reader.digits(message.received_at),
        late: message.settled.is_none() && message.alarm_at <= reader.now(),
        settled: message.settled.as_ref().map(|settled| became(reader, settled)).unwrap_or_default(),
    }
}

fn why(reader: &Reader, why: Mismatch) -> String {
    match why {
        Mismatch::Nothing => reader.say("Không hồ sơ nào chờ tin này", "No dossier awaits it"),
        Mismatch::Several => reader.say("Khóa khớp với nhiều hồ sơ", "Its key fits several dossiers"),
        Mismatch::Full => reader.say("Hồ sơ đã giữ đủ số tin cho phép", "The dossier keeps as many as it may"),
        Mismatch::Ended => reader.say("Hồ sơ đã kết thúc", "The dossier has ended"),
    }
}

fn became(reader: &Reader, settled: &Settled) -> String {
    let at = reader.digits(Instant::from_millis(settled.at));
    let place = reader.directory().post(&settled.by);
    let by = place.map_or_else(|| settled.by.clone(), |place| place.post.name.clone());
    match (&settled.dossier, &settled.ground) {
        (Some(dossier), _) => {
            reader.say(&format!("{by} đã giao cho hồ sơ {dossier}, {at}"), &format!("{by} gave it to {dossier}, {at}"))
        }
        (None, ground) => {
            let ground = ground.as_deref().unwrap_or_default();
            reader.say(&format!("{by} đã bỏ qua, {at}: {ground}"), &format!("{by} left it aside, {at}: {ground}"))
        }
    }
}

/// Gives a message to a dossier, or leaves it aside.
pub(crate) async fn send(
    reader: Reader,
    Path(number): Path<String>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Shown {
    let posted = Posted::read(&reader, posted)?;
    let place = reader.post()?;
    let (agency, by) = (place.agency.id.clone(), Name::from(place.post.id.as_str()));
    let failed = |refusal: Refusal| reader.failed(&refusal, None);
    let number = number.parse().map_err(|_| reader.nothing_here())?;
    let found = reader.app.service.unmatched(number).await.map_err(failed)?;
    let message = found.filter(|message| message.agency == agency).ok_or_else(|| reader.nothing_here())?;
    let said = |name| Some(posted.one(name).trim()).filter(|text| !text.is_empty());
    match (posted.one("viec"), said("ho_so"), said("can_cu")) {
        ("giao", Some(code), _) => {
            let dossier = whole(&reader, code).await?;
            let done = reader.app.service.give_unmatched(&message, &dossier, &by).await;
            let told = |refusal: Refusal| reader.failed(&refusal, Some(&reader.teller(&dossier.compiled)));
            done.map(|done| back(&reader, &done.code, done.version)).map_err(told)
        }
        ("bo-qua", _, Some(ground)) => {
            reader.app.service.leave_unmatched(&message, &by, ground).await.map_err(failed)?;
            Ok(Redirect::to(LIST).into_response())
        }
        _ => Err(reader.refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            &reader.say("Chưa đủ thông tin", "Something is missing"),
            &reader.say(
                "Hãy ghi mã hồ sơ nhận tin, hoặc ghi căn cứ bỏ qua, rồi gửi lại.",
                "Name the dossier that takes the message, or the ground for leaving it aside, and send it again.",
            ),
        )),
    }
}
