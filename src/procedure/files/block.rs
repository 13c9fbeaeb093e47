//! `parallelGateway`: branches of steps that run together, and when they are over (language.md b4).
//! The steps of the branches stand in the definition's list, behind their block.

use source::{Node, Span, Spanned};

use super::keys::{Key, Table, Takes, later, later_must};
use super::listed::listed;
use super::read::{Fields, Reader};
use super::service::{self, ERROR, ErrorDef};
use super::step_types::{LEGAL, NOTE, STATUS, WHEN};
use super::timing::{AT_DUE, CLOCK, DEADLINE, HOLDS, OVERDUES, REMIND};
use crate::rules::{m009_limit as m009, m018_bad_value as m018, m028_branch_shape as m028};

/// Holds what a parallel gateway has.
#[derive(Clone, Debug, PartialEq)]
pub struct ParallelDef {
    /// Branches in order; their steps are those of their level.
    pub branches: Vec<ParallelBranchDef>,
    /// When the block is over; all branches when absent.
    pub join: Option<Spanned<JoinDef>>,
    /// What follows the failure of a service inside that names nothing itself.
    pub errors: Vec<ErrorDef>,
}

/// Holds one branch.
#[derive(Clone, Debug, PartialEq)]
pub struct ParallelBranchDef {
    /// Name.
    pub name: Option<Spanned<String>>,
    /// The whole branch.
    pub span: Span,
}

/// Says when what runs together is over (sem 1.17–1.19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinDef {
    /// When every live branch or item is done.
    All,
    /// With the first.
    Any,
    /// With so many.
    Count(u32),
}

listed! {
    /// In which order the items of a `forEach` open.
    Mode {
        /// All at once.
        Parallel = "parallel",
        /// One after the other.
        Sequential = "sequential",
    }
}

/// Keys of a parallel gateway.
pub static PARALLEL_GATEWAY: Table =
    Table { vi: "bước `parallelGateway`", en: "a `parallelGateway`", keys: PARALLEL_GATEWAY_KEYS };

const PARALLEL_GATEWAY_KEYS: &[Key] = &[
    later_must("parallelGateway", Takes::Ref, "Tên của khối.", "Id of the block."),
    later_must("name", Takes::Text, "Công việc chung của các nhánh.", "The work the branches share."),
    WHEN,
    DEADLINE,
    REMIND,
    OVERDUES,
    AT_DUE,
    CLOCK,
    HOLDS,
    ERROR,
    STATUS,
    LEGAL,
    NOTE,
    later_must("branches", Takes::Items(&PARALLEL_BRANCH), "Các nhánh cùng làm.", "Branches that run together."),
    JOIN,
];

pub(super) const JOIN: Key =
    later("join", Takes::Join, "Khi nào coi là xong: `all`, `any` hoặc một số.", "When it is over.");

/// Keys of a branch of a parallel gateway.
pub static PARALLEL_BRANCH: Table = Table {
    vi: "nhánh song song (`branches`)",
    en: "a parallel branch",
    keys: &[
        later_must("name", Takes::Text, "Tên nhánh.", "Name of the branch."),
        later_must("steps", Takes::Steps, "Các bước của nhánh.", "Steps of the branch."),
    ],
};

/// Reads what a parallel gateway has, and gives the lists of its branches' steps by number of the branch.
pub(crate) fn read<'r>(reader: &'r Reader<'r>, f: &Fields<'r>) -> (ParallelDef, Vec<(usize, &'r Node)>) {
    let read = f.items("branches", |node| branch(reader, node));
    if let Some(node) = f.node("branches") {
        reader.limit(read.len(), m009::Of::Branches, node.span);
        if node.as_list().is_some_and(|list| list.items.len() < 2) {
            reader.report(m028::few(node.span));
        }
    }
    let (branches, steps): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let steps = steps.into_iter().enumerate().filter_map(|(n, steps)| Some((n, steps?))).collect();
    (ParallelDef { branches, join: join(reader, f), errors: service::errors(reader, f) }, steps)
}

fn branch<'r>(reader: &'r Reader<'r>, node: &'r Node) -> Option<(ParallelBranchDef, Option<&'r Node>)> {
    let f = reader.item(node, &PARALLEL_BRANCH)?;
    let steps = f.node("steps");
    if let Some(steps) = steps.filter(|steps| steps.as_list().is_some_and(|list| list.items.is_empty())) {
        reader.report(m028::empty(steps.span));
    }
    Some((ParallelBranchDef { name: f.title("name"), span: node.span }, steps))
}

/// Answers `when` on a parallel branch, which another gateway has.
pub(crate) fn stranger(word: &Spanned<String>, table: &'static Table) -> Option<source::Diagnostic> {
    (std::ptr::eq(table, &PARALLEL_BRANCH) && word.value == "when").then(|| m028::when(word.span))
}

/// Reads when it is over.
pub(crate) fn join(reader: &Reader<'_>, f: &Fields<'_>) -> Option<Spanned<JoinDef>> {
    let node = f.node("join")?;
    let text = reader.scalar(node)?;
    let join = match text.value.as_str() {
        "all" => JoinDef::All,
        "any" => JoinDef::Any,
        word if word.bytes().all(|byte| byte.is_ascii_digit()) => {
            let count = reader.integer(node, u32::MAX)?;
            reader.at_least_one("join", &count);
            JoinDef::Count(count.value.max(1))
        }
        _ => {
            reader.report(m018::word(&text, &["all", "any", "2"]));
            return None;
        }
    };
    Some(Spanned::new(join, text.span))
}
