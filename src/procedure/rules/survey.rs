//! What several rules ask of a definition: who acts, which deadlines there are, which calendar counts, what runs when.
//! It reports nothing.

use calendar::{Calendar, Limit};
use source::Spanned;

use super::Subject;
use crate::compiler::{StepAt, Via, names_action, names_step};
use crate::files::{DeadlineDef, EventRef, RoleAt, StepDef, StepKind, UserDef, WithinDef};

/// Is a deadline and where it stands.
pub(super) struct Timed<'a> {
    /// Address for `waive`: `deadline`, or the step.
    pub at: &'a str,
    /// The step; none for the dossier's deadline.
    pub step: Option<StepAt>,
    /// The deadline.
    pub deadline: &'a DeadlineDef,
}

impl<'a> Subject<'a> {
    /// Gives the role of the applicant, that of the start event.
    pub(super) fn applicant(&self) -> Option<&'a str> {
        let role = |step: &'a StepDef| match &step.kind {
            StepKind::Start(start) => start.role.as_ref(),
            _ => None,
        };
        self.definition.steps.iter().find_map(role).map(|role| role.value.as_str())
    }

    /// Lists the user tasks.
    pub(super) fn tasks(&self) -> impl Iterator<Item = (StepAt, &'a StepDef, &'a UserDef)> {
        self.definition.steps.iter().enumerate().filter_map(|(at, step)| Some((at, step, step.user()?)))
    }

    /// Tells whether an office acts; no, where the role is unknown or outside, which other rules report.
    pub(super) fn is_office(&self, user: &UserDef) -> bool {
        let role = user.role.as_ref().and_then(|role| self.definition.role(&role.value));
        let inside = role.filter(|role| role.at.value != RoleAt::Outside);
        inside.is_some_and(|role| self.applicant().is_some_and(|applicant| applicant != role.id.value))
    }

    /// Lists the deadlines, the dossier's first.
    pub(super) fn deadlines(&self) -> Vec<Timed<'a>> {
        let dossier = self.definition.deadline.iter().map(|deadline| Timed { at: "deadline", step: None, deadline });
        let steps = self.tasks().filter_map(|(at, step, user)| {
            Some(Timed { at: &step.id.value, step: Some(at), deadline: user.deadline.as_ref()? })
        });
        dossier.chain(steps).collect()
    }

    /// Finds a calendar by id.
    pub(super) fn calendar(&self, id: &str) -> Option<&'a Calendar> {
        self.calendars.iter().find(|calendar| calendar.text().id == id)
    }

    /// Finds the calendar a deadline counts with: the reception's before the dossier's clock can run.
    pub(super) fn calendar_of(&self, timed: &Timed<'_>) -> Option<&'a Calendar> {
        let calendars = self.definition.calendar.as_ref()?;
        let after = self.after_start();
        let before = timed.step.is_some_and(|at| after.is_some_and(|after| !after[at]));
        self.calendar(if before { &calendars.reception.value } else { &calendars.processing.value })
    }

    /// Tells of each step whether the dossier's clock can have started before it; none where `from` is unknown.
    pub(super) fn after_start(&self) -> Option<Vec<bool>> {
        let mut after: Vec<StepAt> = Vec::new();
        let from = Some(&self.definition.deadline.as_ref()?.from).filter(|from| !from.is_empty())?;
        for event in from {
            after.extend(self.led_to_by(&event.value)?);
        }
        after.extend(self.outline.anytime.iter().flatten());
        Some(self.outline.reach(&after, |_| true)).filter(|_| !after.is_empty())
    }

    /// Lists the steps an event leads to; none where nothing has its name.
    fn led_to_by(&self, event: &EventRef) -> Option<Vec<StepAt>> {
        if let Some(at) = self.definition.anytime.iter().position(|one| one.id.value == event.step) {
            return Some(self.outline.anytime[at].into_iter().collect());
        }
        let at = self.outline.find(&event.step)?;
        let step = &self.definition.steps[at];
        let named = |via: Via| match via {
            Via::Action(n) => names_action(event, step, &step.actions()[n]),
            Via::Start | Via::Skip => names_step(event, step),
            Via::Branch(_) | Via::Timeout => false,
        };
        let led: Vec<StepAt> = self.outline.out(at).filter(|edge| named(edge.via)).map(|edge| edge.to).collect();
        Some(led).filter(|led| !led.is_empty())
    }
}

/// Lists the limits of a deadline; none if they could not be read.
pub(super) fn limits(deadline: &DeadlineDef) -> Vec<&Spanned<Limit>> {
    match &deadline.within {
        None => Vec::new(),
        Some(WithinDef::One(limit)) => vec![limit],
        Some(WithinDef::Table(lines)) => lines.iter().map(|(_, limit)| limit).collect(),
    }
}
