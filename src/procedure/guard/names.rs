//! What a guard may name, with its types (`language.md` d1, d2).
//! It is filled from a definition before there is a program; it holds no value of any dossier.

use std::sync::Arc;

use program::{DocumentIx, FieldIx, FieldType, NodeIx};

/// Ids and labels of a closed list of words; the position of a word is its `OptionIx`.
pub type Options = Arc<[(String, String)]>;

/// Lists everything the guards of one procedure may name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Pages of the form.
    pub sections: Vec<SectionName>,
    /// Papers, below `giay_to`.
    pub documents: Vec<DocumentName>,
    /// Steps.
    pub steps: Vec<StepName>,
    /// Named guards.
    pub conditions: Vec<ConditionName>,
    /// Cases; empty if the procedure has none, and `ho_so.truong_hop` is unknown then.
    pub cases: Vec<(String, String)>,
    /// Fees, below `phi`, id and name; the position of a fee is its `FeeIx`.
    pub fees: Vec<(String, String)>,
    /// Clocks of the dossier, below `dong_ho`, `ho_so` first; the position of a clock is its `RuleIx`.
    pub clocks: Vec<String>,
    /// Steps that could not be read: a guard that names one is silent, for the step was reported.
    pub unread: Vec<String>,
    /// Agencies of the directory, id and name; none if no directory is known, and any id passes then.
    pub agencies: Option<Vec<(String, String)>>,
}

/// Names a page of the form.
#[derive(Clone, Debug)]
pub struct SectionName {
    /// Its id, a root of paths.
    pub id: String,
    /// Its fields.
    pub fields: Vec<FieldName>,
}

/// Names a field of the form.
#[derive(Clone, Debug)]
pub struct FieldName {
    /// Its id within the section.
    pub id: String,
    /// Its slot.
    pub ix: FieldIx,
    /// Its type.
    pub ty: Type,
}

/// Names a paper.
#[derive(Clone, Debug)]
pub struct DocumentName {
    /// Its id.
    pub id: String,
    /// Its slot.
    pub ix: DocumentIx,
    /// Its alternatives; empty if it is one paper, given or not.
    pub one_of: Vec<(String, String)>,
}

/// Names a step.
#[derive(Clone, Debug)]
pub struct StepName {
    /// Its id, a root of paths.
    pub id: String,
    /// Its node.
    pub node: NodeIx,
    /// The ways it can be completed, id and name: the options of `.action`; none of a block or a filing.
    pub actions: Vec<(String, String)>,
    /// Typed values of its message or of its job's answer; the position of a value is its slot.
    pub answers: Vec<AnswerName>,
    /// Positions of actions, as bits, that complete it without such values: buttons that enter no message.
    pub silent: u32,
    /// True if there is one task for each of a list (`forEach`).
    pub each: bool,
}

/// Names a typed value that a step brings.
#[derive(Clone, Debug)]
pub struct AnswerName {
    /// Its id within the step.
    pub id: String,
    /// Its type.
    pub ty: Type,
    /// True if it may be absent.
    pub optional: bool,
}

/// Names a condition.
#[derive(Clone, Debug)]
pub struct ConditionName {
    /// Its id, used without brackets.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Its guard.
    pub text: String,
}

/// Is the type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Boolean,
    /// Whole number of 64 bits.
    Integer,
    /// Exact decimal number.
    Decimal,
    /// Amount in đồng.
    Money,
    /// Date without clock time.
    Date,
    /// Point of time.
    Instant,
    /// Text in NFC.
    Text,
    /// One of the words.
    Choice(Options),
    /// Agency of the directory.
    Agency,
    /// Several values of one type.
    List(Box<Type>),
}

impl Type {
    /// Returns the type in Vietnamese with its name in the language.
    pub(super) fn words(&self) -> String {
        let words = match self {
            Self::Boolean => "đúng/sai",
            Self::Integer => "số nguyên",
            Self::Decimal => "số thập phân",
            Self::Money => "số tiền",
            Self::Date => "ngày",
            Self::Instant => "thời điểm",
            Self::Text => "lời văn",
            Self::Choice(_) => "một lựa chọn",
            Self::Agency => "cơ quan",
            Self::List(_) => "danh sách",
        };
        format!("{words} ({})", self.name())
    }

    /// Returns the name of the type as the language writes it.
    pub fn name(&self) -> String {
        match self {
            Self::Boolean => "boolean".to_owned(),
            Self::Integer => "integer".to_owned(),
            Self::Decimal => "decimal".to_owned(),
            Self::Money => "money".to_owned(),
            Self::Date => "date".to_owned(),
            Self::Instant => "instant".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Choice(_) => "choice".to_owned(),
            Self::Agency => "agency".to_owned(),
            Self::List(inner) => format!("list({})", inner.name()),
        }
    }
}

impl From<&FieldType> for Type {
    fn from(ty: &FieldType) -> Self {
        match ty {
            FieldType::Text
            | FieldType::Paragraph
            | FieldType::Address
            | FieldType::Phone
            | FieldType::Email
            | FieldType::IdNumber => Self::Text,
            FieldType::Integer => Self::Integer,
            FieldType::Decimal => Self::Decimal,
            FieldType::Money => Self::Money,
            FieldType::Date => Self::Date,
            FieldType::Boolean => Self::Boolean,
            FieldType::Choice(options) => Self::Choice(options.as_slice().into()),
            FieldType::Choices(options) => Self::List(Box::new(Self::Choice(options.as_slice().into()))),
            FieldType::Agency => Self::Agency,
            FieldType::Agencies => Self::List(Box::new(Self::Agency)),
        }
    }
}
