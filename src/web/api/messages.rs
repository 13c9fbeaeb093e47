//! `POST /messages`: brings what another system says to the dossier that awaits it (sem 2.10–2.13).
//!
//! A message is known for ever by its source and its id: sent again it is answered alike and does nothing. One that
//! fits no dossier, whose key fits more than one, or whose dossier has ended, waits in the queue for an operator.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use calendar::Lang;
use engine::{Actor, Command, Incoming, Rejection};
use program::{FieldType, Message, Program, Work};
use runtime::{Arrival, Dossier, Mismatch, Refusal};

use super::body::Body;
use super::describe;
use super::members::{Kind, maybe, needed};
use super::receipt::receipt;
use super::request::fingerprint;
use super::route::Route;
use super::scan::Scan;
use super::sight::find;
use super::unmatched;
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let message = vec![
        needed("source", Kind::Text, "The system it comes from."),
        needed("id", Kind::Text, "Its own name within its source."),
        needed("name", Kind::Text, "Which message it is; the procedures name them."),
        maybe("dossier", Kind::Text, "Code of the dossier, if the source knows it."),
        maybe("key", Kind::Text, "Else the value by which the step that awaits it finds its dossier."),
        maybe("fields", Kind::Answers, "What it says, by field."),
    ];
    let words = "Brings a message to the dossier that awaits it; 202 if it matches none, or several, and waits.";
    vec![
        Route::post("/messages", bring)
            .says("bringMessage", "Nhận tin của hệ thống khác", words)
            .takes(message)
            .receives(200)
            .and(unmatched::waiting()),
    ]
}

/// Takes a message: by the code of its dossier, else by the key that its step names.
pub(super) async fn bring(
    State(app): State<App>,
    Spoken(lang): Spoken,
    who: Somebody,
    body: Body,
) -> Result<Response, Fault> {
    let agency = unmatched::agency(&app, &who.actor)?;
    let said = read(body)?;
    if let Some(done) = app.service.answered(&said.client()).await? {
        return Ok(receipt(StatusCode::OK, done));
    }
    if let Some(kept) = app.service.kept_unmatched(&said).await? {
        return Ok(unmatched::standing(&app, &kept, true));
    }
    let why = match matched(&app, &who.actor, lang, &said).await? {
        Err(why) => why,
        Ok(dossier) => {
            let command = Command::Message(Incoming { name: said.name.clone(), fields: said.fields.clone() });
            match app.service.command(said.client(), dossier.row.id, None, command).await {
                Ok(done) => return Ok(receipt(StatusCode::OK, done)),
                Err(Refusal::Rejected(Rejection::Limit { .. })) => Mismatch::Full,
                Err(Refusal::Rejected(Rejection::DossierEnded { .. })) => Mismatch::Ended,
                Err(refusal) => return Err(Fault::about(refusal, &dossier.compiled, "fields")),
            }
        }
    };
    let kept = app.service.keep_unmatched(&agency, &said, why).await?;
    Ok(unmatched::standing(&app, &kept, false))
}

fn read(mut body: Body) -> Result<Arrival, Fault> {
    let said = Arrival {
        fingerprint: fingerprint(&["message".to_owned()], &body.bytes),
        source: body.needed("source"),
        id: body.needed("id"),
        name: body.needed("name"),
        dossier: body.text("dossier"),
        key: body.text("key"),
        fields: body.answers_in("fields"),
    };
    body.finish()?;
    Ok(said)
}

/// Finds the dossier that awaits a message, or why there is none.
async fn matched(app: &App, actor: &Actor, lang: Lang, said: &Arrival) -> Result<Result<Dossier, Mismatch>, Fault> {
    match (&said.dossier, &said.key) {
        (Some(code), _) => match find(app, actor, lang, code).await {
            Ok(seen) if awaits(&seen.dossier.compiled.program, &said.name) => Ok(Ok(seen.dossier)),
            Ok(_) | Err(Fault::Nothing) => Ok(Err(Mismatch::Nothing)),
            Err(fault) => Err(fault),
        },
        (None, Some(key)) => by_key(app, actor, &said.name, key).await,
        (None, None) => Ok(Err(Mismatch::Nothing)),
    }
}

fn awaits(program: &Program, name: &str) -> bool {
    awaited(program, name).next().is_some()
}

fn awaited<'p>(program: &'p Program, name: &'p str) -> impl Iterator<Item = &'p Message> {
    program.graph.node_weights().filter_map(move |node| match &node.work {
        Work::Message(message) if message.name == name => Some(message),
        _ => None,
    })
}

/// Finds the one open dossier whose value at the message's `key` is this one.
async fn by_key(app: &App, actor: &Actor, name: &str, key: &str) -> Result<Result<Dossier, Mismatch>, Fault> {
    let mut scan = Scan::new(app, actor, None)?;
    let mut found = None;
    loop {
        let keyed = |program: &Program| awaited(program, name).any(|message| message.key.is_some());
        let (dossiers, more) = scan.stretch(|compiled| keyed(&compiled.program)).await?;
        for dossier in dossiers.into_iter().filter(|dossier| has_key(dossier, name, key)) {
            if found.is_some() {
                return Ok(Err(Mismatch::Several));
            }
            found = Some(dossier);
        }
        if !more {
            return Ok(found.ok_or(Mismatch::Nothing));
        }
    }
}

fn has_key(dossier: &Dossier, name: &str, key: &str) -> bool {
    let values = awaited(&dossier.compiled.program, name).filter_map(|message| dossier.data.value(message.key?));
    // What a key reads is one value; only texts and numbers can be one.
    values.into_iter().any(|value| describe::text(&FieldType::Text, value) == [key])
}
