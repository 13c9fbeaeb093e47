//! Going on under another version of the same procedure (sem 9.2, 9.7): what is kept is kept by the ids of its steps.
//!
//! It looks up no version: the caller has both programs.

use std::borrow::Cow;
use std::mem::discriminant;

use program::{ActionIx, BlockKind, Boundary, Effects, FlowIx, FlowKind, NodeIx, Program, RuleIx, Work};

use crate::record::v1;
use crate::turn::Turn;
use crate::{
    Activation, Armed, Author, Data, Event, Instance, Name, Pass, Rejection, StepHistory, TimerKind, World, decide,
    form,
};

/// What becomes of a dossier that is to go on under another version.
#[derive(Clone, Debug, PartialEq)]
pub enum Transfer {
    /// Every open step is the same there.
    Safe(Box<Instance>),
    /// Every open step is there by its id, but not all of them as they were.
    Mapped(Box<Instance>),
    /// It cannot: what is missing, for the operator.
    Impossible(String),
}

/// Refuses an act that starts the dossier's clock, or asks for a supplement before that, while another version is in
/// force by which such a dossier is settled (sem 9.1, 9.2).
pub(crate) fn in_force(turn: &Turn<'_>, effects: &Effects, flow: Option<FlowIx>) -> Result<(), Rejection> {
    if turn.instance.clock(RuleIx(0)).is_some() {
        return Ok(());
    }
    let settles = effects.starts.contains(&RuleIx(0));
    let target = flow.map(|flow| turn.program.target(flow));
    let asks = target.and_then(|node| turn.program.person(node)).is_some_and(|person| person.supplement.is_some());
    match turn.world.successor().filter(|_| settles || asks) {
        Some(to) => Err(Rejection::VersionNotInForce { to, settles, lacks: Vec::new() }),
        None => Ok(()),
    }
}

/// Lets a dossier go on under another version, for an act that comes behind it; `settles` if that act starts the clock,
/// so that the data must pass the new form.
///
/// # Errors
/// [`Rejection::VersionNotInForce`] if it cannot, with what it lacks under the new form.
pub fn change_version(
    (old, new): (&Program, &Program),
    (instance, data): (&Instance, &Data),
    author: &Author,
    settles: bool,
    world: &dyn World,
) -> Result<(Instance, Data, Pass), Rejection> {
    let refused = |lacks| Rejection::VersionNotInForce { to: new.hash, settles, lacks };
    let moved = match transfer(old, new, instance) {
        Transfer::Safe(moved) | Transfer::Mapped(moved) => *moved,
        Transfer::Impossible(_) => return Err(refused(Vec::new())),
    };
    let data = v1::decode_data(new, &v1::encode_data(old, data)).map_err(|_| refused(Vec::new()))?;
    let mut turn = Turn::new(new, world, moved.clone(), Cow::Borrowed(&data));
    if settles {
        let lacks = form::lacks(&turn, &v1::raw(new, &data));
        if !lacks.is_empty() {
            return Err(refused(lacks));
        }
    }
    turn.author = author.clone();
    let name = |program: &Program| Name::from(format!("{:.12}", program.hash).as_str());
    turn.emit(Event::VersionChanged { from: name(old), to: name(new), state: Box::new(moved) });
    let (instance, pass, _) = turn.finish();
    Ok((instance, data, pass))
}

/// Finds out what becomes of a dossier under another version of its procedure.
pub fn transfer(old: &Program, new: &Program, instance: &Instance) -> Transfer {
    match moved(old, new, instance) {
        Err(missing) => Transfer::Impossible(missing),
        Ok(there) => {
            let mut open = instance.activations.iter().zip(&there.activations);
            match open.all(|(before, after)| alike((old, before.node), (new, after.node))) {
                true => Transfer::Safe(Box::new(there)),
                false => Transfer::Mapped(Box::new(there)),
            }
        }
    }
}

/// Moves everything over by its name; numbers within a step are looked up again.
fn moved(old: &Program, new: &Program, instance: &Instance) -> Result<Instance, String> {
    decide::offered(new, &instance.filing).map_err(|_| "channel, case or kind of applicant".to_owned())?;
    let mut there = v1::decode_snapshot(new, &v1::encode_snapshot(old, instance)).map_err(|lost| lost.0)?;
    for (before, after) in instance.activations.iter().zip(&there.activations) {
        fits((old, before), (new, after))?;
    }
    for (before, after) in instance.closed.iter().zip(&mut there.closed) {
        after.action = before.action.map(|action| found((old, before.node), (new, after.node), action)).transpose()?;
    }
    for (ix, step) in there.steps.iter_mut().enumerate().filter(|(_, step)| **step != StepHistory::default()) {
        let after = NodeIx::new(ix);
        let id = &new.node(after).id;
        let before = old.find(id).ok_or_else(|| format!("step `{id}`"))?;
        renumber((old, before), (new, after), step)?;
    }
    for clock in there.clocks.iter().flatten() {
        let rule = clock.limit.rule;
        let limits = new.rules[rule.at()].entries.len();
        if usize::from(clock.limit.entry) >= limits || !armed(&clock.timers, &new.clocks[rule.at()].boundary) {
            return Err(format!("clock `{}`", new.clocks[rule.at()].id));
        }
    }
    if there.extended.iter().any(|one| one.extension.at() >= new.extensions.len()) {
        return Err("an extension that was used".to_owned());
    }
    offer(old, new, &mut there);
    Ok(there)
}

/// Finds the same way to complete a step.
fn found(old: (&Program, NodeIx), new: (&Program, NodeIx), action: ActionIx) -> Result<ActionIx, String> {
    let id = &old.0.action(old.1, action).id;
    let at = new.0.actions(new.1).iter().position(|action| action.id == *id);
    let at = at.and_then(|at| u8::try_from(at).ok());
    at.map(ActionIx).ok_or_else(|| format!("button `{}.{id}`", new.0.node(new.1).id))
}

fn renumber(old: (&Program, NodeIx), new: (&Program, NodeIx), step: &mut StepHistory) -> Result<(), String> {
    step.action = step.action.map(|action| found(old, new, action)).transpose()?;
    let (ever, counts) = (std::mem::take(&mut step.ever), std::mem::take(&mut step.counts));
    for at in 0..old.0.actions(old.1).len() {
        let taken = u32::try_from(at).is_ok_and(|at| ever.checked_shr(at).unwrap_or(0) & 1 == 1);
        let counted = counts.get(at).copied().unwrap_or(0);
        if !taken && counted == 0 {
            continue;
        }
        let there = found(old, new, ActionIx(u8::try_from(at).map_err(|_| "a button".to_owned())?))?;
        step.ever |= u32::from(taken).checked_shl(there.0.into()).unwrap_or(0);
        step.counts.resize(step.counts.len().max(there.at() + 1), 0);
        step.counts[there.at()] = counted;
    }
    if counts.is_empty() {
        step.counts.clear();
    }
    Ok(())
}

/// Tells whether an open activation can go on where it now stands: same work, role and blocks around it, and its timers
/// mean what they meant.
fn fits((old, before): (&Program, &Activation), (new, after): (&Program, &Activation)) -> Result<(), String> {
    let (was, is) = (old.node(before.node), new.node(after.node));
    let role = |program: &Program, node| program.role_of(node).map(|role| program.role(role).id.clone());
    let branches = is.out.iter().filter(|flow| new.flow(**flow).kind == FlowKind::Branch).count();
    let same = discriminant(&was.work) == discriminant(&is.work)
        && role(old, before.node) == role(new, after.node)
        && around(old, before.node) == around(new, after.node)
        && armed(&after.timers, &is.boundary);
    let scope = match (&after.scope, &is.work) {
        (Some(scope), Work::Open(_)) => scope.slots.len() == branches,
        (Some(_), Work::Person(person)) => person.each.is_some(),
        (None, Work::Person(person)) => person.each.is_none() || after.item.is_some(),
        _ => true,
    };
    let limit = after.clock.as_ref().map(|clock| clock.limit);
    let counted = limit.is_none_or(|limit| {
        is.deadline == Some(limit.rule) && usize::from(limit.entry) < new.rules[limit.rule.at()].entries.len()
    });
    if same && scope && counted { Ok(()) } else { Err(format!("step `{}`", is.id)) }
}

/// Names the blocks around a step, innermost first.
fn around(program: &Program, node: NodeIx) -> Vec<&str> {
    let mut names = Vec::new();
    let mut block = program.node(node).block;
    while program.blocks[block.at()].kind != BlockKind::Root {
        names.push(program.node(program.blocks[block.at()].opens).id.as_str());
        block = program.blocks[block.at()].parent;
    }
    names
}

/// Tells whether timers that were armed find what they do among what a step or clock does now.
fn armed(timers: &[Armed], boundary: &[Boundary]) -> bool {
    timers.iter().all(|timer| match timer.kind {
        TimerKind::Overdue { boundary: at } => {
            matches!(boundary.get(usize::from(at)), Some(Boundary::Overdue(_)))
        }
        TimerKind::Timeout => boundary.iter().any(|one| matches!(one, Boundary::Timeout(_))),
        TimerKind::Due | TimerKind::Remind | TimerKind::Wait | TimerKind::Retry => true,
    })
}

/// Offers the rights that only the new version has, if what offers them is behind the dossier.
fn offer(old: &Program, new: &Program, there: &mut Instance) {
    for (entry, right) in new.anytime.iter().zip(&mut there.rights) {
        if old.find_anytime(&entry.id).is_some() {
            continue;
        }
        let offers = |effects: &Effects| effects.offers.iter().any(|ix| new.anytime[ix.at()].id == entry.id);
        let behind = new.graph.node_weights().zip(&there.steps).filter(|(_, step)| step.done);
        let mut taken = behind.map(|(node, step)| match step.action {
            Some(action) => &node.actions[action.at()].effects,
            None => &node.on_pass,
        });
        right.offered = taken.any(offers);
    }
}

/// Tells whether a step is in the new version what it was: name, buttons, deadline and what its timers do.
fn alike((old, before): (&Program, NodeIx), (new, after): (&Program, NodeIx)) -> bool {
    let (was, is) = (old.node(before), new.node(after));
    let buttons = |node: &program::Node| -> Vec<(String, String)> {
        node.actions.iter().map(|action| (action.id.clone(), action.name.clone())).collect()
    };
    let rule = |program: &Program, node: &program::Node| {
        let rule = node.deadline.map(|rule| &program.rules[rule.at()]);
        rule.map(|rule| {
            let limits: Vec<_> = rule.entries.iter().map(|entry| entry.counting).collect();
            (limits, rule.calendar.clone(), rule.bearer)
        })
    };
    let timers = |node: &program::Node| node.boundary.iter().map(discriminant).collect::<Vec<_>>();
    was.name == is.name && buttons(was) == buttons(is) && rule(old, was) == rule(new, is) && timers(was) == timers(is)
}
