//! Short ways for directed tests to file a dossier, look at it and read its log. It must not judge anything.

use calendar::{Bearer, Due, Instant, Limit, Unit, Verdict};
use motcua_engine::{
    Activation, ActivationId, Actor, Answers, Cause, Command, Event, IncidentKind, Incoming, JobOutcome, LegalClock,
    Operation, OperatorAct, Paying, Rejection,
};
use program::{Anytime, AnytimeIx, AnytimeKind, EndResult, NodeIx, Program, RoleIx, RuleIx, Statuses};

use crate::calendars::at;
use crate::invariants::DOSSIER;
use crate::run::Run;
use crate::sketch::{self, within};
use crate::town::{Town, applicant, post};

/// Five working days.
pub const FIVE_DAYS: Limit = Limit::Of(calendar::Length { count: 5, unit: Unit::WorkingDay });
/// A rejection without a condition.
pub const OFF: Rejection = Rejection::NotAvailable { condition: None };

/// Makes a town whose guards all have an answer.
pub fn town(program: Program) -> Town {
    Town::new(program, 1, 0)
}

/// Files a dossier by post that asks nobody.
pub fn filed<'a>(town: &'a Town, when: &str) -> Run<'a> {
    filed_for(town, when, &[])
}

/// Files a dossier with agencies to be asked.
pub fn filed_for<'a>(town: &'a Town, when: &str, agencies: &[&str]) -> Run<'a> {
    town.set(at(when));
    Run::file(town, 0, agencies).unwrap()
}

/// The officer of most steps.
pub fn officer() -> Actor {
    post("can_bo_01")
}

/// A colleague of his.
pub fn colleague() -> Actor {
    post("can_bo_02")
}

/// Wires the filing, the steps and the approving end one behind the other.
pub fn line(program: &mut Program, steps: &[NodeIx]) -> NodeIx {
    let end = sketch::end(program, EndResult::Approved);
    let all: Vec<NodeIx> = std::iter::once(program.start).chain(steps.iter().copied()).collect();
    sketch::sequence(program, &all, end);
    end
}

/// Gives a step an office's deadline that ends with its day.
pub fn office(program: &mut Program, node: NodeIx, limit: Limit) -> RuleIx {
    sketch::deadline(program, node, sketch::by_day(limit, Bearer::Office))
}

/// Gives a step the applicant's deadline.
pub fn applicants(program: &mut Program, node: NodeIx, limit: Limit) -> RuleIx {
    sketch::deadline(program, node, sketch::by_day(limit, Bearer::Applicant))
}

/// So many working days.
pub fn days(count: u32) -> Limit {
    within(count, Unit::WorkingDay)
}

/// Lets the first button or outcome of a step start the dossier's clock.
pub fn starts(program: &mut Program, node: NodeIx) {
    let action = program.graph[node].actions.iter_mut().find(|action| action.proceeds).unwrap();
    action.effects.starts.push(DOSSIER);
}

/// Lets the first button or outcome of a step stop the dossier's clock.
pub fn stops(program: &mut Program, node: NodeIx) {
    let action = program.graph[node].actions.iter_mut().find(|action| action.proceeds).unwrap();
    action.effects.stops.push(DOSSIER);
}

/// Adds an `anytime` entry of a role, available from the filing on, without limit.
pub fn right(program: &mut Program, id: &str, role: u16, does: AnytimeKind) -> AnytimeIx {
    let ix = AnytimeIx(u8::try_from(program.anytime.len()).unwrap());
    program.anytime.push(Anytime {
        id: id.to_owned(),
        name: id.to_owned(),
        role: RoleIx(role),
        from_start: true,
        when: None,
        does,
        ask: Vec::new(),
        print: Vec::new(),
        status: Statuses::default(),
        legal: Vec::new(),
        times: None,
        effects: program::Effects::default(),
    });
    ix
}

/// Uses an `anytime` entry.
pub fn trigger(actor: Actor, anytime: AnytimeIx) -> Command {
    Command::Trigger { actor, anytime, answers: Answers::default() }
}

/// Uses an entry of the applicant's.
pub fn withdraw(anytime: AnytimeIx) -> Command {
    trigger(applicant(), anytime)
}

/// A message with a number and an opinion.
pub fn tidings(name: &str, number: &str) -> Command {
    let fields = Answers::default().with("so", number).with("y_kien", "dong_y");
    Command::Message(Incoming { name: name.to_owned(), fields })
}

/// Money for a bill.
pub fn paying(bill: ActivationId, payment: &str, amount: i64, paid_at: &str) -> Command {
    Command::Pay(Paying { bill, payment: payment.into(), amount, paid_at: at(paid_at) })
}

/// What a worker says of a job.
pub fn reported(activation: ActivationId, outcome: JobOutcome) -> Command {
    Command::Job { activation, outcome }
}

/// A job that is done.
pub fn done() -> JobOutcome {
    JobOutcome::Done(Answers::default().with("so", "3"))
}

/// An attempt that failed.
pub fn failed(retries: Option<u8>) -> JobOutcome {
    JobOutcome::Failed { retries, message: "Máy chủ không trả lời".to_owned() }
}

/// A business error.
pub fn error(code: &str) -> JobOutcome {
    JobOutcome::Error { code: code.to_owned(), message: "Không tìm thấy".to_owned() }
}

/// Something an operator does alone.
pub fn operate(what: Operation) -> Command {
    Command::Operate { operator: "quan_tri_01".into(), what }
}

/// Proposes an act of an operator, and lets another approve it.
pub fn two_persons(run: &mut Run<'_>, when: &str, act: OperatorAct) -> Result<(), Rejection> {
    let ground = "Sửa sai sót".to_owned();
    run.send(when, &operate(Operation::Propose { act, ground, answers: Answers::default() }))?;
    let proposal = run.instance.proposals.last().unwrap().id;
    let what = Operation::Settle { proposal, approve: true };
    run.send(when, &Command::Operate { operator: "quan_tri_02".into(), what }).map(|_| ())
}

/// Suspends a dossier legally, or lifts that.
pub fn suspend(on: bool) -> Command {
    Command::Suspend { actor: officer(), on, ground: "Điều 12".to_owned() }
}

/// The dossier's clock.
pub fn clock<'r>(run: &'r Run<'_>) -> &'r LegalClock {
    run.instance.clock(DOSSIER).expect("started")
}

/// The due of the dossier's clock, or none while it is not known.
pub fn due(run: &Run<'_>) -> Option<Instant> {
    clock(run).state.due.instant()
}

/// The verdict on the dossier.
pub fn verdict(run: &Run<'_>) -> Option<Verdict> {
    clock(run).verdict
}

/// The open or parked activation of a step, or of one agency of a list.
pub fn find<'r>(run: &'r Run<'_>, step: &str) -> &'r Activation {
    let found = run.instance.activations.iter().find(|one| address(run, one) == step);
    found.unwrap_or_else(|| panic!("{step} among {:?}", waiting(run)))
}

/// The step clock's due of an open step.
pub fn due_of(run: &Run<'_>, step: &str) -> Option<Instant> {
    find(run, step).clock.as_ref().and_then(|clock| match clock.state.due {
        Due::At(due) => Some(due),
        Due::Undetermined(_) | Due::NoLimit => None,
    })
}

fn address(run: &Run<'_>, one: &Activation) -> String {
    let id = &run.town.program.node(one.node).id;
    one.item.as_ref().map_or(id.clone(), |item| format!("{id}[{item}]"))
}

/// What waits: the open and parked leaves, oldest first.
pub fn waiting(run: &Run<'_>) -> Vec<String> {
    run.instance.activations.iter().filter(|one| one.is_leaf()).map(|one| address(run, one)).collect()
}

/// When something of a kind happened.
pub fn happened(run: &Run<'_>, is: impl Fn(&Event) -> bool) -> Vec<Instant> {
    run.log
        .iter()
        .flat_map(|pass| pass.events.iter().map(move |event| (event, pass.at)))
        .filter(|(event, _)| is(event))
        .map(|(_, at)| at)
        .collect()
}

/// Which steps were cancelled for a cause, in order.
pub fn cancelled(run: &Run<'_>, cause: Cause) -> Vec<String> {
    let events = || run.log.iter().flat_map(|pass| &pass.events);
    let opened = |id: ActivationId| {
        events().find_map(|event| match event {
            Event::Opened { activation, .. } if activation.id == id => Some(address(run, activation)),
            _ => None,
        })
    };
    let gone = events().filter_map(|event| match event {
        Event::Cancelled { id, cause: of, .. } if *of == cause => Some(opened(*id).unwrap_or_default()),
        _ => None,
    });
    gone.collect()
}

/// The kinds of open incidents.
pub fn incidents(run: &Run<'_>) -> Vec<IncidentKind> {
    run.instance.incidents.iter().map(|incident| incident.kind).collect()
}
