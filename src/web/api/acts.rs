//! What the people of a procedure do to a dossier: file it, press a button, use a right, enter an answer on paper.
//! The engine decides; here a body becomes a command.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::{ActivationId, Actor, Command, Filing, Name, Submission};
use program::{Channel, Program, Subject};
use runtime::Refusal;

use super::body::Body;
use super::receipt::{carry_out, receipt};
use super::request::{At, IfMatch, Once};
use super::sight::{consulted, find};
use crate::fault::{Fault, Mistake};
use crate::{App, Spoken};

/// Files a dossier for the applicant who asks.
pub(super) async fn submit(State(app): State<App>, once: Once) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let Actor::Applicant(applicant) = actor else { return Err(Fault::ApplicantsOnly) };
    let said = Said::read(&mut body);
    let answers = body.answers();
    body.finish()?;
    let compiled = app.service.catalogue().procedure(&said.procedure).ok_or(Refusal::NoSuchProcedure)?;
    let filing = said.filing(&compiled.program, applicant)?;
    let done = app.service.submit(client, &said.procedure, Submission { filing, answers }).await;
    let done = done.map_err(|refusal| Fault::of(refusal, compiled))?;
    let place = HeaderValue::from_str(&format!("/api/v1/dossiers/{}", done.code)).map_err(|_| Fault::Broken)?;
    let mut response = receipt(StatusCode::CREATED, done);
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

/// Presses a button of an open task; `received_at` if what it records happened earlier the same day (sem 2.25).
pub(super) async fn press(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, activation)): At<(String, u64)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let (action, answers, received_at) = (body.needed("action"), body.answers(), body.instant("received_at"));
    body.finish()?;
    let dossier = consulted(&app, &actor, lang, &code).await?.dossier;
    let activation = ActivationId(activation);
    let command = Command::Act { actor, activation, action, answers, received_at };
    carry_out(&app, client, &dossier, Some(version), command).await
}

/// Uses an `anytime` entry.
pub(super) async fn trigger(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, id)): At<(String, String)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let answers = body.answers();
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let anytime = dossier.compiled.program.find_anytime(&id).ok_or(Fault::Nothing)?;
    carry_out(&app, client, &dossier, Some(version), Command::Trigger { actor, anytime, answers }).await
}

/// Enters an answer that was given on paper, also in place of silence (sem 2.24).
pub(super) async fn on_paper(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, activation)): At<(String, u64)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let (action, answers, received_at) = (body.needed("action"), body.answers(), body.needed_instant("received_at"));
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let activation = ActivationId(activation);
    let command = Command::PaperAnswer { actor, activation, action, answers, received_at };
    carry_out(&app, client, &dossier, Some(version), command).await
}

/// What a filing says of itself.
struct Said {
    procedure: String,
    agency: String,
    channel: String,
    subject: Option<String>,
    case: Option<String>,
}

impl Said {
    fn read(body: &mut Body) -> Self {
        Self {
            procedure: body.needed("procedure"),
            agency: body.needed("agency"),
            channel: body.needed("channel"),
            subject: body.text("subject"),
            case: body.text("case"),
        }
    }

    /// Reads the filing against what the procedure allows.
    fn filing(&self, program: &Program, applicant: Name) -> Result<Filing, Fault> {
        let channel = Channel::from_id(&self.channel).filter(|channel| program.channels.contains(channel));
        let subject = match &self.subject {
            None => program.subjects.first().copied(),
            Some(id) => Subject::from_id(id).filter(|subject| program.subjects.contains(subject)),
        };
        let case = self.case.as_deref().map(|id| program.case(id));
        let fits = match case {
            None => program.cases.is_empty(),
            Some(found) => found.is_some(),
        };
        let (Some(channel), Some(subject), true) = (channel, subject, fits) else {
            return Err(unfit(channel.is_some(), subject.is_some(), fits));
        };
        let agency = Name::from(self.agency.as_str());
        let case = case.flatten();
        Ok(Filing { applicant, channel, case, subject, competent: agency.clone(), receiving: agency, assisting: None })
    }
}

fn unfit(channel: bool, subject: bool, case: bool) -> Fault {
    let say = |pointer: &str, vi: &str, en: &str| Mistake::new(pointer, "NoSuchOption", vi, en);
    let all = [
        (
            channel,
            say(
                "/channel",
                "Thủ tục không nhận hồ sơ theo cách này.",
                "The procedure does not take dossiers this way.",
            ),
        ),
        (
            subject,
            say(
                "/subject",
                "Thủ tục không dành cho đối tượng này.",
                "The procedure is not for this kind of applicant.",
            ),
        ),
        (case, say("/case", "Phải chọn một trường hợp của thủ tục.", "One of the procedure's cases must be chosen.")),
    ];
    Fault::Unfit(all.into_iter().filter(|(fits, _)| !fits).map(|(_, mistake)| mistake).collect())
}
