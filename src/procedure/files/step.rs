//! Steps: one typed value per BPMN type, and its reading (language.md b4).
//! It resolves no target and judges no order; the keys stand in `step_types`.

use program::EndResult;
use source::{Entry, Kind, Node, Span, Spanned};

use super::action::{self, ACTION, ActionDef};
use super::block::{self, JoinDef, Mode, ParallelDef};
use super::keys::{BUILT, Takes};
use super::names;
use super::read::{Fields, Reader};
use super::receive::{self, ReceiveDef};
use super::service::{self, ServiceDef};
use super::status::StatusDef;
use super::step_types::{BRANCH, NOT_SAME_AS, STEP_TYPES, StepType};
use super::timing::{self, TimeDef};
use super::top::TOP;
use super::wait::{self, WaitDef};
use crate::rules::{
    m004_first_key as m004, m009_limit as m009, m010_unknown_key as m010, m014_not_yet as m014, m018_bad_value as m018,
    m110_missing_key as m110,
};

/// Position of a step in the definition's list.
pub type StepAt = usize;

/// Holds one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepDef {
    /// Id.
    pub id: Spanned<String>,
    /// BPMN type with what only that type has.
    pub kind: StepKind,
    /// Name.
    pub name: Option<Spanned<String>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// Note for the reader of the file.
    pub note: Option<Spanned<String>>,
    /// Status set at opening.
    pub status: StatusDef,
    /// Guard: false on arrival skips the step.
    pub when: Option<Spanned<String>>,
    /// Time keys; none where the type has none.
    pub time: TimeDef,
    /// The block it stands in, and the number of the branch; none on the main level and on that of an `anytime`.
    pub parent: Option<(StepAt, usize)>,
    /// The `anytime`, by position, whose side work it belongs to, at whatever depth.
    pub side: Option<usize>,
    /// The whole step.
    pub span: Span,
}

/// Tells the BPMN type of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `startEvent`: the dossier is filed.
    Start(StartDef),
    /// `userTask`: a person presses a button.
    User(Box<UserDef>),
    /// `receiveTask`: a message or money arrives.
    Receive(Box<ReceiveDef>),
    /// `serviceTask`: another system works.
    Service(Box<ServiceDef>),
    /// `exclusiveGateway`: the first branch that is true.
    Exclusive(ExclusiveDef),
    /// `parallelGateway`: branches run together.
    Parallel(ParallelDef),
    /// `intermediateCatchEvent`: a time passes.
    Wait(Box<WaitDef>),
    /// `endEvent`: the dossier ends.
    End(EndDef),
}

/// Holds what a start event has.
#[derive(Clone, Debug, PartialEq)]
pub struct StartDef {
    /// Role of the applicant.
    pub role: Option<Spanned<String>>,
}

/// Holds what a user task has.
#[derive(Clone, Debug, PartialEq)]
pub struct UserDef {
    /// Role that acts.
    pub role: Option<Spanned<String>>,
    /// Buttons in order.
    pub actions: Vec<ActionDef>,
    /// The value of the key `actions`; absent when the key is, which was reported.
    pub actions_span: Option<Span>,
    /// Steps whose person may not act here (sem 6.6).
    pub not_same_as: Vec<Spanned<String>>,
    /// Whether only the latest round counts for `not_same_as`.
    pub latest_round: bool,
    /// Where `supplement: true` stands: the applicant's task of completing the dossier.
    pub supplement: Option<Span>,
    /// Path of the agencies for each of which there is one task.
    pub for_each: Option<Spanned<String>>,
    /// When a `forEach` is over; all items when absent.
    pub join: Option<Spanned<JoinDef>>,
    /// In which order the items of a `forEach` open; all at once when absent.
    pub mode: Option<Spanned<Mode>>,
}

/// Holds what an exclusive gateway has.
#[derive(Clone, Debug, PartialEq)]
pub struct ExclusiveDef {
    /// Branches in order.
    pub branches: Vec<BranchDef>,
}

/// Holds one branch of an exclusive gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchDef {
    /// Name.
    pub name: Option<Spanned<String>>,
    /// Guard.
    pub when: Option<Spanned<String>>,
    /// Target of `next` or `otherwise`; the following step when absent.
    pub to: Option<Spanned<String>>,
    /// Target on an enclosing level.
    pub exit: Option<Spanned<String>>,
    /// Whether it is taken when no other is.
    pub otherwise: bool,
    /// Bound of the loop.
    pub rounds: Option<Spanned<u8>>,
    /// Grounds.
    pub legal: Vec<Spanned<String>>,
    /// The whole branch.
    pub span: Span,
}

/// Holds what an end event has.
#[derive(Clone, Debug, PartialEq)]
pub struct EndDef {
    /// How the dossier ends.
    pub result: Option<Spanned<EndResult>>,
    /// Whether the applicant is asked for a rating.
    pub rating: bool,
    /// Whether open side work is cancelled instead of waited for.
    pub terminate: bool,
}

/// Collects the steps of all levels.
pub(crate) struct Steps<'r> {
    reader: &'r Reader<'r>,
    /// Steps read, in the order of the file.
    pub read: Vec<StepDef>,
    /// Steps that could not be read, or whose buttons could not.
    pub unread: Vec<Spanned<String>>,
}

/// Where a list of steps stands.
#[derive(Clone, Copy)]
struct Around {
    parent: Option<(StepAt, usize)>,
    side: Option<usize>,
    /// Number of blocks around it.
    depth: usize,
}

impl<'r> Steps<'r> {
    /// Starts with none.
    pub fn new(reader: &'r Reader<'r>) -> Self {
        Self { reader, read: Vec::new(), unread: Vec::new() }
    }

    /// Reads the main list.
    pub fn read_main(&mut self, node: &'r Node) {
        self.not_empty(node);
        self.list(node, Around { parent: None, side: None, depth: 0 });
    }

    /// Reads the side work of an `anytime`.
    pub fn read_side(&mut self, node: &'r Node, anytime: usize) {
        self.not_empty(node);
        self.list(node, Around { parent: None, side: Some(anytime), depth: 0 });
    }

    fn not_empty(&self, node: &Node) {
        if node.as_list().is_some_and(|list| list.items.is_empty()) {
            self.reader.report(m018::empty(node.span));
        }
    }

    fn list(&mut self, node: &'r Node, around: Around) {
        for item in node.as_list().map_or(&[][..], |list| &list.items) {
            self.one(item, around);
        }
    }

    fn one(&mut self, item: &'r Node, around: Around) {
        let Some((step, below)) = read(self.reader, item, around) else {
            return self.unread.extend(ids_in(item));
        };
        let buttonless = step.user().is_some_and(|user| user.actions.is_empty());
        self.unread.extend(buttonless.then(|| step.id.clone()));
        if around.depth == m009::Of::Nesting.max() && !below.is_empty() {
            self.reader.report(m009::report(step.id.span, m009::Of::Nesting));
            self.unread.extend(below.iter().flat_map(|(_, node)| ids_in(node)));
            return self.read.push(step);
        }
        let at = self.read.len();
        self.read.push(step);
        for (branch, node) in below {
            self.list(node, Around { parent: Some((at, branch)), depth: around.depth + 1, ..around });
        }
    }
}

/// Lists the ids written in steps, at whatever depth: the values of first keys that are a type.
fn ids_in(node: &Node) -> Vec<Spanned<String>> {
    match &node.kind {
        Kind::Scalar(_) => Vec::new(),
        Kind::List(list) => list.items.iter().flat_map(ids_in).collect(),
        Kind::Map(map) => {
            let first = map.entries.first().and_then(|entry| entry.value.as_scalar());
            let own = first.map(|id| Spanned::new(id.text.clone(), node.span));
            let below = map.get("branches").or_else(|| map.get("steps"));
            own.into_iter().chain(below.map(|entry| ids_in(&entry.value)).unwrap_or_default()).collect()
        }
    }
}

/// Reads a step, and gives the lists of steps inside it by number of the branch.
fn read<'r>(reader: &'r Reader<'r>, node: &'r Node, around: Around) -> Option<(StepDef, Vec<(usize, &'r Node)>)> {
    let Kind::Map(map) = &node.kind else {
        reader.report(m018::shape(node.span, None, &Takes::Map(&TOP)));
        return None;
    };
    let (kind, entry) = step_type(reader, node, &map.entries)?;
    let Some(table) = kind.table else {
        reader.report(m014::report(&entry.key, kind.stage));
        return None;
    };
    let f = reader.fields(node, table, entry.key.span.to(entry.value.span));
    let id = f.text(kind.name)?;
    reader.declare(&id);
    let id = names::meant(id);
    let (kind, below) = kind_of(reader, kind.name, &f);
    let step = StepDef {
        kind,
        name: f.title("name"),
        legal: f.refs("legal"),
        note: f.note("note"),
        status: f.status(),
        when: f.text("when"),
        time: timing::read(reader, &f),
        parent: around.parent,
        side: around.side,
        span: node.span,
        id,
    };
    Some((step, below))
}

fn kind_of<'r>(reader: &'r Reader<'r>, name: &str, f: &Fields<'r>) -> (StepKind, Vec<(usize, &'r Node)>) {
    let kind = match name {
        "startEvent" => StepKind::Start(StartDef { role: f.text("role") }),
        "userTask" => StepKind::User(Box::new(user(reader, f))),
        "receiveTask" => StepKind::Receive(Box::new(receive::read(reader, f))),
        "serviceTask" => StepKind::Service(Box::new(service::read(reader, f))),
        "exclusiveGateway" => StepKind::Exclusive(ExclusiveDef { branches: branches(reader, f) }),
        "intermediateCatchEvent" => StepKind::Wait(Box::new(wait::read(reader, f))),
        "parallelGateway" => {
            let (block, below) = block::read(reader, f);
            return (StepKind::Parallel(block), below);
        }
        _ => {
            StepKind::End(EndDef { result: f.word("result"), rating: f.flag("rating"), terminate: f.flag("terminate") })
        }
    };
    (kind, Vec::new())
}

/// Finds the key that says the type: a step begins with it.
fn step_type<'n>(reader: &Reader<'_>, node: &Node, entries: &'n [Entry]) -> Option<(&'static StepType, &'n Entry)> {
    let of = |entry: &Entry| STEP_TYPES.iter().find(|kind| kind.name == entry.key.value);
    let Some(first) = entries.first() else {
        reader.report(m018::empty(node.span));
        return None;
    };
    let found = entries.iter().find_map(|entry| Some((of(entry)?, entry)));
    match found {
        Some((kind, entry)) if entry.key.span != first.key.span && kind.stage <= BUILT => {
            reader.report(m004::step(&first.key, &entry.key));
        }
        Some(_) => {}
        None if is_step_key(&first.key.value) => reader.report(m110::step_type(first.key.span)),
        None => reader.report(m010::step_type(&first.key)),
    }
    found
}

fn is_step_key(word: &str) -> bool {
    STEP_TYPES.iter().filter_map(|kind| kind.table).any(|table| table.key(word).is_some())
}

fn user(reader: &Reader<'_>, f: &Fields<'_>) -> UserDef {
    let (not_same_as, latest_round) = not_same_as(reader, f);
    if f.has("join") || f.has("mode") {
        f.demand(["forEach"].into_iter());
    }
    UserDef {
        role: f.text("role"),
        actions: action::read_all(reader, f.node("actions"), &ACTION),
        actions_span: f.node("actions").map(|node| node.span),
        not_same_as,
        latest_round,
        supplement: f.flag("supplement").then(|| f.span("supplement")),
        for_each: f.text("forEach"),
        join: block::join(reader, f),
        mode: f.word("mode"),
    }
}

fn not_same_as(reader: &Reader<'_>, f: &Fields<'_>) -> (Vec<Spanned<String>>, bool) {
    let Some(node) = f.node("notSameAs") else { return (Vec::new(), false) };
    if node.as_map().is_none() {
        return (f.refs("notSameAs"), false);
    }
    let f = reader.fields(node, &NOT_SAME_AS, node.span);
    let rounds = f.text("rounds");
    if let Some(rounds) = rounds.as_ref().filter(|rounds| rounds.value != "latest") {
        reader.report(m018::word(rounds, &["latest"]));
    }
    (f.refs("step"), rounds.is_some())
}

fn branches(reader: &Reader<'_>, f: &Fields<'_>) -> Vec<BranchDef> {
    let branches = f.items("branches", |node| branch(reader, node));
    if let Some(node) = f.node("branches") {
        reader.limit(branches.len(), m009::Of::Branches, node.span);
        if node.as_list().is_some_and(|list| list.items.is_empty()) {
            reader.report(m018::empty(node.span));
        }
    }
    branches
}

fn branch(reader: &Reader<'_>, node: &Node) -> Option<BranchDef> {
    let f = reader.item(node, &BRANCH)?;
    f.either("when", "otherwise");
    f.either("next", "otherwise");
    f.either("exit", "otherwise");
    f.either("next", "exit");
    if f.lacks("otherwise") {
        f.demand(["when"].into_iter());
    }
    Some(BranchDef {
        name: f.title("name"),
        when: f.text("when"),
        to: f.text("otherwise").or_else(|| f.text("next")),
        exit: f.text("exit"),
        otherwise: f.has("otherwise"),
        rounds: f.rounds(),
        legal: f.refs("legal"),
        span: node.span,
    })
}
