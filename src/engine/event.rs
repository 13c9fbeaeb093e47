//! Facts. An event says everything `apply` needs, so that replay never computes.

use calendar::{Act, ClockState, Due, Instant, Verdict};
use program::{ActionIx, AnytimeIx, EndResult, FlowIx, GuardIx, LetterIx, NodeIx, ResultIx, RoleIx, RuleIx};
use serde::{Deserialize, Serialize};

use crate::{
    ActivationId, Actor, Armed, Author, DataVersion, Filing, IncidentId, IncidentKind, LimitRef, StepClock, TimerKind,
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
        /// The new activation.
        id: ActivationId,
        /// The step.
        node: NodeIx,
        /// 1 for the first entry.
        round: u16,
        /// Who acts.
        role: Option<RoleIx>,
        /// Its clock.
        clock: Option<StepClock>,
        /// Its timers.
        timers: Vec<Armed>,
        /// True if it counts in `ho_so.lan_bo_sung`.
        supplement: bool,
    },
    /// A step was skipped by its `when`.
    Skipped {
        /// The step.
        node: NodeIx,
        /// The guard that was false.
        guard: GuardIx,
    },
    /// A step was completed.
    Completed {
        /// The activation.
        id: ActivationId,
        /// The button; none for steps without buttons.
        button: Option<Button>,
        /// By whom; empty for silence.
        people: Vec<Actor>,
        /// True if silence pressed the button.
        silence: bool,
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
    },
    /// The dossier's due passed.
    DossierOverdue {
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
    /// Something needs an operator.
    IncidentRaised {
        /// Its id.
        id: IncidentId,
        /// What.
        kind: IncidentKind,
        /// The open activation it is about.
        activation: Option<ActivationId>,
        /// The node before which a token is parked, with the id of the parked activation.
        parked: Option<(ActivationId, NodeIx)>,
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
    /// The dossier ended.
    Ended {
        /// The end event.
        node: NodeIx,
        /// How.
        result: EndResult,
    },
}

/// A button of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Button {
    /// The step.
    pub node: NodeIx,
    /// Its button.
    pub action: ActionIx,
}

/// Why an activation was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Its own `timeout` (sem 4.8).
    Timeout,
    /// An interrupting `anytime` (sem 7.4).
    Interrupted,
    /// Its incident was repaired: the token moves on.
    Retried,
}

/// Verdict on one leg (sem 3.58).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegVerdict {
    /// On an earlier date than the due's.
    Early,
    /// By the due.
    OnTime,
    /// After it.
    Overdue,
    /// Không trả lời: closed by silence.
    Silent,
}

impl LegVerdict {
    /// Returns the word of tests and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTime => "on_time",
            Self::Overdue => "overdue",
            Self::Silent => "silent",
        }
    }
}

impl From<Verdict> for LegVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Early => Self::Early,
            Verdict::OnTime => Self::OnTime,
            Verdict::Overdue => Self::Overdue,
        }
    }
}

impl TimerKind {
    /// Returns the rank among timers due at one instant (sem 2.16).
    pub(crate) fn rank(self, of_dossier: bool) -> u8 {
        match self {
            Self::Timeout => 0,
            Self::Due if of_dossier => 2,
            Self::Due | Self::Overdue { .. } => 1,
            Self::Remind => 3,
        }
    }
}
