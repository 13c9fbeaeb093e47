//! What may be done now: buttons and rights, each on, or off with its reason. Off is never hidden.

use calendar::Instant;
use program::{ActionIx, AnytimeIx, GuardIx, NodeIx, Program};

use crate::{ActivationId, Data, Instance, Outcome, Rejection, View, World, flow};

/// A dossier as it is looked at, at an instant.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The program.
    pub program: &'a Program,
    /// Who answers questions.
    pub world: &'a dyn World,
    /// The dossier.
    pub instance: &'a Instance,
    /// Its data.
    pub data: &'a Data,
    /// When.
    pub at: Instant,
}

impl Sight<'_> {
    /// Evaluates a guard on this snapshot.
    pub(crate) fn guard(&self, guard: GuardIx) -> Outcome {
        let view = View { program: self.program, instance: self.instance, data: self.data, at: self.at };
        self.world.guard(guard, &view)
    }

    /// Lists the buttons of an open task, each with the reason if it is off.
    pub fn buttons(&self, id: ActivationId) -> Vec<(ActionIx, Option<Rejection>)> {
        let Some(activation) = self.instance.activation(id) else { return Vec::new() };
        let buttons = self.program.person(activation.node).map_or(0, |person| person.actions.len());
        let all = (0..buttons).filter_map(|at| u8::try_from(at).ok().map(ActionIx));
        all.map(|action| (action, action_off(self, activation.node, action))).collect()
    }

    /// Lists the `anytime` entries, each with the reason if it is off.
    pub fn rights(&self) -> Vec<(AnytimeIx, Option<Rejection>)> {
        let all = (0..self.program.anytime.len()).filter_map(|at| u8::try_from(at).ok().map(AnytimeIx));
        all.map(|anytime| (anytime, right_off(self, anytime))).collect()
    }
}

/// Tells why a button is off, if it is: its condition, or the bound of its loop (sem 1.10).
pub(crate) fn action_off(sight: &Sight<'_>, node: NodeIx, action: ActionIx) -> Option<Rejection> {
    let button = &sight.program.person(node)?.actions[action.at()];
    if let Some(guard) = button.when
        && sight.guard(guard) != Outcome::True
    {
        return Some(Rejection::NotAvailable { condition: Some(condition(sight.program, guard)) });
    }
    flow::exhausted(sight.program, sight.instance, button.flow).map(|most| Rejection::RoundsExhausted { most })
}

/// Tells why an `anytime` entry is off, if it is (sem 7.1, 7.2, 7.10).
pub(crate) fn right_off(sight: &Sight<'_>, anytime: AnytimeIx) -> Option<Rejection> {
    let entry = &sight.program.anytime[anytime.at()];
    let right = sight.instance.right(anytime);
    let offered = entry.from_start || right.offered;
    if !sight.instance.is_alive() || !offered || right.ended || right.used >= entry.times {
        return Some(Rejection::NotAvailable { condition: None });
    }
    let guard = entry.when?;
    let holds = sight.guard(guard) == Outcome::True;
    (!holds).then(|| Rejection::NotAvailable { condition: Some(condition(sight.program, guard)) })
}

fn condition(program: &Program, guard: GuardIx) -> String {
    let source = &program.guards[guard.at()];
    source.name.clone().unwrap_or_else(|| source.text.clone())
}
