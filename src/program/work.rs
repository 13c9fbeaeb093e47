//! What is done in a step: filing, a person's task, a message, money, a job, a wait, a block, the end.

use crate::{
    ActionIx, AnytimeIx, AxisIx, BlockIx, CiteIx, DocumentIx, ExtensionIx, FeeIx, FieldIx, FieldType, FlowIx, GuardIx,
    LetterIx, NodeIx, Quorum, ResultIx, RoleIx, RuleIx,
};

/// What is done in a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Nothing: a gateway.
    None,
    /// Filing, by the applicant.
    Submit {
        /// The applicant's role.
        role: RoleIx,
    },
    /// A task of a person, or one for each agency of a list.
    Person(Person),
    /// A message from outside (receiveTask).
    Message(Message),
    /// Money (receiveTask with `payment`).
    Payment(Payment),
    /// A job of another system (serviceTask).
    Job(Job),
    /// A length of time, or a date (intermediateCatchEvent).
    Wait(Wait),
    /// A block: its branches, or the side work of an `anytime` entry.
    Open(BlockIx),
    /// The token ends here.
    End(End),
}

/// A task of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Who acts.
    pub role: RoleIx,
    /// Steps whose actors may not act here (sem 6.6).
    pub not_same_as: Vec<FourEyes>,
    /// The letter printed at opening, if the applicant completes the dossier here.
    pub supplement: Option<LetterIx>,
    /// The list it is done for, one task per agency (`forEach`).
    pub each: Option<Each>,
}

/// One task for each agency of a list (sem 1.27–1.30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Each {
    /// The field that holds the list.
    pub field: FieldIx,
    /// When the step is over.
    pub quorum: Quorum,
    /// True if the next opens when the one before closes.
    pub sequential: bool,
}

/// A message that is awaited.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who owes it.
    pub role: Option<RoleIx>,
    /// Name of the message.
    pub name: String,
    /// What it says; the step's answers `step.field`.
    pub fields: Vec<Slot>,
    /// Whose value is matched when the dossier's code is absent.
    pub key: Option<Source>,
    /// How long a message that came early waits; none for until the dossier ends (sem 2.10).
    pub buffer: Option<RuleIx>,
}

/// One typed value of a message, or of a job's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it is.
    pub ty: FieldType,
    /// True if it may be absent.
    pub optional: bool,
}

/// Where a value is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field of the form.
    Field(FieldIx),
    /// An answer of a step, by position.
    Answer(NodeIx, u8),
}

/// A bill that is to be paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Who pays.
    pub role: RoleIx,
    /// What for.
    pub lines: Vec<BillLine>,
}

/// One line of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillLine {
    /// A fee of the procedure.
    Fee(FeeIx),
    /// An amount that the dossier's data say.
    Amount(Source),
}

/// A job of an external worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Topic under which workers ask for it.
    pub topic: String,
    /// All that leaves: address, and where it is read from; none for what guards read below `ho_so` and other roots.
    pub send: Vec<(String, Option<Source>)>,
    /// What comes back; the step's answers `step.field`.
    pub answer: Vec<Slot>,
    /// Attempts after the first (sem 4.14).
    pub retries: u8,
    /// Minutes between a failure and the next attempt.
    pub retry_after: u32,
}

/// A wait for time to pass. A length is the node's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The date waited for, if it is no length.
    pub date: Option<Source>,
    /// What its end counts as: the button of the timer, else the outcome `done`.
    pub at_end: ActionIx,
}

/// Four eyes: the people of that step may not act here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FourEyes {
    /// The step whose actors are excluded.
    pub node: NodeIx,
    /// True if only its latest completed activation counts.
    pub latest: bool,
}

/// A way to complete a step: a button, an outcome of a message, or the one word of its work.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What takes it.
    pub kind: ActionKind,
    /// A button is off unless true; an outcome is the first that is true.
    pub when: Option<GuardIx>,
    /// What is asked when it is pressed.
    pub ask: Vec<Ask>,
    /// Letters printed.
    pub print: Vec<LetterIx>,
    /// Results that exist from then on: signed by it, or produced elsewhere.
    pub sign: Vec<ResultIx>,
    /// Letters signed by pressing it.
    pub sign_letters: Vec<LetterIx>,
    /// Results handed over, those that exist.
    pub returns: Vec<ResultIx>,
    /// How it lengthens the dossier's clock.
    pub extend: Option<ExtensionIx>,
    /// Where it leads; none for a button that enters a message, whose outcome decides.
    pub flow: Option<FlowIx>,
    /// True if it is a proceeding action: without `next`, `exit`, `otherwise`.
    pub proceeds: bool,
    /// Statuses it sets.
    pub status: Statuses,
    /// Grounds.
    pub legal: Vec<CiteIx>,
    /// What it means for clocks and rights.
    pub effects: Effects,
}

/// What takes an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// A person of this role presses it; none for the step's own.
    Button(Option<RoleIx>),
    /// What happened decides: a message, money, a job done, time passed.
    Outcome,
}

/// Statuses that something sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
    /// The national one (axis `quoc_gia`).
    pub national: Option<u8>,
    /// Those of further axes, by position of the code in its axis.
    pub axes: Vec<(AxisIx, u8)>,
}

/// What a button asks (`language.md` c4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A field of the form.
    Field(FieldIx),
    /// A document.
    Document(DocumentIx),
    /// `ly_do`: the reason, required.
    Reason,
    /// `noi_dung`: the content of a request, required.
    Content,
    /// `ghi_chu`: a note, optional.
    Note,
    /// `tin`: the message, entered by hand.
    Message,
    /// `gia_han`: by how much the clock is lengthened, required.
    Extension,
}

/// What an event means for clocks and for the availability of `anytime` entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Clocks it starts (`from`).
    pub starts: Vec<RuleIx>,
    /// Clocks it stops (`to`).
    pub stops: Vec<RuleIx>,
    /// Entries it makes available (`anytime.from`).
    pub offers: Vec<AnytimeIx>,
    /// Entries it closes for good (`anytime.until`).
    pub ends: Vec<AnytimeIx>,
}

/// The end of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// How it ended.
    pub result: EndResult,
    /// True if the applicant is asked for a rating.
    pub rating: bool,
    /// True if side work that is still open is cancelled instead of waited for (sem 1.16).
    pub terminate: bool,
}

/// How a dossier ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndResult {
    /// Giải quyết xong.
    Approved,
    /// Không đủ điều kiện, after reception.
    Rejected,
    /// Không tiếp nhận, at the door.
    Refused,
    /// Rút hồ sơ.
    Withdrawn,
    /// Dừng: người nộp không thực hiện.
    Expired,
    /// Dừng giải quyết.
    Stopped,
}

impl EndResult {
    /// All of them, in the language's order.
    pub const ALL: &'static [Self] =
        &[Self::Approved, Self::Rejected, Self::Refused, Self::Withdrawn, Self::Expired, Self::Stopped];

    /// Returns the word of the language.
    pub fn id(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Stopped => "stopped",
        }
    }

    /// Finds the end with this word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|end| end.id() == id)
    }

    /// Returns the national status an end sets, if it sets one (`language.md` b7).
    pub fn status(self) -> Option<u8> {
        match self {
            Self::Refused => Some(3),
            Self::Withdrawn => Some(7),
            Self::Expired | Self::Stopped => Some(8),
            Self::Approved | Self::Rejected => None,
        }
    }
}

impl Work {
    /// Returns the typed answers a step can give: fields of its message or of its job's answer.
    pub fn slots(&self) -> &[Slot] {
        match self {
            Self::Message(message) => &message.fields,
            Self::Job(job) => &job.answer,
            _ => &[],
        }
    }
}
