//! What of a procedure its scenarios have tried: n of m and the list of the rest, never a rounded share.
//! It reads logs; it runs nothing.

use std::collections::BTreeSet;

use engine::{Outcome, World};
use program::{
    Action, ActionIx, ActionKind, BillLine, Boundary, FlowKind, GuardIx, Node, NodeIx, Program, RoleIx, Work,
};

use crate::{Rehearsal, told, tried};

/// Kinds of things that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A step was opened, or reached.
    Step,
    /// A button was pressed, by a person or by silence.
    Button,
    /// A message, a payment, a job or a wait had this outcome.
    Outcome,
    /// A branch of a gateway was taken.
    Branch,
    /// A list of agencies was empty, named one, or named several.
    List,
    /// A `timeout` fired.
    Timeout,
    /// A reminder fired.
    Reminder,
    /// An escalation fired, the default one at the due of an office's step included.
    Escalation,
    /// A step was done, or a clock stopped, before one of its timers fired.
    Spared,
    /// An `anytime` entry was used.
    Anytime,
    /// A role did something.
    Role,
    /// A guard was true, or was false.
    Guard,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 12] = [
        Self::Step,
        Self::Button,
        Self::Outcome,
        Self::Branch,
        Self::List,
        Self::Timeout,
        Self::Reminder,
        Self::Escalation,
        Self::Spared,
        Self::Anytime,
        Self::Role,
        Self::Guard,
    ];

    /// Returns what people read.
    pub fn words(self) -> source::Words {
        let (vi, en) = match self {
            Self::Step => ("bước", "steps"),
            Self::Button => ("nút", "buttons"),
            Self::Outcome => ("kết quả từ bên ngoài", "outcomes"),
            Self::Branch => ("nhánh", "branches"),
            Self::List => ("danh sách cơ quan", "lists of agencies"),
            Self::Timeout => ("hết hạn tự chuyển", "timeouts"),
            Self::Reminder => ("nhắc hạn", "reminders"),
            Self::Escalation => ("báo quá hạn", "escalations"),
            Self::Spared => ("xong trước mốc hẹn", "done before timers"),
            Self::Anytime => ("việc bất kỳ lúc nào", "anytime entries"),
            Self::Role => ("vai", "roles"),
            Self::Guard => ("điều kiện đúng và sai", "guards true and false"),
        };
        source::Words::new(vi, en)
    }
}

/// One thing that is counted, by its address: `step`, `step.button`, `step.timeout`, a role, `` `guard` = true ``.
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
        let clocks = program.clocks.iter().flat_map(|clock| boundaries(&clock.id, &clock.boundary));
        let timed = steps.chain(clocks).flat_map(|one| [spared(&one), Some(one)]).flatten();
        let anytime = program.anytime.iter().map(|entry| item(Kind::Anytime, &entry.id));
        let acting = program.roles.iter().map(|role| item(Kind::Role, &role.id));
        let guards = guards(program).into_iter().map(|(guard, held)| held_as(program, guard, held));
        let mut items: Vec<Item> = Vec::new();
        for item in timed.chain(anytime).chain(acting).chain(guards) {
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

    /// Counts what happened to a dossier from a place of its log on, and which guards on offer hold now.
    pub(crate) fn see(&mut self, rehearsal: &Rehearsal<'_>, since: usize) {
        let program = rehearsal.stage().program();
        for pass in since..rehearsal.log().len() {
            self.tried.extend(tried::tried(rehearsal, pass));
        }
        let world = rehearsal.stage().world(rehearsal.now());
        for guard in open_guards(rehearsal) {
            let outcome = world.guard(guard, &rehearsal.view());
            if let Outcome::True | Outcome::False = outcome {
                self.tried.insert(held_as(program, guard, outcome == Outcome::True));
            }
        }
    }

    /// Counts that a role did something.
    pub(crate) fn acted(&mut self, program: &Program, role: RoleIx) {
        self.tried.insert(item(Kind::Role, &program.role(role).id));
    }

    /// Counts a button; one that enters a message leaves no other trace than the outcome it had.
    pub(crate) fn pressed(&mut self, program: &Program, node: NodeIx, action: ActionIx) {
        self.tried.insert(way(program, node, program.action(node, action)));
    }
}

pub(crate) fn item(kind: Kind, address: &str) -> Item {
    Item { kind, address: address.to_owned() }
}

/// Lists what a step has.
fn items(program: &Program, node: NodeIx) -> Vec<Item> {
    let step = program.node(node);
    if !told::is_step(program, node) {
        return Vec::new();
    }
    let mut items = vec![item(Kind::Step, &step.id)];
    items
        .extend(step.actions.iter().filter(|action| can_happen(step, action)).map(|action| way(program, node, action)));
    items.extend(step.out.iter().filter_map(|&flow| branch(program, flow)));
    if program.person(node).is_some_and(|person| person.each.is_some()) {
        items.extend([0, 1, 2].map(|count| list(&step.id, count)));
    }
    items.extend(boundaries(&step.id, &step.boundary));
    items.extend(by_default(program, node));
    items
}

/// Names the escalation of a step that has none of its own.
fn by_default(program: &Program, node: NodeIx) -> Option<Item> {
    told::escalates_by_default(program, node).then(|| item(Kind::Escalation, &program.node(node).id))
}

/// Lists the timers of a step.
pub(crate) fn timers(program: &Program, node: NodeIx) -> impl Iterator<Item = Item> {
    let step = program.node(node);
    boundaries(&step.id, &step.boundary).chain(by_default(program, node))
}

/// Names that a timer did not fire; of nothing but a timer.
pub(crate) fn spared(timer: &Item) -> Option<Item> {
    let timed = matches!(timer.kind, Kind::Timeout | Kind::Reminder | Kind::Escalation);
    timed.then(|| item(Kind::Spared, &timer.address))
}

/// Tells whether a way to complete a step is ever taken: filing has no other, and a wait ends in one way.
fn can_happen(step: &Node, action: &Action) -> bool {
    match step.work {
        Work::Submit { .. } => false,
        Work::Wait(wait) => action.kind != ActionKind::Outcome || step.actions[wait.at_end.at()].id == action.id,
        _ => true,
    }
}

/// Lists what the timers of a step or clock do, and what becomes of a job that fails.
pub(crate) fn boundaries<'p>(id: &'p str, boundary: &'p [Boundary]) -> impl Iterator<Item = Item> + use<'p> {
    boundary.iter().enumerate().map(move |(at, boundary)| match boundary {
        Boundary::Timeout(_) => timeout(id),
        Boundary::Remind(before) => item(Kind::Reminder, &reminder(id, before)),
        Boundary::Overdue(_) => item(Kind::Escalation, &escalation(id, at)),
        Boundary::Error(error) => failed(id, error.code.as_deref()),
    })
}

/// Lists the guards that steer the flow and the fees, each with what it can give: the last of several that leave
/// nothing out (M042) is asked only where it holds.
fn guards(program: &Program) -> Vec<(GuardIx, bool)> {
    let nodes = || program.graph.node_weights();
    let mut last: Vec<GuardIx> = Vec::new();
    let mut chosen: Vec<GuardIx> = Vec::new();
    for node in nodes() {
        let outcomes =
            node.actions.iter().filter(|action| action.kind == ActionKind::Outcome).map(|action| action.when);
        let branches = node.out.iter().map(|flow| program.flow(*flow)).filter(|flow| flow.kind == FlowKind::Branch);
        for list in [outcomes.collect::<Vec<_>>(), branches.map(|flow| flow.guard).collect()] {
            last.extend(list.last().copied().flatten());
            chosen.extend(list.iter().rev().skip(1).flatten());
        }
    }
    let steps = nodes().filter_map(|node| node.when);
    let is_button = |action: &&Action| action.kind != ActionKind::Outcome;
    let buttons = nodes().flat_map(|node| &node.actions).filter(is_button).filter_map(|action| action.when);
    let entries = program.anytime.iter().filter_map(|entry| entry.when);
    let free = steps.chain(buttons).chain(entries).chain(of_fees(program)).chain(chosen);
    let free: Vec<GuardIx> = free.collect();
    let both = free.iter().flat_map(|guard| [(*guard, true), (*guard, false)]);
    let mut all: Vec<_> = both.chain(last.into_iter().map(|guard| (guard, true))).collect();
    all.sort_by_key(|(guard, held)| (*guard, !held));
    all.dedup();
    all
}

fn of_fees(program: &Program) -> impl Iterator<Item = GuardIx> {
    program.fees.iter().flat_map(|fee| fee.when.into_iter().chain(fee.exempt.as_ref().map(|(guard, _)| *guard)))
}

/// Lists the guards of the buttons and entries on offer now, and of fees that were assessed.
fn open_guards(rehearsal: &Rehearsal<'_>) -> Vec<GuardIx> {
    let (program, instance) = (rehearsal.stage().program(), rehearsal.instance());
    let is_button = |action: &&Action| matches!(action.kind, ActionKind::Button(_));
    let actions = instance.open().flat_map(|open| program.actions(open.node)).filter(is_button);
    let buttons = actions.filter_map(|button| button.when);
    let entries = program.anytime.iter().filter_map(|entry| entry.when).filter(|_| instance.is_alive());
    let assessed = instance.assessed.iter().any(|(line, _)| matches!(line, BillLine::Fee(_)));
    buttons.chain(entries).chain(of_fees(program).filter(|_| assessed)).collect()
}

/// Names a way to complete a step.
pub(crate) fn way(program: &Program, node: NodeIx, action: &Action) -> Item {
    let kind = match action.kind {
        ActionKind::Button(_) => Kind::Button,
        ActionKind::Outcome => Kind::Outcome,
    };
    item(kind, &format!("{}.{}", program.node(node).id, action.id))
}

pub(crate) fn held_as(program: &Program, guard: GuardIx, held: bool) -> Item {
    item(Kind::Guard, &format!("`{}` = {held}", program.guards[guard.at()].text))
}

pub(crate) fn branch(program: &Program, flow: program::FlowIx) -> Option<Item> {
    let (described, source) = (program.flow(flow), program.node(program.source(flow)));
    let target = &program.node(program.target(flow)).id;
    let address = || format!("{} → {target} ({})", source.id, described.name);
    (described.kind == FlowKind::Branch && source.work == Work::None).then(|| item(Kind::Branch, &address()))
}

pub(crate) fn timeout(step: &str) -> Item {
    item(Kind::Timeout, &format!("{step}.timeout"))
}

pub(crate) fn reminder(owner: &str, before: &calendar::Length) -> String {
    format!("{owner} ({} trước)", before.words(calendar::Lang::Vi))
}

pub(crate) fn escalation(owner: &str, boundary: usize) -> String {
    format!("{owner}.overdue[{boundary}]")
}

/// Names what becomes of a job that fails, for one business error or for every other one.
pub(crate) fn failed(step: &str, code: Option<&str>) -> Item {
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    item(Kind::Outcome, &format!("{step}.failed{code}"))
}

/// Names a list of no agency, of one, or of several.
pub(crate) fn list(step: &str, count: usize) -> Item {
    let how_many = match count {
        0 => "không cơ quan nào",
        1 => "một cơ quan",
        _ => "nhiều cơ quan",
    };
    item(Kind::List, &format!("{step} ({how_many})"))
}
