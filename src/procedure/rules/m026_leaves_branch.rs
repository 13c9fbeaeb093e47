//! M026 leaves-branch: `next` leaves or enters a branch, or `exit` does not lead outwards.
//! Targets that do not exist are M021.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::{Check, Rule, Subject};
use crate::compiler::StepAt;
use crate::files::{Definition, StepDef, StepKind, StepLevel};

/// Describes M026.
pub const RULE: Rule = Rule {
    code: Code::new("M026", "leaves-branch", Severity::Error),
    explain: include_str!("m026_leaves_branch.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let definition = subject.definition;
    let found = |to: &Spanned<String>| subject.outline.find(&to.value);
    for (at, step) in definition.steps.iter().enumerate() {
        let apart = |target: &StepAt| definition.level(*target) != definition.level(at);
        let inside = |target: &StepAt| !is_outside(definition, at, *target);
        for way in ways(step) {
            match way {
                (Some(to), None) => {
                    out.extend(found(to).filter(apart).map(|target| astray(definition, at, to, target)));
                }
                (None, Some(to)) => {
                    out.extend(found(to).filter(inside).map(|target| inwards(definition, to, target)));
                }
                // Both at once is M015.
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        if is_list(step) {
            let leading = step.actions().iter().filter_map(|button| button.next.as_ref());
            out.extend(
                leading.filter(|to| !found(to).is_some_and(|target| apart(&target))).map(|to| of_item(step, to)),
            );
        }
    }
    for to in definition.anytime.iter().filter_map(|one| one.next.as_ref()) {
        let below = |target: &StepAt| definition.level(*target) != StepLevel::Main;
        out.extend(found(to).filter(below).map(|target| entered(definition, to, target)));
    }
}

fn is_list(step: &StepDef) -> bool {
    step.user().is_some_and(|user| user.for_each.is_some())
}

/// Where a way leads, as written.
type Target<'d> = Option<&'d Spanned<String>>;

/// Lists what takes ways out of a step: `next`, or `otherwise`, and `exit`.
fn ways(step: &StepDef) -> Vec<(Target<'_>, Target<'_>)> {
    let buttons = step.actions().iter().map(|button| (button.next.as_ref(), button.exit.as_ref()));
    let outcomes = step.outcomes().iter().map(|outcome| (outcome.to.as_ref(), outcome.exit.as_ref()));
    let branches = match &step.kind {
        StepKind::Exclusive(gateway) => &gateway.branches[..],
        _ => &[],
    };
    let branches = branches.iter().map(|branch| (branch.to.as_ref(), branch.exit.as_ref()));
    let errors = step.errors().iter().map(|error| (error.to.as_ref(), error.exit.as_ref()));
    let timeout = step.time.timeout.iter().map(|timeout| (timeout.next.as_ref(), timeout.exit.as_ref()));
    buttons.chain(outcomes).chain(branches).chain(errors).chain(timeout).collect()
}

/// Tells whether a step is of a level around another; the items of a list lie one level below their step.
fn is_outside(definition: &Definition, at: StepAt, target: StepAt) -> bool {
    let around = definition.ancestors(at).map(|(block, _)| definition.level(block));
    let own = is_list(&definition.steps[at]).then(|| definition.level(at));
    around.chain(own).any(|level| level == definition.level(target))
}

fn astray(definition: &Definition, at: StepAt, to: &Spanned<String>, target: StepAt) -> Diagnostic {
    let found = &to.value;
    let (vi, en) = match is_outside(definition, at, target) {
        true => ("rời nhánh", "leaves the branch"),
        false => ("đi vào một nhánh khác", "enters another branch"),
    };
    let message = Words::new(
        format!("`{found}` ở ngoài danh sách bước này: dẫn tới đó là {vi}"),
        format!("`{found}` is not of this list of steps: going there {en}"),
    );
    let help = match is_outside(definition, at, target) {
        true => Words::new(
            format!("viết `exit: {found}` nếu muốn dừng cả các nhánh khác; nếu không, chọn bước cùng nhánh"),
            format!("write `exit: {found}` if the other branches shall stop too; else choose a step of the branch"),
        ),
        false => Words::new(
            "chọn bước cùng danh sách, hoặc bước mở khối",
            "choose a step of the same list, or the one that opens the block",
        ),
    };
    both(definition, to, target, message).help(help)
}

fn inwards(definition: &Definition, to: &Spanned<String>, target: StepAt) -> Diagnostic {
    let found = &to.value;
    let message = Words::new(
        format!("`exit` phải dẫn ra ngoài khối, mà `{found}` không ở ngoài"),
        format!("`exit` must lead out of the block, but `{found}` is not outside"),
    );
    both(definition, to, target, message)
        .help(Words::new("viết `next` nếu bước ấy cùng nhánh", "write `next` if the step is of the same branch"))
}

fn of_item(step: &StepDef, to: &Spanned<String>) -> Diagnostic {
    let id = &step.id.value;
    let message = Words::new(
        format!("`{id}` có việc cho từng cơ quan (`forEach`): một cơ quan không thể dẫn cả hồ sơ đi bằng `next`"),
        format!("`{id}` is done once per agency (`forEach`): one agency cannot take the dossier away by `next`"),
    );
    Diagnostic::new(RULE.code, to.span, message).at(id).help(Words::new(
        format!("bỏ `next`; để thôi hỏi các cơ quan khác và đi tiếp, viết `exit: {}`", to.value),
        format!("remove `next`; to stop asking the others and go on, write `exit: {}`", to.value),
    ))
}

fn entered(definition: &Definition, to: &Spanned<String>, target: StepAt) -> Diagnostic {
    let found = &to.value;
    let message = Words::new(
        format!("`{found}` nằm trong một nhánh, việc bất cứ lúc nào không dẫn vào giữa khối được"),
        format!("`{found}` stands inside a branch; an `anytime` cannot enter a block"),
    );
    both(definition, to, target, message)
        .help(Words::new("chọn một bước ở ngoài mọi khối", "choose a step outside all blocks"))
}

/// Points at both lines: where it is said, and where it leads.
fn both(definition: &Definition, to: &Spanned<String>, target: StepAt, message: Words) -> Diagnostic {
    Diagnostic::new(RULE.code, to.span, message)
        .related(definition.steps[target].id.span, Words::new("bước ấy ở đây", "the step is here"))
}
