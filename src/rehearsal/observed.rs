//! What one line of a scenario brought about: read off the dossier and its log.
//! It judges nothing.

use calendar::{Due, Instant};
use engine::{Activation, ActivationId, Author, Cause, Event, IncidentKind, Name, Pass, TimerKind};
use procedure::files::AddressDef;
use program::{ActionIx, NodeIx, Work};

use crate::{Rehearsal, told};

/// A dossier after a line, and where its log stood before it.
#[derive(Clone, Copy)]
pub(crate) struct Observed<'r, 'a> {
    /// The dossier.
    pub rehearsal: &'r Rehearsal<'a>,
    /// Passes before the line.
    pub since: usize,
}

/// A step, perhaps for one agency of a list, as a test names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    /// Id of the step.
    pub step: String,
    /// The agency.
    pub item: Option<String>,
}

impl At {
    /// Tells whether an address names it; without an agency it names the step for every agency.
    pub fn is(&self, address: &AddressDef) -> bool {
        self.step == address.step && (address.item.is_none() || self.item == address.item)
    }

    /// Writes it as a test would.
    pub fn written(&self) -> String {
        AddressDef { step: self.step.clone(), item: self.item.clone(), word: None }.to_string()
    }
}

impl<'r, 'a> Observed<'r, 'a> {
    /// Returns the id of a step.
    pub fn id(&self, node: NodeIx) -> String {
        self.rehearsal.stage().program().node(node).id.clone()
    }

    /// Returns where an activation stands, as a test names it.
    pub fn at(&self, node: NodeIx, item: Option<&Name>) -> At {
        At { step: self.id(node), item: item.map(Name::to_string) }
    }

    /// Returns the open steps that wait, sorted; what holds branches or items waits for nothing itself.
    pub fn open(&self) -> Vec<At> {
        let waiting = self.rehearsal.instance().open().filter(|open| open.is_leaf());
        sorted(waiting.map(|open| self.at(open.node, open.item.as_ref())).collect())
    }

    /// Returns the activations that opened in the line and are open still.
    pub fn opened(&self) -> Vec<&'r Activation> {
        let ids: Vec<ActivationId> = self
            .events()
            .filter_map(|(_, event)| match event {
                Event::Opened { activation, .. } => Some(activation.id),
                _ => None,
            })
            .collect();
        self.rehearsal.instance().open().filter(|open| ids.contains(&open.id)).collect()
    }

    /// Returns what a step was completed with in the line.
    pub fn completed(&self, wanted: NodeIx) -> Option<ActionIx> {
        self.events().find_map(|(_, event)| match event {
            Event::Completed { button: Some(button), .. } if button.node == wanted => Some(button.action),
            _ => None,
        })
    }

    /// Returns the letters printed in the line.
    pub fn printed(&self) -> Vec<String> {
        let letters = &self.rehearsal.stage().program().letters;
        let printed = self.events().filter_map(|(_, event)| match event {
            Event::Printed { letter, .. } => Some(letters[letter.at()].id.clone()),
            _ => None,
        });
        sorted(printed.collect())
    }

    /// Returns the steps closed or escalated by a timer in the line, and when.
    pub fn fired(&self) -> Vec<(At, Instant)> {
        let by_timer = |(pass, event): (&'r Pass, &'r Event)| match event {
            Event::Completed { id, silence, .. } if pass.author == Author::Timer => {
                self.timed(*id, pass.at).filter(|_| *silence || self.waited(*id))
            }
            Event::Cancelled { id, cause: Cause::Timeout, .. }
            | Event::Escalated { id, .. }
            | Event::StepOverdue { id, .. } => self.timed(*id, pass.at),
            _ => None,
        };
        self.events().filter_map(by_timer).collect()
    }

    fn timed(&self, id: ActivationId, at: Instant) -> Option<(At, Instant)> {
        let opened = told::opened(self.rehearsal.log(), id)?;
        Some((self.at(opened.node, opened.item.as_ref()), at))
    }

    /// Tells whether an activation waited for time to pass.
    fn waited(&self, id: ActivationId) -> bool {
        let opened = told::opened(self.rehearsal.log(), id);
        opened.is_some_and(|open| matches!(self.rehearsal.stage().program().node(open.node).work, Work::Wait(_)))
    }

    /// Returns the incidents raised in the line.
    pub fn raised(&self) -> Vec<IncidentKind> {
        self.events()
            .filter_map(|(_, event)| match event {
                Event::IncidentRaised { kind, .. } => Some(*kind),
                _ => None,
            })
            .collect()
    }

    /// Returns the roles told in the line.
    pub fn told(&self) -> Vec<String> {
        told::roles(self.rehearsal, self.since)
    }

    fn events(&self) -> impl Iterator<Item = (&'r Pass, &'r Event)> + use<'r, 'a> {
        self.rehearsal.log()[self.since..].iter().flat_map(|pass| pass.events.iter().map(move |event| (pass, event)))
    }
}

/// Returns when a wait for a date is over; a wait for a length has a clock.
pub(crate) fn end_of_wait(open: &Activation) -> Option<Due> {
    let timer = open.timers.iter().find(|armed| armed.kind == TimerKind::Wait);
    timer.map(|armed| Due::At(armed.at))
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}
