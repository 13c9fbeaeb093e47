//! Deadlines and timers: rules with their counting resolved, boundaries with their flows.

use calendar::{Bearer, Calendar, Counting, Length, Limit, Rule, Unit};
use program::{
    Boundary, Channel, Clock, DeadlineRule, Entry, Escalation, FlowIx, FlowKind, On, OnError, RuleIx, Timeout,
};
use source::Spanned;

use super::super::outline::{Edge, Via, names_ending, names_step};
use super::Lowering;
use super::work::action_named;
use crate::files::{
    Again, DeadlineDef, ErrorDef, EventRef, OverdueDef, PauseWhile, StepAt, StepDef, StepKind, TimeoutDef, WaitFor,
    WithinDef,
};

/// What is known of the clock of the dossier before anything is written (`language.md` b2, `name`).
const DOSSIER: (&str, &str) = ("ho_so", "Thời hạn giải quyết");

/// Every deadline rule, in the order of their numbers: clocks, steps, buffers.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The rules.
    pub all: Vec<DeadlineRule>,
    /// Whose own clock they are.
    pub steps: Vec<(StepAt, RuleIx)>,
    /// Whose messages wait by them.
    pub buffers: Vec<(StepAt, RuleIx)>,
}

impl Rules {
    fn add(&mut self, rule: DeadlineRule) -> Option<RuleIx> {
        self.all.push(rule);
        u16::try_from(self.all.len() - 1).ok().map(RuleIx)
    }
}

impl Lowering<'_> {
    /// Lowers every deadline.
    pub(super) fn rules(&self) -> Option<Rules> {
        let calendars = self.definition.calendar.as_ref()?;
        let processing = &calendars.processing.value;
        let mut rules = Rules::default();
        let dossier = self.definition.deadline.as_ref()?;
        rules.add(self.rule(DOSSIER.1, dossier, Bearer::Office, processing)?);
        for clock in &self.definition.clocks {
            rules.add(self.rule(&clock.name.value, &clock.deadline, Bearer::Office, processing)?);
        }
        for (at, step) in self.definition.steps.iter().enumerate() {
            let id = if self.before_start(at) { &calendars.reception.value } else { processing };
            if let Some(deadline) = &step.time.deadline {
                let rule = self.rule(&super::name(step), deadline, self.bearer(step), id)?;
                let ix = rules.add(rule)?;
                rules.steps.push((at, ix));
            }
            if let Some(length) = waited(step) {
                let ix = rules.add(self.rule_of_length(&super::name(step), length, id)?)?;
                rules.steps.push((at, ix));
            }
            if let Some(length) = step.receive().and_then(|receive| receive.buffer.as_ref()) {
                let ix = rules.add(self.rule_of_length(&super::name(step), length.value, id)?)?;
                rules.buffers.push((at, ix));
            }
        }
        Some(rules)
    }

    /// Lowers the dossier's clocks beside their counting.
    pub(super) fn dossier_clocks(&self) -> Vec<Clock> {
        let clock = |id: &str, deadline: &DeadlineDef, (cases, channels)| Clock {
            id: id.to_owned(),
            cases,
            channels,
            restarts: deadline.again.as_ref().is_some_and(|again| again.value == Again::Restart),
            pauses_when_all: deadline.pause_while.as_ref().is_some_and(|pause| pause.value == PauseWhile::All),
            boundary: self.warnings(&deadline.remind, &deadline.overdue),
        };
        let own = self.definition.deadline.iter().map(|one| clock(DOSSIER.0, one, (Vec::new(), Vec::new())));
        let further =
            self.definition.clocks.iter().map(|one| {
                clock(&one.id.value, &one.deadline, (self.case_ixs(&one.cases), self.channels(&one.channels)))
            });
        own.chain(further).collect()
    }

    /// Tells who bears a step's deadline: the applicant's side its own steps, an office every other (sem 0).
    fn bearer(&self, step: &StepDef) -> Bearer {
        let role = step.role().and_then(|role| self.definition.role(&role.value));
        if role.is_some_and(|role| self.is_applicants(role)) { Bearer::Applicant } else { Bearer::Office }
    }

    fn rule(&self, name: &str, deadline: &DeadlineDef, bearer: Bearer, id: &str) -> Option<DeadlineRule> {
        let id = deadline.calendar.as_ref().map_or(id, |own| own.value.as_str());
        let calendar = self.calendars.iter().find(|calendar| calendar.text().id == id)?;
        Some(DeadlineRule {
            name: name.to_owned(),
            entries: self.entries(deadline, bearer, calendar)?,
            calendar: id.to_owned(),
            bearer,
            legal: self.cites(&deadline.legal),
        })
    }

    /// Lowers a bare length: a wait, or how long a message is kept.
    fn rule_of_length(&self, name: &str, length: Length, id: &str) -> Option<DeadlineRule> {
        let calendar = self.calendars.iter().find(|calendar| calendar.text().id == id)?;
        let mut counting = Counting::of(Limit::Of(length), Bearer::Office, calendar);
        if length.unit == Unit::HalfWorkingDay {
            counting.rule = Rule::EndOfSession;
        }
        Some(DeadlineRule {
            name: name.to_owned(),
            entries: vec![Entry { on: On::Otherwise, counting }],
            calendar: id.to_owned(),
            bearer: Bearer::Office,
            legal: Vec::new(),
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

    pub(super) fn on(&self, key: &Spanned<String>) -> Option<On> {
        if key.value == "otherwise" {
            return Some(On::Otherwise);
        }
        let case = self.case_ixs(std::slice::from_ref(key)).first().copied().map(On::Case);
        case.or_else(|| Channel::from_id(&key.value).map(On::Channel))
    }

    /// Tells whether a step can be reached before any event of `from`.
    fn before_start(&self, at: StepAt) -> bool {
        let from: Vec<_> = self.definition.deadline.iter().flat_map(|deadline| &deadline.from).collect();
        let starts = |edge: &Edge| from.iter().any(|event| self.happens(&event.value, edge));
        self.outline.reach(&[0], |edge| !starts(edge))[at]
    }

    /// Tells whether an event happens on a way.
    fn happens(&self, event: &EventRef, edge: &Edge) -> bool {
        let step = &self.definition.steps[edge.from];
        let joined = edge.joins.is_some_and(|block| names_step(event, &self.definition.steps[block]));
        let ending = match edge.via {
            Via::Start | Via::Skip => return joined || names_step(event, step),
            Via::Action(n) => step.endings().into_iter().nth(n),
            Via::Outcome(n) => step.endings().into_iter().nth(step.actions().len() + n),
            Via::Done => step.endings().into_iter().last(),
            Via::Branch(_) | Via::Enter(_) | Via::Error(_) | Via::Timeout => None,
        };
        joined || ending.is_some_and(|ending| names_ending(event, step, ending))
    }

    /// Lowers reminders and escalations.
    fn warnings(&self, remind: &[Spanned<Length>], overdue: &[OverdueDef]) -> Vec<Boundary> {
        let remind = remind.iter().map(|before| Boundary::Remind(before.value));
        remind.chain(overdue.iter().map(|one| Boundary::Overdue(self.escalation(one)))).collect()
    }

    /// The timers and errors of a step.
    pub(super) fn boundary(&self, step: &StepDef, flows: &[(FlowKind, FlowIx)]) -> Vec<Boundary> {
        let flow = |wanted: FlowKind| flows.iter().find(|(kind, _)| *kind == wanted).map(|(_, flow)| *flow);
        let mut boundary = self.warnings(&step.time.remind, &step.time.overdue);
        let timeout =
            step.time.timeout.as_ref().and_then(|timeout| self.timeout(step, timeout, flow(FlowKind::Timeout)));
        boundary.extend(timeout.map(Boundary::Timeout));
        let errors: &[ErrorDef] = match &step.kind {
            StepKind::Service(service) => &service.errors,
            StepKind::Parallel(block) => &block.errors,
            _ => &[],
        };
        for (n, error) in (0_u8..).zip(errors) {
            let code = error.code.as_ref().map(|code| code.value.clone());
            let effects = self.effects_of_failure(step);
            boundary.extend(flow(FlowKind::Error(n)).map(|flow| Boundary::Error(OnError { code, flow, effects })));
        }
        boundary
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

    fn timeout(&self, step: &StepDef, timeout: &TimeoutDef, flow: Option<FlowIx>) -> Option<Timeout> {
        if let Some(action) = &timeout.action {
            let note = timeout.note.as_ref().map(|note| note.value.clone());
            return Some(Timeout::Press { action: action_named(step, &action.value)?, note });
        }
        Some(Timeout::Next { flow: flow?, effects: self.effects_of_timeout(step) })
    }
}

/// Returns the length a step waits for.
fn waited(step: &StepDef) -> Option<Length> {
    match &step.kind {
        StepKind::Wait(wait) => match wait.wait.as_ref()?.value {
            WaitFor::Length(length) => Some(length),
            WaitFor::Date(_) => None,
        },
        _ => None,
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
    if let Some(outside_hours) = &deadline.outside_hours {
        counting.outside_hours = outside_hours.value;
    }
    if let Some(day_end) = &deadline.day_end {
        counting.day_end = day_end.value;
    }
    if let Some(holidays) = &deadline.holidays {
        counting.holidays = holidays.value;
    }
    counting
}
