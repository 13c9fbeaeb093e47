//! Blocks and lists: opening branches and items, joining them, and taking a subtree away (sem 1.13–1.31).

use program::{BlockIx, BlockKind, Each, FlowKind, NodeIx, Quorum, Value};

use crate::turn::{TOKENS_MAX, Token, Turn};
use crate::{
    Activation, ActivationId, Cause, Event, IncidentKind, Name, Place, Scope, Slot, act, clock, flow, leg, open, status,
};

/// Most agencies one step asks (**S:** `items_max`, sem 1.27).
pub const ITEMS_MAX: usize = 200;

/// Opens a block: every branch gets a token, in file order; side work gets one.
pub(crate) fn open_block(turn: &mut Turn<'_>, token: Token, block: BlockIx) {
    let entries: Vec<NodeIx> = branches(turn, token.node);
    let clears = inside(turn, block);
    let scope = Scope { slots: vec![Slot::Untouched; entries.len()], items: Vec::new() };
    let id = open::open(turn, token, clears, |one| one.scope = Some(Box::new(scope)));
    let place = |branch| Place { parent: id, branch };
    turn.arriving.extend((0_u16..).zip(entries).map(|(branch, node)| Token { node, place: place(branch) }));
}

fn branches(turn: &Turn<'_>, node: NodeIx) -> Vec<NodeIx> {
    let flows = turn.program.node(node).out.iter().copied();
    let branches = flows.filter(|flow| turn.program.flow(*flow).kind == FlowKind::Branch);
    branches.map(|flow| turn.program.target(flow)).collect()
}

/// Lists the steps inside a block that have an outcome to forget (sem 1.6).
fn inside(turn: &Turn<'_>, block: BlockIx) -> Vec<NodeIx> {
    let program = turn.program;
    let entered = |node: &NodeIx| {
        let step = turn.instance.step(*node);
        step.entries > 0 || step.skipped
    };
    let nodes = program.graph.node_indices().filter(|node| program.within(program.node(*node).block, block));
    nodes.filter(entered).collect()
}

/// A branch runs off its end (sem 1.17–1.20).
pub(crate) fn join(turn: &mut Turn<'_>, token: Token) {
    let slot = slot(turn, token.place);
    if !slot.is_some_and(Slot::is_awaited) {
        return turn.park(token, IncidentKind::JoinSlotFilled, token.place.branch.to_string());
    }
    turn.emit(Event::Arrived { place: token.place });
    check(turn, token.place.parent);
}

fn slot(turn: &Turn<'_>, place: Place) -> Option<Slot> {
    let scope = turn.instance.activation(place.parent)?.scope.as_ref()?;
    scope.slots.get(usize::from(place.branch)).copied()
}

/// Completes a block or list whose quorum is there; opens the next item of a sequential one.
pub(crate) fn check(turn: &mut Turn<'_>, id: ActivationId) {
    let Some(activation) = turn.instance.activation(id) else { return };
    let Some(scope) = &activation.scope else { return };
    let (node, place) = (activation.node, activation.place);
    let awaited = scope.slots.iter().any(|slot| slot.is_awaited());
    let arrived = scope.slots.iter().filter(|slot| **slot == Slot::Arrived).count();
    let enough = match quorum(turn, node) {
        Quorum::All => false,
        Quorum::AtLeast(wanted) => arrived >= usize::from(wanted),
    };
    if enough || !awaited {
        close(turn, id, node, place);
    } else if each(turn, node).is_some_and(|each| each.sequential) && !scope.slots.contains(&Slot::Touched) {
        let next = scope.slots.iter().position(|slot| *slot == Slot::Untouched);
        if let Some(next) = next.and_then(|at| u16::try_from(at).ok()) {
            open_item(turn, id, next);
        }
    }
}

fn each(turn: &Turn<'_>, node: NodeIx) -> Option<Each> {
    turn.program.person(node).and_then(|person| person.each)
}

fn quorum(turn: &Turn<'_>, node: NodeIx) -> Quorum {
    match (&turn.program.node(node).work, each(turn, node)) {
        (program::Work::Open(block), _) => turn.program.blocks[block.at()].quorum,
        (_, Some(each)) => each.quorum,
        _ => Quorum::All,
    }
}

/// Completes a block or list: the losers go, the token leaves behind the join.
fn close(turn: &mut Turn<'_>, id: ActivationId, node: NodeIx, place: Place) {
    let program = turn.program;
    cancel_below(turn, id, Cause::Outvoted);
    finish(turn, id);
    let from = match program.node(node).work {
        program::Work::Open(block) if program.blocks[block.at()].kind == BlockKind::Side => return,
        program::Work::Open(block) => program.blocks[block.at()].closes,
        _ => node,
    };
    let onward = flow::proceeding(program, from);
    flow::leave(turn, Token { node, place }, onward);
}

/// Records a block or list as completed, with what that means for clocks, rights and status.
pub(crate) fn finish(turn: &mut Turn<'_>, id: ActivationId) {
    let program = turn.program;
    let Some(activation) = turn.instance.activation(id) else { return };
    let node = activation.node;
    let verdict = leg::closed(turn, activation, None);
    turn.emit(Event::Completed { id, button: None, people: Vec::new(), silence: false, given_at: None, verdict });
    let step = program.node(node);
    act::follow(turn, &step.on_pass);
    if step.hold == Some(program::Hold::Restart) {
        clock::restart(turn, &step.holds);
    }
    status::after_pass(turn, &step.on_pass);
}

/// Opens the list of a step: read once, frozen (sem 1.27, 1.28).
pub(crate) fn open_list(turn: &mut Turn<'_>, token: Token, each: Each) {
    let listed: &[String] = match turn.data.field(each.field) {
        Some(Value::Agencies(ids)) => ids,
        _ => &[],
    };
    let mut items: Vec<Name> = Vec::with_capacity(listed.len());
    for id in listed {
        if !items.iter().any(|item| item.as_str() == id) {
            items.push(Name::from(id.as_str()));
        }
    }
    let dropped = u16::try_from(listed.len() - items.len()).unwrap_or(u16::MAX);
    if items.len() > ITEMS_MAX {
        return turn.park(token, IncidentKind::ItemsLimit, ITEMS_MAX.to_string());
    }
    if turn.instance.activations.len() + items.len() >= TOKENS_MAX {
        return turn.park(token, IncidentKind::StepLimit, TOKENS_MAX.to_string());
    }
    if items.is_empty() {
        return flow::skip(turn, token, None);
    }
    if dropped > 0 {
        turn.emit(Event::ItemsDropped { node: token.node, dropped });
    }
    let all = u16::try_from(items.len()).unwrap_or(u16::MAX);
    let scope = Scope { slots: vec![Slot::Untouched; items.len()], items };
    let id = open::open(turn, token, Vec::new(), |one| one.scope = Some(Box::new(scope)));
    for branch in 0..(if each.sequential { 1 } else { all }) {
        open_item(turn, id, branch);
    }
}

/// Opens the task of one agency of a list.
pub(crate) fn open_item(turn: &mut Turn<'_>, list: ActivationId, branch: u16) {
    let Some(outer) = turn.instance.activation(list) else { return };
    let (node, round) = (outer.node, outer.round);
    let item = outer.scope.as_ref().and_then(|scope| scope.items.get(usize::from(branch))).cloned();
    let token = Token { node, place: Place { parent: list, branch } };
    open::task(turn, token, |one| {
        one.item = item;
        one.round = round;
    });
}

/// Takes away everything inside an activation, innermost and youngest first (sem 1.20).
pub(crate) fn cancel_below(turn: &mut Turn<'_>, id: ActivationId, cause: Cause) {
    let mut inside: Vec<(usize, ActivationId)> = turn
        .instance
        .activations
        .iter()
        .filter_map(|one| {
            let depth = turn.instance.around(one.place).position(|outer| outer.id == id)?;
            Some((depth, one.id))
        })
        .collect();
    inside.sort_unstable();
    while let Some((_, inner)) = inside.pop() {
        cancel(turn, inner, cause);
    }
    let Turn { arriving, instance, .. } = turn;
    let stands = |parent| parent == ActivationId::ROOT || (parent != id && instance.activation(parent).is_some());
    arriving.retain(|token| stands(token.place.parent));
}

/// Takes one activation away with its incidents; an operator's cancelling judges no leg (sem 6.13).
pub(crate) fn cancel(turn: &mut Turn<'_>, id: ActivationId, cause: Cause) {
    let Some(activation) = turn.instance.activation(id) else { return };
    let judged = !matches!(cause, Cause::Operator | Cause::Retried | Cause::Recalled);
    let verdict = if judged { leg::cancelled(turn, activation, false) } else { None };
    turn.emit(Event::Cancelled { id, cause, verdict });
    close_incidents(turn, id);
}

/// Takes an activation away with everything inside it.
pub(crate) fn cancel_tree(turn: &mut Turn<'_>, id: ActivationId, cause: Cause) {
    cancel_below(turn, id, cause);
    cancel(turn, id, cause);
}

/// Takes everything away, innermost and youngest first (sem 7.4).
pub(crate) fn cancel_all(turn: &mut Turn<'_>, cause: Cause) {
    let top = |one: &&Activation| one.place.parent == ActivationId::ROOT;
    while let Some(id) = turn.instance.activations.iter().rev().find(top).map(|one| one.id) {
        cancel_tree(turn, id, cause);
    }
    turn.arriving.clear();
}

/// Closes what was noted of an activation that is over.
pub(crate) fn close_incidents(turn: &mut Turn<'_>, id: ActivationId) {
    let of: Vec<_> =
        turn.instance.incidents.iter().filter(|one| one.activation == Some(id)).map(|one| one.id).collect();
    for id in of {
        turn.emit(Event::IncidentClosed { id });
    }
}

/// Leaves blocks early: takes the outermost one away, and tells where the token then stands (sem 1.13).
pub(crate) fn exit(turn: &mut Turn<'_>, place: Place, block: BlockIx) -> Place {
    let opens = turn.program.blocks[block.at()].opens;
    let Some(outer) = turn.instance.around(place).find(|one| one.node == opens) else { return place };
    let (id, outer_place) = (outer.id, outer.place);
    cancel_tree(turn, id, Cause::Exited);
    outer_place
}

/// Leaves a list early: the step is taken away with all its items.
pub(crate) fn leave_list(turn: &mut Turn<'_>, place: Place) -> Place {
    let Some(list) = turn.instance.activation(place.parent).filter(|list| each(turn, list.node).is_some()) else {
        return place;
    };
    let (id, outer) = (list.id, list.place);
    cancel_tree(turn, id, Cause::Exited);
    outer
}

/// Gives up a branch whose only token an operator has taken away: it is dead, and the join looks again (sem 1.18).
pub(crate) fn drop_branch(turn: &mut Turn<'_>, place: Place) {
    if place.parent != ActivationId::ROOT {
        turn.emit(Event::Dropped { place });
        check(turn, place.parent);
    }
}
