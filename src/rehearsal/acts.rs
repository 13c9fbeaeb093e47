//! Makes the engine's command of what a line says: who acts, on which task, with which answers.
//! It admits nothing; the engine does.

use engine::{
    Activation, ActivationId, Actor, Answers, Closed, Command, Incoming, JobOutcome, Name, Paying, Rejection,
};
use procedure::files::scenario::AnswerDef;
use program::{ActionIx, ActionKind, AnytimeIx, BillLine, NodeIx, RoleIx, Work};

use crate::address::{ERROR_CODE, JobEnd, PAID};
use crate::fill::Fill;
use crate::{Rehearsal, people};

/// A command, and the role in which it is given.
pub(crate) type Made = (Command, Option<RoleIx>);

/// Who presses, and what is answered.
pub(crate) struct Act<'r, 'a> {
    /// The dossier, at the moment of the act.
    pub dossier: &'r Rehearsal<'a>,
    /// The post the test names.
    pub post: Option<Actor>,
    /// What the test answers.
    pub with: &'r [AnswerDef],
}

impl Act<'_, '_> {
    /// Makes the command of a button, on the open task of its step or else on the last one that was.
    ///
    /// # Errors
    /// That nobody of the directory may press it: then there is no one to ask the engine for.
    pub fn button(&self, node: NodeIx, action: ActionIx, item: Option<&str>) -> Result<Made, Rejection> {
        let program = self.dossier.stage().program();
        let button = program.action(node, action);
        let item = item.map(Name::from);
        let open = self.open(node, item.as_ref());
        let own = open.and_then(|open| open.role).or(program.role_of(node));
        let role = match button.kind {
            ActionKind::Button(Some(role)) => Some(role),
            ActionKind::Button(None) | ActionKind::Outcome => own,
        };
        let agency = |role| match open {
            Some(open) => people::agency_of(self.dossier, role, open),
            None => people::agency(self.dossier, role, item.as_ref()),
        };
        let first = |role| people::first(self.dossier, role, &agency(role), Some(node));
        let nobody =
            || Rejection::NotInRole { role: role.map_or_else(String::new, |role| program.role(role).id.clone()) };
        let command = Command::Act {
            actor: self.post.clone().or_else(|| role.and_then(first)).ok_or_else(nobody)?,
            activation: self.task(node, item.as_ref()),
            action: button.id.clone(),
            answers: self.fill(|fill| fill.act(&button.ask, program.node(node).work.slots(), self.with)),
            received_at: None,
        };
        Ok((command, role))
    }

    /// Makes the command of an `anytime` entry.
    ///
    /// # Errors
    /// That nobody of the directory may use it.
    pub fn right(&self, anytime: AnytimeIx) -> Result<Made, Rejection> {
        let program = self.dossier.stage().program();
        let entry = &program.anytime[anytime.at()];
        let agency = people::agency(self.dossier, entry.role, None);
        let first = || people::first(self.dossier, entry.role, &agency, None);
        let nobody = || Rejection::NotInRole { role: program.role(entry.role).id.clone() };
        let command = Command::Trigger {
            actor: self.post.clone().or_else(first).ok_or_else(nobody)?,
            anytime,
            answers: self.fill(|fill| fill.act(&entry.ask, &[], self.with)),
        };
        Ok((command, Some(entry.role)))
    }

    /// Makes the command of a message.
    pub fn message(&self, node: NodeIx) -> Command {
        let work = &self.dossier.stage().program().node(node).work;
        let name = match work {
            Work::Message(message) => message.name.clone(),
            _ => String::new(),
        };
        Command::Message(Incoming { name, fields: self.fill(|fill| fill.message(work.slots(), self.with)) })
    }

    /// Makes the command of a job that is done, or that cannot be.
    pub fn job(&self, node: NodeIx, end: JobEnd) -> Command {
        let slots = self.dossier.stage().program().node(node).work.slots();
        let outcome = match (end, self.written(ERROR_CODE)) {
            (JobEnd::Done, _) => JobOutcome::Done(self.fill(|fill| fill.message(slots, self.with))),
            (JobEnd::Failed, Some(code)) => JobOutcome::Error { code: code.to_owned(), message: String::new() },
            (JobEnd::Failed, None) => JobOutcome::Failed { retries: Some(0), message: String::new() },
        };
        Command::Job { activation: self.task(node, None), outcome }
    }

    /// Makes the command of a payment: of what is due, or of so much; each has a name of its own.
    pub fn payment(&self, node: NodeIx, number: usize) -> Command {
        let due = self.open(node, None).and_then(|open| open.bill.as_ref()).map(|bill| bill.due() - bill.paid);
        let written = self.written(PAID).map(|text| text.parse().unwrap_or(0));
        Command::Pay(Paying {
            bill: self.task(node, None),
            payment: Name::from(format!("nop-tien-{number}")),
            amount: written.or(due).unwrap_or_else(|| self.unpaid(node)),
            paid_at: self.dossier.now(),
        })
    }

    /// Returns what a bill that is closed still asked.
    fn unpaid(&self, node: NodeIx) -> i64 {
        let instance = self.dossier.instance();
        let lines = match &self.dossier.stage().program().node(node).work {
            Work::Payment(payment) => payment.lines.as_slice(),
            _ => &[],
        };
        let assessed = instance.assessed.iter().filter(|(line, _)| lines.contains(line));
        let left = |(line, amount): &(BillLine, i64)| (amount - instance.paid_on(*line)).max(0);
        assessed.map(left).sum()
    }

    /// Returns the open task of a step, or else the last one that was.
    fn task(&self, node: NodeIx, item: Option<&Name>) -> ActivationId {
        let was = |closed: &&Closed| closed.node == node && closed.item.as_ref() == item;
        let closed = || self.dossier.instance().closed.iter().rev().find(was).map(|closed| closed.id);
        self.open(node, item).map(|open| open.id).or_else(closed).unwrap_or(ActivationId::ROOT)
    }

    fn open(&self, node: NodeIx, item: Option<&Name>) -> Option<&Activation> {
        let is = |open: &&Activation| open.node == node && open.item.as_ref() == item && open.is_leaf();
        self.dossier.instance().open().find(is)
    }

    fn written(&self, id: &str) -> Option<&str> {
        let found = self.with.iter().find(|answer| answer.address.value == id)?;
        found.values.first().map(String::as_str)
    }

    fn fill(&self, fill: impl FnOnce(Fill<'_>) -> Answers) -> Answers {
        let stage = self.dossier.stage();
        fill(Fill {
            program: stage.program(),
            today: stage.zone().date(self.dossier.now()),
            agency: self.dossier.instance().filing.competent.as_str(),
        })
    }
}
