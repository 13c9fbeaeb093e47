//! M046 condition-cycle: a condition that uses itself, at once or through others.
//! Each circle is told once; what merely leads into one is not told.

use source::{Code, Diagnostic, Severity, Words};

use super::{Check, Rule, Subject};
use crate::compiler::names;
use crate::files::ConditionDef;
use crate::guard::conditions_in;

/// Describes M046.
pub const RULE: Rule = Rule {
    code: Code::new("M046", "condition-cycle", Severity::Error),
    explain: include_str!("m046_condition_cycle.md"),
    check: Check::Rule(check),
};

fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let names = names(subject.definition, subject.directory);
    let uses: Vec<Vec<usize>> = names.conditions.iter().map(|one| conditions_in(&one.text, &names)).collect();
    let mut told = vec![false; uses.len()];
    for start in 0..uses.len() {
        let Some(circle) = circle(&uses, start).filter(|circle| circle.iter().all(|one| !told[*one])) else { continue };
        circle.iter().for_each(|one| told[*one] = true);
        let ids: Vec<&str> = circle.iter().map(|one| names.conditions[*one].id.as_str()).collect();
        let condition = subject.definition.conditions.iter().find(|condition| condition.id.value == ids[0]);
        out.extend(condition.map(|condition| report(condition, &ids)));
    }
}

/// Finds the shortest way from a condition back to itself.
fn circle(uses: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut ways = vec![vec![start]];
    let mut seen = vec![false; uses.len()];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        for &used in &uses[way[way.len() - 1]] {
            if used == start {
                return Some(way);
            }
            if !std::mem::replace(&mut seen[used], true) {
                ways.push([&way[..], &[used]].concat());
            }
        }
        next += 1;
    }
    None
}

fn report(condition: &ConditionDef, ids: &[&str]) -> Diagnostic {
    let id = ids[0];
    let round = format!("{} → {id}", ids.join(" → "));
    let span = condition.is.as_ref().map_or(condition.id.span, |text| text.span);
    let message = Words::new(
        format!("điều kiện `{id}` được xác định bằng chính nó: {round}"),
        format!("the condition `{id}` is defined by itself: {round}"),
    );
    Diagnostic::new(RULE.code, span, message).help(Words::new(
        "viết lại một điều kiện trong vòng này mà không nhắc tới các điều kiện kia",
        "rewrite one condition of the circle without naming the others",
    ))
}
