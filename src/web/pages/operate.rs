//! What operators do on pages: see what is stuck, try again, halt, give a message to its step, and, with a second
//! person, move, cancel, skip or correct (sem 6.12, 8). Until there are accounts, an operator is any post of an agency
//! that handles the dossier.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use engine::{
    ActivationId, Answers, Command, IncidentId, MessageId, Name, Operation, OperatorAct, ProposalId, Rejection,
};
use program::{Join, Program, Work};
use runtime::{Dossier, Refusal};
use serde::Deserialize;
use store::{DossierId, DossierQuery, DossierScope};

use super::act::complete;
use super::dossier::{back, whole};
use super::posted::{Posted, new_key};
use super::reader::{Answer, Page, Reader, capital};
use super::refused::Refused;
use super::unmatched;

/// Dossiers looked at for one page of the list.
const STRETCH: u32 = 500;

/// An incident an operator must look at.
pub(crate) struct IncidentView {
    /// Its id.
    pub id: u64,
    /// What has happened.
    pub what: String,
    /// What can be done about it.
    pub repair: &'static str,
    /// What was missing or wrong, as the engine said it.
    pub detail: String,
    /// When.
    pub at: String,
    /// How often it was tried.
    pub attempt: u16,
    /// True if it can be tried again.
    pub retry: bool,
    /// The version its reader sees.
    pub version: u64,
    /// Makes a second click harmless.
    pub key: String,
}

/// Puts the open incidents of a dossier into words.
pub(crate) fn incidents(reader: &Reader, dossier: &Dossier) -> Vec<IncidentView> {
    let version = dossier.row.version;
    let teller = reader.teller(&dossier.compiled);
    let view = |incident: &engine::Incident| {
        let about = incident.activation.and_then(|id| dossier.instance.activation(id)).map(|one| one.node);
        let words = capital(procedure::explain::incident_words(incident.kind, reader.lang));
        IncidentView {
            id: incident.id.0,
            what: about.map_or(words.clone(), |node| format!("{words}, {}", teller.step(node))),
            repair: procedure::explain::incident_repair(incident.kind, reader.lang),
            detail: incident.detail.clone(),
            at: reader.digits(incident.at),
            attempt: incident.attempt,
            retry: incident.kind.blocks() && incident.activation.is_some(),
            version,
            key: new_key(reader, &format!("su-co/{} {version}", incident.id)),
        }
    };
    dossier.instance.incidents.iter().map(view).collect()
}

#[derive(Template)]
#[template(path = "stuck.html")]
struct StuckPage {
    page: Page,
    rows: Vec<StuckView>,
    /// Messages that wait because they matched nothing.
    unmatched: usize,
    more: Option<i64>,
}

/// A dossier that needs an operator.
struct StuckView {
    code: String,
    procedure: String,
    halted: bool,
    proposals: usize,
    incidents: Vec<IncidentView>,
}

/// Where the list goes on.
#[derive(Deserialize)]
pub(crate) struct After {
    sau: Option<String>,
}

/// Lists the open dossiers of the reader's agency that need an operator.
pub(crate) async fn stuck(reader: Reader, Query(after): Query<After>) -> Answer {
    let agency = reader.post()?.agency.id.clone();
    let after = after.sau.and_then(|id| id.parse().ok()).map(DossierId);
    let failed = |refusal: Refusal| reader.failed(&refusal, None);
    let unmatched = unmatched::count(&reader, &agency).await.map_err(failed)?;
    let query = DossierQuery { scope: DossierScope::Agency(agency), open_only: true, limit: STRETCH, after };
    let found = reader.app.service.dossiers(&query).await.map_err(failed)?;
    let more = found.last().filter(|_| found.len() == STRETCH as usize).map(|last| last.id.0);
    let mut rows = Vec::new();
    for row in &found {
        let dossier = match reader.app.service.dossier(&row.code).await {
            Ok(Some(dossier)) => dossier,
            Ok(None) | Err(Refusal::ProgramMissing { .. }) => continue,
            Err(refusal) => return Err(failed(refusal)),
        };
        let instance = &dossier.instance;
        if instance.incidents.is_empty() && instance.halted.is_none() && instance.proposals.is_empty() {
            continue;
        }
        rows.push(StuckView {
            code: row.code.clone(),
            procedure: dossier.compiled.program.name.clone(),
            halted: instance.halted.is_some(),
            proposals: instance.proposals.len(),
            incidents: incidents(&reader, &dossier),
        });
    }
    Ok(reader.show(StatusCode::OK, &StuckPage { page: reader.page(), rows, unmatched, more }))
}

#[derive(Template)]
#[template(path = "operate.html")]
struct OperatePage {
    page: Page,
    code: String,
    name: String,
    /// Since when it is halted; empty if it is not.
    halted: String,
    incidents: Vec<IncidentView>,
    proposals: Vec<ProposalView>,
    messages: Vec<MessageView>,
    /// Open activations an act may be about.
    activations: Vec<(String, String)>,
    /// Steps a token may be moved to.
    steps: Vec<(String, String)>,
    /// Answers that may be corrected.
    addresses: Vec<(String, String)>,
    version: u64,
    key: String,
}

/// An act that waits for a second person.
struct ProposalView {
    id: u64,
    what: String,
    who: String,
    /// True if its reader proposed it: another must approve.
    own: bool,
}

/// A message that waits.
struct MessageView {
    id: u64,
    name: String,
    at: String,
    /// Open steps that await it.
    steps: Vec<(String, String)>,
}

/// Shows the operator's page of a dossier.
pub(crate) async fn show(reader: Reader, Path(code): Path<String>) -> Answer {
    let dossier = whole(&reader, &code).await?;
    let own = Name::from(reader.post()?.post.id.as_str());
    let teller = reader.teller(&dossier.compiled);
    let (program, instance, row) = (&dossier.compiled.program, &dossier.instance, &dossier.row);
    let activation = |one: &engine::Activation| {
        let item = one.item.as_ref().map(|item| format!(" ({})", teller.agency(item))).unwrap_or_default();
        (one.id.to_string(), format!("{}{item}", teller.step(one.node)))
    };
    let awaits = |name: &Name, one: &&engine::Activation| matches!(&program.node(one.node).work, Work::Message(message) if message.name == name.as_str());
    let page = OperatePage {
        page: reader.page(),
        code: row.code.clone(),
        name: program.name.clone(),
        halted: instance.halted.map(|at| reader.moment(at)).unwrap_or_default(),
        incidents: incidents(&reader, &dossier),
        proposals: instance
            .proposals
            .iter()
            .map(|one| ProposalView {
                id: one.id.0,
                what: proposed(&reader, &dossier, &one.act),
                who: teller.post(&one.operator),
                own: one.operator == own,
            })
            .collect(),
        messages: instance
            .buffered
            .iter()
            .map(|one| MessageView {
                id: one.id.0,
                name: one.name.to_string(),
                at: reader.digits(one.at),
                steps: instance.open().filter(|open| awaits(&one.name, open)).map(activation).collect(),
            })
            .collect(),
        activations: instance.activations.iter().map(activation).collect(),
        steps: steps(program).map(|node| (program.node(node).id.clone(), teller.step(node))).collect(),
        addresses: program
            .form
            .field_ixs()
            .map(|ix| (program.form.path(ix), program.form.fields[ix.at()].label.clone()))
            .collect(),
        version: row.version,
        key: new_key(&reader, &format!("van-hanh {}", row.version)),
    };
    Ok(reader.show(StatusCode::OK, &page))
}

/// Lists what a token can be moved to; whether it may is the engine's matter.
fn steps(program: &Program) -> impl Iterator<Item = program::NodeIx> {
    let nodes = program.graph.node_indices();
    nodes
        .filter(|&node| program.node(node).join == Join::Any && !matches!(program.node(node).work, Work::Submit { .. }))
}

fn proposed(reader: &Reader, dossier: &Dossier, act: &OperatorAct) -> String {
    let teller = reader.teller(&dossier.compiled);
    let named = |id: &ActivationId| {
        dossier.instance.activation(*id).map(|one| teller.step(one.node)).unwrap_or_else(|| id.to_string())
    };
    match act {
        OperatorAct::Move { activation, to } => {
            let (from, to) = (named(activation), teller.step(*to));
            reader.say(&format!("Chuyển {from} sang {to}"), &format!("Move {from} to {to}"))
        }
        OperatorAct::Cancel { activation } => {
            format!("{} {}", reader.say("Hủy", "Cancel"), named(activation))
        }
        OperatorAct::Skip { activation } => {
            format!("{} {}", reader.say("Bỏ qua", "Skip"), named(activation))
        }
        OperatorAct::Correct {} => reader.say("Đính chính dữ liệu", "Correct data"),
    }
}

/// Does what an operator asks.
pub(crate) async fn send(
    reader: Reader,
    Path(code): Path<String>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = whole(&reader, &code).await?;
    let (posted, version) = complete(&reader, posted)?;
    let what = operation(&dossier.compiled.program, &posted).ok_or_else(|| incomplete(&reader))?;
    carry_out(&reader, &dossier, &posted, (Some(version), what)).await
}

/// Tries a parked token again.
pub(crate) async fn retry(
    reader: Reader,
    Path((code, incident)): Path<(String, String)>,
    posted: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Answer {
    let dossier = whole(&reader, &code).await?;
    let posted = Posted::read(&reader, posted)?;
    let incident = IncidentId(incident.parse().map_err(|_| reader.nothing_here())?);
    let version = posted.one("phien_ban").parse().ok();
    carry_out(&reader, &dossier, &posted, (version, Operation::Retry { incident })).await
}

async fn carry_out(
    reader: &Reader,
    dossier: &Dossier,
    posted: &Posted,
    (version, what): (Option<u64>, Operation),
) -> Answer {
    let operator = Name::from(reader.post()?.post.id.as_str());
    let command = Command::Operate { operator, what };
    match reader.app.service.command(posted.client(reader), dossier.row.id, version, command).await {
        Ok(done) => Ok(back(reader, &done.code, done.version)),
        Err(Refusal::Rejected(Rejection::SamePerson { .. })) => Err(reader.refuse(
            StatusCode::FORBIDDEN,
            &reader.say("Cần người thứ hai duyệt", "A second person must approve"),
            &reader.say("Người đề nghị không được tự duyệt.", "Who proposes may not approve it himself."),
        )),
        Err(refusal) => Err(reader.failed(&refusal, Some(&reader.teller(&dossier.compiled)))),
    }
}

fn incomplete(reader: &Reader) -> Refused {
    reader.refuse(
        StatusCode::UNPROCESSABLE_ENTITY,
        &reader.say("Đề nghị chưa đủ", "The proposal is incomplete"),
        &reader.say(
            "Hãy chọn việc, chọn bước và ghi căn cứ rồi gửi lại.",
            "Choose the act and the step, give the ground and send it again.",
        ),
    )
}

/// Reads what is asked; none if something is missing.
fn operation(program: &Program, posted: &Posted) -> Option<Operation> {
    let number = |name: &str| posted.one(name).parse::<u64>().ok();
    let proposal = || number("muc").map(ProposalId);
    match posted.one("viec") {
        "tam-ngung" => Some(Operation::Halt { on: true }),
        "chay-lai" => Some(Operation::Halt { on: false }),
        "giao-tin" => {
            let (message, activation) = (MessageId(number("muc")?), ActivationId(number("den_buoc")?));
            Some(Operation::Deliver { message, activation })
        }
        "duyet" => Some(Operation::Settle { proposal: proposal()?, approve: true }),
        "khong-duyet" => Some(Operation::Settle { proposal: proposal()?, approve: false }),
        other => {
            let ground = Some(posted.one("can_cu").trim().to_owned()).filter(|ground| !ground.is_empty())?;
            let activation = || number("muc").map(ActivationId);
            let (act, answers) = match other {
                "chuyen" => {
                    let to = program.find(posted.one("den_buoc"))?;
                    (OperatorAct::Move { activation: activation()?, to }, Answers::default())
                }
                "huy" => (OperatorAct::Cancel { activation: activation()? }, Answers::default()),
                "bo-qua" => (OperatorAct::Skip { activation: activation()? }, Answers::default()),
                "dinh-chinh" => {
                    let pair = (posted.one("muc").to_owned(), posted.one("gia_tri").to_owned());
                    let corrected = Posted(vec![pair]).answers(program, &[]);
                    (OperatorAct::Correct {}, corrected)
                }
                _ => return None,
            };
            Some(Operation::Propose { act, ground, answers })
        }
    }
}
