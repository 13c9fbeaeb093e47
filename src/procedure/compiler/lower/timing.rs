//! Deadlines and timers: rules with their counting resolved, boundaries with their flows.

use calendar::{Bearer, Calendar, Counting, Limit, Rule, Unit};
use program::{ActionIx, Boundary, Channel, DeadlineRule, Entry, Escalation, FlowIx, On, RuleIx, Timeout};
use source::Spanned;

use super::super::outline::{Edge, Via};
use super::{Lowering, flow_of};
use crate::files::{DeadlineDef, OverdueDef, StepDef, StepKind, TimeoutDef, UserDef, WithinDef};

impl Lowering<'_> {
    /// The dossier's own clock `ho_so` (`language.md` b2, `name`).
    pub(super) fn dossier_rule(&self) -> Option<DeadlineRule> {
        let id = &self.definition.calendar.as_ref()?.processing.value;
        let deadline = self.definition.deadline.as_ref()?;
        self.rule("Thời hạn giải quyết", deadline, Bearer::Office, id)
    }

    /// The clock of a step; before the dossier's clock can have started it counts by the reception calendar.
    pub(super) fn step_rule(
        &self,
        at: usize,
        step: &StepDef,
        user: &UserDef,
        rules: &mut Vec<DeadlineRule>,
    ) -> Option<RuleIx> {
        let calendars = self.definition.calendar.as_ref()?;
        let id = if self.before_start(at) { &calendars.reception.value } else { &calendars.processing.value };
        let bearer = if self.is_applicants(user) { Bearer::Applicant } else { Bearer::Office };
        let rule = self.rule(&super::name(step), user.deadline.as_ref()?, bearer, id)?;
        rules.push(rule);
        u16::try_from(rules.len() - 1).ok().map(RuleIx)
    }

    fn rule(&self, name: &str, deadline: &DeadlineDef, bearer: Bearer, id: &str) -> Option<DeadlineRule> {
        let calendar = self.calendars.iter().find(|calendar| calendar.text().id == id)?;
        Some(DeadlineRule {
            name: name.to_owned(),
            entries: self.entries(deadline, bearer, calendar)?,
            calendar: id.to_owned(),
            bearer,
            legal: self.cites(&deadline.legal),
        })
    }

    fn entries(&self, deadline: &DeadlineDef, bearer: Bearer, calendar: &Calendar) -> Option<Vec<Entry>> {
        let counting = |limit: &Spanned<Limit>| counting(deadline, limit.value, bearer, calendar);
        match deadline.within.as_ref()? {
            WithinDef::One(limit) => Some(vec![Entry { on: On::Otherwise, counting: counting(limit) }]),
            WithinDef::Table(lines) => {
                lines.iter().map(|(key, limit)| Some(Entry { on: self.on(key)?, counting: counting(limit) })).collect()
            }
        }
    }

    fn on(&self, key: &Spanned<String>) -> Option<On> {
        if key.value == "otherwise" {
            return Some(On::Otherwise);
        }
        let case = self.case_ixs(std::slice::from_ref(key)).first().copied().map(On::Case);
        case.or_else(|| Channel::from_id(&key.value).map(On::Channel))
    }

    /// Tells whether a step can be reached before any event of `from`.
    fn before_start(&self, at: usize) -> bool {
        let from: Vec<_> = self.definition.deadline.iter().flat_map(|deadline| &deadline.from).collect();
        let starts = |edge: &Edge| {
            let step = &self.definition.steps[edge.from];
            from.iter().any(|event| match edge.via {
                Via::Action(n) => {
                    step.actions().get(n).is_some_and(|action| super::super::names_action(&event.value, step, action))
                }
                Via::Start | Via::Skip => super::super::names_step(&event.value, step),
                Via::Branch(_) | Via::Timeout => false,
            })
        };
        self.outline.reach(&[0], |edge| !starts(edge))[at]
    }

    fn is_applicants(&self, user: &UserDef) -> bool {
        let Some(StepKind::Start(start)) = self.definition.steps.first().map(|step| &step.kind) else { return false };
        let of = |role: &Option<Spanned<String>>| role.as_ref().map(|role| role.value.clone());
        of(&start.role) == of(&user.role)
    }

    /// The timers of a step.
    pub(super) fn boundary(
        &self,
        at: usize,
        step: &StepDef,
        user: &UserDef,
        flows: &[(&Edge, FlowIx)],
    ) -> Vec<Boundary> {
        let remind = user.remind.iter().map(|before| Boundary::Remind(before.value));
        let overdue = user.overdue.iter().map(|one| Boundary::Overdue(self.escalation(one)));
        let timeout = user.timeout.as_ref().and_then(|timeout| self.timeout(at, step, timeout, flows));
        remind.chain(overdue).chain(timeout.map(Boundary::Timeout)).collect()
    }

    fn escalation(&self, one: &OverdueDef) -> Escalation {
        let times = one.times.as_ref().and_then(|times| u8::try_from(times.value).ok()).unwrap_or(1);
        Escalation {
            after: one.after.as_ref().map(|after| after.value),
            notify: one.notify.iter().filter_map(|role| self.role_ix(role)).collect(),
            assign: one.assign.as_ref().and_then(|role| self.role_ix(role)),
            every: one.every.as_ref().map(|every| (every.value, times)),
        }
    }

    fn timeout(&self, at: usize, step: &StepDef, timeout: &TimeoutDef, flows: &[(&Edge, FlowIx)]) -> Option<Timeout> {
        if let Some(action) = &timeout.action {
            let found = step.actions().iter().position(|one| one.id.value == action.value)?;
            let note = timeout.note.as_ref().map(|note| note.value.clone());
            return Some(Timeout::Press { action: ActionIx(u8::try_from(found).ok()?), note });
        }
        let flow = flow_of(flows, at, Via::Timeout)?;
        Some(Timeout::Next { flow, effects: self.effects_of_timeout(step) })
    }
}

/// Resolves how a limit counts: what is written, else the calendar's; a half day ends with its session.
pub(in crate::compiler) fn counting(
    deadline: &DeadlineDef,
    limit: Limit,
    bearer: Bearer,
    calendar: &Calendar,
) -> Counting {
    let mut counting = Counting::of(limit, bearer, calendar);
    if matches!(limit, Limit::Of(length) if length.unit == Unit::HalfWorkingDay) {
        counting.rule = Rule::EndOfSession;
    }
    if let Some(rule) = &deadline.rule {
        counting.rule = rule.value;
    }
    if let Some(cutoff) = &deadline.cutoff {
        counting.cutoff = cutoff.value;
    }
    counting
}
