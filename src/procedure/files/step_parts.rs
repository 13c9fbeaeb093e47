//! What steps have in common, asked without regard to their type: buttons, ways to be completed, results, answers.
//! It reads nothing.

use source::Spanned;

use super::action::{ActionDef, OutcomeDef};
use super::block::ParallelDef;
use super::form::FieldDef;
use super::receive::ReceiveDef;
use super::service::{ErrorDef, ServiceDef};
use super::step::{EndDef, StepDef, StepKind, UserDef};

impl StepDef {
    /// Gives the buttons, of whatever type of step.
    pub fn actions(&self) -> &[ActionDef] {
        match &self.kind {
            StepKind::User(user) => &user.actions,
            StepKind::Receive(receive) => &receive.actions,
            StepKind::Wait(wait) => &wait.actions,
            StepKind::Start(_)
            | StepKind::Service(_)
            | StepKind::Exclusive(_)
            | StepKind::Parallel(_)
            | StepKind::End(_) => &[],
        }
    }

    /// Lists the ways it can be completed: its buttons, then the outcomes of its message, or the one word of what it
    /// waits for. Their positions are the numbers of its actions in the program.
    pub fn endings(&self) -> Vec<Ending<'_>> {
        let buttons = self.actions().iter().map(Ending::Button);
        let behind: Vec<Ending<'_>> = match &self.kind {
            StepKind::Receive(receive) if !receive.outcomes.is_empty() => {
                receive.outcomes.iter().map(Ending::Outcome).collect()
            }
            StepKind::Receive(receive) if receive.message.is_some() => vec![Ending::Word("received")],
            StepKind::Receive(_) => vec![Ending::Word("paid")],
            StepKind::Wait(wait) if wait.actions.iter().any(ActionDef::is_by_timer) => Vec::new(),
            StepKind::Start(_) | StepKind::Service(_) | StepKind::Wait(_) => vec![Ending::Word("done")],
            StepKind::User(_) | StepKind::Exclusive(_) | StepKind::Parallel(_) | StepKind::End(_) => Vec::new(),
        };
        buttons.chain(behind).collect()
    }

    /// Lists what follows its failures.
    pub fn errors(&self) -> &[ErrorDef] {
        match &self.kind {
            StepKind::Service(service) => &service.errors,
            StepKind::Parallel(block) => &block.errors,
            _ => &[],
        }
    }

    /// Lists the outcomes of its message.
    pub fn outcomes(&self) -> &[OutcomeDef] {
        self.receive().map_or(&[], |receive| &receive.outcomes)
    }

    /// Gives what an end of the dossier has; the end of side work closes only that (sem 1.32).
    pub fn end(&self) -> Option<&EndDef> {
        match &self.kind {
            StepKind::End(end) if self.side.is_none() => Some(end),
            _ => None,
        }
    }

    /// Tells whether a result can come into being in it.
    pub fn makes(&self, result: &str) -> bool {
        let signed = self.actions().iter().flat_map(|button| &button.sign);
        signed.chain(self.produces()).any(|name| name.value == result)
    }

    /// Lists the fields of its message or of its answer.
    pub fn told(&self) -> &[FieldDef] {
        match &self.kind {
            StepKind::Receive(receive) => receive.message.as_ref().map_or(&[], |message| &message.fields),
            StepKind::Service(service) => &service.answer,
            _ => &[],
        }
    }

    /// Lists the results that come into being in another system when it is done.
    pub fn produces(&self) -> Vec<&Spanned<String>> {
        match &self.kind {
            StepKind::Service(service) => service.produces.iter().collect(),
            _ => self.outcomes().iter().flat_map(|outcome| &outcome.produces).collect(),
        }
    }

    /// Tells whether a dossier can rest in it: somebody or something must act first.
    pub fn waits(&self) -> bool {
        matches!(self.kind, StepKind::User(_) | StepKind::Receive(_) | StepKind::Service(_) | StepKind::Wait(_))
    }

    /// Gives what only a user task has.
    pub fn user(&self) -> Option<&UserDef> {
        match &self.kind {
            StepKind::User(user) => Some(user),
            _ => None,
        }
    }

    /// Gives what only a receive task has.
    pub fn receive(&self) -> Option<&ReceiveDef> {
        match &self.kind {
            StepKind::Receive(receive) => Some(receive),
            _ => None,
        }
    }

    /// Gives what only a service task has.
    pub fn service(&self) -> Option<&ServiceDef> {
        match &self.kind {
            StepKind::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Gives what only a parallel gateway has.
    pub fn parallel(&self) -> Option<&ParallelDef> {
        match &self.kind {
            StepKind::Parallel(parallel) => Some(parallel),
            _ => None,
        }
    }

    /// Gives the role that acts, files, or owes what is waited for.
    pub fn role(&self) -> Option<&Spanned<String>> {
        match &self.kind {
            StepKind::Start(start) => start.role.as_ref(),
            StepKind::User(user) => user.role.as_ref(),
            StepKind::Receive(receive) => receive.role.as_ref(),
            _ => None,
        }
    }
}

/// One way to complete a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending<'d> {
    /// A button, pressed by a person, by silence or by the end of a wait.
    Button(&'d ActionDef),
    /// An outcome of a message.
    Outcome(&'d OutcomeDef),
    /// A word of the language: the job is done, the money paid, the message received.
    Word(&'static str),
}

impl<'d> Ending<'d> {
    /// Gives its id.
    pub fn id(self) -> &'d str {
        match self {
            Ending::Button(button) => &button.id.value,
            Ending::Outcome(outcome) => &outcome.id.value,
            Ending::Word(word) => word,
        }
    }

    /// Gives what people read; a word of the language is its own name.
    pub fn name(self) -> &'d str {
        match self {
            Ending::Button(button) => &button.name.value,
            Ending::Outcome(outcome) => &outcome.name.value,
            Ending::Word(word) => word,
        }
    }
}
