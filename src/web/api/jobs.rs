//! Jobs of other systems: which are offered under a topic, and what a worker says of one (sem 4.14–4.16).
//!
//! There is no lock yet: two workers of one topic may take the same job. The first answer counts, the second is told
//! that there is no such job any more; a worker must be able to do its work twice without harm.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use engine::{Activation, ActivationId, Actor, Command, JobOutcome, Rejection, is_offered};
use program::{Job, Program, Source, Work};
use runtime::{Dossier, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::describe::{self, Question};
use super::members::{Kind, answers, maybe, needed};
use super::page;
use super::receipt::carry_out;
use super::request::{Asked, At, Once};
use super::route::Route;
use super::scan::Scan;
use super::sight::{Named, Seen, Stamp, find};
use crate::fault::Fault;
use crate::identity::Somebody;
use crate::reach::Reach;
use crate::{App, Spoken};

/// Describes the routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let failed = vec![
        maybe("retries", Kind::Number, "Attempts that the worker sees left; none to leave that to the procedure."),
        needed("message", Kind::Text, "What went wrong, for an operator."),
    ];
    let erred = vec![
        needed("code", Kind::Text, "Code of the business error; the procedure names them."),
        needed("message", Kind::Text, "What went wrong, for an operator."),
    ];
    let words = "Lists the jobs of a topic, or of all. A page may be empty and still have one after it.";
    vec![
        Route::get("/jobs", list).says("listJobs", "Việc tự động đang chờ", words).pages::<Query, Offered>(),
        report("/dossiers/{code}/jobs/{job}/complete", complete)
            .says("completeJob", "Việc tự động đã xong", "Says that a job is done, with what came of it.")
            .takes(vec![answers()]),
        report("/dossiers/{code}/jobs/{job}/failure", failure)
            .says("failJob", "Việc tự động không làm được", "Says that an attempt failed.")
            .takes(failed),
        report("/dossiers/{code}/jobs/{job}/error", error)
            .says("errJob", "Việc tự động gặp lỗi nghiệp vụ", "Says that a job met a business error.")
            .takes(erred),
    ]
}

/// Which jobs are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// The topic; all unless given.
    topic: Option<String>,
    /// Where the list goes on; the Link of the page before says it.
    #[schemars(range(min = i64::MIN, max = i64::MAX))]
    after: Option<i64>,
}

/// A job that is offered.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Job", title = "Việc tự động đang chờ")]
struct Offered {
    dossier: String,
    /// Id of the procedure.
    procedure: String,
    job: u64,
    topic: String,
    step: Named,
    opened_at: Stamp,
    due: Option<super::sight::When>,
    /// All that leaves, by address.
    send: BTreeMap<String, Option<String>>,
    /// What is to come back.
    answer: Vec<Question>,
    /// Attempts that are left after this one.
    attempts_left: u8,
}

/// Lists the jobs of a topic, or of all, over the open dossiers of the asker's agency. A page may be short, even empty,
/// and still have one after it.
pub(super) async fn list(
    State(app): State<App>,
    who: Somebody,
    Spoken(lang): Spoken,
    Asked(query): Asked<Query>,
) -> Result<Response, Fault> {
    let topic = query.topic.as_deref();
    let mut scan = Scan::new(&app, &who.actor, query.after)?;
    let (dossiers, more) = scan.stretch(|compiled| has_topic(&compiled.program, topic)).await?;
    let mut jobs = Vec::new();
    for dossier in dossiers {
        let seen = Seen { app: &app, actor: &who.actor, lang, dossier, reach: Reach::Whole };
        let open = seen.dossier.instance.open().filter_map(|one| Some((one, job(&seen.dossier, one, topic)?)));
        jobs.extend(open.map(|(one, job)| offered(&seen, one, job)));
    }
    let topic = topic.map(|topic| format!("topic={topic}&")).unwrap_or_default();
    let next = scan.place().filter(|_| more).map(|place| format!("{topic}after={place}"));
    Ok(page::answer("/jobs", jobs, next))
}

fn has_topic(program: &Program, topic: Option<&str>) -> bool {
    program.graph.node_weights().any(|node| is_of(&node.work, topic).is_some())
}

fn is_of<'p>(work: &'p Work, topic: Option<&str>) -> Option<&'p Job> {
    let Work::Job(job) = work else { return None };
    topic.is_none_or(|topic| topic == job.topic).then_some(job)
}

fn job<'d>(dossier: &'d Dossier, one: &Activation, topic: Option<&str>) -> Option<&'d Job> {
    let job = is_of(&dossier.compiled.program.node(one.node).work, topic)?;
    // Nothing begins that would take effect only later (sem 8.8).
    let suspended = dossier.instance.halted.is_some();
    (is_offered(&dossier.instance, one) && !suspended).then_some(job)
}

fn offered(seen: &Seen<'_>, one: &Activation, job: &Job) -> Offered {
    let node = seen.dossier.compiled.program.node(one.node);
    Offered {
        dossier: seen.dossier.row.code.clone(),
        procedure: seen.dossier.row.procedure.clone(),
        job: one.id.0,
        topic: job.topic.clone(),
        step: Named::new(&node.id, &node.name),
        opened_at: seen.stamp(one.opened_at),
        due: one.clock.as_ref().map(|clock| seen.due(clock.state.due)),
        send: job.send.iter().map(|(address, source)| (address.clone(), sent(seen, address, *source))).collect(),
        answer: job.answer.iter().map(|slot| describe::slot("", slot)).collect(),
        attempts_left: one.job.unwrap_or_default(),
    }
}

/// Reads a value that leaves: an answer of the form, or what guards read below `ho_so`.
fn sent(seen: &Seen<'_>, address: &str, source: Option<Source>) -> Option<String> {
    if let Some(source) = source {
        return value(seen, source);
    }
    let Dossier { compiled, instance, data, .. } = &seen.dossier;
    let facts = seen.app.service.facts(compiled);
    let calendar = facts.calendar(program::RuleIx(0));
    let view = engine::View { program: &compiled.program, instance, data, message: None, at: seen.app.service.now() };
    procedure::guard::written(address, &compiled.names, &view, &facts, calendar)
}

/// Writes a value that leaves; several of one field are joined by commas.
fn value(seen: &Seen<'_>, source: Source) -> Option<String> {
    let program = &seen.dossier.compiled.program;
    let found = seen.dossier.data.value(source)?;
    let ty = match source {
        Source::Field(ix) => &program.form.fields[ix.at()].ty,
        Source::Answer(node, slot) => &program.node(node).work.slots().get(usize::from(slot))?.ty,
    };
    Some(describe::text(ty, found).join(","))
}

/// Takes what a worker says of a job.
fn report(path: &'static str, read: fn(&mut Body) -> JobOutcome) -> Route {
    let report = move |State(app): State<App>, Spoken(lang): Spoken, At((code, job)): At<(String, u64)>, once: Once| async move {
        let Once { actor, client, mut body } = once;
        let Actor::Post(_) = actor else { return Err(Fault::PostsOnly) };
        let outcome = read(&mut body);
        body.finish()?;
        let dossier = find(&app, &actor, lang, &code).await?.dossier;
        let command = Command::Job { activation: ActivationId(job), outcome };
        carry_out(&app, client, &dossier, None, command).await.map_err(unknown)
    };
    Route::post(path, report).once().receives(200)
}

fn complete(body: &mut Body) -> JobOutcome {
    JobOutcome::Done(body.answers())
}

fn failure(body: &mut Body) -> JobOutcome {
    let retries = body.number("retries").map(|left| u8::try_from(left.max(0)).unwrap_or(u8::MAX));
    JobOutcome::Failed { retries, message: body.needed("message") }
}

fn error(body: &mut Body) -> JobOutcome {
    JobOutcome::Error { code: body.needed("code"), message: body.needed("message") }
}

/// A job that is over is unknown to its worker (sem 4.16).
fn unknown(fault: Fault) -> Fault {
    match fault {
        Fault::Refused { refusal: Refusal::Rejected(Rejection::TaskNotOpen { .. }), .. } => Fault::NoSuchJob,
        other => other,
    }
}
