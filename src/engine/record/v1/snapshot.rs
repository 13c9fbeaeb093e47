//! The instance as it is stored: a cache of the log, with names for steps and numbers within a step.

use std::collections::BTreeMap;

use calendar::{ClockState, Due, Instant, Verdict};
use program::{ActionIx, CaseIx, Channel, EndResult, FlowIx, NodeIx, Program, ResultIx, RoleIx, RuleIx, Subject};
use serde::{Deserialize, Serialize};

use super::Unreadable;
use super::stored::{Stored, stored_enum, stored_struct};
use crate::apply::{Shape, file};
use crate::{
    Activation, ActivationId, ActivationState, Actor, Armed, Closed, DataVersion, Filing, Incident, IncidentId,
    IncidentKind, Instance, LegVerdict, LegalClock, Life, LimitRef, Name, Right, StepClock, StepHistory, TimerKind,
};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Stored for ActionIx {
    type As = u8;

    fn write(&self, _: &Program) -> u8 {
        self.0
    }

    fn read(stored: u8, _: &Program) -> Result<Self, Unreadable> {
        Ok(Self(stored))
    }
}

stored_struct!(Filing as FilingV1 {
    applicant: Name,
    channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<CaseIx>,
    subject: Subject,
    competent: Name,
    receiving: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assisting: Option<Name>,
});

stored_struct!(LimitRef as LimitV1 { rule: RuleIx, entry: u8 });

stored_struct!(StepClock as StepClockV1 {
    limit: LimitRef,
    state: ClockState,
    #[serde(default, skip_serializing_if = "is_false")]
    overdue: bool,
});

stored_struct!(Armed as ArmedV1 { at: Instant, kind: TimerKind, ordinal: u8 });

stored_struct!(Activation as ActivationV1 {
    id: ActivationId,
    node: NodeIx,
    round: u16,
    opened_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<RoleIx>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<StepClock>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    timers: Vec<Armed>,
    state: ActivationState,
});

stored_struct!(Closed as ClosedV1 {
    id: ActivationId,
    node: NodeIx,
    at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<ActionIx>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Actor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<LegVerdict>,
});

stored_struct!(LegalClock as LegalClockV1 {
    limit: LimitRef,
    state: ClockState,
    original_due: Due,
    started_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    overdue: Option<(Instant, Due)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    timers: Vec<Armed>,
});

stored_struct!(StepHistory as StepHistoryV1 {
    entries: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<ActionIx>,
    #[serde(default, skip_serializing_if = "is_false")]
    done: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    skipped: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    timed_out: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    rounds: u16,
    ever: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    actors: Vec<Actor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    latest: Vec<Actor>,
});

stored_struct!(Right as RightV1 { offered: bool, ended: bool, used: u8 });

stored_struct!(Incident as IncidentV1 {
    id: IncidentId,
    kind: IncidentKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    activation: Option<ActivationId>,
    detail: String,
    at: Instant,
    attempt: u16,
});

stored_enum!(ActivationState as ActivationStateV1 { Open {}, Parked { incident: IncidentId } });
stored_enum!(TimerKind as TimerKindV1 { Timeout {}, Due {}, Overdue { boundary: u8 }, Remind {} });
stored_enum!(Life as LifeV1 { Alive {}, Ended { node: NodeIx, result: EndResult, at: Instant } });

/// The whole instance; steps never entered, clocks never started and rights never touched are left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceV1 {
    v: u8,
    program: String,
    life: LifeV1,
    filing: FilingV1,
    submitted_at: Instant,
    activations: Vec<ActivationV1>,
    closed: Vec<ClosedV1>,
    steps: BTreeMap<String, StepHistoryV1>,
    clocks: Vec<LegalClockV1>,
    taken: Vec<(String, u16)>,
    supplements: u16,
    made: Vec<String>,
    rights: BTreeMap<String, RightV1>,
    incidents: Vec<IncidentV1>,
    status: u8,
    interrupted_at: Option<Instant>,
    next_id: u64,
    data: DataVersion,
    last_at: Instant,
}

impl Stored for Instance {
    type As = InstanceV1;

    fn write(&self, program: &Program) -> InstanceV1 {
        let steps = program.graph.node_indices().zip(&self.steps);
        let touched = steps.filter(|(_, step)| **step != StepHistory::default());
        let rights = program.anytime.iter().zip(&self.rights).filter(|(_, right)| **right != Right::default());
        InstanceV1 {
            v: 1,
            program: format!("{:.12}", program.hash),
            life: self.life.write(program),
            filing: self.filing.write(program),
            submitted_at: self.submitted_at,
            activations: self.activations.write(program),
            closed: self.closed.write(program),
            steps: touched.map(|(node, step)| (node.write(program), step.write(program))).collect(),
            clocks: self.clocks.iter().flatten().map(|clock| clock.write(program)).collect(),
            taken: self.taken.write(program),
            supplements: self.supplements,
            made: self.made.write(program),
            rights: rights.map(|(one, right)| (one.id.clone(), right.write(program))).collect(),
            incidents: self.incidents.write(program),
            status: self.status,
            interrupted_at: self.interrupted_at,
            next_id: self.next_id,
            data: self.data,
            last_at: self.last_at,
        }
    }

    fn read(stored: InstanceV1, program: &Program) -> Result<Self, Unreadable> {
        let filing = Filing::read(stored.filing, program)?;
        let mut instance = file(Shape::of(program), filing, stored.submitted_at);
        instance.life = Life::read(stored.life, program)?;
        instance.activations = Vec::read(stored.activations, program)?;
        instance.closed = Vec::read(stored.closed, program)?;
        for (id, step) in stored.steps {
            instance.steps[NodeIx::read(id, program)?.index()] = StepHistory::read(step, program)?;
        }
        for clock in stored.clocks {
            let clock = LegalClock::read(clock, program)?;
            let rule = clock.limit.rule.at();
            instance.clocks[rule] = Some(clock);
        }
        instance.taken = Vec::<(FlowIx, u16)>::read(stored.taken, program)?;
        instance.supplements = stored.supplements;
        instance.made = Vec::<ResultIx>::read(stored.made, program)?;
        for (id, right) in stored.rights {
            let anytime = program::AnytimeIx::read(id, program)?;
            instance.rights[anytime.at()] = Right::read(right, program)?;
        }
        instance.incidents = Vec::read(stored.incidents, program)?;
        instance.status = stored.status;
        instance.interrupted_at = stored.interrupted_at;
        instance.next_id = stored.next_id;
        instance.data = stored.data;
        instance.last_at = stored.last_at;
        Ok(instance)
    }
}
