//! What takes a way from one step to another, in the author's words: address, place and bound as written.
//! It judges nothing.

use source::{Span, Spanned, Words};

use super::outline::{Edge, Via};
use crate::files::{Definition, StepKind};

/// What takes a way.
#[derive(Clone, Debug)]
pub struct Way<'d> {
    /// Address of the place (`language.md` b8): the button, else the step.
    pub address: String,
    /// Where it stands.
    pub span: Span,
    /// What people call it, without a capital letter.
    pub words: Words,
    /// Bound of the loop, as written.
    pub rounds: Option<&'d Spanned<u8>>,
}

/// Finds what takes a way of this definition.
pub fn way<'d>(definition: &'d Definition, edge: &Edge) -> Way<'d> {
    let step = &definition.steps[edge.from];
    let id = &step.id.value;
    let at_step = |span, words, rounds| Way { address: id.clone(), span, words, rounds };
    match (edge.via, &step.kind) {
        (Via::Action(n), _) => {
            let action = &step.actions()[n];
            let address = format!("{id}.{}", action.id.value);
            let words = Words::new(format!("nút `{address}`"), format!("the button `{address}`"));
            Way { address, span: action.id.span, words, rounds: action.rounds.as_ref() }
        }
        (Via::Outcome(n), _) => {
            let outcome = &step.outcomes()[n];
            let address = format!("{id}.{}", outcome.id.value);
            let words = Words::new(format!("kết quả `{address}`"), format!("the outcome `{address}`"));
            Way { address, span: outcome.id.span, words, rounds: outcome.rounds.as_ref() }
        }
        (Via::Branch(n), StepKind::Exclusive(gateway)) => {
            let (branch, number) = (&gateway.branches[n], n + 1);
            let target = branch.to.as_ref().or(branch.exit.as_ref()).or(branch.name.as_ref());
            let words = Words::new(format!("nhánh {number} của `{id}`"), format!("branch {number} of `{id}`"));
            at_step(target.map_or(branch.span, |text| text.span), words, branch.rounds.as_ref())
        }
        (Via::Error(n), _) => {
            let error = &step.errors()[n];
            let words = Words::new(format!("`error` của `{id}`"), format!("the `error` of `{id}`"));
            at_step(error.span, words, error.rounds.as_ref())
        }
        (Via::Timeout, _) => {
            let timeout = step.time.timeout.as_ref();
            let span = timeout.map_or(step.span, |timeout| timeout.span);
            let words = Words::new(format!("`timeout` của `{id}`"), format!("the `timeout` of `{id}`"));
            at_step(span, words, timeout.and_then(|timeout| timeout.rounds.as_ref()))
        }
        (Via::Skip, _) => {
            let span = step.when.as_ref().map_or(step.id.span, |when| when.span);
            at_step(span, Words::new(format!("việc bỏ qua `{id}`"), format!("skipping `{id}`")), None)
        }
        _ => at_step(step.id.span, Words::new(format!("bước `{id}`"), format!("the step `{id}`")), None),
    }
}
