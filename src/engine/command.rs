//! What may be asked of a dossier.

use std::collections::BTreeMap;

use calendar::Instant;
use program::{AnytimeIx, CaseIx, Channel, NodeIx, Subject};

use crate::{ActivationId, Actor, IncidentId, MessageId, Name, ProposalId};

/// A command. A person may be told no; for machines (timers, messages, money, workers, retries) the engine is total
/// but for what was never theirs to ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Files a dossier (sem 1.33).
    Submit(Submission),
    /// Presses a button.
    Act {
        /// Who.
        actor: Actor,
        /// The open task.
        activation: ActivationId,
        /// Id of the button.
        action: String,
        /// What it asks.
        answers: Answers,
        /// When what it records happened, if earlier the same day: a reception on paper (sem 2.25).
        received_at: Option<Instant>,
    },
    /// Uses an `anytime` entry.
    Trigger {
        /// Who.
        actor: Actor,
        /// Which.
        anytime: AnytimeIx,
        /// What it asks.
        answers: Answers,
    },
    /// Takes, gives or hands on a task (sem 6.2–6.4, 6.14).
    Hold {
        /// Who.
        actor: Actor,
        /// The open task.
        activation: ActivationId,
        /// What is done with it.
        how: Holding,
    },
    /// Fires every timer that is due, one by one (sem 2.16).
    FireDue(Until),
    /// Brings a message (sem 2.10–2.13).
    Message(Incoming),
    /// Brings money (sem 2.15).
    Pay(Paying),
    /// Brings what a worker says of a job (sem 4.14, 4.15).
    Job {
        /// The activation.
        activation: ActivationId,
        /// What became of it.
        outcome: JobOutcome,
    },
    /// Enters an answer that was given on paper (sem 2.24).
    PaperAnswer {
        /// Who enters it.
        actor: Actor,
        /// The task, open or closed by silence.
        activation: ActivationId,
        /// Id of the button.
        action: String,
        /// What it asks.
        answers: Answers,
        /// When the answer was given.
        received_at: Instant,
    },
    /// Adds an agency to a list that is being asked, or takes one off (sem 1.30).
    ChangeItem {
        /// Who.
        actor: Actor,
        /// The activation of the step.
        activation: ActivationId,
        /// The agency.
        item: Name,
        /// True to add it.
        add: bool,
        /// Why.
        ground: String,
    },
    /// Suspends the dossier on a ground in law, or lifts that (sem 3.38).
    Suspend {
        /// Who.
        actor: Actor,
        /// True to suspend.
        on: bool,
        /// Ground, article and document.
        ground: String,
    },
    /// Changes the case of the dossier (sem 3.45).
    ChangeCase {
        /// Who.
        actor: Actor,
        /// The new case.
        case: CaseIx,
        /// Why.
        ground: String,
    },
    /// Does something only an operator may (sem 6.12, 8).
    Operate {
        /// Who.
        operator: Name,
        /// What.
        what: Operation,
    },
    /// Lengthens what the applicant lost by an outage (sem 2.19).
    OutageGrace {
        /// When the outage began.
        from: Instant,
        /// When it was over.
        to: Instant,
    },
}

/// What is done with a task without completing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Takes it.
    Claim,
    /// Gives it back.
    Release,
    /// Gives it to somebody; only the head of the unit may.
    Assign(Actor),
    /// Lets somebody prepare it.
    Delegate(Actor),
    /// Says that it is prepared.
    Prepared,
    /// Takes back what one has passed on.
    Recall,
}

/// A message from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Name of the message.
    pub name: String,
    /// What it says, by field id.
    pub fields: Answers,
}

/// Money that came in. That a message comes once is the runtime's care; a payment counts once all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paying {
    /// The activation of the bill.
    pub bill: ActivationId,
    /// The payment's own name.
    pub payment: Name,
    /// How much, in đồng.
    pub amount: i64,
    /// When it was paid, as the bank has signed.
    pub paid_at: Instant,
}

/// What became of a job.
#[derive(Clone, Debug, PartialEq)]
pub enum JobOutcome {
    /// It is done.
    Done(Answers),
    /// An attempt failed.
    Failed {
        /// Attempts the worker sees left; it may only lower what is left.
        retries: Option<u8>,
        /// What it says, for the operator.
        message: String,
    },
    /// A business error, which is not tried again.
    Error {
        /// Its code.
        code: String,
        /// What it says.
        message: String,
    },
}

/// What an operator does.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Tries a parked token, a failed job or an ambiguous message again (sem 8.5).
    Retry {
        /// The incident.
        incident: IncidentId,
    },
    /// Gives a buffered message to one of the steps that await it (sem 2.13).
    Deliver {
        /// The message.
        message: MessageId,
        /// The step's activation.
        activation: ActivationId,
    },
    /// Proposes an act that needs a second person (sem 6.12).
    Propose {
        /// What.
        act: OperatorAct,
        /// Why.
        ground: String,
        /// The corrected answers, if it corrects data.
        answers: Answers,
    },
    /// Approves, or turns down, what another has proposed.
    Settle {
        /// Which.
        proposal: ProposalId,
        /// True to approve.
        approve: bool,
    },
    /// Suspends the dossier technically, or lifts that (sem 8.8).
    Halt {
        /// True to suspend.
        on: bool,
    },
    /// Moves open dues to the calendar at hand (sem 3.43).
    ApplyCalendar {
        /// The decree that changed it.
        decree: String,
    },
}

/// An act of an operator within block structure (sem 6.12). It never touches a legal clock (sem 6.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorAct {
    /// Takes an activation away and lets its token arrive at another step of the same level.
    Move {
        /// The activation.
        activation: ActivationId,
        /// Where it goes.
        to: NodeIx,
    },
    /// Takes a branch or side work away.
    Cancel {
        /// The activation.
        activation: ActivationId,
    },
    /// Takes an activation away and lets its token go on as if it had been skipped.
    Skip {
        /// The activation.
        activation: ActivationId,
    },
    /// Corrects form data; the answers lie in the data.
    Correct {},
}

/// How far [`Command::FireDue`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Timers due before the instant: sent before every act at it (sem 2.2, 2.3).
    Before(Instant),
    /// Timers due up to and including it.
    UpTo(Instant),
}

/// A filled-in application.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Facts of the filing that never change.
    pub filing: Filing,
    /// The applicant's answers and papers.
    pub answers: Answers,
}

/// Facts of the filing that never change, but for the case, which an officer may change (sem 3.45).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The applicant's account.
    pub applicant: Name,
    /// How it arrived.
    pub channel: Channel,
    /// The case chosen.
    pub case: Option<CaseIx>,
    /// Kind of applicant.
    pub subject: Subject,
    /// The agency that settles it.
    pub competent: Name,
    /// The agency that received it.
    pub receiving: Name,
    /// The agency that helped.
    pub assisting: Option<Name>,
}

/// Raw answers by address: `section.field`, `giay_to.<document>`, `ly_do`, `noi_dung`, `ghi_chu`, `gia_han`,
/// `tin.<field>`; of a message or a job, by field id.
///
/// They are read against the form inside `decide`, so that every edge is refused alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub BTreeMap<String, Answer>);

/// One raw answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One value as text; empty is not answered.
    One(String),
    /// Several values.
    Many(Vec<String>),
}

impl Answers {
    /// Adds one answer.
    pub fn with(mut self, address: &str, text: impl Into<String>) -> Self {
        self.0.insert(address.to_owned(), Answer::One(text.into()));
        self
    }
}
