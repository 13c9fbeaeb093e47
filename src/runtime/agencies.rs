//! Agencies that answers name: each must stand in the directory, which the engine does not see.
//!
//! It judges nothing else of an answer. A question to an agency that does not exist would be answered by silence.

use engine::{Answer, Answers, Command, FieldError, Operation, Rejection, Why};
use procedure::files::Directory;
use program::{FieldType, Program};

/// Refuses a command that names an agency the directory does not have.
pub(crate) fn refuse(program: &Program, directory: &Directory, command: &Command) -> Option<Rejection> {
    let answers = match command {
        Command::Act { answers, .. }
        | Command::Trigger { answers, .. }
        | Command::PaperAnswer { answers, .. }
        | Command::Operate { what: Operation::Propose { answers, .. }, .. } => answers,
        _ => return None,
    };
    refuse_answers(program, directory, answers)
}

/// Refuses answers that name one.
pub(crate) fn refuse_answers(program: &Program, directory: &Directory, answers: &Answers) -> Option<Rejection> {
    let unknown = |id: &String| !id.trim().is_empty() && directory.agency(id.trim()).is_none();
    let wrong = answers.0.iter().filter(|(address, answer)| {
        let named = match answer {
            Answer::One(id) => std::slice::from_ref(id),
            Answer::Many(ids) => ids,
        };
        asks_agencies(program, address) && named.iter().any(unknown)
    });
    let wrong: Vec<FieldError> =
        wrong.map(|(address, _)| FieldError { field: address.clone(), why: Why::NoSuchOption }).collect();
    (!wrong.is_empty()).then_some(Rejection::FormInvalid(wrong))
}

fn asks_agencies(program: &Program, address: &str) -> bool {
    let field = address.split_once('.').and_then(|(section, id)| program.form.field(section, id));
    field.is_some_and(|ix| matches!(program.form.fields[ix.at()].ty, FieldType::Agency | FieldType::Agencies))
}
