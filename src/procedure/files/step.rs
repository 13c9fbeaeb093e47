//! Steps: one typed value per BPMN type, and its reading (language.md b4).
//! It resolves no target and judges no order; the keys stand in `step_types`.

use calendar::Length;
use program::{EndResult, Hold};
use source::{Entry, Kind, Node, Span, Spanned};

use super::action::{self, ActionDef};
use super::deadline::{self, DeadlineDef, STEP_DEADLINE};
use super::keys::{BUILT, Takes};
use super::names;
use super::read::{Fields, Reader};
use super::step_types::{BRANCH, NOT_SAME_AS, STEP_TYPES, StepType};
use super::timing::{self, OverdueDef, TimeoutDef};
use super::top::TOP;
use crate::rules::{
    m004_first_key as m004, m009_limit as m009, m010_unknown_key as m010, m014_not_yet as m014, m018_bad_value as m018,
    m110_missing_key as m110,
};

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
    /// National status set at opening.
    pub status: Option<Spanned<u8>>,
    /// Guard: false on arrival skips the step.
    pub when: Option<Spanned<String>>,
    /// The whole step.
    pub span: Span,
}

impl StepDef {
    /// Gives the buttons; none unless it is a user task.
    pub fn actions(&self) -> &[ActionDef] {
        match &self.kind {
            StepKind::User(user) => &user.actions,
            StepKind::Start(_) | StepKind::Exclusive(_) | StepKind::End(_) => &[],
        }
    }

    /// Gives what only a user task has.
    pub fn user(&self) -> Option<&UserDef> {
        match &self.kind {
            StepKind::User(user) => Some(user),
            StepKind::Start(_) | StepKind::Exclusive(_) | StepKind::End(_) => None,
        }
    }
}

/// Tells the BPMN type of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `startEvent`: the dossier is filed.
    Start(StartDef),
    /// `userTask`: a person presses a button.
    User(Box<UserDef>),
    /// `exclusiveGateway`: the first branch that is true.
    Exclusive(ExclusiveDef),
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
    /// The step's own deadline.
    pub deadline: Option<DeadlineDef>,
    /// Reminders, each so long before the due.
    pub remind: Vec<Spanned<Length>>,
    /// Escalations.
    pub overdue: Vec<OverdueDef>,
    /// What happens at the due.
    pub timeout: Option<TimeoutDef>,
    /// What the dossier's clock does while the step is open.
    pub clock: Option<Spanned<Hold>>,
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
}

/// Reads the list of steps, and names those that could not be read, or whose buttons could not.
pub(crate) fn read_all(reader: &Reader<'_>, node: &Node) -> (Vec<StepDef>, Vec<Spanned<String>>) {
    let items = node.as_list().map_or(&[][..], |list| &list.items);
    reader.limit(items.len(), m009::Of::Steps, node.span);
    if items.is_empty() {
        reader.report(m018::empty(node.span));
    }
    let (mut steps, mut unread) = (Vec::new(), Vec::new());
    for item in items {
        match read(reader, item) {
            Some(step) => {
                let buttonless = step.user().is_some_and(|user| user.actions.is_empty());
                unread.extend(buttonless.then(|| step.id.clone()));
                steps.push(step);
            }
            None => unread.push(Spanned::new(id_written(item), item.span)),
        }
    }
    (steps, unread)
}

/// Gives the value of a step's first key, which would be its id.
fn id_written(node: &Node) -> String {
    let first = node.as_map().and_then(|map| map.entries.first());
    first.and_then(|entry| entry.value.as_scalar()).map(|id| id.text.clone()).unwrap_or_default()
}

fn read(reader: &Reader<'_>, node: &Node) -> Option<StepDef> {
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
    Some(StepDef {
        kind: match kind.name {
            "startEvent" => StepKind::Start(StartDef { role: f.text("role") }),
            "userTask" => StepKind::User(Box::new(user(reader, &f))),
            "exclusiveGateway" => StepKind::Exclusive(ExclusiveDef { branches: branches(reader, &f) }),
            _ => StepKind::End(EndDef { result: f.word("result"), rating: f.flag("rating") }),
        },
        name: f.title("name"),
        legal: f.optional("legal", Fields::refs).unwrap_or_default(),
        note: f.optional("note", Fields::note).flatten(),
        status: f.optional("status", |f, _| f.status()).flatten(),
        when: f.optional("when", Fields::text).flatten(),
        span: node.span,
        id,
    })
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
    UserDef {
        role: f.text("role"),
        actions: action::read_all(reader, f.node("actions")),
        actions_span: f.node("actions").map(|node| node.span),
        not_same_as,
        latest_round,
        supplement: f.flag("supplement").then(|| f.span("supplement")),
        deadline: f.node("deadline").map(|node| deadline::read(reader, node, &STEP_DEADLINE)),
        remind: f.node("remind").map(|node| timing::reminders(reader, node)).unwrap_or_default(),
        overdue: f.items("overdue", |node| timing::overdue(reader, node)),
        timeout: f.node("timeout").and_then(|node| timing::timeout(reader, node)),
        clock: f.word("clock"),
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
    if !f.has("otherwise") {
        f.demand(["when"].into_iter());
    }
    Some(BranchDef {
        name: f.title("name"),
        when: f.text("when"),
        to: f.text("otherwise").or_else(|| f.text("next")),
        otherwise: f.has("otherwise"),
        rounds: f.rounds(),
        legal: f.refs("legal"),
        span: node.span,
    })
}
