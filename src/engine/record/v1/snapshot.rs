//! The instance as it is stored: a cache of the log, with names for steps and numbers within a step.

use std::collections::BTreeMap;

use calendar::{ClockState, Due, Instant, Verdict};
use program::{
    ActionIx, AxisIx, BillLine, CaseIx, Channel, EndResult, ExtensionIx, FlowIx, NodeIx, Program, ResultIx, RoleIx,
    RuleIx, Subject,
};
use serde::Deserialize;

use super::Unreadable;
use super::json::{Json, Tag};
use super::stored::{Sparse, Stored, stored_enum, stored_struct, usual, write_fields};
use crate::apply::{Shape, file};
use crate::{
    Activation, ActivationId, ActivationState, Actor, Armed, Bill, Buffered, Closed, DataVersion, Extended, Filing,
    Incident, IncidentId, IncidentKind, Instance, LegVerdict, LegalClock, Life, LimitRef, MessageId, Name, OperatorAct,
    Place, Proposal, ProposalId, Report, Right, Scope, Slot, StepClock, StepHistory, TimerKind,
};

impl Stored for ActionIx {
    type As = u8;

    fn write(&self, _: &Program, out: &mut Json) {
        out.number(self.0);
    }

    fn read(stored: u8, _: &Program) -> Result<Self, Unreadable> {
        Ok(Self(stored))
    }
}

stored_struct!(Filing as FilingV1 {
    applicant: Name,
    channel: Channel,
    #[sparse]
    case: Option<CaseIx>,
    subject: Subject,
    competent: Name,
    receiving: Name,
    #[sparse]
    assisting: Option<Name>,
});

stored_struct!(LimitRef as LimitV1 {
    rule: RuleIx,
    #[sparse]
    entry: u8,
});

stored_struct!(StepClock as StepClockV1 {
    limit: LimitRef,
    state: ClockState,
    #[sparse]
    overdue: bool,
});

stored_struct!(Armed as ArmedV1 {
    at: Instant,
    #[sparse]
    kind: TimerKind,
    #[sparse]
    ordinal: u8,
});

stored_struct!(Place as PlaceV1 { parent: ActivationId, branch: u16 });

impl Default for PlaceV1 {
    fn default() -> Self {
        Self { parent: ActivationId::ROOT, branch: 0 }
    }
}

stored_struct!(Scope as ScopeV1 {
    slots: Vec<Slot>,
    #[sparse]
    items: Vec<Name>,
});

stored_struct!(Bill as BillV1 {
    lines: Vec<(BillLine, i64)>,
    paid: i64,
    #[sparse]
    paid_at: Option<Instant>,
});

stored_struct!(Activation as ActivationV1 {
    id: ActivationId,
    node: NodeIx,
    #[sparse]
    place: Place,
    #[sparse]
    item: Option<Name>,
    round: u16,
    opened_at: Instant,
    #[sparse]
    role: Option<RoleIx>,
    #[sparse]
    agency: Option<Name>,
    #[sparse]
    holder: Option<Actor>,
    #[sparse]
    delegates: Vec<Actor>,
    #[sparse]
    delegated: bool,
    #[sparse]
    supplement: bool,
    #[sparse]
    clock: Option<StepClock>,
    #[sparse]
    timers: Vec<Armed>,
    #[sparse]
    bill: Option<Bill>,
    #[sparse]
    job: Option<u8>,
    #[sparse]
    scope: Option<Box<Scope>>,
    #[sparse]
    state: ActivationState,
});

/// Most things stand on the main level.
impl Sparse for Place {
    fn sparse(&self) -> bool {
        *self == Self::MAIN
    }
}

usual! {
    ActivationState as ActivationStateV1 { Open }
    TimerKind as TimerKindV1 { Due }
    Life as LifeV1 { Alive }
}

stored_struct!(Closed as ClosedV1 {
    id: ActivationId,
    node: NodeIx,
    #[sparse]
    place: Place,
    #[sparse]
    item: Option<Name>,
    at: Instant,
    #[sparse]
    action: Option<ActionIx>,
    #[sparse]
    by: Option<Actor>,
    #[sparse]
    silent: bool,
    #[sparse]
    verdict: Option<LegVerdict>,
    #[sparse]
    answered_late: bool,
});

stored_struct!(LegalClock as LegalClockV1 {
    limit: LimitRef,
    state: ClockState,
    original_due: Due,
    started_at: Instant,
    #[sparse]
    stopped_at: Option<Instant>,
    #[sparse]
    overdue: Option<(Instant, Due)>,
    #[sparse]
    verdict: Option<Verdict>,
    #[sparse]
    timers: Vec<Armed>,
});

stored_struct!(StepHistory as StepHistoryV1 {
    #[sparse]
    entries: u16,
    #[sparse]
    action: Option<ActionIx>,
    #[sparse]
    done: bool,
    #[sparse]
    skipped: bool,
    #[sparse]
    timed_out: bool,
    #[sparse]
    at: Option<Instant>,
    #[sparse]
    rounds: u16,
    #[sparse]
    ever: u32,
    #[sparse]
    counts: Vec<u16>,
    #[sparse]
    actors: Vec<Actor>,
    #[sparse]
    latest: Vec<Actor>,
});

stored_struct!(Right as RightV1 {
    #[sparse]
    offered: bool,
    #[sparse]
    ended: bool,
    #[sparse]
    used: u8,
});

stored_struct!(Incident as IncidentV1 {
    id: IncidentId,
    kind: IncidentKind,
    #[sparse]
    activation: Option<ActivationId>,
    detail: String,
    at: Instant,
    attempt: u16,
    #[sparse]
    via: Option<FlowIx>,
});

stored_struct!(Extended as ExtendedV1 { extension: ExtensionIx, times: u8, total: u32 });

stored_struct!(Buffered as BufferedV1 {
    id: MessageId,
    name: Name,
    at: Instant,
    #[sparse]
    until: Option<Instant>,
});

stored_struct!(Report as ReportV1 { id: MessageId, activation: ActivationId });

stored_struct!(Proposal as ProposalV1 { id: ProposalId, operator: Name, act: OperatorAct });

stored_enum!(Slot as SlotV1 { Untouched, Touched, Arrived, Dead });
stored_enum!(ActivationState as ActivationStateV1 { Open, Parked { incident: IncidentId } });
stored_enum!(TimerKind as TimerKindV1 {
    Timeout,
    Due,
    Overdue { boundary: u8 },
    Remind,
    Wait,
    Retry,
});
stored_enum!(Life as LifeV1 { Alive, Ended { node: NodeIx, result: EndResult, at: Instant } });

/// The whole instance, as it is read; steps never entered, clocks never started and rights never touched are left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceV1 {
    #[serde(rename = "v")]
    _version: u8,
    #[serde(rename = "program")]
    _program: String,
    #[serde(default)]
    life: LifeV1,
    filing: FilingV1,
    submitted_at: Instant,
    #[serde(default)]
    ending: Option<String>,
    #[serde(default)]
    suspended: Option<Instant>,
    #[serde(default)]
    halted: Option<Instant>,
    activations: Vec<ActivationV1>,
    closed: Vec<ClosedV1>,
    steps: BTreeMap<String, StepHistoryV1>,
    clocks: Vec<LegalClockV1>,
    #[serde(default)]
    taken: Vec<(String, u16)>,
    #[serde(default)]
    supplements: u16,
    #[serde(default)]
    made: Vec<String>,
    #[serde(default)]
    rights: BTreeMap<String, RightV1>,
    #[serde(default)]
    extended: Vec<ExtendedV1>,
    #[serde(default)]
    assessed: Vec<(String, i64)>,
    #[serde(default)]
    paid: Vec<(String, i64)>,
    #[serde(default)]
    payments: Vec<Name>,
    #[serde(default)]
    refunds: i64,
    #[serde(default)]
    buffered: Vec<BufferedV1>,
    #[serde(default)]
    reports: Vec<ReportV1>,
    #[serde(default)]
    incidents: Vec<IncidentV1>,
    #[serde(default)]
    proposals: Vec<ProposalV1>,
    status: u8,
    #[serde(default)]
    axes: BTreeMap<String, u8>,
    #[serde(default)]
    interrupted_at: Option<Instant>,
    next_id: u64,
    data: DataVersion,
    last_at: Instant,
}

impl Stored for Instance {
    type As = InstanceV1;

    fn write(&self, program: &Program, out: &mut Json) {
        out.object(|out| {
            out.field(",\"v\":1,\"program\":");
            out.ascii(&program.hash.digits::<12>());
            write_fields!(
                program,
                out,
                #[sparse] life in &self.life,
                filing in &self.filing,
                submitted_at in &self.submitted_at,
                #[sparse] ending in &self.ending,
                #[sparse] suspended in &self.suspended,
                #[sparse] halted in &self.halted,
                activations in &self.activations,
                closed in &self.closed,
                #[sparse] taken in &self.taken,
                #[sparse] supplements in &self.supplements,
                #[sparse] made in &self.made,
                #[sparse] extended in &self.extended,
                #[sparse] assessed in &self.assessed,
                #[sparse] paid in &self.paid,
                #[sparse] payments in &self.payments,
                #[sparse] refunds in &self.refunds,
                #[sparse] buffered in &self.buffered,
                #[sparse] reports in &self.reports,
                #[sparse] incidents in &self.incidents,
                #[sparse] proposals in &self.proposals,
                status in &self.status,
                #[sparse] interrupted_at in &self.interrupted_at,
                next_id in &self.next_id,
                data in &self.data,
                last_at in &self.last_at,
            );
            self.write_touched(program, out);
        });
    }

    fn read(stored: InstanceV1, program: &Program) -> Result<Self, Unreadable> {
        let filing = Filing::read(stored.filing, program)?;
        let mut instance = file(Shape::of(program), filing, stored.submitted_at);
        instance.life = Life::read(stored.life, program)?;
        instance.ending = Option::<NodeIx>::read(stored.ending, program)?;
        instance.suspended = stored.suspended;
        instance.halted = stored.halted;
        instance.activations = Vec::read(stored.activations, program)?;
        instance.closed = Vec::read(stored.closed, program)?;
        for (id, step) in stored.steps {
            instance.steps[NodeIx::read(id, program)?.index()] = StepHistory::read(step, program)?;
        }
        for clock in stored.clocks {
            let clock = LegalClock::read(clock, program)?;
            let slot = instance.clocks.get_mut(clock.limit.rule.at());
            *slot.ok_or_else(|| Unreadable("a clock of a step among those of the dossier".to_owned()))? = Some(clock);
        }
        instance.taken = Vec::<(FlowIx, u16)>::read(stored.taken, program)?;
        instance.supplements = stored.supplements;
        instance.made = Vec::<ResultIx>::read(stored.made, program)?;
        for (id, right) in stored.rights {
            let anytime = program::AnytimeIx::read(id, program)?;
            instance.rights[anytime.at()] = Right::read(right, program)?;
        }
        instance.extended = Vec::read(stored.extended, program)?;
        instance.assessed = Vec::<(BillLine, i64)>::read(stored.assessed, program)?;
        instance.paid = Vec::<(BillLine, i64)>::read(stored.paid, program)?;
        instance.payments = stored.payments;
        instance.refunds = stored.refunds;
        instance.buffered = Vec::read(stored.buffered, program)?;
        instance.reports = Vec::read(stored.reports, program)?;
        instance.incidents = Vec::read(stored.incidents, program)?;
        instance.proposals = Vec::read(stored.proposals, program)?;
        instance.status = stored.status;
        for (id, code) in stored.axes {
            instance.axes[AxisIx::read(id, program)?.at()] = Some(code);
        }
        instance.interrupted_at = stored.interrupted_at;
        instance.next_id = stored.next_id;
        instance.data = stored.data;
        instance.last_at = stored.last_at;
        Ok(instance)
    }
}

impl Instance {
    /// Writes what is kept by step, clock, right and axis: of those that were touched.
    fn write_touched(&self, program: &Program, out: &mut Json) {
        out.field(",\"steps\":");
        let steps = program.graph.node_weights().zip(&self.steps).map(|(node, step)| (&node.id, step));
        let untouched = StepHistory::default();
        out.by_id(steps.filter(|(_, step)| **step != untouched), |out, step| step.write(program, out));
        out.field(",\"clocks\":");
        out.list(self.clocks.iter().flatten(), |out, clock| clock.write(program, out));
        if self.rights.iter().any(|right| *right != Right::default()) {
            out.field(",\"rights\":");
            let rights = program.anytime.iter().zip(&self.rights).map(|(entry, right)| (&entry.id, right));
            out.by_id(rights.filter(|(_, right)| **right != Right::default()), |out, right| right.write(program, out));
        }
        if self.axes.iter().any(Option::is_some) {
            out.field(",\"axes\":");
            let axes = program.axes.iter().zip(&self.axes).filter_map(|(axis, code)| Some((&axis.id, (*code)?)));
            out.by_id(axes, |out, code| out.number(code));
        }
    }
}
