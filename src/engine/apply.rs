//! Folds one fact into an instance. Looks at nothing else: no clock, no guard, no calendar, no program.

use calendar::Instant;
use program::{ActionIx, BillLine, NodeIx};

use crate::apply_time::{hand_over, pass_time};
use crate::{
    Activation, ActivationId, ActivationState, Actor, Buffered, Button, Cause, Closed, Event, Filing, Incident,
    Instance, LegVerdict, Life, Parked, Pass, Place, Proposal, Report, Right, Slot, StepHistory,
};

/// How much room an instance needs: the only thing a fold needs to know of its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Nodes of the program.
    pub nodes: usize,
    /// Clocks of the dossier.
    pub clocks: usize,
    /// `anytime` entries of the program.
    pub rights: usize,
    /// Status axes beside the national one.
    pub axes: usize,
}

impl Shape {
    /// Returns the shape of a program's instances.
    pub fn of(program: &program::Program) -> Self {
        Self {
            nodes: program.graph.node_count(),
            clocks: program.clocks.len(),
            rights: program.anytime.len(),
            axes: program.axes.len(),
        }
    }
}

/// Folds a whole log; none if it does not begin with a filing.
pub fn fold<'a>(shape: Shape, passes: impl IntoIterator<Item = &'a Pass>) -> Option<Instance> {
    let mut instance = None;
    for pass in passes {
        for event in &pass.events {
            match (&mut instance, event) {
                (None, Event::Submitted { filing }) => instance = Some(file(shape, filing.clone(), pass.at)),
                (None, _) => return None,
                (Some(instance), event) => apply(instance, event, pass.at),
            }
        }
    }
    instance
}

/// Makes the instance of a dossier filed at this instant.
pub(crate) fn file(shape: Shape, filing: Filing, at: Instant) -> Instance {
    Instance {
        life: Life::Alive,
        filing,
        submitted_at: at,
        ending: None,
        suspended: None,
        halted: None,
        activations: Vec::new(),
        closed: Vec::new(),
        steps: vec![StepHistory::default(); shape.nodes],
        clocks: vec![None; shape.clocks],
        taken: Vec::new(),
        supplements: 0,
        made: Vec::new(),
        rights: vec![Right::default(); shape.rights],
        extended: Vec::new(),
        assessed: Vec::new(),
        paid: Vec::new(),
        payments: Vec::new(),
        refunds: 0,
        buffered: Vec::new(),
        reports: Vec::new(),
        incidents: Vec::new(),
        proposals: Vec::new(),
        status: 0,
        axes: vec![None; shape.axes],
        interrupted_at: None,
        next_id: 1,
        data: crate::DataVersion(0),
        last_at: at,
    }
}

/// Folds one fact that took effect at `at`.
pub fn apply(instance: &mut Instance, event: &Event, at: Instant) {
    instance.last_at = instance.last_at.max(at);
    match event {
        Event::Submitted { .. }
        | Event::Printed { .. }
        | Event::Returned { .. }
        | Event::ItemsDropped { .. }
        | Event::MessageLate { .. }
        | Event::CalendarApplied { .. } => {}
        Event::Signed { result, .. } => {
            if !instance.made.contains(result) {
                instance.made.push(*result);
            }
        }
        Event::DataWritten { version } => instance.data = *version,
        Event::Opened { activation, clears } => open(instance, activation, clears),
        Event::Skipped { node, .. } => skip(&mut instance.steps[node.index()]),
        Event::Arrived { place } => arrive(instance, *place),
        Event::Dropped { place } => set_slot(instance, *place, |_| Slot::Dead),
        Event::ItemAdded { id, item } => add_item(instance, *id, item),
        Event::EndReached { node } => instance.ending = Some(*node),
        Event::Completed { .. } => complete(instance, event, at),
        Event::Cancelled { id, cause, verdict } => cancel(instance, *id, *cause, *verdict, at),
        Event::Taken { flow, counted: true, .. } => take(instance, *flow),
        Event::Taken { counted: false, .. } => {}
        Event::RightOffered { anytime } => instance.rights[anytime.at()].offered = true,
        Event::RightEnded { anytime } => instance.rights[anytime.at()].ended = true,
        Event::RightUsed { anytime, interrupts } => {
            let right = &mut instance.rights[anytime.at()];
            right.used = right.used.saturating_add(1);
            if *interrupts {
                instance.interrupted_at = Some(at);
                instance.ending = None;
            }
        }
        Event::StatusSet { status } => instance.status = *status,
        Event::AxisSet { axis, code } => instance.axes[axis.at()] = Some(*code),
        Event::CaseChanged { case } => instance.filing.case = Some(*case),
        Event::Suspended { legally: true } => instance.suspended = Some(at),
        Event::Suspended { legally: false } => instance.halted = Some(at),
        Event::Resumed { legally: true } => resume(instance, at),
        Event::Resumed { legally: false } => instance.halted = None,
        Event::VersionChanged { state, .. } => go_over(instance, state, at),
        Event::Ended { node, result } => end(instance, Life::Ended { node: *node, result: *result, at }),
        Event::ClockChanged { .. }
        | Event::StepClockChanged { .. }
        | Event::ClockOverdue { .. }
        | Event::ClockReminded { .. }
        | Event::ClockEscalated { .. }
        | Event::StepOverdue { .. }
        | Event::Reminded { .. }
        | Event::Escalated { .. }
        | Event::JobFailed { .. }
        | Event::JobReady { .. }
        | Event::WaitArmed { .. } => pass_time(instance, event, at),
        Event::FeesAssessed { .. } | Event::Paid { .. } | Event::PaidLate { .. } => pay(instance, event),
        Event::MessageBuffered { .. }
        | Event::MessageTaken { .. }
        | Event::ReportKept { .. }
        | Event::ReportTaken { .. }
        | Event::Held { .. }
        | Event::Delegated { .. }
        | Event::AnsweredLate { .. }
        | Event::SilenceReplaced { .. }
        | Event::IncidentRaised { .. }
        | Event::IncidentClosed { .. }
        | Event::Proposed { .. }
        | Event::Settled { .. } => note(instance, event, at),
    }
}

fn take(instance: &mut Instance, flow: program::FlowIx) {
    match instance.taken.iter_mut().find(|(taken, _)| *taken == flow) {
        Some((_, times)) => *times += 1,
        None => instance.taken.push((flow, 1)),
    }
}

/// Takes the dossier as it stands under another version (sem 9.2).
fn go_over(instance: &mut Instance, state: &Instance, at: Instant) {
    instance.clone_from(state);
    instance.last_at = instance.last_at.max(at);
}

/// Lifts a legal suspension: what waits for a date that has come meanwhile is over now (sem 3.38, 4.21).
fn resume(instance: &mut Instance, at: Instant) {
    instance.suspended = None;
    for activation in instance.activations.iter_mut().filter(|one| one.clock.is_none()) {
        activation.timers.iter_mut().for_each(|armed| armed.at = armed.at.max(at));
    }
}

fn end(instance: &mut Instance, life: Life) {
    instance.life = life;
    instance.ending = None;
    instance.buffered.clear();
    instance.reports.clear();
    instance.proposals.clear();
}

fn open(instance: &mut Instance, activation: &Activation, clears: &[NodeIx]) {
    instance.next_id = activation.id.0 + 1;
    instance.supplements += u16::from(activation.supplement);
    for node in clears {
        clear(&mut instance.steps[node.index()]);
    }
    // An item belongs to the entry of its step, which has cleared what was before.
    if activation.item.is_none() {
        let step = &mut instance.steps[activation.node.index()];
        clear(step);
        step.entries += 1;
    }
    let touches = activation.scope.as_ref().is_none_or(|scope| !scope.items.is_empty());
    if touches {
        touch(instance, activation.place);
    }
    instance.activations.push(activation.clone());
}

/// Marks the branch something was opened in, and those around it (sem 1.18).
fn touch(instance: &mut Instance, mut place: Place) {
    while let Some(outer) = activation_mut(instance, place.parent) {
        let branch = usize::from(place.branch);
        if let Some(slot) = outer.scope.as_mut().and_then(|scope| scope.slots.get_mut(branch))
            && *slot == Slot::Untouched
        {
            *slot = Slot::Touched;
        }
        place = outer.place;
    }
}

/// Forgets the latest outcome of a step (sem 1.5, 1.6).
fn clear(step: &mut StepHistory) {
    (step.action, step.at) = (None, None);
    (step.done, step.skipped, step.timed_out) = (false, false, false);
    step.counts.clear();
    step.latest.clear();
}

fn skip(step: &mut StepHistory) {
    clear(step);
    step.skipped = true;
}

fn arrive(instance: &mut Instance, place: Place) {
    set_slot(instance, place, |slot| if slot == Slot::Untouched { Slot::Dead } else { Slot::Arrived });
}

fn set_slot(instance: &mut Instance, place: Place, set: impl FnOnce(Slot) -> Slot) {
    let scope = activation_mut(instance, place.parent).and_then(|outer| outer.scope.as_mut());
    if let Some(slot) = scope.and_then(|scope| scope.slots.get_mut(usize::from(place.branch))) {
        *slot = set(*slot);
    }
}

fn add_item(instance: &mut Instance, id: ActivationId, item: &crate::Name) {
    if let Some(scope) = activation_mut(instance, id).and_then(|activation| activation.scope.as_mut()) {
        scope.items.push(item.clone());
        scope.slots.push(Slot::Untouched);
    }
}

/// Removes an activation and returns it.
fn close(instance: &mut Instance, id: ActivationId) -> Option<Activation> {
    let position = instance.activations.iter().position(|activation| activation.id == id)?;
    Some(instance.activations.remove(position))
}

fn complete(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::Completed { id, button, people, silence, verdict, .. } = event else { return };
    let Some(done) = close(instance, *id) else { return };
    let action = button.map(|button| button.action);
    let step = &mut instance.steps[done.node.index()];
    took_part(step, action, people);
    if done.item.is_some() {
        count(step, action, 1);
        set_slot(instance, done.place, |_| Slot::Arrived);
    } else {
        step.action = action;
        step.done = true;
        step.at = Some(at);
        step.rounds += 1;
    }
    let by = if *silence { None } else { people.first().cloned() };
    let closed = Closed { action, by, silent: *silence, ..closed(&done, at, *verdict) };
    forget(instance, &closed);
    instance.closed.push(closed);
}

/// Forgets earlier answers to the same task: a dossier that goes to and fro for years stays small. What silence or nobody
/// answered stays, for its late answer (sem 1.21).
fn forget(instance: &mut Instance, closed: &Closed) {
    let same = |before: &Closed| (before.node, before.place, &before.item) == (closed.node, closed.place, &closed.item);
    instance.closed.retain(|before| !same(before) || before.action.is_none() || before.silent);
}

fn took_part(step: &mut StepHistory, action: Option<ActionIx>, people: &[Actor]) {
    if let Some(action) = action {
        step.ever |= 1_u32.checked_shl(action.0.into()).unwrap_or(0);
    }
    for person in people {
        for list in [&mut step.actors, &mut step.latest] {
            if !list.contains(person) {
                list.push(person.clone());
            }
        }
    }
}

fn count(step: &mut StepHistory, action: Option<ActionIx>, by: i16) {
    let Some(action) = action else { return };
    if step.counts.len() <= action.at() {
        step.counts.resize(action.at() + 1, 0);
    }
    step.counts[action.at()] = step.counts[action.at()].saturating_add_signed(by);
}

fn closed(activation: &Activation, at: Instant, verdict: Option<LegVerdict>) -> Closed {
    Closed {
        id: activation.id,
        node: activation.node,
        place: activation.place,
        item: activation.item.clone(),
        at,
        action: None,
        by: None,
        silent: false,
        verdict,
        answered_late: false,
    }
}

fn cancel(instance: &mut Instance, id: ActivationId, cause: Cause, verdict: Option<LegVerdict>, at: Instant) {
    let Some(gone) = close(instance, id) else { return };
    if gone.state != ActivationState::Open {
        return;
    }
    if cause == Cause::Operator {
        instance.supplements -= u16::from(gone.supplement);
    }
    if gone.item.is_some() {
        set_slot(instance, gone.place, |_| Slot::Dead);
    } else {
        let step = &mut instance.steps[gone.node.index()];
        step.action = None;
        step.at = None;
        step.done = false;
        step.timed_out = cause == Cause::Timeout;
    }
    instance.closed.push(closed(&gone, at, verdict));
}

fn pay(instance: &mut Instance, event: &Event) {
    match event {
        Event::FeesAssessed { lines, .. } => assess(instance, lines),
        Event::Paid { id, payment, lines, surplus, paid_at } => {
            let sum = lines.iter().fold(*surplus, |sum, (_, amount)| sum.saturating_add(*amount));
            instance.payments.push(payment.clone());
            instance.refunds = instance.refunds.saturating_add(*surplus);
            for (line, amount) in lines {
                let before = instance.paid_on(*line);
                set(&mut instance.paid, *line, before.saturating_add(*amount));
            }
            if let Some(bill) = activation_mut(instance, *id).and_then(|activation| activation.bill.as_mut()) {
                bill.paid = bill.paid.saturating_add(sum);
                bill.paid_at = bill.paid_at.max(Some(*paid_at));
            }
        }
        Event::PaidLate { payment, amount, .. } => {
            instance.payments.push(payment.clone());
            instance.refunds = instance.refunds.saturating_add(*amount);
        }
        _ => {}
    }
}

/// Takes over what is owed now: what was paid on these lines before counts for them in order, and what is over is to
/// be given back (sem 5.17).
fn assess(instance: &mut Instance, lines: &[(BillLine, i64)]) {
    let mut paid = lines.iter().fold(0_i64, |sum, (line, _)| sum.saturating_add(instance.paid_on(*line)));
    for (line, amount) in lines {
        set(&mut instance.assessed, *line, *amount);
        let now = paid.min(*amount);
        paid -= now;
        if now > 0 || instance.paid_on(*line) > 0 {
            set(&mut instance.paid, *line, now);
        }
    }
    instance.refunds = instance.refunds.saturating_add(paid);
}

fn set(lines: &mut Vec<(BillLine, i64)>, line: BillLine, amount: i64) {
    match lines.iter_mut().find(|(known, _)| *known == line) {
        Some((_, old)) => *old = amount,
        None => lines.push((line, amount)),
    }
}

/// Folds what is kept of messages, people and faults.
fn note(instance: &mut Instance, event: &Event, at: Instant) {
    match event {
        Event::MessageBuffered { id, name, until } => {
            instance.next_id = id.0 + 1;
            instance.buffered.push(Buffered { id: *id, name: name.clone(), at, until: *until });
        }
        Event::MessageTaken { id, .. } => instance.buffered.retain(|held| held.id != *id),
        Event::ReportKept { id, activation } => {
            instance.next_id = id.0 + 1;
            instance.reports.push(Report { id: *id, activation: *activation });
        }
        Event::ReportTaken { id } => instance.reports.retain(|kept| kept.id != *id),
        Event::Held { id, holder } => {
            if let Some(activation) = activation_mut(instance, *id) {
                hand_over(activation, holder.clone());
            }
        }
        Event::Delegated { id, to } => {
            if let Some(activation) = activation_mut(instance, *id) {
                activation.delegated = to.is_some();
                activation.delegates.extend(to.clone());
            }
        }
        Event::AnsweredLate { id, .. } => {
            if let Some(closed) = instance.closed.iter_mut().find(|closed| closed.id == *id) {
                closed.answered_late = true;
            }
        }
        Event::SilenceReplaced { id, buttons, .. } => replace_silence(instance, *id, *buttons),
        Event::IncidentRaised { .. } => raise(instance, event, at),
        Event::IncidentClosed { id } => instance.incidents.retain(|incident| incident.id != *id),
        Event::Proposed { id, operator, act } => {
            instance.next_id = id.0 + 1;
            instance.proposals.push(Proposal { id: *id, operator: operator.clone(), act: act.clone() });
        }
        Event::Settled { id, .. } => instance.proposals.retain(|one| one.id != *id),
        _ => {}
    }
}

fn replace_silence(instance: &mut Instance, id: ActivationId, (silence, answer): (Button, Button)) {
    if let Some(closed) = instance.closed.iter_mut().find(|closed| closed.id == id) {
        closed.action = Some(answer.action);
        closed.answered_late = true;
    }
    let step = &mut instance.steps[answer.node.index()];
    step.ever |= 1_u32.checked_shl(answer.action.0.into()).unwrap_or(0);
    count(step, Some(silence.action), -1);
    count(step, Some(answer.action), 1);
}

fn raise(instance: &mut Instance, event: &Event, at: Instant) {
    let Event::IncidentRaised { id, kind, activation, parked, detail, attempt } = event else { return };
    instance.next_id = instance.next_id.max(id.0 + 1);
    let mut about = *activation;
    if let Some(Parked { activation: token, node, place, .. }) = parked {
        instance.next_id = instance.next_id.max(token.0 + 1);
        about = Some(*token);
        let state = ActivationState::Parked { incident: *id };
        instance.activations.push(Activation { state, ..Activation::bare(*token, *node, *place, at) });
        // A branch in which a token stands is awaited, even one that had left it (sem 8.4).
        set_slot(instance, *place, |slot| if slot == Slot::Arrived { Slot::Touched } else { slot });
    }
    let detail = detail.clone();
    let via = parked.and_then(|parked| parked.via);
    instance.incidents.push(Incident { id: *id, kind: *kind, activation: about, detail, at, attempt: *attempt, via });
}

pub(crate) fn activation_mut(instance: &mut Instance, id: ActivationId) -> Option<&mut Activation> {
    instance.activations.iter_mut().find(|activation| activation.id == id)
}
