//! The judgement: runs every rule, then lets `waive` and `confirm` take out what they stand for (language.md b8).
//! It knows no rule but those about waivers.

use source::{Diagnostic, Diagnostics, Severity};

use super::{Check, Subject, all, m065_waive_unused as m065, m066_to_confirm as m066};
use crate::files::{ConfirmDef, WaiveDef};

/// Is what was found about a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// What stands, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What the author accepts, by place.
    pub waived: Vec<Waived>,
}

/// Is a warning that the author accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The warning.
    pub diagnostic: Diagnostic,
    /// Position of the line of `waive` that accepts it.
    pub waive: usize,
}

/// Codes a line of `confirm` at the same place stands for (language.md b8).
const CONFIRMED: [&str; 3] = ["M067", "M068", "M163"];

/// Judges a definition; `found` is what its reading has found already.
pub fn judge(subject: &Subject<'_>, mut found: Vec<Diagnostic>) -> Judged {
    for rule in all() {
        match rule.check {
            Check::Rule(check) => check(subject, &mut found),
            Check::Whole(check) if subject.definition.unread.is_empty() => check(subject, &mut found),
            Check::Whole(_) | Check::Reader | Check::Judgement => {}
        }
    }
    let waive = &subject.definition.waive;
    let mut used = vec![false; waive.len()];
    let mut judged = Judged::default();
    for diagnostic in Diagnostics::from(found).sorted().into_vec() {
        match waive.iter().position(|line| covers(line, &diagnostic)) {
            Some(at) => {
                used[at] = true;
                judged.waived.push(Waived { diagnostic, waive: at });
            }
            None if subject.definition.confirm.iter().any(|line| stands_for(line, &diagnostic)) => {}
            None => judged.diagnostics.push(diagnostic),
        }
    }
    if judged.diagnostics.iter().all(|one| one.code.severity != Severity::Error) {
        let idle = waive.iter().zip(used).filter(|(line, used)| !used && is_complete(line)).map(|(line, _)| line);
        judged.diagnostics.extend(idle.map(m065::report));
        judged.diagnostics = Diagnostics::from(judged.diagnostics).sorted().into_vec();
    }
    judged
}

/// Tells whether a code is that of a warning that may be waived; none if there is no such code.
pub(super) fn waivable(code: &str) -> Option<bool> {
    let rule = all().iter().find(|rule| rule.code.code == code)?;
    Some(rule.code.severity == Severity::Warning && code != m066::RULE.code.code)
}

fn is_complete(line: &WaiveDef) -> bool {
    let code = line.code.as_ref().is_some_and(|code| waivable(&code.value) == Some(true));
    code && line.at.is_some() && line.reason.is_some() && !line.legal.is_empty()
}

fn covers(line: &WaiveDef, diagnostic: &Diagnostic) -> bool {
    let code = line.code.as_ref().is_some_and(|code| code.value == diagnostic.code.code);
    code && is_complete(line) && line.at.as_ref().map(|at| &at.value) == diagnostic.at.as_ref()
}

fn stands_for(line: &ConfirmDef, diagnostic: &Diagnostic) -> bool {
    let here = line.at.as_ref().is_some_and(|at| Some(&at.value) == diagnostic.at.as_ref());
    here && CONFIRMED.contains(&diagnostic.code.code)
}
