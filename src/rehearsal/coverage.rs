//! What of a procedure its scenarios have tried: n of m and the list of the rest, never a rounded share.
//! It reads logs; it runs nothing.

use std::collections::BTreeSet;

use engine::{ActivationId, Cause, Event, Outcome, World};
use program::{Boundary, FlowKind, GuardIx, NodeIx, Program};

use crate::{Rehearsal, told};

/// Kinds of things that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A step was opened, or reached.
    Step,
    /// A button was pressed, by a person or by silence.
    Button,
    /// A branch of a gateway was taken.
    Branch,
    /// A `timeout` fired.
    Timeout,
    /// A reminder fired.
    Reminder,
    /// An escalation fired, the default one at the due of an office's step included.
    Escalation,
    /// An `anytime` entry was used.
    Anytime,
    /// A guard was true, or was false.
    Guard,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Step,
        Self::Button,
        Self::Branch,
        Self::Timeout,
        Self::Reminder,
        Self::Escalation,
        Self::Anytime,
        Self::Guard,
    ];

    /// Returns what people read.
    pub fn words(self) -> source::Words {
        let (vi, en) = match self {
            Self::Step => ("bước", "steps"),
            Self::Button => ("nút", "buttons"),
            Self::Branch => ("nhánh", "branches"),
            Self::Timeout => ("hết hạn tự chuyển", "timeouts"),
            Self::Reminder => ("nhắc hạn", "reminders"),
            Self::Escalation => ("báo quá hạn", "escalations"),
            Self::Anytime => ("việc bất kỳ lúc nào", "anytime entries"),
            Self::Guard => ("điều kiện đúng và sai", "guards true and false"),
        };
        source::Words::new(vi, en)
    }
}

/// One thing that is counted, by its address: `step`, `step.button`, `step.timeout`, `` `guard` = true ``.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What kind it is.
    pub kind: Kind,
    /// Its address.
    pub address: String,
}

/// What was tried, of everything there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    items: Vec<Item>,
    tried: BTreeSet<Item>,
}

impl Coverage {
    /// Lists everything a program has, in file order; nothing was tried.
    pub fn of(program: &Program) -> Self {
        let steps = program.graph.node_indices().flat_map(|node| items(program, node));
        let anytime = program.anytime.iter().map(|entry| item(Kind::Anytime, &entry.id));
        let guards =
            guards(program).into_iter().flat_map(|guard| [true, false].map(|held| held_as(program, guard, held)));
        let mut items: Vec<Item> = Vec::new();
        for item in steps.chain(anytime).chain(guards) {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        Self { items, tried: BTreeSet::new() }
    }

    /// Counts everything of a kind: how much was tried, and how much there is.
    pub fn tally(&self, kind: Kind) -> (usize, usize) {
        let own = self.items.iter().filter(|item| item.kind == kind);
        (own.clone().filter(|item| self.tried.contains(item)).count(), own.count())
    }

    /// Counts everything: how much was tried, and how much there is.
    pub fn total(&self) -> (usize, usize) {
        let sum = |one: (usize, usize), next: (usize, usize)| (one.0 + next.0, one.1 + next.1);
        Kind::ALL.into_iter().map(|kind| self.tally(kind)).fold((0, 0), sum)
    }

    /// Lists what was never tried, in file order.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !self.tried.contains(item))
    }

    /// Counts what happened to a dossier from a place of its log on, and which guards of open buttons hold now.
    pub(crate) fn see(&mut self, rehearsal: &Rehearsal<'_>, since: usize) {
        let program = rehearsal.stage().program();
        for event in rehearsal.log()[since..].iter().flat_map(|pass| &pass.events) {
            self.tried.extend(tried(rehearsal, event));
        }
        for guard in open_guards(rehearsal) {
            let world = rehearsal.stage().world(rehearsal.now());
            let outcome = world.guard(guard, &rehearsal.view());
            if let Outcome::True | Outcome::False = outcome {
                self.tried.insert(held_as(program, guard, outcome == Outcome::True));
            }
        }
    }
}

fn item(kind: Kind, address: &str) -> Item {
    Item { kind, address: address.to_owned() }
}

/// Lists what a step has.
fn items(program: &Program, node: NodeIx) -> Vec<Item> {
    let step = program.node(node);
    let mut items = vec![item(Kind::Step, &step.id)];
    let buttons = program.person(node).map(|person| person.actions.as_slice()).unwrap_or_default();
    items.extend(buttons.iter().map(|button| item(Kind::Button, &format!("{}.{}", step.id, button.id))));
    items.extend(step.out.iter().filter_map(|&flow| branch(program, flow)));
    for (at, boundary) in step.boundary.iter().enumerate() {
        items.push(match boundary {
            Boundary::Timeout(_) => timeout(&step.id),
            Boundary::Remind(before) => item(Kind::Reminder, &reminder(&step.id, before)),
            Boundary::Overdue(_) => item(Kind::Escalation, &escalation(&step.id, at)),
        });
    }
    if told::escalates_by_default(program, node) {
        items.push(item(Kind::Escalation, &step.id));
    }
    items
}

/// Lists the guards that steer the flow: of steps, branches, buttons and entries, each once.
fn guards(program: &Program) -> Vec<GuardIx> {
    let steps = program.graph.node_weights().filter_map(|node| node.when);
    let branches = program.graph.edge_weights().filter_map(|flow| flow.guard);
    let people = program.graph.node_indices().filter_map(|node| program.person(node));
    let buttons = people.flat_map(|person| &person.actions).filter_map(|button| button.when);
    let entries = program.anytime.iter().filter_map(|entry| entry.when);
    let mut guards: Vec<_> = steps.chain(branches).chain(buttons).chain(entries).collect();
    guards.sort();
    guards.dedup();
    guards
}

/// Lists the guards of the buttons and entries on offer now.
fn open_guards(rehearsal: &Rehearsal<'_>) -> Vec<GuardIx> {
    let program = rehearsal.stage().program();
    let people = rehearsal.instance().open().filter_map(|open| program.person(open.node));
    let buttons = people.flat_map(|person| &person.actions).filter_map(|button| button.when);
    let entries = program.anytime.iter().filter_map(|entry| entry.when).filter(|_| rehearsal.instance().is_alive());
    buttons.chain(entries).collect()
}

/// Lists what one event has tried.
fn tried(rehearsal: &Rehearsal<'_>, event: &Event) -> Vec<Item> {
    let (program, log) = (rehearsal.stage().program(), rehearsal.log());
    let id = |node: NodeIx| program.node(node).id.as_str();
    let of = |activation| told::opened(log, activation).map(|(node, _)| node);
    match event {
        Event::Opened { node, .. } => {
            let held = program.node(*node).when.map(|guard| held_as(program, guard, true));
            held.into_iter().chain([item(Kind::Step, id(*node))]).collect()
        }
        Event::Ended { node, .. } => vec![item(Kind::Step, id(*node))],
        Event::Skipped { guard, .. } => vec![held_as(program, *guard, false)],
        Event::Completed { button: Some(pressed), silence, .. } => {
            let Some(person) = program.person(pressed.node) else { return Vec::new() };
            let step = id(pressed.node);
            let button = item(Kind::Button, &format!("{step}.{}", person.actions[pressed.action.at()].id));
            [button].into_iter().chain(silence.then(|| timeout(step))).collect()
        }
        Event::Cancelled { id: activation, cause: Cause::Timeout, .. } => {
            of(*activation).map(|node| timeout(id(node))).into_iter().collect()
        }
        Event::Taken { flow, guards, .. } => {
            let gateway = branch(program, *flow).map(|branch| [branch, item(Kind::Step, id(program.source(*flow)))]);
            let guards = guards.iter().map(|(guard, held)| held_as(program, *guard, *held));
            gateway.into_iter().flatten().chain(guards).collect()
        }
        Event::Reminded { id: activation, ordinal } => reminded(rehearsal, *activation, *ordinal).into_iter().collect(),
        Event::Escalated { id: activation, boundary, .. } => of(*activation)
            .map(|node| item(Kind::Escalation, &escalation(id(node), (*boundary).into())))
            .into_iter()
            .collect(),
        Event::StepOverdue { id: activation, .. } => {
            of(*activation).map(|node| item(Kind::Escalation, id(node))).into_iter().collect()
        }
        Event::RightUsed { anytime } => vec![item(Kind::Anytime, &program.anytime[anytime.at()].id)],
        _ => Vec::new(),
    }
}

fn held_as(program: &Program, guard: GuardIx, held: bool) -> Item {
    item(Kind::Guard, &format!("`{}` = {held}", program.guards[guard.at()].text))
}

fn branch(program: &Program, flow: program::FlowIx) -> Option<Item> {
    let described = program.flow(flow);
    let target = &program.node(program.target(flow)).id;
    let address = || format!("{} → {target} ({})", program.node(program.source(flow)).id, described.name);
    (described.kind == FlowKind::Branch).then(|| item(Kind::Branch, &address()))
}

fn timeout(step: &str) -> Item {
    item(Kind::Timeout, &format!("{step}.timeout"))
}

fn reminder(step: &str, before: &calendar::Length) -> String {
    format!("{step} ({} trước)", before.words(calendar::Lang::Vi))
}

fn escalation(step: &str, boundary: usize) -> String {
    format!("{step}.overdue[{boundary}]")
}

/// Finds the reminder a timer was, by its instant: those that would come too early were never armed (sem 4.3).
fn reminded(rehearsal: &Rehearsal<'_>, activation: ActivationId, ordinal: u8) -> Option<Item> {
    let program = rehearsal.stage().program();
    let (node, clock, timers, at) = rehearsal.log().iter().find_map(|pass| {
        pass.events.iter().find_map(|event| match event {
            Event::Opened { id, node, clock, timers, .. } if *id == activation => {
                Some((*node, clock.as_ref()?, timers, pass.at))
            }
            _ => None,
        })
    })?;
    let armed = timers.iter().find(|armed| armed.ordinal == ordinal)?.at;
    let due = clock.state.due.instant()?;
    let world = rehearsal.stage().world(at);
    let fires = |before: &calendar::Length| world.reminder(clock.limit.rule, due, before, at) == Some(armed);
    program.node(node).boundary.iter().find_map(|one| match one {
        Boundary::Remind(before) if fires(before) => {
            Some(item(Kind::Reminder, &reminder(&program.node(node).id, before)))
        }
        Boundary::Remind(_) | Boundary::Overdue(_) | Boundary::Timeout(_) => None,
    })
}
