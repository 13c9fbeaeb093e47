//! Acts of operators: repair and retry, technical suspension, and, with a second person, moves within block structure
//! (sem 6.12, 6.13, 8). Every one is logged with its author; none touches a legal clock.

use program::{BlockKind, FlowKind, Join, NodeIx, Program, Work};

use crate::turn::{Token, Turn};
use crate::{
    Activation, ActivationId, ActivationState, Answers, Author, Cause, Event, IncidentId, IncidentKind, Name,
    Operation, OperatorAct, ProposalId, Rejection, Remark, RemarkKind, act, flow, form, job, law, message, scope,
};

/// Does what an operator asks.
pub(crate) fn operate(turn: &mut Turn<'_>, operator: &Name, what: &Operation) -> Result<(), Rejection> {
    act::alive(turn)?;
    match what {
        Operation::Halt { on } => halt(turn, operator, *on),
        _ => {
            act::not_halted(turn)?;
            turn.author = Author::Operator(operator.clone());
            match what {
                Operation::Retry { incident } => retry(turn, *incident),
                Operation::Deliver { message, activation } => message::give(turn, *message, *activation),
                Operation::Propose { act, ground, answers } => propose(turn, operator, act, ground, answers),
                Operation::Settle { proposal, approve } => settle(turn, operator, *proposal, *approve),
                Operation::ApplyCalendar { decree } => {
                    law::apply_calendar(turn, decree);
                    Ok(())
                }
                Operation::Halt { .. } => Ok(()),
            }?;
            flow::settle(turn);
            Ok(())
        }
    }
}

/// Suspends the dossier technically, or lifts that: for the applicant it was an outage (sem 8.8). What was due and what
/// came meanwhile follows in passes of its own.
fn halt(turn: &mut Turn<'_>, operator: &Name, on: bool) -> Result<(), Rejection> {
    turn.author = Author::Operator(operator.clone());
    match (turn.instance.halted, on) {
        (None, true) => turn.emit(Event::Suspended { legally: false }),
        (Some(since), false) => {
            turn.emit(Event::Resumed { legally: false });
            law::make_good(turn, since, turn.at());
        }
        (Some(_), true) => return Err(Rejection::AlreadyOpen),
        (None, false) => return Err(Rejection::NotAvailable { condition: None }),
    }
    Ok(())
}

/// Tries what an incident has stopped once more, with current data (sem 8.5).
fn retry(turn: &mut Turn<'_>, id: IncidentId) -> Result<(), Rejection> {
    let gone = || Rejection::TaskNotOpen { closed_at: None, reason: crate::Closing::Unknown };
    let incident = turn.instance.incidents.iter().find(|incident| incident.id == id).cloned().ok_or_else(gone)?;
    let about = incident.activation.and_then(|id| turn.instance.activation(id)).cloned().ok_or_else(gone)?;
    let program = turn.program;
    turn.attempt = incident.attempt + 1;
    if about.state == (ActivationState::Parked { incident: id }) {
        turn.emit(Event::IncidentClosed { id });
        turn.emit(Event::Cancelled { id: about.id, cause: Cause::Retried, verdict: None });
        let token = Token { node: about.node, place: about.place };
        flow::resume(turn, token, incident.via, incident.attempt + 1);
        return Ok(());
    }
    match (&program.node(about.node).work, incident.kind) {
        (Work::Job(job), IncidentKind::JobFailed | IncidentKind::JobError) => {
            turn.emit(Event::IncidentClosed { id });
            job::retry(turn, about.id, job);
            Ok(())
        }
        (Work::Message(_), kind) if kind != IncidentKind::NoActor && kind != IncidentKind::CalendarGap => {
            turn.emit(Event::IncidentClosed { id });
            message::retry(turn, about.id, about.node);
            Ok(())
        }
        _ => Err(gone()),
    }
}

fn propose(
    turn: &mut Turn<'_>,
    operator: &Name,
    what: &OperatorAct,
    ground: &str,
    answers: &Answers,
) -> Result<(), Rejection> {
    possible(turn, what)?;
    if *what == (OperatorAct::Correct {}) {
        form::correct(turn, answers)?;
    }
    let mut data = turn.data.clone().into_owned();
    data.remarks.push(Remark { activation: None, kind: RemarkKind::Ground, text: ground.to_owned() });
    let id = ProposalId(turn.next_id());
    if *what == (OperatorAct::Correct {}) {
        data.corrections.insert(id, answers.clone());
    }
    turn.write(Some(data));
    turn.emit(Event::Proposed { id, operator: operator.clone(), act: what.clone() });
    Ok(())
}

/// Approves or turns down what another has proposed: two persons for every such act (**S:** four eyes, sem 6.12).
fn settle(turn: &mut Turn<'_>, operator: &Name, id: ProposalId, approve: bool) -> Result<(), Rejection> {
    let gone = || Rejection::TaskNotOpen { closed_at: None, reason: crate::Closing::Unknown };
    let proposal = turn.instance.proposals.iter().find(|one| one.id == id).cloned().ok_or_else(gone)?;
    if approve && proposal.operator == *operator {
        return Err(Rejection::SamePerson { step: "operator".to_owned() });
    }
    if approve {
        possible(turn, &proposal.act)?;
    }
    let corrected = match (&proposal.act, turn.data.corrections.get(&id).cloned()) {
        (OperatorAct::Correct {}, Some(answers)) if approve => Some(form::correct(turn, &answers)?),
        _ => None,
    };
    if corrected.is_some() || turn.data.corrections.contains_key(&id) {
        let mut data = corrected.unwrap_or_else(|| turn.data.clone().into_owned());
        data.corrections.remove(&id);
        turn.write(Some(data));
    }
    turn.emit(Event::Settled { id, approved: approve });
    if approve {
        carry_out(turn, &proposal.act);
    }
    Ok(())
}

/// Checks an act against block structure: nothing moves into a block or out of one (sem 6.12).
fn possible(turn: &Turn<'_>, what: &OperatorAct) -> Result<(), Rejection> {
    let off = Rejection::NotAvailable { condition: None };
    let fits = match what {
        OperatorAct::Correct {} => true,
        OperatorAct::Move { activation, to } => {
            let one = find(turn, *activation)?;
            let step = turn.program.graph.node_weight(*to);
            let is_step = step.is_some_and(|node| node.join == Join::Any && !matches!(node.work, Work::Submit { .. }));
            let level = |node| (turn.program.node(node).block, branch(turn.program, node));
            let side = is_side(turn, one.node) || is_step && is_side(turn, *to);
            one.item.is_none() && is_step && !side && level(one.node) == level(*to)
        }
        OperatorAct::Cancel { activation } => {
            let one = find(turn, *activation)?;
            one.item.is_none() && (one.place.parent != ActivationId::ROOT || is_side(turn, one.node))
        }
        OperatorAct::Skip { activation } => {
            let one = find(turn, *activation)?;
            let behind = match turn.program.node(one.node).work {
                Work::Open(block) => turn.program.blocks[block.at()].closes,
                _ => one.node,
            };
            one.item.is_none() && flow::proceeding(turn.program, behind).is_some() && !is_side(turn, one.node)
        }
    };
    if fits { Ok(()) } else { Err(off) }
}

/// Tells in which branch of its block a step stands; none on the main level and in side work.
fn branch(program: &Program, node: NodeIx) -> Option<usize> {
    let block = &program.blocks[program.node(node).block.at()];
    if block.kind != BlockKind::Branches {
        return None;
    }
    let entries = program.node(block.opens).out.iter().filter(|flow| program.flow(**flow).kind == FlowKind::Branch);
    entries.map(|flow| program.target(*flow)).position(|entry| {
        let mut seen = vec![false; program.graph.node_count()];
        seen[block.closes.index()] = true;
        let mut todo = vec![entry];
        while let Some(at) = todo.pop() {
            if !std::mem::replace(&mut seen[at.index()], true) {
                let flows = program.node(at).out.iter().filter(|flow| program.flow(**flow).exits.is_none());
                todo.extend(flows.map(|flow| program.target(*flow)));
            }
        }
        node != block.closes && seen[node.index()]
    })
}

fn is_side(turn: &Turn<'_>, node: NodeIx) -> bool {
    turn.program.anytime.iter().any(|one| one.does == program::AnytimeKind::Steps(node))
}

fn find<'t>(turn: &'t Turn<'_>, id: ActivationId) -> Result<&'t Activation, Rejection> {
    turn.instance.activation(id).ok_or_else(|| act::not_open(turn, id))
}

fn carry_out(turn: &mut Turn<'_>, what: &OperatorAct) {
    let (id, to) = match what {
        OperatorAct::Correct {} => return,
        OperatorAct::Move { activation, to } => (*activation, Some(*to)),
        OperatorAct::Cancel { activation } | OperatorAct::Skip { activation } => (*activation, None),
    };
    let Some((node, place)) = turn.instance.activation(id).map(|one| (one.node, one.place)) else { return };
    scope::cancel_tree(turn, id, Cause::Operator);
    match what {
        OperatorAct::Skip { .. } => {
            turn.emit(Event::Skipped { node, guard: None });
            flow::pass(turn, Token { node, place });
        }
        OperatorAct::Cancel { .. } => scope::drop_branch(turn, place),
        OperatorAct::Move { .. } | OperatorAct::Correct {} => {
            turn.arriving.extend(to.map(|node| Token { node, place }));
        }
    }
}
