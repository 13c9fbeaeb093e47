//! A dossier as folded from its log. Only `apply` changes it.

use calendar::{ClockState, Due, Instant, Verdict};
use program::{ActionIx, AnytimeIx, EndResult, FlowIx, NodeIx, ResultIx, RoleIx, RuleIx};

use crate::{ActivationId, Actor, DataVersion, Filing, IncidentId, LegVerdict, LimitRef, Name};

/// The state of one dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Alive, or how it ended.
    pub life: Life,
    /// Facts of the filing.
    pub filing: Filing,
    /// When it was filed.
    pub submitted_at: Instant,
    /// Open or parked activations: the tokens.
    pub activations: Vec<Activation>,
    /// Closed activations, for late acts.
    pub closed: Vec<Closed>,
    /// What guards, rights and four eyes can read of each step, by node.
    pub steps: Vec<StepHistory>,
    /// Clocks of the dossier, by rule; the first is `ho_so`. None before their start.
    pub clocks: Vec<Option<LegalClock>>,
    /// How often each bounded flow was taken.
    pub taken: Vec<(FlowIx, u16)>,
    /// `ho_so.lan_bo_sung` (sem 1.9).
    pub supplements: u16,
    /// Results signed so far: what a button with `returns` can hand over.
    pub made: Vec<ResultIx>,
    /// The `anytime` entries.
    pub rights: Vec<Right>,
    /// Open incidents.
    pub incidents: Vec<Incident>,
    /// National status (`language.md` b7).
    pub status: u8,
    /// When a right to withdraw was used: what a withdrawal is judged by (sem 3.56).
    pub interrupted_at: Option<Instant>,
    /// Next activation or incident id.
    pub next_id: u64,
    /// Version of the form data.
    pub data: DataVersion,
    /// Legal time of the last event.
    pub last_at: Instant,
}

/// Alive, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It is being settled.
    Alive,
    /// It has ended.
    Ended {
        /// The end event.
        node: NodeIx,
        /// How.
        result: EndResult,
        /// When.
        at: Instant,
    },
}

/// One entry of one token into one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    /// Its id; also the task's.
    pub id: ActivationId,
    /// The step.
    pub node: NodeIx,
    /// 1 for the first entry into the step.
    pub round: u16,
    /// When it was opened, in legal time.
    pub opened_at: Instant,
    /// Who acts; an escalation may change it (sem 4.12).
    pub role: Option<RoleIx>,
    /// Its own clock.
    pub clock: Option<StepClock>,
    /// Armed timers, ascending by ordinal.
    pub timers: Vec<Armed>,
    /// Open, or parked by an incident.
    pub state: ActivationState,
}

/// Whether an activation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationState {
    /// It waits.
    Open,
    /// Its token waits before the node for the incident to be repaired.
    Parked {
        /// The incident.
        incident: IncidentId,
    },
}

/// The clock of a step (sem 4.1).
#[derive(Clone, Debug, PartialEq)]
pub struct StepClock {
    /// Which limit counts.
    pub limit: LimitRef,
    /// State of the clock.
    pub state: ClockState,
    /// True once `StepOverdue` is recorded.
    pub overdue: bool,
}

/// An armed timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Armed {
    /// When it is due.
    pub at: Instant,
    /// What it does.
    pub kind: TimerKind,
    /// Its number within its owner.
    pub ordinal: u8,
}

/// What a timer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerKind {
    /// Takes the task away.
    Timeout,
    /// Records that the due has passed.
    Due,
    /// Escalates.
    Overdue {
        /// Position in the step's boundary.
        boundary: u8,
    },
    /// Reminds.
    Remind,
}

/// A clock of the dossier (sem 3B).
#[derive(Clone, Debug, PartialEq)]
pub struct LegalClock {
    /// Which limit counts.
    pub limit: LimitRef,
    /// State of the clock.
    pub state: ClockState,
    /// The due computed at the start; written once.
    pub original_due: Due,
    /// When it was started.
    pub started_at: Instant,
    /// When it was stopped.
    pub stopped_at: Option<Instant>,
    /// When overdue was recorded, and which due had passed (sem 3.50).
    pub overdue: Option<(Instant, Due)>,
    /// The verdict, once stopped.
    pub verdict: Option<Verdict>,
    /// The armed timer.
    pub timers: Vec<Armed>,
}

/// What is kept of a closed activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Its id.
    pub id: ActivationId,
    /// The step.
    pub node: NodeIx,
    /// When.
    pub at: Instant,
    /// The button, if it was completed.
    pub action: Option<ActionIx>,
    /// Who completed it; none for silence.
    pub by: Option<Actor>,
    /// The verdict on its leg.
    pub verdict: Option<LegVerdict>,
}

/// What can be read of a step: its latest outcome and its whole past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepHistory {
    /// Entries so far, skipped ones not counted.
    pub entries: u16,
    /// Button of the latest completed activation.
    pub action: Option<ActionIx>,
    /// True if the latest activation was completed.
    pub done: bool,
    /// True if the latest arrival was skipped.
    pub skipped: bool,
    /// True if the latest activation was taken away by its `timeout`.
    pub timed_out: bool,
    /// When the latest activation was completed.
    pub at: Option<Instant>,
    /// Completed activations over the whole dossier (sem 1.8).
    pub rounds: u16,
    /// Buttons ever pressed, as bits.
    pub ever: u16,
    /// Everyone who completed it, all rounds (sem 6.6).
    pub actors: Vec<Actor>,
    /// Who completed it in the latest round.
    pub latest: Vec<Actor>,
}

/// State of an `anytime` entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// `from` has happened.
    pub offered: bool,
    /// `until` has happened: closed for good (sem 7.2).
    pub ended: bool,
    /// Times it was used.
    pub used: u8,
}

/// An open incident (sem 8.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// What happened.
    pub kind: IncidentKind,
    /// The activation it belongs to, parked or not.
    pub activation: Option<ActivationId>,
    /// What was missing or wrong, for the operator.
    pub detail: String,
    /// When.
    pub at: Instant,
    /// How often the parked node was tried.
    pub attempt: u16,
}

/// Kinds of incidents of language level 1 (sem 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A guard read a name without value; blocking.
    GuardMissing,
    /// Arithmetic of a guard failed; blocking.
    GuardArithmetic,
    /// A guard met a limit; blocking.
    GuardLimit,
    /// No branch was true; blocking.
    NoBranch,
    /// An automatic flow reached its bound; blocking.
    RoundsExhausted,
    /// Too many node entries in one turn; blocking.
    StepLimit,
    /// Nothing is left that could move the dossier.
    Quiescent,
    /// A due needs a year that is not announced; not blocking.
    CalendarGap,
    /// Nobody may act in the open task; not blocking.
    NoActor,
}

impl IncidentKind {
    /// Returns the name used in tests and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::GuardMissing => "guard_missing",
            Self::GuardArithmetic => "guard_arithmetic",
            Self::GuardLimit => "guard_limit",
            Self::NoBranch => "no_branch",
            Self::RoundsExhausted => "rounds_exhausted",
            Self::StepLimit => "step_limit",
            Self::Quiescent => "quiescent",
            Self::CalendarGap => "calendar_gap",
            Self::NoActor => "no_actor",
        }
    }
}

impl Instance {
    /// Returns an open or parked activation.
    pub fn activation(&self, id: ActivationId) -> Option<&Activation> {
        self.activations.iter().find(|activation| activation.id == id)
    }

    /// Returns the open activations, without parked ones.
    pub fn open(&self) -> impl Iterator<Item = &Activation> {
        self.activations.iter().filter(|activation| activation.state == ActivationState::Open)
    }

    /// Returns what can be read of a step.
    pub fn step(&self, node: NodeIx) -> &StepHistory {
        &self.steps[node.index()]
    }

    /// Returns a clock of the dossier, if it was started.
    pub fn clock(&self, rule: RuleIx) -> Option<&LegalClock> {
        self.clocks.get(rule.at()).and_then(Option::as_ref)
    }

    /// Returns the state of an `anytime` entry.
    pub fn right(&self, anytime: AnytimeIx) -> Right {
        self.rights[anytime.at()]
    }

    /// Returns how often a flow was taken.
    pub fn times_taken(&self, flow: FlowIx) -> u16 {
        self.taken.iter().find(|(taken, _)| *taken == flow).map_or(0, |(_, times)| *times)
    }

    /// Tells whether it is being settled.
    pub fn is_alive(&self) -> bool {
        self.life == Life::Alive
    }

    /// Returns the instant of the next timer: the dossier's `wake_at`.
    pub fn wake_at(&self) -> Option<Instant> {
        let steps = self.activations.iter().flat_map(|activation| &activation.timers);
        let clocks = self.clocks.iter().flatten().flat_map(|clock| &clock.timers);
        steps.chain(clocks).map(|armed| armed.at).min()
    }

    /// Returns the agency a role lives in for this dossier.
    pub fn agency(&self, at: program::RoleAt) -> &Name {
        match at {
            program::RoleAt::Competent | program::RoleAt::Outside => &self.filing.competent,
            program::RoleAt::Receiving => &self.filing.receiving,
            program::RoleAt::Assisting => self.filing.assisting.as_ref().unwrap_or(&self.filing.receiving),
        }
    }
}
