//! The definition of one procedure as its author wrote it, typed and with positions.
//! It holds what was written and the defaults of the language; it judges nothing and resolves no name.

use calendar::Date;
pub use program::{Channel, Level, Subject};
use source::{Span, Spanned};

use super::anytime::AnytimeDef;
use super::deadline::{ClockDef, DeadlineDef};
use super::document::DocumentDef;
use super::fee::FeeDef;
use super::form::SectionDef;
use super::letter::LetterDef;
use super::listed::listed;
use super::role::RoleDef;
use super::status::AxisDef;
use super::step::{StepAt, StepDef};

/// Holds one procedure file. Whatever could not be read is absent, and was reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Name of the procedure in the system.
    pub id: Spanned<String>,
    /// National code (mã thủ tục).
    pub code: Option<Spanned<String>>,
    /// Official name.
    pub name: Spanned<String>,
    /// Field of administration (lĩnh vực).
    pub field: Option<FieldOfWork>,
    /// Level of the agencies that offer it.
    pub level: Option<Spanned<Level>>,
    /// Level of the online service; `không` when absent.
    pub online: Spanned<Online>,
    /// Who may apply; all when absent.
    pub subjects: Vec<Spanned<Subject>>,
    /// Agencies that offer it; all of the level when empty.
    pub agencies: Vec<Spanned<String>>,
    /// Requirements and conditions, for the catalogue only.
    pub requirements: Vec<Spanned<String>>,
    /// Decision that announces the procedure.
    pub announced: Option<Decision>,
    /// Decision that approves the internal process.
    pub approved: Option<Decision>,
    /// Window in which this version applies.
    pub effective: Effective,
    /// Working calendars.
    pub calendar: Option<Calendars>,
    /// Ways a dossier may arrive, with the defaults of language.md b1 filled in.
    pub channels: Vec<Spanned<Channel>>,
    /// Cases (trường hợp) chosen at filing.
    pub cases: Vec<CaseDef>,
    /// Citations that other keys name.
    pub legal: Vec<LegalDef>,
    /// The clock of the dossier, `ho_so`.
    pub deadline: Option<DeadlineDef>,
    /// Further clocks of the dossier.
    pub clocks: Vec<ClockDef>,
    /// Roles.
    pub roles: Vec<RoleDef>,
    /// Pages of the form.
    pub sections: Vec<SectionDef>,
    /// Papers of the dossier.
    pub documents: Vec<DocumentDef>,
    /// Papers that are the result.
    pub results: Vec<ResultDef>,
    /// Own forms of built-in letters, and letters of own meaning.
    pub letters: Vec<LetterDef>,
    /// Further axes of status.
    pub statuses: Vec<AxisDef>,
    /// Named guards.
    pub conditions: Vec<ConditionDef>,
    /// Fees.
    pub fees: Vec<FeeDef>,
    /// Steps of all levels in the order of the file: those of a block's branches follow their block, those of an
    /// `anytime` stand at the end.
    pub steps: Vec<StepDef>,
    /// Steps that could not be read, by the id they were given; a reference to one is no further fault.
    pub unread: Vec<Spanned<String>>,
    /// What may happen during several steps.
    pub anytime: Vec<AnytimeDef>,
    /// Warnings the author accepts.
    pub waive: Vec<WaiveDef>,
    /// Facts still to be confirmed.
    pub confirm: Vec<ConfirmDef>,
    /// The whole file.
    pub span: Span,
}

impl Definition {
    /// Finds a step by its id.
    pub fn step(&self, id: &str) -> Option<&StepDef> {
        self.steps.iter().find(|step| step.id.value == id)
    }

    /// Tells on which level a step stands.
    pub fn level(&self, at: StepAt) -> StepLevel {
        let step = &self.steps[at];
        match (step.parent, step.side) {
            (Some((block, branch)), _) => StepLevel::Branch(block, branch),
            (None, Some(anytime)) => StepLevel::Side(anytime),
            (None, None) => StepLevel::Main,
        }
    }

    /// Iterates over the blocks around a step, the innermost first, each with the number of the branch.
    pub fn ancestors(&self, at: StepAt) -> impl Iterator<Item = (StepAt, usize)> {
        std::iter::successors(self.steps[at].parent, |(block, _)| self.steps[*block].parent)
    }

    /// Tells whether two steps stand in different branches of one block: nothing is sure of their order.
    pub fn beside(&self, one: StepAt, other: StepAt) -> bool {
        self.ancestors(one)
            .any(|(block, branch)| self.ancestors(other).any(|(around, beside)| around == block && beside != branch))
    }

    /// Lists the steps of one branch of a block, without those of blocks inside it.
    pub fn children(&self, block: StepAt, branch: usize) -> Vec<StepAt> {
        self.on(StepLevel::Branch(block, branch))
    }

    /// Lists the steps of one level, without those of blocks inside it.
    pub fn on(&self, level: StepLevel) -> Vec<StepAt> {
        (0..self.steps.len()).filter(|at| self.level(*at) == level).collect()
    }

    /// Gives the position behind a step and everything inside it.
    pub fn block_end(&self, at: StepAt) -> StepAt {
        let inside = |step: &StepAt| self.ancestors(*step).any(|(block, _)| block == at);
        at + 1 + (at + 1..self.steps.len()).take_while(inside).count()
    }

    /// Finds a role by its id.
    pub fn role(&self, id: &str) -> Option<&RoleDef> {
        self.roles.iter().find(|role| role.id.value == id)
    }
}

listed! {
    /// How far the procedure can be done online.
    Online {
        /// Entirely.
        Whole = "toàn trình",
        /// In part.
        Part = "một phần",
        /// Not at all.
        No = "không",
    }
}

listed! {
    /// Which act decides the version that applies (sem 9.1).
    EffectiveBy {
        /// The reception.
        Reception = "reception",
        /// The submission.
        Submission = "submission",
    }
}

listed! {
    /// How a result is signed.
    Signature {
        /// With a digital signature.
        Digital = "ký số",
        /// By hand.
        Hand = "ký tay",
    }
}

/// Names the field of administration.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldOfWork {
    /// Code in the national catalogue.
    pub code: Option<Spanned<String>>,
    /// Name.
    pub name: Spanned<String>,
}

/// Names a decision of an agency.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Number and sign.
    pub number: Option<Spanned<String>>,
    /// Day it was signed.
    pub date: Option<Spanned<Date>>,
    /// Agency that issued it.
    pub agency: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// Bounds the time in which a version applies (sem 9.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// First day; publication when absent.
    pub from: Option<Spanned<Date>>,
    /// Last day; open when absent.
    pub to: Option<Spanned<Date>>,
    /// Act that decides.
    pub by: EffectiveBy,
}

/// Names the calendars a procedure counts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendars {
    /// Calendar of the deadlines before the dossier's clock starts.
    pub reception: Spanned<String>,
    /// Calendar of all others.
    pub processing: Spanned<String>,
}

/// Declares a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name the applicant reads.
    pub name: Spanned<String>,
    /// Hint.
    pub help: Option<Spanned<String>>,
}

/// Declares a citation.
#[derive(Clone, Debug, PartialEq)]
pub struct LegalDef {
    /// Id that other keys name.
    pub id: Spanned<String>,
    /// Text of the citation.
    pub name: Spanned<String>,
    /// Number and sign of the document.
    pub number: Option<Spanned<String>>,
    /// Agency that issued it.
    pub agency: Option<Spanned<String>>,
    /// Article cited.
    pub article: Option<Spanned<String>>,
}

/// Declares a paper that is the result; a written refusal is one too.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub name: Spanned<String>,
    /// Code in the national catalogue.
    pub code: Option<Spanned<String>>,
    /// How it is signed.
    pub signature: Signature,
}

/// Declares a named guard.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionDef {
    /// Id.
    pub id: Spanned<String>,
    /// Name shown on diagrams and in refusals.
    pub name: Spanned<String>,
    /// The guard's text.
    pub is: Option<Spanned<String>>,
}

/// Tells on which level a step stands: two steps are on one level if these are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepLevel {
    /// The main list of steps.
    Main,
    /// A branch of a block, by position of the block and number of the branch.
    Branch(StepAt, usize),
    /// The side work of an `anytime`, by position.
    Side(usize),
}

/// Accepts one warning at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiveDef {
    /// Code of the warning.
    pub code: Option<Spanned<String>>,
    /// Place (language.md b8).
    pub at: Option<Spanned<String>>,
    /// Reason, printed in the test minutes.
    pub reason: Option<Spanned<String>>,
    /// Ground.
    pub legal: Vec<Spanned<String>>,
    /// The whole entry.
    pub span: Span,
}

/// Notes a fact that is still to be confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmDef {
    /// Place (language.md b8).
    pub at: Option<Spanned<String>>,
    /// What is to be confirmed.
    pub note: Option<Spanned<String>>,
    /// The whole entry.
    pub span: Span,
}

/// Addresses an event: a step that is behind us, one of its buttons, or an anytime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRef {
    /// Id of the step or anytime.
    pub step: String,
    /// Id of the button or outcome word.
    pub action: Option<String>,
}
