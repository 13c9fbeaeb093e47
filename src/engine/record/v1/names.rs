//! Names of positions. A name that is not there makes a body unreadable.

use program::{
    AnytimeIx, CaseIx, Channel, EndResult, FlowIx, FlowKind, GuardIx, LetterIx, NodeIx, Program, ResultIx, RoleIx,
    RuleIx, Subject,
};

use super::Unreadable;
use super::stored::Stored;
use crate::Button;

/// Id of the dossier's own clock (`language.md` b1).
const DOSSIER: &str = "ho_so";

fn unknown(what: &str, name: &str) -> Unreadable {
    Unreadable(format!("{what} `{name}` is not in this program"))
}

/// Positions in a list of things that have an `id`.
macro_rules! by_id {
    ($($ix:ident in $list:ident called $what:literal;)*) => {$(
        impl Stored for $ix {
            type As = String;

            fn write(&self, program: &Program) -> String {
                program.$list[self.at()].id.clone()
            }

            fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
                let found = program.$list.iter().position(|one| one.id == stored);
                found.and_then(|at| at.try_into().ok()).map(Self).ok_or_else(|| unknown($what, &stored))
            }
        }
    )*};
}

by_id! {
    RoleIx in roles called "role";
    AnytimeIx in anytime called "anytime entry";
    LetterIx in letters called "letter";
    ResultIx in results called "result";
    CaseIx in cases called "case";
}

/// Words of closed lists.
macro_rules! by_word {
    ($($ty:ident called $what:literal;)*) => {$(
        impl Stored for $ty {
            type As = String;

            fn write(&self, _: &Program) -> String {
                self.id().to_owned()
            }

            fn read(stored: String, _: &Program) -> Result<Self, Unreadable> {
                Self::from_id(&stored).ok_or_else(|| unknown($what, &stored))
            }
        }
    )*};
}

by_word! {
    Channel called "channel";
    Subject called "kind of applicant";
    EndResult called "end";
}

impl Stored for NodeIx {
    type As = String;

    fn write(&self, program: &Program) -> String {
        program.node(*self).id.clone()
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        program.find(&stored).ok_or_else(|| unknown("step", &stored))
    }
}

/// The number of a guard means something only with the program that the record names; only people read it.
impl Stored for GuardIx {
    type As = u16;

    fn write(&self, _: &Program) -> u16 {
        self.0
    }

    fn read(stored: u16, _: &Program) -> Result<Self, Unreadable> {
        Ok(Self(stored))
    }
}

/// A rule is `ho_so`, or the step whose deadline it is.
impl Stored for RuleIx {
    type As = String;

    fn write(&self, program: &Program) -> String {
        let of = program.graph.node_weights().find(|node| node.deadline == Some(*self));
        of.map_or_else(|| DOSSIER.to_owned(), |node| node.id.clone())
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        if stored == DOSSIER {
            return Ok(Self(0));
        }
        program.node(NodeIx::read(stored.clone(), program)?).deadline.ok_or_else(|| unknown("deadline of", &stored))
    }
}

/// A button is `step.button`.
impl Stored for Button {
    type As = String;

    fn write(&self, program: &Program) -> String {
        let button = program.person(self.node).and_then(|person| person.actions.get(self.action.at()));
        format!("{}.{}", program.node(self.node).id, button.map_or("", |button| button.id.as_str()))
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let found = stored.split_once('.').and_then(|(step, button)| {
            let node = program.find(step)?;
            Some(Self { node, action: program.person(node)?.action(button)? })
        });
        found.ok_or_else(|| unknown("button", &stored))
    }
}

/// A flow is named by what takes it: `step.button`, `step.timeout`, `step#2` for its second branch, `step`.
impl Stored for FlowIx {
    type As = String;

    fn write(&self, program: &Program) -> String {
        let node = program.source(*self);
        let from = program.node(node);
        match program.flow(*self).kind {
            FlowKind::Action(action) => Button { node, action }.write(program),
            FlowKind::Timeout => format!("{}.timeout", from.id),
            FlowKind::Branch => {
                let position = from.out.iter().position(|other| other == self).unwrap_or(0);
                format!("{}#{}", from.id, position + 1)
            }
            FlowKind::Proceed => from.id.clone(),
        }
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let step = stored.split(['.', '#']).next().unwrap_or_default();
        let out = program.find(step).map(|node| program.node(node).out.as_slice()).unwrap_or_default();
        let found = out.iter().copied().find(|flow| flow.write(program) == stored);
        found.ok_or_else(|| unknown("flow", &stored))
    }
}
