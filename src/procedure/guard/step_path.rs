//! Paths below a step: its outcome, its past, its answers (`language.md` d2).
//! Which steps there are, and how each can be completed, is told by the names.

use std::ops::Range;

use program::ActionIx;
use rhai::{Expr, Position};
use source::nearest;

use super::lower::{Lowering, Typed};
use super::names::{StepName, Type};
use super::path::{Known, Part, answers, list, unknown_member};
use super::problem::{M040, M041, Problem};
use super::tree::Slot;

/// Members of a step that are written with brackets.
const ASKED: [&str; 2] = ["ever", "count"];

impl Lowering<'_, '_> {
    /// Lowers `step.member`.
    pub fn step(&mut self, step: &StepName, parts: &[Part<'_>], span: Range<usize>) -> Option<Typed> {
        match &parts[1..] {
            [member] if member.name == "ever" => self.ever(step, member, span),
            [member] if member.name == "count" => self.count_of(step, member, span),
            [member] if member.name == "action" && (step.each || step.actions.is_empty()) => {
                let problem = no_action(step, member);
                self.refuse(problem)
            }
            [member] if member.arguments.is_some() && nearest(&member.name, ASKED).is_some() => {
                let problem = unknown_member(&parts[0], member, ASKED.into_iter());
                self.refuse(problem)
            }
            _ => self.below(parts, members(step), span),
        }
    }

    fn ever(&mut self, step: &StepName, member: &Part<'_>, span: Range<usize>) -> Option<Typed> {
        let Some([Expr::StringConstant(word, position)]) = member.arguments else {
            return self.refuse(brackets(
                span,
                ("`ever` hỏi một nút, viết trong ngoặc", "`ever` asks for one button, written in brackets"),
                &format!("{}.ever(\"nut\")", step.id),
            ));
        };
        let action = self.action(step, word, *position)?;
        self.slot(Known::new("ever", Slot::Ever(step.node, action), Type::Boolean), span)
    }

    fn count_of(&mut self, step: &StepName, member: &Part<'_>, span: Range<usize>) -> Option<Typed> {
        if !step.each {
            let problem = Problem::new(
                M041,
                member.span.clone(),
                format!("Bước `{}` không có `forEach`, nên không có `count`", step.id),
                format!("Step `{}` has no `forEach` and no `count`", step.id),
            );
            let rounds = format!("{}.rounds", step.id);
            return self.refuse(
                problem.help(format!("số lần bước đã xong: `{rounds}`"), format!("how often it was done: `{rounds}`")),
            );
        }
        let action = match member.arguments {
            Some([]) => None,
            Some([Expr::StringConstant(word, position)]) => Some(self.action(step, word, *position)?),
            _ => {
                return self.refuse(brackets(
                    span,
                    (
                        "`count` đếm các nơi đã xong: trong ngoặc để trống, hoặc một nút",
                        "`count` counts what is done: nothing or one button stands in its brackets",
                    ),
                    &format!("{}.count()", step.id),
                ));
            }
        };
        self.slot(Known::new("count", Slot::Count(step.node, action), Type::Integer), span)
    }

    /// Finds one of the ways a step can be completed.
    fn action(&mut self, step: &StepName, word: &str, position: Position) -> Option<ActionIx> {
        if let Some(at) = step.actions.iter().position(|(id, _)| id == word) {
            // Beyond 12 buttons and 12 outcomes the step itself is refused (M009).
            return u8::try_from(at).ok().map(ActionIx);
        }
        let place = self.spot(position);
        let problem = Problem::new(
            M041,
            place,
            format!("Bước `{}` không có nút `{word}`", step.id),
            format!("Step `{}` has no button `{word}`", step.id),
        );
        let known: Vec<&str> = step.actions.iter().map(|(id, _)| id.as_str()).collect();
        self.refuse(match nearest(word, known.iter().copied()) {
            Some(near) => {
                problem.help(format!("có phải `{near}`?"), format!("is it `{near}`?")).fix(format!("\"{near}\""))
            }
            None => {
                problem.help(format!("các nút: {}", list(known.iter().copied())), format!("buttons: {}", list(known)))
            }
        })
    }
}

fn brackets(span: Range<usize>, (vi, en): (&str, &str), form: &str) -> Problem {
    Problem::new(M040, span, vi, en).help(format!("viết `{form}`"), format!("write `{form}`"))
}

fn no_action(step: &StepName, member: &Part<'_>) -> Problem {
    let id = &step.id;
    if step.each {
        let problem = Problem::new(
            M041,
            member.span.clone(),
            format!("Bước `{id}` hỏi nhiều nơi (`forEach`), nên không có một `action`"),
            format!("Step `{id}` asks several (`forEach`) and has no single `action`"),
        );
        let (count, ever) = (format!("{id}.count(\"nut\") > 0"), format!("{id}.ever(\"nut\")"));
        return problem.help(format!("viết `{count}` hoặc `{ever}`"), format!("write `{count}` or `{ever}`"));
    }
    let problem = Problem::new(
        M041,
        member.span.clone(),
        format!("Bước `{id}` không có nút, nên không có `action`"),
        format!("Step `{id}` has no buttons and no `action`"),
    );
    problem.help(format!("viết `{id}.done`"), format!("write `{id}.done`"))
}

/// Lists what stands behind the dot without brackets.
fn members(step: &StepName) -> Vec<Known<'_>> {
    let node = step.node;
    let action = (!step.each && !step.actions.is_empty())
        .then(|| Known::new("action", Slot::Action(node), Type::Choice(step.actions.as_slice().into())));
    let past = [
        Known::new("at", Slot::At(node), Type::Instant),
        Known::new("done", Slot::Done(node), Type::Boolean),
        Known::new("skipped", Slot::Skipped(node), Type::Boolean),
        Known::new("rounds", Slot::Rounds(node), Type::Integer),
    ];
    let answers = answers(step).map(|(at, answer)| Known {
        id: &answer.id,
        slot: Slot::Answer(node, at),
        ty: answer.ty.clone(),
        lost: if answer.optional { u32::MAX } else { step.silent },
    });
    action.into_iter().chain(past).chain(answers).collect()
}
