//! M027 quorum: a block waits for more branches than it has.
//! How many items a list has is known only when it opens.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::files::JoinDef;

/// Describes M027.
pub const RULE: Rule = Rule {
    code: Code::new("M027", "quorum", Severity::Error),
    explain: include_str!("m027_quorum.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for step in &subject.definition.steps {
        let Some(block) = step.parallel() else { continue };
        let Some(join) = &block.join else { continue };
        let JoinDef::Count(wanted) = join.value else { continue };
        let (id, branches) = (&step.id.value, block.branches.len());
        if branches == 0 || wanted as usize <= branches {
            continue;
        }
        let message = Words::new(
            format!("khối `{id}` chờ {wanted} nhánh xong, nhưng chỉ có {branches} nhánh"),
            format!("the block `{id}` waits for {wanted} branches, but has only {branches}"),
        );
        let help = Words::new(
            format!("viết một số không quá {branches}, hoặc `all`"),
            format!("write at most {branches}, or `all`"),
        );
        out.push(Diagnostic::new(RULE.code, join.span, message).at(id).help(help));
    }
}
