//! How programs and commands are put into words, and read from them: one list of parts for both ways, in the words of
//! `program` and `engine` themselves. What is empty, absent or untrue is left out. It must not read or write a file.

use calendar::{Instant, Length, Limit, Rule, Unit};
use motcua_engine::{
    ActivationId, Actor, Answer, Answers, Command, Filing, Holding, IncidentId, Incoming, JobOutcome, MessageId, Name,
    Operation, OperatorAct, Paying, ProposalId, Submission, Until,
};
use program::{
    Action, ActionIx, ActionKind, Anytime, AnytimeIx, AnytimeKind, Ask, AxisIx, BillLine, Block, BlockIx, BlockKind,
    Bound, Boundary, Case, CaseIx, Channel, Clock, DeadlineRule, DocumentIx, Each, Effects, End, EndResult, Entry,
    Escalation, Extension, ExtensionIx, FeeIx, FieldIx, FlowIx, FlowKind, FourEyes, GuardIx, Hold, Job, Join, LetterIx,
    Message, Node, NodeIx, On, OnError, Payment, Person, Program, Quorum, ResultIx, RoleIx, RuleIx, Source, Split,
    Statuses, Subject, Timeout, Wait, Work,
};

use crate::yaml::Tree;
use crate::{calendars, house, sketch};

/// What can be told and understood, by the ids of a program.
pub trait Told: Sized {
    fn tell(&self, of: &Program) -> Tree;
    fn hear(tree: &Tree, of: &Program) -> Self;
}

/// Puts `AtLeast` into the words `at_least`.
fn snake(name: &str) -> String {
    let letter = |(at, c): (usize, char)| {
        let gap = if at > 0 && c.is_uppercase() { "_" } else { "" };
        format!("{gap}{}", c.to_ascii_lowercase())
    };
    name.chars().enumerate().map(letter).collect()
}

/// Tells a variant: by its name alone if there is nothing more to say.
fn variant(name: &str, inner: &[Tree]) -> Tree {
    match inner.first() {
        None | Some(Tree::Nothing) => Tree::Word(snake(name)),
        Some(inner) => Tree::Map(vec![(snake(name), inner.clone())]),
    }
}

/// Takes a variant apart into its name and the rest.
pub fn named(tree: &Tree) -> (&str, &Tree) {
    match tree {
        Tree::Word(name) => (name, &Tree::Nothing),
        Tree::Map(parts) if parts.len() == 1 => (&parts[0].0, &parts[0].1),
        other => panic!("one name wanted: {other}"),
    }
}

macro_rules! told {
    ($(struct $type:ident { $($field:ident),* $(; $($fixed:ident: $value:expr),+)? })*) => {$(
        impl Told for $type {
            fn tell(&self, of: &Program) -> Tree {
                Tree::map([$((stringify!($field).to_owned(), self.$field.tell(of))),*])
            }

            fn hear(tree: &Tree, of: &Program) -> Self {
                Self { $($field: Told::hear(tree.at(stringify!($field)), of),)* $($($fixed: $value),+)? }
            }
        }
    )*};
    ($(enum $type:ident { $($variant:ident $(($item:ident))? $({ $($field:ident),* })?),* })*) => {$(
        impl Told for $type {
            fn tell(&self, of: &Program) -> Tree {
                let _ = of;
                match self {$(
                    Self::$variant $(($item))? $({ $($field),* })? => variant(
                        stringify!($variant),
                        &[$($item.tell(of))? $(Tree::map([$((stringify!($field).to_owned(), $field.tell(of))),*]))?],
                    ),
                )*}
            }

            fn hear(tree: &Tree, of: &Program) -> Self {
                let (name, inner) = named(tree);
                let _ = (inner, of);
                $(if name == snake(stringify!($variant)) {
                    $(let $item = Told::hear(inner, of);)?
                    $($(let $field = Told::hear(inner.at(stringify!($field)), of);)*)?
                    return Self::$variant $(($item))? $({ $($field),* })?;
                })*
                panic!("no such {}: {name}", stringify!($type))
            }
        }
    )*};
    ($(number $($wrapper:ident)? ($raw:ty);)*) => {$(
        told!(@number $($wrapper)? ($raw));
    )*};
    (@number ($type:ty)) => {
        impl Told for $type {
            fn tell(&self, _: &Program) -> Tree {
                Tree::word(self)
            }

            fn hear(tree: &Tree, _: &Program) -> Self {
                tree.text().parse().unwrap()
            }
        }
    };
    (@number $type:ident($raw:ty)) => {
        impl Told for $type {
            fn tell(&self, _: &Program) -> Tree {
                Tree::word(self.0)
            }

            fn hear(tree: &Tree, _: &Program) -> Self {
                Self(tree.text().parse().unwrap())
            }
        }
    };
}

told! {
    number (u8);
    number (u32);
    number (u64);
    number (i64);
    number (usize);
    number (String);
    number ActionIx(u8);
    number ActivationId(u64);
    number AnytimeIx(u8);
    number AxisIx(u8);
    number BlockIx(u16);
    number CaseIx(u8);
    number DocumentIx(u16);
    number ExtensionIx(u8);
    number FeeIx(u8);
    number GuardIx(u16);
    number IncidentId(u64);
    number LetterIx(u8);
    number MessageId(u64);
    number ProposalId(u64);
    number ResultIx(u8);
    number RuleIx(u16);
}

told! {
    struct Node { block, when, work, actions, boundary, deadline, hold, holds, status, on_pass, reopens;
        id: String::new(), name: String::new(), number: None, join: Join::Any, split: Split::Next, out: Vec::new(),
        legal: Vec::new() }
    struct Action { id, kind, when, ask, print, sign, sign_letters, returns, extend, flow, proceeds, status, effects;
        name: String::new(), legal: Vec::new() }
    struct Person { role, not_same_as, supplement, each }
    struct FourEyes { node, latest }
    struct Each { field, quorum, sequential }
    struct Message { role, name, key, buffer; fields: house::slots() }
    struct Payment { role, lines }
    struct Job { topic, retries, retry_after; send: Vec::new(), answer: house::slots() }
    struct Wait { date, at_end }
    struct End { result, rating, terminate }
    struct Statuses { national, axes }
    struct Effects { starts, stops, offers, ends }
    struct OnError { code, flow, effects }
    struct Escalation { after, notify, assign, every }
    struct Block { parent, kind, quorum, opens, closes }
    struct Case { id; name: String::new(), help: None }
    struct Clock { id, cases, channels, restarts, pauses_when_all, boundary }
    struct Extension { by, up_to, times, total, before }
    struct Anytime { id, role, from_start, when, does, ask, print, status, times, effects;
        name: "Rút hồ sơ".to_owned(), legal: Vec::new() }
    struct Incoming { name, fields }
    struct Paying { bill, payment, amount, paid_at }
    struct Submission { filing, answers }
    struct Filing { applicant, channel, case, subject, competent, receiving, assisting }
}

told! {
    enum Work { None, Submit { role }, Person(it), Message(it), Payment(it), Job(it), Wait(it), Open(it), End(it) }
    enum BillLine { Fee(it), Amount(it) }
    enum ActionKind { Button(by), Outcome }
    enum Ask { Field(it), Document(it), Reason, Content, Note, Message, Extension }
    enum EndResult { Approved, Rejected, Refused, Withdrawn, Expired, Stopped }
    enum Hold { Pause, Restart }
    enum FlowKind { Proceed, Action(it), Branch, Timeout, Error(it) }
    enum Bound { Rounds(most), Supplements(most) }
    enum Boundary { Remind(it), Overdue(it), Timeout(it), Error(it) }
    enum Timeout { Next { flow, effects }, Press { action, note } }
    enum BlockKind { Root, Branches, Side }
    enum Quorum { All, AtLeast(it) }
    enum AnytimeKind { Next(it), Extend(it), Steps(it) }
    enum Channel { Online, Counter, Post }
    enum Subject { Citizen, Organisation, Enterprise, Household }
    enum On { Otherwise, Case(it), Channel(it) }
    enum Rule { EndOfDay, SameTime, EndOfSession }
    enum Unit {
        Minute, Hour, Day, Month, ConsecutiveDay, WorkingMinute, WorkingHour, WorkingDay, HalfWorkingDay
    }
    enum Command {
        Submit(it), Act { actor, activation, action, answers, received_at }, Trigger { actor, anytime, answers },
        Hold { actor, activation, how }, FireDue(until), Message(it), Pay(it), Job { activation, outcome },
        PaperAnswer { actor, activation, action, answers, received_at },
        ChangeItem { actor, activation, item, add, ground }, Suspend { actor, on, ground },
        ChangeCase { actor, case, ground }, Operate { operator, what }, OutageGrace { from, to }
    }
    enum Holding { Claim, Release, Assign(to), Delegate(to), Prepared, Recall }
    enum JobOutcome { Done(with), Failed { retries, message }, Error { code, message } }
    enum Operation {
        Retry { incident }, Deliver { message, activation }, Propose { act, ground, answers },
        Settle { proposal, approve }, Halt { on }, ApplyCalendar { decree }
    }
    enum OperatorAct { Move { activation, to }, Cancel { activation }, Skip { activation }, Correct {} }
    enum Until { Before(at), UpTo(at) }
}

impl Told for bool {
    fn tell(&self, _: &Program) -> Tree {
        if *self { Tree::word("true") } else { Tree::Nothing }
    }

    fn hear(tree: &Tree, _: &Program) -> Self {
        *tree != Tree::Nothing
    }
}

impl<T: Told> Told for Option<T> {
    fn tell(&self, of: &Program) -> Tree {
        self.as_ref().map_or(Tree::Nothing, |one| one.tell(of))
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        (*tree != Tree::Nothing).then(|| T::hear(tree, of))
    }
}

impl<T: Told> Told for Vec<T> {
    fn tell(&self, of: &Program) -> Tree {
        Tree::list(self.iter().map(|one| one.tell(of)))
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        tree.items().iter().map(|one| T::hear(one, of)).collect()
    }
}

impl<A: Told, B: Told> Told for (A, B) {
    fn tell(&self, of: &Program) -> Tree {
        Tree::List(vec![self.0.tell(of), self.1.tell(of)])
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        (A::hear(&tree.items()[0], of), B::hear(&tree.items()[1], of))
    }
}

impl Told for Name {
    fn tell(&self, _: &Program) -> Tree {
        Tree::word(self)
    }

    fn hear(tree: &Tree, _: &Program) -> Self {
        tree.text().into()
    }
}

impl Told for Instant {
    fn tell(&self, _: &Program) -> Tree {
        Tree::Word(calendars::zone().rfc3339(*self))
    }

    fn hear(tree: &Tree, _: &Program) -> Self {
        Self::parse_rfc3339(tree.text()).unwrap()
    }
}

/// A step, by its id.
impl Told for NodeIx {
    fn tell(&self, of: &Program) -> Tree {
        Tree::word(&of.node(*self).id)
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        of.find(tree.text()).unwrap_or_else(|| panic!("no such step: {tree}"))
    }
}

impl Told for FlowIx {
    fn tell(&self, _: &Program) -> Tree {
        Tree::word(self.index())
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        Self::new(usize::hear(tree, of))
    }
}

/// A role, by its id.
impl Told for RoleIx {
    fn tell(&self, of: &Program) -> Tree {
        Tree::word(&of.role(*self).id)
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        Self(u16::try_from(of.roles.iter().position(|role| role.id == tree.text()).unwrap()).unwrap())
    }
}

/// A field, by its id.
impl Told for FieldIx {
    fn tell(&self, of: &Program) -> Tree {
        Tree::word(&of.form.fields[self.at()].id)
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        Self(u16::try_from(of.form.fields.iter().position(|field| field.id == tree.text()).unwrap()).unwrap())
    }
}

/// No planned step reads what a message or a job has answered.
impl Told for Source {
    fn tell(&self, of: &Program) -> Tree {
        if let Self::Field(field) = self { field.tell(of) } else { panic!("no field: {self:?}") }
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        Self::Field(FieldIx::hear(tree, of))
    }
}

impl Told for Length {
    fn tell(&self, of: &Program) -> Tree {
        Tree::Word(format!("{} {}", self.count, self.unit.tell(of)))
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        let (count, unit) = tree.text().split_once(' ').unwrap();
        Self { count: count.parse().unwrap(), unit: Unit::hear(&Tree::word(unit), of) }
    }
}

impl Told for Limit {
    fn tell(&self, of: &Program) -> Tree {
        match self {
            Self::Of(length) => length.tell(of),
            Self::SameDay => Tree::word("same_day"),
            Self::None => Tree::word("none"),
        }
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        match tree.text() {
            "same_day" => Self::SameDay,
            "none" => Self::None,
            _ => Self::Of(Length::hear(tree, of)),
        }
    }
}

/// A rule counts as its bearer and its calendar say, but for limit and rule.
impl Told for DeadlineRule {
    fn tell(&self, of: &Program) -> Tree {
        let entry = |entry: &Entry| {
            let counting = entry.counting;
            Tree::list([entry.on.tell(of), counting.limit.tell(of), counting.rule.tell(of)])
        };
        let applicants = self.bearer == calendar::Bearer::Applicant;
        Tree::map([
            ("calendar".to_owned(), Tree::word(&self.calendar)),
            ("applicants".to_owned(), applicants.tell(of)),
            ("entries".to_owned(), Tree::list(self.entries.iter().map(entry))),
        ])
    }

    fn hear(tree: &Tree, of: &Program) -> Self {
        let applicants = bool::hear(tree.at("applicants"), of);
        let bearer = if applicants { calendar::Bearer::Applicant } else { calendar::Bearer::Office };
        let id = tree.at("calendar").text();
        let entries = tree.at("entries").items().iter().map(|entry| {
            let [on, limit, how] = entry.items() else { panic!("three parts wanted: {entry}") };
            let counting = sketch::rule(Limit::hear(limit, of), Rule::hear(how, of), bearer, id).entries[0].counting;
            Entry { on: On::hear(on, of), counting }
        });
        Self { entries: entries.collect(), ..sketch::rule(Limit::None, Rule::EndOfDay, bearer, id) }
    }
}

/// A post by its id, an applicant by his.
impl Told for Actor {
    fn tell(&self, _: &Program) -> Tree {
        match self {
            Self::Post(id) => Tree::word(id),
            Self::Applicant(id) => Tree::Word(format!("applicant {id}")),
        }
    }

    fn hear(tree: &Tree, _: &Program) -> Self {
        match tree.text().strip_prefix("applicant ") {
            Some(id) => Self::Applicant(id.into()),
            None => Self::Post(tree.text().into()),
        }
    }
}

impl Told for Answers {
    fn tell(&self, _: &Program) -> Tree {
        let answer = |answer: &Answer| match answer {
            Answer::One(text) => Tree::word(text),
            Answer::Many(texts) => Tree::List(texts.iter().map(Tree::word).collect()),
        };
        Tree::map(self.0.iter().map(|(address, one)| (address.clone(), answer(one))))
    }

    fn hear(tree: &Tree, _: &Program) -> Self {
        let answer = |tree: &Tree| match tree {
            Tree::List(items) => Answer::Many(items.iter().map(|item| item.text().to_owned()).collect()),
            word => Answer::One(word.text().to_owned()),
        };
        Self(tree.parts().iter().map(|(address, one)| (address.clone(), answer(one))).collect())
    }
}
