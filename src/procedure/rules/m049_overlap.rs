//! M049 overlap: two branches of a gateway are true at once, with an example; the first one is taken.

use source::{Code, Diagnostic, Severity, Spanned, Words};

use super::inquiry::Inquiry;
use super::m048_never_taken::{before, is_covered, title};
use super::{Check, Rule, Subject};
use crate::compiler::{Place, StepAt};
use crate::files::{BranchDef, StepKind};
use crate::guard::Witness;

/// Describes M049.
pub const RULE: Rule = Rule {
    code: Code::new("M049", "overlap", Severity::Note),
    explain: include_str!("m049_overlap.md"),
    check: Check::Whole(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(inquiry) = Inquiry::new(subject) else { return };
    for (at, step) in subject.definition.steps.iter().enumerate() {
        let StepKind::Exclusive(gateway) = &step.kind else { continue };
        for (n, branch) in gateway.branches.iter().enumerate() {
            let Some(when) = &branch.when else { continue };
            if let Some((first, witness)) = overlapped(subject, &inquiry, at, n) {
                out.push(report((&gateway.branches[first], first), (branch, n), when, &witness));
            }
        }
    }
}

/// Finds the first branch before another that is taken although both are true. What is never taken is M048, and what
/// is always true M140.
fn overlapped(subject: &Subject<'_>, inquiry: &Inquiry<'_>, at: StepAt, n: usize) -> Option<(usize, Witness)> {
    let place = Place::Branch(at, n);
    let second = subject.guards.get(place)?;
    if is_covered(subject, inquiry, at, n) || inquiry.ask_anywhere(&[(second, false)]).is_never() {
        return None;
    }
    (0..n).find_map(|earlier| {
        let first = subject.guards.get(Place::Branch(at, earlier))?;
        let mut wanted = before(subject, at, earlier);
        wanted.extend([(first, true), (second, true)]);
        Some((earlier, inquiry.ask(place, &wanted).witness()?))
    })
}

fn report(
    (first, m): (&BranchDef, usize),
    (second, n): (&BranchDef, usize),
    when: &Spanned<String>,
    witness: &Witness,
) -> Diagnostic {
    let (first_title, second_title, example) = (title(first, m), title(second, n), witness.words());
    let message = Words::new(
        format!("{}, cả nhánh {first_title} và nhánh {second_title} đều đúng", example.vi),
        format!("{}, both branch {first_title} and branch {second_title} are true", example.en),
    );
    let diagnostic = Diagnostic::new(RULE.code, when.span, message);
    let diagnostic = match &first.when {
        Some(when) => diagnostic.related(when.span, Words::new("nhánh này được chọn", "this branch is taken")),
        None => diagnostic,
    };
    diagnostic.help(Words::new(
        format!("hồ sơ đi theo nhánh {first_title}; nếu không đúng ý thì đổi thứ tự hoặc thêm điều kiện"),
        format!("the dossier follows branch {first_title}; else change the order, or add to a condition"),
    ))
}
