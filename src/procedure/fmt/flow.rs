//! Where `{ }` and `[ ]` stand. It changes nothing.

use source::{Kind, Node, Span};

/// Tells whether a value is written between brackets.
pub(super) fn is_flow(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(_) => false,
        Kind::List(list) => list.flow,
        Kind::Map(map) => map.flow,
    }
}

/// Collects the places of a value and all below it that stand between brackets.
pub(super) fn spans(node: &Node, found: &mut Vec<Span>) {
    if is_flow(node) {
        found.push(node.span);
    }
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(list) => list.items.iter().for_each(|item| spans(item, found)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| spans(&entry.value, found)),
    }
}
