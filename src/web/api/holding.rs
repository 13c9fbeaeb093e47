//! Who holds a task: claim, release, assign, delegate, prepared, recall (sem 6.2–6.4, 6.14).
//! The engine decides; here a path and a body become a command.

use axum::extract::State;
use axum::response::Response;
use engine::{ActivationId, Actor, Command, Holding, Name};

use super::body::Body;
use super::receipt::carry_out;
use super::request::{At, IfMatch, Once};
use super::sight::consulted;
use crate::fault::Fault;
use crate::{App, Spoken};

/// Does with a task what the last word of the path says; `assign` and `delegate` name the post in `to`.
pub(super) async fn hold(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, activation, how)): At<(String, u64, String)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let how = read(&how, &mut body).ok_or(Fault::Nothing)?;
    body.finish()?;
    let dossier = consulted(&app, &actor, lang, &code).await?.dossier;
    let command = Command::Hold { actor, activation: ActivationId(activation), how };
    carry_out(&app, client, &dossier, Some(version), command).await
}

fn read(how: &str, body: &mut Body) -> Option<Holding> {
    let to = |body: &mut Body| Actor::Post(Name::from(body.needed("to")));
    match how {
        "claim" => Some(Holding::Claim),
        "release" => Some(Holding::Release),
        "prepared" => Some(Holding::Prepared),
        "recall" => Some(Holding::Recall),
        "assign" => Some(Holding::Assign(to(body))),
        "delegate" => Some(Holding::Delegate(to(body))),
        _ => None,
    }
}
