//! What operators do: see what is stuck, try it again, give a message to its step, halt a dossier, and, with a second
//! person, move, cancel, skip or correct (sem 6.12, 8). Until there are accounts, an operator is any post of an agency
//! that handles the dossier.

use axum::extract::State;
use axum::response::Response;
use engine::{
    ActivationId, Actor, Answers, Command, IncidentId, MessageId, Name, Operation, OperatorAct, Proposal, ProposalId,
};
use program::Program;
use runtime::{Client, Dossier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::dossier::{Trouble, trouble};
use super::members::{Kind, Member, answers, needed};
use super::page;
use super::receipt::{carry_out, versioned};
use super::request::{Asked, At, IfMatch, Once};
use super::route::Route;
use super::scan::Scan;
use super::sight::{Seen, Stamp, find};
use super::step::person;
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::reach::Reach;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let act = |words, more: Option<Member>| {
        let step = needed("activation", Kind::Number, "The step it is about.");
        let ground = needed("ground", Kind::Text, "Why, in words.");
        [needed("act", Kind::Word(words), "What is proposed."), ground, step].into_iter().chain(more).collect()
    };
    let to = needed("to", Kind::Text, "Id of the step to move to.");
    let correct = vec![
        needed("act", Kind::Word(&["correct"]), "What is proposed."),
        needed("ground", Kind::Text, "Why, in words."),
        answers(),
    ];
    let words = "Proposes an act; another person settles it.";
    vec![
        Route::get("/incidents", incidents)
            .says("listIncidents", "Hồ sơ cần người vận hành", "Lists open dossiers with incidents, or halted.")
            .pages::<Query, Stuck>(),
        Route::post("/dossiers/{code}/incidents/{incident}/retry", retry)
            .says("retryIncident", "Thử lại", "Tries a parked token again.")
            .receives(200),
        Route::post("/dossiers/{code}/messages/{message}/deliver", deliver)
            .says(
                "deliverMessage",
                "Giao tin cho bước",
                "Gives a message that waits to one of the steps that await it.",
            )
            .acts(vec![needed("activation", Kind::Number, "The step that is to have it.")]),
        Route::post("/dossiers/{code}/halt", halt)
            .says("haltDossier", "Tạm ngừng vì sự cố", "Halts a dossier for a fault, or lifts that; time runs on.")
            .acts(vec![needed("on", Kind::Flag, "True to halt, false to go on.")]),
        Route::get("/dossiers/{code}/proposals", waiting)
            .says("showProposals", "Điều chờ người vận hành", "Shows what waits for an operator's decision.")
            .shows::<Waiting>(),
        Route::post("/dossiers/{code}/proposals", propose)
            .says("propose", "Đề nghị chuyển, hủy, bỏ qua, sửa", words)
            .acts(act(&["move"], Some(to)))
            .or(act(&["cancel", "skip"], None))
            .or(correct),
        Route::post("/dossiers/{code}/proposals/{proposal}/settle", settle)
            .says("settleProposal", "Duyệt hoặc bác đề nghị", "Approves what another has proposed, or turns it down.")
            .acts(vec![needed("approve", Kind::Flag, "True to approve, false to turn down.")]),
    ]
}

/// Where the list goes on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Where the list goes on; the Link of the page before says it.
    #[schemars(range(min = i64::MIN, max = i64::MAX))]
    after: Option<i64>,
}

/// A dossier that needs an operator.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StuckDossier", title = "Hồ sơ cần người vận hành")]
struct Stuck {
    dossier: String,
    procedure: String,
    #[serde(rename = "haltedAt", skip_serializing_if = "Option::is_none")]
    halted_at: Option<Stamp>,
    incidents: Vec<Trouble>,
}

/// Lists open dossiers of the asker's agency with incidents, or halted. A page may be short, even empty, and still have
/// one after it.
pub(super) async fn incidents(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    Asked(query): Asked<Query>,
) -> Result<Response, Fault> {
    let mut scan = Scan::new(&app, &who.actor, query.after)?;
    let (dossiers, more) = scan.stretch(|_| true).await?;
    let stuck = |dossier: &Dossier| !dossier.instance.incidents.is_empty() || dossier.instance.halted.is_some();
    let shown = dossiers.into_iter().filter(stuck).map(|dossier| {
        let seen = Seen { app: &app, actor: &who.actor, lang, dossier, reach: Reach::Whole };
        let instance = &seen.dossier.instance;
        Stuck {
            dossier: seen.dossier.row.code.clone(),
            procedure: seen.dossier.row.procedure.clone(),
            halted_at: instance.halted.map(|at| seen.stamp(at)),
            incidents: instance.incidents.iter().map(|incident| trouble(&seen, incident)).collect(),
        }
    });
    let next = scan.place().filter(|_| more).map(|place| format!("after={place}"));
    Ok(page::answer("/incidents", shown.collect(), next))
}

/// Tries a parked token again (sem 8.5). Repeating it does no harm, so it needs no key.
pub(super) async fn retry(
    State(app): State<App>,
    Spoken(lang): Spoken,
    who: Somebody,
    At((code, id)): At<(String, u64)>,
) -> Result<Response, Fault> {
    let operator = operator(&who.actor)?;
    let dossier = find(&app, &who.actor, lang, &code).await?.dossier;
    let incident = IncidentId(id);
    if !dossier.instance.incidents.iter().any(|one| one.id == incident) {
        return Err(Fault::Nothing);
    }
    let command = Command::Operate { operator, what: Operation::Retry { incident } };
    carry_out(&app, Client::default(), &dossier, None, command).await
}

fn operator(actor: &Actor) -> Result<Name, Fault> {
    match actor {
        Actor::Post(post) => Ok(post.clone()),
        Actor::Applicant(_) => Err(Fault::PostsOnly),
    }
}

/// Gives a message that waits to one of the steps that await it (sem 2.13).
pub(super) async fn deliver(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, message)): At<(String, u64)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let activation = ActivationId(u64::try_from(body.needed_number("activation")).unwrap_or_default());
    body.finish()?;
    let what = Operation::Deliver { message: MessageId(message), activation };
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let command = Command::Operate { operator: operator(&actor)?, what };
    carry_out(&app, client, &dossier, Some(version), command).await
}

/// Halts a dossier for a fault, or lifts that: `on`. Nothing legal stops (sem 8.8).
pub(super) async fn halt(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(code): At<String>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let on = body.needed_flag("on");
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let command = Command::Operate { operator: operator(&actor)?, what: Operation::Halt { on } };
    carry_out(&app, client, &dossier, Some(version), command).await
}

/// An act that waits for a second person, or a message that waits for its step.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Waiting", title = "Điều chờ người vận hành")]
pub(super) struct Waiting {
    proposals: Vec<Proposed>,
    messages: Vec<Kept>,
}

/// An act that waits for a second person.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Proposal", title = "Đề nghị chờ người thứ hai")]
struct Proposed {
    id: u64,
    #[schemars(extend("enum" = ["move", "cancel", "skip", "correct"]))]
    act: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    activation: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    operator: super::sight::Named,
}

/// A message that waits for its step.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KeptMessage", title = "Tin chờ bước nhận")]
struct Kept {
    id: u64,
    name: String,
    at: Stamp,
    until: Option<Stamp>,
}

/// Lists what waits for an operator's decision.
pub(super) async fn waiting(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    At(code): At<String>,
) -> Result<Response, Fault> {
    operator(&who.actor)?;
    let seen = find(&app, &who.actor, lang, &code).await?;
    let (program, instance) = (&seen.dossier.compiled.program, &seen.dossier.instance);
    let kept = |one: &engine::Buffered| Kept {
        id: one.id.0,
        name: one.name.to_string(),
        at: seen.stamp(one.at),
        until: one.until.map(|at| seen.stamp(at)),
    };
    let proposals = instance.proposals.iter().map(|one| proposed(program, &seen, one)).collect();
    let messages = instance.buffered.iter().map(kept).collect();
    Ok(versioned(seen.dossier.row.version, Waiting { proposals, messages }))
}

fn proposed(program: &Program, seen: &Seen<'_>, proposal: &Proposal) -> Proposed {
    let (act, activation, to) = match &proposal.act {
        OperatorAct::Move { activation, to } => ("move", Some(*activation), Some(program.node(*to).id.clone())),
        OperatorAct::Cancel { activation } => ("cancel", Some(*activation), None),
        OperatorAct::Skip { activation } => ("skip", Some(*activation), None),
        OperatorAct::Correct {} => ("correct", None, None),
    };
    let operator = person(&seen.teller(), &Actor::Post(proposal.operator.clone()));
    Proposed { id: proposal.id.0, act, activation: activation.map(|id| id.0), to, operator }
}

/// Proposes an act: `move` an activation `to` a step, `cancel` or `skip` one, or `correct` answers.
pub(super) async fn propose(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At(code): At<String>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let (act, answers) = act(&dossier.compiled.program, &mut body);
    let ground = body.needed("ground");
    body.finish()?;
    let what = Operation::Propose { act: act.ok_or(Fault::Nothing)?, ground, answers };
    let command = Command::Operate { operator: operator(&actor)?, what };
    carry_out(&app, client, &dossier, Some(version), command).await
}

/// Reads what is proposed; what cannot be is blamed in the body, so that its reading fails.
fn act(program: &Program, body: &mut Body) -> (Option<OperatorAct>, Answers) {
    let activation =
        |body: &mut Body| ActivationId(u64::try_from(body.needed_number("activation")).unwrap_or_default());
    let act = match body.needed("act").as_str() {
        "move" => {
            let (activation, step) = (activation(body), body.needed("to"));
            let to = program.find(&step);
            if to.is_none() {
                body.unfit("to", ("Quy trình không có bước này.", "The procedure has no such step."));
            }
            to.map(|to| OperatorAct::Move { activation, to })
        }
        "cancel" => Some(OperatorAct::Cancel { activation: activation(body) }),
        "skip" => Some(OperatorAct::Skip { activation: activation(body) }),
        "correct" => Some(OperatorAct::Correct {}),
        _ => {
            body.unfit("act", ("Chỉ có move, cancel, skip, correct.", "One of move, cancel, skip, correct."));
            None
        }
    };
    let answers = if act == Some(OperatorAct::Correct {}) { body.answers() } else { Answers::default() };
    (act, answers)
}

/// Approves what another has proposed, or turns it down: `approve`.
pub(super) async fn settle(
    State(app): State<App>,
    Spoken(lang): Spoken,
    At((code, proposal)): At<(String, u64)>,
    IfMatch(version): IfMatch,
    once: Once,
) -> Result<Response, Fault> {
    let Once { actor, client, mut body } = once;
    let approve = body.needed_flag("approve");
    body.finish()?;
    let dossier = find(&app, &actor, lang, &code).await?.dossier;
    let what = Operation::Settle { proposal: ProposalId(proposal), approve };
    carry_out(&app, client, &dossier, Some(version), Command::Operate { operator: operator(&actor)?, what }).await
}
