//! Who holds a task: claim, release, assign, delegate, prepared, recall (sem 6.2–6.4, 6.14).
//! The engine decides; here a path and a body become a command.

use axum::extract::State;
use engine::{ActivationId, Actor, Command, Holding, Name};

use super::body::Body;
use super::members::{Kind, needed};
use super::receipt::carry_out;
use super::request::{At, IfMatch, Once};
use super::route::Route;
use super::sight::consulted;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let to = || vec![needed("to", Kind::Text, "Id of the post.")];
    vec![
        hold("/dossiers/{code}/tasks/{activation}/claim", |_| Holding::Claim)
            .says("claimTask", "Nhận việc", "Takes a task.")
            .acts(Vec::new()),
        hold("/dossiers/{code}/tasks/{activation}/release", |_| Holding::Release)
            .says("releaseTask", "Trả việc về nhóm", "Gives a task back.")
            .acts(Vec::new()),
        hold("/dossiers/{code}/tasks/{activation}/prepared", |_| Holding::Prepared)
            .says("handBackTask", "Đã chuẩn bị xong", "Says that a task is prepared.")
            .acts(Vec::new()),
        hold("/dossiers/{code}/tasks/{activation}/recall", |_| Holding::Recall)
            .says("recallTask", "Thu lại việc đã giao", "Takes back what was given to another to prepare.")
            .acts(Vec::new()),
        hold("/dossiers/{code}/tasks/{activation}/assign", |body| Holding::Assign(to_post(body)))
            .says("assignTask", "Phân công", "Gives a task to a post.")
            .acts(to()),
        hold("/dossiers/{code}/tasks/{activation}/delegate", |body| Holding::Delegate(to_post(body)))
            .says("delegateTask", "Giao chuẩn bị", "Lets a post prepare a task.")
            .acts(to()),
    ]
}

/// Does one thing with a task.
fn hold(path: &'static str, read: fn(&mut Body) -> Holding) -> Route {
    let hold = move |State(app): State<App>,
                     Spoken(lang): Spoken,
                     At((code, activation)): At<(String, u64)>,
                     IfMatch(version): IfMatch,
                     once: Once| async move {
        let Once { actor, client, mut body } = once;
        let how = read(&mut body);
        body.finish()?;
        let dossier = consulted(&app, &actor, lang, &code).await?.dossier;
        let command = Command::Hold { actor, activation: ActivationId(activation), how };
        carry_out(&app, client, &dossier, Some(version), command).await
    };
    Route::post(path, hold)
}

fn to_post(body: &mut Body) -> Actor {
    Actor::Post(Name::from(body.needed("to")))
}
