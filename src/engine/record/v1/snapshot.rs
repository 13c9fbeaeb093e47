//! The instance as it is stored: a cache of the log, with names for steps and numbers within a step.

use std::collections::BTreeMap;

use calendar::{ClockState, Due, Instant, Verdict};
use program::{
    ActionIx, AxisIx, BillLine, CaseIx, Channel, EndResult, ExtensionIx, FlowIx, NodeIx, Program, ResultIx, RoleIx,
    RuleIx, Subject,
};
use serde::{Deserialize, Serialize, Serializer};

use super::Unreadable;
use super::stored::{Named, Sparse, Stored, stored_enum, stored_struct};
use crate::apply::{Shape, file};
use crate::{
    Activation, ActivationId, ActivationState, Actor, Armed, Bill, Buffered, Closed, DataVersion, Extended, Filing,
    Incident, IncidentId, IncidentKind, Instance, LegVerdict, LegalClock, Life, LimitRef, MessageId, Name, OperatorAct,
    Place, Proposal, ProposalId, Right, Scope, Slot, StepClock, StepHistory, TimerKind,
};

impl Stored for ActionIx {
    type As = u8;

    fn write<S: Serializer>(&self, _: &Program, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(self.0)
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

stored_struct!(LimitRef as LimitV1 { rule: RuleIx, entry: u8 });

stored_struct!(StepClock as StepClockV1 {
    limit: LimitRef,
    state: ClockState,
    #[sparse]
    overdue: bool,
});

stored_struct!(Armed as ArmedV1 { at: Instant, kind: TimerKind, ordinal: u8 });

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
    fn says_nothing(&self) -> bool {
        *self == Self::MAIN
    }
}

impl Default for ActivationStateV1 {
    fn default() -> Self {
        Self::Open {}
    }
}

impl Sparse for ActivationState {
    fn says_nothing(&self) -> bool {
        *self == Self::Open
    }
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
    rounds: u16,
    ever: u32,
    #[sparse]
    counts: Vec<u16>,
    #[sparse]
    actors: Vec<Actor>,
    #[sparse]
    latest: Vec<Actor>,
});

stored_struct!(Right as RightV1 { offered: bool, ended: bool, used: u8 });

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

stored_struct!(Proposal as ProposalV1 { id: ProposalId, operator: Name, act: OperatorAct });

stored_enum!(ActivationState as ActivationStateV1 { Open {}, Parked { incident: IncidentId } });
stored_enum!(TimerKind as TimerKindV1 {
    Timeout {},
    Due {},
    Overdue { boundary: u8 },
    Remind {},
    Wait {},
    Retry {},
});
stored_enum!(Life as LifeV1 { Alive {}, Ended { node: NodeIx, result: EndResult, at: Instant } });

/// The whole instance, as it is read; steps never entered, clocks never started and rights never touched are left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceV1 {
    #[serde(rename = "v")]
    _version: u8,
    #[serde(rename = "program")]
    _program: String,
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

/// The steps that were entered or skipped, by id.
struct Steps<'a>(&'a Instance, &'a Program);

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let untouched = StepHistory::default();
        let steps = self.1.graph.node_weights().zip(&self.0.steps).filter(|(_, step)| **step != untouched);
        to.collect_map(steps.map(|(node, step)| (&node.id, Named(step, self.1))))
    }
}

/// The `anytime` entries that were offered, ended or used, by id.
struct Rights<'a>(&'a Instance, &'a Program);

impl Rights<'_> {
    fn touched(&self) -> impl Iterator<Item = (&String, Named<'_, Right>)> {
        let rights = self.1.anytime.iter().zip(&self.0.rights).filter(|(_, right)| **right != Right::default());
        rights.map(|(entry, right)| (&entry.id, Named(right, self.1)))
    }

    fn says_nothing(&self) -> bool {
        self.touched().next().is_none()
    }
}

impl Serialize for Rights<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.touched())
    }
}

/// The codes of further axes that were set, by axis.
struct Axes<'a>(&'a Instance, &'a Program);

impl Axes<'_> {
    fn says_nothing(&self) -> bool {
        self.0.axes.iter().all(Option::is_none)
    }
}

impl Serialize for Axes<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let axes = self.1.axes.iter().zip(&self.0.axes);
        to.collect_map(axes.filter_map(|(axis, code)| Some((&axis.id, (*code)?))))
    }
}

/// The clocks that were started.
struct Clocks<'a>(&'a Instance, &'a Program);

impl Serialize for Clocks<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.clocks.iter().flatten().map(|clock| Named(clock, self.1)))
    }
}

/// The whole instance, as it is written.
#[derive(Serialize)]
struct Whole<'a> {
    v: u8,
    program: String,
    life: Named<'a, Life>,
    filing: Named<'a, Filing>,
    submitted_at: Instant,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    ending: Named<'a, Option<NodeIx>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halted: Option<Instant>,
    activations: Named<'a, Vec<Activation>>,
    closed: Named<'a, Vec<Closed>>,
    steps: Steps<'a>,
    clocks: Clocks<'a>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    taken: Named<'a, Vec<(FlowIx, u16)>>,
    supplements: u16,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    made: Named<'a, Vec<ResultIx>>,
    #[serde(skip_serializing_if = "Rights::says_nothing")]
    rights: Rights<'a>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    extended: Named<'a, Vec<Extended>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    assessed: Named<'a, Vec<(BillLine, i64)>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    paid: Named<'a, Vec<(BillLine, i64)>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    payments: Named<'a, Vec<Name>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    refunds: Named<'a, i64>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    buffered: Named<'a, Vec<Buffered>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    incidents: Named<'a, Vec<Incident>>,
    #[serde(skip_serializing_if = "Named::says_nothing")]
    proposals: Named<'a, Vec<Proposal>>,
    status: u8,
    #[serde(skip_serializing_if = "Axes::says_nothing")]
    axes: Axes<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupted_at: Option<Instant>,
    next_id: u64,
    data: DataVersion,
    last_at: Instant,
}

impl Stored for Instance {
    type As = InstanceV1;

    fn write<S: Serializer>(&self, program: &Program, to: S) -> Result<S::Ok, S::Error> {
        let whole = Whole {
            v: 1,
            program: format!("{:.12}", program.hash),
            life: Named(&self.life, program),
            filing: Named(&self.filing, program),
            submitted_at: self.submitted_at,
            ending: Named(&self.ending, program),
            suspended: self.suspended,
            halted: self.halted,
            activations: Named(&self.activations, program),
            closed: Named(&self.closed, program),
            steps: Steps(self, program),
            clocks: Clocks(self, program),
            taken: Named(&self.taken, program),
            supplements: self.supplements,
            made: Named(&self.made, program),
            rights: Rights(self, program),
            extended: Named(&self.extended, program),
            assessed: Named(&self.assessed, program),
            paid: Named(&self.paid, program),
            payments: Named(&self.payments, program),
            refunds: Named(&self.refunds, program),
            buffered: Named(&self.buffered, program),
            incidents: Named(&self.incidents, program),
            proposals: Named(&self.proposals, program),
            status: self.status,
            axes: Axes(self, program),
            interrupted_at: self.interrupted_at,
            next_id: self.next_id,
            data: self.data,
            last_at: self.last_at,
        };
        whole.serialize(to)
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
