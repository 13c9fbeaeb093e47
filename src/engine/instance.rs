//! A dossier as folded from its log. Only `apply` changes it.

use calendar::{ClockState, Due, Instant, Phase, Verdict};
use program::{ActionIx, AnytimeIx, BillLine, EndResult, ExtensionIx, FlowIx, NodeIx, ResultIx, RuleIx};

use crate::{
    Activation, ActivationId, ActivationState, Actor, Armed, DataVersion, Filing, IncidentId, LegVerdict, LimitRef,
    MessageId, Name, OperatorAct, Place, ProposalId, TimerKind,
};

/// The state of one dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// Alive, or how it ended.
    pub life: Life,
    /// Facts of the filing.
    pub filing: Filing,
    /// When it was filed.
    pub submitted_at: Instant,
    /// The end that was reached while side work was still open (sem 1.32).
    pub ending: Option<NodeIx>,
    /// Since when it is legally suspended (sem 3.38).
    pub suspended: Option<Instant>,
    /// Since when it is technically suspended (sem 8.8).
    pub halted: Option<Instant>,
    /// Open or parked activations, oldest first: one tree, rooted in the dossier.
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
    /// How the dossier's clock was lengthened.
    pub extended: Vec<Extended>,
    /// What was assessed last, by line (sem 5.16).
    pub assessed: Vec<(BillLine, i64)>,
    /// What was paid, by line.
    pub paid: Vec<(BillLine, i64)>,
    /// Payments booked, so that each counts once (sem 2.12).
    pub payments: Vec<Name>,
    /// Money that must be given back or dealt with by finance, in đồng (sem 2.15).
    pub refunds: i64,
    /// Messages that came before their step, oldest first (sem 2.10).
    pub buffered: Vec<Buffered>,
    /// What came under technical suspension and is handed on when that is lifted, oldest first (sem 8.8).
    pub reports: Vec<Report>,
    /// Open incidents.
    pub incidents: Vec<Incident>,
    /// Acts of operators that wait for a second person (sem 6.12).
    pub proposals: Vec<Proposal>,
    /// National status (`language.md` b7).
    pub status: u8,
    /// Codes of further axes, by axis.
    pub axes: Vec<Option<u8>>,
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

/// How often, and by how much, one extension was used (sem 3.41).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extended {
    /// Which.
    pub extension: ExtensionIx,
    /// How often.
    pub times: u8,
    /// How much together, in its unit.
    pub total: u32,
}

/// A message that waits for its step (sem 2.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffered {
    /// Its number; its content lies in the data.
    pub id: MessageId,
    /// Its name.
    pub name: Name,
    /// When it came.
    pub at: Instant,
    /// Until when it waits; none for until the dossier ends.
    pub until: Option<Instant>,
}

/// What a worker said of a job, or that a bill was paid, while the dossier was technically suspended (sem 8.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its number, of those of messages; what a worker said lies in the data.
    pub id: MessageId,
    /// The job, or the bill.
    pub activation: ActivationId,
}

/// An act of an operator that waits for a second person (sem 6.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number; its ground lies in the data.
    pub id: ProposalId,
    /// Who proposes it.
    pub operator: Name,
    /// What is proposed.
    pub act: OperatorAct,
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
    /// Its timers; while it is paused none of them fires.
    pub timers: Vec<Armed>,
}

/// What is kept of a closed activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Its id.
    pub id: ActivationId,
    /// The step.
    pub node: NodeIx,
    /// Where it stood.
    pub place: Place,
    /// The agency it was done for, one of a list.
    pub item: Option<Name>,
    /// When.
    pub at: Instant,
    /// What it was completed with, if it was.
    pub action: Option<ActionIx>,
    /// Who completed it; none for silence, and where no person did.
    pub by: Option<Actor>,
    /// True if silence completed it (sem 4.9).
    pub silent: bool,
    /// The verdict on its leg.
    pub verdict: Option<LegVerdict>,
    /// True if an answer to it was kept after it closed: no second one is (sem 1.21).
    pub answered_late: bool,
}

/// What can be read of a step: its latest outcome and its whole past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepHistory {
    /// Entries so far, skipped ones not counted.
    pub entries: u16,
    /// What the latest completed activation was completed with.
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
    /// Actions ever taken, as bits.
    pub ever: u32,
    /// Completed items of the latest activation, by action (sem 1.7).
    pub counts: Vec<u16>,
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
    /// The automatic flow that was at its bound, if that is why.
    pub via: Option<FlowIx>,
}

/// Kinds of incidents (sem 8.2).
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
    /// Too many node entries, tokens or events in one turn; blocking.
    StepLimit,
    /// A job has failed for good; blocking.
    JobFailed,
    /// A worker reported a business error that the step does not know; blocking.
    JobError,
    /// A branch arrived twice; blocking.
    JoinSlotFilled,
    /// A list has more agencies than one step may ask; blocking.
    ItemsLimit,
    /// A message fits more than one open step; not blocking.
    MessageAmbiguous,
    /// Nothing is left that could move the dossier.
    Quiescent,
    /// A due needs a year that is not announced; not blocking.
    CalendarGap,
    /// Nobody may act in the open task; not blocking.
    NoActor,
}

impl IncidentKind {
    /// Tells whether it stops what it is about until it is repaired.
    pub fn blocks(self) -> bool {
        !matches!(self, Self::CalendarGap | Self::NoActor | Self::MessageAmbiguous)
    }

    /// Returns the name used in tests and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::GuardMissing => "guard_missing",
            Self::GuardArithmetic => "guard_arithmetic",
            Self::GuardLimit => "guard_limit",
            Self::NoBranch => "no_branch",
            Self::RoundsExhausted => "rounds_exhausted",
            Self::StepLimit => "step_limit",
            Self::JobFailed => "job_failed",
            Self::JobError => "job_error",
            Self::JoinSlotFilled => "join_slot_filled",
            Self::ItemsLimit => "items_limit",
            Self::MessageAmbiguous => "message_ambiguous",
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

    /// Returns the instant of the next timer that can fire: the dossier's `wake_at`. None while it is halted.
    pub fn wake_at(&self) -> Option<Instant> {
        if self.halted.is_some() {
            return None;
        }
        let steps = self.armed().map(|(_, armed)| armed.at);
        let clocks = self.clocks.iter().flatten().flat_map(LegalClock::armed).map(|armed| armed.at);
        steps.chain(clocks).min()
    }

    /// Returns the timers of steps that can fire: no wait ends while the dossier is legally suspended (sem 3.38).
    pub(crate) fn armed(&self) -> impl Iterator<Item = (&Activation, &Armed)> {
        let all = self.activations.iter().flat_map(|one| one.armed().map(move |armed| (one, armed)));
        all.filter(|(_, armed)| self.suspended.is_none() || armed.kind != TimerKind::Wait)
    }

    /// Returns the agency a role lives in for this dossier, where the dossier itself says it.
    pub fn agency(&self, at: &program::RoleAt) -> &Name {
        match at {
            program::RoleAt::Receiving => &self.filing.receiving,
            program::RoleAt::Assisting => self.filing.assisting.as_ref().unwrap_or(&self.filing.receiving),
            _ => &self.filing.competent,
        }
    }

    /// Returns the activations around an activation, innermost first.
    pub fn around(&self, place: Place) -> impl Iterator<Item = &Activation> {
        std::iter::successors(self.activation(place.parent), |outer| self.activation(outer.place.parent))
    }

    /// Returns how an extension was used.
    pub fn used(&self, extension: ExtensionIx) -> Extended {
        let none = Extended { extension, times: 0, total: 0 };
        self.extended.iter().find(|one| one.extension == extension).copied().unwrap_or(none)
    }

    /// Returns what was paid on a line, in đồng.
    pub fn paid_on(&self, line: BillLine) -> i64 {
        self.paid.iter().filter(|(paid, _)| *paid == line).map(|(_, amount)| *amount).sum()
    }
}

impl LegalClock {
    /// Returns the timers that can fire: none while it is paused.
    pub fn armed(&self) -> impl Iterator<Item = &Armed> {
        let running = self.state.phase == Phase::Running;
        self.timers.iter().filter(move |_| running)
    }
}

impl StepHistory {
    /// Returns how many items were completed, with one action or with any; a step that is no list has one (sem 1.7).
    pub fn count(&self, action: Option<ActionIx>) -> u32 {
        if let Some(taken) = self.action {
            return action.is_none_or(|action| action == taken).into();
        }
        match action {
            Some(action) => self.counts.get(action.at()).copied().unwrap_or(0).into(),
            None => self.counts.iter().map(|count| u32::from(*count)).sum(),
        }
    }
}
