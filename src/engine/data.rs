//! What people filled in. Kept beside the log, by version, so that it can be erased.

use std::collections::BTreeMap;

use program::{DocumentIx, FieldIx, NodeIx, OptionIx, Program, Source, Value};

use crate::{ActivationId, Answers, JobOutcome, MessageId, ProposalId};

/// Form data of one dossier at one version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Answers by field.
    pub fields: Vec<Option<Value>>,
    /// Papers by document.
    pub papers: Vec<Paper>,
    /// What people wrote when pressing buttons.
    pub remarks: Vec<Remark>,
    /// Latest answers of messages and jobs, by step.
    pub answers: BTreeMap<NodeIx, Vec<Option<Value>>>,
    /// Papers given for one of several agencies.
    pub item_papers: Vec<(ActivationId, DocumentIx, Paper)>,
    /// Content of buffered messages, as it came.
    pub messages: BTreeMap<MessageId, Answers>,
    /// What workers said under technical suspension.
    pub reports: BTreeMap<MessageId, JobOutcome>,
    /// Content of proposed corrections, as it was entered.
    pub corrections: BTreeMap<ProposalId, Answers>,
}

/// Whether a paper is in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// It is not.
    #[default]
    Absent,
    /// It is.
    Given,
    /// One of the alternatives is.
    OneOf(OptionIx),
}

/// A built-in answer (`language.md` c4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The activation in which it was written; none for an `anytime` act.
    pub activation: Option<ActivationId>,
    /// Which built-in it is.
    pub kind: RemarkKind,
    /// The text, NFC.
    pub text: String,
}

/// The built-ins that `ask` may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// `ly_do`.
    Reason,
    /// `noi_dung`.
    Content,
    /// `ghi_chu`.
    Note,
    /// Ground of an act that no button stands for: suspension, change of case, operator's act.
    Ground,
}

impl RemarkKind {
    /// Returns the id used in files, forms and the API.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reason => "ly_do",
            Self::Content => "noi_dung",
            Self::Note => "ghi_chu",
            Self::Ground => "can_cu",
        }
    }

    /// Finds a built-in by id.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Reason, Self::Content, Self::Note, Self::Ground].into_iter().find(|kind| kind.id() == id)
    }
}

impl Data {
    /// Makes empty data of the program's shape.
    pub fn empty(program: &Program) -> Self {
        Self {
            fields: vec![None; program.form.fields.len()],
            papers: vec![Paper::Absent; program.form.documents.len()],
            ..Self::default()
        }
    }

    /// Returns the answer to a field.
    pub fn field(&self, ix: FieldIx) -> Option<&Value> {
        self.fields.get(ix.at()).and_then(Option::as_ref)
    }

    /// Returns an answer of a step's latest message or job.
    pub fn answer(&self, node: NodeIx, slot: u8) -> Option<&Value> {
        self.answers.get(&node).and_then(|answers| answers.get(usize::from(slot))).and_then(Option::as_ref)
    }

    /// Reads a value from where it is said to lie.
    pub fn value(&self, source: Source) -> Option<&Value> {
        match source {
            Source::Field(ix) => self.field(ix),
            Source::Answer(node, slot) => self.answer(node, slot),
        }
    }

    /// Returns whether a paper is in the file.
    pub fn paper(&self, ix: DocumentIx) -> Paper {
        self.papers.get(ix.at()).copied().unwrap_or_default()
    }
}
