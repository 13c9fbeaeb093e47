//! Names of positions. A name that is not there makes a body unreadable.

use std::borrow::Cow;

use program::{
    ActionIx, AnytimeIx, AxisIx, BillLine, CaseIx, Channel, EndResult, ExtensionIx, FeeIx, FlowIx, FlowKind, GuardIx,
    LetterIx, NodeIx, Program, ResultIx, RoleIx, RuleIx, Source, Subject,
};

use super::Unreadable;
use super::json::Json;
use super::stored::Stored;
use crate::Button;

/// What stands before the id of a clock of the dossier, as in guards (`language.md` d2): a step may have the same id.
const CLOCK: &str = "dong_ho.";
/// What stands before the id of a fee, as in guards.
const FEE: &str = "phi.";

fn unknown(what: &str, name: &str) -> Unreadable {
    Unreadable(format!("{what} `{name}` is not in this program"))
}

/// Positions in a list of things that have an `id`.
macro_rules! by_id {
    ($($ix:ident in $list:ident called $what:literal;)*) => {$(
        impl Stored for $ix {
            type As = String;

            fn write(&self, program: &Program, out: &mut Json) {
                out.id(&[&program.$list[self.at()].id]);
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
    AxisIx in axes called "status axis";
}

/// Words of closed lists.
macro_rules! by_word {
    ($($ty:ident called $what:literal;)*) => {$(
        impl Stored for $ty {
            type As = String;

            fn write(&self, _: &Program, out: &mut Json) {
                out.id(&[self.id()]);
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

    fn write(&self, program: &Program, out: &mut Json) {
        out.id(&[&program.node(*self).id]);
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        program.find(&stored).ok_or_else(|| unknown("step", &stored))
    }
}

/// The number of a guard means something only with the program that the record names; only people read it.
impl Stored for GuardIx {
    type As = u16;

    fn write(&self, _: &Program, out: &mut Json) {
        out.number(self.0);
    }

    fn read(stored: u16, _: &Program) -> Result<Self, Unreadable> {
        Ok(Self(stored))
    }
}

/// A rule is a clock of the dossier, or the step whose deadline it is.
impl Stored for RuleIx {
    type As = String;

    fn write(&self, program: &Program, out: &mut Json) {
        if let Some(clock) = program.clocks.get(self.at()) {
            return out.id(&[CLOCK, &clock.id]);
        }
        match program.graph.node_weights().find(|node| node.deadline == Some(*self)) {
            Some(node) => out.id(&[&node.id]),
            None => out.id(&[&self.0.to_string()]),
        }
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let found = match stored.strip_prefix(CLOCK) {
            Some(clock) => program.find_clock(clock),
            None => program.find(&stored).and_then(|node| program.node(node).deadline),
        };
        found.or_else(|| stored.parse().ok().map(Self)).ok_or_else(|| unknown("deadline", &stored))
    }
}

/// An extension is named by its position; it means something only with the program that the record names.
impl Stored for ExtensionIx {
    type As = u8;

    fn write(&self, _: &Program, out: &mut Json) {
        out.number(self.0);
    }

    fn read(stored: u8, _: &Program) -> Result<Self, Unreadable> {
        Ok(Self(stored))
    }
}

/// A line of a bill is `phi.<fee>`, or the path its amount is read from.
impl Stored for BillLine {
    type As = String;

    fn write(&self, program: &Program, out: &mut Json) {
        match self {
            Self::Fee(fee) => out.id(&[FEE, &program.fees[fee.at()].id]),
            Self::Amount(Source::Field(field)) => out.id(&[&program.form.path(*field)]),
            Self::Amount(Source::Answer(node, slot)) => {
                let step = program.node(*node);
                let slot = step.work.slots().get(usize::from(*slot)).map_or("", |slot| slot.id.as_str());
                out.id(&[&step.id, ".", slot]);
            }
        }
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let lost = || unknown("line of a bill", &stored);
        if let Some(fee) = stored.strip_prefix(FEE) {
            let found = program.fees.iter().position(|one| one.id == fee).and_then(|at| u8::try_from(at).ok());
            return found.map(|at| Self::Fee(FeeIx(at))).ok_or_else(lost);
        }
        let (root, name) = stored.split_once('.').ok_or_else(lost)?;
        if let Some(field) = program.form.field(root, name) {
            return Ok(Self::Amount(Source::Field(field)));
        }
        let node = program.find(root).ok_or_else(lost)?;
        let slot = program.node(node).work.slots().iter().position(|slot| slot.id == name);
        let slot = slot.and_then(|at| u8::try_from(at).ok()).ok_or_else(lost)?;
        Ok(Self::Amount(Source::Answer(node, slot)))
    }
}

/// A button, or another way to complete a step, is `step.button`.
impl Stored for Button {
    type As = String;

    fn write(&self, program: &Program, out: &mut Json) {
        let button = program.actions(self.node).get(self.action.at()).map_or("", |button| button.id.as_str());
        out.id(&[&program.node(self.node).id, ".", button]);
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let found = stored.split_once('.').and_then(|(step, button)| {
            let node = program.find(step)?;
            let action = program.actions(node).iter().position(|action| action.id == button)?;
            Some(Self { node, action: ActionIx(u8::try_from(action).ok()?) })
        });
        found.ok_or_else(|| unknown("button", &stored))
    }
}

/// A flow is named by what takes it: `step.button`, `step.timeout`, `step.failed#1`, `step#2` for its second branch,
/// `step`.
impl Stored for FlowIx {
    type As = String;

    fn write(&self, program: &Program, out: &mut Json) {
        let (step, what, which) = flow_name(*self, program);
        out.id(&[step, what, &which]);
    }

    fn read(stored: String, program: &Program) -> Result<Self, Unreadable> {
        let step = stored.split(['.', '#']).next().unwrap_or_default();
        let out = program.find(step).map(|node| program.node(node).out.as_slice()).unwrap_or_default();
        let is_named = |flow: &FlowIx| {
            let (step, what, which) = flow_name(*flow, program);
            stored.strip_prefix(step).and_then(|rest| rest.strip_prefix(what)) == Some(&*which)
        };
        let found = out.iter().copied().find(is_named);
        found.ok_or_else(|| unknown("flow", &stored))
    }
}

/// The step a flow leaves, what takes it there, and which of them.
fn flow_name(flow: FlowIx, program: &Program) -> (&str, &'static str, Cow<'_, str>) {
    let node = program.source(flow);
    let from = program.node(node);
    let (what, which) = match program.flow(flow).kind {
        FlowKind::Action(action) => (".", Cow::from(&program.action(node, action).id)),
        FlowKind::Timeout => (".timeout", Cow::from("")),
        FlowKind::Error(position) => (".failed#", (position + 1).to_string().into()),
        FlowKind::Branch => {
            let position = from.out.iter().position(|other| *other == flow).unwrap_or(0);
            ("#", (position + 1).to_string().into())
        }
        FlowKind::Proceed => ("", Cow::from("")),
    };
    (&from.id, what, which)
}
