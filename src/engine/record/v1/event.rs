//! Events as they are stored.

use calendar::{Act, Amount, CalendarHash, ClockState, Date, Due, Instant, Phase, Verdict};
use program::{
    AnytimeIx, AxisIx, BillLine, CaseIx, EndResult, ExtensionIx, FlowIx, GuardIx, LetterIx, NodeIx, ResultIx, RoleIx,
    RuleIx,
};

use super::json::{Json, Tag};
use super::stored::{Stored, stored_enum, stored_struct, usual, write_fields};
use crate::{
    Activation, ActivationId, Actor, Armed, Button, Cause, DataVersion, Event, Filing, IncidentId, IncidentKind,
    Instance, LegVerdict, LimitRef, MessageId, Name, OperatorAct, Parked, Place, ProposalId,
};

stored_struct!(Parked as ParkedV1 {
    activation: ActivationId,
    node: NodeIx,
    #[sparse]
    place: Place,
    #[sparse]
    via: Option<FlowIx>,
});

stored_enum! {
    Event as EventV1 {
        Submitted { filing: Filing },
        DataWritten { version: DataVersion },
        Opened {
            activation: Box<Activation>,
            #[sparse]
            clears: Vec<NodeIx>,
        },
        Skipped {
            node: NodeIx,
            #[sparse]
            guard: Option<GuardIx>,
        },
        Arrived { place: Place },
        Dropped { place: Place },
        ItemsDropped { node: NodeIx, dropped: u16 },
        ItemAdded { id: ActivationId, item: Name },
        EndReached { node: NodeIx },
        Completed {
            id: ActivationId,
            #[sparse]
            button: Option<Button>,
            #[sparse]
            people: Vec<Actor>,
            #[sparse]
            silence: bool,
            #[sparse]
            given_at: Option<Instant>,
            #[sparse]
            verdict: Option<LegVerdict>,
        },
        Cancelled {
            id: ActivationId,
            cause: Cause,
            #[sparse]
            verdict: Option<LegVerdict>,
        },
        Taken {
            flow: FlowIx,
            #[sparse]
            guards: Vec<(GuardIx, bool)>,
            #[sparse]
            counted: bool,
        },
        ClockChanged {
            clock: RuleIx,
            limit: LimitRef,
            act: Act,
            state: ClockState,
            #[sparse]
            timers: Vec<Armed>,
            #[sparse]
            verdict: Option<Verdict>,
            #[sparse]
            extension: Option<(ExtensionIx, u32)>,
            #[sparse]
            counted_from: Option<Instant>,
        },
        StepClockChanged {
            id: ActivationId,
            act: Act,
            state: ClockState,
            #[sparse]
            timers: Vec<Armed>,
        },
        ClockOverdue { clock: RuleIx, due: Due },
        StepOverdue {
            id: ActivationId,
            #[sparse]
            ordinal: u8,
        },
        Reminded {
            id: ActivationId,
            ordinal: u8,
            #[sparse]
            next: Option<Instant>,
        },
        ClockReminded {
            clock: RuleIx,
            ordinal: u8,
            #[sparse]
            next: Option<Instant>,
        },
        ClockEscalated {
            clock: RuleIx,
            ordinal: u8,
            boundary: u8,
            #[sparse]
            assign: Option<(RoleIx, Vec<ActivationId>)>,
            #[sparse]
            agency: Option<Name>,
        },
        Escalated {
            id: ActivationId,
            ordinal: u8,
            boundary: u8,
            #[sparse]
            assign: Option<RoleIx>,
            #[sparse]
            agency: Option<Name>,
        },
        RightOffered { anytime: AnytimeIx },
        RightEnded { anytime: AnytimeIx },
        RightUsed {
            anytime: AnytimeIx,
            #[sparse]
            interrupts: bool,
        },
        Printed {
            letter: LetterIx,
            #[sparse]
            activation: Option<ActivationId>,
            #[sparse]
            signed: bool,
        },
        Signed { result: ResultIx, activation: ActivationId },
        Returned { results: Vec<ResultIx>, activation: ActivationId },
        StatusSet { status: u8 },
        AxisSet { axis: AxisIx, code: u8 },
        FeesAssessed {
            node: NodeIx,
            lines: Vec<(BillLine, i64)>,
            #[sparse]
            exempt: Vec<BillLine>,
            #[sparse]
            surplus: i64,
        },
        Paid {
            id: ActivationId,
            payment: Name,
            lines: Vec<(BillLine, i64)>,
            surplus: i64,
            paid_at: Instant,
        },
        PaidLate { payment: Name, amount: i64, paid_at: Instant },
        MessageBuffered {
            id: MessageId,
            name: Name,
            #[sparse]
            until: Option<Instant>,
        },
        MessageTaken {
            id: MessageId,
            #[sparse]
            by: Option<ActivationId>,
        },
        MessageLate { name: Name },
        ReportKept { id: MessageId, activation: ActivationId },
        ReportTaken { id: MessageId },
        JobFailed {
            id: ActivationId,
            #[sparse]
            code: Option<Name>,
            left: u8,
            #[sparse]
            retry: Option<Armed>,
        },
        JobReady {
            id: ActivationId,
            left: u8,
            #[sparse]
            ordinal: Option<u8>,
        },
        WaitArmed { id: ActivationId, timer: Armed },
        Held {
            id: ActivationId,
            #[sparse]
            holder: Option<Actor>,
        },
        Delegated {
            id: ActivationId,
            #[sparse]
            to: Option<Actor>,
        },
        AnsweredLate { id: ActivationId, button: Button, in_time: bool },
        SilenceReplaced { id: ActivationId, buttons: (Button, Button), given_at: Instant },
        Suspended { legally: bool },
        Resumed { legally: bool },
        CaseChanged { case: CaseIx },
        CalendarApplied { decree: Name },
        Proposed { id: ProposalId, operator: Name, act: OperatorAct },
        Settled { id: ProposalId, approved: bool },
        IncidentRaised {
            id: IncidentId,
            kind: IncidentKind,
            #[sparse]
            activation: Option<ActivationId>,
            #[sparse]
            parked: Option<Parked>,
            detail: String,
            attempt: u16,
        },
        IncidentClosed { id: IncidentId },
        VersionChanged { from: Name, to: Name, state: Box<Instance> },
        Ended { node: NodeIx, result: EndResult },
    }
}

stored_enum! {
    OperatorAct as OperatorActV1 {
        Move { activation: ActivationId, to: NodeIx },
        Cancel { activation: ActivationId },
        Skip { activation: ActivationId },
        Correct {},
    }
}

stored_enum! {
    Act as ActV1 {
        Started {
            full: Amount,
            #[sparse]
            held: bool,
        },
        Held,
        Released,
        Restarted {
            full: Amount,
            #[sparse]
            held: bool,
        },
        Extended { by: Amount },
        Recomputed,
        CaseChanged { full: Amount },
        Stopped,
        Reopened,
    }
}

stored_struct!(Amount as AmountV1 {
    #[sparse]
    months: i32,
    #[sparse]
    days: i32,
    #[sparse]
    minutes: i64,
    #[sparse]
    floor: bool,
});

stored_struct!(ClockState as ClockStateV1 {
    #[sparse]
    phase: Phase,
    anchor: Instant,
    remaining: Amount,
    #[sparse]
    nominal: Option<Date>,
    due: Due,
    calendar: CalendarHash,
});

stored_enum! {
    Phase as PhaseV1 {
        Running,
        Paused {
            since: Instant,
            #[sparse]
            late: bool,
        },
        Stopped,
    }
}

stored_enum!(Verdict as VerdictV1 { Early, OnTime, Overdue });
stored_enum!(LegVerdict as LegVerdictV1 { Early, OnTime, Overdue, Silent });

usual! { Phase as PhaseV1 { Running } }
