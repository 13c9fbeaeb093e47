//! Effects as rows of the outbox: JSON that says what is to be told or printed, without personal data.

use calendar::Due;
use engine::{Effect, Instance, Recipient};
use program::Program;
use serde_json::{Value, json};

/// Writes an effect: its target and its body.
pub(crate) fn write(program: &Program, after: &Instance, effect: &Effect) -> (&'static str, Vec<u8>) {
    let (target, body) = match effect {
        Effect::Notice { to, about, activation } => {
            ("notice", json!({ "to": recipient(program, after, to), "about": about.id(), "activation": activation }))
        }
        Effect::Letter { letter, activation, due } => {
            let due = due.map(|due| match due {
                Due::At(at) => json!({ "at": at.millis() }),
                Due::Undetermined(year) => json!({ "undetermined": year }),
                Due::NoLimit => json!("no_limit"),
            });
            let letter = &program.letters[usize::from(letter.0)].id;
            ("letter", json!({ "letter": letter, "activation": activation, "due": due }))
        }
        Effect::Refund => ("refund", json!({ "amount": after.refunds })),
    };
    (target, body.to_string().into_bytes())
}

fn recipient(program: &Program, after: &Instance, to: &Recipient) -> Value {
    let of = |role: program::RoleIx| {
        let role = program.role(role);
        json!({ "role": role.id, "agency": after.agency(&role.at).as_str() })
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
