//! M125 overlap-exit: an `exit` may cancel a branch in which a result is made.
//! It does not ask which of the two comes first: branches run together.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::{Edge, StepAt, way};
use crate::files::{Definition, StepDef};

/// Describes M125.
pub const RULE: Rule = Rule {
    code: Code::new("M125", "overlap-exit", Severity::Warning),
    explain: include_str!("m125_overlap_exit.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    for edge in subject.outline.edges.iter().filter(|edge| edge.exit) {
        let Some((at, paper)) = cancelled(definition, edge).find_map(|at| Some((at, makes(definition, at)?))) else {
            continue;
        };
        let way = way(definition, edge);
        let (id, step) = (&paper.value, &definition.steps[at].id.value);
        let message = Words::new(
            format!("{} dừng cả nhánh có bước `{step}`, nơi kết quả `{id}` có thể đã ký xong", way.words.vi),
            format!("{} stops the branch of `{step}` too, where the result `{id}` may be made already", way.words.en),
        );
        out.push(
            Diagnostic::new(RULE.code, way.span, message)
                .at(way.address)
                .related(paper.span, Words::new("kết quả được làm ra ở đây", "the result is made here"))
                .help(Words::new(
                    "đưa việc ký ra sau khối, hoặc để nhánh này chạy hết",
                    "sign behind the block, or let this branch run to its end",
                )),
        );
    }
}

/// Lists the steps of the other branches of every block that an exit leaves.
fn cancelled<'d>(definition: &'d Definition, edge: &'d Edge) -> impl Iterator<Item = StepAt> {
    let outside = definition.level(edge.to);
    let level = |block: StepAt| definition.level(block);
    let mut left: Vec<(StepAt, usize)> = Vec::new();
    for (block, branch) in definition.ancestors(edge.from) {
        left.push((block, branch));
        if level(block) == outside {
            break;
        }
    }
    left.into_iter().flat_map(move |(block, branch)| {
        let inside = block + 1..definition.block_end(block);
        inside.filter(move |at| definition.ancestors(*at).any(|(of, n)| of == block && n != branch))
    })
}

/// Finds a result that a step signs or produces.
fn makes(definition: &Definition, at: StepAt) -> Option<&Spanned<String>> {
    let step: &StepDef = &definition.steps[at];
    let signed = step.actions().iter().flat_map(|button| &button.sign);
    let is_result = |name: &&Spanned<String>| definition.results.iter().any(|result| result.id.value == name.value);
    signed.chain(step.produces()).find(is_result)
}
