//! What can be done to a dossier by a button or a right: what it is called, what it asks, what it will do.
//! The engine's dry run says what happens; nothing is predicted here.

use calendar::Length;
use engine::{ActivationId, Actor, Command, Instance, Pass, Rejection, Sight, preview, preview_trigger};
use program::{
    Action, ActionIx, ActionKind, AnytimeIx, AnytimeKind, Ask, Channel, ExtensionIx, FlowIx, NodeIx, Program, Slot,
    Work,
};

use super::posted::{Posted, moment};
use super::reader::Reader;

/// Something that can be done to a dossier.
pub(crate) enum Deed {
    /// A button of a task, by position in its step.
    Button {
        /// The step.
        node: NodeIx,
        /// The task.
        activation: ActivationId,
        /// The button.
        action: ActionIx,
    },
    /// An `anytime` entry.
    Right(AnytimeIx),
}

impl Deed {
    /// Finds a button of a step by its id.
    pub fn button(program: &Program, node: NodeIx, activation: ActivationId, id: &str) -> Option<Self> {
        let is_it = |action: &Action| action.id == id && matches!(action.kind, ActionKind::Button(_));
        let at = program.actions(node).iter().position(is_it)?;
        Some(Self::Button { node, activation, action: ActionIx(u8::try_from(at).ok()?) })
    }

    fn action<'a>(&self, program: &'a Program) -> Option<&'a Action> {
        match self {
            Self::Button { node, action, .. } => Some(program.action(*node, *action)),
            Self::Right(_) => None,
        }
    }

    /// Returns what its author called it.
    pub fn name<'a>(&self, program: &'a Program) -> &'a str {
        match self {
            Self::Button { node, action, .. } => &program.action(*node, *action).name,
            Self::Right(ix) => &program.anytime[ix.at()].name,
        }
    }

    /// Returns what it asks.
    pub fn ask<'a>(&self, program: &'a Program) -> &'a [Ask] {
        match self {
            Self::Button { node, action, .. } => &program.action(*node, *action).ask,
            Self::Right(ix) => &program.anytime[ix.at()].ask,
        }
    }

    /// Returns the fields of the message that it enters by hand.
    pub fn slots<'a>(&self, program: &'a Program) -> &'a [Slot] {
        match self {
            Self::Button { node, .. } if self.enters_message(program) => program.node(*node).work.slots(),
            _ => &[],
        }
    }

    /// Tells whether it enters a message, whose content then decides.
    pub fn enters_message(&self, program: &Program) -> bool {
        self.ask(program).contains(&Ask::Message)
    }

    /// Returns how much it may lengthen the dossier's clock at most.
    pub fn most(&self, program: &Program, instance: &Instance) -> Option<Length> {
        let extension: ExtensionIx = match self {
            Self::Button { .. } => self.action(program)?.extend?,
            Self::Right(ix) => match program.anytime[ix.at()].does {
                AnytimeKind::Extend(extension) => extension,
                AnytimeKind::Next(_) | AnytimeKind::Steps(_) => return None,
            },
        };
        let described = &program.extensions[extension.at()];
        let left = described.total.saturating_sub(instance.used(extension).total);
        Some(Length { count: described.by.count.min(left), unit: described.by.unit })
    }

    /// Tells whether the whole form is offered again.
    pub fn supplements(&self, program: &Program) -> bool {
        let Self::Button { node, .. } = self else { return false };
        program.person(*node).is_some_and(|person| person.supplement.is_some())
    }

    /// Tells whether it may be dated earlier the same day: a reception on paper (sem 2.25).
    pub fn may_be_dated(&self, program: &Program, channel: Channel) -> bool {
        channel != Channel::Online && self.action(program).is_some_and(|action| !action.effects.starts.is_empty())
    }

    /// Tells whether it has a page of its own: it asks, or it interrupts everything.
    pub fn has_page(&self, program: &Program) -> bool {
        matches!(self, Self::Right(_)) || !self.ask(program).is_empty() || self.supplements(program)
    }

    /// Returns the look of its button: the only one is filled, one that ends the dossier is marked.
    pub fn class(&self, program: &Program) -> &'static str {
        let ends = |flow: FlowIx| matches!(program.node(program.target(flow)).work, Work::End(_));
        match self {
            Self::Right(ix) if program.anytime[ix.at()].next().is_some() => "stop",
            Self::Right(_) => "alt",
            Self::Button { node, action, .. } => {
                let buttons = program.actions(*node).iter().filter(|one| matches!(one.kind, ActionKind::Button(_)));
                let action = program.action(*node, *action);
                if buttons.count() == 1 {
                    ""
                } else if !action.proceeds && action.flow.is_some_and(ends) {
                    "stop"
                } else {
                    "alt"
                }
            }
        }
    }

    /// Tries it without asking anything.
    ///
    /// # Errors
    /// Why it would be refused now.
    pub fn preview(&self, sight: &Sight<'_>, actor: &Actor) -> Result<(Instance, Pass), Rejection> {
        match self {
            Self::Button { activation, node, action } => {
                preview(sight, actor, *activation, &sight.program.action(*node, *action).id)
            }
            Self::Right(ix) => preview_trigger(sight, actor, *ix),
        }
    }

    /// Makes the command of what was sent.
    pub fn command(&self, reader: &Reader, actor: Actor, posted: &Posted, program: &Program) -> Command {
        let answers = posted.answers(program, self.slots(program));
        match self {
            Self::Button { activation, node, action } => {
                let action = program.action(*node, *action).id.clone();
                let received_at = moment(reader, posted.one("nhan_luc"));
                Command::Act { actor, activation: *activation, action, answers, received_at }
            }
            Self::Right(ix) => Command::Trigger { actor, anytime: *ix, answers },
        }
    }
}
