//! What several rules ask of a definition: who acts, which deadlines there are, which calendar counts, what runs when.
//! It reports nothing.

use calendar::{Calendar, Limit};
use source::Spanned;

use super::Subject;
use crate::compiler::{StepAt, Via, fields, names_action, names_ending, names_step};
use crate::files::{
    ClockDef, DeadlineDef, EventRef, FieldDef, RoleDef, RolePlace, StepDef, StepKind, UserDef, WithinDef,
};

/// Is a deadline and where it stands.
pub(super) struct Timed<'a> {
    /// Address for `waive`: `deadline`, the clock, or the step.
    pub at: &'a str,
    /// The step; none for a clock of the dossier.
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

    /// Tells whether a role is of the applicant's side: that of the start event, or one that says so.
    pub(super) fn is_applicants(&self, role: &RoleDef) -> bool {
        role.applicant || self.applicant() == Some(&role.id.value)
    }

    /// Tells whether an office bears a step: its role, or nobody's where it has none. No, where the role is unknown
    /// or outside, which other rules report.
    pub(super) fn is_office(&self, step: &StepDef) -> bool {
        let Some(role) = step.role() else { return true };
        let inside = self.definition.role(&role.value).filter(|role| role.at.value != RolePlace::Outside);
        self.applicant().is_some() && inside.is_some_and(|role| !self.is_applicants(role))
    }

    /// Lists the deadlines: the dossier's, those of its further clocks, those of steps.
    pub(super) fn deadlines(&self) -> Vec<Timed<'a>> {
        let dossier = self.definition.deadline.iter().map(|deadline| Timed { at: "deadline", step: None, deadline });
        let clock = |clock: &'a ClockDef| Timed { at: &clock.id.value, step: None, deadline: &clock.deadline };
        let steps = self.definition.steps.iter().enumerate().filter_map(|(at, step)| {
            Some(Timed { at: &step.id.value, step: Some(at), deadline: step.time.deadline.as_ref()? })
        });
        dossier.chain(self.definition.clocks.iter().map(clock)).chain(steps).collect()
    }

    /// Finds what a path of data names: a field of the form, or of what another step is told.
    pub(super) fn data(&self, path: &str) -> Option<&'a FieldDef> {
        let form = fields(self.definition).find(|one| one.path() == path).map(|one| one.field);
        form.or_else(|| {
            let (step, id) = path.split_once('.')?;
            told(self.definition.step(step)?).iter().find(|field| field.id.value == id)
        })
    }

    /// Finds a calendar by id.
    pub(super) fn calendar(&self, id: &str) -> Option<&'a Calendar> {
        self.calendars.iter().find(|calendar| calendar.text().id == id)
    }

    /// Finds the calendar a deadline counts with: the reception's before the dossier's clock can run.
    pub(super) fn calendar_of(&self, timed: &Timed<'_>) -> Option<&'a Calendar> {
        if let Some(own) = &timed.deadline.calendar {
            return self.calendar(&own.value);
        }
        let calendars = self.definition.calendar.as_ref()?;
        let after = self.after_start();
        let before = timed.step.is_some_and(|at| after.is_some_and(|after| !after[at]));
        self.calendar(if before { &calendars.reception.value } else { &calendars.processing.value })
    }

    /// Tells of each step whether the dossier's clock can have started before it; none where `from` is unknown.
    pub(super) fn after_start(&self) -> Option<Vec<bool>> {
        self.after(self.definition.deadline.as_ref()?)
    }

    /// Tells of each step whether a clock can have started before it; none where its `from` is unknown.
    pub(super) fn after(&self, clock: &DeadlineDef) -> Option<Vec<bool>> {
        let mut after: Vec<StepAt> = Vec::new();
        for event in Some(&clock.from).filter(|from| !from.is_empty())? {
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
            Via::Outcome(n) => names_ending(event, step, step.endings()[step.actions().len() + n]),
            Via::Start | Via::Done => step.endings().pop().is_some_and(|ending| names_ending(event, step, ending)),
            Via::Skip => names_step(event, step),
            Via::Timeout => event.action.as_deref() == Some("timeout"),
            Via::Error(_) => event.action.as_deref() == Some("failed"),
            Via::Branch(_) | Via::Enter(_) => false,
        };
        let mut led: Vec<StepAt> = self.outline.out(at).filter(|edge| named(edge.via)).map(|edge| edge.to).collect();
        led.extend(self.outline.onward(at).filter(|_| step.parallel().is_some() && names_step(event, step)));
        Some(led).filter(|led| !led.is_empty())
    }
}

/// Lists what a step is told: the content of its message, or the answer of its job.
pub(super) fn told(step: &StepDef) -> &[FieldDef] {
    match &step.kind {
        StepKind::Receive(receive) => receive.message.as_ref().map_or(&[], |message| &message.fields),
        StepKind::Service(service) => &service.answer,
        _ => &[],
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
