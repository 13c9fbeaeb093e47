//! Why an act was refused: one closed set (sem 10). Only what the actor could have done otherwise is here.

use calendar::Instant;
use program::ProgramHash;

use crate::Actor;

/// A refusal. It writes nothing of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The task is over, or never was.
    TaskNotOpen {
        /// When it was closed, if it ever was open.
        closed_at: Option<Instant>,
        /// Why.
        reason: Closing,
    },
    /// The actor does not hold the role (sem 6.1).
    NotInRole {
        /// Id of the role.
        role: String,
    },
    /// Somebody else holds the task (sem 6.2).
    ClaimedBy {
        /// Who.
        who: Actor,
    },
    /// The actor has acted in a step he must not judge (sem 6.6).
    SamePerson {
        /// Id of that step.
        step: String,
    },
    /// The button or right is off.
    NotAvailable {
        /// Name or source of the condition, if a condition is the reason.
        condition: Option<String>,
    },
    /// The loop has run as often as it may (sem 1.10).
    RoundsExhausted {
        /// How often that is.
        most: u8,
    },
    /// The amount is more than may be given (sem 3.41).
    ExtensionExhausted {
        /// Most that may still be given, in the unit of the extension.
        most: u32,
    },
    /// The clock has not started (sem 3.42).
    ClockNotStarted,
    /// The clock has stopped (sem 3.19).
    ClockStopped,
    /// Its side work is open already (sem 1.32).
    AlreadyOpen,
    /// The dossier is suspended (sem 3.38, 8.8).
    Suspended {
        /// True for a ground in law.
        legally: bool,
    },
    /// Answers are missing or wrong.
    FormInvalid(Vec<FieldError>),
    /// The step has no such button.
    NoSuchAction,
    /// The dossier has ended.
    DossierEnded {
        /// How.
        result: &'static str,
        /// When.
        at: Instant,
    },
    /// No version is in force on this date (sem 9.4), or this one is not.
    NoVersionInForce,
    /// Another version is in force, by which the dossier is settled (sem 9.2).
    VersionNotInForce {
        /// That version.
        to: ProgramHash,
        /// True if the act would start the clock; false if it only asks for a supplement.
        settles: bool,
        /// What the dossier lacks under the form of that version, as it is called there; empty if it is not the form that
        /// keeps it.
        lacks: Vec<String>,
    },
    /// A limit was met.
    Limit {
        /// Its name.
        name: &'static str,
        /// Its value.
        most: u64,
    },
}

/// Why a task is not open any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// No such task was ever opened.
    Unknown,
    /// Somebody completed it.
    Completed {
        /// Who; none for silence.
        by: Option<Actor>,
        /// With which button.
        action: String,
    },
    /// It was cancelled: timeout, withdrawal.
    Cancelled,
}

/// One wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Address of the answer.
    pub field: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is required.
    Required,
    /// Nothing of this name is asked here.
    NotAsked,
    /// It is not of the field's type.
    NotOfType,
    /// It is no option of the field.
    NoSuchOption,
    /// It is less than this.
    LessThan(String),
    /// It is more than this.
    MoreThan(String),
    /// It is longer than so many characters.
    LongerThan(u32),
    /// It does not match the pattern.
    Pattern,
    /// The date lies before the day of the act.
    BeforeToday,
    /// The date lies after the day of the act.
    AfterToday,
}

impl Rejection {
    /// Returns the reason's name, as in tests and the API.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TaskNotOpen { .. } => "TaskNotOpen",
            Self::NotInRole { .. } => "NotInRole",
            Self::ClaimedBy { .. } => "ClaimedBy",
            Self::SamePerson { .. } => "SamePerson",
            Self::ExtensionExhausted { .. } => "ExtensionExhausted",
            Self::ClockNotStarted => "ClockNotStarted",
            Self::ClockStopped => "ClockStopped",
            Self::AlreadyOpen => "AlreadyOpen",
            Self::Suspended { .. } => "Suspended",
            Self::NotAvailable { .. } => "NotAvailable",
            Self::RoundsExhausted { .. } => "RoundsExhausted",
            Self::FormInvalid(_) => "FormInvalid",
            Self::NoSuchAction => "NoSuchAction",
            Self::DossierEnded { .. } => "DossierEnded",
            Self::NoVersionInForce => "NoVersionInForce",
            Self::VersionNotInForce { .. } => "VersionNotInForce",
            Self::Limit { name, .. } => name,
        }
    }
}
