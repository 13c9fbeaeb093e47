//! What facts are made of: buttons, reasons for taking a task away, verdicts on legs, parked tokens.

use calendar::Verdict;
use program::{ActionIx, FlowIx, NodeIx};
use serde::{Deserialize, Serialize};

use crate::{ActivationId, Place};

/// A token that waits before a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Its activation.
    pub activation: ActivationId,
    /// The node.
    pub node: NodeIx,
    /// Where it stands.
    pub place: Place,
    /// The automatic flow it could not take, if that is why.
    pub via: Option<FlowIx>,
}

/// A button of a step, or another way to complete it.
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
    /// Its block was left early by an `exit` (sem 1.13).
    Exited,
    /// Enough others had arrived (sem 1.20).
    Outvoted,
    /// The dossier ended by an end event with `terminate`.
    Terminated,
    /// Its job failed for good, or by a business error.
    Failed,
    /// An operator moved, cancelled or skipped it (sem 6.12).
    Operator,
    /// Its agency was taken off the list (sem 1.30).
    Removed,
    /// Whoever had passed it on took it back (sem 6.14).
    Recalled,
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

    /// Returns the verdict of a leg on which somebody answered.
    pub fn judged(self) -> Option<Verdict> {
        match self {
            Self::Early => Some(Verdict::Early),
            Self::OnTime => Some(Verdict::OnTime),
            Self::Overdue => Some(Verdict::Overdue),
            Self::Silent => None,
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
