//! Takes, gives back, hands on: the buttons beside those of the procedure on an officer's task (sem 6.2–6.4, 6.14).

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use engine::{ActivationId, Actor, Command, Holding, Name};

use super::act::complete;
use super::dossier::{back, opened};
use super::posted::Posted;
use super::reader::{Answer, Reader};

/// Does with a task what the button says.
pub(crate) async fn hold(
    reader: Reader,
    Path((code, activation)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = opened(&reader, &code).await?;
    let (posted, version) = complete(&reader, posted)?;
    let activation = ActivationId(activation.parse().map_err(|_| reader.nothing_here())?);
    let how = read(&posted).ok_or_else(|| reader.nothing_here())?;
    let command = Command::Hold { actor: reader.actor()?, activation, how };
    match reader.app.service.command(posted.client(&reader), dossier.row.id, Some(version), command).await {
        Ok(done) => Ok(back(&reader, &code, done.version)),
        Err(refusal) => Err(reader.failed(&refusal, Some(&reader.teller(&dossier.compiled)))),
    }
}

fn read(posted: &Posted) -> Option<Holding> {
    let to = || Actor::Post(Name::from(posted.one("gui_cho")));
    match posted.one("viec") {
        "nhan" => Some(Holding::Claim),
        "tra-lai" => Some(Holding::Release),
        "da-chuan-bi" => Some(Holding::Prepared),
        "thu-hoi" => Some(Holding::Recall),
        "giao" => Some(Holding::Assign(to())),
        "nho" => Some(Holding::Delegate(to())),
        _ => None,
    }
}
