//! What may be done now: buttons and rights, each on, or off with its reason. Off is never hidden.

use calendar::Instant;
use program::{ActionIx, ActionKind, AnytimeIx, AnytimeKind, GuardIx, NodeIx, Program, Value};

use crate::{ActivationId, Data, Instance, Outcome, Rejection, View, World, extend, flow};

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
        self.world.guard(guard, &self.view(None))
    }

    /// Returns what guards see of this snapshot, with what a message says.
    pub fn view<'s>(&'s self, message: Option<&'s [Option<Value>]>) -> View<'s> {
        View { program: self.program, instance: self.instance, data: self.data, message, at: self.at }
    }

    /// Lists the buttons of an open task, each with the reason if it is off.
    pub fn buttons(&self, id: ActivationId) -> Vec<(ActionIx, Option<Rejection>)> {
        let Some(activation) = self.instance.activation(id) else { return Vec::new() };
        let actions = (0_u8..).zip(self.program.actions(activation.node));
        let buttons = actions.filter(|(_, action)| matches!(action.kind, ActionKind::Button(_)));
        let all = buttons.map(|(at, _)| ActionIx(at));
        all.map(|action| (action, action_off(self, activation.node, action))).collect()
    }

    /// Lists the `anytime` entries, each with the reason if it is off.
    pub fn rights(&self) -> Vec<(AnytimeIx, Option<Rejection>)> {
        let all = (0..self.program.anytime.len()).filter_map(|at| u8::try_from(at).ok().map(AnytimeIx));
        all.map(|anytime| (anytime, right_off(self, anytime))).collect()
    }
}

/// Tells why a button is off, if it is: its condition, the bound of its loop (sem 1.10), or its extension.
pub(crate) fn action_off(sight: &Sight<'_>, node: NodeIx, action: ActionIx) -> Option<Rejection> {
    let button = sight.program.action(node, action);
    if let Some(guard) = button.when
        && sight.guard(guard) != Outcome::True
    {
        return Some(Rejection::NotAvailable { condition: Some(condition(sight.program, guard)) });
    }
    let exhausted = button.flow.and_then(|flow| flow::exhausted(sight.program, sight.instance, flow));
    if let Some(most) = exhausted {
        return Some(Rejection::RoundsExhausted { most });
    }
    button.extend.and_then(|extension| extend::off(sight, extension))
}

/// Tells why an `anytime` entry is off, if it is (sem 7.1, 7.2, 7.8, 7.10).
pub(crate) fn right_off(sight: &Sight<'_>, anytime: AnytimeIx) -> Option<Rejection> {
    let entry = &sight.program.anytime[anytime.at()];
    let right = sight.instance.right(anytime);
    let offered = entry.from_start || right.offered;
    let spent = entry.times.is_some_and(|times| right.used >= times);
    // Before its clock an extension is early, however it is offered (sem 3.42).
    if let AnytimeKind::Extend(extension) = entry.does
        && sight.instance.is_alive()
        && !offered
        && let Some(early @ Rejection::ClockNotStarted) = extend::off(sight, extension)
    {
        return Some(early);
    }
    if !sight.instance.is_alive() || !offered || right.ended || spent {
        return Some(Rejection::NotAvailable { condition: None });
    }
    if sight.instance.suspended.is_some() && entry.next().is_none() {
        return Some(Rejection::Suspended { legally: true });
    }
    let off = match entry.does {
        AnytimeKind::Next(_) => None,
        AnytimeKind::Extend(extension) => extend::off(sight, extension),
        AnytimeKind::Steps(node) => {
            sight.instance.activations.iter().any(|open| open.node == node).then_some(Rejection::AlreadyOpen)
        }
    };
    let guarded = || {
        let guard = entry.when?;
        let holds = sight.guard(guard) == Outcome::True;
        (!holds).then(|| Rejection::NotAvailable { condition: Some(condition(sight.program, guard)) })
    };
    off.or_else(guarded)
}

fn condition(program: &Program, guard: GuardIx) -> String {
    let source = &program.guards[guard.at()];
    source.name.clone().unwrap_or_else(|| source.text.clone())
}
