//! What one line of a scenario brought about: read off the dossier and its log.
//! It judges nothing.

use calendar::Instant;
use engine::{Activation, ActivationId, Cause, Event, IncidentKind, Pass};
use program::NodeIx;

use crate::{Rehearsal, told};

/// A dossier after a line, and where its log stood before it.
#[derive(Clone, Copy)]
pub(crate) struct Observed<'r, 'a> {
    /// The dossier.
    pub rehearsal: &'r Rehearsal<'a>,
    /// Passes before the line.
    pub since: usize,
}

impl<'r, 'a> Observed<'r, 'a> {
    /// Returns the id of a step.
    pub fn id(&self, node: NodeIx) -> String {
        self.rehearsal.stage().program().node(node).id.clone()
    }

    /// Returns the ids of the open steps, sorted.
    pub fn open(&self) -> Vec<String> {
        sorted(self.rehearsal.instance().open().map(|open| self.id(open.node)).collect())
    }

    /// Returns the activations that opened in the line and are open still.
    pub fn opened(&self) -> Vec<&'r Activation> {
        let ids: Vec<ActivationId> = self
            .events()
            .filter_map(|(_, event)| match event {
                Event::Opened { id, .. } => Some(*id),
                _ => None,
            })
            .collect();
        self.rehearsal.instance().open().filter(|open| ids.contains(&open.id)).collect()
    }

    /// Returns the letters printed in the line.
    pub fn printed(&self) -> Vec<String> {
        let letters = &self.rehearsal.stage().program().letters;
        sorted(
            self.events()
                .filter_map(|(_, event)| match event {
                    Event::Printed { letter, .. } => Some(letters[letter.at()].id.clone()),
                    _ => None,
                })
                .collect(),
        )
    }

    /// Returns the steps closed or escalated by a timer in the line, and when.
    pub fn fired(&self) -> Vec<(String, Instant)> {
        self.events()
            .filter_map(|(pass, event)| match event {
                Event::Cancelled { id, cause: Cause::Timeout, .. }
                | Event::Completed { id, silence: true, .. }
                | Event::Escalated { id, .. }
                | Event::StepOverdue { id, .. } => Some((self.step(*id)?, pass.at)),
                _ => None,
            })
            .collect()
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

    fn step(&self, id: ActivationId) -> Option<String> {
        told::opened(self.rehearsal.log(), id).map(|(node, _)| self.id(node))
    }

    fn events(&self) -> impl Iterator<Item = (&'r Pass, &'r Event)> + use<'r, 'a> {
        self.rehearsal.log()[self.since..].iter().flat_map(|pass| pass.events.iter().map(move |event| (pass, event)))
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}
