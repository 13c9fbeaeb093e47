//! The ways out of a step of which the first that is true is taken: branches of a gateway, outcomes of a message.
//! It reports nothing.

use source::{Spanned, Words};

use super::Subject;
use super::inquiry::Inquiry;
use crate::compiler::{Place, StepAt};
use crate::files::{BranchDef, OutcomeDef, StepDef, StepKind};
use crate::guard::Guard;

/// The ways out of one step.
pub(super) struct Ways<'d> {
    at: StepAt,
    /// Id of the step.
    pub id: &'d str,
    place: fn(StepAt, usize) -> Place,
    /// Each way, in the order in which they are asked.
    pub each: Vec<Way<'d>>,
}

/// One of them.
pub(super) struct Way<'d> {
    /// How it is called.
    pub title: Words,
    /// Its guard.
    pub when: Option<&'d Spanned<String>>,
}

impl<'d> Ways<'d> {
    /// Gathers those of a step; nothing for a step without.
    pub fn new(at: StepAt, step: &'d StepDef) -> Self {
        let id = &step.id.value;
        match &step.kind {
            StepKind::Exclusive(gateway) => {
                let each = gateway.branches.iter().enumerate().map(|(n, branch)| of_branch(n, branch)).collect();
                Self { at, id, place: Place::Branch, each }
            }
            _ => Self { at, id, place: Place::Outcome, each: step.outcomes().iter().map(of_outcome).collect() },
        }
    }

    /// Returns where the guard of one stands.
    pub fn place(&self, n: usize) -> Place {
        (self.place)(self.at, n)
    }

    /// Returns the guard of one, if it has one without faults.
    pub fn guard<'a>(&self, subject: &Subject<'a>, n: usize) -> Option<&'a Guard> {
        subject.guards.get(self.place(n))
    }

    /// Says that none before one of them is true; guards with faults are left out, and nothing is proven by them.
    pub fn before<'a>(&self, subject: &Subject<'a>, n: usize) -> Vec<(&'a Guard, bool)> {
        (0..n).filter_map(|earlier| Some((self.guard(subject, earlier)?, false))).collect()
    }

    /// Tells whether one is true only where one before it is.
    pub fn is_covered(&self, subject: &Subject<'_>, inquiry: &Inquiry<'_>, n: usize) -> bool {
        let mut wanted = self.before(subject, n);
        wanted.extend(self.guard(subject, n).map(|guard| (guard, true)));
        inquiry.ask(self.place(n), &wanted).is_never()
    }
}

fn of_branch(n: usize, branch: &BranchDef) -> Way<'_> {
    let name = branch.name.as_ref().map_or_else(|| (n + 1).to_string(), |name| format!("«{}»", name.value));
    Way { title: Words::new(format!("nhánh {name}"), format!("branch {name}")), when: branch.when.as_ref() }
}

fn of_outcome(outcome: &OutcomeDef) -> Way<'_> {
    let id = &outcome.id.value;
    Way { title: Words::new(format!("kết quả `{id}`"), format!("outcome `{id}`")), when: outcome.when.as_ref() }
}
