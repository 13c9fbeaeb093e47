//! The typed tree a guard is lowered to, and the slots it reads.
//! It evaluates nothing; a tree that exists is well typed.

use std::ops::Range;
use std::sync::Arc;

use program::{ActionIx, DocumentIx, FeeIx, FieldIx, NodeIx, RuleIx, Value};

use super::functions::Function;
use super::names::Options;

/// Is a place of the dossier that has a value or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// An answer of the form.
    Field(FieldIx),
    /// Whether a paper is given; always present.
    Paper(DocumentIx),
    /// Which of its alternatives a paper is.
    PaperKind(DocumentIx),
    /// The button of the step's latest activation (sem 1.5).
    Action(NodeIx),
    /// When the step's latest activation was completed.
    At(NodeIx),
    /// Whether the step's latest activation was completed; always present.
    Done(NodeIx),
    /// Whether the step's latest arrival was skipped; always present.
    Skipped(NodeIx),
    /// Completed activations of the step over the whole dossier (sem 1.8); always present.
    Rounds(NodeIx),
    /// Whether the button was ever pressed (sem 1.8); always present.
    Ever(NodeIx, ActionIx),
    /// A typed value of the step's message or job, by position; present as [`Slot::Action`], if it is one that brings it.
    Answer(NodeIx, u8),
    /// Completed items of the step's latest activation, with one action or with any (sem 1.7); always present.
    Count(NodeIx, Option<ActionIx>),
    /// A typed value of the message whose outcome is being chosen, by position.
    Message(u8),
    /// What is owed on a fee, in đồng (sem 5.16); always present.
    Fee(FeeIx),
    /// A sum over everything owed or paid, in đồng; always present.
    Fees(FeesFact),
    /// What a clock of the dossier does; always present.
    Clock(RuleIx, ClockFact),
    /// A fact of the dossier.
    Dossier(DossierFact),
    /// `hom_nay`; always present.
    Today,
    /// `bay_gio`; always present.
    Now,
}

/// Is a fact below the root `ho_so`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DossierFact {
    /// `kenh`.
    Channel,
    /// `truong_hop`.
    Case,
    /// `luc_nop`.
    SubmittedAt,
    /// `ngay_nop`.
    SubmittedOn,
    /// `luc_tiep_nhan`; present after the dossier's clock started.
    ReceivedAt,
    /// `ngay_tiep_nhan`; present after the dossier's clock started.
    ReceivedOn,
    /// `han_tra`; present after the dossier's clock started, if it is determined.
    Due,
    /// `qua_han`.
    Overdue,
    /// `lan_bo_sung`.
    Supplements,
    /// `lan_gia_han`.
    Extensions,
    /// `cap`.
    Level,
    /// `co_quan_tiep_nhan`.
    Receiving,
    /// `co_quan_giai_quyet`.
    Competent,
    /// `co_quan_giup`; may be absent.
    Assisting,
    /// `cung_co_quan`.
    SameAgency,
    /// `doi_tuong`.
    Subject,
}

/// Is a sum below the root `phi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeesFact {
    /// `tong`: what is owed on all lines.
    Total,
    /// `da_nop`: what was paid on them.
    Paid,
    /// `con_lai`: what is still to be paid, never below 0 (sem 5.17).
    Left,
}

/// Is a fact of a clock below the root `dong_ho`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockFact {
    /// `qua_han`: overdue is recorded.
    Overdue,
    /// `chay`: it runs.
    Runs,
    /// `dung`: it stands still and will go on (sem 3.21).
    Stands,
}

/// Is a slot as it was named in a guard; equal wherever it stands.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub slot: Slot,
    /// As written, such as `yeu_cau.la_ho_tich`.
    pub text: String,
    /// Options, if it is a choice or several.
    pub options: Option<Options>,
    /// Actions of its step, as bits, that leave it without a value.
    pub lost: u32,
    pub span: Range<usize>,
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.slot == other.slot
    }
}

/// Is a condition used by its name; equal if it is the same condition.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub id: String,
    pub body: Arc<Tree>,
    pub span: Range<usize>,
}

impl PartialEq for Use {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Compares two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Reckons with two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// Is an expression whose types fit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Literal(Value),
    Path(Path),
    Condition(Use),
    Has(Path),
    /// `path ?? literal`.
    Else(Path, Value),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Compare(Comparison, Box<[Tree; 2]>),
    Reckon(Operator, Box<[Tree; 2]>),
    /// `x in [a, b]`.
    Among(Box<Tree>, Vec<Tree>),
    /// `x in choices`.
    Contains(Box<[Tree; 2]>),
    Call(Function, Vec<Tree>),
    /// `len([a, b])`.
    Length(usize),
}

impl Tree {
    /// Visits this tree and its parts from left to right; the body of a condition is not a part.
    pub fn each<'t>(&'t self, visit: &mut dyn FnMut(&'t Self)) {
        visit(self);
        match self {
            Self::Literal(_) | Self::Length(_) | Self::Path(_) | Self::Has(_) | Self::Else(..) | Self::Condition(_) => {
            }
            Self::Not(inner) | Self::Negative(inner) => inner.each(visit),
            Self::All(parts) | Self::Any(parts) | Self::Call(_, parts) => {
                parts.iter().for_each(|part| part.each(visit));
            }
            Self::Compare(_, sides) | Self::Reckon(_, sides) | Self::Contains(sides) => {
                sides.iter().for_each(|side| side.each(visit));
            }
            Self::Among(value, list) => {
                value.each(visit);
                list.iter().for_each(|item| item.each(visit));
            }
        }
    }

    /// Visits this tree and its parts in the order of reading, and those of each condition once.
    pub fn deep<'t>(&'t self, visit: &mut dyn FnMut(&'t Self)) {
        self.walk(&mut Vec::new(), visit);
    }

    fn walk<'t>(&'t self, seen: &mut Vec<&'t Self>, visit: &mut dyn FnMut(&'t Self)) {
        self.each(&mut |part| {
            visit(part);
            if let Self::Condition(used) = part
                && !seen.iter().any(|known| std::ptr::eq(*known, &*used.body))
            {
                seen.push(&used.body);
                used.body.walk(seen, visit);
            }
        });
    }

    /// Lists the paths it reads, each slot once, those of its conditions among them.
    pub fn paths(&self) -> Vec<&Path> {
        let mut paths: Vec<&Path> = Vec::new();
        self.deep(&mut |part| match part {
            Self::Path(path) | Self::Has(path) | Self::Else(path, _) if !paths.contains(&path) => paths.push(path),
            _ => {}
        });
        paths
    }
}
