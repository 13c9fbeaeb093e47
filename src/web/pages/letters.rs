//! Letters as they were printed, and the sheets that are drawn up on demand: control sheet and register.
//! Whoever may not see a dossier does not see its letters.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use calendar::Date;
use engine::Name;
use serde::Deserialize;

use super::dossier::{own, whole};
use super::posted::iso;
use super::reader::{Answer, Door, Reader};
use crate::letter::{drawn_up, printed};

/// Most days of a register: a book is kept by the month.
const DAYS_MAX: i32 = 31;

/// The first and the last day of a register, as they were typed.
#[derive(Deserialize)]
pub(crate) struct Span {
    tu: Option<String>,
    den: Option<String>,
}

/// Shows a letter as it was printed.
pub(crate) async fn show(reader: Reader, Path((code, seq, ordinal)): Path<(String, String, String)>) -> Answer {
    let dossier = if reader.door == Door::Staff { whole(&reader, &code).await? } else { own(&reader, &code).await? };
    let (Ok(seq), Ok(ordinal)) = (seq.parse(), ordinal.parse()) else { return Err(reader.nothing_here()) };
    let found = reader.app.service.letter(&dossier, seq, ordinal).await;
    let letter = found.map_err(|refusal| reader.failed(&refusal, None))?;
    Ok(printed(letter.ok_or_else(|| reader.nothing_here())?))
}

/// Draws up the control sheet of a dossier.
pub(crate) async fn control_sheet(reader: Reader, Path(code): Path<String>) -> Answer {
    let dossier = whole(&reader, &code).await?;
    let post = Name::from(reader.post()?.post.id.as_str());
    let sheet = reader.app.service.control_sheet(&dossier, post).await;
    Ok(drawn_up(sheet.map_err(|refusal| reader.failed(&refusal, None))?))
}

/// Draws up the register of the reader's agency over some days, today unless others are named.
pub(crate) async fn register(reader: Reader, Query(span): Query<Span>) -> Answer {
    let place = reader.post()?;
    let today = reader.zone().date(reader.now());
    let day = |typed: Option<String>, else_day: Date| match typed.as_deref().map(str::trim) {
        None | Some("") => Some(else_day),
        Some(typed) => Date::parse(typed).or_else(|| Date::parse(&iso(typed)?)),
    };
    let to = day(span.den, today);
    let span = to.and_then(|to| Some((day(span.tu, to)?, to))).filter(|(from, to)| is_a_book(*from, *to));
    let Some(span) = span else {
        let title = reader.say("Chưa lập được sổ", "No register can be drawn up");
        let what = reader.say(
            &format!("Viết ngày như 08/06/2026; ngày đầu không sau ngày cuối, nhiều nhất {DAYS_MAX} ngày."),
            &format!("Write days as 08/06/2026, the first not after the last, at most {DAYS_MAX} days."),
        );
        return Err(reader.refuse(StatusCode::BAD_REQUEST, &title, &what));
    };
    let sheet = reader.app.service.register(&place, span).await;
    Ok(drawn_up(sheet.map_err(|refusal| reader.failed(&refusal, None))?))
}

fn is_a_book(from: Date, to: Date) -> bool {
    (0..DAYS_MAX).contains(&to.days_since(from))
}
