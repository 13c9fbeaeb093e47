//! Events as they are stored.

use calendar::{Act, ClockState, Due, Verdict};
use program::{AnytimeIx, EndResult, FlowIx, GuardIx, LetterIx, NodeIx, ResultIx, RoleIx, RuleIx};

use super::snapshot::is_false;
use super::stored::{Stored, stored_enum};
use crate::{
    ActivationId, Actor, Armed, Button, Cause, DataVersion, Event, Filing, IncidentId, IncidentKind, LegVerdict,
    LimitRef, StepClock,
};

stored_enum! {
    Event as EventV1 {
        Submitted { filing: Filing },
        DataWritten { version: DataVersion },
        Opened {
            id: ActivationId,
            node: NodeIx,
            round: u16,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            role: Option<RoleIx>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            clock: Option<StepClock>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            timers: Vec<Armed>,
            #[serde(default, skip_serializing_if = "is_false")]
            supplement: bool,
        },
        Skipped { node: NodeIx, guard: GuardIx },
        Completed {
            id: ActivationId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            button: Option<Button>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            people: Vec<Actor>,
            #[serde(default, skip_serializing_if = "is_false")]
            silence: bool,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            verdict: Option<LegVerdict>,
        },
        Cancelled {
            id: ActivationId,
            cause: Cause,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            verdict: Option<LegVerdict>,
        },
        Taken {
            flow: FlowIx,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            guards: Vec<(GuardIx, bool)>,
            #[serde(default, skip_serializing_if = "is_false")]
            counted: bool,
        },
        ClockChanged {
            clock: RuleIx,
            limit: LimitRef,
            act: Act,
            state: ClockState,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            timers: Vec<Armed>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            verdict: Option<Verdict>,
        },
        DossierOverdue { clock: RuleIx, due: Due },
        StepOverdue { id: ActivationId, ordinal: u8 },
        Reminded { id: ActivationId, ordinal: u8 },
        Escalated {
            id: ActivationId,
            ordinal: u8,
            boundary: u8,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            assign: Option<RoleIx>,
        },
        RightOffered { anytime: AnytimeIx },
        RightEnded { anytime: AnytimeIx },
        RightUsed { anytime: AnytimeIx },
        Printed {
            letter: LetterIx,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            activation: Option<ActivationId>,
            #[serde(default, skip_serializing_if = "is_false")]
            signed: bool,
        },
        Signed { result: ResultIx, activation: ActivationId },
        Returned { results: Vec<ResultIx>, activation: ActivationId },
        StatusSet { status: u8 },
        IncidentRaised {
            id: IncidentId,
            kind: IncidentKind,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            activation: Option<ActivationId>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            parked: Option<(ActivationId, NodeIx)>,
            detail: String,
            attempt: u16,
        },
        IncidentClosed { id: IncidentId },
        Ended { node: NodeIx, result: EndResult },
    }
}
