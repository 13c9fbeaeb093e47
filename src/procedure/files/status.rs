//! Status: the national code and further axes (language.md b1, b4, b7).
//! Whether an axis and a code exist is judged by a rule.

use source::{Kind, Node, Spanned};

use super::keys::Takes;
use super::read::Reader;
use crate::rules::m018_bad_value as m018;

/// Declares an axis of status beside the national one.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisDef {
    /// Id.
    pub id: Spanned<String>,
    /// Codes, each with what people read.
    pub codes: Vec<(Spanned<String>, Spanned<String>)>,
}

/// Names the axis of the national status.
pub const NATIONAL: &str = "quoc_gia";

/// Says which status a step or act sets; nothing of an axis that is not named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusDef {
    /// The national status.
    pub national: Option<Spanned<u8>>,
    /// Codes of further axes.
    pub axes: Vec<AxisCode>,
}

/// Names one code of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisCode {
    /// The axis.
    pub axis: Spanned<String>,
    /// The code.
    pub code: Spanned<String>,
}

/// Reads the axes.
pub(crate) fn read_all(reader: &Reader<'_>, node: Option<&Node>) -> Vec<AxisDef> {
    let axes = reader.declared(node, None);
    axes.into_iter().map(|(id, node)| AxisDef { codes: codes(reader, node), id }).collect()
}

/// Reads the codes of an axis; they are another system's and need not be ids.
fn codes(reader: &Reader<'_>, node: &Node) -> Vec<(Spanned<String>, Spanned<String>)> {
    let Kind::Map(map) = &node.kind else {
        reader.report(m018::shape(node.span, None, &Takes::NamedTexts));
        return Vec::new();
    };
    if map.entries.is_empty() {
        reader.report(m018::empty(node.span));
    }
    let codes = map.entries.iter();
    codes.filter_map(|entry| Some((entry.key.clone(), reader.title(&entry.value)?))).collect()
}
