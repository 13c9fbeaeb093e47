//! What is done in a step, and the ways it can be completed.

use program::{
    Action, ActionIx, ActionKind, Ask, BillLine, Each, FeeIx, FlowIx, FlowKind, FourEyes, Job, Message, Payment,
    Person, Quorum, Slot, Source, Statuses, Wait, Work,
};
use source::Spanned;

use super::super::guards::{Place, field_type};
use super::ways::action_ix;
use super::{Lowering, node_ix};
use crate::files::{
    ActionDef, FieldDef, JoinDef, MessageDef, OutcomeDef, PaymentDef, ReceiveDef, ServiceDef, StatusDef, StepAt,
    StepDef, StepKind, UserDef, WaitDef, WaitFor,
};

/// Attempts after the first, unless written (`language.md` b4, `retry`).
const RETRIES_DEFAULT: u8 = 3;
/// Minutes between attempts, unless written (`language.md` b4, `retry`).
const RETRY_AFTER_DEFAULT: u32 = 5;

impl Lowering<'_> {
    /// Lowers what is done in a step.
    pub(super) fn work(&self, at: StepAt, step: &StepDef) -> Option<Work> {
        Some(match &step.kind {
            StepKind::Start(start) => Work::Submit { role: self.role_ix(start.role.as_ref()?)? },
            StepKind::User(user) => Work::Person(self.person(user)?),
            StepKind::Receive(receive) => self.receive(at, receive)?,
            StepKind::Service(service) => Work::Job(self.job(service)?),
            StepKind::Exclusive(_) => Work::None,
            StepKind::Parallel(_) => Work::Open(self.block_ix(at)?),
            StepKind::Wait(wait) => Work::Wait(self.wait(wait)?),
            StepKind::End(end) => Work::End(program::End {
                result: end.result.as_ref()?.value,
                rating: end.rating,
                terminate: end.terminate,
            }),
        })
    }

    fn person(&self, user: &UserDef) -> Option<Person> {
        let not_same = |id: &Spanned<String>| {
            let node = node_ix(self.outline.find(&id.value)?)?;
            Some(FourEyes { node, latest: user.latest_round })
        };
        let each = match &user.for_each {
            None => None,
            Some(path) => Some(Each {
                field: self.field_ix(&path.value)?,
                quorum: quorum(user.join.as_ref().map(|join| &join.value)),
                sequential: user.mode.as_ref().is_some_and(|mode| mode.value == crate::files::Mode::Sequential),
            }),
        };
        Some(Person {
            role: self.role_ix(user.role.as_ref()?)?,
            not_same_as: user.not_same_as.iter().filter_map(not_same).collect(),
            supplement: user.supplement.and_then(|_| self.letter("bo_sung")),
            each,
        })
    }

    fn receive(&self, at: StepAt, receive: &ReceiveDef) -> Option<Work> {
        let role = receive.role.as_ref().and_then(|role| self.role_ix(role));
        match &receive.message {
            Some(message) => Some(Work::Message(Message {
                role,
                name: message.name.as_ref()?.value.clone(),
                fields: slots(message),
                key: message.key.as_ref().and_then(|path| self.source(&path.value)),
                buffer: self.buffers.iter().find(|(step, _)| *step == at).map(|(_, rule)| *rule),
            })),
            None => Some(Work::Payment(Payment { role: role?, lines: self.bill_lines(&receive.payment)? })),
        }
    }

    fn bill_lines(&self, payment: &[PaymentDef]) -> Option<Vec<BillLine>> {
        let fees = &self.definition.fees;
        let fee = |at: usize| u8::try_from(at).ok().map(|at| BillLine::Fee(FeeIx(at)));
        let mut lines = Vec::new();
        for one in payment {
            match one {
                PaymentDef::Fees(_) => lines.extend((0..fees.len()).filter_map(fee)),
                PaymentDef::Fee(id) => lines.push(fee(fees.iter().position(|fee| fee.id.value == id.value)?)?),
                PaymentDef::Amount(path) => lines.push(BillLine::Amount(self.source(&path.value)?)),
            }
        }
        Some(lines)
    }

    fn job(&self, service: &ServiceDef) -> Option<Job> {
        let send = service.send.iter().map(|path| (path.value.clone(), self.source(&path.value)));
        let retry = service.retry.as_ref().map(|retry| &retry.value);
        let minutes = |every: &calendar::Length| match every.unit {
            calendar::Unit::Hour => every.count * 60,
            _ => every.count,
        };
        Some(Job {
            topic: service.topic.as_ref()?.value.clone(),
            send: send.collect(),
            answer: service.answer.iter().map(slot).collect(),
            retries: retry.map_or(RETRIES_DEFAULT, |retry| u8::try_from(retry.times).unwrap_or(u8::MAX)),
            retry_after: retry.map_or(RETRY_AFTER_DEFAULT, |retry| minutes(&retry.every)),
        })
    }

    fn wait(&self, wait: &WaitDef) -> Option<Wait> {
        let date = match &wait.wait.as_ref()?.value {
            WaitFor::Length(_) => None,
            WaitFor::Date(path) => Some(self.source(path)?),
        };
        let by_timer = wait.actions.iter().position(ActionDef::is_by_timer);
        Some(Wait { date, at_end: action_ix(by_timer.unwrap_or(wait.actions.len())) })
    }

    /// Finds where a path is read from: a field of the form, or an answer of a step.
    pub(super) fn source(&self, path: &str) -> Option<Source> {
        if let Some(field) = self.field_ix(path) {
            return Some(Source::Field(field));
        }
        let (step, name) = path.split_once('.')?;
        let at = self.outline.find(step)?;
        let fields: &[FieldDef] = match &self.definition.steps[at].kind {
            StepKind::Receive(receive) => &receive.message.as_ref()?.fields,
            StepKind::Service(service) => &service.answer,
            _ => return None,
        };
        let slot = fields.iter().position(|field| field.id.value == name)?;
        Some(Source::Answer(node_ix(at)?, u8::try_from(slot).ok()?))
    }

    /// Lowers the ways a step can be completed: buttons, then outcomes or the word of its work.
    pub(super) fn actions(&self, at: StepAt, step: &StepDef, flows: &[(FlowKind, FlowIx)]) -> Vec<Action> {
        let flow = |n: usize| {
            let wanted = FlowKind::Action(action_ix(n));
            flows.iter().find(|(kind, _)| *kind == wanted).map(|(_, flow)| *flow)
        };
        let buttons = step.actions();
        let mut actions: Vec<Action> =
            buttons.iter().enumerate().map(|(n, action)| self.button(at, step, (n, action), flow(n))).collect();
        let declared = step.receive().map(|receive| receive.outcomes.as_slice()).unwrap_or_default();
        let outcomes = declared.iter().enumerate();
        actions.extend(outcomes.map(|(n, outcome)| self.outcome(at, step, (n, outcome), flow(buttons.len() + n))));
        if declared.is_empty()
            && let Some((id, name)) = word(step)
        {
            actions.push(self.word(step, (id, name), flow(buttons.len())));
        }
        actions
    }

    fn button(&self, at: StepAt, step: &StepDef, (n, action): (usize, &ActionDef), flow: Option<FlowIx>) -> Action {
        let by = action.by.as_ref().and_then(|role| self.role_ix(role));
        let is_list = step.user().is_some_and(|user| user.for_each.is_some());
        let proceeds = action.next.is_none() && action.exit.is_none();
        let own = |event: &crate::files::EventRef| match &event.action {
            Some(word) => *word == action.id.value,
            None => proceeds && !is_list,
        };
        Action {
            id: action.id.value.clone(),
            name: action.name.value.clone(),
            kind: if action.is_by_timer() { ActionKind::Outcome } else { ActionKind::Button(by) },
            when: self.guard(Place::Action(at, n)),
            ask: self.asks(action),
            print: self.letters_of(&action.print),
            sign: self.results(&action.sign),
            sign_letters: action.sign.iter().filter_map(|id| self.letter(&id.value)).collect(),
            returns: self.results(&action.returns),
            extend: self.extension_of(Place::Action(at, n)),
            flow,
            proceeds,
            status: self.statuses(&action.status),
            legal: self.cites(&action.legal),
            effects: self.effects(|event| event.step == step.id.value && own(event)),
        }
    }

    fn asks(&self, action: &ActionDef) -> Vec<Ask> {
        let mut asks = self.ask_list(&action.ask);
        let stated = action.extend.as_ref().is_some_and(|extend| extend.value.at_most);
        asks.extend(stated.then_some(Ask::Extension));
        asks
    }

    fn outcome(&self, at: StepAt, step: &StepDef, (n, outcome): (usize, &OutcomeDef), flow: Option<FlowIx>) -> Action {
        let proceeds = outcome.to.is_none() && outcome.exit.is_none();
        Action {
            when: self.guard(Place::Outcome(at, n)),
            print: self.letters_of(&outcome.print),
            sign: self.results(&outcome.produces),
            proceeds,
            status: self.statuses(&outcome.status),
            legal: self.cites(&outcome.legal),
            ..self.bare(step, (&outcome.id.value, &outcome.name.value), flow, proceeds)
        }
    }

    fn word(&self, step: &StepDef, (id, name): (&str, &str), flow: Option<FlowIx>) -> Action {
        let produces = match &step.kind {
            StepKind::Service(service) => self.results(&service.produces),
            _ => Vec::new(),
        };
        Action { sign: produces, ..self.bare(step, (id, name), flow, true) }
    }

    /// Makes an outcome with nothing but its name, its flow, and what it means for clocks and rights.
    fn bare(&self, step: &StepDef, (id, name): (&str, &str), flow: Option<FlowIx>, proceeds: bool) -> Action {
        let own = |event: &crate::files::EventRef| match &event.action {
            Some(word) => word == id,
            None => proceeds,
        };
        Action {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: ActionKind::Outcome,
            when: None,
            ask: Vec::new(),
            print: Vec::new(),
            sign: Vec::new(),
            sign_letters: Vec::new(),
            returns: Vec::new(),
            extend: None,
            flow,
            proceeds,
            status: Statuses::default(),
            legal: Vec::new(),
            effects: self.effects(|event| event.step == step.id.value && own(event)),
        }
    }

    /// Lowers statuses that something sets.
    pub(super) fn statuses(&self, status: &StatusDef) -> Statuses {
        let axes = &self.definition.statuses;
        let of = |set: &crate::files::AxisCode| {
            let axis = axes.iter().position(|axis| axis.id.value == set.axis.value)?;
            let code = axes[axis].codes.iter().position(|(code, _)| code.value == set.code.value)?;
            Some((program::AxisIx(u8::try_from(axis).ok()?), u8::try_from(code).ok()?))
        };
        Statuses {
            national: status.national.as_ref().map(|status| status.value),
            axes: status.axes.iter().filter_map(of).collect(),
        }
    }
}

/// Returns the one outcome of a step that declares none (`language.md` b7, outcome words).
fn word(step: &StepDef) -> Option<(&'static str, &'static str)> {
    match &step.kind {
        StepKind::Receive(receive) if receive.message.is_some() => Some(("received", "Đã nhận")),
        StepKind::Receive(_) => Some(("paid", "Đã nộp")),
        StepKind::Service(_) => Some(("done", "Đã xong")),
        StepKind::Wait(_) => Some(("done", "Đã hết thời gian chờ")),
        _ => None,
    }
}

fn slots(message: &MessageDef) -> Vec<Slot> {
    message.fields.iter().map(slot).collect()
}

fn slot(field: &FieldDef) -> Slot {
    Slot {
        id: field.id.value.clone(),
        label: field.label.value.clone(),
        ty: field_type(field),
        optional: field.optional,
    }
}

/// Lowers a quorum; all, unless written.
pub(super) fn quorum(join: Option<&JoinDef>) -> Quorum {
    match join {
        None | Some(JoinDef::All) => Quorum::All,
        Some(JoinDef::Any) => Quorum::AtLeast(1),
        Some(JoinDef::Count(count)) => Quorum::AtLeast(u8::try_from(*count).unwrap_or(u8::MAX)),
    }
}

/// Position of an action, for those who only have its name.
pub(super) fn action_named(step: &StepDef, id: &str) -> Option<ActionIx> {
    step.actions().iter().position(|one| one.id.value == id).map(action_ix)
}
