//! What counts as refusing: ends, the buttons that lead there, the papers that say so.
//! It reports nothing.

use program::{ActionIx, NodeIx};
use source::Spanned;

use super::Subject;
use crate::compiler::{Edge, Place, StepAt, Via};
use crate::files::{ActionDef, EndDef, EndResult, OutcomeDef};
use crate::guard::{Fact, Premise};

/// Letter that refuses (language.md b7).
const REFUSAL: &str = "tu_choi";
/// Letters that neither refuse nor stop (language.md b7).
const GOES_ON: [&str; 2] = ["tiep_nhan", "bo_sung"];
/// Built-in question for the reason (language.md c4).
pub(super) const REASON: &str = "ly_do";

impl Subject<'_> {
    /// Gives the button that takes a way, if one does.
    pub(super) fn button(&self, edge: &Edge) -> Option<&ActionDef> {
        match edge.via {
            Via::Action(n) => self.definition.steps[edge.from].actions().get(n),
            _ => None,
        }
    }

    /// Gives the outcome that takes a way, if one does.
    pub(super) fn outcome(&self, edge: &Edge) -> Option<&OutcomeDef> {
        match edge.via {
            Via::Outcome(n) => self.definition.steps[edge.from].outcomes().get(n),
            _ => None,
        }
    }

    /// Tells whether a way signs something, or prints a letter by which work ends, or comes with a paper made
    /// elsewhere.
    pub(super) fn gives_paper(&self, edge: &Edge) -> bool {
        self.button(edge).is_some_and(|button| !button.sign.is_empty() || is_last_word(&button.print))
            || self.outcome(edge).is_some_and(|outcome| !outcome.produces.is_empty() || is_last_word(&outcome.print))
    }

    /// Tells whether a way leads straight to an end `refused` or `rejected`.
    pub(super) fn refuses(&self, edge: &Edge) -> bool {
        matches!(self.end(edge.to), Some(EndResult::Refused | EndResult::Rejected))
    }

    /// Tells whether a way is a button by which a refusal is signed.
    ///
    /// That is the letter of refusal, or a result after which no approval can follow, or one by which a branch to
    /// a refusing end is recognised.
    pub(super) fn signs_refusal(&self, edge: &Edge) -> bool {
        let signs = self.button(edge).is_some_and(|button| !button.sign.is_empty());
        self.signs_last_word(edge) || (signs && self.known_by_branch(edge))
    }

    /// Tells whether a way is a button by which a refusal is signed that nothing else can turn into an approval: the
    /// letter of refusal, or a result after which no approval can follow.
    pub(super) fn signs_last_word(&self, edge: &Edge) -> bool {
        let Some(button) = self.button(edge).filter(|button| !button.sign.is_empty()) else { return false };
        button.sign.iter().any(|paper| paper.value == REFUSAL) || self.shuts_out(edge)
    }

    /// Tells whether some paper of refusal can have been signed or printed before a step.
    pub(super) fn papered_before(&self, at: StepAt) -> bool {
        let papered = self.outline.edges.iter().filter(|edge| self.gives_paper(edge));
        let after: Vec<StepAt> = papered.map(|edge| edge.to).collect();
        self.outline.reach(&after, |_| true)[at]
    }

    fn end(&self, at: StepAt) -> Option<EndResult> {
        self.end_def(at)?.result.as_ref().map(|result| result.value)
    }

    fn end_def(&self, at: StepAt) -> Option<&EndDef> {
        self.definition.steps[at].end()
    }

    fn shuts_out(&self, edge: &Edge) -> bool {
        let reached = self.outline.reach(&[edge.to], |_| true);
        let ends = (0..self.outline.steps).filter(|at| reached[*at]).filter_map(|at| self.end_def(at));
        // An end whose result could not be read may be an approval.
        let ends: Option<Vec<EndResult>> = ends.map(|end| end.result.as_ref().map(|result| result.value)).collect();
        ends.is_some_and(|ends| {
            !ends.contains(&EndResult::Approved)
                && ends.iter().any(|end| matches!(end, EndResult::Refused | EndResult::Rejected))
        })
    }

    fn known_by_branch(&self, edge: &Edge) -> bool {
        let (Ok(node), Via::Action(n)) = (u32::try_from(edge.from), edge.via) else { return false };
        let Ok(action) = u8::try_from(n).map(ActionIx) else { return false };
        let node = NodeIx::from(node);
        let pressed = [Premise::Ever(node, action), Premise::Action(node, action)];
        let pressed = pressed.map(|what| Fact { what, holds: true });
        self.outline.edges.iter().filter(|way| self.refuses(way)).any(|way| match way.via {
            Via::Branch(n) => self
                .guards
                .get(Place::Branch(way.from, n))
                .is_some_and(|guard| guard.requires(true).iter().any(|fact| pressed.contains(fact))),
            _ => false,
        })
    }
}

/// Tells whether some letter is one by which work ends.
fn is_last_word(print: &[Spanned<String>]) -> bool {
    print.iter().any(|letter| !GOES_ON.contains(&letter.value.as_str()))
}

/// Tells whether a button asks for the reason.
pub(super) fn asks_reason(button: &ActionDef) -> bool {
    button.ask.iter().any(|ask| ask.value == REASON)
}
