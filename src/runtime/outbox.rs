//! Effects as rows of the outbox: JSON that says what is to be told or was printed, without personal data.

use calendar::Due;
use engine::{ActivationId, Effect, Name, Recipient};
use program::{Program, RoleAt, RoleIx, Value as Answer};
use serde_json::{Value, json};

use crate::prepare::Written;
use crate::print::Printed;

/// Writes an effect, with the letter it printed if it did: its target and its body.
pub(crate) fn write(
    program: &Program,
    written: &Written<'_>,
    effect: &Effect,
    printed: Option<&Printed>,
) -> (&'static str, Vec<u8>) {
    let (target, body) = match effect {
        Effect::Notice { to, about, activation } => {
            let to = recipient(program, written, to, *activation);
            ("notice", json!({ "to": to, "about": about.id(), "activation": activation }))
        }
        Effect::Letter { letter, activation, due, .. } => {
            let due = due.map(|due| match due {
                Due::At(at) => json!({ "at": at.millis() }),
                Due::Undetermined(year) => json!({ "undetermined": year }),
                Due::NoLimit => json!("no_limit"),
            });
            let letter = &program.letters[usize::from(letter.0)].id;
            let name = printed.map(|printed| &printed.form.name);
            let number = printed.and_then(|printed| printed.number.as_ref());
            // Whoever reads the letter can tell whether it is still the one that was printed.
            let sha256 = printed.map(|printed| source::hex(&printed.sha256));
            let body = json!({
                "letter": letter, "activation": activation, "due": due, "name": name, "number": number, "sha256": sha256,
            });
            ("letter", body)
        }
        Effect::Refund => ("refund", json!({ "amount": written.after.refunds })),
    };
    (target, body.to_string().into_bytes())
}

fn recipient(program: &Program, written: &Written<'_>, to: &Recipient, about: Option<ActivationId>) -> Value {
    let of = |role: RoleIx| {
        let agency = agency(program, written, role, about);
        json!({ "role": program.role(role).id, "agency": agency.as_str() })
    };
    match to {
        Recipient::Applicant => json!({ "applicant": true }),
        Recipient::Post(post) => json!({ "post": post.as_str() }),
        Recipient::Role(role) => of(*role),
        Recipient::HeadOf(role) => {
            let mut to = of(*role);
            to["head"] = json!(true);
            to
        }
    }
}

/// Finds where a role is told: at the agency of the task it is about if the task is that role's, else where the role
/// lives.
fn agency(program: &Program, written: &Written<'_>, role: RoleIx, about: Option<ActivationId>) -> Name {
    let Written { before, after, data, .. } = *written;
    let task = about.and_then(|id| after.activation(id).or_else(|| before?.activation(id)));
    let of_task = task.filter(|task| task.role == Some(role)).and_then(|task| task.agency.clone());
    let at = &program.role(role).at;
    let named = || match at {
        RoleAt::Item => task?.item.clone(),
        RoleAt::Agency(id) => Some(Name::from(id.as_str())),
        RoleAt::Named(field) => match data.field(*field)? {
            Answer::Text(id) => Some(Name::from(id.as_str())),
            _ => None,
        },
        RoleAt::Competent | RoleAt::Receiving | RoleAt::Assisting | RoleAt::Outside => None,
    };
    of_task.or_else(named).unwrap_or_else(|| after.agency(at).clone())
}
