//! What each event of a step means for clocks and rights: `from`, `to`, `until` turned around.

use program::{AnytimeIx, Effects, RuleIx};
use source::Spanned;

use super::super::outline::names_step;
use super::Lowering;
use crate::files::{AnytimeDef, DeadlineDef, EventRef, StepDef};

impl Lowering<'_> {
    /// Effects of completing a step without an action, or of its being skipped by `when`.
    pub(super) fn effects_of_passing(&self, step: &StepDef) -> Effects {
        self.effects(|event| names_step(event, step) || names_word(event, step, "done"))
    }

    /// Effects of the step's `timeout`.
    pub(super) fn effects_of_timeout(&self, step: &StepDef) -> Effects {
        self.effects(|event| names_word(event, step, "timeout"))
    }

    /// Effects of an `error` of the step.
    pub(super) fn effects_of_failure(&self, step: &StepDef) -> Effects {
        self.effects(|event| names_word(event, step, "failed"))
    }

    /// Effects of using an `anytime` entry.
    pub(super) fn effects_of_anytime(&self, anytime: &AnytimeDef) -> Effects {
        self.effects(|event| event.step == anytime.id.value && event.action.is_none())
    }

    /// Clocks that run on if the step opens after their stop (sem 3.20).
    pub(super) fn reopens(&self, step: &StepDef) -> Vec<RuleIx> {
        let named = |deadline: &DeadlineDef| deadline.to.iter().any(|event| event.value.step == step.id.value);
        self.clocks().filter(|(_, deadline)| named(deadline)).map(|(rule, _)| rule).collect()
    }

    /// Effects of every event that a test picks.
    pub(super) fn effects(&self, is: impl Fn(&EventRef) -> bool) -> Effects {
        let any = |events: &[Spanned<EventRef>]| events.iter().any(|event| is(&event.value));
        let clocks = |events: fn(&DeadlineDef) -> &[Spanned<EventRef>]| {
            self.clocks().filter(|(_, deadline)| any(events(deadline))).map(|(rule, _)| rule).collect()
        };
        let rights = |events: fn(&AnytimeDef) -> &[Spanned<EventRef>]| {
            let all = (0_u8..).zip(&self.definition.anytime);
            all.filter(|(_, one)| any(events(one))).map(|(ix, _)| AnytimeIx(ix)).collect()
        };
        Effects {
            starts: clocks(|deadline| &deadline.from),
            stops: clocks(|deadline| &deadline.to),
            offers: rights(|one| &one.from),
            ends: rights(|one| &one.until),
        }
    }

    /// Lists the clocks of the dossier, `ho_so` first.
    pub(super) fn clocks(&self) -> impl Iterator<Item = (RuleIx, &DeadlineDef)> {
        let further = self.definition.clocks.iter().map(|clock| &clock.deadline);
        (0_u16..).map(RuleIx).zip(self.definition.deadline.iter().chain(further))
    }
}

fn names_word(event: &EventRef, step: &StepDef, word: &str) -> bool {
    event.step == step.id.value && event.action.as_deref() == Some(word)
}
