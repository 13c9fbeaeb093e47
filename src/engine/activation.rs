//! One entry of a token into a step or block, with all that lives and dies with it: its place in the tree, its clock,
//! its timers, its bill, its branches. Only `apply` changes it.

use calendar::{ClockState, Instant, Phase};
use program::{BillLine, NodeIx, RoleIx};

use crate::{ActivationId, Actor, IncidentId, LimitRef, Name};

/// One entry of one token into one step or block (sem 1.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    /// Its id; also the task's.
    pub id: ActivationId,
    /// The step.
    pub node: NodeIx,
    /// Where it stands in the tree.
    pub place: Place,
    /// The agency it is done for, one of a list.
    pub item: Option<Name>,
    /// 1 for the first entry into the step.
    pub round: u16,
    /// When it was opened, in legal time.
    pub opened_at: Instant,
    /// Who acts; an escalation may change it (sem 4.12).
    pub role: Option<RoleIx>,
    /// Where that role lives, if it is not the role's usual place: the item, or what a field names.
    pub agency: Option<Name>,
    /// Who has claimed it (sem 6.2).
    pub holder: Option<Actor>,
    /// Who prepares it for the holder, the latest last (sem 6.4).
    pub delegates: Vec<Actor>,
    /// True while the latest delegate prepares it.
    pub delegated: bool,
    /// True if it counts in `ho_so.lan_bo_sung`.
    pub supplement: bool,
    /// Its own clock.
    pub clock: Option<StepClock>,
    /// Its timers, ascending by ordinal; while its clock is held, only some can fire.
    pub timers: Vec<Armed>,
    /// What is to be paid.
    pub bill: Option<Bill>,
    /// Attempts of its job that are left after the present one.
    pub job: Option<u8>,
    /// Its branches or items, if it holds any.
    pub scope: Option<Box<Scope>>,
    /// Open, or parked by an incident.
    pub state: ActivationState,
}

/// Where a token stands in the tree of activations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The activation around it; [`ActivationId::ROOT`] on the main level.
    pub parent: ActivationId,
    /// Which branch or item of the parent.
    pub branch: u16,
}

impl Place {
    /// The main level.
    pub const MAIN: Self = Self { parent: ActivationId::ROOT, branch: 0 };
}

/// Branches or items of an activation: a join looks here, never at tokens (sem 1.23).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// What has become of each branch or item.
    pub slots: Vec<Slot>,
    /// The frozen list of agencies; empty for branches (sem 1.27).
    pub items: Vec<Name>,
}

/// What has become of a branch or item in this round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Nothing was opened in it yet.
    Untouched,
    /// Something was opened in it.
    Touched,
    /// It has arrived.
    Arrived,
    /// It has come to its end and nothing was opened in it, or it was taken away (sem 1.18).
    Dead,
}

impl Slot {
    /// Tells whether it is still awaited.
    pub fn is_awaited(self) -> bool {
        matches!(self, Self::Untouched | Self::Touched)
    }
}

/// A bill, frozen at its opening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// What each line still asks, in đồng.
    pub lines: Vec<(BillLine, i64)>,
    /// What was paid on it, in đồng.
    pub paid: i64,
    /// When the latest of it was paid, as the bank has signed.
    pub paid_at: Option<Instant>,
}

impl Bill {
    /// Returns what the whole bill asks, in đồng.
    pub fn due(&self) -> i64 {
        self.lines.iter().fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
    }

    /// Tells whether it asks for nothing any more.
    pub fn is_paid(&self) -> bool {
        self.paid >= self.due()
    }
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
    /// Ends a wait.
    Wait,
    /// Makes a job available again after a failure.
    Retry,
}

impl Activation {
    /// Makes an open activation with nothing but its place.
    pub(crate) fn bare(id: ActivationId, node: NodeIx, place: Place, at: Instant) -> Self {
        Self {
            id,
            node,
            place,
            item: None,
            round: 0,
            opened_at: at,
            role: None,
            agency: None,
            holder: None,
            delegates: Vec::new(),
            delegated: false,
            supplement: false,
            clock: None,
            timers: Vec::new(),
            bill: None,
            job: None,
            scope: None,
            state: ActivationState::Open,
        }
    }

    /// Returns the timers that can fire: while its clock is held, only those that are not of the clock. Nothing is due
    /// any more of what is paid and goes on when a technical suspension is lifted (sem 8.8).
    pub fn armed(&self) -> impl Iterator<Item = &Armed> {
        let paused = self.clock.as_ref().is_some_and(|clock| matches!(clock.state.phase, Phase::Paused { .. }));
        let held = paused || self.bill.as_ref().is_some_and(Bill::is_paid);
        self.timers.iter().filter(move |armed| !held || armed.kind == TimerKind::Retry)
    }

    /// Tells whether it waits for something itself, not for what it holds.
    pub fn is_leaf(&self) -> bool {
        self.scope.is_none()
    }

    /// Tells whether it is open, not parked.
    pub fn is_open(&self) -> bool {
        self.state == ActivationState::Open
    }
}

impl TimerKind {
    /// Returns the rank among timers due at one instant (sem 2.16).
    pub(crate) fn rank(self, of_dossier: bool) -> u8 {
        match self {
            Self::Timeout | Self::Wait => 0,
            Self::Due | Self::Overdue { .. } => 1 + u8::from(of_dossier),
            Self::Remind | Self::Retry => 3,
        }
    }
}
