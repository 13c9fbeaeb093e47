//! What each event of a step means for clocks and rights: `from`, `to`, `until` turned around.

use program::{AnytimeIx, Effects, RuleIx};
use source::Spanned;

use super::super::outline::{names_action, names_step};
use super::Lowering;
use crate::files::{ActionDef, AnytimeDef, EventRef, StepDef};

const DOSSIER: RuleIx = RuleIx(0);

impl Lowering<'_> {
    /// Effects of pressing a button.
    pub(super) fn effects_of_action(&self, step: &StepDef, action: &ActionDef) -> Effects {
        self.effects(|event| names_action(event, step, action))
    }

    /// Effects of completing a step without a button, or of its being skipped by `when`.
    pub(super) fn effects_of_passing(&self, step: &StepDef) -> Effects {
        self.effects(|event| names_step(event, step) || names_word(event, step, "done"))
    }

    /// Effects of the step's `timeout`.
    pub(super) fn effects_of_timeout(&self, step: &StepDef) -> Effects {
        self.effects(|event| names_word(event, step, "timeout"))
    }

    /// Effects of using an `anytime` entry.
    pub(super) fn effects_of_anytime(&self, anytime: &AnytimeDef) -> Effects {
        self.effects(|event| event.step == anytime.id.value && event.action.is_none())
    }

    /// Clocks that run on if the step opens after their stop (sem 3.20).
    pub(super) fn reopens(&self, step: &StepDef) -> Vec<RuleIx> {
        let to = self.definition.deadline.iter().flat_map(|deadline| &deadline.to);
        let named = to.into_iter().any(|event| event.value.step == step.id.value);
        if named { vec![DOSSIER] } else { Vec::new() }
    }

    fn effects(&self, is: impl Fn(&EventRef) -> bool) -> Effects {
        let any = |events: &[Spanned<EventRef>]| events.iter().any(|event| is(&event.value));
        let clock = |events: Option<&[Spanned<EventRef>]>| events.is_some_and(any).then_some(DOSSIER);
        let deadline = self.definition.deadline.as_ref();
        let rights = |events: fn(&AnytimeDef) -> &[Spanned<EventRef>]| {
            let all = (0_u8..).zip(&self.definition.anytime);
            all.filter(|(_, one)| any(events(one))).map(|(ix, _)| AnytimeIx(ix)).collect()
        };
        Effects {
            starts: clock(deadline.map(|deadline| deadline.from.as_slice())).into_iter().collect(),
            stops: clock(deadline.map(|deadline| deadline.to.as_slice())).into_iter().collect(),
            offers: rights(|one| &one.from),
            ends: rights(|one| &one.until),
        }
    }
}

fn names_word(event: &EventRef, step: &StepDef, word: &str) -> bool {
    event.step == step.id.value && event.action.as_deref() == Some(word)
}
