//! What the people of a procedure do to a dossier: file it, press a button, use a right, enter an answer on paper.
//! The engine decides; here a body becomes a command.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::{ActivationId, Actor, Command, Filing, Name, Submission};
use program::{Channel, Program, Subject};
use runtime::Refusal;
use serde_json::{Value, json};

use super::body::Body;
use super::members::{Kind, answers, maybe, needed};
use super::receipt::{carry_out, receipt};
use super::request::{At, IfMatch, Once};
use super::route::Route;
use super::sight::{consulted, find};
use crate::fault::{Fault, Mistake};
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let filing = vec![
        needed("procedure", Kind::Text, "Id of the procedure."),
        needed("agency", Kind::Text, "Id of the agency; one that the procedure lists."),
        needed("channel", Kind::Text, "Id of the channel; one that the procedure lists."),
        maybe("subject", Kind::Text, "Id of what the applicant is; the first the procedure lists unless given."),
        maybe("case", Kind::Text, "Id of the case, if the procedure has cases."),
        answers(),
    ];
    let earlier = "When it happened, if earlier the same day.";
    let act = vec![
        needed("action", Kind::Text, "Id of the button."),
        answers(),
        maybe("received_at", Kind::Instant, earlier),
    ];
    let paper = vec![
        needed("action", Kind::Text, "Id of the button that says what was answered."),
        answers(),
        needed("received_at", Kind::Instant, "When the answer was given."),
    ];
    vec![
        Route::post("/dossiers", submit)
            .says("fileDossier", "Nộp hồ sơ", "Files a dossier for the applicant who asks.")
            .takes(filing)
            .such_as(example)
            .once()
            .receives(201),
        Route::post("/dossiers/{code}/tasks/{activation}/acts", press)
            .says("pressButton", "Bấm nút của một việc", "Presses a button of an open task.")
            .acts(act),
        Route::post("/dossiers/{code}/tasks/{activation}/paper-answers", on_paper)
            .says("enterPaperAnswer", "Nhập trả lời bằng văn bản", "Enters an answer that was given on paper.")
            .acts(paper),
        Route::post("/dossiers/{code}/anytime/{right}", trigger)
            .says("useRight", "Dùng quyền có bất kỳ lúc nào", "Uses an `anytime` entry of the procedure.")
            .acts(vec![answers()]),
    ]
}

/// Gives a filing that the shipped procedures accept.
fn example() -> Value {
    json!({
        "procedure": "cap_ban_sao_so_goc", "agency": "ubnd_phuong_01", "channel": "truc_tuyen",
        "answers": {
            "yeu_cau.ten_giay_to": "Bằng tốt nghiệp", "yeu_cau.la_ho_tich": false, "yeu_cau.so_ban": 2,
            "giay_to.giay_to_tuy_than": true,
        },
    })
}

/// Files a dossier for the applicant who asks.
pub(super) async fn submit(State(app): State<App>, once: Once) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let Actor::Applicant(applicant) = actor else { return Err(Fault::ApplicantsOnly) };
    let said = Said::read(&mut body);
    let answers = body.answers();
    body.finish()?;
    let compiled = app.service.procedure(&said.procedure).ok_or(Refusal::NoSuchProcedure)?;
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
