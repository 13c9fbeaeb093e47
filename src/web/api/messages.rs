//! `POST /messages`: brings what another system says to the dossier that awaits it (sem 2.10–2.13).
//!
//! A message is known for ever by its source and its id: sent again it is answered alike and does nothing. One that
//! fits no dossier, or whose key fits more than one, is refused and kept nowhere: its source keeps it and sends it again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::{Actor, Answers, Command, Incoming};
use program::{FieldType, Message, Program, Work};
use runtime::{Client, Dossier};

use super::body::Body;
use super::describe;
use super::receipt::receipt;
use super::request::fingerprint;
use super::scan::Scan;
use super::sight::find;
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::{App, Spoken};

/// What a message says of itself.
struct Said {
    source: String,
    id: String,
    name: String,
    dossier: Option<String>,
    key: Option<String>,
    fields: Answers,
}

/// Takes a message: by the code of its dossier, else by the key that its step names.
pub(super) async fn bring(
    State(app): State<App>,
    Spoken(lang): Spoken,
    who: Somebody,
    body: Body,
) -> Result<Response, Fault> {
    let Actor::Post(_) = who.actor else { return Err(Fault::PostsOnly) };
    let print = fingerprint(&["message".to_owned()], &body.bytes);
    let said = Said::read(body)?;
    let client = Client { name: format!("message:{}", said.source), key: Some((said.id.clone(), print)) };
    if let Some(done) = app.service.answered(&client).await? {
        return Ok(receipt(StatusCode::OK, done));
    }
    let dossier = match (&said.dossier, &said.key) {
        (Some(code), _) => match find(&app, &who.actor, lang, code).await {
            Ok(seen) => Some(seen.dossier).filter(|dossier| awaits(&dossier.compiled.program, &said.name)),
            Err(Fault::Nothing) => None,
            Err(fault) => return Err(fault),
        },
        (None, Some(key)) => by_key(&app, &who.actor, &said.name, key).await?,
        (None, None) => None,
    };
    let dossier = dossier.ok_or(Fault::Unmatched)?;
    let command = Command::Message(Incoming { name: said.name, fields: said.fields });
    let done = app.service.command(client, dossier.row.id, None, command).await;
    let refused = |refusal| Fault::about(refusal, &dossier.compiled, "fields");
    done.map(|done| receipt(StatusCode::OK, done)).map_err(refused)
}

impl Said {
    fn read(mut body: Body) -> Result<Self, Fault> {
        let said = Self {
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
async fn by_key(app: &App, actor: &Actor, name: &str, key: &str) -> Result<Option<Dossier>, Fault> {
    let mut scan = Scan::new(app, actor, None)?;
    let mut found = None;
    loop {
        let keyed = |program: &Program| awaited(program, name).any(|message| message.key.is_some());
        let (dossiers, more) = scan.stretch(|compiled| keyed(&compiled.program)).await?;
        for dossier in dossiers.into_iter().filter(|dossier| has_key(dossier, name, key)) {
            if found.is_some() {
                return Err(Fault::Ambiguous);
            }
            found = Some(dossier);
        }
        if !more {
            return Ok(found);
        }
    }
}

fn has_key(dossier: &Dossier, name: &str, key: &str) -> bool {
    let values = awaited(&dossier.compiled.program, name).filter_map(|message| dossier.data.value(message.key?));
    // What a key reads is one value; only texts and numbers can be one.
    values.into_iter().any(|value| describe::text(&FieldType::Text, value) == [key])
}
