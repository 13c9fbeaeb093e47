//! When the end of a dossier was asked for: by a withdrawal, or a stop, that nobody has turned down (sem 3.56).

use calendar::Instant;
use program::{EndResult, NodeIx, Program, Work};

use crate::{Instance, flow};

/// Returns when this end was asked for. A request is turned down once a step was closed after it that the filing leads
/// to without it, and from which other ends can be reached: the dossier went on as if nobody had asked.
pub(crate) fn asked(program: &Program, instance: &Instance, result: EndResult) -> Option<Instant> {
    let asked = instance.interrupted_at.filter(|_| on_request(result))?;
    let usual = flow::reach(program, vec![program.start]);
    let confirms = |node: NodeIx| program.anytime.iter().any(|entry| entry.next() == Some(node));
    let goes_on = |node: NodeIx| usual[node.index()] && !confirms(node) && has_other_end(program, node);
    let turned_down = instance.closed.iter().any(|closed| closed.at > asked && goes_on(closed.node));
    Some(asked).filter(|_| !turned_down)
}

fn on_request(result: EndResult) -> bool {
    matches!(result, EndResult::Withdrawn | EndResult::Stopped)
}

fn has_other_end(program: &Program, from: NodeIx) -> bool {
    let reached = flow::reach(program, vec![from]);
    program.graph.node_indices().filter(|node| reached[node.index()]).any(|node| match &program.node(node).work {
        Work::End(end) => !on_request(end.result),
        _ => false,
    })
}
