//! M023 end-in-branch: an endEvent inside a branch.
//! A branch ends by running off its list; what leaves the block early is `exit`.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::StepKind;

/// Describes M023.
pub const RULE: Rule = Rule {
    code: Code::new("M023", "end-in-branch", Severity::Error),
    explain: include_str!("m023_end_in_branch.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let steps = &subject.definition.steps;
    for step in steps.iter().filter(|step| matches!(step.kind, StepKind::End(_))) {
        let Some((block, _)) = step.parent else { continue };
        let (id, around) = (&step.id.value, &steps[block].id);
        let message = Words::new(
            format!("điểm kết thúc `{id}` nằm trong một nhánh của `{}`", around.value),
            format!("the end event `{id}` stands inside a branch of `{}`", around.value),
        );
        out.push(
            Diagnostic::new(RULE.code, step.id.span, message)
                .at(id)
                .related(around.span, Words::new("khối ấy ở đây", "the block is here"))
                .help(Words::new(
                    format!("đưa `{id}` ra ngoài khối; để rời khối trước, viết `exit: {id}` ở nút"),
                    format!("move `{id}` out of the block; to leave early write `exit: {id}` on a button"),
                )),
        );
    }
}
