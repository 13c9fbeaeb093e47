//! Facts. An event says everything `apply` needs, so that replay never computes.

use calendar::{Act, ClockState, Due, Instant, Verdict};
use program::{
    AnytimeIx, AxisIx, BillLine, CaseIx, EndResult, ExtensionIx, FlowIx, GuardIx, LetterIx, NodeIx, ResultIx, RoleIx,
    RuleIx,
};

use crate::{
    Activation, ActivationId, Actor, Armed, Author, Button, Cause, DataVersion, Filing, IncidentId, IncidentKind,
    Instance, LegVerdict, LimitRef, MessageId, Name, OperatorAct, Parked, Place, ProposalId,
};

/// One pass of the engine: an act, or one fired timer. Hashed and stored as one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// Legal time.
    pub at: Instant,
    /// Record time.
    pub recorded_at: Instant,
    /// Who caused it.
    pub author: Author,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// A recorded fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A dossier was filed.
    Submitted {
        /// Facts of the filing.
        filing: Filing,
    },
    /// The form data changed; the rows hold the data.
    DataWritten {
        /// The new version.
        version: DataVersion,
    },
    /// A step was opened.
    Opened {
        /// The new activation, whole.
        activation: Box<Activation>,
        /// Steps whose outcomes it clears: those inside a block (sem 1.6).
        clears: Vec<NodeIx>,
    },
    /// A step was skipped: by its `when`, for an empty list, or by an operator.
    Skipped {
        /// The step.
        node: NodeIx,
        /// The guard that was false, if one was.
        guard: Option<GuardIx>,
    },
    /// A branch ran off its end at the join of its block.
    Arrived {
        /// The activation of the block, and which branch.
        place: Place,
    },
    /// A branch was given up by an operator.
    Dropped {
        /// The activation of the block, and which branch.
        place: Place,
    },
    /// A list named agencies twice; the first stays (sem 1.27).
    ItemsDropped {
        /// The step.
        node: NodeIx,
        /// How many were dropped.
        dropped: u16,
    },
    /// An agency was added to a list that is being asked (sem 1.30).
    ItemAdded {
        /// The activation of the step.
        id: ActivationId,
        /// The agency.
        item: Name,
    },
    /// The main level has ended; side work is still open (sem 1.32).
    EndReached {
        /// The end event.
        node: NodeIx,
    },
    /// A step was completed.
    Completed {
        /// The activation.
        id: ActivationId,
        /// What it was completed with; none for filing, and for what holds branches or items.
        button: Option<Button>,
        /// By whom; empty for silence.
        people: Vec<Actor>,
        /// True if silence pressed the button.
        silence: bool,
        /// When the answer was given, if not at the act: on paper, or paid before the notice (sem 2.15a, 2.24).
        given_at: Option<Instant>,
        /// Verdict on the leg.
        verdict: Option<LegVerdict>,
    },
    /// A step was taken away.
    Cancelled {
        /// The activation.
        id: ActivationId,
        /// Why.
        cause: Cause,
        /// Verdict on the leg.
        verdict: Option<LegVerdict>,
    },
    /// The token took a flow.
    Taken {
        /// The flow.
        flow: FlowIx,
        /// Guards evaluated to choose it, in order (sem 5.13).
        guards: Vec<(GuardIx, bool)>,
        /// True if the flow has a bound and is counted.
        counted: bool,
    },
    /// A clock of the dossier changed.
    ClockChanged {
        /// Which.
        clock: RuleIx,
        /// Which limit counts.
        limit: LimitRef,
        /// What was done to it.
        act: Act,
        /// Its state afterwards, whole.
        state: ClockState,
        /// Its timers afterwards.
        timers: Vec<Armed>,
        /// The verdict, if it was stopped.
        verdict: Option<Verdict>,
        /// What lengthened it, and by how many of its unit.
        extension: Option<(ExtensionIx, u32)>,
        /// From when it counts, if not from the act: a reception entered later the same day (sem 2.25).
        counted_from: Option<Instant>,
    },
    /// The clock of a step changed.
    StepClockChanged {
        /// The activation.
        id: ActivationId,
        /// What was done to it.
        act: Act,
        /// Its state afterwards, whole.
        state: ClockState,
        /// Its timers afterwards.
        timers: Vec<Armed>,
    },
    /// The due of a clock of the dossier passed.
    ClockOverdue {
        /// The clock.
        clock: RuleIx,
        /// The due in force.
        due: Due,
    },
    /// The due of a step passed.
    StepOverdue {
        /// The activation.
        id: ActivationId,
        /// Number of the timer.
        ordinal: u8,
    },
    /// A reminder fell due.
    Reminded {
        /// The activation.
        id: ActivationId,
        /// Number of the timer.
        ordinal: u8,
        /// When the next reminder or the due follows: of several that are made up, one is told (sem 2.20).
        next: Option<Instant>,
    },
    /// A reminder of a clock of the dossier fell due.
    ClockReminded {
        /// The clock.
        clock: RuleIx,
        /// Number of the timer.
        ordinal: u8,
        /// When the next reminder or the due follows.
        next: Option<Instant>,
    },
    /// An escalation of a clock of the dossier fell due.
    ClockEscalated {
        /// The clock.
        clock: RuleIx,
        /// Number of the timer.
        ordinal: u8,
        /// Which escalation of the clock.
        boundary: u8,
        /// The role that open tasks of offices go to, and those tasks.
        assign: Option<(RoleIx, Vec<ActivationId>)>,
        /// Where that role lives, if it is not the role's usual place.
        agency: Option<Name>,
    },
    /// An escalation fell due.
    Escalated {
        /// The activation.
        id: ActivationId,
        /// Number of the timer.
        ordinal: u8,
        /// Which escalation of the step.
        boundary: u8,
        /// The role the task goes to.
        assign: Option<RoleIx>,
        /// Where that role lives, if it is not the role's usual place.
        agency: Option<Name>,
    },
    /// An `anytime` entry became available.
    RightOffered {
        /// Which.
        anytime: AnytimeIx,
    },
    /// An `anytime` entry was closed for good.
    RightEnded {
        /// Which.
        anytime: AnytimeIx,
    },
    /// An `anytime` entry was used.
    RightUsed {
        /// Which.
        anytime: AnytimeIx,
        /// True if it interrupts everything.
        interrupts: bool,
    },
    /// A letter was printed.
    Printed {
        /// Which.
        letter: LetterIx,
        /// The activation that printed it.
        activation: Option<ActivationId>,
        /// True if its printing is the act of signing it.
        signed: bool,
    },
    /// A result was signed.
    Signed {
        /// Which.
        result: ResultIx,
        /// The activation.
        activation: ActivationId,
    },
    /// Results were handed over.
    Returned {
        /// Those that existed.
        results: Vec<ResultIx>,
        /// The activation.
        activation: ActivationId,
    },
    /// The national status changed.
    StatusSet {
        /// The code.
        status: u8,
    },
    /// The status on a further axis changed.
    AxisSet {
        /// The axis.
        axis: AxisIx,
        /// Position of the code.
        code: u8,
    },
    /// What is owed was assessed (sem 5.16).
    FeesAssessed {
        /// The payment step.
        node: NodeIx,
        /// Its lines, in đồng.
        lines: Vec<(BillLine, i64)>,
        /// The lines that are free by law.
        exempt: Vec<BillLine>,
        /// What was paid before and is more than is owed now, in đồng (sem 5.17).
        surplus: i64,
    },
    /// Money came in.
    Paid {
        /// The activation of the bill.
        id: ActivationId,
        /// The payment's own name.
        payment: Name,
        /// What it paid, by line, in đồng.
        lines: Vec<(BillLine, i64)>,
        /// What was more than owed, in đồng.
        surplus: i64,
        /// When it was paid.
        paid_at: Instant,
    },
    /// Money came when no bill was open any more (sem 2.15).
    PaidLate {
        /// The payment's own name.
        payment: Name,
        /// How much, in đồng.
        amount: i64,
        /// When it was paid.
        paid_at: Instant,
    },
    /// A message came before its step, or could not be given to one step alone.
    MessageBuffered {
        /// Its number.
        id: MessageId,
        /// Its name.
        name: Name,
        /// Until when it waits.
        until: Option<Instant>,
    },
    /// A buffered message was taken by a step, or is over.
    MessageTaken {
        /// Its number.
        id: MessageId,
        /// The activation that took it; none if its time was over.
        by: Option<ActivationId>,
    },
    /// A message came that no step awaits any more (sem 2.11).
    MessageLate {
        /// Its name.
        name: Name,
    },
    /// A worker said something of a job, or a bill was paid, under technical suspension: its step goes on later.
    ReportKept {
        /// Its number.
        id: MessageId,
        /// The job, or the bill.
        activation: ActivationId,
    },
    /// What came under technical suspension is handed on now (sem 8.8).
    ReportTaken {
        /// Its number.
        id: MessageId,
    },
    /// An attempt of a job failed.
    JobFailed {
        /// The activation.
        id: ActivationId,
        /// The business error, if it was one.
        code: Option<Name>,
        /// Attempts that are left.
        left: u8,
        /// When the next attempt may begin.
        retry: Option<Armed>,
    },
    /// A job may be attempted again.
    JobReady {
        /// The activation.
        id: ActivationId,
        /// Attempts that are left after this one.
        left: u8,
        /// Number of the timer that said so, if one did.
        ordinal: Option<u8>,
    },
    /// The date that a step waits for lies in a year that is announced by now.
    WaitArmed {
        /// The activation.
        id: ActivationId,
        /// Its timer.
        timer: Armed,
    },
    /// A task was taken by a person, or given to one (sem 6.2, 6.3).
    Held {
        /// The activation.
        id: ActivationId,
        /// Who holds it now; none if it is back in the pool.
        holder: Option<Actor>,
    },
    /// A task was given to another to prepare, or is prepared (sem 6.4).
    Delegated {
        /// The activation.
        id: ActivationId,
        /// To whom; none when it is prepared.
        to: Option<Actor>,
    },
    /// An answer came after its task had closed: kept, without effect (sem 1.21).
    AnsweredLate {
        /// The activation.
        id: ActivationId,
        /// The button.
        button: Button,
        /// True if it had been given in time, on paper (sem 2.24).
        in_time: bool,
    },
    /// An answer on paper, given in time, took the place of silence (sem 2.24).
    SilenceReplaced {
        /// The activation.
        id: ActivationId,
        /// The button of silence, and that of the answer.
        buttons: (Button, Button),
        /// When the answer was given.
        given_at: Instant,
    },
    /// The dossier was suspended, legally or technically (sem 3.38, 8.8).
    Suspended {
        /// True for a ground in law.
        legally: bool,
    },
    /// A suspension is over.
    Resumed {
        /// True for a ground in law.
        legally: bool,
    },
    /// The case was changed (sem 3.45).
    CaseChanged {
        /// The new case.
        case: CaseIx,
    },
    /// Open dues were moved to a changed calendar (sem 3.43).
    CalendarApplied {
        /// The decree that changed it.
        decree: Name,
    },
    /// An operator proposes an act.
    Proposed {
        /// Its number.
        id: ProposalId,
        /// Who.
        operator: Name,
        /// What.
        act: OperatorAct,
    },
    /// A proposed act was approved and is done, or was turned down.
    Settled {
        /// Its number.
        id: ProposalId,
        /// True if it is done.
        approved: bool,
    },
    /// Something needs an operator.
    IncidentRaised {
        /// Its id.
        id: IncidentId,
        /// What.
        kind: IncidentKind,
        /// The open activation it is about.
        activation: Option<ActivationId>,
        /// The parked token, if one is.
        parked: Option<Parked>,
        /// What was missing or wrong.
        detail: String,
        /// How often it was tried.
        attempt: u16,
    },
    /// An incident is over.
    IncidentClosed {
        /// Which.
        id: IncidentId,
    },
    /// The dossier goes on under another version of its procedure (sem 9.2). The record that holds it names the new one.
    VersionChanged {
        /// The version before, by its first 12 digits.
        from: Name,
        /// The version from now on.
        to: Name,
        /// The dossier as it stands there.
        state: Box<Instance>,
    },
    /// The dossier ended.
    Ended {
        /// The end event.
        node: NodeIx,
        /// How.
        result: EndResult,
    },
}
