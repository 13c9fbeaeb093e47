//! One pass in the making: facts are folded as they are found, so later decisions of the pass see earlier facts.

use std::borrow::Cow;
use std::collections::VecDeque;

use calendar::Instant;
use program::{FlowIx, GuardIx, NodeIx, Program};

use crate::apply::{Shape, apply, file};
use crate::{
    ActivationId, Author, Data, DataVersion, Event, Filing, IncidentId, IncidentKind, Instance, Now, Outcome, Parked,
    Pass, Place, Sight, World,
};

/// Most node entries in one pass (**S:** `steps_max`, sem 8.6).
pub const STEPS_MAX: u32 = 1_000;
/// Most open activations of a dossier (sem 8.7).
pub const TOKENS_MAX: usize = 1_000;
/// Most facts of one pass (sem 8.7).
pub const EVENTS_MAX: usize = 10_000;

/// Room for the facts of most passes.
const EVENTS_USUAL: usize = 8;

/// A token on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The node it arrives at.
    pub node: NodeIx,
    /// Where it stands in the tree of activations.
    pub place: Place,
}

/// A pass in the making.
pub(crate) struct Turn<'a> {
    pub program: &'a Program,
    pub world: &'a dyn World,
    pub instance: Instance,
    pub data: Cow<'a, Data>,
    pub now: Now,
    pub author: Author,
    /// Tokens on their way: node entries still to be worked off, first in first out (sem 10, step 6).
    pub arriving: VecDeque<Token>,
    pub entered: u32,
    /// How often the parked node is being tried; 1 outside a retry.
    pub attempt: u16,
    /// From when the clocks count that this act starts, if not from the act (sem 2.25).
    pub received_at: Option<Instant>,
    events: Vec<Event>,
}

impl<'a> Turn<'a> {
    /// Starts a pass on an instance.
    pub fn new(program: &'a Program, world: &'a dyn World, instance: Instance, data: Cow<'a, Data>) -> Self {
        Self {
            program,
            world,
            instance,
            data,
            now: world.now(),
            author: Author::Timer,
            arriving: VecDeque::new(),
            entered: 0,
            attempt: 1,
            received_at: None,
            events: Vec::with_capacity(EVENTS_USUAL),
        }
    }

    /// Starts a pass that files a dossier.
    pub fn filing(program: &'a Program, world: &'a dyn World, filing: &Filing) -> Self {
        let at = world.now().at;
        let instance = file(Shape::of(program), filing.clone(), at);
        Self::new(program, world, instance, Cow::Owned(Data::empty(program)))
    }

    /// Legal time of the pass.
    pub fn at(&self) -> Instant {
        self.now.at
    }

    /// Records a fact: folds it and keeps it. There is no other way to record anything.
    pub fn emit(&mut self, event: Event) {
        apply(&mut self.instance, &event, self.now.at);
        self.events.push(event);
    }

    /// Takes the next number of the dossier (sem 1.2); it is used up by the fact that carries it.
    pub fn next_id(&self) -> u64 {
        self.instance.next_id
    }

    /// Evaluates a guard on the snapshot of this moment.
    pub fn guard(&self, guard: GuardIx) -> Outcome {
        self.sight().guard(guard)
    }

    /// Returns the dossier as this moment of the pass sees it.
    pub fn sight(&self) -> Sight<'_> {
        Sight { program: self.program, world: self.world, instance: &self.instance, data: &self.data, at: self.now.at }
    }

    /// Replaces the form data, if they changed.
    pub fn write(&mut self, data: Option<Data>) {
        if let Some(data) = data {
            self.data = Cow::Owned(data);
            self.emit(Event::DataWritten { version: DataVersion(self.instance.data.0 + 1) });
        }
    }

    /// Raises an incident that stops nothing.
    pub fn note(&mut self, kind: IncidentKind, activation: Option<ActivationId>, detail: String) {
        let id = IncidentId(self.next_id());
        self.emit(Event::IncidentRaised { id, kind, activation, parked: None, detail, attempt: 1 });
    }

    /// Parks a token before a node (sem 8.1): the act that led there stands.
    pub fn park(&mut self, token: Token, kind: IncidentKind, detail: String) {
        self.park_on(token, None, kind, detail);
    }

    /// Parks a token before the target of a flow it may not take.
    pub fn park_on(&mut self, token: Token, via: Option<FlowIx>, kind: IncidentKind, detail: String) {
        let id = IncidentId(self.next_id());
        let parked = Parked { activation: ActivationId(id.0 + 1), node: token.node, place: token.place, via };
        let attempt = self.attempt;
        self.emit(Event::IncidentRaised { id, kind, activation: None, parked: Some(parked), detail, attempt });
    }

    /// Stops an open activation for an operator, who may try it again; what stopped it before is over.
    pub fn stop(&mut self, activation: ActivationId, kind: IncidentKind, detail: String) {
        let of = self.instance.incidents.iter().filter(|one| one.activation == Some(activation) && one.kind.blocks());
        for id in of.map(|one| one.id).collect::<Vec<_>>() {
            self.emit(Event::IncidentClosed { id });
        }
        let id = IncidentId(self.next_id());
        let (activation, attempt) = (Some(activation), self.attempt);
        self.emit(Event::IncidentRaised { id, kind, activation, parked: None, detail, attempt });
    }

    /// Returns how many facts the pass has recorded.
    pub fn recorded(&self) -> usize {
        self.events.len()
    }

    /// Ends the pass. Data that were written are owned.
    pub fn finish(self) -> (Instance, Pass, Cow<'a, Data>) {
        let pass =
            Pass { at: self.now.at, recorded_at: self.now.recorded_at, author: self.author, events: self.events };
        (self.instance, pass, self.data)
    }
}

/// Returns the incident a guard that gave no answer becomes, with its detail.
pub(crate) fn trouble(program: &Program, guard: GuardIx, outcome: Outcome) -> (IncidentKind, String) {
    let text = &program.guards[guard.at()].text;
    match outcome {
        Outcome::Missing(name) => (IncidentKind::GuardMissing, format!("`{text}`: {name}")),
        Outcome::Arithmetic(why) => (IncidentKind::GuardArithmetic, format!("`{text}`: {why}")),
        Outcome::True | Outcome::False | Outcome::Limit => (IncidentKind::GuardLimit, format!("`{text}`")),
    }
}
