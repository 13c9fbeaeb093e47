//! What happened to a dossier, why it stands where it stands, and what was printed and told.
//! It retells; it evaluates nothing.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use calendar::Instant;
use engine::Pass;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::EffectRow;

use super::request::At;
use super::route::{Answer, Content, Route, plain};
use super::sight::{Named, Seen, Stamp, find};
use crate::clocks::history_lines;
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::letter::printed;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/dossiers/{code}/history", history)
            .says("showHistory", "Nhật ký hồ sơ", "Retells the log, the oldest first.")
            .lists::<Line>(),
        Route::get("/dossiers/{code}/explain", explain)
            .says("explainDossier", "Vì sao hồ sơ ở đây, vì sao hạn là ngày này", "Explains place and dates.")
            .answers::<Why>(),
        Route::get("/dossiers/{code}/letters", letters)
            .says("listLetters", "Giấy đã in", "Lists the letters, in the order of printing.")
            .lists::<Letter>(),
        Route::get("/dossiers/{code}/letters/{seq}/{ordinal}", letter)
            .says("showLetter", "Giấy như khi in", "Gives a letter as it was printed, to be printed again.")
            .and(Answer { always: &["ETag"], ..plain(200, Content::Page) }),
    ]
}

/// A list of everything.
#[derive(Serialize)]
pub(super) struct All<T> {
    items: Vec<T>,
}

/// One record of the log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HistoryLine", title = "Dòng nhật ký")]
pub(super) struct Line {
    seq: u64,
    at: Stamp,
    what: String,
    who: String,
    detail: Vec<String>,
    #[schemars(extend("enum" = ["early", "on_time", "overdue", "silent", null]))]
    verdict: Option<&'static str>,
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    hash: String,
}

/// Why a dossier stands here, and why its dates are those.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Explanation", title = "Giải thích")]
pub(super) struct Why {
    why_here: Vec<String>,
    why_due: Vec<String>,
}

/// One letter that was printed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Letter", title = "Giấy đã in")]
pub(super) struct Letter {
    letter: Named,
    seq: u64,
    ordinal: u32,
    /// Number in the dossier, under which the agency keeps it.
    number: Option<String>,
    /// The due it promises.
    due: Option<Stamp>,
    /// SHA-256 of the page, in hexadecimal digits.
    sha256: Option<String>,
    /// Where the page is.
    href: String,
}

/// Retells the log, oldest first.
pub(super) async fn history(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Json<All<Line>>, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let log = app.service.history(&seen.dossier).await?;
    let lines = history_lines(&seen.teller(), &log);
    let line = |(line, record): (procedure::explain::Line, &runtime::Recorded)| Line {
        seq: record.seq,
        at: seen.stamp(line.at),
        what: line.what,
        who: line.who,
        detail: line.detail,
        verdict: line.verdict.map(|verdict| verdict.id()),
        hash: source::hex(&record.hash),
    };
    Ok(Json(All { items: lines.into_iter().zip(&log).map(line).collect() }))
}

/// Explains place and dates.
pub(super) async fn explain(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Json<Why>, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let log = app.service.history(&seen.dossier).await?;
    let passes: Vec<Pass> = runtime::last_part(&log).iter().map(|one| one.pass.clone()).collect();
    let (teller, instance) = (seen.teller(), &seen.dossier.instance);
    let (why_here, why_due) = (teller.why_here(instance, &passes), teller.why_due(instance, &passes));
    Ok(Json(Why { why_here, why_due }))
}

/// Lists the letters, in the order of printing.
pub(super) async fn letters(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Json<All<Letter>>, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    let effects = app.service.effects(seen.dossier.row.id).await?;
    Ok(Json(All { items: effects.iter().filter_map(|effect| told(&seen, effect)).collect() }))
}

/// Gives a letter as it was printed.
pub(super) async fn letter(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At((code, seq, ordinal)): At<(String, u64, u32)>,
) -> Result<Response, Fault> {
    let seen = find(&app, &who.actor, lang, &code).await?;
    Ok(printed(app.service.letter(&seen.dossier, seq, ordinal).await?.ok_or(Fault::Nothing)?))
}

fn told(seen: &Seen<'_>, effect: &EffectRow) -> Option<Letter> {
    let body: Value = serde_json::from_slice(&effect.body).ok()?;
    let id = body.get("letter")?.as_str()?;
    let text = |name: &str| Some(body.get(name)?.as_str()?.to_owned());
    let name = text("name").unwrap_or_else(|| id.to_owned());
    let due = body.pointer("/due/at").and_then(Value::as_i64);
    let due = due.map(|millis| seen.stamp(Instant::from_millis(millis)));
    let EffectRow { code, seq, ordinal, .. } = effect;
    Some(Letter {
        letter: Named::new(id, &name),
        seq: *seq,
        ordinal: *ordinal,
        number: text("number"),
        due,
        sha256: text("sha256"),
        href: format!("/api/v1/dossiers/{code}/letters/{seq}/{ordinal}"),
    })
}
