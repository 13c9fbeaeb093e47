//! What is done in a step: filing, a person's task with its buttons, the end.

use crate::{
    ActionIx, AnytimeIx, CiteIx, DocumentIx, FieldIx, FlowIx, GuardIx, LetterIx, NodeIx, ResultIx, RoleIx, RuleIx,
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
    /// A task of a person.
    Person(Person),
    /// The token ends here.
    End(End),
}

/// A task of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Who acts.
    pub role: RoleIx,
    /// The buttons, in file order.
    pub actions: Vec<Action>,
    /// Steps whose actors may not act here (sem 6.6).
    pub not_same_as: Vec<FourEyes>,
    /// The letter printed at opening, if the applicant completes the dossier here.
    pub supplement: Option<LetterIx>,
}

/// Four eyes: the people of that step may not act here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FourEyes {
    /// The step whose actors are excluded.
    pub node: NodeIx,
    /// True if only its latest completed activation counts.
    pub latest: bool,
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Off unless true.
    pub when: Option<GuardIx>,
    /// What is asked when it is pressed.
    pub ask: Vec<Ask>,
    /// Letters printed.
    pub print: Vec<LetterIx>,
    /// Results signed by pressing it.
    pub sign: Vec<ResultIx>,
    /// Letters signed by pressing it.
    pub sign_letters: Vec<LetterIx>,
    /// Results handed over, those that exist.
    pub returns: Vec<ResultIx>,
    /// Where it leads.
    pub flow: FlowIx,
    /// True if it is a proceeding action: without `next`.
    pub proceeds: bool,
    /// National status it sets.
    pub status: Option<u8>,
    /// Grounds.
    pub legal: Vec<CiteIx>,
    /// What it means for clocks and rights.
    pub effects: Effects,
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

impl Person {
    /// Finds a button by id.
    pub fn action(&self, id: &str) -> Option<ActionIx> {
        let found = self.actions.iter().position(|action| action.id == id)?;
        u8::try_from(found).ok().map(ActionIx)
    }
}
