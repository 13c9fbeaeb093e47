//! Acts on a dossier as a whole that have a ground: legal suspension, change of case, the agencies of a list
//! (sem 1.30, 3.38, 3.45). The engine decides; the ground is kept with the dossier's data.

use axum::extract::State;
use axum::response::Response;
use engine::{ActivationId, Command, Name};

use super::body::Body;
use super::members::{Kind, maybe, needed};
use super::receipt::carry_out;
use super::request::{At, IfMatch, Once};
use super::route::Route;
use super::sight::find;
use crate::fault::Fault;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let written = || {
        vec![
            needed("ground", Kind::Text, "The ground in law, in words."),
            needed("article", Kind::Text, "The article."),
            maybe("document", Kind::Text, "Number and date of the document that orders it."),
        ]
    };
    let item =
        || vec![needed("agency", Kind::Text, "Id of the agency."), needed("ground", Kind::Text, "Why, in words.")];
    let case = vec![needed("case", Kind::Text, "Id of the new case."), needed("ground", Kind::Text, "Why, in words.")];
    vec![
        Route::post("/dossiers/{code}/suspend", suspend)
            .says("suspendDossier", "Tạm dừng theo luật", "Suspends the dossier on a ground in law.")
            .acts(written()),
        Route::post("/dossiers/{code}/resume", resume)
            .says("resumeDossier", "Thôi tạm dừng", "Lifts the suspension.")
            .acts(written()),
        Route::post("/dossiers/{code}/case", change_case)
            .says("changeCase", "Đổi trường hợp", "Changes the case; the clocks follow as from the start.")
            .acts(case),
        Route::post("/dossiers/{code}/tasks/{activation}/items", add_item)
            .says("addAgency", "Hỏi thêm cơ quan", "Adds an agency to a list that is being asked.")
            .acts(item()),
        Route::post("/dossiers/{code}/tasks/{activation}/items/remove", remove_item)
            .says("removeAgency", "Thôi hỏi cơ quan", "Takes an agency off a list that is being asked.")
            .acts(item()),
    ]
}

/// Suspends the dossier on a ground in law.
pub(super) async fn suspend(
    state: State<App>,
    spoken: Spoken,
    at: At<String>,
    seen: IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    suspension(state, spoken, at, seen, (once, true)).await
}

/// Lifts the suspension.
pub(super) async fn resume(
    state: State<App>,
    spoken: Spoken,
    at: At<String>,
    seen: IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    suspension(state, spoken, at, seen, (once, false)).await
}

async fn suspension(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(code): At<String>,
    IfMatch(version): IfMatch,
    (once, on): (Once, bool),
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let ground = written(&mut body);
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    carry_out(&app, client, &dossier, Some(version), Command::Suspend { actor, on, ground }).await
}

/// Reads ground, article and document, and joins them as they are kept.
fn written(body: &mut Body) -> String {
    let parts = [body.needed("ground"), body.needed("article"), body.text("document").unwrap_or_default()];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
    said.join("; ")
}

/// Changes the case; the clocks are counted as if it had been so from the start.
pub(super) async fn change_case(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(code): At<String>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let (case, ground) = (body.needed("case"), body.needed("ground"));
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let found = dossier.compiled.program.case(&case);
    if found.is_none() {
        body.unfit("case", ("Thủ tục không có trường hợp này.", "The procedure has no such case."));
    }
    body.finish()?;
    let case = found.ok_or(Fault::Nothing)?;
    carry_out(&app, client, &dossier, Some(version), Command::ChangeCase { actor, case, ground }).await
}

/// Adds an agency to a list that is being asked.
pub(super) async fn add_item(
    state: State<App>,
    spoken: Spoken,
    at: At<(String, u64)>,
    seen: IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    change_item(state, spoken, at, seen, (once, true)).await
}

/// Takes an agency off a list that is being asked.
pub(super) async fn remove_item(
    state: State<App>,
    spoken: Spoken,
    at: At<(String, u64)>,
    seen: IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    change_item(state, spoken, at, seen, (once, false)).await
}

async fn change_item(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, activation)): At<(String, u64)>,
    IfMatch(version): IfMatch,
    (once, add): (Once, bool),
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let (item, ground) = (body.needed("agency"), body.needed("ground"));
    if add && app.service.catalogue().directory().agency(&item).is_none() {
        body.unfit("agency", ("Danh bạ không có cơ quan này.", "The directory has no such agency."));
    }
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let item = Name::from(item);
    let command = Command::ChangeItem { actor, activation: ActivationId(activation), item, add, ground };
    carry_out(&app, client, &dossier, Some(version), command).await
}
