//! What facts ask of the outside: notices and letters. Derived, so that an outbox can be rebuilt from the log.

use calendar::Due;
use program::{Boundary, LetterIx, NodeIx, Program, RoleIx, RuleIx};

use crate::{ActivationId, Actor, Event, Instance, Name, Pass};

/// Something to be done outside, after the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Somebody is told.
    Notice {
        /// Who.
        to: Recipient,
        /// Of what.
        about: About,
        /// The task it is about.
        activation: Option<ActivationId>,
    },
    /// A letter is printed.
    Letter {
        /// Which.
        letter: LetterIx,
        /// The task that printed it.
        activation: Option<ActivationId>,
        /// The dossier's due that the command settled last: what the letter promises.
        due: Option<Due>,
        /// True if its printing is the act of signing it.
        signed: bool,
    },
    /// Finance has money to give back or to deal with (hoàn trả hoặc xử lý, sem 2.15).
    Refund,
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// One post.
    Post(Name),
    /// Everyone who serves a role.
    Role(RoleIx),
    /// The head of the unit of those who serve a role (`language.md` b7, Escalation).
    HeadOf(RoleIx),
    /// The applicant.
    Applicant,
}

/// Of what somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A task is open.
    TaskOpened,
    /// A task is due soon.
    Reminder,
    /// A task is overdue.
    TaskOverdue,
    /// A task was taken away.
    TaskCancelled,
    /// A task was given to somebody.
    TaskAssigned,
    /// A task was taken from somebody.
    TaskReassigned,
    /// An answer came after its task had closed.
    LateAnswer,
    /// The dossier is overdue.
    DossierOverdue,
    /// The dossier has ended.
    Ended,
}

impl About {
    /// Returns the id used in records and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::TaskOpened => "task_opened",
            Self::Reminder => "reminder",
            Self::TaskOverdue => "task_overdue",
            Self::TaskCancelled => "task_cancelled",
            Self::TaskAssigned => "task_assigned",
            Self::TaskReassigned => "task_reassigned",
            Self::LateAnswer => "late_answer",
            Self::DossierOverdue => "dossier_overdue",
            Self::Ended => "ended",
        }
    }
}

/// Derives the effects of one pass of a command that led to `after`; what was opened and closed in the command, or
/// is over by its end, is told to nobody (sem 2.20, 10 step 8).
pub fn effects(program: &Program, before: Option<&Instance>, after: &Instance, pass: &Pass) -> Vec<Effect> {
    let mut effects = Vec::new();
    let due = after.clock(RuleIx(0)).map(|clock| clock.state.due);
    for event in &pass.events {
        match event {
            Event::Opened { activation, .. } if activation.is_leaf() => {
                let open = after.activation(activation.id).and_then(|open| Some((open.id, open.role?)));
                effects.extend(open.map(|(id, role)| notice(program, role, About::TaskOpened, id)));
            }
            Event::Reminded { id, next, .. } if next.is_none_or(|next| next > pass.recorded_at) => {
                if let Some(role) = after.activation(*id).and_then(|open| open.role) {
                    effects.push(notice(program, role, About::Reminder, *id));
                }
            }
            Event::ClockReminded { clock, next, .. }
                if clock.0 == 0 && next.is_none_or(|next| next > pass.recorded_at) =>
            {
                effects.extend(of_dossier(after, program, About::Reminder));
            }
            Event::ClockEscalated { clock, boundary, .. } => {
                effects.extend(clock_escalated(program, after, *clock, *boundary));
            }
            Event::Held { id, holder } => {
                let before = before.and_then(|before| before.activation(*id)).and_then(|one| one.holder.clone());
                let lost = before.filter(|before| Some(before) != holder.as_ref());
                effects.extend(lost.map(|post| person(post, About::TaskReassigned, *id)));
                effects.extend(holder.clone().map(|post| person(post, About::TaskAssigned, *id)));
            }
            Event::Delegated { id, to: Some(to) } => effects.push(person(to.clone(), About::TaskAssigned, *id)),
            Event::PaidLate { .. } => effects.push(Effect::Refund),
            Event::Paid { surplus, .. } | Event::FeesAssessed { surplus, .. } if *surplus > 0 => {
                effects.push(Effect::Refund);
            }
            Event::AnsweredLate { id, .. } => {
                let closed = after.closed.iter().rev().find(|closed| closed.id == *id);
                let role = closed.and_then(|closed| crate::late::lister(program, closed.node));
                effects.extend(role.map(|role| notice(program, role, About::LateAnswer, *id)));
            }
            Event::StepOverdue { id, .. } => effects.extend(step_overdue(program, after, *id)),
            Event::Escalated { id, boundary, .. } => {
                let node = after.activation(*id).map(|activation| activation.node);
                effects.extend(node.into_iter().flat_map(|node| escalated(program, after, node, *id, *boundary)));
            }
            Event::ClockOverdue { clock, .. } if told_by_default(program, *clock) => {
                effects.extend(of_dossier(after, program, About::DossierOverdue));
            }
            Event::Cancelled { id, .. } => {
                // A list is no task: those of its items go with it.
                let gone = before.and_then(|before| before.activation(*id)).filter(|one| one.is_leaf());
                if let Some(role) = gone.and_then(|one| one.role) {
                    effects.push(notice(program, role, About::TaskCancelled, *id));
                }
            }
            Event::Printed { letter, activation, signed } => {
                effects.push(Effect::Letter { letter: *letter, activation: *activation, due, signed: *signed });
            }
            Event::Ended { .. } => {
                effects.push(Effect::Notice { to: Recipient::Applicant, about: About::Ended, activation: None });
            }
            _ => {}
        }
    }
    effects
}

fn notice(program: &Program, role: RoleIx, about: About, id: ActivationId) -> Effect {
    let to = if program.role(role).applicant { Recipient::Applicant } else { Recipient::Role(role) };
    Effect::Notice { to, about, activation: Some(id) }
}

/// Tells the head of the unit, unless the step says itself who is told (`language.md` b7).
fn step_overdue(program: &Program, after: &Instance, id: ActivationId) -> Option<Effect> {
    let activation = after.activation(id)?;
    let own = program.node(activation.node).boundary.iter().any(|one| matches!(one, Boundary::Overdue(_)));
    let role = activation.role.filter(|role| !own && !program.role(*role).applicant)?;
    Some(Effect::Notice { to: Recipient::HeadOf(role), about: About::TaskOverdue, activation: Some(id) })
}

fn escalated(program: &Program, after: &Instance, node: NodeIx, id: ActivationId, boundary: u8) -> Vec<Effect> {
    let Some(Boundary::Overdue(escalation)) = program.node(node).boundary.get(usize::from(boundary)) else {
        return Vec::new();
    };
    let told = |to| Effect::Notice { to, about: About::TaskOverdue, activation: Some(id) };
    if escalation.notify.is_empty() {
        let role = after.activation(id).and_then(|activation| activation.role);
        return role.map(|role| told(Recipient::HeadOf(role))).into_iter().collect();
    }
    let to = |role: &RoleIx| if program.role(*role).applicant { Recipient::Applicant } else { Recipient::Role(*role) };
    escalation.notify.iter().map(to).map(told).collect()
}

/// Tells whether the heads are told when the dossier's clock is overdue: unless the clock says itself who is.
fn told_by_default(program: &Program, clock: RuleIx) -> bool {
    let own = program.clocks[clock.at()].boundary.iter().any(|one| matches!(one, Boundary::Overdue(_)));
    clock.0 == 0 && !own
}

fn clock_escalated(program: &Program, after: &Instance, clock: RuleIx, boundary: u8) -> Vec<Effect> {
    let Some(Boundary::Overdue(escalation)) = program.clocks[clock.at()].boundary.get(usize::from(boundary)) else {
        return Vec::new();
    };
    if escalation.notify.is_empty() {
        return of_dossier(after, program, About::DossierOverdue);
    }
    let to = |role: &RoleIx| if program.role(*role).applicant { Recipient::Applicant } else { Recipient::Role(*role) };
    let told = |to| Effect::Notice { to, about: About::DossierOverdue, activation: None };
    escalation.notify.iter().map(to).map(told).collect()
}

fn person(actor: Actor, about: About, id: ActivationId) -> Effect {
    let to = match actor {
        Actor::Post(post) => Recipient::Post(post),
        Actor::Applicant(_) => Recipient::Applicant,
    };
    Effect::Notice { to, about, activation: Some(id) }
}

/// Tells the heads of those who hold the dossier without a deadline of their own.
fn of_dossier(after: &Instance, program: &Program, about: About) -> Vec<Effect> {
    let unbounded = after.open().filter(|one| one.clock.is_none());
    let office = unbounded.filter_map(|one| Some((one.id, one.role.filter(|role| !program.role(*role).applicant)?)));
    let told = |(id, role)| Effect::Notice { to: Recipient::HeadOf(role), about, activation: Some(id) };
    office.map(told).collect()
}
